"""The event loop as a learner sees it: one state after each event of the trace, and one pure step between them.

Nothing is guessed: what is on the stack, in the queue, pending or parked is what the trace said so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from course.folds import captions, console
from course.folds.console import ConsoleState
from course.folds.items import Frame, Item, Job, Operation, Request, Timer
from course.folds.queue import Queue
from engine import trace
from engine.trace import Event

KEPT_REQUESTS = 40
"""Requests a state holds; the oldest that are over are left out beyond it."""


class LoopState(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All panes at one moment. time: virtual ms. file, line: the current line (0: none). turn: 0 while the thread is
    free. cause: why the turn runs: startup, event, timer, io. stack: bottom first. parked: functions off the stack at
    an `await` or `yield`. told: what the last event means, as `captions` takes it."""

    time: float = 0.0
    file: str = ""
    line: int = 0
    turn: int = 0
    turns: int = 0
    cause: str = ""
    cause_event: int = 0
    stack: tuple[Frame, ...] = ()
    parked: tuple[Frame, ...] = ()
    jobs: Queue[Job] = Queue()
    job: Job | None = None
    timers: tuple[Timer, ...] = ()
    operations: tuple[Operation, ...] = ()
    console: ConsoleState = console.EMPTY
    requests: tuple[Request, ...] = ()
    last: Event | None = None
    told: tuple[Any, ...] = ()

    @property
    def caption(self) -> str:
        """One sentence: what just happened, in a learner's words."""
        return captions.sentence(self)


START = LoopState()
_replace: Any = msgspec.structs.replace


def step(state: LoopState, event: Event) -> LoopState:
    """The state after one more event."""
    handler = _HANDLERS.get(type(event))
    changes = handler(state, event) if handler else {}
    return _replace(state, time=event.time, last=event, **changes)  # type: ignore[no-any-return]


def fold(events: Iterable[Event]) -> LoopState:
    """The state after all of them."""
    state = START
    for event in events:
        state = step(state, event)
    return state


# --- the call stack --------------------------------------------------------------------------------------------------


def _frame_entered(state: LoopState, event: trace.FrameEntered) -> dict[str, Any]:
    frame = Frame(
        key=(event.isolate, event.frame),
        event=event.event,
        file=event.file,
        line=event.line,
        function=event.function,
        written=event.line,
    )
    told = ("called", frame, state.job if type(state.last) is trace.JobStarted else None)
    return {"stack": (*state.stack, frame), "file": event.file, "line": event.line, "told": told}


def _statement_reached(state: LoopState, event: trace.StatementReached) -> dict[str, Any]:
    key = (event.isolate, event.frame)
    below = _below(state.stack, key)
    if below is None:
        return {"file": event.file, "line": event.line, "told": ("line", None)}
    frame = _replace(state.stack[below], file=event.file, line=event.line)
    told = state.told if type(state.last) is trace.FrameEntered else ("line", frame)
    return {"stack": (*state.stack[:below], frame), "file": event.file, "line": event.line, "told": told}


def _frame_left(state: LoopState, event: trace.FrameLeft) -> dict[str, Any]:
    key = (event.isolate, event.frame)
    below = _below(state.stack, key)
    if below is None:
        return {"parked": _without(state.parked, key)}
    frame = state.stack[below]
    return {**_cut(state, below), "told": ("returned", frame)}


def _frame_suspended(state: LoopState, event: trace.FrameSuspended) -> dict[str, Any]:
    below = _below(state.stack, (event.isolate, event.frame))
    if below is None:
        return {}
    frame = _replace(state.stack[below], file=event.file, line=event.line)
    return {**_cut(state, below), "parked": (*state.parked, frame), "told": ("suspended", frame)}


def _frame_resumed(state: LoopState, event: trace.FrameResumed) -> dict[str, Any]:
    key = (event.isolate, event.frame)
    parked = next((frame for frame in state.parked if frame.key == key), None)
    known = parked or Frame(key=key, event=event.event, function="(anonymous)", written=event.line)
    frame = _replace(known, file=event.file, line=event.line)
    return {
        "stack": (*state.stack, frame),
        "parked": _without(state.parked, key),
        "file": event.file,
        "line": event.line,
        "told": ("resumed", known, state.job if type(state.last) is trace.JobStarted else None),
    }


def _below(stack: tuple[Frame, ...], key: tuple[str, int]) -> int | None:
    """How many frames are below this one; None when it is not on the stack."""
    return next((index for index in range(len(stack) - 1, -1, -1) if stack[index].key == key), None)


