"""The event loop: arrivals, timers and I/O enter isolates one turn at a time, on the virtual clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from engine import outbox
from engine.clock import EPOCH, VirtualClock
from engine.errors import LimitExceeded
from engine.invocation import HEADER_SLOTS, Answer, Invocation
from engine.isolate import Isolate
from engine.stack import failure, readable
from engine.step import Failure
from engine.trace import (
    ClockAdvanced,
    Event,
    ExceptionThrown,
    IoDone,
    IoQueued,
    IoStarted,
    Log,
    Outcome,
    ResponseBody,
    Return,
    TimerCleared,
    TimerFired,
    TimerSet,
    WaitUntilAdded,
    WaitUntilSettled,
    WorkCanceled,
)
from engine.trace_log import TraceLog

HANG = (
    "The Workers runtime canceled this request because it detected that your Worker's code had hung and would never "
    "generate a response. Refer to: https://developers.cloudflare.com/workers/observability/errors/"
)
WAIT_UNTIL_MS = 30_000.0
"""How long waitUntil may go on after the response. https://developers.cloudflare.com/workers/runtime-apis/context/"""
WAIT_UNTIL_CUT = (
    "waitUntil() tasks did not complete within the allowed time after invocation end and have been cancelled. "
    "See: https://developers.cloudflare.com/workers/runtime-apis/context/#waituntil"
)
NO_HANDLER = {
    "fetch": "Handler does not export a fetch() function.",
    "scheduled": "Handler does not export a scheduled() function.",
    "queue": "Handler does not export a queue() function.",
}
BODY_SHOWN = 2000
"""Characters of a body that the trace keeps."""

Operate = Callable[[Invocation, str, str, Any, "Settle"], float]
Settle = Callable[[str, Any, str], None]


