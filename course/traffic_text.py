"""What is done to a run beside its requests, in words: for a cell, and for plain text."""

from __future__ import annotations

from course.lesson import Action, Traffic
from course.machine_text import bytes_text, time_text


def meanwhile(traffic: Traffic) -> str:
    """One sentence of all of it; "" where nothing is done."""
    return f"Meanwhile: {'; '.join(map(_told, traffic.actions))}." if traffic.actions else ""


def _told(action: Action) -> str:
    who = action.worker or "the Worker"
    what = {
        "tight": f"the machine needs {bytes_text(action.bytes)} for other things",
        "deploy": "a new version is deployed",
        "suspect": f"{who} looks like an attempt to escape",
        "evict": f"{who} is evicted by hand",
        "plan": "the budget changes",
        "stream": "a stream of requests begins",
    }
    if action.kind == "tight" and not action.bytes:
        return f"at {time_text(action.at_ms)} that memory is free again"
    return f"at {time_text(action.at_ms)} {what.get(action.kind, action.kind)}"
