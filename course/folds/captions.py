"""One sentence a step, in a learner's words: what just happened and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from course.folds.marks import mark

if TYPE_CHECKING:
    from course.folds.items import Frame, Job, Operation, Request, Timer
    from course.folds.loop import LoopState


def sentence(state: LoopState) -> str:
    """What the last event of this state means."""
    if not state.told:
        return "Nothing has happened yet. Press → to take the first step."
    return _SENTENCES[state.told[0]](*state.told[1:])


MINUTE_MS = 60_000


def milliseconds(value: float) -> str:
    """ "80 ms", "0.5 ms"; from a minute on, "2 h 0.562 s"."""
    if value >= MINUTE_MS:
        return _long(value)
    return f"{value:.10g} ms" if value == int(value) else f"{value:.1f} ms"


def _long(value: float) -> str:
    minutes, rest = divmod(round(value), MINUTE_MS)
    parts = [(minutes // 60, "h"), (minutes % 60, "min"), (rest / 1000, "s")]
    return " ".join(f"{number:g} {unit}" for number, unit in parts if number)


def name_of(frame: Frame) -> str:
    """A frame's function, as a sentence says it."""
    if frame.function == "(anonymous)":
        return f"the function at line {frame.written}"
    return frame.function if "." in frame.function else f"{frame.function}()"


def whose(event: int) -> str:
    """ "A's", or "the module's" for global scope."""
    return f"{mark(event)}'s" if event else "the module's"


def _capital(text: str) -> str:
    """A sentence may begin with it. Names from code stay as they are written."""
    return f"The{text[3:]}" if text.startswith("the ") else text


def job_name(job: Job) -> str:
    """What a microtask runs, short."""
    if job.plumbing:
        return "promise plumbing"
    if job.label.startswith("(anonymous), line"):
        return f"callback, line {job.line}"
    return job.label.replace("(anonymous) goes on", "a function goes on")


def _called(frame: Frame, job: Job | None) -> str:
    if job is not None:
        return f"The stack is empty, so the first microtask runs: {name_of(frame)}, queued {_when_queued(job)}."
    if "." in frame.function:
        return f"The top level of {frame.function} runs, once for this isolate."
    return f"{_capital(name_of(frame))} is called: it goes on top of the stack."


def _resumed(frame: Frame, job: Job | None) -> str:
    if job is not None:
        return f"The stack is empty, so the first microtask runs: {name_of(frame)} goes on after line {frame.line}."
    return f"{_capital(name_of(frame))} goes on after line {frame.line}."


def _when_queued(job: Job) -> str:
    return f"at line {job.queued_line}" if job.queued_line else f"at {milliseconds(job.queued_at)}"


def _line(frame: Frame | None) -> str:
    if frame is None:
        return "The next statement runs."
    if not frame.event:
        return f"Next, the module runs line {frame.line}."
    return f"Next, {mark(frame.event)} runs line {frame.line}, in {name_of(frame)}."


def _turn(cause: str, event: int, before: tuple[Any, ...]) -> str:
    if cause == "startup":
        return "A new isolate: your module runs from top to bottom, once, before any request."
    if cause == "timer":
        timer = before[1] if before[:1] == ("timer fired",) else None
        wait = f"{milliseconds(timer.delay)} timer" if timer else "timer"
        return f"The thread is free and {whose(event)} {wait} is due: its callback runs."
    if cause == "io":
        asked = before[1] if before[:1] == ("io done",) else None
        what = f"the answer to {whose(event)} {asked.name}" if asked else f"an answer for {mark(event)}"
        return f"The thread is free and {what} is here: its promise settles."
    return f"The thread is free, so request {mark(event)} gets it: the runtime calls your handler."


def _free(event: int) -> str:
    if not event:
        return "The module has run. The isolate is ready for requests."
    return "Stack and microtask queue are empty: the turn is over and the thread is free."


def _queued(job: Job) -> str:
    if job.plumbing:
        return "A promise queued a microtask of its own: plumbing, none of your code."
    return f"A microtask joins the queue: {job_name(job)}. It runs when the stack is empty."


def _job(job: Job) -> str:
    if job.plumbing:
        return "The first microtask runs: promise plumbing, none of your code."
    return f"The stack is empty, so the first microtask runs: {job_name(job)}."


