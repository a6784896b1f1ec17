"""One step's way through the network: from its client to an isolate, or to an origin, and back."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from engine import origin
from engine.answer import BEGINNING_BYTES, Answer
from engine.bodies import RepeatedBody
from engine.clock import EPOCH
from engine.errors import LoadError, StepError
from engine.http import FRAMING, is_compressed, on_the_wire, request_record
from engine.invocation import Invocation
from engine.limits import CODE_OF_OUTCOME, NOTHING_HERE, error_page, plain, refusal
from engine.network import FORWARD_MS, NOTHING, ORIGIN, Destination
from engine.network_plan import Server
from engine.services.queue import step_record, step_result
from engine.services.websocket import Message
from engine.step import Step, StepResult
from engine.trace import Hop, Routed
from engine.web_socket_client import LiveWebSocket, WebSocketClient
from engine.world import World

HANDSHAKE = (
    ("Upgrade", "websocket"), ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
)  # fmt: skip
"""What a WebSocket client's request says besides. https://www.rfc-editor.org/rfc/rfc6455#section-1.3"""


RESULT_BYTES = 16 << 20
"""Of a body that is longer, the result of a step has the beginning only."""
_NO_CLIENT = {"scheduled": "cron", "queue": "batch"}
"""What begins a step that no client sends: `why` of its first hop."""


