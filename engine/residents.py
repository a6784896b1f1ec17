"""The isolates of one server: made, found warm, condemned, drained, evicted, and their memory.

What is decided is engine/eviction.py's; here it is done. An isolate that is condemned takes no new events; with its
last event over its heap is freed, there and then. Without an `EvictionPlan` only a limit that was hit condemns.

The cost of a look after each event does not grow with the number of isolates: bytes are summed as they change, isolates
without events stand in the order in which they became idle, and all of them are weighed only when memory is short.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine import exports
from engine.errors import LoadError
from engine.eviction import (
    ABORT,
    BY_HAND,
    CONDEMN,
    EVICT,
    FAR_OVER_LIMIT,
    IDLE,
    NEW_VERSION,
    OVER_LIMIT,
    POLICIES,
    SUSPECTED,
    Budget,
    EvictionPlan,
    Resident,
    review,
)
from engine.isolate import Isolate
from engine.network_plan import FIRST_SERVER, Server
from engine.trace import IsolateCondemned, IsolateEvicted, IsolateMemory, IsolateReused, MachineMemory
from engine.worker import errors_of

if TYPE_CHECKING:
    from engine.world import World


class Residents:
    """Owns the isolates of one server. bytes: of their heaps, as last measured; 0 without a plan."""

    def __init__(self, world: World, server: Server = FIRST_SERVER) -> None:
        self._world = world
        self._server = server
        self._plan: EvictionPlan | None = world.request.eviction
        self._warm: dict[str, Isolate] = {}  # of each Worker, the one that takes its events
        self._alive: dict[str, Isolate] = {}  # by id: these, and those that drain
        self._idle: dict[Isolate, None] = {}  # warm and without events, the longest idle first
        self._leaving: set[Isolate] = set()  # condemned, and said so
        self._bytes: dict[Isolate, int] = {}
        self._staying_bytes = 0  # of those that are not condemned
        self._other_bytes = world.bytes_elsewhere
        self._made: dict[str, int] = {}
        self._watching = False
        self.bytes = 0
        self.to_origin: set[str] = set()  # Workers without a usable default export

    # --- finding and making ----------------------------------------------------------------------------------------

    def isolate_of(self, worker: str) -> Isolate:
        """The Worker's isolate: the warm one, or a new one. Raises LoadError when it does not load."""
        isolate = self._warm.get(worker)
        if isolate is not None and isolate.condemned:
            self._condemn(isolate, isolate.condemned)
            isolate = None
        if isolate is None:
            return self._make(worker)
        self._world.log.add(IsolateReused(worker=worker, served=isolate.served, isolate=isolate.id))
        return isolate

    def with_id(self, id: str) -> Isolate | None:
        """A live isolate, draining ones too; None when it is gone."""
        return self._alive.get(id)

    def __len__(self) -> int:
        return len(self._alive)

    def snapshot(self) -> list[Resident]:
        """All of them now, in the order in which they were made; measured afresh when there is a plan."""
        if self._plan is not None:
            for isolate in list(self._alive.values()):
                self._measure(isolate)
        return [self._resident(isolate) for isolate in self._alive.values()]

    def _make(self, name: str) -> Isolate:
        world = self._world
        number = self._made.get(name, 0) + 1
        self._made[name] = number
        limits = world.request.limits
        if self._plan is not None:
            budget = self._plan.budget
            limits = replace(limits, memory_bytes=int(budget.isolate_bytes * budget.far_over))
        isolate = Isolate(
            world.network.isolate_id(name, number, self._server),
            world.workers[name],
            world.loop,
            self,
            world.log,
            lambda: world.clock.now,
            limits,
            world.network.seed_for(number, self._server),
            self._server,
        )
        isolate.on_phase = world.loop.phase_over
        began, mark = world.clock.now, world.log.mark
        with errors_of(name, world.request.project.name):
            self._start(isolate)
        world.loop.started(isolate, began, mark)
        self._warm[name] = self._alive[isolate.id] = isolate
        isolate.last_event_at = world.clock.now
        if self._plan is not None:
            self._idle[isolate] = None
            self._measure(isolate)
            self._look_at_machine(expected=isolate)
            self._watch()
        return isolate

    def _start(self, isolate: Isolate) -> None:
        failure = isolate.boot()
        name = isolate.worker.name
        self.to_origin.discard(name)
        if failure is None and not isolate.plain:
            exported = isolate.exports()
            failure = exports.load_failure(exported)
            if exports.goes_to_origin(exported):
                self.to_origin.add(name)
        if failure is not None:
            isolate.close()
            raise LoadError(failure)
        for message in exports.missing_objects(isolate):
            self._world.loop.say(isolate, 0, "warn", message)

    # --- events come and go ----------------------------------------------------------------------------------------

    def event_begins(self, isolate: Isolate) -> None:
        """An event of the isolate begins."""
        isolate.running += 1
        isolate.last_event_at = self._world.clock.now
        self._idle.pop(isolate, None)

    def event_over(self, isolate: Isolate) -> None:
        """One is over: the isolate may have to go, or, with memory short, another one."""
        isolate.running -= 1
        isolate.last_event_at = self._world.clock.now
        if isolate.gone:
            return
        if isolate.condemned:
            if self._plan is not None and isolate.condemned == OVER_LIMIT and isolate not in self._leaving:
                self._abort(isolate)  # its heap was full: with a plan that is far over the limit, see `_make`
            else:
                self._condemn(isolate, isolate.condemned)
        elif self._plan is not None:
            self._measure(isolate)
            if self._bytes[isolate] > self._plan.budget.isolate_bytes:
                self._condemn(isolate, OVER_LIMIT)
            elif not isolate.running:
                self._idle[isolate] = None
                self._watch()
            self._look_at_machine()

    # --- what can be asked of a server -----------------------------------------------------------------------------

    def adopt(self, plan: EvictionPlan) -> None:
        """Another budget or policy holds from now on."""
        self._plan = plan
        for isolate in self._alive.values():
            self._measure(isolate)
            if not isolate.running and not isolate.condemned:
                self._idle.setdefault(isolate)
        self._watch()
        self._say_machine()
        self._review()

    def need_elsewhere(self, bytes: int) -> None:
        """The machine needs so many bytes for other things than isolates."""
        self._other_bytes = bytes
        self._say_machine()
        self._review()

    def new_version(self, worker: str) -> None:
        """A new version of a Worker is deployed: what runs the old one drains."""
        self._dismiss(worker, NEW_VERSION)

    def suspect(self, worker: str) -> None:
        """The Worker's isolate did what looks like an attempt to escape."""
        self._dismiss(worker, SUSPECTED)

    def evict(self, worker: str) -> None:
        """Its isolate is to go, whatever the machine has."""
        self._dismiss(worker, BY_HAND)

    def _dismiss(self, worker: str, reason: str) -> None:
        if (isolate := self._warm.get(worker)) is not None:
            self._condemn(isolate, reason)

    # --- looking ---------------------------------------------------------------------------------------------------

    def _look_at_machine(self, expected: Isolate | None = None) -> None:
        """Weighs all isolates, if memory is short. expected: the one that is about to get an event."""
        budget = self._budget()
        if self._other_bytes + self._staying_bytes >= budget.machine_bytes * budget.tight_share:
            self._review(expected)

    def _review(self, expected: Isolate | None = None) -> None:
        if self._plan is None:
            return
        residents: Iterable[Resident] = [self._resident(isolate) for isolate in self._warm.values()]
        if expected is not None:
            residents = [replace(one, running=one.running + (one.id == expected.id)) for one in residents]
        decisions = review(
            residents,
            self._world.clock.now,
            self._plan.budget,
            other_bytes=self._other_bytes,
            policy=POLICIES[self._plan.policy],
        )
        for decision in decisions:
            isolate = self._alive.get(decision.isolate)
            if isolate is None or decision.action == EVICT:
                continue  # `_condemn` evicts what has no events
            if decision.action == ABORT:
                self._abort(isolate)
            elif decision.action == CONDEMN:
                self._condemn(isolate, decision.reason, stays=isolate is expected)

    def _watch(self) -> None:
        """Looks again when the isolate that has been idle longest has been so for too long."""
        first = next(iter(self._idle), None)
        if first is None or self._watching:
            return
        self._watching = True
        self._world.clock.note(first.last_event_at + self._budget().idle_ms, self._dismiss_idle)

    def _dismiss_idle(self) -> None:
        self._watching = False
        now, idle_ms = self._world.clock.now, self._budget().idle_ms
        while (first := next(iter(self._idle), None)) is not None and now - first.last_event_at >= idle_ms:
            self._condemn(first, IDLE)
        self._watch()

    # --- going -----------------------------------------------------------------------------------------------------

    def _condemn(self, isolate: Isolate, reason: str, *, stays: bool = False) -> None:
        """It takes no new events; without any it is gone at once. stays: it is to get one more, which is on its way."""
        if isolate not in self._leaving:
            isolate.condemned = reason
            self._leaving.add(isolate)
            self._idle.pop(isolate, None)
            self._staying_bytes -= self._bytes.get(isolate, 0)
            if self._warm.get(isolate.worker.name) is isolate:
                del self._warm[isolate.worker.name]
            self._world.log.add(IsolateCondemned(worker=isolate.worker.name, reason=reason, isolate=isolate.id))
        if not isolate.running and not stays:
            self._evict(isolate)

    def _evict(self, isolate: Isolate) -> None:
        isolate.close()
        del self._alive[isolate.id]
        self._leaving.discard(isolate)
        self.bytes -= self._bytes.pop(isolate, 0)
        log = self._world.log
        log.add(IsolateEvicted(worker=isolate.worker.name, reason=isolate.condemned, isolate=isolate.id))
        self._say_machine()

    def _abort(self, isolate: Isolate) -> None:
        """The hard case: it goes now, with the events it has."""
        self._measure(isolate)  # what is too much: no event of it will end and have it measured
        self._condemn(isolate, FAR_OVER_LIMIT)
        self._world.loop.abort(isolate)

    # --- memory ----------------------------------------------------------------------------------------------------

    def _budget(self) -> Budget:
        return self._plan.budget if self._plan is not None else Budget()

    def _measure(self, isolate: Isolate) -> None:
        bytes, before = isolate.heap_bytes, self._bytes.get(isolate, 0)
        if bytes == before:
            return
        self._bytes[isolate] = bytes
        self.bytes += bytes - before
        if isolate not in self._leaving:
            self._staying_bytes += bytes - before
        self._world.log.add(IsolateMemory(bytes=bytes, worker=isolate.worker.name, isolate=isolate.id))
        self._say_machine()

    def _say_machine(self) -> None:
        if self._plan is not None:
            used = self.bytes + self._other_bytes
            self._world.log.add(
                MachineMemory(used=used, budget=self._plan.budget.machine_bytes, server=self._server.name)
            )

    def _resident(self, isolate: Isolate) -> Resident:
        return Resident(
            id=isolate.id,
            worker=isolate.worker.name,
            bytes=self._bytes.get(isolate, 0),
            running=isolate.running,
            last_event_at=isolate.last_event_at,
            condemned=isolate.condemned,
        )
