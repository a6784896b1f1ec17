"""The steps of a run: sent as their groups and delays say, gathered into results."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any

import msgspec

from engine.clock import EPOCH
from engine.errors import LoadError, StepError
from engine.http import FRAMING, METHODS, UNKNOWN_METHOD, on_the_wire, request_record
from engine.invocation import Invocation
from engine.run import RunReport, RunRequest
from engine.runtime import CITY, SERVER
from engine.services.queue import step_record, step_result
from engine.step import Failure, LogLine, RunResult, Step, StepLogLine, StepResult
from engine.trace import Hop
from engine.web_socket_client import WebSocketClient
from engine.world import World

HANDSHAKE = (
    ("Upgrade", "websocket"), ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
)  # fmt: skip
"""What a WebSocket client's request says besides. https://www.rfc-editor.org/rfc/rfc6455#section-1.3"""
KINDS = ("fetch", "scheduled", "queue", "websocket")


def send(request: RunRequest) -> RunReport:
    """Sends every step and waits, on the virtual clock, until all is over. Raises StepError."""
    for step in request.steps:
        if step.kind not in KINDS:
            raise StepError(f'steps of kind "{step.kind}" are not here yet; this engine sends: {", ".join(KINDS)}.')
    traffic = Traffic(request)
    traffic.run()
    return RunReport(result=traffic.result(), trace=traffic.world.log.events)


