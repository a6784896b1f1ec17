"""A demonstration inside a lesson: what it shows, the way to it, and what a race measured here."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from course.glyphs import MARKS
from course.lesson import Demo, Prediction
from course.messages import DemoRequested
from course.progress import Answer
from course.widgets.cell import Bar, Buttons, Cell
from course.widgets.prose import Paragraph, Prose, Wrapped

MEASURES = (
    "It measures again and again. Up and down choose a lane, l changes the scale, d counts how many fit in the same "
    "memory. q comes back when you have seen enough: the numbers stay here."
)
PLAYS = "It plays by itself. n and p change the scene, Space pauses, q comes back to this place."


class DemoCell(Cell):
    """demo: its data. answer: what is kept of it, None before it was opened. predictions: about it, with the learner's
    words. waiting: only the head is shown, until the prediction is made."""

    def __init__(
        self,
        demo: Demo,
        answer: Answer | None = None,
        predictions: Sequence[tuple[Prediction, str]] = (),
        waiting: bool = False,
    ) -> None:
        super().__init__(demo.id)
        self.demo = demo
        self._answer, self._predictions = answer, list(predictions)
        self.set_class(waiting, "-waiting")

    def compose(self) -> ComposeResult:
        yield Bar(classes="bar")
        yield Prose(self.demo.brief)
        yield Static(MEASURES if self.measures else PLAYS, classes="label", markup=False)
        opening = "Enter Start the race" if self.measures else "Enter See it played"
        yield Buttons(Content.from_markup(f"[@click=open]\\[ {opening} ][/]"), classes="actions")
        yield Wrapped(classes="output", widest=96)

    def on_mount(self) -> None:
        super().on_mount()
        self._show_state()
        self._show_output()

    @property
    def measures(self) -> bool:
        """Whether it measures this machine."""
        from course.demo import COLD_START

        return self.demo.name == COLD_START

    def action_open(self) -> None:
        """Asks for the demonstration, or shows what is held back."""
        if self.waiting:
            self.open_up()
        else:
            self.post_message(DemoRequested(self))

    def open_up(self) -> None:
        super().open_up()
        self._show_state()

    def show(self, answer: Answer | None, predictions: Sequence[tuple[Prediction, str]]) -> None:
        """What is kept by now, and what the learner expected."""
        self._answer, self._predictions = answer, list(predictions)
        self._show_state()
        self._show_output()

    def _show_state(self) -> None:
        bar = self.query_one(Bar)
        if self.waiting:
            bar.show(self.demo.title, f"{MARKS.idle} opens when you have written your prediction. Enter opens it now.")
        elif self._answer is None:
            bar.show(self.demo.title, f"{MARKS.idle} not {'run' if self.measures else 'seen'} yet")
        else:
            bar.show(self.demo.title, f"{MARKS.right} {'measured here' if self.measures else 'seen'}", "$text-success")

    def _show_output(self) -> None:
        parts = self._measured() if self.measures and self._answer is not None else []
        output = self.query_one(".output", Wrapped)
        output.show_parts(parts)
        output.display = bool(parts)

    def _measured(self) -> list[Paragraph]:
        """The kept race, and the predictions beside it."""
        from course.kept_race import lanes_of, race_lines, race_value
        from course.widgets.result import prediction_parts

        assert self._answer is not None
        lanes = lanes_of(self._answer.answer)
        if not lanes:
            return []
        day = self._answer.at[:10]
        told = f"Measured on this machine, {day}: medians, from nothing to the first response"
        parts = [Paragraph(Content.styled(told, "$text-muted"))]
        parts += [Paragraph(Content(line), rest=Content("    ")) for line in race_lines(lanes)]
        for prediction, words in self._predictions:
            actual = race_value(lanes, prediction.actual.field) if prediction.actual is not None else ""
            parts += [Paragraph(Content("")), *prediction_parts(words, actual, prediction.explain)]
        return parts
