"""Where a debugger's steps lead in a trace: over, out, and to the next breakpoint. Pure; nothing runs again.

Every function takes how many events have happened (`after`) and gives the same for where to go, or None when there is
no such place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from course.folds.items import Frame
from engine import trace
from engine.trace import Event

Place = tuple[str, int]
"""File and line."""

_REACHES = frozenset((trace.StatementReached, trace.FrameResumed, trace.FrameLeft))
_BEGINS = frozenset((trace.StatementReached, trace.FrameResumed, trace.FrameEntered))


def over(events: Sequence[Event], after: int, frame: Frame | None) -> int | None:
    """The next line of this same function, whatever runs in between; an `await` is stepped over too. Its end, when it
    has no further line. Without a function on the stack: the next turn."""
    if frame is None:
        return _next_turn(events, after)
    return _find(events, range(after, len(events)), frame, _REACHES)


def back_over(events: Sequence[Event], after: int, frame: Frame | None) -> int | None:
    """The line of this same function before this one; where it was called, from its first line."""
    if frame is None:
        return None
    return _find(events, range(after - 2, -1, -1), frame, _BEGINS)


def out(events: Sequence[Event], after: int, frame: Frame | None) -> int | None:
    """Where this function is done and leaves the stack for good. Without one on the stack: the next turn."""
    if frame is None:
        return _next_turn(events, after)
    return _find(events, range(after, len(events)), frame, frozenset((trace.FrameLeft,)))


def _find(events: Sequence[Any], indexes: Iterable[int], frame: Frame, kinds: frozenset[type]) -> int | None:
    isolate, number = frame.key
    for index in indexes:
        event = events[index]
        if type(event) in kinds and event.frame == number and event.isolate == isolate:
            return index + 1
    return None


def _next_turn(events: Sequence[Event], after: int) -> int | None:
    return next((i + 1 for i in range(after, len(events)) if type(events[i]) is trace.TurnStarted), None)


def reached(events: Sequence[Any]) -> Mapping[Place, list[int]]:
    """Place → how many events have happened whenever a line is reached. Lines that never run are not in it.

    A function written on one line, such as `() => work()`, is reached as often as it is called, not twice each time.
    """
    found: dict[Place, list[int]] = {}
    statement = trace.StatementReached
    for index, event in enumerate(events, 1):
        if type(event) is statement:
            found.setdefault((event.file, event.line), []).append(index)
    return found


def next_hit(places: Mapping[Place, list[int]], breakpoints: Iterable[Place], after: int) -> int | None:
    """The next time one of these lines is reached."""
    found = []
    for place in breakpoints:
        hits = places.get(place, [])
        at = bisect_right(hits, after)
        found += hits[at : at + 1]
    return min(found, default=None)


def hit_before(places: Mapping[Place, list[int]], breakpoints: Iterable[Place], after: int) -> int | None:
    """The last time before that one of these lines was reached."""
    found = []
    for place in breakpoints:
        hits = places.get(place, [])
        at = bisect_left(hits, after)
        found += hits[max(0, at - 1) : at]
    return max(found, default=None)
