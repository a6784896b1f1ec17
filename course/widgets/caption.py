"""The clock, why the thread runs, and one sentence about this step."""

from __future__ import annotations

import textwrap

from textual.strip import Strip

from course.folds.captions import milliseconds
from course.folds.loop import LoopState
from course.folds.marks import mark
from course.glyphs import VIEW
from course.widgets.pane import Pane, Row, mark_style

_CAUSES = {"startup": "module loads", "event": "handler called", "timer": "timer fired", "io": "answer arrived"}


class Caption(Pane):
    """One line of facts, then the sentence in the lines that are left."""

    DEFAULT_CSS = "Caption { height: 3; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self._sentence = ""

    def set_state(self, state: LoopState) -> None:
        """What to say of this moment."""
        self._sentence = state.caption
        self.set_rows((_facts(state),), note=self._sentence)

    def render_line(self, y: int) -> Strip:
        if y == 0:
            return self.strip(self._rows[0] if self._rows else ())
        lines = textwrap.wrap(self._sentence, max(10, self.size.width - 3))
        room = self.size.height - 1
        if len(lines) > room:
            lines = [*lines[: room - 1], f"{lines[room - 1]} {VIEW.cut}"]
        if y > len(lines):
            return self.strip(())
        return self.strip(((f" {VIEW.down} ", "rule"), (lines[y - 1], "strong")))


def _facts(state: LoopState) -> Row:
    """The clock and the thread, in one row."""
    clock = (f" {milliseconds(state.time)} ", "title"), ("virtual", "muted")
    if not state.turn:
        return (*clock, ("   thread: ", "muted"), ("free", "strong"))
    why = _CAUSES.get(state.cause, state.cause)
    who = (
        ("  isolate", "muted")
        if not state.cause_event
        else (f"  {mark(state.cause_event)}", mark_style(state.cause_event))
    )
    return (*clock, ("   thread:", "muted"), who, (f"  turn {state.turns}, {why}", ""))
