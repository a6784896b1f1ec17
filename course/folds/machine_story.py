"""What happens on a machine, a sentence an event: for plain text, and for whoever cannot see the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from course.folds.captions import milliseconds
from course.folds.machine import START, MachineState, step
from course.machine_text import departure_text, memory_text
from engine import trace
from engine.eviction import FAR_OVER_LIMIT
from engine.trace import Event


def story(events: Sequence[Event]) -> Iterator[str]:
    """Lines with their virtual time: cold and warm starts, requests, memory needed elsewhere, and departures."""
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


def _is_latest(state: MachineState, event: trace.IsolateEvicted) -> bool:
    return bool(state.departures) and state.departures[-1].isolate == event.isolate
