"""What the lessons run: each run cell, each task's solution (shown and hidden traffic), each question with traffic."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any, NamedTuple

from course.deploy import cell_request, item_request
from course.lesson import Number, Order, Predict, Run, Task
from course.library import LoadedLesson
from engine.run import RunRequest
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


def for_runner(experiment: Experiment, loads: bool) -> dict[str, Any]:
    """The experiment as run.mjs takes it. loads: whether the engine could load its Workers."""
    request = experiment.request
    workers = [request.project, *request.workers]
    routed = any(worker.configuration.get("routes") for worker in workers)
    return {
        "name": experiment.name,
        "alone": routed or not loads,
        "routed": routed,
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


def _step(step: Step) -> dict[str, Any]:
    """Time that passes between steps is left out, but where they overlap: no cron and no cache waits for it there."""
    together = step.concurrent_group is not None
    return {
        "kind": step.kind,
        "method": step.method,
        "url": step.url,
        "headers": step.headers,
        "body": step.body,
        "cron": step.cron,
        "scheduledTime": step.scheduledTime,
        "group": step.concurrent_group,
        "delay_ms": step.delay_before_ms if together else 0,
        "worker": step.worker,
    }
