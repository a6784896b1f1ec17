"""A Worker to run: code, the requests to send (both editable), and the answers beside what was predicted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from course.glyphs import MARKS
from course.lesson import Prediction, Run
from course.messages import ViewRequested
from course.traffic_text import meanwhile
from course.widgets.cell import Bar
from course.widgets.code_cell import CodeCell
from course.widgets.code_editor import CodeEditor
from course.widgets.prose import Paragraph, Prose
from course.widgets.result import prediction_parts

if TYPE_CHECKING:
    from engine.project import Project
    from engine.run import RunReport

REQUESTS = "requests.txt"
_WORDS = {
    "WAIT": "WAIT 2 h",
    "CRON": "CRON 0 * * * *",
    "FROM": "FROM NRT GET / (from Tokyo)",
    "TO": "TO shop GET / (for that Worker)",
}
"""What a line of traffic may also be, with an example."""


class RunCell(CodeCell):
    """A run cell. requests: the learner's own lines, or None for the lesson's. predictions: about this run, with the
    learner's words. waiting: only the head is shown, until the prediction is made."""

    def __init__(
        self,
        cell: Run,
        project: Project,
        texts: Mapping[str, str] | None = None,
        requests: str | None = None,
        predictions: Sequence[tuple[Prediction, str]] = (),
        waiting: bool = False,
    ) -> None:
        super().__init__(cell, project, texts)
        self.run_data = cell
        self.lesson_requests = "\n".join(cell.traffic.requests)
        self._requests = self.lesson_requests if requests is None else requests
        self._predictions = list(predictions)
        self.set_class(waiting, "-waiting")

    def below_editor(self) -> ComposeResult:
        traffic = self.run_data.traffic
        if traffic.steps:
            yield Static(f"Sends {len(traffic.steps)} events that belong to this lesson.", classes="label")
            return
        how = "one after the other"
        if traffic.together:
            how = f"each {traffic.apart_ms:g} ms after the one before" if traffic.apart_ms else "all at once"
        used = [word for line, word in _WORDS.items() if any(one.startswith(line) for one in traffic.requests)]
        what = f"Requests, one a line, sent {how}"
        if used:
            what = f"Events, one a line{f', sent {how}' if traffic.together else ''}: requests, {', '.join(used)}"
        yield Static(what, classes="label")
        yield CodeEditor(self._requests, REQUESTS, numbers=False, id="requests")
        if traffic.actions:
            yield Static(meanwhile(traffic), classes="label", markup=False)

    def compose(self) -> ComposeResult:
        yield from super().compose()
        ideas = "\n".join(f"- {idea}" for idea in self.run_data.ideas)
        yield Prose(f"**Change one thing and run again**\n\n{ideas}", classes="ideas")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(".ideas").display = False

    def more_actions(self) -> str:
        return "   [@click=view]\\[ v Step through ][/]" if self.run_data.view != "none" else ""

    @property
    def requests(self) -> list[str]:
        """The lines to send, without empty ones."""
        found = self.query("#requests").results(CodeEditor)
        text = next((editor.text for editor in found), self._requests)
        return [line for line in text.splitlines() if line.strip()]

    @property
    def requests_changed(self) -> bool:
        """Whether they differ from the lesson's."""
        return "\n".join(self.requests) != self.lesson_requests

    @property
    def editors(self) -> dict[str, CodeEditor]:
        requests = list(self.query("#requests").results(CodeEditor))
        return {**super().editors, REQUESTS: requests[0]} if requests else super().editors

    def kept_as(self, file: str) -> str:
        return "requests" if file == REQUESTS else file

    @property
    def original_texts(self) -> dict[str, str]:
        originals = super().original_texts
        return originals if self.run_data.traffic.steps else {**originals, REQUESTS: self.lesson_requests}

    def open_up(self) -> None:
        super().open_up()
        self._show_state()

    def _show_state(self) -> None:
        if self.waiting:
            words = f"{MARKS.idle} opens when you have written your prediction. Enter opens it now."
            self.query_one(Bar).show(self.cell.title, words)
        else:
            super()._show_state()

    def show_predictions(self, predictions: list[tuple[Prediction, str]]) -> None:
        """What the learner expected of this run."""
        self._predictions = predictions
        if self.report is not None:
            self.show_output(self.output_of(self.report))

    def output_of(self, report: RunReport) -> list[Paragraph]:
        from course.measure import measure, shown

        parts = super().output_of(report)
        for prediction, words in self._predictions:
            actual = ""
            if prediction.actual is not None:
                actual = shown(measure(report, prediction.actual, self._request), prediction.actual.field)
            explanation = prediction.explanation(self.changed or self.requests_changed)
            parts += [Paragraph(Content("")), *prediction_parts(words, actual, explanation)]
        if self.run_data.ideas:
            self.query_one(".ideas").display = True
        return parts

    def action_view(self) -> None:
        """Asks for the full-screen view."""
        self.post_message(ViewRequested(self))
