"""One machine: every isolate a cell, its memory, the one looked at, and the log of those that had to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from course.folds.captions import milliseconds
from course.folds.machine import ALIVE, Cell, MachineState
from course.folds.machine_timeline import MachineTimeline
from course.keymap import MACHINE
from course.machine_text import cell_text, counts_text, departure_text
from course.stage.trace_view import TraceView
from course.widgets.machine_grid import MachineGrid
from course.widgets.machine_memory import MachineMemory
from course.widgets.pane import Pane, Row
from course.widgets.scrubber import Scrubber
from engine.eviction import Budget
from engine.trace import Event, StatementReached

MOMENTS_A_SECOND = 6.0
WIDE = 110
"""Columns from which the log stands beside the isolates."""


class CellPane(Pane):
    """The isolate that is looked at."""

    def __init__(self) -> None:
        super().__init__("Selected", id="cell")

    def set_cell(self, cell: Cell | None, time: float, limit: int) -> None:
        """What is known of it."""
        if cell is None:
            self.set_rows((((" nobody yet", "muted"),),))
            return
        lines = list(cell_text(cell, time, limit))
        rows: list[Row] = [((f" {line}", "strong" if not at else ""),) for at, line in enumerate(lines)]
        self.set_rows(rows, note="Enter: its event loop")


class DeparturesPane(Pane):
    """The log of those that were condemned, the latest at the bottom."""

    def __init__(self) -> None:
        super().__init__("Who had to go", id="departures")

    def set_machine(self, state: MachineState) -> None:
        """The latest that fit; a line for each, longer ones cut."""
        room = max(1, self.size.height - 1)
        rows: list[Row] = [
            (
                (f" {milliseconds(gone.condemned_at):>9} ", "muted"),
                (departure_text(gone), "warn" if gone.gone_at == ALIVE else ""),
            )
            for gone in state.departures[-room:]
        ]
        self.set_rows(rows or [((" nobody so far", "muted"),)], note=f"{state.departed:,}" if rows else "")


class MachineView(TraceView):
    """One cursor over the moments of a machine; up and down, or the mouse, choose an isolate. budget: what the marks
    and shares speak of."""

    BINDINGS = MACHINE
    DEFAULT_CSS = """
    MachineView {
        height: 20;
        layout: vertical;
        #clock { height: 1; }
        #body { height: 1fr; layout: vertical; }
        #grid { height: 1fr; min-height: 3; }
        #side { height: 8; }
        #cell { height: 4; }
        #departures { height: 1fr; }
        &.-wide #body { layout: horizontal; }
        &.-wide #grid { width: 1fr; height: 1fr; }
        &.-wide #side { width: 62; height: 1fr; margin-left: 1; }
        &:focus Scrubber { background: $foreground 12%; }
    }
    """

    def __init__(self, *, budget: Budget | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self.playhead.rate = MOMENTS_A_SECOND
        self.timeline = MachineTimeline()
        self.budget = budget or Budget()
        self._files: Mapping[str, str] = {}
        self._events: Sequence[Event] = ()
        self._place, self._chosen_by_hand = 0, False
        self._clock = Pane("", id="clock")
        self._memory, self._grid = MachineMemory(), MachineGrid()
        self._cell, self._departures = CellPane(), DeparturesPane()

    def compose(self) -> ComposeResult:
        yield self._clock
        yield self._memory
        with Container(id="body"):
            yield self._grid
            with Vertical(id="side"):
                yield self._cell
                yield self._departures
        yield Scrubber(id="scrubber")

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= WIDE, "-wide")
        self.call_after_refresh(lambda: self.draw_position(self.step))

    # --- what is played --------------------------------------------------------------------------------------------

    def show(self, trace: Sequence[Event], files: Mapping[str, str]) -> None:
        self._events, self._files = trace, files
        self.timeline = MachineTimeline(trace)
        self._place, self._chosen_by_hand = 0, False
        self.load(len(self.timeline))

    def extend(self, events: Sequence[Event], until: float, *, follow: bool) -> None:
        """More has happened, in a run that is open. until: virtual ms that it is now. follow: goes there."""
        self.timeline.extend(events, until)
        self.playhead.extend(len(self.timeline))
        if follow:
            self.playhead.seek(self.playhead.last)
            self._show()
        else:
            self.draw_scrubber()

    def set_budget(self, budget: Budget) -> None:
        """What the marks and shares speak of."""
        self.budget = budget
        self.draw_position(self.step)

    def step_from(self, index: int) -> int:
        return self.timeline.position_after(index)

    def draw_position(self, position: int) -> None:
        state = self.timeline.state(position)
        if not self._chosen_by_hand:
            self._place = state.latest
        self._place = max(0, min(self._place, len(state.cells) - 1))
        limit = self.budget.isolate_bytes
        self._clock.set_rows((), title=f"{milliseconds(state.time)} virtual: {counts_text(state)}", note=_starts(state))
        self._memory.set_machine(state, self.budget)
        self._grid.set_machine(state, self._place, limit)
        self._cell.set_cell(state.cells[self._place] if state.cells else None, state.time, limit)
        self._departures.set_machine(state)

    # --- choosing an isolate ---------------------------------------------------------------------------------------

    @property
    def selected(self) -> Cell | None:
        """The isolate that is looked at."""
        cells = self.timeline.state(self.step).cells
        return cells[self._place] if self._place < len(cells) else None

    def action_choose(self, columns: int, rows: int) -> None:
        """Another isolate: so many cells and rows further."""
        count = len(self.timeline.state(self.step).cells)
        if count:
            self._choose(max(0, min(self._place + columns + rows * self._grid.columns, count - 1)))

    def _choose(self, place: int) -> None:
        self._place, self._chosen_by_hand = place, True
        self.draw_position(self.step)

    @on(MachineGrid.Picked)
    def _picked(self, event: MachineGrid.Picked) -> None:
        event.stop()
        self.focus()
        self._choose(event.place)

    def action_leaving(self, by: int) -> None:
        """To where the next isolate was condemned or removed, or the one before."""
        self.pause()
        self.seek(self.timeline.next_leaving(self.step, by))

    def action_knobs(self) -> None:
        """A machine that goes on, with knobs."""
        from course.screens.live_machine import LiveMachineScreen

        self.pause()
        self.app.push_screen(LiveMachineScreen())

    def action_loop(self) -> None:
        """The event loop of the selected isolate."""
        cell = self.selected
        if cell is None:
            return
        self.pause()
        events = [event for event in self.timeline.events if event.isolate == cell.id]
        if not any(isinstance(event, StatementReached) for event in events):
            self.notify("Its code ran without probes, so there is no event loop to step through.", timeout=4)
            return
        from course.screens.event_loop import EventLoopScreen

        self.app.push_screen(EventLoopScreen(events, self._files, f"{cell.id}: its own event loop"))


def _starts(state: MachineState) -> str:
    return f"{state.cold:,} cold, {state.warm:,} warm" if state.cold else ""
