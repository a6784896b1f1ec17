"""A cell or a question as the run that the engine takes: projects as their wrangler files make them, and the steps."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from course.lesson import Action, Number, Order, Predict, Run, Task, Traffic
from course.library import WRANGLER, LoadedLesson
from course.on_paper import crons_of, in_environment
from course.traffic import steps_of
from engine import actions
from engine.project import Project
from engine.run import RunRequest


def cell_request(
    loaded: LoadedLesson, cell: Run | Task, project: Project, traffic: Traffic, *, probes: bool = True
) -> RunRequest:
    """The run of a cell. project: the learner's version, or the solution.

    Raises ProjectError for a wrangler file that cannot be, StepError for a line that is no request.
    """
    return _request(loaded, project, cell.environment, cell.workers, traffic, probes)


def item_request(loaded: LoadedLesson, item: Predict | Order | Number) -> RunRequest:
    """The run that a question is about. Raises ProjectError, StepError."""
    project, traffic = loaded.project(item.project), item.traffic or Traffic()
    return _request(loaded, project, "", item.workers, traffic, True)


def _request(
    loaded: LoadedLesson, project: Project, environment: str, workers: Sequence[str], traffic: Traffic, probes: bool
) -> RunRequest:
    if WRANGLER in project.files:
        project = in_environment(project, environment)
    beside = [loaded.project(name) for name in workers]
    beside += [msgspec.structs.replace(project, name=name) for name in traffic.copies]
    return RunRequest(
        project=project,
        steps=steps_of(traffic, crons_of(project)),
        workers=beside,
        probes=probes,
        network=traffic.network,
        actions=[_action(loaded, action) for action in traffic.actions],
        eviction=traffic.plan,
    )


def _action(loaded: LoadedLesson, action: Action) -> actions.Action:
    return actions.Action(
        kind=action.kind,
        at_ms=action.at_ms,
        worker=action.worker,
        bytes=action.bytes,
        project=loaded.project(action.project) if action.project else None,
        plan=action.plan,
        stream=action.stream,
    )
