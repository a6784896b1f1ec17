"""The console of the run so far, newest line last."""

from __future__ import annotations

from textual.strip import Strip

from course.folds.loop import LoopState
from course.glyphs import VIEW
from course.widgets.pane import Pane, Row, marked

_STYLES = {"warn": "warn", "error": "error", "exception": "error", "debug": "muted"}
_WORDS = {"warn": "warn ", "error": "error ", "exception": "", "debug": "debug "}


class ConsolePane(Pane):
    """Follows the newest line; new ones are marked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Console", id=id)

    def set_state(self, state: LoopState, before: LoopState) -> None:
        """before: the state at the step before, to mark what is new."""
        seen = before.console.total
        rows: list[Row] = []
        for line in state.console.lines:
            first, *rest = line.message.split("\n") or [""]
            style = _STYLES.get(line.level, "")
            start = ((f"{VIEW.fresh if line.number > seen else ' '} ", "fresh"), marked(line.event), (" ", ""))
            rows.append((*start, (_WORDS.get(line.level, "") + first, style)))
            rows.extend(((("    " + more), style),) for more in rest)
        self.set_rows(tuple(rows), note=f"{state.console.total:,}" if state.console.total else "")

    def render_row(self, row: int, height: int) -> Strip:
        rows = self._rows
        if not rows:
            return self.strip((("  nothing printed", "muted"),) if row == 0 else ())
        index = row + max(0, len(rows) - height)
        return self.strip(rows[index]) if index < len(rows) else self.strip(())
