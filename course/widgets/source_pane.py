"""The learner's source with the line that runs now, and the lines where requests wait."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual

from course.folds.loop import LoopState
from course.folds.marks import mark
from course.glyphs import VIEW
from course.visible import visible
from course.widgets.highlighting import highlighted, language_of
from course.widgets.pane import Pane, mark_style

MARGIN = 2
"""Lines kept visible above and below the current one."""


class SourcePane(Pane):
    """Shows one file at a time: the one that runs, else the one that ran last. A click on a line asks for a
    breakpoint there, or for it to go."""

    @dataclass
    class Marked(Message):
        """The learner wants a breakpoint on this line, or the one there gone. line: from 1."""

        file: str
        line: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Source", id=id)
        self._files: Mapping[str, str] = {}
        self._file, self._line = "", 0
        self._parked: Mapping[int, tuple[int, ...]] = {}
        self._top = self._focus = 0
        self._breakpoints: Set[tuple[str, int]] = frozenset()
        self._cursor = 0
        self._coloured: dict[tuple[str, int], list[Strip]] = {}

    def set_files(self, files: Mapping[str, str], first: str) -> None:
        """The project's source, and which file to begin with."""
        self._files, self._file, self._line, self._parked = files, first, 0, {}
        self._top = self._focus = self._cursor = 0
        self._coloured.clear()
        self.set_rows((), title=first or "Source")
        self.refresh()

    def set_state(self, state: LoopState) -> None:
        """The current line, and the events whose functions are parked, by line."""
        file = state.file if state.file in self._files else self._file
        parked: dict[int, tuple[int, ...]] = {}
        for frame in state.parked:
            if frame.file == file and frame.event not in parked.get(frame.line, ()):
                parked[frame.line] = (*parked.get(frame.line, ()), frame.event)
        if (file, state.line, parked) == (self._file, self._line, self._parked):
            return
        if file != self._file:
            self._top = 0
        self._file, self._line, self._parked, self._cursor = file, state.line, parked, 0
        goes_on = (frame.line for frame in state.parked if frame.event == state.cause_event and frame.file == file)
        self._focus = state.line or next(goes_on, 0)
        self.set_rows((), note=self._legend(), title=file or "Source")
        self.refresh()

    # --- breakpoints -----------------------------------------------------------------------------------------------

    @property
    def place(self) -> tuple[str, int]:
        """File and line of the cursor; without one, of what runs (line 0: nothing)."""
        return self._file, self._cursor or self._line

    def move_cursor(self, by: int) -> None:
        """The line cursor, up or down from what runs."""
        last = self._files.get(self._file, "").rstrip("\n").count("\n") + 1
        self._cursor = max(1, min(last, (self._cursor or self._line or self._top + 1) + by))
        self._focus = self._cursor
        self.set_rows((), note=self._legend(), title=self._file or "Source")
        self.refresh()

    def set_breakpoints(self, breakpoints: Set[tuple[str, int]]) -> None:
        """Places, as file and line."""
        self._breakpoints = breakpoints
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        line = self._top + event.y
        if event.y and line <= self._files.get(self._file, "").rstrip("\n").count("\n") + 1:
            self.post_message(self.Marked(self._file, line))

    def _legend(self) -> str:
        if self._cursor:
            return f"line {self._cursor}: Enter sets or removes a breakpoint"
        waiting = sorted({event for events in self._parked.values() for event in events})
        if not waiting:
            return ""
        shown = " ".join(mark(event) for event in waiting[:6]) + (f" {VIEW.cut}" if len(waiting) > 6 else "")
        return f"{shown} waits at an await" if len(waiting) == 1 else f"{shown} wait at an await"

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._coloured.clear()

    # --- drawing ---------------------------------------------------------------------------------------------------

    def render_row(self, row: int, height: int) -> Strip:
        lines = self._lines(self.size.width)
        if row == 0:
            self._scroll(len(lines), height)
        index = self._top + row
        if index >= len(lines):
            return self.strip(())
        number, digits = index + 1, len(str(len(lines)))
        here = number == self._line
        waiting = self._parked.get(number, ())
        gutter = Strip(
            [
                Segment(VIEW.line if here else " ", self.style("strong")),
                self.segment((mark(waiting[0])[-1], mark_style(waiting[0])) if waiting else (" ", "")),
                self.segment((VIEW.fresh if len(waiting) > 1 else " ", "muted")),
                Segment(
                    f"{number:>{digits}}",
                    self.style("here" if number == self._cursor else "strong" if here else "muted"),
                ),
                Segment(VIEW.breakpoint if (self._file, number) in self._breakpoints else " ", self.style("error")),
            ]
        )
        code = lines[index]
        if here:
            light = Style(bgcolor=self.style("here").bgcolor, bold=True)
            strip = Strip([*gutter, *code]).adjust_cell_length(self.size.width, self.rich_style)
            return Strip(Segment.apply_style(strip, None, light), self.size.width)
        return Strip([*gutter, *code]).adjust_cell_length(self.size.width, self.rich_style)

    def _scroll(self, count: int, height: int) -> None:
        """Moves the window only when the line to look at would leave it."""
        if self._focus:
            first, last = self._focus - 1 - MARGIN, self._focus + MARGIN - height
            self._top = max(last, min(self._top, first))
        self._top = max(0, min(self._top, count - height))

    def _lines(self, width: int) -> list[Strip]:
        """The file in colour, a strip a line."""
        key = (self._file, width)
        if key not in self._coloured:
            content = highlighted(visible(self._files.get(self._file, "")).rstrip("\n"), language_of(self._file))
            style = self.visual_style
            room = max(1, width - 4 - len(str(content.plain.count("\n") + 1)))
            self._coloured[key] = [
                Visual.to_strips(self, line.truncate(room, ellipsis=True), room, 1, style)[0] if line else Strip([])
                for line in content.split("\n", allow_blank=True)
            ]
        return self._coloured[key]