class Journey:
    """Owns what one step gave. on_done: called once, when the client has all that it will get.

    sent (default: now), received: virtual ms at the client. server: the one that its connection ended at. handled_by:
    the one whose runtime took it (another one with sharding). invocation: its event; None when no Worker ran.
    """

    def __init__(
        self, world: World, step: Step, event: int, on_done: Callable[[], None], sent: float | None = None
    ) -> None:
        self.event = event
        self.invocation: Invocation | None = None
        self.received: float | None = None
        self._world, self._network, self._step, self._on_done = world, world.network, step, on_done
        self._answer: StepResult | None = None  # that no Worker gave
        self._web_socket: WebSocketClient | LiveWebSocket | None = None
        self.live = False  # a real client is at the other end: what its WebSocket says comes later
        self._left = False
        self._result: StepResult | None = None
        network = world.network
        connection = step.client or f"event {event}"
        self.sent = world.clock.now if sent is None else sent
        self._client = network.place_of(step.city)
        self._city = network.entry(self._client)
        self.server = network.server_for(connection, self._city)
        self.handled_by: Server = self.server
        outside = step.kind in ("fetch", "websocket")  # a cron event or a batch begins within the network
        self._way = network.one_way(self._client, self._city) if outside else 0.0
        self._new = outside and network.shakes_hands(connection)
        self._arrived = self.sent + self._way * (3 if self._new else 1)
        self._there = Destination(step.worker or world.request.project.name)

    # --- there -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The client sends; or a cron trigger is due, or a batch is full."""
        self._hop("client", self._step.city, why=_NO_CLIENT.get(self._step.kind, ""))
        if self._step.abort_after_ms is not None:
            self._world.clock.schedule(self.sent + self._step.abort_after_ms, self._leave, self._waits)
        if self._new:
            self._later(self._way, self._shake_hands)
        else:
            self._later(self._way, self._arrive)

    def _shake_hands(self) -> None:
        """ClientHello names the host, which is enough to know the Worker. The answer goes back, the request comes."""
        self._hop("city", self._city.code, why="handshake")
        if self._network.plan.prewarm and self._step.kind in ("fetch", "websocket"):
            destination = self._destination()
            if destination.worker not in (ORIGIN, NOTHING):
                server = self._shard(destination.worker)
                self._network.runtime(server).residents.isolate_of(destination.worker)
        self._later(2 * self._way, self._arrive)

    def _arrive(self) -> None:
        """The request is at the city, and at the server that its connection ends at."""
        if self._left:
            return
        self._hop("city", self._city.code)
        self._hop("server", self.server.name, self.server)
        fetches = self._step.kind in ("fetch", "websocket")
        self._answer = refusal(self._step) if fetches else None
        if self._answer is not None:
            self._return()
            return
        if fetches:
            self._there = self._destination()
            if self._there.worker not in (ORIGIN, NOTHING) and self._network.over_the_day():
                self._pass_worker_by()
                return
        if self._there.worker in (ORIGIN, NOTHING):
            self._ask_origin()
            return
        self._forward()

    def _pass_worker_by(self) -> None:
        """The account's day is used up: the Worker does not run."""
        step, network = self._step, self._network
        self._there = Destination(NOTHING) if step.worker else network.instead_of_worker(step.url)
        if self._there.worker == ORIGIN:
            self._ask_origin()
            return
        self._say_route()
        self._answer = error_page(1027)
        self._return()

    def _destination(self) -> Destination:
        return Destination(self._step.worker) if self._step.worker else self._network.destination(self._step.url)

    def _ask_origin(self) -> None:
        self._say_route()
        if self._there.worker == NOTHING:
            self._answer = plain(404, NOTHING_HERE)
            self._return()
            return
        delay, response = origin.answer(self._step.method, self._step.url)
        self._hop("origin", _host(self._step.url))
        there, long = response["body"], None
        if isinstance(there, RepeatedBody):
            text, long = there.read(0, BEGINNING_BYTES).decode(), there.size
        else:
            text = there["text"] if there else ""
        headers = [(str(name), str(value)) for name, value in response["headers"]]
        self._answer = StepResult(status=int(response["status"]), headers=headers, body=text, body_bytes=long)
        self._later(delay, self._return)

    def _say_route(self) -> None:
        if self._network.table is not None and not self._step.worker:
            there = self._there
            worker = "" if there.worker == NOTHING else there.worker
            self._world.log.add(Routed(worker=worker, pattern=there.pattern, why=there.why, event=self.event))

    def _shard(self, worker: str) -> Server:
        if not self._network.plan.sharding:
            return self.server
        return self._network.shard_of(worker, self._city.code)

    def _forward(self) -> None:
        """With sharding, the Worker's own server of this city takes the request, unless it has too much to do."""
        self._say_route()
        shard = self._shard(self._there.worker)
        if shard == self.server:
            self._dispatch()
            return
        forward = FORWARD_MS if self._network.plan.latency else 0.0

        def take() -> None:
            self._hop("server", shard.name, shard, why="forwarded")
            if not self._network.sheds(shard):
                self.handled_by = shard
                self._dispatch()
                return
            self._later(forward, keep)

        def keep() -> None:
            self._hop("server", self.server.name, self.server, why="handed back")
            self._dispatch()

        self._later(forward, take)

    def _dispatch(self) -> None:
        if self._left:
            return
        world, step, server = self._world, self._step, self.handled_by
        self._hop("runtime", f"{server.name} runtime", server)
        handler = "fetch" if step.kind == "websocket" else step.kind
        trigger = f"{step.method} {step.url}" if handler == "fetch" else step.cron or step.queue
        record = _record(step, world.clock.now)
        if "cf" in record:
            record["cf"].update(self._network.describe(self._client, self._city))
        try:
            self.invocation = self._network.runtime(server).dispatch(
                self._there.worker, handler, trigger, record,
                on_answer=self._answered, event=self.event, arrived=self._arrived,
            )  # fmt: skip
        except LoadError as error:
            if not world.stays_open:
                raise
            self._answer = StepResult(status=500, body=str(error), outcome="exception", exceptions=[error.failure])
            self._return()
            return
        if self.invocation.over:
            self._freeze()
        else:
            self.invocation.when_over.append(self._freeze)

    # --- back ------------------------------------------------------------------------------------------------------

    def _answered(self, invocation: Invocation) -> None:
        self.invocation = invocation
        if invocation.outcome == "canceled":
            self._receive()
            return
        server = self.handled_by
        self._hop("isolate", invocation.isolate.id, server, returning=True)
        self._hop("runtime", f"{server.name} runtime", server, returning=True)
        self._hop("server", server.name, server, returning=True)
        if server == self.server:
            self._return()
            return
        forward = FORWARD_MS if self._network.plan.latency else 0.0
        self._later(forward, lambda: self._hop("server", self.server.name, self.server, returning=True))
        self._later(forward, self._return)

    def _return(self) -> None:
        if self._answer is not None:
            self._hop("server", self.server.name, self.server, returning=True)
        self._hop("city", self._city.code, returning=True)
        self._later(self._way, self._receive)

    def _receive(self) -> None:
        """The client has its answer, or has left."""
        invocation = self.invocation
        left = self._left or (invocation is not None and invocation.outcome == "canceled")
        if not left:
            self._hop("client", self._step.city, returning=True)
        self.received = self._world.clock.now
        if invocation is not None and invocation.web_socket is not None and not left:
            done = self._on_done
            self._web_socket = (
                LiveWebSocket(self._world, invocation.web_socket, done)
                if self.live
                else WebSocketClient(self._world, self._step, invocation.web_socket, done)
            )
        else:
            self._on_done()
        self._freeze()

    def take_part(self) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """Status, headers and the bytes that there are so far of an answer whose end is yet to come, or the next of one
        that `needs_parts`; they are not in the result then. None where there is no such answer, or where its body is
        compressed as a whole."""
        invocation = self.invocation
        answer = None if invocation is None else invocation.answer
        if invocation is None or answer is None or not self._may_be_parted(invocation, answer):
            return None
        if (answer.complete or invocation.answered or invocation.over) and not answer.needs_parts:
            return None
        return answer.status, _shown(answer.headers), answer.take()

    @property
    def needs_parts(self) -> bool:
        """Whether so much of the answer is left for a real client that it is taken in parts before the result."""
        invocation = self.invocation
        if not self.live or invocation is None or invocation.answer is None or not invocation.answer.needs_parts:
            return False
        return self._may_be_parted(invocation, invocation.answer)

    def _may_be_parted(self, invocation: Invocation, answer: Answer) -> bool:
        coded = not invocation.encoded_by_hand and is_compressed(answer.headers)
        return not coded and self._step.method != "HEAD" and invocation.web_socket is None

    def take_messages(self) -> tuple[list[tuple[str, str]], list[Message]] | None:
        """The headers of the answer that opened a real client's WebSocket, and the messages for it since the last call.
        None where there is no such WebSocket."""
        answer = None if self.invocation is None else self.invocation.answer
        if not isinstance(self._web_socket, LiveWebSocket):
            return None
        return [] if answer is None else _shown(answer.headers), self._web_socket.take()

    def say(self, message: Message) -> None:
        """What a real client's WebSocket says."""
        if isinstance(self._web_socket, LiveWebSocket):
            self._web_socket.say(message)

    def hang_up(self) -> None:
        """The client leaves, if it still waits."""
        if isinstance(self._web_socket, LiveWebSocket):
            self._web_socket.leave()
        elif self._waits():
            self._leave()
        else:
            self.live = False  # nobody takes the rest of the answer

    def _waits(self) -> bool:
        """Whether the client could still leave: nothing has answered it yet."""
        invocation = self.invocation
        if invocation is None:
            return self.received is None and not self._left
        return not invocation.answered and not invocation.over

    def _leave(self) -> None:
        self._left = True
        if self.invocation is not None:
            self._network.runtime_of(self.invocation).client_leaves(self.invocation)
        else:
            self._on_done()

    # --- what came of it -------------------------------------------------------------------------------------------

    def _freeze(self) -> None:
        """With the event over and the answer received, only the result is kept: a run may have many thousand steps."""
        if self.invocation is None or self.received is None or not self.invocation.over or self._web_socket is not None:
            return
        if self.needs_parts:
            return
        if self._step.kind != "websocket":
            self._result = self.result()
            self.invocation = None

    def result(self) -> StepResult:
        """What the step has given so far; its console lines apart."""
        if self._result is not None:
            return self._result
        if self._answer is not None:
            return self._placed(self._answer)
        if self.invocation is None:
            return StepResult(outcome="canceled")
        result = self._placed(self._of_event(self.invocation))
        if self._web_socket is not None:
            return msgspec.structs.replace(result, received=self._web_socket.received, close=self._web_socket.close)
        return msgspec.structs.replace(result, received=[]) if self._step.kind == "websocket" else result

    def _placed(self, result: StepResult) -> StepResult:
        """The result with where it was answered, in a run that says something of the network."""
        if not self._network.told:
            return result
        worker = "" if self._there.worker == NOTHING else self._there.worker
        where = {"city": self._city.code, "server": self.handled_by.name, "worker": worker}
        ended = self.received if self.received is not None else self._world.clock.now
        cold = self.invocation is not None and self.invocation.first
        return msgspec.structs.replace(result, wall_ms=ended - self.sent, cold=cold, **where)

    def _of_event(self, invocation: Invocation) -> StepResult:
        step = self._step
        ended = invocation.answered_at if invocation.answered_at is not None else invocation.arrived
        common: dict[str, Any] = {
            "outcome": invocation.outcome,
            "exceptions": invocation.failures,
            "cpu_ms": invocation.cpu_ms,
            "wall_ms": ended - invocation.arrived,
            "isolate": invocation.isolate.id,
        }
        if step.kind == "scheduled":
            result = {"outcome": invocation.outcome, "noRetry": bool(invocation.result.get("noRetry", False))}
            return StepResult(result=result, **common)
        if step.kind == "queue":
            return StepResult(result=step_result(invocation.outcome, invocation.result), **common)
        if invocation.outcome == "canceled":
            return StepResult(**common)
        if invocation.answer is None:
            return self._without_answer(invocation, common)
        answer = invocation.answer
        if step.method != "HEAD" and not self.live and answer.size > RESULT_BYTES:
            begins = answer.beginning.decode("utf-8", "replace")
            headers = _shown(answer.headers)
            return StepResult(status=answer.status, headers=headers, body=begins, body_bytes=answer.size, **common)
        data = b"" if step.method == "HEAD" else answer.body
        if not invocation.encoded_by_hand:
            data = on_the_wire(data, answer.headers)
        headers = _shown(answer.headers)
        try:
            return StepResult(status=answer.status, headers=headers, body=data.decode("utf-8"), **common)
        except UnicodeDecodeError:
            encoded = base64.b64encode(data).decode()
            return StepResult(status=answer.status, headers=headers, body_base64=encoded, **common)

    def _without_answer(self, invocation: Invocation, common: dict[str, Any]) -> StepResult:
        """Cloudflare's page, as clients of the network see it; a runtime alone says less of an exception."""
        code = CODE_OF_OUTCOME.get(invocation.outcome, 1101)
        if self._network.plan.error_pages:
            page = error_page(code)
            return StepResult(status=page.status, headers=page.headers, body=page.body, **common)
        if code == 1102:
            return StepResult(status=503, headers=[], body="error code: 1102", **common)
        return StepResult(status=500, headers=[], body="Internal Server Error", **common)

    # --- small things ----------------------------------------------------------------------------------------------

    def _hop(
        self, place: str, name: str, server: Server | None = None, *, returning: bool = False, why: str = ""
    ) -> None:
        city = self._city.code if place == "city" else "" if server is None else server.city
        told = "" if server is None else server.name
        self._world.log.add(
            Hop(place=place, name=name, returning=returning, why=why, city=city, server=told, event=self.event)
        )

    def _later(self, after: float, action: Callable[[], None]) -> None:
        """Now, when nothing is to be waited for."""
        if after <= 0:
            action()
        else:
            self._world.clock.schedule(self._world.clock.now + after, partial(action))


def _shown(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers if name.lower() not in FRAMING]


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def _record(step: Step, now: float) -> dict[str, Any]:
    """What kernel.js gives the platform: the request, or the arguments of another handler."""
    if step.kind == "websocket":
        return request_record(msgspec.structs.replace(step, headers=[*step.headers, *HANDSHAKE]))
    if step.kind == "fetch":
        return request_record(step)
    if step.kind == "queue":
        return step_record(step.queue, [_message(raw) for raw in step.messages], EPOCH + now)
    time = step.scheduledTime if step.scheduledTime is not None else EPOCH + now
    return {"cron": step.cron, "scheduledTime": time}


def _message(raw: msgspec.Raw) -> dict[str, Any]:
    """A message of a step. Its body stays JSON text, for the isolate to read. Raises StepError."""
    try:
        fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        body = bytes(fields.pop("body", msgspec.Raw(b"null"))).decode()
        return {"body": body, **{name: msgspec.json.decode(value) for name, value in fields.items()}}
    except (msgspec.DecodeError, UnicodeDecodeError):
        shape = '{"id": "m1", "timestamp": 1700000000000, "body": …, "attempts": 1}'
        raise StepError(f"a message of a queue step is no table; write {shape}.") from None