class EventLoop:
    """Owns time, the events in flight and the trace. operate: performs I/O: given (invocation, name, target, details,
    settle) it arranges that settle(error type or "", value, short result) is called, and returns when (virtual ms)."""

    def __init__(self, clock: VirtualClock, log: TraceLog, operate: Operate) -> None:
        self.clock, self.log = clock, log
        self.invocations: dict[int, Invocation] = {}
        self.global_logs: list[tuple[str, str]] = []
        self.on_log: Callable[[int, str, str], None] = lambda event, level, message: None
        self._operate = operate
        self._effects: dict[int, Callable[[Isolate, tuple[Any, ...]], None]] = {
            outbox.LOG: self._log_line,
            outbox.TIMER_SET: self._timer_set,
            outbox.TIMER_CLEARED: self._timer_cleared,
            outbox.OPERATION: self._operation,
            outbox.TASK_ADDED: self._task_added,
            outbox.TASK_SETTLED: self._task_settled,
            outbox.RESPONSE: self._response,
            outbox.EXCEPTION: self._exception,
            outbox.BODY_CHUNK: self._body_chunk,
            outbox.BODY_END: self._body_end,
            outbox.BODY_ERROR: self._body_error,
            outbox.BURN: self._burn,
            outbox.PASS_THROUGH: self._pass_through,
            outbox.RESULT: self._result,
            outbox.MISSING_HANDLER: self._missing_handler,
        }

    # --- the loop --------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Runs until nothing is left to do. Each round:

        1. take what is due next: an arrival, a timer, an answer to I/O, a deadline;
        2. move the clock there, when nothing could run sooner;
        3. enter the isolate for one turn: JavaScript, then every microtask, until the thread is free (`Isolate`);
        4. start the I/O that the turn asked for, six header slots an event;
        5. close the events that have answered and wait for nothing, or that can never answer.
        """
        while (due := self.clock.next_action()) is not None:
            time, action = due
            self._advance(time, "idle")
            action()

    def _advance(self, to: float, why: str) -> None:
        before = self.clock.now
        if self.clock.advance(to):
            self.log.add(ClockAdvanced(before=before, why=why))

    def begin(self, invocation: Invocation, record: str) -> None:
        """Dispatches an event to its isolate: its first turn."""
        self.invocations[invocation.id] = invocation
        isolate = invocation.isolate
        self._enter(isolate)
        isolate.dispatch(invocation.id, invocation.handler, record)
        self._after_turn()

    def _enter(self, isolate: Isolate) -> None:
        isolate.set_clock(EPOCH + self.clock.now)

    def _after_turn(self) -> None:
        for invocation in list(self.invocations.values()):
            self._settle_answer(invocation)
            if not self._close_if_over(invocation):
                self._start_io(invocation)

    # --- how an event ends -----------------------------------------------------------------------------------------

    def _settle_answer(self, invocation: Invocation) -> None:
        """Tells the client's side once the whole answer is there, or once nothing can make one."""
        if invocation.answered:
            return
        done = invocation.returned and (invocation.answer is None or invocation.answer.complete)
        stuck = not done and not invocation.waits and not invocation.tasks
        if stuck and not invocation.returned and not invocation.failures:
            self._fail(invocation, Failure(name="Error", message=HANG), "handler")
        if done or stuck or (invocation.failures and not invocation.returned):
            invocation.answered_at = self.clock.now
            if invocation.answer is not None and invocation.outcome in ("ok", "exception"):
                body = invocation.answer.body
                text = body.decode("utf-8", "replace")[:BODY_SHOWN]
                self.log.add(ResponseBody(size=len(body), text=text, **self._ids(invocation)))
            if invocation.tasks:
                deadline = self.clock.now + WAIT_UNTIL_MS
                self.clock.schedule(deadline, lambda: self._cut_tasks(invocation))
            invocation.on_answer(invocation)

    def _close_if_over(self, invocation: Invocation) -> bool:
        if not invocation.answered or (invocation.tasks and invocation.waits):
            return invocation.over
        self.end(invocation)
        return True

    def end(self, invocation: Invocation) -> None:
        """The event is over: what it left undone is canceled."""
        if invocation.over:
            return
        invocation.over = True
        ids = self._ids(invocation)
        for timer in invocation.timers:
            self.log.add(WorkCanceled(what="timer", id=timer, reason="the event is over", **ids))
        for io in [*invocation.waiting_io, *sorted(invocation.running_io)]:
            self.log.add(WorkCanceled(what="io", id=io, reason="the event is over", **ids))
        for task in sorted(invocation.tasks):
            self.log.add(WorkCanceled(what="waitUntil", id=task, reason="the event is over", **ids))
        invocation.timers.clear()
        invocation.waiting_io.clear()
        invocation.running_io.clear()
        wall = self.clock.now - invocation.arrived
        self.log.add(Outcome(outcome=invocation.outcome, cpu_ms=invocation.cpu_ms, wall_ms=wall, **ids))
        del self.invocations[invocation.id]
        if not invocation.isolate.condemned:
            invocation.isolate.forget(invocation.id)

    def _cut_tasks(self, invocation: Invocation) -> None:
        if invocation.over:
            return
        self._say(invocation.isolate, invocation.id, "warn", WAIT_UNTIL_CUT)
        invocation.outcome = "exceededWallTime" if invocation.outcome == "ok" else invocation.outcome
        self.end(invocation)

    def _fail(self, invocation: Invocation, what: Failure, where: str) -> None:
        invocation.failures.append(what)
        if where in ("handler", "waitUntil"):
            invocation.outcome = "exception"
        self.log.add(
            ExceptionThrown(
                name=what.name,
                message=what.message,
                stack=what.stack,
                where=where,
                file=what.file,
                line=what.line,
                column=what.column,
                **self._ids(invocation),
            )  # fmt: skip
        )

    def exceeded(self, isolate: Isolate, event: int, error: LimitExceeded) -> None:
        """A limit stopped a turn: its event ends at once; the isolate takes no more events."""
        isolate.condemned = True
        invocation = self.invocations.get(event)
        if invocation is None:
            return
        invocation.outcome = error.outcome
        invocation.failures.append(Failure(name="Error", message=str(error)))
        self._say_exception(invocation, str(error))
        invocation.answered_at = self.clock.now
        invocation.on_answer(invocation)
        self.end(invocation)

    def _say_exception(self, invocation: Invocation, message: str) -> None:
        self.log.add(ExceptionThrown(name="Error", message=message, where="limit", **self._ids(invocation)))

    # --- effects: what an isolate wrote in its outbox --------------------------------------------------------------

    def effect(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        """Acts on one record of an isolate that is no probe."""
        action = self._effects.get(record[0])
        if action is not None:
            action(isolate, record)

    def _log_line(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, level, message = record
        self._say(isolate, event, level, readable(message, isolate.worker.compiled), in_turn=True)

    def _say(self, isolate: Isolate, event: int, level: str, message: str, *, in_turn: bool = False) -> None:
        said = Log(level=level, message=message, isolate=isolate.id, event=event, time=self.clock.now)
        if in_turn:
            isolate.recorder.add(said)
        else:
            self.log.add(said)
        self.on_log(event, level, message)
        if event == 0:
            self.global_logs.append((level, message))
        elif (invocation := self.invocations.get(event)) is not None:
            invocation.logs.append((level, message))

    def _timer_set(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, timer, delay, repeats = record
        invocation = self.invocations.get(event)
        if invocation is None:
            return
        self._arm(isolate, invocation, timer, delay, bool(repeats))

    def _arm(self, isolate: Isolate, invocation: Invocation, timer: int, delay: float | None, repeats: bool) -> None:
        wait = max(0.0, float(delay)) if delay is not None else 0.0
        due = self.clock.now + wait
        invocation.timers[timer] = due
        file, line = isolate.recorder.where()
        said = TimerSet(
            timer=timer, delay=wait, due=due, repeats=repeats, file=file, line=line,
            isolate=isolate.id, event=invocation.id, time=self.clock.now,
        )  # fmt: skip
        isolate.recorder.add(said)
        self.clock.schedule(due, lambda: self._fire(isolate, invocation, timer, due, wait if repeats else None))

    def _fire(self, isolate: Isolate, invocation: Invocation, timer: int, due: float, again: float | None) -> None:
        if invocation.over or invocation.timers.get(timer) != due:
            return
        del invocation.timers[timer]
        self.log.add(TimerFired(timer=timer, isolate=isolate.id, event=invocation.id))
        self._enter(isolate)
        if again is not None:
            self._arm(isolate, invocation, timer, max(again, 1.0), True)
        isolate.fire(invocation.id, timer)
        self._after_turn()

    def _timer_cleared(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, timer = record
        invocation = self.invocations.get(event)
        if invocation is not None and invocation.timers.pop(timer, None) is not None:
            said = TimerCleared(timer=timer, isolate=isolate.id, event=event, time=self.clock.now)
            isolate.recorder.add(said)

    def _operation(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, io, name, target, details = record
        invocation = self.invocations.get(event)
        if invocation is None:
            return
        invocation.waiting_io.append(io)
        invocation.io[io] = (name, target, details)
        file, line = isolate.recorder.where()
        said = IoQueued(
            io=io, operation=name, target=target, file=file, line=line,
            isolate=isolate.id, event=event, time=self.clock.now,
        )  # fmt: skip
        isolate.recorder.add(said)

    def _start_io(self, invocation: Invocation) -> None:
        while invocation.waiting_io and len(invocation.running_io) < HEADER_SLOTS:
            io = invocation.waiting_io.pop(0)
            invocation.running_io.add(io)
            name, target, details = invocation.io.pop(io)
            invocation.subrequests += 1
            due = self._operate(invocation, name, target, _decoded(details), self._settler(invocation, io))
            self.log.add(IoStarted(io=io, due=due, **self._ids(invocation)))

    def _settler(self, invocation: Invocation, io: int) -> Settle:
        def settle(error: str, value: Any, result: str) -> None:
            if io not in invocation.running_io:
                return
            invocation.running_io.discard(io)
            self.log.add(IoDone(io=io, result=result, **self._ids(invocation)))
            self._enter(invocation.isolate)
            answer = msgspec.json.encode(value).decode()
            invocation.isolate.settle(invocation.id, io, error, answer)
            self._after_turn()

        return settle

    def _task_added(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, task = record
        if (invocation := self.invocations.get(event)) is not None:
            invocation.tasks.add(task)
            self._in_turn(isolate, WaitUntilAdded(task=task, event=event, isolate=isolate.id, time=self.clock.now))

    def _task_settled(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, task, ok = record
        if (invocation := self.invocations.get(event)) is not None:
            invocation.tasks.discard(task)
            said = WaitUntilSettled(task=task, ok=bool(ok), event=event, isolate=isolate.id, time=self.clock.now)
            self._in_turn(isolate, said)

    def _response(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, status, status_text, kind, data, _count, *pairs = record
        invocation = self.invocations.get(event)
        if invocation is None:
            return
        headers = [(str(name), str(value)) for name, value in zip(pairs[::2], pairs[1::2], strict=True)]
        answer = Answer(int(status), str(status_text), headers)
        if kind in ("text", "base64"):
            answer.add(kind, data)
        answer.complete = kind != "stream"
        invocation.answer = answer
        invocation.returned = True
        said = Return(
            status=answer.status, headers=tuple(headers), event=event, isolate=isolate.id, time=self.clock.now
        )
        self._in_turn(isolate, said)

    def _exception(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, where, name, message, stack = record
        invocation = self.invocations.get(event)
        if invocation is None:
            return
        what = failure(name, message, stack, isolate.worker.compiled)
        invocation.failures.append(what)
        if where in ("handler", "waitUntil"):
            invocation.outcome = "exception"
        said = ExceptionThrown(
            name=what.name, message=what.message, stack=what.stack, where=where, file=what.file,
            line=what.line, column=what.column, event=event, isolate=isolate.id, time=self.clock.now,
        )  # fmt: skip
        self._in_turn(isolate, said)
        if where == "handler":
            invocation.returned = True

    def _body_chunk(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, kind, data = record
        invocation = self.invocations.get(event)
        if invocation is not None and invocation.answer is not None:
            invocation.answer.add(kind, data)

    def _body_end(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        invocation = self.invocations.get(record[1])
        if invocation is not None and invocation.answer is not None:
            invocation.answer.complete = True

    def _body_error(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        invocation = self.invocations.get(record[1])
        if invocation is not None and invocation.answer is not None:
            invocation.answer.complete = True
            invocation.answer.broken = True

    def _burn(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, milliseconds = record
        burned = min(max(0.0, float(milliseconds or 0)), 3_600_000.0)
        before = self.clock.now
        if (invocation := self.invocations.get(event)) is not None:
            invocation.cpu_ms += burned
        if self.clock.advance(before + burned):
            said = ClockAdvanced(before=before, why="cpu", event=event, isolate=isolate.id, time=self.clock.now)
            isolate.recorder.add(said)

    def _pass_through(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        if (invocation := self.invocations.get(record[1])) is not None:
            invocation.pass_through = True

    def _result(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, text = record
        if (invocation := self.invocations.get(event)) is not None:
            invocation.result = _decoded(text) or {}
            invocation.returned = True
            self._in_turn(isolate, Return(event=event, isolate=isolate.id, time=self.clock.now))

    def _missing_handler(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        _, event, name = record
        if (invocation := self.invocations.get(event)) is not None:
            message = NO_HANDLER.get(name, f"Handler does not export a {name}() function.")
            if name == "scheduled":
                invocation.result = {"noRetry": True}
            self._fail(invocation, Failure(name="Error", message=message), "handler")
            invocation.returned = True

    def _in_turn(self, isolate: Isolate, event: Event) -> None:
        isolate.recorder.add(event)

    @staticmethod
    def _ids(invocation: Invocation) -> dict[str, Any]:
        return {"isolate": invocation.isolate.id, "event": invocation.id}


def _decoded(text: str) -> Any:
    """JSON written by the isolate; None when a learner's poisoned built-ins made it unreadable."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None
