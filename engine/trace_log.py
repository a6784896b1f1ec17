"""The growing trace of one run: gives each event its sequence number, and stops at a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from engine.trace import Event

_replace = msgspec.structs.replace


class TraceLog:
    """Owns the events of a run. limit: how many it holds; past it only the request layer is kept (see `full`)."""

    def __init__(self, now: Callable[[], float], limit: int) -> None:
        self._now = now
        self._limit = limit
        self._taken = 0
        self.events: list[Event] = []

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

    def extend(self, events: Iterable[Event]) -> None:
        """Appends events that carry their own times."""
        start = self._taken + len(self.events) + 1
        self.events.extend(_replace(event, seq=start + index) for index, event in enumerate(events))
