"""All runs so far on the scale of the race: how many took how long, and where each lane's median is."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from course.folds.marks import mark
from course.folds.race import RaceState, histogram, share, ticks
from course.glyphs import VIEW
from course.widgets.pane import Pane, mark_style

EIGHTHS = " ▁▂▃▄▅▆▇█"
ASCII_EIGHTHS = " ...::||#"
AXIS_ROWS = 2
EDGE = 4


class RaceHistogram(Pane):
    """One colour and one letter a lane; letters stand under the medians."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Every run so far", id=id)
        self._state = RaceState(0, (), 100.0)
        self._logarithmic = True
        self._counts: list[list[int]] = []
        self._drawn: tuple[object, ...] = ()

    def set_race(self, state: RaceState, *, logarithmic: bool) -> None:
        """The moment to show."""
        runs = [one.summary.runs_ms for one in state.lanes]
        now = (runs, state.axis_ms, logarithmic, self.size)
        if now == self._drawn:
            return
        self._drawn, self._state, self._logarithmic = now, state, logarithmic
        width = max(8, self.size.width - 2 * EDGE)
        self._counts = [histogram(one, state.axis_ms, width, logarithmic=logarithmic) for one in runs]
        self._note = f"{sum(map(len, runs))} runs, letters mark the medians"
        self.refresh()

    def render_row(self, row: int, height: int) -> Strip:
        bars = height - AXIS_ROWS
        if not self._counts or row >= height:
            return self.strip(())
        if row < bars:
            return self._bars(bars - 1 - row, bars)
        return self._medians() if row == bars else self._labels()

    def _bars(self, level: int, rows: int) -> Strip:
        """One row of bars; level: from 0, at the bottom."""
        tallest = max(1, max(max(counts) for counts in self._counts))
        blocks = EIGHTHS if VIEW.runs == EIGHTHS[-1] else ASCII_EIGHTHS
        segments = [Segment(" " * EDGE, self.rich_style)]
        for column in range(len(self._counts[0])):
            lane = max(range(len(self._counts)), key=lambda one: self._counts[one][column])
            count = self._counts[lane][column]
            filled = -(-count * rows * 8 // tallest) - level * 8
            segments.append(Segment(blocks[max(0, min(8, filled))], self.style(mark_style(lane + 1))))
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style).simplify()

    def _medians(self) -> Strip:
        width = len(self._counts[0])
        cells = [Segment(VIEW.rule, self.style("rule"))] * width
        for number, one in enumerate(self._state.lanes, start=1):
            if one.summary.median_ms is not None:
                cells[self._column(one.summary.median_ms, width)] = Segment(
                    mark(number), self.style(mark_style(number))
                )
        edge = Segment(" " * EDGE, self.rich_style)
        return Strip([edge, *cells]).adjust_cell_length(self.size.width, self.rich_style).simplify()

    def _labels(self) -> Strip:
        width, text = len(self._counts[0]), ""
        for ms in ticks(self._state.axis_ms, logarithmic=self._logarithmic):
            label = f"{ms:g} ms"
            at = EDGE + self._column(ms, width) - len(label) // 2
            if at > len(text):
                text = text.ljust(at) + label
        return self.strip(((text, "muted"),))

    def _column(self, ms: float, width: int) -> int:
        return min(width - 1, int(share(ms, self._state.axis_ms, logarithmic=self._logarithmic) * width))
