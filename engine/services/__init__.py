"""What answers the operations of isolates: origins, stores, queues, other Workers. One module a service.

An operation's name begins with its service's: `kv.get` goes to the service "kv", `fetch` to "fetch". A service is made
once a run, owns its state, and answers on the virtual clock.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol, cast

from engine import bodies
from engine.clock import VirtualClock
from engine.invocation import Invocation

if TYPE_CHECKING:
    from engine.stored import Record
    from engine.world import World

Settle = Callable[[str, Any, str], None]


class Call:
    """One operation that an isolate asked for. name: "kv.get". target: URL or key. details: what the platform's file
    sent, a JSON value that learner code may have spoiled: check it. Answer it once, with `answer` or `refuse`."""

    def __init__(
        self, invocation: Invocation, name: str, target: str, details: Any, clock: VirtualClock, settle: Settle
    ) -> None:
        self.invocation, self.name, self.target, self.details = invocation, name, target, details
        self.due = clock.now
        self._clock, self._settle = clock, settle

    def answer(self, value: Any, *, after: float = 0.0, result: str = "ok") -> None:
        """Resolves the promise with a JSON value, `after` virtual ms from now. result: a word for the trace."""
        self._schedule(after, lambda: self._settle("", value, result))

    def answer_first(self, value: Any) -> None:
        """Resolves the promise in a turn of its own, before anything else that is due now."""
        self._clock.schedule(-math.inf, lambda: self._settle("", value, "ok"), lambda: not self.invocation.over)

    def refuse(self, name: str, message: str, *, after: float = 0.0, **more: Any) -> None:
        """Rejects it with an Error of type `name` ("TypeError", a DOMException's name …); more: its properties."""
        problem = {"name": name, "message": message, **more}
        self._schedule(after, lambda: self._settle(name, problem, "failed"))

    def _schedule(self, after: float, action: Callable[[], None]) -> None:
        self.due = self._clock.now + after
        self._clock.schedule(self.due, action, lambda: not self.invocation.over)


class Service(Protocol):
    """Something that answers operations of one prefix."""

    def perform(self, call: Call) -> None:
        """Answers or refuses the call, now or later on the virtual clock."""


class StoringService(Service, Protocol):
    """A service whose state outlives the run, as records."""

    def changes(self) -> Iterable[Record]:
        """What has changed since it was last asked."""

    def restore(self, records: list[Record]) -> None:
        """Takes back what `changes` told in an earlier run, before the first operation."""


STORING = ("kv", "d1", "r2", "queue", "durable-object")
"""The services whose state is kept where a session is asked to keep it."""

COMPUTATIONS = frozenset({"crypto"})
"""Prefixes of operations that are no I/O: the host computes. No header slot, no subrequest, no virtual time."""
ARRIVALS = frozenset({"body"})
"""Prefixes of operations that wait for what is here already: the answer takes a turn of its own, and no time."""
SLOTLESS = COMPUTATIONS | ARRIVALS | {"websocket", "storage"}
"""Prefixes of operations that take no header slot and are no subrequests: nor are messages of an open connection, and
what a Durable Object stores."""


def is_computation(name: str) -> bool:
    """Whether an operation, such as "crypto.digest", is a computation and not I/O."""
    return name.partition(".")[0] in COMPUTATIONS


def goes_out(name: str) -> bool:
    """Whether an operation leaves the machine: then it waits until what a Durable Object stored is safe."""
    return name.partition(".")[0] not in COMPUTATIONS | ARRIVALS


def takes_slot(name: str) -> bool:
    """Whether an operation takes one of its event's header slots, and counts as a subrequest."""
    return name.partition(".")[0] not in SLOTLESS


def passes_gate(name: str) -> bool:
    """Whether the answer to an operation goes through a shut input gate of a Durable Object: what shuts it does."""
    return name.partition(".")[0] == "storage"


class LateService:
    """A service whose module is imported when it is first asked for something: for those that take long to import."""

    def __init__(self, make: Callable[[], Service]) -> None:
        self._make = make
        self._service: Service | None = None

    def perform(self, call: Call) -> None:
        """Has the service do it."""
        if self._service is None:
            self._service = self._make()
        self._service.perform(call)

    def changes(self) -> Iterable[Record]:
        """Of a service that stores. One that was never asked for has none."""
        return () if self._service is None else cast("StoringService", self._service).changes()

    def restore(self, records: list[Record]) -> None:
        """Of a service that stores."""
        self._service = service = self._make()
        cast("StoringService", service).restore(records)


class BodyService:
    """Bodies for `text()`, `json()` and their like. Those that are in the isolate take a turn, and that is all; of one
    outside (details {outside}), "body.piece" gives the next piece in base64, "" after the last; "body.text" all the
    text. https://encoding.spec.whatwg.org/#utf-8-decode-without-bom"""

    def perform(self, call: Call) -> None:
        """Answers after every microtask of the turn that asked, before any timer."""
        number = call.details.get("outside") if isinstance(call.details, dict) else None
        there = bodies.kept(call.invocation, number)
        if there is None:
            call.answer_first(None)
        elif call.name == "body.text":
            body = there.take()
            call.answer(body.read(0, body.size).decode("utf-8", "replace"))
        else:
            piece = there.next_piece()
            call.answer(base64.b64encode(piece).decode(), result=f"{len(piece)} bytes")


def make_services(world: World) -> dict[str, Service]:
    """Every service of a run, by the prefix of the operations it answers."""
    from engine.services.cache import CacheService
    from engine.services.fetch import FetchService
    from engine.services.worker import WorkerService

    objects = LateService(lambda: _durable_objects(world))
    return {
        "fetch": FetchService(world),
        "cache": CacheService(world),
        "worker": WorkerService(world),
        "websocket": world.web_sockets,
        "body": BodyService(),
        "crypto": LateService(lambda: _cryptography(world)),
        "kv": LateService(lambda: _key_value(world)),
        "queue": LateService(lambda: _queues(world)),
        "d1": LateService(lambda: _databases(world)),
        "r2": LateService(lambda: _buckets(world)),
        "durable-object": objects,
        "storage": objects,
    }


def _key_value(world: World) -> Service:
    from engine.services.key_value import KeyValueService

    return KeyValueService(world)


def _queues(world: World) -> Service:
    from engine.services.queue import QueueService

    return QueueService(world)


def _databases(world: World) -> Service:
    from engine.services.d1 import D1Service

    return D1Service(world)


def _buckets(world: World) -> Service:
    from engine.services.r2 import R2Service

    return R2Service(world)


def _durable_objects(world: World) -> Service:
    from engine.services.durable_object import DurableObjectService

    return DurableObjectService(world)


def _cryptography(world: World) -> Service:
    from engine.services.cryptography import CryptographyService

    return CryptographyService(world)


def perform(services: dict[str, Service], call: Call) -> None:
    """Hands a call to its service; refuses it in words when there is none."""
    prefix = call.name.partition(".")[0]
    service = services.get(prefix)
    if service is None:
        call.refuse("Error", f"{call.name} is not available in this engine.")
    else:
        service.perform(call)
