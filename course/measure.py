"""One measured value of a run: what a check compares, a key is made of, and a prediction is shown beside."""

from __future__ import annotations

from course.lesson import Measure
from course.on_paper import is_on_paper, paper_value
from engine.errors import EngineError
from engine.run import RunReport, RunRequest
from engine.step import StepResult
from engine.trace import Hop, IoQueued, IsolateEvicted, IsolateReady, Onset

Value = str | float | None
"""None: the run did not get so far (the Worker did not load, or there is no such step or header)."""

STEP_FIELDS = (
    "body", "status", "outcome", "wall_ms", "cpu_ms", "isolate", "subrequests", "logs", "exception", "city", "worker",
)  # fmt: skip
RUN_FIELDS = ("total_ms", "bodies", "statuses", "logs", "subrequests", "isolates", "servers", "evicted")


def is_field(measure: Measure) -> bool:
    """Whether there is such a field."""
    if measure.step == 0:
        return measure.field in RUN_FIELDS or is_on_paper(measure.field)
    return measure.field in STEP_FIELDS or measure.field.startswith("header:")


def measure(report: RunReport, what: Measure, request: RunRequest | None = None) -> Value:
    """The value of `what` in this run. request: what was run, for fields that follow from its wrangler files.

    Raises KeyError for a field there is not.
    """
    if not is_field(what):
        raise KeyError(what.field)
    if is_on_paper(what.field):
        try:
            return paper_value(what, request) if request is not None else None
        except EngineError as error:
            return str(error)
    if report.result.error is not None:
        return None
    if what.step == 0:
        return _of_run(report, what.field)
    if what.step > len(report.result.steps):
        return None
    return _of_step(report, what.step, what.field)


def _of_run(report: RunReport, field: str) -> Value:
    steps = report.result.steps
    if field == "total_ms":
        return max((event.time for event in report.trace), default=0.0)
    if field == "bodies":
        return "\n".join(step.body or "" for step in steps)
    if field == "statuses":
        return "\n".join(str(step.status) for step in steps)
    if field == "logs":
        return "\n".join(line.message for line in report.result.logs)
    if field == "subrequests":
        return float(sum(isinstance(event, IoQueued) and event.operation == "fetch" for event in report.trace))
    if field == "evicted":
        return "\n".join(event.isolate for event in report.trace if isinstance(event, IsolateEvicted))
    if field == "servers":
        asked = {event.server for event in report.trace if isinstance(event, Hop) and event.place == "runtime"}
        return float(len(asked))
    return float(sum(isinstance(event, IsolateReady) for event in report.trace))


def _of_step(report: RunReport, number: int, field: str) -> Value:
    step = report.result.steps[number - 1]
    if field.startswith("header:"):
        return _header(step, field.removeprefix("header:"))
    if field == "logs":
        return "\n".join(line.message for line in step.logs)
    if field == "exception":
        return step.exceptions[-1].message if step.exceptions else None
    if field == "subrequests":
        event = event_of_step(report, number)
        return float(sum(isinstance(e, IoQueued) and e.operation == "fetch" and e.event == event for e in report.trace))
    value = getattr(step, field)
    return float(value) if isinstance(value, (int, float)) else value


def _header(step: StepResult, name: str) -> str | None:
    values = [value for key, value in step.headers or [] if key.lower() == name.lower()]
    return ", ".join(values) if values else None


def event_of_step(report: RunReport, number: int) -> int:
    """Id of the event that step `number` (from 1) became; 0 when it never arrived.

    A client's request shows in the trace as a hop that leaves the client; requests between Workers have none.
    """
    sent = [event.event for event in report.trace if isinstance(event, Hop) and event.place == "client"]
    order = list(dict.fromkeys(sent)) or [event.event for event in report.trace if isinstance(event, Onset)]
    return order[number - 1] if number <= len(order) else 0


def shown(value: Value, field: str = "") -> str:
    """The value as a learner reads it: whole numbers without a point, times with their unit, text as it is."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return value
    unit = " ms" if field.endswith("_ms") else ""
    return f"{value:.10g}{unit}"
