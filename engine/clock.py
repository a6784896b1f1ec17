"""Virtual time: a discrete-event clock. When nothing can run, it jumps to the next thing that is due."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

EPOCH = 1_767_225_600_000.0
"""What `Date.now()` says at virtual time 0, in ms: 2026-01-01T00:00:00Z, so that runs are the same every day."""

Action = Callable[[], None]
Stands = Callable[[], bool]


def always() -> bool:
    """For what nothing can call off."""
    return True


class VirtualClock:
    """Owns virtual time (milliseconds since the run began) and what is due when.

    Things due at the same time come in the order they were scheduled, as workerd's timers do.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Action, Stands]] = []
        self._noted: list[tuple[float, int, Action, Stands]] = []
        self._order = count()

    def schedule(self, due: float, action: Action, stands: Stands = always) -> None:
        """`action` runs when `next_action` reaches `due`, if it still `stands` then: time does not pass for what was
        called off. A due time in the past means now."""
        heapq.heappush(self._due, (due, next(self._order), action, stands))

    def note(self, due: float, action: Action) -> None:
        """`action` runs when time gets to `due`; time does not go there for its sake."""
        heapq.heappush(self._noted, (due, next(self._order), action, always))

    def next_action(self, until: float | None = None) -> tuple[float, Action] | None:
        """Takes what is due next: its time and action. None when nothing is. Does not move the clock. until: only what
        is due by then; then what was noted counts for itself."""
        while self._due and not self._due[0][3]():
            heapq.heappop(self._due)
        if not self._due and until is None:
            return None
        heap = self._due if not self._noted or (self._due and self._due[0] < self._noted[0]) else self._noted
        if not heap or (until is not None and heap[0][0] > until):
            return None
        due, _, action, _ = heapq.heappop(heap)
        return due, action

    def next_due(self) -> float | None:
        """When something happens next; None when nothing will."""
        while self._due and not self._due[0][3]():
            heapq.heappop(self._due)
        return min((heap[0][0] for heap in (self._due, self._noted) if heap), default=None)

    def advance(self, to: float) -> bool:
        """Moves time forward to `to`; never back. True when it moved."""
        if to <= self.now:
            return False
        self.now = to
        return True
