"""Request → response: the sequence diagram of a run, drawn row by row, with the line of code that acts."""

from __future__ import annotations

import textwrap
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from rich.cells import set_cell_size
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.strip import Strip

from course.folds.captions import milliseconds
from course.folds.marks import mark
from course.folds.sequence import PLACES, Row, sequence
from course.glyphs import VIEW
from course.keymap import REQUEST
from course.stage.trace_view import TraceView
from course.visible import visible
from course.widgets.pane import Pane, Span, mark_style
from course.widgets.pane import Row as PaneRow
from course.widgets.scrubber import Scrubber
from engine.trace import Event

LEFT = 14
"""Columns for the time and the event's letter."""
HEADER_ROWS = 2
ROWS_A_SECOND = 1.5


class SequencePane(Pane):
    """The lifelines and the rows up to the cursor. A click on a row asks for it."""

    class Picked(Message):
        """The learner wants this row, from 0."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    DEFAULT_CSS = "SequencePane { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__("Request and response, virtual time", id="sequence")
        self._all: Sequence[Row] = ()
        self._at = -1

    def set_sequence(self, rows: Sequence[Row]) -> None:
        """The rows of the whole run."""
        self._all, self._at = rows, -1
        self.refresh()

    def set_cursor(self, at: int) -> None:
        """The row that is lit, from 0; -1 for none yet."""
        if at != self._at:
            self._at = at
            self.refresh()

    @property
    def _gap(self) -> int:
        """Columns from one lifeline to the next."""
        return 5 if self.size.width < 100 else 8 if self.size.width < 150 else 11

    @property
    def _words_at(self) -> int:
        return LEFT + self._gap * (len(PLACES) - 1) + 3

    def _first(self, height: int) -> int:
        """The row at the top: the cursor stays in view, at the end of what has been."""
        return max(0, self._at + 1 - height)

    def render_row(self, row: int, height: int) -> Strip:
        if row < HEADER_ROWS:
            return self.strip(self._header(row))
        at = self._first(height - HEADER_ROWS) + row - HEADER_ROWS
        if at > self._at or at >= len(self._all):
            return self.strip(((" " * LEFT, ""), *self._lifelines(None)) if at < len(self._all) + 1 else ())
        one, here = self._all[at], at == self._at
        before = self._all[at - 1].time if at else 0.0
        passed = f"+{milliseconds(one.time - before)}" if one.time > before else ""
        time = milliseconds(one.time) if passed or not at else ""
        style = mark_style(one.event)
        words = f"line {one.line}: {one.words}" if one.line else one.words
        room = max(0, self.size.width - self._words_at - len(passed) - 2)
        spans: list[Span] = [
            (f"{VIEW.line if here else ' '}{time:>9} ", "strong" if here else "muted"),
            (f"{mark(one.event):<3}"[: LEFT - 11], style),
            *self._lifelines(one),
            ("   ", ""),
            (_cut(visible(words).replace("\n", " "), room), "strong" if here else "muted" if one.late else ""),
            (f" {passed}", "fresh"),
        ]
        return self.strip(tuple(spans))

    def _header(self, row: int) -> PaneRow:
        """The names of the lifelines, every other one a row lower, so that they have room."""
        cells = [" "] * (self._words_at + self._gap)
        for index, place in enumerate(PLACES):
            centre = LEFT + index * self._gap
            if index % 2 == row:
                begin = max(0, centre - len(place) // 2)
                cells[begin : begin + len(place)] = place
            elif row == 1:
                cells[centre] = VIEW.lifeline
        return (("".join(cells), "strong"),)

    def _lifelines(self, one: Row | None) -> list[Span]:
        """Seven lifelines, and on them an arrow from one to the other or a mark for a note."""
        gap, width = self._gap, self._gap * (len(PLACES) - 1) + 1
        cells = [VIEW.lifeline if column % gap == 0 else " " for column in range(width)]
        if one is None:
            return [("".join(cells), "muted")]
        source, target = PLACES.index(one.source) * gap, PLACES.index(one.target) * gap
        if source == target:
            cells[source] = VIEW.at
            first, last = source, source
        else:
            first, last = min(source, target), max(source, target)
            road = VIEW.road_ahead if one.late else VIEW.road
            cells[first : last + 1] = road * (last - first + 1)
            cells[source] = VIEW.reached
            cells[target] = VIEW.to_right if target > source else VIEW.to_left
        text = "".join(cells)
        return [
            (text[:first], "muted"),
            (text[first : last + 1], mark_style(one.event) if one.event else "strong"),
            (text[last + 1 :], "muted"),
        ]

    def on_click(self, event: events.Click) -> None:
        height = self.size.height - 1 - HEADER_ROWS
        at = self._first(height) + event.y - 1 - HEADER_ROWS
        if event.y > HEADER_ROWS and 0 <= at < len(self._all):
            self.post_message(self.Picked(at))


class ActPane(Pane):
    """The lit row in full: its sentence, and the learner's line that acts."""

    DEFAULT_CSS = "ActPane { height: 4; }"

    def __init__(self) -> None:
        super().__init__("What happens", id="act")

    def set_row(self, one: Row | None, files: Mapping[str, str]) -> None:
        """The row; None before the first."""
        if one is None:
            self.set_rows(((("  Press → for the first hop, or Space to watch all.", "muted"),),))
            return
        words = f"{one.words.rstrip('.')}. {one.detail}" if one.detail else one.words
        words = words[:1].upper() + words[1:] if words.split(" ")[0].isalpha() else words
        lines = textwrap.wrap(visible(words), max(20, self.size.width - 4))[:2]
        rows: list[PaneRow] = [((f"  {line}", "strong"),) for line in lines]
        source = files.get(one.file, "").split("\n")
        if 0 < one.line <= len(source):
            rows = [rows[0] if len(rows) == 1 else ((f"  {' '.join(lines)}", "strong"),)]
            rows.append((("  ", ""), (f"{one.line:>4} ", "muted"), (source[one.line - 1].strip(), "")))
        self.set_rows(rows, note=one.file if one.line else "none of your code")


