"""The race: two lines a lane, what it took and a bar of its phases, growing while it runs; one for what cannot run."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from course.folds.race import RaceLane, RaceState, share
from course.glyphs import MARKS, VIEW
from course.race_text import memory_text, ratio_text, time_text
from course.widgets.pane import Pane, Row, mark_style, marked

PHASE_CELLS = (VIEW.runs, VIEW.waits, VIEW.wait_until)
"""Neighbouring phases differ in their cells, not only in a colour."""
PHASE_LINES = 3
NUMBERS = 44
"""Columns of the numbers of a lane."""


class RaceLanes(Pane):
    """Bars of the latest start of each lane; `running_ms`: how long the one that runs has run."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("To the first response", id=id)
        self._state = RaceState(0, (), 100.0)
        self._running_ms, self._logarithmic, self._chosen = 0.0, True, 0

    def set_race(self, state: RaceState, running_ms: float, chosen: int, *, logarithmic: bool) -> None:
        """The moment to show. chosen: the lane whose phases are spelled out."""
        now = (state, running_ms, chosen, logarithmic)
        if now == (self._state, self._running_ms, self._chosen, self._logarithmic):
            return
        self._state, self._running_ms, self._chosen, self._logarithmic = now
        scale = "logarithmic" if logarithmic else "linear"
        self._note = f"round {state.run}, measured, {scale} to {time_text(state.axis_ms)}"
        self.refresh()

    @property
    def rows(self) -> int:
        """Lines it wants, title and phases included."""
        return 1 + len(self._layout()) + PHASE_LINES

    def _layout(self) -> list[tuple[int, bool]]:
        """(number of the lane, whether it is its bar) of each row of lanes."""
        return [
            (number, is_bar)
            for number, lane in enumerate(self._state.lanes)
            for is_bar in ((False, True) if lane.summary.lane.available else (False,))
        ]

    def render_row(self, row: int, height: int) -> Strip:
        lanes, layout = self._state.lanes, self._layout()
        if not lanes:
            return self.strip((("  looking for contenders on this machine…", "muted"),) if row == 0 else ())
        if row < len(layout):
            number, is_bar = layout[row]
            return self._bar(number, lanes[number]) if is_bar else self.strip(self._head(number, lanes[number]))
        lines = self._phases(lanes[min(self._chosen, len(lanes) - 1)])
        line = row - len(layout)
        return self.strip(lines[line] if line < len(lines) else ())

    def _head(self, number: int, lane: RaceLane) -> Row:
        here = (f"{MARKS.here} " if number == self._chosen else "  ", "strong")
        title = lane.lane.title
        if not lane.summary.lane.available:
            return (here, marked(number + 1), (f" {title} cannot run: ", ""), (lane.summary.lane.why_not, "muted"))
        room = max(12, self.size.width - NUMBERS - 5)
        title = (title if len(title) <= room else title[: room - 1] + VIEW.cut).ljust(room)
        median = lane.summary.median_ms
        if median is None:
            return (here, marked(number + 1), (f" {title} {'running' if lane.running else 'waiting'}", ""))
        ratio = f"{ratio_text(lane.ratio)} as long" if lane.ratio is not None else "1× as long"
        numbers = f" {time_text(median):>8} median  {ratio:>12}  {memory_text(lane.summary.rss_kb):>7} each"
        return (here, marked(number + 1), (f" {title}", ""), (numbers, "strong"))

    def _bar(self, number: int, lane: RaceLane) -> Strip:
        left, right = 4, 13
        width = max(8, self.size.width - left - right)
        style = mark_style(number + 1)
        ms = self._running_ms if lane.running else lane.last.ms if lane.last else 0.0
        segments = [Segment(" " * left, self.rich_style)]
        if lane.running or lane.last is None:
            cells = self._cells(ms, width) if lane.running else 0
            segments.append(Segment(VIEW.runs * cells, self.style(style)))
            text = f" {VIEW.playing} {time_text(ms)}" if lane.running else ""
        else:
            cells, before = self._cells(ms, width), 0
            passed = 0.0
            scale = ms / (sum(lane.last.phases.values()) or 1.0)
            for index, took in enumerate(lane.last.phases.values()):
                passed += took * scale
                end = min(cells, self._cells(passed, width))
                segments.append(Segment(PHASE_CELLS[index % 3] * max(0, end - before), self.style(style)))
                before = max(before, end)
            segments.append(Segment(VIEW.runs * (cells - before), self.style(style)))
            text = f" {MARKS.right} {time_text(ms)}" if not lane.last.error else f" {MARKS.wrong} failed"
        segments.append(Segment(text, self.style("strong")))
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _cells(self, ms: float, width: int) -> int:
        return max(1, round(share(ms, self._state.axis_ms, logarithmic=self._logarithmic) * width))

    def _phases(self, lane: RaceLane) -> list[Row]:
        """The median of each phase, in as many lines as it takes."""
        lines: list[list[tuple[str, str]]] = [[("    phases, median ms:", "muted")]]
        for index, (name, took) in enumerate(lane.summary.phases.items()):
            spans = [(f"  {PHASE_CELLS[index % 3]} ", "muted"), (f"{name} ", ""), (_digits(took), "strong")]
            if sum(len(text) for text, _ in [*lines[-1], *spans]) > self.size.width:
                lines.append([("  ", "")])
            lines[-1] += spans
        return [tuple(line) for line in lines] if lane.summary.phases else []


def _digits(ms: float) -> str:
    return f"{ms:.{2 if ms < 10 else 1 if ms < 100 else 0}f}"
