"""One Durable Object's place in the world: its storage, its alarm, its gate and the events in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.clock import EPOCH, Action, VirtualClock
from engine.invocation import Invocation
from engine.services.gate import Gate
from engine.services.object_sockets import AcceptedSockets
from engine.services.object_state import ToldState

if TYPE_CHECKING:
    from engine.services.sql_database import SqlDatabase


@dataclass(frozen=True)
class Transaction:
    """One that is open: whose, and what was stored when it began."""

    invocation: Invocation
    values: dict[str, str]
    alarm: float | None


class ObjectPlace:
    """There is one, wherever it is asked for. worker, class_name, id, name: which. city: where it lives, a model: where
    it was first asked for. alarm: when it rings, ms since 1970, or None. last: when its last event ended (virtual ms);
    None: nobody has been here yet. sqlite: whether its class is SQLite-backed. seed: of its database's random().
    owed: an alarm that rings now, or will be tried again. told: what is known of it outside the run."""

    def __init__(self, worker: str, class_name: str, id: str, name: str | None, city: str, clock: VirtualClock) -> None:
        self.worker, self.class_name, self.id, self.name, self.city = worker, class_name, id, name, city
        self.sqlite, self.seed = False, 0
        self.gate = Gate(clock)
        self._clock = clock
        self.values: dict[str, str] = {}
        self.sockets = AcceptedSockets(lambda socket, message: None, lambda: EPOCH + clock.now)
        self.transactions: list[Transaction] = []
        self._database: SqlDatabase | None = None
        self.alarm: float | None = None
        self.alarm_set_by = 0
        self.rung = 0
        self.owed: float | None = None
        self.told = ToldState()
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
        while any(one.invocation is invocation for one in self.transactions):
            self.roll_back()
        self.events.discard(invocation)
        self.last = self._clock.now

    @property
    def made_database(self) -> SqlDatabase | None:
        """Its SQLite, if there is one yet."""
        return self._database

    @property
    def database(self) -> SqlDatabase:
        """Its SQLite, made when it is first asked for. Only where the class is SQLite-backed."""
        if self._database is None:
            from engine.services.sql_database import SqlDatabase

            self._database = SqlDatabase(lambda: EPOCH + self._clock.now, self.seed)
            self.told.load(self._database)
            for _ in self.transactions:
                self._database.begin()
        return self._database

    def begin(self, invocation: Invocation) -> None:
        """A transaction, perhaps within another one: what is stored from here on can be undone."""
        self.transactions.append(Transaction(invocation, dict(self.values), self.alarm))
        if self._database is not None:
            self._database.begin()

    def commit(self) -> None:
        """What was stored since the last `begin` stays. Where a deferred foreign key does not hold it is undone, and
        SqlError raised."""
        if self._database is not None:
            try:
                self._database.commit()
            except Exception:
                self.roll_back()
                raise
        self.transactions.pop()

    def roll_back(self) -> None:
        """It is undone."""
        before = self.transactions.pop()
        self.values, self.alarm = before.values, before.alarm
        if self._database is not None:
            self._database.roll_back()

    def delete_all(self) -> None:
        """Nothing is stored any more; the alarm stands."""
        self.values.clear()
        if self._database is not None:
            self._database.wipe()

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
