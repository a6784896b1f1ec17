"""A question answered in the learner's own words before anything runs. Never marked."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static, TextArea

from course.glyphs import MARKS
from course.lesson import Prediction
from course.messages import LeaveCell, PredictionMade, TextChanged
from course.widgets.answer_text import AnswerText
from course.widgets.cell import Bar, Cell
from course.widgets.prose import Prose


class PredictionCell(Cell):
    """prediction: what is asked. words: what the learner said before, "" for nothing."""

    def __init__(self, prediction: Prediction, words: str = "", draft: str = "") -> None:
        super().__init__(prediction.id)
        self.prediction = prediction
        self.words = words
        self._text = draft or words

    def compose(self) -> ComposeResult:
        number = self.prediction.expects == "number"
        yield Bar(classes="bar")
        yield Prose(self.prediction.prompt, classes="question")
        unit = f", in {self.prediction.unit}" if self.prediction.unit else ""
        yield AnswerText(self._text, f"a number{unit}, then Enter" if number else "a few of your own words, then Enter")
        yield Static("", classes="hint")

    def on_mount(self) -> None:
        self._show_state()

    def target(self) -> AnswerText:
        return self.query_one(AnswerText)

    @on(AnswerText.Submitted)
    def _submitted(self, event: AnswerText.Submitted) -> None:
        event.stop()
        if not event.text:
            self._say("Write what you expect first. A guess is fine; nobody marks it.")
            return
        self.words = event.text
        self._show_state()
        self.post_message(PredictionMade(self, event.text))

    @on(AnswerText.Leave)
    def _leave(self, event: AnswerText.Leave) -> None:
        event.stop()
        self.post_message(LeaveCell(self, event.direction))

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(TextChanged(self, "draft"))

    def _show_state(self) -> None:
        bar = self.query_one(Bar)
        if self.words:
            bar.show("Predict", f"{MARKS.right} written down", "$text-success")
            self._say("Kept. It will stand beside what really comes out. Enter keeps a change.")
        else:
            bar.show("Predict", f"{MARKS.idle} before you run anything")
            self._say("")

    def _say(self, text: str) -> None:
        hint = self.query_one(".hint", Static)
        hint.update(text)
        hint.display = bool(text)