def _job_ended(job: Job | None) -> str:
    if job is None or job.plumbing:
        return "Promise plumbing ran: it passes a result on, and runs none of your code."
    return "That microtask is done. The next in the queue is first now."


def _timer_set(timer: Timer) -> str:
    again = " every" if timer.repeats else ""
    return f"{mark(timer.event)} sets a timer:{again} {milliseconds(timer.delay)}, due at {milliseconds(timer.due)}."


def _timer_fired(timer: Timer | None, event: int) -> str:
    return f"{_capital(whose(event))} timer is due."


def _timer_cleared(timer: Timer | None) -> str:
    return "The timer is cleared: it will never fire."


def _io_asked(operation: Operation) -> str:
    return f"{mark(operation.event)} asks for {operation.name} and gets a promise. The answer will come later."


def _io_started(operation: Operation | None) -> str:
    if operation is None:
        return "An operation leaves the isolate."
    due = f" Its answer is due at {milliseconds(operation.due)}." if operation.due else ""
    return f"{_capital(whose(operation.event))} {operation.name} leaves the isolate; nothing here waits for it.{due}"


def _io_done(operation: Operation | None, result: str) -> str:
    if operation is None:
        return "An answer arrives."
    said = f" ({result})" if result else ""
    return f"The answer to {whose(operation.event)} {operation.name} arrives{said}."


def _clock(why: str, before: float, now: float) -> str:
    if why == "cpu":
        return f"The code keeps the thread busy for {milliseconds(now - before)}. Nothing else can run meanwhile."
    return f"Nothing can run now, so the virtual clock jumps from {milliseconds(before)} to {milliseconds(now)}."


def _canceled(what: str, event: int) -> str:
    names = {"timer": "timer", "io": "unfinished I/O", "waitUntil": "waitUntil promise"}
    return f"{_capital(whose(event))} {names.get(what, what)} is canceled: the event is over."


def _onset(request: Request, now: float) -> str:
    since = f", waiting since {milliseconds(request.arrived)}," if request.arrived < now else ""
    return f"Event {mark(request.event)}{since} arrives at the isolate: {request.trigger}."


def _returned(event: int, status: int) -> str:
    answer = f"a {status} response" if status else "its promise"
    return f"{_capital(whose(event))} handler gave {answer}."


def _answered(event: int, size: int) -> str:
    return f"The last byte of {whose(event)} response has left ({size:,} {'byte' if size == 1 else 'bytes'})."


def _wait_until(event: int) -> str:
    return f"{mark(event)} hands a promise to ctx.waitUntil(): it may go on after the response."


def _wait_until_settled(event: int, ok: bool) -> str:
    how = "is fulfilled" if ok else "is rejected"
    return f"{_capital(whose(event))} waitUntil promise {how}."


def _over(event: int, outcome: str) -> str:
    return f"Event {mark(event)} is over. Outcome: {outcome}."


def _log(event: int, message: str) -> str:
    return f"{mark(event) if event else 'The module'} writes to the console."


def _thrown(event: Any) -> str:
    if event.where == "limit":
        return f"The runtime stopped it: {event.message}"
    where = f" at line {event.line}" if event.line else ""
    return f"{event.name or 'An exception'} was thrown{where} and nobody caught it."


def _frame_returned(frame: Frame) -> str:
    return f"{_capital(name_of(frame))} is done: it leaves the stack."


def _suspended(frame: Frame) -> str:
    return f"{_capital(name_of(frame))} waits at line {frame.line}: it leaves the stack, and the thread does not wait."


_SENTENCES: dict[str, Callable[..., str]] = {
    "called": _called,
    "line": _line,
    "returned": _frame_returned,
    "suspended": _suspended,
    "resumed": _resumed,
    "turn": _turn,
    "free": _free,
    "queued": _queued,
    "job": _job,
    "job ended": _job_ended,
    "timer set": _timer_set,
    "timer fired": _timer_fired,
    "timer cleared": _timer_cleared,
    "io asked": _io_asked,
    "io started": _io_started,
    "io done": _io_done,
    "canceled": _canceled,
    "onset": _onset,
    "return": _returned,
    "answered": _answered,
    "waitUntil": _wait_until,
    "waitUntil settled": _wait_until_settled,
    "over": _over,
    "log": _log,
    "thrown": _thrown,
    "clock": _clock,
}