def _cut(state: LoopState, below: int) -> dict[str, Any]:
    """The stack without that frame and all above it: the frame below goes on."""
    stack = state.stack[:below]
    top = stack[-1] if stack else None
    return {"stack": stack, "file": top.file if top else state.file, "line": top.line if top else 0}


# --- turns and jobs --------------------------------------------------------------------------------------------------


def _turn_started(state: LoopState, event: trace.TurnStarted) -> dict[str, Any]:
    return {
        "turn": event.turn,
        "turns": state.turns + 1,
        "cause": event.cause,
        "cause_event": event.event,
        "requests": _with_request(state, event.event, lambda request: {"state": "running"}),
        "told": ("turn", event.cause, event.event, state.told),
    }


def _turn_ended(state: LoopState, event: trace.TurnEnded) -> dict[str, Any]:
    return {
        "turn": 0,
        "line": 0,
        "requests": _with_request(state, state.cause_event, _idle),
        "told": ("free", state.cause_event),
    }


def _idle(request: Request) -> dict[str, Any]:
    """What a request is doing once its turn is over."""
    if request.state != "running":
        return {}
    return {"state": "answered" if request.answered else "waiting"}


def _job_queued(state: LoopState, event: trace.JobQueued) -> dict[str, Any]:
    job = Job(
        key=(event.isolate, event.job),
        event=event.event,
        file=event.file,
        line=event.line,
        label=event.label,
        queued_at=event.time,
        queued_line=state.line,
    )
    return {"jobs": state.jobs.put(job), "told": ("queued", job)}


def _job_started(state: LoopState, event: trace.JobStarted) -> dict[str, Any]:
    head = state.jobs.first(1)
    if not head:
        return {}
    return {"jobs": state.jobs.taken(), "job": head[0], "told": ("job", head[0])}


def _job_ended(state: LoopState, event: trace.JobEnded) -> dict[str, Any]:
    return {"job": None, "told": ("job ended", state.job)}


# --- timers and I/O --------------------------------------------------------------------------------------------------


def _timer_set(state: LoopState, event: trace.TimerSet) -> dict[str, Any]:
    timer = Timer(
        key=(event.isolate, event.timer),
        event=event.event,
        file=event.file,
        line=event.line,
        delay=event.delay,
        due=event.due,
        repeats=event.repeats,
    )
    timers = _without(state.timers, timer.key)
    at = next((index for index, other in enumerate(timers) if other.due > timer.due), len(timers))
    return {"timers": (*timers[:at], timer, *timers[at:]), "told": ("timer set", timer)}


def _timer_fired(state: LoopState, event: trace.TimerFired) -> dict[str, Any]:
    key = (event.isolate, event.timer)
    return {"timers": _without(state.timers, key), "told": ("timer fired", _find(state.timers, key), event.event)}


def _timer_cleared(state: LoopState, event: trace.TimerCleared) -> dict[str, Any]:
    key = (event.isolate, event.timer)
    return {"timers": _without(state.timers, key), "told": ("timer cleared", _find(state.timers, key))}


def _io_queued(state: LoopState, event: trace.IoQueued) -> dict[str, Any]:
    operation = Operation(
        key=(event.isolate, event.io),
        event=event.event,
        file=event.file,
        line=event.line,
        name=event.operation,
        target=event.target,
        slotless=event.slotless,
    )
    return {"operations": (*state.operations, operation), "told": ("io asked", operation)}


def _io_started(state: LoopState, event: trace.IoStarted) -> dict[str, Any]:
    key = (event.isolate, event.io)
    operations = tuple(
        _replace(each, started=True, due=event.due) if each.key == key else each for each in state.operations
    )
    return {"operations": operations, "told": ("io started", _find(operations, key))}


def _io_done(state: LoopState, event: trace.IoDone) -> dict[str, Any]:
    key = (event.isolate, event.io)
    told = ("io done", _find(state.operations, key), event.result)
    return {"operations": _without(state.operations, key), "told": told}


def _work_canceled(state: LoopState, event: trace.WorkCanceled) -> dict[str, Any]:
    key = (event.isolate, event.id)
    told = ("canceled", event.what, event.event)
    if event.what == "timer":
        return {"timers": _without(state.timers, key), "told": told}
    if event.what == "io":
        return {"operations": _without(state.operations, key), "told": told}
    return {"told": told}


ItemType = TypeVar("ItemType", bound=Item)


