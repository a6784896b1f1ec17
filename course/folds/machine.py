"""One machine: its isolates with their heaps, heat and fate, its memory, and who had to go. A pure fold of a trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine import trace
from engine.trace import Event

HALF_LIFE_MS = 1000.0
"""Heat is events lately: each counts half as much after so long."""
MOST_DEPARTURES = 200
"""The log keeps so many of the latest."""
STARTING, IDLE, BUSY, DRAINING, GONE = CONDITIONS = ("starting", "idle", "busy", "draining", "gone")
ALIVE = -1.0
"""The time of what has not happened."""


class Cell(NamedTuple):
    """One isolate. born, last_event_at, gone_at: virtual ms. bytes: of its heap as last measured; born_bytes: when it
    was ready. served: events that it got. running: those in flight. heat: as of `last_event_at`, see `heat_at`.
    reason: why it was condemned."""

    id: str
    worker: str
    born: float
    ready: bool = False
    bytes: int = 0
    born_bytes: int = 0
    served: int = 0
    running: int = 0
    heat: float = 0.0
    last_event_at: float = 0.0
    reason: str = ""
    gone_at: float = ALIVE

    @property
    def condition(self) -> str:
        """One of CONDITIONS."""
        if self.gone_at != ALIVE:
            return GONE
        if self.reason:
            return DRAINING
        if not self.ready:
            return STARTING
        return BUSY if self.running else IDLE


class Departure(NamedTuple):
    """One line of the log: an isolate that was condemned. running: events that it still had then. gone_at: when it was
    removed (ALIVE: it drains). bytes: that its going freed."""

    isolate: str
    worker: str
    reason: str
    condemned_at: float
    running: int
    gone_at: float = ALIVE
    bytes: int = 0


class MachineState(NamedTuple):
    """The machine at a moment. cells: one a place; an isolate takes the place of a gone one of its Worker. places: of
    those that live. left: Worker → the place of its latest gone one. departed: how many were condemned; of them
    `departures` has the latest. heaps, elsewhere, budget: bytes (budget 0: this
    run measures no memory). cold, warm: how many isolates were made, and how often one was found warm. latest: the
    place of the isolate that the last event was about."""

    time: float = 0.0
    cells: tuple[Cell, ...] = ()
    places: Mapping[str, int] = {}
    left: Mapping[str, int] = {}
    departures: tuple[Departure, ...] = ()
    departed: int = 0
    heaps: int = 0
    elsewhere: int = 0
    budget: int = 0
    cold: int = 0
    warm: int = 0
    latest: int = 0

    @property
    def used(self) -> int:
        """Bytes that are taken."""
        return self.heaps + self.elsewhere

    def cell(self, isolate: str) -> Cell | None:
        """A living isolate."""
        place = self.places.get(isolate)
        return None if place is None else self.cells[place]

    def count(self, condition: str) -> int:
        """How many isolates are so."""
        return sum(cell.condition == condition for cell in self.cells)


START = MachineState()


def heat_at(cell: Cell, time: float) -> float:
    """Events lately, at a virtual time: 1 for one just now, and half of that after HALF_LIFE_MS."""
    return cell.heat * fading(time - cell.last_event_at)


@lru_cache(4096)
def fading(ms: float) -> float:
    """What is left of heat after so long."""
    return float(0.5 ** (max(0.0, ms) / HALF_LIFE_MS))


def step(state: MachineState, event: Event) -> MachineState:
    """The state after one more event. Kinds that say nothing of the machine leave it as it is."""
    change = _CHANGES.get(type(event))
    return state if change is None else change(state, event)


def _with(state: MachineState, place: int, cell: Cell, time: float) -> MachineState:
    return state._replace(time=time, latest=place, cells=(*state.cells[:place], cell, *state.cells[place + 1 :]))


def _change(state: MachineState, event: Any, **fields: Any) -> MachineState:
    """Some fields of the event's isolate."""
    place = state.places.get(event.isolate)
    if place is None:
        return state
    return _with(state, place, state.cells[place]._replace(**fields), event.time)


def _boot(state: MachineState, event: trace.IsolateBoot) -> MachineState:
    if event.isolate in state.places:
        return state
    cell = Cell(event.isolate, event.worker, event.time, last_event_at=event.time)
    left = dict(state.left)
    place = left.pop(event.worker, len(state.cells))
    state = state._replace(places={**state.places, event.isolate: place}, left=left)
    return _with(state, place, cell, event.time)


def _ready(state: MachineState, event: trace.IsolateReady) -> MachineState:
    return _change(state, event, ready=True)._replace(cold=state.cold + 1)


def _reused(state: MachineState, event: trace.IsolateReused) -> MachineState:
    return state._replace(warm=state.warm + 1, time=event.time)


def _onset(state: MachineState, event: trace.Onset) -> MachineState:
    cell = state.cell(event.isolate)
    if cell is None:
        return state
    heat = heat_at(cell, event.time) + 1.0
    return _change(state, event, running=cell.running + 1, served=cell.served + 1, heat=heat, last_event_at=event.time)


def _outcome(state: MachineState, event: trace.Outcome) -> MachineState:
    cell = state.cell(event.isolate)
    if cell is None:
        return state
    heat = heat_at(cell, event.time)
    return _change(state, event, running=max(0, cell.running - 1), heat=heat, last_event_at=event.time)


def _condemned(state: MachineState, event: trace.IsolateCondemned) -> MachineState:
    cell = state.cell(event.isolate)
    if cell is None:
        return state
    gone = Departure(event.isolate, event.worker, event.reason, event.time, cell.running)
    departures = (*state.departures[1 - MOST_DEPARTURES :], gone)
    state = state._replace(departures=departures, departed=state.departed + 1)
    return _change(state, event, reason=event.reason)


def _evicted(state: MachineState, event: trace.IsolateEvicted) -> MachineState:
    cell = state.cell(event.isolate)
    if cell is None:
        return state
    departures = tuple(
        one._replace(gone_at=event.time, bytes=cell.bytes)
        if one.isolate == event.isolate and one.gone_at == ALIVE
        else one
        for one in state.departures
    )
    place = state.places[event.isolate]
    state = _change(state, event, gone_at=event.time, running=0, bytes=0, reason=event.reason)
    places = {isolate: at for isolate, at in state.places.items() if isolate != event.isolate}
    left = {**state.left, event.worker: place}
    heaps = state.heaps - cell.bytes
    return state._replace(places=places, left=left, departures=departures, heaps=heaps)


def _memory(state: MachineState, event: trace.IsolateMemory) -> MachineState:
    cell = state.cell(event.isolate)
    if cell is None:
        return state
    heaps = state.heaps + event.bytes - cell.bytes
    return _change(state, event, bytes=event.bytes, born_bytes=cell.born_bytes or event.bytes)._replace(heaps=heaps)


def _machine(state: MachineState, event: trace.MachineMemory) -> MachineState:
    return state._replace(time=event.time, elsewhere=max(0, event.used - state.heaps), budget=event.budget)


_CHANGES: dict[type, Callable[[MachineState, Any], MachineState]] = {
    trace.IsolateBoot: _boot,
    trace.IsolateReady: _ready,
    trace.IsolateReused: _reused,
    trace.Onset: _onset,
    trace.Outcome: _outcome,
    trace.IsolateCondemned: _condemned,
    trace.IsolateEvicted: _evicted,
    trace.IsolateMemory: _memory,
    trace.MachineMemory: _machine,
}
KINDS = frozenset(_CHANGES)
"""The kinds of events that say something of the machine."""
