"""One Durable Object's place in the world: its storage, its alarm, its gate and the events in it."""

from __future__ import annotations

from engine.clock import Action, VirtualClock
from engine.invocation import Invocation
from engine.services.gate import Gate


class ObjectPlace:
    """There is one, wherever it is asked for. worker, class_name, id, name: which. city: where it lives, a model: where
    it was first asked for. alarm: when it rings, ms since 1970, or None. last: when its last event ended (virtual ms);
    None: nobody has been here yet."""

    def __init__(self, worker: str, class_name: str, id: str, name: str | None, city: str, clock: VirtualClock) -> None:
        self.worker, self.class_name, self.id, self.name, self.city = worker, class_name, id, name, city
        self.gate = Gate(clock)
        self._clock = clock
        self.values: dict[str, str] = {}
        self.snapshots: list[tuple[dict[str, str], float | None]] = []
        self.alarm: float | None = None
        self.alarm_set_by = 0
        self.rung = 0
        self.events: set[Invocation] = set()
        self.last: float | None = None
        self.writes_safe_at = 0.0

    @property
    def key(self) -> str:
        """What its isolate calls it."""
        return f"{self.class_name}/{self.id}"

    @property
    def label(self) -> str:
        """What people call it: "Room/lobby"."""
        return f"{self.class_name}/{self.name or self.id[:8]}"

    def take(self, invocation: Invocation) -> None:
        """An event of the object begins."""
        invocation.place = self
        self.events.add(invocation)
        invocation.when_over.append(lambda: self._leave(invocation))

    def _leave(self, invocation: Invocation) -> None:
        self.events.discard(invocation)
        self.last = self._clock.now

    def send_when_safe(self, send: Action, invocation: Invocation) -> float:
        """The output gate: what an event says to the outside waits until all that was written is safe. Gives when
        that is, in virtual ms."""
        if self.writes_safe_at <= self._clock.now:
            send()
        else:
            self._clock.schedule(self.writes_safe_at, send, lambda: not invocation.over)
        return max(self.writes_safe_at, self._clock.now)

    def listed(
        self, *, start: str | None, after: str | None, end: str | None, prefix: str | None, reverse: bool,
        limit: int | None,
    ) -> list[tuple[str, str]]:  # fmt: skip
        """Entries in the order of their keys' UTF-8 bytes, of `start` or behind `after`, up to but without `end`."""
        low, behind, high = (None if key is None else _order(key) for key in (start, after, end))
        found = [
            key
            for key in sorted(self.values, key=_order)
            if (low is None or _order(key) >= low)
            and (behind is None or _order(key) > behind)
            and (high is None or _order(key) < high)
            and key.startswith(prefix or "")
        ]
        if reverse:
            found.reverse()
        return [(key, self.values[key]) for key in found[:limit]]


def _order(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")
