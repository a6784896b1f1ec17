"""Why something runs now: the chain from it back to where the event came from, read from the trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from course.folds.captions import job_name, milliseconds
from course.folds.items import Job
from course.folds.loop import LoopState
from course.folds.marks import mark
from course.folds.timeline import Timeline
from engine import trace

LONGEST = 12
"""Links of a chain that are told; an interval has no end of them."""


class Reason(NamedTuple):
    """One link. words: a sentence. after: so many events had happened when it did (0: nowhere to go)."""

    words: str
    after: int


def why(timeline: Timeline, after: int) -> tuple[Reason, ...]:
    """The links from what runs after `after` events, the nearest first."""
    links: list[Reason] = []
    for link in _chain(timeline, after):
        links.append(link)
        if len(links) == LONGEST:
            break
    return tuple(links)


def _chain(timeline: Timeline, after: int) -> Iterator[Reason]:
    state = timeline.state(after)
    if not state.turn:
        yield Reason(_idle(state), 0)
        return
    while True:
        if state.job is not None:
            queued = _last(timeline.events, after, trace.JobQueued, state.job.key, "job")
            yield Reason(_job(state.job), queued)
            if not queued:
                return
            after = queued
            state = timeline.state(after)
            if state.job is not None:
                continue
        began = _last(timeline.events, after, trace.TurnStarted, None, "")
        if not began:
            return
        turn: Any = timeline.events[began - 1]
        made = _maker(timeline.events, began, turn)
        yield Reason(_turn(timeline.events, turn, made), made or began)
        if not made or turn.cause not in ("timer", "io"):
            return
        after, state = made, timeline.state(made)
        if not state.turn:
            return


def _last(events: Sequence[Any], after: int, kind: type, key: tuple[str, int] | None, number: str) -> int:
    """The last event of that kind (and isolate and number) among the first `after`; 0 for none."""
    for index in range(after - 1, -1, -1):
        event = events[index]
        if type(event) is kind and (key is None or (getattr(event, "isolate", ""), getattr(event, number)) == key):
            return index + 1
    return 0


def _maker(events: Sequence[Any], began: int, turn: trace.TurnStarted) -> int:
    """Where that which the turn is for was asked for."""
    key = (turn.isolate, turn.cause_id)
    if turn.cause == "timer":
        return _last(events, began, trace.TimerSet, key, "timer")
    if turn.cause == "io":
        return _last(events, began, trace.IoQueued, key, "io")
    if turn.cause == "event":
        return _last(events, began, trace.Onset, (turn.isolate, turn.event), "event")
    return 0


def _idle(state: LoopState) -> str:
    due = [timer.due for timer in state.timers] + [one.due for one in state.operations if one.due]
    if due:
        return f"Nothing runs: the thread is free. The next thing is due at {milliseconds(min(due))}."
    return "Nothing runs: the thread is free, and nothing is due."


def _job(job: Job) -> str:
    what = "Promise plumbing" if job.plumbing else f"The microtask “{job_name(job)}”"
    line = f", while line {job.queued_line} ran" if job.queued_line else ", when its promise settled"
    return f"{what} runs: the stack was empty and it was first in the queue. Queued at {_at(job.queued_at)}{line}."


def _turn(events: Sequence[Any], turn: trace.TurnStarted, made: int) -> str:
    whose = f"{mark(turn.event)}'s" if turn.event else "the module's"
    if turn.cause == "startup":
        return "This is the start of the isolate: its module runs once, from top to bottom."
    if not made:
        return f"This turn began at {_at(turn.time)} ({turn.cause}); what asked for it is not in this trace."
    asked = events[made - 1]
    if turn.cause == "event":
        waited = turn.time - asked.arrived
        late = f" It had waited {milliseconds(waited)} for the thread." if waited > 0 else ""
        return f"Request {mark(turn.event)} came, {asked.trigger}: the thread was free and called the handler.{late}"
    line = f", on line {asked.line}" if asked.line else ""
    if turn.cause == "timer":
        return (
            f"That turn began because {whose} timer of {milliseconds(asked.delay)} was due at {_at(asked.due)}. "
            f"Set at {_at(asked.time)}{line}."
        )
    return (
        f"That turn began because the answer to {whose} {asked.operation} came at {_at(turn.time)}. "
        f"Asked for at {_at(asked.time)}{line}."
    )


def _at(time: float) -> str:
    return milliseconds(time)