def _without(items: tuple[ItemType, ...], key: tuple[str, int]) -> tuple[ItemType, ...]:
    return tuple(item for item in items if item.key != key)


def _find(items: tuple[ItemType, ...], key: tuple[str, int]) -> ItemType | None:
    return next((item for item in items if item.key == key), None)


# --- requests --------------------------------------------------------------------------------------------------------


def _onset(state: LoopState, event: trace.Onset) -> dict[str, Any]:
    request = Request(
        event=event.event,
        handler=event.handler,
        trigger=event.trigger,
        method=event.method,
        url=event.url,
        arrived=event.arrived,
    )
    kept = state.requests
    if len(kept) >= KEPT_REQUESTS:
        oldest = next((index for index, each in enumerate(kept) if each.state == "over"), None)
        kept = kept if oldest is None else (*kept[:oldest], *kept[oldest + 1 :])
    return {"requests": (*kept, request), "told": ("onset", request, event.time)}


def _returned(state: LoopState, event: trace.Return) -> dict[str, Any]:
    requests = _with_request(state, event.event, lambda request: {"status": event.status})
    return {"requests": requests, "told": ("return", event.event, event.status)}


def _response_body(state: LoopState, event: trace.ResponseBody) -> dict[str, Any]:
    requests = _with_request(state, event.event, lambda request: {"state": "answered", "answered": True})
    return {"requests": requests, "told": ("answered", event.event, event.size)}


def _wait_until_added(state: LoopState, event: trace.WaitUntilAdded) -> dict[str, Any]:
    requests = _with_request(state, event.event, lambda request: {"tasks": request.tasks + 1})
    return {"requests": requests, "told": ("waitUntil", event.event)}


def _wait_until_settled(state: LoopState, event: trace.WaitUntilSettled) -> dict[str, Any]:
    requests = _with_request(state, event.event, lambda request: {"tasks": max(0, request.tasks - 1)})
    return {"requests": requests, "told": ("waitUntil settled", event.event, event.ok)}


def _outcome(state: LoopState, event: trace.Outcome) -> dict[str, Any]:
    return {
        "requests": _with_request(state, event.event, lambda request: {"state": "over", "outcome": event.outcome}),
        "parked": tuple(frame for frame in state.parked if frame.event != event.event),
        "told": ("over", event.event, event.outcome),
    }


def _with_request(state: LoopState, event: int, change: Callable[[Request], dict[str, Any]]) -> tuple[Request, ...]:
    for index in range(len(state.requests) - 1, -1, -1):
        request = state.requests[index]
        if request.event == event:
            changed: Request = _replace(request, **change(request))
            return (*state.requests[:index], changed, *state.requests[index + 1 :])
    return state.requests


# --- the rest --------------------------------------------------------------------------------------------------------


def _printed(state: LoopState, event: trace.Log) -> dict[str, Any]:
    return {"console": console.step(state.console, event), "told": ("log", event.event, event.message)}


def _thrown(state: LoopState, event: trace.ExceptionThrown) -> dict[str, Any]:
    return {"console": console.step(state.console, event), "told": ("thrown", event)}


def _clock_advanced(state: LoopState, event: trace.ClockAdvanced) -> dict[str, Any]:
    return {"told": ("clock", event.why, event.before, event.time)}


_HANDLERS: dict[type, Callable[[LoopState, Any], dict[str, Any]]] = {
    trace.FrameEntered: _frame_entered,
    trace.StatementReached: _statement_reached,
    trace.FrameLeft: _frame_left,
    trace.FrameSuspended: _frame_suspended,
    trace.FrameResumed: _frame_resumed,
    trace.TurnStarted: _turn_started,
    trace.TurnEnded: _turn_ended,
    trace.JobQueued: _job_queued,
    trace.JobStarted: _job_started,
    trace.JobEnded: _job_ended,
    trace.TimerSet: _timer_set,
    trace.TimerFired: _timer_fired,
    trace.TimerCleared: _timer_cleared,
    trace.IoQueued: _io_queued,
    trace.IoStarted: _io_started,
    trace.IoDone: _io_done,
    trace.WorkCanceled: _work_canceled,
    trace.Onset: _onset,
    trace.Return: _returned,
    trace.ResponseBody: _response_body,
    trace.WaitUntilAdded: _wait_until_added,
    trace.WaitUntilSettled: _wait_until_settled,
    trace.Outcome: _outcome,
    trace.Log: _printed,
    trace.ExceptionThrown: _thrown,
    trace.ClockAdvanced: _clock_advanced,
}