class Traffic:
    """Owns what each step of one run gave."""

    def __init__(self, request: RunRequest) -> None:
        self.world = World(request)
        self._steps = request.steps
        self._worker = request.project.name
        self._groups = _groups(request.steps)
        self._step_of: dict[int, int] = {}
        self._invocations: dict[int, Invocation] = {}
        self._clients: dict[int, WebSocketClient] = {}
        self._refused: set[int] = set()
        self._logs: list[StepLogLine] = []
        self._load_error: Failure | None = None
        self.world.loop.on_log = self._remember_log
        self.world.loop.on_amend = self._amend_log

    def run(self) -> None:
        """Runs until everything is over, or until a Worker does not load."""
        try:
            self.world.deploy()
            if self._groups:
                self._schedule_group(0)
            else:
                self.world.runtime.residents.isolate_of(self._worker)
            self.world.loop.run()
        except LoadError as error:
            self._load_error = error.failure

    # --- sending ---------------------------------------------------------------------------------------------------

    def _schedule_group(self, which: int) -> None:
        """The steps of one group arrive, each its delay after the one before; the next group follows their answers."""
        group, clock = self._groups[which], self.world.clock
        unanswered = set(group)
        settle = max(self._steps[index].settle_ms for index in group)

        def answered(index: int) -> None:
            unanswered.discard(index)
            if not unanswered and which + 1 < len(self._groups):
                clock.schedule(clock.now + settle, lambda: self._schedule_group(which + 1))

        time = clock.now
        for index in group:
            time += self._steps[index].delay_before_ms
            clock.schedule(time, self._arrival(index, time, answered))

    def _arrival(self, index: int, arrived: float, answered: Callable[[int], None]) -> Callable[[], None]:
        def arrive() -> None:
            step, world = self._steps[index], self.world
            event = next(world.event_ids)
            self._step_of[event] = index
            self._hops_there(event)
            if step.kind == "fetch" and step.method not in METHODS:
                self._refused.add(index)
                answered(index)
                return

            def on_answer(invocation: Invocation) -> None:
                self._invocations[index] = invocation
                self._hops_back(invocation)
                if invocation.web_socket is None:
                    answered(index)
                else:
                    done = partial(answered, index)
                    self._clients[index] = WebSocketClient(world, step, invocation.web_socket, done)

            handler = "fetch" if step.kind == "websocket" else step.kind
            trigger = f"{step.method} {step.url}" if handler == "fetch" else step.cron or step.queue
            invocation = world.runtime.dispatch(
                self._worker, handler, trigger, _record(step, world.clock.now),
                on_answer=on_answer, event=event, arrived=arrived,
            )  # fmt: skip
            self._invocations[index] = invocation
            if step.abort_after_ms is not None:
                world.clock.schedule(
                    arrived + step.abort_after_ms,
                    lambda: world.runtime.client_leaves(invocation),
                    lambda: not invocation.answered and not invocation.over,
                )

        return arrive

    def _hops_there(self, event: int) -> None:
        for place, name in (("client", ""), ("city", CITY), ("server", SERVER), ("runtime", f"{SERVER} runtime")):
            self.world.log.add(Hop(place=place, name=name, event=event))

    def _hops_back(self, invocation: Invocation) -> None:
        if invocation.outcome == "canceled":
            return
        places = (("isolate", invocation.isolate.id), ("runtime", f"{SERVER} runtime"), ("server", SERVER))
        for place, name in (*places, ("city", CITY), ("client", "")):
            self.world.log.add(Hop(place=place, name=name, event=invocation.id, returning=True))

    # --- results ---------------------------------------------------------------------------------------------------

    def _remember_log(self, event: int, level: str, message: str) -> None:
        if (step := self._step_behind(event)) is not None:
            self._logs.append(StepLogLine(step=step, level=level, message=message))

    def _step_behind(self, event: int) -> int | None:
        """The step that sent an event, or that sent what caused it."""
        while event not in self._step_of and event in self.world.causes:
            event = self.world.causes[event]
        return self._step_of.get(event)

    def _amend_log(self, event: int, back: int, message: str) -> None:
        step = self._step_behind(event)
        lines = [index for index, line in enumerate(self._logs) if line.step == step]
        if back < len(lines):
            line = self._logs[lines[-1 - back]]
            self._logs[lines[-1 - back]] = StepLogLine(step=line.step, level=line.level, message=message)

    def result(self) -> RunResult:
        """What came of the run so far."""
        startup = [LogLine(level, message) for level, message in self.world.loop.global_logs]
        if self._load_error is not None:
            return RunResult(startup_logs=startup, steps=[], logs=[], error=self._load_error)
        lines: dict[int, list[LogLine]] = {}
        for line in self._logs:  # a step's own, and those of the events that it caused
            lines.setdefault(line.step, []).append(LogLine(line.level, line.message))
        results = [self._step_result(index, step) for index, step in enumerate(self._steps)]
        steps = [msgspec.structs.replace(result, logs=lines.get(index, [])) for index, result in enumerate(results)]
        return RunResult(startup_logs=startup, steps=steps, logs=self._logs)

    def _step_result(self, index: int, step: Step) -> StepResult:
        if index in self._refused:
            return StepResult(status=501, headers=[("content-type", "text/plain")], body=UNKNOWN_METHOD)
        invocation = self._invocations.get(index)
        if invocation is None:
            return StepResult(outcome="canceled")
        result = _result_of(step, invocation)
        if step.kind != "websocket" and index not in self._clients:
            return result
        client = self._clients.get(index)
        if client is None:
            return msgspec.structs.replace(result, received=[])
        return msgspec.structs.replace(result, received=client.received, close=client.close)


def _groups(steps: list[Step]) -> list[list[int]]:
    """Indexes of steps that are sent together, in order."""
    keyed = ((step.concurrent_group or f"alone {index}", index) for index, step in enumerate(steps))
    return [[index for _, index in group] for _, group in groupby(keyed, key=lambda pair: pair[0])]


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


def _result_of(step: Step, invocation: Invocation) -> StepResult:
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
        if invocation.outcome in ("exceededCpu", "exceededMemory"):
            return StepResult(status=503, headers=[], body="error code: 1102", **common)
        return StepResult(status=500, headers=[], body="Internal Server Error", **common)
    answer = invocation.answer
    data = b"" if step.method == "HEAD" else answer.body
    if not invocation.encoded_by_hand:
        data = on_the_wire(data, answer.headers)
    headers = [(name.lower(), value) for name, value in answer.headers if name.lower() not in FRAMING]
    try:
        return StepResult(status=answer.status, headers=headers, body=data.decode("utf-8"), **common)
    except UnicodeDecodeError:
        encoded = base64.b64encode(data).decode()
        return StepResult(status=answer.status, headers=headers, body_base64=encoded, **common)
