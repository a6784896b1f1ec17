"""The runtime of one server: dispatches events to the isolates that engine/residents.py finds or makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from engine import bodies
from engine.answer import Answer
from engine.invocation import Invocation
from engine.isolate import Isolate
from engine.network_plan import FIRST_SERVER, Server
from engine.residents import Residents
from engine.services import Call
from engine.step import Failure
from engine.trace import Hop, Onset

if TYPE_CHECKING:
    from engine.services.object_place import ObjectPlace
    from engine.world import World

OnAnswer = Callable[[Invocation], None]


class Runtime:
    """Owns the isolates of one server. in_flight: its events that are not over."""

    def __init__(self, world: World, server: Server = FIRST_SERVER) -> None:
        self._world = world
        self.server = server
        self.residents = Residents(world, server)
        self.in_flight = 0

    # --- events ----------------------------------------------------------------------------------------------------

    def dispatch(
        self, worker: str, handler: str, trigger: str, record: dict[str, Any], *, on_answer: OnAnswer,
        event: int | None = None, arrived: float | None = None, caller: Invocation | None = None,
        isolate: Isolate | None = None, place: ObjectPlace | None = None,
    ) -> Invocation:  # fmt: skip
        """Gives a Worker one event. record: what the platform makes the handler's first argument of. on_answer: called
        once, when there is an answer. event: its id (default: the next). arrived: virtual ms (default: now). caller:
        the event whose call this one answers. isolate: the one that must take it (default: the Worker's). place: of the
        Durable Object that it is for."""
        world = self._world
        isolate = self.residents.isolate_of(worker) if isolate is None else isolate
        invocation = Invocation(
            next(world.event_ids) if event is None else event,
            isolate,
            handler,
            trigger,
            world.clock.now if arrived is None else arrived,
            self._or_origin(record, on_answer) if handler == "fetch" else on_answer,
            caller,
        )
        if place is not None:
            place.take(invocation)
        if handler == "fetch" and worker in self.residents.to_origin and not record.get("entrypoint"):
            self._pass_by(invocation, record)
        else:
            self._begin(invocation, record)
        return invocation

    def _begin(self, invocation: Invocation, record: dict[str, Any]) -> None:
        if record.get("body") is not None and invocation.handler == "fetch":
            record = {**record, "body": bodies.arriving(record["body"], invocation.caller, invocation)}
        isolate, log = invocation.isolate, self._world.log
        headers = tuple([(str(n), str(v)) for n, v in record.get("headers", ())])
        invocation.upgrade = any(n.lower() == "upgrade" and v.lower() == "websocket" for n, v in headers)
        invocation.first = not isolate.served and not isolate.running
        self.in_flight += 1
        invocation.when_over.append(self._one_less)
        city, server = self.server.city, self.server.name
        log.add(
            Hop(place="isolate", name=isolate.id, event=invocation.id, isolate=isolate.id, city=city, server=server)
        )
        onset = Onset(
            worker=isolate.worker.name,
            handler=invocation.handler,
            trigger=invocation.trigger,
            method=record.get("method", ""),
            url=record.get("url", ""),
            headers=headers,
            variables=isolate.worker.variables,
            arrived=invocation.arrived,
            caller=0 if invocation.caller is None else invocation.caller.id,
            object=invocation.place.label if invocation.place is not None else "",
            event=invocation.id,
            isolate=isolate.id,
        )
        self._world.loop.tell_when_ready(invocation, lambda: log.add(onset))
        self._world.loop.begin(invocation, msgspec.json.encode(record).decode())

    def _one_less(self) -> None:
        self.in_flight -= 1

    def client_leaves(self, invocation: Invocation) -> None:
        """The client hangs up: its work is canceled, waitUntil apart.
        https://developers.cloudflare.com/workers/platform/limits/#duration"""
        invocation.outcome = "canceled"
        invocation.answered_at = self._world.clock.now
        invocation.on_answer(invocation)
        if not invocation.tasks:
            self._world.loop.end(invocation)

    def _pass_by(self, invocation: Invocation, record: dict[str, Any]) -> None:
        """A Worker without a usable default export: its requests go on to the origin."""

        def settle(error: str, value: Any, result: str) -> None:
            if error:
                invocation.failures.append(Failure(name=value["name"], message=value["message"]))
                invocation.outcome = "exception"
            else:
                invocation.answer = Answer.from_origin(value, invocation)
            invocation.answered_at = self._world.clock.now
            invocation.on_answer(invocation)

        world = self._world
        world.operate(Call(invocation, "fetch", str(record["url"]), record, world.clock, settle))

    def _or_origin(self, record: dict[str, Any], on_answer: OnAnswer) -> OnAnswer:
        """Where an event called passThroughOnException() and threw, the origin answers in its place.
        https://developers.cloudflare.com/workers/runtime-apis/context/#passthroughonexception"""
        world = self._world

        def answered(invocation: Invocation) -> None:
            if not (invocation.pass_through and invocation.outcome == "exception" and invocation.answer is None):
                on_answer(invocation)
                return

            def settle(error: str, value: Any, result: str) -> None:
                if not error:
                    invocation.answer = Answer.from_origin(value, again)
                invocation.answered_at = world.clock.now
                on_answer(invocation)

            again = Invocation(
                invocation.id,
                invocation.isolate,
                "fetch",
                invocation.trigger,
                invocation.arrived,
                on_answer,
                invocation,
            )  # the event itself is over by now
            world.operate(Call(again, "fetch", str(record["url"]), record, world.clock, settle))

        return answered
