"""The isolates of one machine, a cell each: as wide as there is room for, down to one column for thousands.

Drawn row by row. A row is drawn again when one of its cells has changed or has cooled; all others keep their strips.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from course.folds.machine import BUSY, DRAINING, GONE, HALF_LIFE_MS, IDLE, STARTING, Cell, MachineState, heat_at
from course.glyphs import LEVELS, MARKS, VIEW
from course.machine_text import bytes_text, condition_text, lately, short_reason
from course.widgets.pane import Pane, Row

SIGNS = {STARTING: VIEW.fresh, IDLE: VIEW.ahead, BUSY: VIEW.at, DRAINING: MARKS.down, GONE: MARKS.dot}
"""Each state has a shape of its own; colours only repeat it."""
STYLES = {STARTING: "mark-0", BUSY: "fresh", DRAINING: "warn", GONE: "muted"}
FAINT, HOT = 0.04, 0.5
"""An isolate with more heat than HOT is drawn bright; what is fainter than FAINT reads as none."""
FOREVER = math.inf


def level(cell: Cell, limit: int) -> str:
    """How full its heap is, of what it may have."""
    if cell.condition == STARTING or not _measured(cell):
        return " "
    return LEVELS[min(len(LEVELS) - 1, cell.bytes * len(LEVELS) // max(1, limit))]


def _whole(cell: Cell, limit: int, time: float) -> str:
    """Everything in one line: at its end how many events it had lately, or why it had to go."""
    filled = min(BAR, -(-cell.bytes * BAR // max(1, limit)))
    heap = f"{VIEW.runs * filled}{VIEW.queued * (BAR - filled)} {bytes_text(cell.bytes):>7}"
    end = short_reason(cell.reason) if cell.reason else f"{lately(cell, time):.1f}/s"
    return f"{_head(cell)} {heap if _measured(cell) else ' ' * (BAR + 8)} {end:<15} "


def _wide(cell: Cell, limit: int, time: float) -> str:
    size = bytes_text(cell.bytes) if _measured(cell) else ""
    return f"{_head(cell)} {size:>7}  "


def _measured(cell: Cell) -> bool:
    """Whether there is a size to tell: a run without memory limits measures no heap, and a heap is never empty."""
    return cell.condition != GONE and cell.bytes > 0


def _head(cell: Cell) -> str:
    return f"{SIGNS[cell.condition]} {cell.worker[:11]:<11} {condition_text(cell):<10}"


def _named(cell: Cell, limit: int, time: float) -> str:
    return f"{SIGNS[cell.condition]}{level(cell, limit)} {cell.worker[:9]:<9} "


def _small(cell: Cell, limit: int, time: float) -> str:
    return f"{SIGNS[cell.condition]}{level(cell, limit)} "


def _tiny(cell: Cell, limit: int, time: float) -> str:
    return f"{SIGNS[cell.condition]} "


def _dot(cell: Cell, limit: int, time: float) -> str:
    return SIGNS[cell.condition]


BAR = 6
"""Columns of the bar of a heap."""
WHOLE = 56
"""Columns of a cell that says everything."""
MODES: tuple[tuple[int, Callable[[Cell, int, float], str]], ...] = (
    (WHOLE, _whole),
    (34, _wide),
    (13, _named),
    (3, _small),
    (2, _tiny),
    (1, _dot),
)
"""Columns of a cell, and what stands in it; the first that fits is taken."""
FADING_MS = 200.0
"""How often heat in figures is written anew."""


class Drawn(NamedTuple):
    """A row as it was drawn, at `since`; it looks so until another virtual ms. here: its selected cell (-1: none)."""

    cells: tuple[Cell, ...]
    here: int
    since: float
    until: float
    strip: Strip


class MachineGrid(Pane):
    """The cells. selected: the place of the one that is looked at."""

    class Picked(Message):
        """The learner wants the isolate at this place."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        super().__init__("Isolates", id="grid")
        self._cells: tuple[Cell, ...] = ()
        self._selected, self._time, self._limit = 0, 0.0, 1
        self._columns, self._first, self._mode = 1, 0, MODES[0]
        self._strips: list[Drawn] = []

    # --- what is shown ---------------------------------------------------------------------------------------------

    def set_machine(self, state: MachineState, selected: int, limit: int) -> None:
        """The moment to show. limit: bytes that an isolate may have."""
        same_layout = len(state.cells) == len(self._cells) and limit == self._limit
        self._cells, self._selected, self._time, self._limit = state.cells, selected, state.time, limit
        if not same_layout or not self._strips:
            self._lay_out()
            self.refresh()
        elif self._scroll_to_selected():
            self.refresh()
        else:
            for row in range(len(self._strips)):
                if self._is_stale(row):
                    self.refresh(Region(0, row + 1, self.size.width, 1))
        alive = len(state.places)
        legend = "  ".join(f"{sign} {name}" for name, sign in SIGNS.items() if name != STARTING)
        self.set_rows(
            (), note=legend if self.size.width >= 60 else "", title=f"{alive:,} isolate{'' if alive == 1 else 's'}"
        )

    def set_rows(self, rows: object, note: str = "", title: str = "") -> None:
        """The title line alone; cells are drawn by `render_row`."""
        if (note, title) != (self._note, self._title):
            self._note, self._title = note, title
            self.refresh(Region(0, 0, self.size.width, 1))

    def _lay_out(self) -> None:
        width, height = max(1, self.size.width - 1), max(1, self.size.height - 1)
        fitting = (mode for mode in MODES if width // mode[0] * height >= len(self._cells))
        self._mode = next(fitting, MODES[-1])
        self._columns = max(1, width // self._mode[0])
        self._strips = [Drawn((), -2, 0.0, -1.0, Strip.blank(self.size.width))] * height
        self._scroll_to_selected()

    def _scroll_to_selected(self) -> bool:
        """Moves the first row so that the selected cell is in view; whether it had to."""
        row, height, before = self._selected // self._columns, max(1, len(self._strips)), self._first
        last = max(0, -(-len(self._cells) // self._columns) - height)
        self._first = min(last, max(min(self._first, row), row - height + 1))
        return self._first != before

    @property
    def columns(self) -> int:
        """Cells in a row."""
        return self._columns

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _slice(self, row: int) -> tuple[tuple[Cell, ...], int]:
        """The cells of a row on screen, and which of them is selected (-1: none)."""
        begin = (self._first + row) * self._columns
        here = self._selected - begin
        return self._cells[begin : begin + self._columns], here if 0 <= here < self._columns else -1

    def _is_stale(self, row: int) -> bool:
        drawn = self._strips[row]
        return not drawn.since <= self._time < drawn.until or self._slice(row) != (drawn.cells, drawn.here)

    def render_row(self, row: int, height: int) -> Strip:
        if row >= len(self._strips) or not self._cells:
            return self.strip(((" no isolates yet", "muted"),) if row == 0 else ())
        if self._is_stale(row):
            cells, here = self._slice(row)
            spans, until = self._spans(cells, here)
            self._strips[row] = Drawn(cells, here, self._time, until, self.strip(spans))
        return self._strips[row].strip

    def _spans(self, cells: tuple[Cell, ...], here: int) -> tuple[Row, float]:
        """Neighbours of one style are one span. Gives too the virtual ms at which the first of them has cooled."""
        (width, draw), limit, until = self._mode, self._limit, FOREVER
        spans: list[tuple[str, str]] = [(" ", "")]
        text, style = "", ""
        for index, cell in enumerate(cells):
            wanted = STYLES.get(cell.condition)
            if wanted is None:
                cools = cell.last_event_at + HALF_LIFE_MS * math.log2(cell.heat / HOT) if cell.heat > HOT else -1.0
                hot = cools > self._time
                wanted = "strong" if hot else "muted"
                until = min(until, cools) if hot else until
            wanted = "here" if index == here else wanted
            if wanted != style and text:
                spans.append((text, style))
                text = ""
            if width == WHOLE and heat_at(cell, self._time) > FAINT:
                until = min(until, self._time + FADING_MS)
            style, text = wanted, text + draw(cell, limit, self._time)
        spans.append((text, style))
        return tuple(spans), until

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()

    def notify_style_update(self) -> None:
        """The theme changed: nothing that was drawn holds."""
        super().notify_style_update()
        self._strips = []

    # --- mouse -----------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        column = (event.x - 1) // self._mode[0]
        place = (self._first + event.y - 1) * self._columns + column
        if event.y > 0 and 0 <= column < self._columns and place < len(self._cells):
            self.post_message(self.Picked(place))
