"""What the host does about each record of an isolate's outbox (codes: engine/outbox.py). One small function a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from engine import bodies, outbox
from engine.answer import HELD_TOO_MUCH, Answer
from engine.errors import MEMORY_EXCEEDED, LimitExceeded
from engine.eviction import OVER_LIMIT
from engine.services import is_computation, takes_slot
from engine.services.websocket import full_name
from engine.stack import exception_event, failure, failure_with_place, readable
from engine.step import Failure
from engine.trace import (
    ClockAdvanced,
    IoDone,
    IoQueued,
    IoStarted,
    Return,
    TimerCleared,
    WaitUntilAdded,
    WaitUntilSettled,
)

if TYPE_CHECKING:
    from engine.isolate import Isolate
    from engine.loop import EventLoop

NO_HANDLER = {
    "fetch": "Handler does not export a fetch() function.",
    "scheduled": "Handler does not export a scheduled() function.",
    "queue": "Handler does not export a queue() function.",
}
NO_UPGRADE = (
    "Worker tried to return a WebSocket in a response to a request which did not contain the header "
    '"Upgrade: websocket".'
)


def _log_line(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, level, message = record
    loop.say(isolate, event, level, readable(message, isolate.worker.compiled), in_turn=True)


def _observed(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, ago, text = record
    if text:
        loop.amend(isolate, event, int(ago), readable(text, isolate.worker.compiled))


def _timer_set(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, timer, delay, repeats = record
    invocation = loop.invocations.get(event)
    if invocation is None:
        return
    loop.arm(isolate, invocation, timer, delay, bool(repeats))


def _timer_cleared(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, timer = record
    invocation = loop.invocations.get(event)
    if invocation is not None and invocation.timers.pop(timer, None) is not None:
        said = TimerCleared(timer=timer, isolate=isolate.id, event=event, time=loop.clock.now)
        isolate.recorder.add(said)


def _operation(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, io, name, target, details = record
    invocation = loop.invocations.get(event)
    if invocation is None:
        return
    invocation.waiting_io.append(io)
    invocation.io[io] = (name, target, details)
    file, line = isolate.recorder.where()
    said = IoQueued(
        io=io,
        operation=name,
        target=target,
        file=file,
        line=line,
        computation=is_computation(name),
        slotless=not takes_slot(name),
        isolate=isolate.id,
        event=event,
        time=loop.clock.now,
    )
    isolate.recorder.add(said)


def _answered_at_once(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, io, name, target, result = record
    file, line = isolate.recorder.where()
    ids: dict[str, Any] = {"io": io, "isolate": isolate.id, "event": event, "time": loop.clock.now}
    isolate.recorder.add(
        IoQueued(operation=name, target=target, file=file, line=line, computation=True, slotless=True, **ids)
    )
    isolate.recorder.add(IoStarted(due=loop.clock.now, **ids))
    isolate.recorder.add(IoDone(result=result, **ids))


def _task_added(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, task = record
    if (invocation := loop.invocations.get(event)) is not None:
        invocation.tasks.add(task)
        isolate.recorder.add(WaitUntilAdded(task=task, event=event, isolate=isolate.id, time=loop.clock.now))


def _task_settled(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, task, ok = record
    if (invocation := loop.invocations.get(event)) is not None:
        invocation.tasks.discard(task)
        said = WaitUntilSettled(task=task, ok=bool(ok), event=event, isolate=isolate.id, time=loop.clock.now)
        isolate.recorder.add(said)


def _response(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, status, status_text, kind, data, _count, *pairs = record
    invocation = loop.invocations.get(event)
    if invocation is None or invocation.returned:
        return
    headers = [(str(name), str(value)) for name, value in zip(pairs[::2], pairs[1::2], strict=True)]
    answer = Answer(int(status), str(status_text), headers)
    if kind == "text":
        data = readable(data, isolate.worker.compiled)
    if kind in ("text", "base64"):
        answer.add(kind, data)
    elif kind == "outside" and (outside := bodies.kept(invocation, int(data))) is not None:
        answer.pass_on(outside.take())
    answer.complete = kind != "stream"
    invocation.answer = answer
    invocation.returned = True
    said = Return(status=answer.status, headers=tuple(headers), event=event, isolate=isolate.id, time=loop.clock.now)
    isolate.recorder.add(said)


def _exception(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, where, name, message, stack = record
    invocation = loop.invocations.get(event)
    if invocation is None:
        return
    ran_out = _ran_out_of_memory(isolate, message, stack)
    what = failure(name, MEMORY_EXCEEDED if ran_out else message, stack, isolate.worker.compiled)
    what = failure_with_place(what, isolate.recorder.last_statement)
    invocation.failures.append(what)
    if ran_out:
        invocation.outcome = "exceededMemory"
        isolate.condemned = OVER_LIMIT
    elif where in ("handler", "waitUntil"):
        invocation.outcome = "exception"
    ids = {"isolate": isolate.id, "event": event, "time": loop.clock.now}
    isolate.recorder.add(exception_event(what, where, **ids))
    if where == "handler":
        invocation.returned = True


def _ran_out_of_memory(isolate: Isolate, message: str, stack: str) -> bool:
    """Whether an exception is the engine's for a full heap. It says so, or throws null when not even the error fits:
    then the statement that ran last throws nothing itself."""
    if message == "InternalError: out of memory":
        return True
    last = isolate.recorder.last_statement
    if message != "null" or stack or last is None:
        return False
    source = isolate.worker.project.files.get(last[1].file, "")
    lines = source.splitlines() if isinstance(source, str) else []
    line = lines[last[1].line - 1] if last[1].line <= len(lines) else ""
    return not any(word in line for word in ("throw", "reject", "null"))


def _web_socket(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, connection, side = record
    invocation = loop.invocations.get(event)
    if invocation is None:
        return
    if not invocation.upgrade:
        loop.fail(invocation, Failure(name="TypeError", message=NO_UPGRADE), "handler")
        invocation.returned = True
        return
    invocation.web_socket = (full_name(str(connection), isolate.id), int(side))
    loop.on_web_socket(invocation)


def _encoded_by_hand(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    if (invocation := loop.invocations.get(record[1])) is not None:
        invocation.encoded_by_hand = True


def _body_chunk(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, kind, data = record
    invocation = loop.invocations.get(event)
    if invocation is not None and invocation.answer is not None:
        invocation.answer.add(kind, data)
        if invocation.answer.is_too_much:
            loop.exceeded(isolate, event, LimitExceeded("exceededMemory", HELD_TOO_MUCH))


def _body_end(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    invocation = loop.invocations.get(record[1])
    if invocation is not None and invocation.answer is not None:
        invocation.answer.complete = True


def _body_error(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    invocation = loop.invocations.get(record[1])
    if invocation is not None and invocation.answer is not None:
        invocation.answer.complete = True
        invocation.answer.broken = True


def _burn(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, milliseconds = record
    before = loop.clock.now
    if loop.clock.advance(before + float(milliseconds)):
        said = ClockAdvanced(before=before, why="cpu", event=event, isolate=isolate.id, time=loop.clock.now)
        isolate.recorder.add(said)


def _exceeded(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    if (invocation := loop.invocations.get(record[1])) is not None:
        invocation.exceeded = True


def _cpu(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, nanoseconds = record
    if (invocation := loop.invocations.get(event)) is not None:
        invocation.cpu_nanoseconds += int(nanoseconds)


def _pass_through(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    if (invocation := loop.invocations.get(record[1])) is not None:
        invocation.pass_through = True


def _result(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, text = record
    if (invocation := loop.invocations.get(event)) is not None:
        invocation.result = decoded(text) or {}
        invocation.returned = True
        isolate.recorder.add(Return(event=event, isolate=isolate.id, time=loop.clock.now))


def _missing_handler(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, name = record
    if (invocation := loop.invocations.get(event)) is not None:
        message = NO_HANDLER.get(name, f"Handler does not export a {name}() function.")
        if name == "scheduled":
            invocation.result = {"noRetry": True}
        loop.fail(invocation, Failure(name="Error", message=message), "handler")
        invocation.returned = True


def _leans_on(loop: EventLoop, isolate: Isolate, record: tuple[Any, ...]) -> None:
    _, event, owner = record
    if (invocation := loop.invocations.get(event)) is not None:
        invocation.leans_on.add(owner)


def decoded(text: str) -> Any:
    """JSON written by the isolate; None when a learner's poisoned built-ins made it unreadable."""
    for version in (text, outbox.well_formed(text)):
        try:
            return msgspec.json.decode(version)
        except msgspec.DecodeError:
            continue
    return None


Effect = Callable[["EventLoop", "Isolate", tuple[Any, ...]], None]
EFFECTS: dict[int, Effect] = {
    outbox.LOG: _log_line,
    outbox.OBSERVED: _observed,
    outbox.TIMER_SET: _timer_set,
    outbox.TIMER_CLEARED: _timer_cleared,
    outbox.OPERATION: _operation,
    outbox.ANSWERED_AT_ONCE: _answered_at_once,
    outbox.TASK_ADDED: _task_added,
    outbox.TASK_SETTLED: _task_settled,
    outbox.RESPONSE: _response,
    outbox.EXCEPTION: _exception,
    outbox.WEB_SOCKET: _web_socket,
    outbox.ENCODED_BY_HAND: _encoded_by_hand,
    outbox.BODY_CHUNK: _body_chunk,
    outbox.BODY_END: _body_end,
    outbox.BODY_ERROR: _body_error,
    outbox.BURN: _burn,
    outbox.EXCEEDED: _exceeded,
    outbox.CPU: _cpu,
    outbox.PASS_THROUGH: _pass_through,
    outbox.RESULT: _result,
    outbox.MISSING_HANDLER: _missing_handler,
    outbox.LEANS_ON: _leans_on,
}
