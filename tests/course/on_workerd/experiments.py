"""What the lessons run: each run cell, each task's solution (shown and hidden traffic), each question with traffic."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any, NamedTuple

from course.deploy import cell_request, item_request
from course.lesson import Number, Order, Predict, Run, Task
from course.library import LoadedLesson
from engine.run import RunReport, RunRequest
from engine.step import Step


class Experiment(NamedTuple):
    """name: "lesson/cell", or "lesson/cell/hidden". request: what the engine runs."""

    name: str
    request: RunRequest


def experiments_of(loaded: LoadedLesson) -> Iterator[Experiment]:
    """Those of one lesson, in its order."""
    for cell in loaded.lesson.cell:
        name = f"{loaded.lesson.id}/{cell.id}"
        if isinstance(cell, Run):
            yield Experiment(name, cell_request(loaded, cell, loaded.project(cell.project), cell.traffic, probes=False))
        elif isinstance(cell, Task):
            solution = loaded.solution(cell)
            yield Experiment(name, cell_request(loaded, cell, solution, cell.traffic, probes=False))
            hidden = cell_request(loaded, cell, solution, cell.hidden.traffic, probes=False)
            yield Experiment(f"{name}/hidden", hidden)
    for item in loaded.lesson.item:
        if isinstance(item, (Predict, Order, Number)) and item.project and item.traffic is not None:
            yield Experiment(f"{loaded.lesson.id}/{item.id}", item_request(loaded, item))


def for_runner(experiment: Experiment, report: RunReport) -> dict[str, Any]:
    """The experiment as run.mjs takes it. report: what the engine gave, which says how long to wait for how many lines
    on the console."""
    request, result = experiment.request, report.result
    workers = [request.project, *request.workers]
    routed = any(worker.configuration.get("routes") for worker in workers)
    lines = len(result.startup_logs) + len(result.logs)
    return {
        "name": experiment.name,
        "alone": routed or lines > 0 or result.error is not None,
        "routed": routed,
        "lines": lines,
        "lasts_ms": max((event.time for event in report.trace), default=0.0) - sum(map(_skipped, request.steps)),
        "workers": [
            {
                "name": worker.name,
                "main": worker.main,
                "files": {path: _content(text) for path, text in worker.files.items()},
                "configuration": worker.configuration,
            }
            for worker in workers
        ],
        "steps": [_step(step) for step in request.steps],
    }


def _content(text: str | bytes) -> Any:
    return text if isinstance(text, str) else {"base64": base64.b64encode(text).decode()}


def _skipped(step: Step) -> float:
    """Virtual ms that do not pass there: between steps that do not overlap, no cron and no cache waits for them."""
    return step.settle_ms + (step.delay_before_ms if step.concurrent_group is None else 0.0)


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "method": step.method,
        "url": step.url,
        "headers": step.headers,
        "body": step.body,
        "cron": step.cron,
        "scheduledTime": step.scheduledTime,
        "group": step.concurrent_group,
        "delay_ms": 0 if step.concurrent_group is None else step.delay_before_ms,
        "worker": step.worker,
    }
