"""The machine of a trace at every moment worth a look: checkpoints, and more to come where the run is still open."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from course.folds.machine import START, MachineState, step
from engine import trace
from engine.trace import Event

SPACING = 256
"""Events between two checkpoints."""
TICK_MS, MOST_TICKS = 100.0, 8
"""While nothing happens time passes on screen in ticks of so long, or in so many equal ones."""

_STOPS = (
    trace.IsolateReady,
    trace.Onset,
    trace.Outcome,
    trace.IsolateCondemned,
    trace.IsolateEvicted,
    trace.MachineMemory,
)
_LEAVING = (trace.IsolateCondemned, trace.IsolateEvicted)


class Moment(NamedTuple):
    """after: so many events have happened. time: virtual ms."""

    after: int
    time: float


class MachineTimeline:
    """Position i is what `moments[i]` says; the first is before anything. leaving: positions where an isolate was
    condemned or removed."""

    def __init__(self, events: Sequence[Event] = ()) -> None:
        self._events: list[Event] = []
        self._checkpoints = [START]
        self._last = (0, START)
        self.moments = [Moment(0, 0.0)]
        self.leaving: list[int] = []
        self.extend(events)

    def __len__(self) -> int:
        return len(self.moments)

    @property
    def events(self) -> Sequence[Event]:
        """All of them so far."""
        return self._events

    def extend(self, events: Sequence[Event], until: float | None = None) -> None:
        """More has happened. until: virtual ms that it is now, if that is later than the last event."""
        for event in events:
            self._events.append(event)
            if isinstance(event, _STOPS):
                self._stop(event)
        if until is not None and until > self.moments[-1].time:
            self._pass_time(until)
            self.moments.append(Moment(len(self._events), until))

    def _stop(self, event: Event) -> None:
        index, last = len(self._events), self.moments[-1]
        if isinstance(event, trace.MachineMemory) and last.time == event.time and last.after:
            self.moments[-1] = Moment(index, event.time)  # the memory that an event left behind belongs to it
            return
        self._pass_time(event.time)
        if isinstance(event, _LEAVING):
            self.leaving.append(len(self.moments))
        self.moments.append(Moment(index, event.time))

    def _pass_time(self, until: float) -> None:
        last = self.moments[-1]
        ticks = min(MOST_TICKS, int((until - last.time) // TICK_MS))
        for tick in range(1, ticks):
            self.moments.append(Moment(last.after, last.time + (until - last.time) * tick / ticks))

    def forget(self, count: int) -> int:
        """Lets go of about `count` of the oldest events. Gives how many positions went with them."""
        begin = count // SPACING * SPACING
        self._make_checkpoints(begin)
        del self._checkpoints[: begin // SPACING]
        del self._events[:begin]
        gone = bisect_left(self.moments, begin, key=lambda moment: moment.after)
        self.moments = [Moment(moment.after - begin, moment.time) for moment in self.moments[gone:]] or [Moment(0, 0.0)]
        self.leaving = [position - gone for position in self.leaving if position >= gone]
        self._last = (0, self._checkpoints[0])
        return gone

    # --- reading ---------------------------------------------------------------------------------------------------

    def state(self, position: int) -> MachineState:
        """The machine at a position; clamped to what there is."""
        moment = self.moments[max(0, min(position, len(self.moments) - 1))]
        return self._state_after(moment.after)._replace(time=moment.time)

    def _state_after(self, index: int) -> MachineState:
        known, state = self._last
        if not known <= index <= known + SPACING:
            self._make_checkpoints(index)
            at = index // SPACING
            known, state = at * SPACING, self._checkpoints[at]
        for event in self._events[known:index]:
            state = step(state, event)
        self._last = (index, state)
        return state

    def _make_checkpoints(self, index: int) -> None:
        while (at := len(self._checkpoints)) <= index // SPACING:
            state = self._checkpoints[-1]
            for event in self._events[(at - 1) * SPACING : at * SPACING]:
                state = step(state, event)
            self._checkpoints.append(state)

    def position_after(self, index: int) -> int:
        """The first position that shows what `index` events did."""
        return min(bisect_left(self.moments, index, key=lambda moment: moment.after), len(self.moments) - 1)

    def next_leaving(self, position: int, by: int) -> int:
        """The next position (or the one before, by -1) where an isolate was condemned or removed; else stays."""
        at = bisect_right(self.leaving, position) if by > 0 else bisect_left(self.leaving, position) - 1
        return self.leaving[at] if 0 <= at < len(self.leaving) else position