class RequestView(TraceView):
    """One cursor over the rows. Position 0 is before the first."""

    BINDINGS = REQUEST
    DEFAULT_CSS = "RequestView { height: 18; layout: vertical; &:focus Scrubber { background: $foreground 12%; } }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.playhead.rate = ROWS_A_SECOND
        self._sequence: Sequence[Row] = ()
        self._files: Mapping[str, str] = {}
        self._sequence_pane, self._act_pane = SequencePane(), ActPane()

    def compose(self) -> ComposeResult:
        yield self._sequence_pane
        yield self._act_pane
        yield Scrubber(id="scrubber")

    def show(self, trace: Sequence[Event], files: Mapping[str, str]) -> None:
        self._sequence, self._files = sequence(trace), files
        self._sequence_pane.set_sequence(self._sequence)
        self.load(len(self._sequence) + 1)

    def step_from(self, index: int) -> int:
        if not index:
            return 0
        return min(bisect_left([row.after for row in self._sequence], index) + 1, len(self._sequence))

    def draw_position(self, position: int) -> None:
        self._sequence_pane.set_cursor(position - 1)
        self._act_pane.set_row(self._sequence[position - 1] if position else None, self._files)

    def action_request(self, by: int) -> None:
        """To where the next request, or the one before, is sent."""
        sent = [at for at, row in enumerate(self._sequence, 1) if row.words == "sends a request"]
        found = [at for at in sent if at > self.step] if by > 0 else [at for at in sent if at < self.step][::-1]
        self.pause()
        if found:
            self.seek(found[0])

    def on_sequence_pane_picked(self, event: SequencePane.Picked) -> None:
        event.stop()
        self.pause()
        self.seek(event.row + 1)


def _cut(text: str, room: int) -> str:
    """Padded, or cut with a mark."""
    return set_cell_size(text, room) if len(text) <= room else set_cell_size(text, max(0, room - 1)) + VIEW.cut
