"""What happens on a machine, a sentence an event: for plain text, and for whoever cannot see the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from course.folds.captions import milliseconds
from course.folds.machine import START, MachineState, step
from course.machine_text import bytes_text, departure_text, memory_text
from engine import trace
from engine.eviction import FAR_OVER_LIMIT
from engine.trace import Event

TOLD = 256 * 1024
"""A heap that grew or shrank by so many bytes is told."""


def story(events: Sequence[Event]) -> Iterator[str]:
    """Lines with their virtual time: cold and warm starts, requests, heaps that changed much, memory needed elsewhere,
    and departures."""
    state = START
    for event in events:
        before, state = state, step(state, event)
        if sentence := _sentence(before, state, event):
            yield f"{milliseconds(event.time)}: {sentence}"


def _sentence(before: MachineState, after: MachineState, event: Event) -> str:
    match event:
        case trace.IsolateReady():
            return f"{event.isolate} is made, a cold start"
        case trace.IsolateReused():
            return f"{event.isolate} is there, warm"
        case trace.Onset():
            return f"{event.isolate} begins {event.trigger}"
        case trace.Outcome():
            cell = after.cell(event.isolate)
            left = f", {cell.running} in flight" if cell is not None and cell.running else ""
            return f"{event.isolate} is done with one: {event.outcome}{left}"
        case trace.IsolateMemory():
            return _heap(before, event)
        case trace.IsolateCondemned():
            cell = before.cell(event.isolate)
            if event.reason == FAR_OVER_LIMIT:
                how = "it cannot wait for its events"
            else:
                how = "it drains, and takes no new event" if cell is not None and cell.running else "it has no events"
            return f"{event.isolate} is condemned: {event.reason}; {how}"
        case trace.IsolateEvicted():
            return f"{departure_text(after.departures[-1])}" if _is_latest(after, event) else f"{event.isolate} is gone"
        case trace.MachineMemory() if after.elsewhere != before.elsewhere:
            return f"the machine's memory: {memory_text(after)}"
    return ""


def _heap(before: MachineState, event: trace.IsolateMemory) -> str:
    """How large a heap is now, when it grew or shrank by so much that the picture shows it."""
    cell = before.cell(event.isolate)
    was = cell.bytes if cell is not None else 0
    return f"{event.isolate}'s heap is {bytes_text(event.bytes)} now" if was and abs(event.bytes - was) >= TOLD else ""


def _is_latest(state: MachineState, event: trace.IsolateEvicted) -> bool:
    return bool(state.departures) and state.departures[-1].isolate == event.isolate
