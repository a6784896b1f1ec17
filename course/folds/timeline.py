"""A trace as states by index: checkpoints, so that any moment of a million events is a short fold away."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from course.folds.items import PLUMBING
from course.folds.loop import START, LoopState, step
from engine import trace
from engine.trace import Event

SPACING = 256
"""Events between two checkpoints: refolding them takes well under a millisecond."""

_ALWAYS = (
    trace.Onset,
    trace.Log,
    trace.ExceptionThrown,
    trace.Return,
    trace.WaitUntilAdded,
    trace.WaitUntilSettled,
    trace.WorkCanceled,
    trace.Outcome,
    trace.TurnStarted,
    trace.TurnEnded,
    trace.StatementReached,
    trace.FrameSuspended,
    trace.FrameResumed,
    trace.TimerSet,
    trace.TimerCleared,
    trace.IoQueued,
    trace.IoStarted,
    trace.ClockAdvanced,
)
_STOPS = frozenset(_ALWAYS)


class Timeline:
    """States of one trace. Index i is the state after i events: 0 is before anything, `len(events)` the end.

    stops: the indexes worth stopping at, ascending, so that one key press is one step a learner can name. The first is
    0. Checkpoints are made as they are needed, or ahead of need by `prepare`.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self._checkpoints = [START]
        self._last: tuple[int, LoopState] = (0, START)
        self.stops, self.turns = _stops(events)

    def __len__(self) -> int:
        return len(self.events) + 1

    @property
    def end_time(self) -> float:
        """Virtual ms at the end."""
        return max((event.time for event in self.events[-1:]), default=0.0)

    def state(self, index: int) -> LoopState:
        """The state after `index` events; clamped to the trace."""
        index = max(0, min(index, len(self.events)))
        known, state = self._last
        if not known <= index <= known + SPACING:
            self._make_checkpoints(index)
            at = index // SPACING
            known, state = at * SPACING, self._checkpoints[at]
        for event in self.events[known:index]:
            state = step(state, event)
        self._last = (index, state)
        return state

    def prepare(self, seconds: float) -> bool:
        """Makes checkpoints ahead for at most about `seconds`; True once all are made."""
        until = perf_counter() + seconds
        while (ready := len(self._checkpoints) * SPACING) <= len(self.events):
            self._make_checkpoints(ready)
            if perf_counter() > until:
                return False
        return True

    def _make_checkpoints(self, index: int) -> None:
        while (at := len(self._checkpoints)) <= index // SPACING:
            state = self._checkpoints[-1]
            for event in self.events[(at - 1) * SPACING : at * SPACING]:
                state = step(state, event)
            self._checkpoints.append(state)

    # --- stops -----------------------------------------------------------------------------------------------------

    def stop_at(self, index: int) -> int:
        """The number of the last stop at or before `index`."""
        return max(0, bisect_right(self.stops, index) - 1)

    def stop_from(self, index: int) -> int:
        """The number of the first stop at or after `index`."""
        return min(bisect_left(self.stops, index), len(self.stops) - 1)

    def turn_after(self, stop: int) -> int:
        """The number of the stop at which the next turn starts (the last stop when there is none)."""
        at = bisect_right(self.turns, self.stops[stop])
        return self.stop_at(self.turns[at]) if at < len(self.turns) else len(self.stops) - 1

    def turn_before(self, stop: int) -> int:
        """The number of the stop at which this turn, or else the one before, started."""
        at = bisect_left(self.turns, self.stops[stop])
        return self.stop_at(self.turns[at - 1]) if at else 0


def _stops(events: Sequence[Any]) -> tuple[list[int], list[int]]:
    """Indexes worth stopping at, and those at which turns start.

    What only introduces the next event is no stop of its own: a function's call and its first line are one step, a
    microtask's start and the code it runs too. A run of promise plumbing is one step.
    """
    stops, turns = [0], []
    entered, started, queued, left = trace.FrameEntered, trace.JobStarted, trace.JobQueued, trace.FrameLeft
    statement, ended, resumed = trace.StatementReached, trace.JobEnded, trace.FrameResumed
    plumbing: set[tuple[str, int]] = set()
    kinds = [type(event) for event in events]
    kinds.append(type(None))
    for index, event in enumerate(events):
        kind, following = kinds[index], kinds[index + 1]
        if kind in _STOPS:
            stop = True
        elif kind is queued:
            stop = event.label != PLUMBING
            if not stop:
                plumbing.add((event.isolate, event.job))
        elif kind is entered:
            stop = following is not statement
        elif kind is started:
            stop = following not in (entered, resumed, ended) and (event.isolate, event.job) not in plumbing
        elif kind is ended:
            stop = (event.isolate, event.job) in plumbing and not (
                following is started and (event.isolate, events[index + 1].job) in plumbing
            )
        elif kind is left:
            stop = True
        else:
            stop = False
        if stop:
            stops.append(index + 1)
            if kind is trace.TurnStarted:
                turns.append(index + 1)
    if stops[-1] != len(events):
        stops.append(len(events))
    return stops, turns
