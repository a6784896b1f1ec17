"""The growing trace of one run: gives each event its sequence number, and stops at a limit."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

import msgspec

from engine.trace import Event

PIECE = 1000
"""Events that are handed out together."""

_replace = msgspec.structs.replace
_number = msgspec.structs.force_setattr


class TraceLog:
    """Owns the events of a run. limit: how many it holds; past it only the request layer is kept (see `full`)."""

    def __init__(self, now: Callable[[], float], limit: int) -> None:
        self._now = now
        self._limit = limit
        self._taken = 0
        self.on_piece: Callable[[list[Event]], None] | None = None  # given the trace in pieces, instead of keeping it
        self.events: list[Event] = []
        self._ahead: list[tuple[float, int, Event]] = []
        self._order = count()

    @property
    def mark(self) -> int:
        """Where the next event goes, for `hold`."""
        return len(self.events)

    def hold(self, mark: int, after: float) -> None:
        """Takes back what was added since `mark` and is later than `after` (ms), until `release`."""
        recent = self.events[mark:]
        del self.events[mark:]
        for event in recent:
            if event.time > after:
                heapq.heappush(self._ahead, (event.time, next(self._order), event))
            else:
                self.add(event)

    def release(self, until: float) -> None:
        """Adds what was held back and is no later than `until` (ms), in the order of time. Between two turns: a piece
        of the trace may go."""
        while self._ahead and self._ahead[0][0] <= until:
            self.add(heapq.heappop(self._ahead)[2])
        if self.on_piece is not None and len(self.events) >= PIECE:
            self.on_piece(self.take())

    @property
    def full(self) -> bool:
        """Whether the loop layer is no longer recorded."""
        return len(self.events) >= self._limit

    def take(self) -> list[Event]:
        """The events since the last call, which are forgotten here."""
        taken, self.events = self.events, []
        self._taken += len(taken)
        return taken

    def add(self, event: Event) -> None:
        """Appends one event, at the time it carries or now."""
        self.events.append(_replace(event, seq=self._taken + len(self.events) + 1, time=event.time or self._now()))

    def extend(self, events: list[Event]) -> None:
        """Appends events that carry their own times, and that nobody else has seen: they get their numbers."""
        for seq, event in enumerate(events, self._taken + len(self.events) + 1):
            _number(event, "seq", seq)
        self.events += events
