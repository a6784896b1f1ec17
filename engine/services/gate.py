"""The input gate of a Durable Object: what may go on in it now, and the line at its door.
https://blog.cloudflare.com/durable-objects-easy-fast-correct-choose-three/"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from engine.clock import VirtualClock
from engine.invocation import Invocation

Action = Callable[[], None]


class Gate:
    """Shut while storage operations are under way, and to all but one event while that one blocks concurrency.

    A model in one respect: the real runtime lets in what was begun within a blockConcurrencyWhile callback, this one
    all that belongs to the event that called it.
    """

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._storing = 0
        self._blocker: Invocation | None = None
        self._depth = 0
        self._line: deque[tuple[Action, Invocation | None]] = deque()

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    def is_open(self, invocation: Invocation | None) -> bool:
        """Whether something of this event (None: a new one) may go on now."""
        return self._storing == 0 and (self._blocker is None or self._blocker is invocation)

    def pass_through(self, action: Action, invocation: Invocation | None) -> None:
        """Does `action` at once, or in its turn."""
        if self.is_open(invocation) and (not self._line or self._blocker is not None):
            action()
            return
        self._line.append((action, invocation))
        self._call_next()

    def hold(self) -> None:
        """A storage operation begins."""
        self._storing += 1

    def release(self) -> None:
        """It ends."""
        self._storing -= 1
        self._call_next()

    def block(self, invocation: Invocation) -> None:
        """The event alone goes on from here; it may say so more than once."""
        if self._blocker is None:
            self._blocker = invocation
            invocation.when_over.append(lambda: self._abandon(invocation))
        self._depth += 1

    def unblock(self, invocation: Invocation) -> None:
        """The event has said so once less."""
        if self._blocker is invocation:
            self._depth -= 1
            if self._depth == 0:
                self._abandon(invocation)

    def _abandon(self, invocation: Invocation) -> None:
        if self._blocker is invocation:
            self._blocker, self._depth = None, 0
            self._call_next()

    def _call_next(self) -> None:
        """Soon, after what is being settled right now: an event that stores again keeps the gate shut."""
        if self._line:
            self._clock.schedule(self._clock.now, self._let_in)

    def _let_in(self) -> None:
        for index, (action, invocation) in enumerate(self._line):
            if invocation is not None and invocation.over:
                del self._line[index]
                self._call_next()
                return
            if self.is_open(invocation):
                del self._line[index]
                action()
                self._call_next_if_open()
                return

    def _call_next_if_open(self) -> None:
        if self._storing == 0:
            self._call_next()
