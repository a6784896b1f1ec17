"""Handmade run reports, for tests that need no engine."""

from __future__ import annotations

from engine.run import RunReport
from engine.step import Failure, RunResult, StepLogLine, StepResult
from engine.trace import Event, Hop, IoQueued, IsolateReady


def report(*steps: StepResult, trace: list[Event] | None = None, error: Failure | None = None) -> RunReport:
    """A run that gave these results."""
    logs = [StepLogLine(i, line.level, line.message) for i, step in enumerate(steps) for line in step.logs]
    result = RunResult(startup_logs=[], steps=[] if error else list(steps), logs=logs, error=error)
    return RunReport(result=result, trace=trace or [])


def two_clients() -> list[Event]:
    """Events 1 and 3 come from clients, 2 from another Worker; 1 fetches twice, 3 once."""
    return [
        Hop(seq=1, event=1, place="client"),
        IsolateReady(seq=2, worker="a"),
        IoQueued(seq=3, event=1, io=1, operation="fetch", target="x"),
        IoQueued(seq=4, event=1, io=2, operation="fetch", target="x"),
        IoQueued(seq=5, event=2, io=3, operation="kv.get", target="k"),
        Hop(seq=6, time=20.0, event=3, place="client"),
        IoQueued(seq=7, time=30.0, event=3, io=4, operation="fetch", target="x"),
        Hop(seq=8, time=90.0, event=3, place="client", returning=True),
    ]
