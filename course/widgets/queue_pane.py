"""The call stack, the microtask queue, and what waits outside: timers and I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from course.folds.captions import job_name, milliseconds
from course.folds.items import Frame, Item, Job, Operation, Timer
from course.folds.loop import LoopState
from course.glyphs import VIEW
from course.widgets.pane import Pane, Row, Span, marked

SHOWN = 60
"""Items looked at: more than any screen has rows."""
HEADER_SLOTS = 6
"""Connections of one event that may wait for headers at once.
https://developers.cloudflare.com/workers/platform/limits/#simultaneous-open-connections"""


def item_row(item: Item, said: tuple[Span, ...], fresh: bool) -> Row:
    """A row of a pane: "+" when new in this step, the event's mark, and what it is."""
    return ((f"{VIEW.fresh if fresh else ' '} ", "fresh"), marked(item.event), (" ", ""), *said)


class StackPane(Pane):
    """Frames, the running one on top."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Call stack", id=id)

    def set_state(self, state: LoopState, before: LoopState) -> None:
        """before: the state at the step before, to mark what is new."""
        known = {frame.key for frame in before.stack}
        top = len(state.stack) - 1
        rows = [
            item_row(frame, _frame(frame, index == top), frame.key not in known)
            for index, frame in reversed(list(enumerate(state.stack)))
        ]
        self.set_rows(rows or _empty("free" if not state.turn else "empty"), note=_count(len(rows)))


class MicrotaskPane(Pane):
    """Jobs, the next one first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Microtasks", id=id)

    def set_state(self, state: LoopState, before: LoopState) -> None:
        """before: the state at the step before, to mark what is new."""
        known = {job.key for job in before.jobs.first(4 * SHOWN)}
        shown = state.jobs.first(SHOWN)
        rows = [item_row(job, _job(job), job.key not in known) for job in shown]
        rows += [()] * (len(state.jobs) - len(shown))
        self.set_rows(rows or _empty("empty"), note=_count(len(state.jobs), "first runs next"))


class WaitingPane(Pane):
    """Timers and I/O, by when they are due."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Timers and I/O", id=id)

    def set_state(self, state: LoopState, before: LoopState) -> None:
        """before: the state at the step before, to mark what is new."""
        old: set[object] = {("timer", each.key) for each in before.timers}
        old |= {("io", each.key, each.started) for each in before.operations}
        due: list[tuple[float, Row]] = [
            (timer.due, item_row(timer, _timer(timer), ("timer", timer.key) not in old))
            for timer in state.timers[:SHOWN]
        ]
        taken = Counter(each.event for each in state.operations if each.started and not each.slotless)
        for each in state.operations[:SHOWN]:
            fresh = ("io", each.key, each.started) not in old
            due.append(
                (each.due if each.started else float("inf"), item_row(each, _operation(each, taken[each.event]), fresh))
            )
        rows: list[Row] = [row for _, row in sorted(due, key=lambda pair: pair[0])]
        total = len(state.timers) + len(state.operations)
        rows += [()] * (total - len(rows))
        self.set_rows(rows or _empty("nothing waits"), note=_count(total))


def _count(count: int, remark: str = "") -> str:
    if not count:
        return ""
    return f"{count:,} {VIEW.queued} {remark}" if remark and count > 1 else f"{count:,}"


def _empty(word: str) -> Sequence[Row]:
    return ((("  " + word, "muted"),),)


def _frame(frame: Frame, running: bool) -> tuple[Span, ...]:
    name = f"line {frame.written} function" if frame.function == "(anonymous)" else frame.function
    return ((name, "strong" if running else ""), (f"  at line {frame.line}", "muted"))


def _job(job: Job) -> tuple[Span, ...]:
    if job.plumbing:
        return ((job_name(job), "muted"), *_from(job.queued_line, "queued"))
    return ((job_name(job), ""), *_from(job.queued_line, "queued"))


def _timer(timer: Timer) -> tuple[Span, ...]:
    kind = "every" if timer.repeats else "timer of"
    due = f"due {milliseconds(timer.due)}  "
    return ((due, "muted"), (f"{kind} {milliseconds(timer.delay)}", ""), *_from(timer.line, "set"))


def _operation(operation: Operation, slots_taken: int) -> tuple[Span, ...]:
    """Its due time comes first: what is cut in a narrow pane is the end of the address."""
    target = operation.target.removeprefix("https://").removeprefix("http://")
    if operation.started:
        when = f"due {milliseconds(operation.due)}  " if operation.due else "on its way  "
    else:
        waits = slots_taken >= HEADER_SLOTS and not operation.slotless
        when = "waits for a slot  " if waits else "sent after this turn  "
    return ((when, "muted"), (f"{operation.name} {target}", ""), *_from(operation.line, "asked for"))


def _from(line: int, how: str) -> tuple[Span, ...]:
    """Where in the learner's code it comes from, when there is room to say so."""
    return ((f"  {how} at line {line}", "aside"),) if line else ()
