"""One lane a request: when it had the thread, when it waited, on the run's time axis, with the clock."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip

from course.folds.captions import milliseconds
from course.folds.lanes import QUEUED, RUNNING, WAIT_UNTIL, WAITING, Lane, lanes_at
from course.folds.marks import mark
from course.glyphs import VIEW
from course.visible import visible
from course.widgets.pane import Pane, Row, mark_style

_CELLS = {QUEUED: VIEW.queued, RUNNING: VIEW.runs, WAITING: VIEW.waits, WAIT_UNTIL: VIEW.wait_until}
_RANK = {QUEUED: 0, WAITING: 1, WAIT_UNTIL: 2, RUNNING: 3}
RIGHT = 9
"""Columns at the right, for the status."""


class LanesPane(Pane):
    """Lanes of the requests that have arrived so far. A turn is at least one cell, however short."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Requests", id=id)
        self._whole: Sequence[Lane] = ()
        self._lanes: Sequence[Lane] = ()
        self._end, self._now = 1.0, 0.0

    def set_lanes(self, whole: Sequence[Lane], end: float) -> None:
        """All lanes of the run; end: virtual ms at its end."""
        self._whole, self._end = whole, max(end, 1.0)
        self._lanes = ()
        self.refresh()

    def set_moment(self, index: int, now: float) -> None:
        """The moment to show: after `index` events, at `now` virtual ms."""
        lanes = lanes_at(self._whole, index, now)
        if (lanes, now) != (self._lanes, self._now):
            self._lanes, self._now = lanes, now
            self.refresh()

    # --- drawing ---------------------------------------------------------------------------------------------------

    @property
    def _left(self) -> int:
        """Columns of the label."""
        return 16 if self.size.width < 100 else 26

    def _title_row(self) -> Row:
        legend = (
            f"{VIEW.runs} runs  {VIEW.waits} waits  {VIEW.wait_until} waitUntil  {VIEW.queued} queued"
            if self.size.width >= 70
            else f"{VIEW.runs} runs {VIEW.waits} waits"
        )
        axis = f"0 to {milliseconds(self._end)} virtual"
        self._note = f"{legend}   {axis}"
        return super()._title_row()

    def render_row(self, row: int, height: int) -> Strip:
        lanes = self._visible(height)
        if not self._lanes:
            return self.strip((("  no request yet", "muted"),) if row == 0 else ())
        if row >= len(lanes):
            return self.strip(())
        lane = lanes[row]
        width = max(4, self.size.width - self._left - RIGHT)
        return Strip(
            [
                Segment("  ", self.rich_style),
                Segment(mark(lane.event), self.style(mark_style(lane.event))),
                Segment(set_cell_size(self._label(lane), self._left - 2 - len(mark(lane.event))), self.rich_style),
                *self._bar(lane, width),
                Segment(self._status(lane), self.style("error" if _failed(lane) else "strong")),
            ]
        ).adjust_cell_length(self.size.width, self.rich_style)

    def _visible(self, height: int) -> Sequence[Lane]:
        """The lanes that fit: those still going first, then the latest, in their order."""
        if len(self._lanes) <= height:
            return self._lanes
        order = sorted(range(len(self._lanes)), key=lambda index: (self._lanes[index].over is not None, -index))
        return [self._lanes[index] for index in sorted(order[:height])]

    def _label(self, lane: Lane) -> str:
        text = lane.trigger
        if lane.url:
            path = lane.url.partition("//")[2]
            text = f"{lane.method} /{path.partition('/')[2]}"
        text, room = visible(text), self._left - 4
        return " " + (text if cell_len(text) <= room else set_cell_size(text, room - 1) + VIEW.cut)

    def _bar(self, lane: Lane, width: int) -> list[Segment]:
        kinds = [""] * width
        scale = (width - 1) / self._end
        for span in lane.spans:
            first, last = round(span.start * scale), round(span.end * scale)
            rank = _RANK[span.kind]
            for column in range(max(0, first), min(width - 1, last) + 1):
                if rank >= _RANK.get(kinds[column], -1):
                    kinds[column] = span.kind
        style, muted = self.style(mark_style(lane.event)), self.style("muted")
        return [
            Segment(_CELLS.get(kind, " ") * len(list(run)), muted if kind in ("", QUEUED) else style)
            for kind, run in groupby(kinds)
        ]

    def _status(self, lane: Lane) -> str:
        if lane.outcome == "canceled":
            return " canceled"
        if _failed(lane):
            return f" {lane.status or 'failed'}"
        if lane.answered is not None:
            return f" {lane.status or 'done'}"
        if lane.spans and lane.spans[-1].kind == RUNNING and lane.over is None:
            return " runs"
        return " over" if lane.over is not None else " waits"


def _failed(lane: Lane) -> bool:
    return lane.outcome not in ("", "ok")
