"""The event loop: arrivals, timers and I/O enter isolates one turn at a time, on the virtual clock."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import msgspec

from engine import outbox
from engine.clock import EPOCH, VirtualClock
from engine.effects import EFFECTS, decoded
from engine.errors import CPU_EXCEEDED, MEMORY_EXCEEDED, LimitExceeded
from engine.eviction import CPU_LIMIT, OVER_LIMIT
from engine.invocation import HEADER_SLOTS, Invocation
from engine.isolate import Isolate
from engine.limits import CRON_WALL_MS, LOG_CHARACTERS, LOG_LIMIT_REACHED, TOO_MANY_SUBREQUESTS
from engine.services import Call, Settle, passes_gate, takes_slot
from engine.stack import exception_event
from engine.step import Failure
from engine.trace import (
    ClockAdvanced,
    IoDone,
    IoStarted,
    Log,
    Outcome,
    ResponseBody,
    TimerFired,
    TimerSet,
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
WALL_LIMITED = ("scheduled", "queue", "alarm")
"""Handlers whose events may take fifteen minutes altogether."""
WALL_TIME_EXCEEDED = "Worker exceeded wall time limit."
STILL_COUNTS = (outbox.BURN, outbox.CPU)
"""What is heard of an event that its CPU limit has stopped."""
BODY_SHOWN = 2000
"""Characters of a body that the trace keeps."""

Operate = Callable[[Call], float]


class EventLoop:
    """Owns time, the events in flight and the trace. operate: has an operation done, and says when it is due (ms)."""

    def __init__(self, clock: VirtualClock, log: TraceLog, operate: Operate) -> None:
        self.clock, self.log = clock, log
        self.invocations: dict[int, Invocation] = {}
        self.global_logs: list[tuple[str, str]] = []
        self.parallel = False  # whether isolates compute at the same time, each on a thread of its own
        self.cold_start_ms = 0.0  # a model: how long an isolate takes to be made
        self.running: Isolate | None = None
        self._entered_at, self._entered_mark = 0.0, 0
        self.on_log: Callable[[int, str, str], None] = lambda event, level, message: None
        self.on_amend: Callable[[int, int, str], None] = lambda event, back, message: None
        self.on_web_socket: Callable[[Invocation], None] = lambda invocation: None
        self.on_ask: Callable[[str], str] = lambda text: "{}"
        self._told = math.inf  # the time that the trace knows, when it is another
        self._operate = operate
        self._starting: dict[Isolate, dict[Invocation, Callable[[], None]]] = {}  # → events that no trace knows yet

    # --- the loop --------------------------------------------------------------------------------------------------

    def run(self, until: float | None = None) -> None:
        """Runs until nothing is left to do; or until then (ms), when more may come from outside. Each round:

        1. take what is due next: an arrival, a timer, an answer to I/O, a deadline;
        2. move the clock there, when nothing could run sooner;
        3. enter the isolate for one turn: JavaScript, then every microtask, until the thread is free (`Isolate`);
        4. start the I/O that the turn asked for, six header slots an event;
        5. close the events that have answered and wait for nothing, or that can never answer.
        """
        while True:
            while (due := self.clock.next_action(until)) is not None:
                time, action = due
                self.log.release(time)
                self._advance(time, "idle")
                action()
            if until is not None:
                self.log.release(until)
                self._told = min(self._told, self.clock.now)
                self.clock.advance(until)
                return
            if not self.invocations:
                return
            self._end_what_waits_in_vain()

    def _end_what_waits_in_vain(self) -> None:
        """Nothing is due any more, and yet events wait: for messages that nobody is left to send."""
        for invocation in list(self.invocations.values()):
            if not invocation.answered:
                self.fail(invocation, Failure(name="Error", message=HANG), "handler")
                invocation.answered_at = self.clock.now
                invocation.on_answer(invocation)
            self.end(invocation)

    def _advance(self, to: float, why: str) -> None:
        before, self._told = min(self._told, self.clock.now), math.inf
        self.clock.advance(to)
        if self.clock.now > before:
            self.log.add(ClockAdvanced(before=before, why=why))

    def begin(self, invocation: Invocation, record: str) -> None:
        """Dispatches an event to its isolate: its first turn, when the isolate's thread is free."""
        self.invocations[invocation.id] = invocation
        isolate = invocation.isolate
        isolate.keeper.event_begins(isolate)
        invocation.at_door = True
        if invocation.handler in WALL_LIMITED:
            deadline = self.clock.now + CRON_WALL_MS
            self.clock.note(deadline, lambda: self._out_of_wall_time(invocation))

        def enter() -> None:
            invocation.at_door = False
            if not invocation.over:
                self._enter(isolate)
                isolate.dispatch(invocation.id, invocation.handler, record)
                self._turn_over(isolate)

        self._when_free(isolate, enter)

    def _enter(self, isolate: Isolate) -> None:
        self._entered_at, self._entered_mark = self.clock.now, self.log.mark
        isolate.set_clock(math.floor(EPOCH + self.clock.now))  # Date.now() has no fractions

    @staticmethod
    def _when_free(isolate: Isolate, enter: Callable[[], None]) -> None:
        """Enters the isolate now, or when it is done with what it computes: it has one thread."""
        if isolate.busy:
            isolate.queue.append(enter)
        else:
            enter()

    def _turn_over(self, isolate: Isolate) -> None:
        """What the turn asked for happens now. In parallel, what computes keeps its own isolate only: for all others it
        is still the time at which the turn began, and what it asked for happens when it is done."""
        if self.parallel and self.clock.now > self._entered_at:
            self._compute(isolate, self._entered_at, self._entered_mark, self._after_turn)
        else:
            self._after_turn()

    def started(self, isolate: Isolate, began: float, mark: int) -> None:
        """An isolate was made, from virtual ms `began` on, when the trace had `mark` events: it is busy until now."""
        if self.clock.now > began and (self.parallel or self.cold_start_ms):
            self._starting[isolate] = {}
            self._compute(isolate, began, mark, lambda: self._is_ready(isolate))

    def _is_ready(self, isolate: Isolate) -> None:
        for tell in self._starting.pop(isolate).values():
            tell()

    def tell_when_ready(self, invocation: Invocation, tell: Callable[[], None]) -> None:
        """Tells the trace of an event's begin: now, or when its isolate has started. Of one that ends before, then."""
        waiting = self._starting.get(invocation.isolate)
        if waiting is None:
            tell()
        else:
            waiting[invocation] = tell

    def _tell_at_last(self, invocation: Invocation) -> None:
        tell = self._starting.get(invocation.isolate, {}).pop(invocation, None)
        if tell is not None:
            tell()

    def phase_over(self) -> None:
        """One of the four phases of an isolate's birth: each is a quarter of the cold start, a model."""
        if self.cold_start_ms:
            self.clock.advance(self.clock.now + self.cold_start_ms / 4)

    def _compute(self, isolate: Isolate, began: float, mark: int, then: Callable[[], None]) -> None:
        """The isolate is busy from `began` until now; time goes back to `began` for all others."""
        ends = self.clock.now
        self.clock.now = began
        self.log.hold(mark, began)
        isolate.busy = True

        def free() -> None:
            isolate.busy = False
            then()
            while isolate.queue and not isolate.busy:
                isolate.queue.popleft()()

        self.clock.schedule(ends, free)

    def _out_of_wall_time(self, invocation: Invocation) -> None:
        """https://developers.cloudflare.com/workers/platform/limits/#wall-time-limits-by-invocation-type"""
        if not invocation.over:
            self._stop(invocation, "exceededWallTime", WALL_TIME_EXCEEDED)

    def _after_turn(self) -> None:
        for invocation in list(self.invocations.values()):
            if invocation.isolate.busy:
                continue
            if invocation.exceeded:
                self._stop(invocation, "exceededCpu", CPU_EXCEEDED)
                continue
            if invocation.place is not None:
                self._start_io(invocation)  # what it stores counts, even when it does not wait for it
            self._settle_answer(invocation)
            if not self._close_if_over(invocation):
                self._start_io(invocation)

    # --- how an event ends -----------------------------------------------------------------------------------------

    def _settle_answer(self, invocation: Invocation) -> None:
        """Tells the client's side once the whole answer is there, or once nothing can make one."""
        if invocation.answered:
            return
        done = invocation.returned and (invocation.answer is None or invocation.answer.complete)
        stuck = not done and not self._could_wake(invocation)
        if stuck and not invocation.returned:
            self.fail(invocation, Failure(name="Error", message=HANG), "handler")
        if done or stuck:
            invocation.answered_at = self.clock.now
            if invocation.answer is not None and invocation.outcome in ("ok", "exception"):
                text = invocation.answer.beginning.decode("utf-8", "replace")[:BODY_SHOWN]
                self.log.add(ResponseBody(size=invocation.answer.size, text=text, **self.ids(invocation)))
            if invocation.tasks:
                deadline = self.clock.now + WAIT_UNTIL_MS
                self.clock.schedule(deadline, lambda: self._cut_tasks(invocation), lambda: not invocation.over)
            invocation.on_answer(invocation)

    def _could_wake(self, invocation: Invocation) -> bool:
        """Whether anything could still resume the event: I/O or a timer of its own, or of an event whose promise it
        awaits. Without probes nobody knows whose promise that is: then any other event of the isolate counts."""
        if invocation.waits:
            return True
        others = self.invocations.values()
        if invocation.isolate.probed:
            return any(other.waits for other in others if other.id in invocation.leans_on)
        return any(other.waits for other in others if other.isolate is invocation.isolate)

    def _close_if_over(self, invocation: Invocation) -> bool:
        goes_on = invocation.tasks or invocation.web_socket is not None
        if not invocation.answered or (goes_on and self._could_wake(invocation)):
            return invocation.over
        self.end(invocation)
        return True

    def end(self, invocation: Invocation) -> None:
        """The event is over: what it left undone is canceled."""
        if invocation.over:
            return
        self._tell_at_last(invocation)
        invocation.over = True
        ids = self.ids(invocation)
        for timer in invocation.timers:
            self.log.add(WorkCanceled(what="timer", id=timer, reason="the event is over", **ids))
        for io in [*invocation.waiting_io, *sorted(invocation.running_io)]:
            self.log.add(WorkCanceled(what="io", id=io, reason="the event is over", **ids))
        for task in sorted(invocation.tasks):
            self.log.add(WorkCanceled(what="waitUntil", id=task, reason="the event is over", **ids))
        invocation.timers.clear()
        invocation.waiting_io.clear()
        invocation.running_io.clear()
        invocation.outside.clear()
        wall = self.clock.now - invocation.arrived
        self.log.add(Outcome(outcome=invocation.outcome, cpu_ms=invocation.cpu_ms, wall_ms=wall, **ids))
        del self.invocations[invocation.id]
        if not invocation.isolate.condemned:
            invocation.isolate.forget(invocation.id)
        for action in invocation.when_over:
            action()
        invocation.isolate.keeper.event_over(invocation.isolate)

    def release(self, invocation: Invocation) -> None:
        """The WebSocket that the event handed out is done with: it ends unless a waitUntil task goes on."""
        invocation.web_socket = None
        self._close_if_over(invocation)

    def _cut_tasks(self, invocation: Invocation) -> None:
        self.say(invocation.isolate, invocation.id, "warn", WAIT_UNTIL_CUT)
        invocation.outcome = "exceededWallTime" if invocation.outcome == "ok" else invocation.outcome
        self.end(invocation)

    def fail(self, invocation: Invocation, what: Failure, where: str) -> None:
        """An exception that the host found, outside any turn."""
        invocation.failures.append(what)
        if where in ("handler", "waitUntil"):
            invocation.outcome = "exception"
        self.log.add(exception_event(what, where, **self.ids(invocation)))

    def exceeded(self, isolate: Isolate, event: int, error: LimitExceeded) -> None:
        """A limit stopped a turn: its event ends at once; the isolate takes no more events."""
        isolate.condemned = OVER_LIMIT if error.outcome == "exceededMemory" else CPU_LIMIT
        invocation = self.invocations.get(event)
        if invocation is None:
            return
        stopped = invocation
        if self.parallel and self.clock.now > self._entered_at:
            self.clock.schedule(self.clock.now, lambda: self._stop(stopped, error.outcome, str(error)))
        else:
            self._stop(invocation, error.outcome, str(error))

    def _stop(self, invocation: Invocation, outcome: str, message: str) -> None:
        """A limit ends the event at once. A client that has its answer keeps it."""
        if invocation.over:
            return
        self._tell_at_last(invocation)
        invocation.outcome = outcome
        what = Failure(name="Error", message=message)
        invocation.failures.append(what)
        self.log.add(exception_event(what, "limit", **self.ids(invocation)))
        if not invocation.answered:
            invocation.answered_at = self.clock.now
            invocation.on_answer(invocation)
        self.end(invocation)

    def abort(self, isolate: Isolate) -> None:
        """The isolate goes at once: so do its events."""
        for invocation in [one for one in self.invocations.values() if one.isolate is isolate]:
            self._stop(invocation, "exceededMemory", MEMORY_EXCEEDED)

    def ask(self, text: str) -> str:
        """Answers what an isolate asks in the middle of a turn."""
        return self.on_ask(text)

    def effect(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        """Acts on one record of an isolate that is no probe."""
        invocation = self.invocations.get(record[1])
        stopped = invocation is not None and invocation.exceeded and record[0] not in STILL_COUNTS
        action = EFFECTS.get(record[0])
        if action is not None and not stopped:
            action(self, isolate, record)

    # --- timers and I/O --------------------------------------------------------------------------------------------

    def arm(self, isolate: Isolate, invocation: Invocation, timer: int, delay: float | None, repeats: bool) -> None:
        """Sets a timer. delay: ms asked for; None (a value JSON cannot carry) counts as 0."""
        wait = max(0.0, float(delay)) if delay is not None else 0.0
        due = self.clock.now + wait
        invocation.timers[timer] = due
        file, line = isolate.recorder.where()
        said = TimerSet(
            timer=timer,
            delay=wait,
            due=due,
            repeats=repeats,
            file=file,
            line=line,
            isolate=isolate.id,
            event=invocation.id,
            time=self.clock.now,
        )
        isolate.recorder.add(said)
        self.clock.schedule(
            due,
            lambda: self._fire(isolate, invocation, timer, due, wait if repeats else None),
            lambda: not invocation.over and invocation.timers.get(timer) == due,
        )

    def _fire(self, isolate: Isolate, invocation: Invocation, timer: int, due: float, again: float | None) -> None:
        def enter() -> None:
            if not invocation.over and invocation.timers.get(timer) == due:
                self._run_timer(isolate, invocation, timer, again)

        self._at_gate(invocation, lambda: self._when_free(isolate, enter))

    @staticmethod
    def _at_gate(invocation: Invocation, enter: Callable[[], None]) -> None:
        """An event in a Durable Object goes on when the object's input gate is open."""
        if invocation.place is None:
            enter()
        else:
            invocation.place.gate.pass_through(enter, invocation)

    def _run_timer(self, isolate: Isolate, invocation: Invocation, timer: int, again: float | None) -> None:
        del invocation.timers[timer]
        self.log.add(TimerFired(timer=timer, isolate=isolate.id, event=invocation.id))
        self._enter(isolate)
        if again is not None:
            self.arm(isolate, invocation, timer, max(again, 1.0), True)
        isolate.fire(invocation.id, timer)
        self._turn_over(isolate)

    def _start_io(self, invocation: Invocation) -> None:
        for io in list(invocation.waiting_io):
            slot = takes_slot(invocation.io[io][0])
            if slot and len(invocation.running_io - invocation.slotless) >= HEADER_SLOTS:
                continue
            invocation.waiting_io.remove(io)
            invocation.running_io.add(io)
            name, target, details = invocation.io.pop(io)
            if slot:
                invocation.subrequests += 1
            else:
                invocation.slotless.add(io)
            call = Call(invocation, name, target, decoded(details), self.clock, self._settler(invocation, io, name))
            if slot and invocation.subrequests > invocation.isolate.most_subrequests:
                call.refuse("Error", TOO_MANY_SUBREQUESTS)
                due = self.clock.now
            else:
                due = self._operate(call)
            self.log.add(IoStarted(io=io, due=due, **self.ids(invocation)))

    def _settler(self, invocation: Invocation, io: int, name: str) -> Settle:
        def settle(error: str, value: Any, result: str) -> None:
            if passes_gate(name):
                when_free(error, value, result)
            else:
                self._at_gate(invocation, lambda: when_free(error, value, result))

        def when_free(error: str, value: Any, result: str) -> None:
            self._when_free(invocation.isolate, lambda: enter(error, value, result))

        def enter(error: str, value: Any, result: str) -> None:
            if io not in invocation.running_io:
                return
            invocation.running_io.discard(io)
            invocation.slotless.discard(io)
            self.log.add(IoDone(io=io, result=result, **self.ids(invocation)))
            self._enter(invocation.isolate)
            answer = msgspec.json.encode(value).decode()
            invocation.isolate.settle(invocation.id, io, error, answer)
            self._turn_over(invocation.isolate)

        return settle

    def say(self, isolate: Isolate, event: int, level: str, message: str, *, in_turn: bool = False) -> None:
        """One console line. in_turn: JavaScript is running, so its place is within the turn. Of an event that writes
        more than it may, the last line says so."""
        invocation = self.invocations.get(event)
        if invocation is not None:
            if invocation.logged > LOG_CHARACTERS:
                return
            invocation.logged += len(message)
            if invocation.logged > LOG_CHARACTERS:
                level, message = "warn", LOG_LIMIT_REACHED
                isolate.drops_lines = True
        said = Log(level=level, message=message, isolate=isolate.id, event=event, time=self.clock.now)
        if in_turn:
            isolate.recorder.add(said)
        else:
            self.log.add(said)
        self.on_log(event if invocation is None else invocation.root.id, level, message)
        if event == 0:
            self.global_logs.append((level, message))
        elif invocation is not None:
            invocation.logs.append((level, message))

    def amend(self, isolate: Isolate, event: int, ago: int, message: str) -> None:
        """The line of this turn that `ago` others followed reads otherwise (promise-state.js)."""
        if isolate.drops_lines:
            return  # which line that would be is no longer known
        back = isolate.recorder.amend_log(ago, message)
        invocation = self.invocations.get(event)
        self.on_amend(event if invocation is None else invocation.root.id, back, message)
        lines = self.global_logs if event == 0 else invocation.logs if invocation is not None else []
        if back < len(lines):
            lines[-1 - back] = (lines[-1 - back][0], message)

    @staticmethod
    def ids(invocation: Invocation) -> dict[str, Any]:
        """What every trace event of an invocation carries."""
        return {"isolate": invocation.isolate.id, "event": invocation.id}
