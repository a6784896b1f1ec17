"""`workerscope run`: sends events to a project and prints what came back, for people or as JSON."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from course import run_report
from course.exit_status import DONE, FAILED, WRONG_USAGE
from course.no_default import no_default_note
from engine import trace
from engine.client import run_blocking
from engine.dev_vars import with_dev_vars
from engine.environments import environment_names
from engine.errors import ProjectError, StepError
from engine.project import Project
from engine.request_line import cron_step, request_step
from engine.run import RunReport, RunRequest
from engine.step import Failure, Step
from engine.step_file import read_steps
from engine.wrangler import load_project


def run(parsed: argparse.Namespace) -> int:
    """Does what `workerscope run` was asked. Raises EngineError for what cannot be run."""
    try:
        request = _request(parsed)
    except ProjectError as error:
        if not parsed.json:
            raise
        print(run_report.error_json(Failure(name="ProjectError", message=str(error), file=error.file)))
        return FAILED if error.file else WRONG_USAGE
    for project in (request.project, *request.workers):
        for warning in [*project.warnings, *filter(None, [no_default_note(project)])]:
            print(f"note: {warning}", file=sys.stderr)
    report = run_blocking(request)
    if parsed.trace:
        _write_trace(Path(parsed.trace), report)
    print(run_report.as_json(report) if parsed.json else run_report.as_text(report, request, styled=_styled()))
    failed = report.result.error is not None or any(step.outcome != "ok" for step in report.result.steps)
    return FAILED if failed else DONE


def _request(parsed: argparse.Namespace) -> RunRequest:
    place, events = _project_and_events(parsed)
    workers = [_worker(folder, parsed.env) for folder in parsed.worker]
    if parsed.outbound and parsed.outbound not in [worker.name for worker in workers]:
        known = ", ".join(worker.name for worker in workers) or "none is given"
        raise StepError(f"--outbound {parsed.outbound}: no --worker has that name ({known}). Add --worker FOLDER.")
    return RunRequest(
        project=with_dev_vars(load_project(place, parsed.env)),
        steps=_steps(parsed.steps, events),
        workers=workers,
        outbound=parsed.outbound,
    )


def _worker(folder: str, environment: str) -> Project:
    """A Worker beside the project: in the environment asked for, if it has that one."""
    project = load_project(folder)
    has_it = environment in environment_names(project.configuration)
    return with_dev_vars(load_project(folder, environment) if has_it else project)


def _project_and_events(parsed: argparse.Namespace) -> tuple[str, list[tuple[str, str]]]:
    """The project, and the events. `run --request 'GET /' PROJECT` reads as two requests: the last, if there is such a
    path, is the project."""
    events = list(parsed.events)
    if parsed.project:
        return parsed.project, events
    if events and Path(events[-1][1]).exists():
        return events.pop()[1], events
    if len(parsed.worker) > 1:
        return parsed.worker.pop(), events
    raise StepError("Which project? Give a folder with a wrangler.toml, or a .js or .ts file: workerscope run PROJECT")


def _steps(file: str | None, events: list[tuple[str, str]]) -> list[Step]:
    if file and events:
        raise StepError("Give either --steps, or --request and --cron.")
    if file:
        return _read_steps(file)
    makers = {"--request": request_step, "--cron": cron_step}
    return [makers[option](text) for option, text in events] or [request_step("GET /")]


def _read_steps(file: str) -> list[Step]:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise StepError(f"{file} cannot be read: {error.strerror}. Check the path.") from None
    return read_steps(data, file)


def _write_trace(path: Path, report: RunReport) -> None:
    try:
        path.write_bytes(trace.encode(report.trace))
    except OSError as error:
        raise StepError(f"The trace cannot be written to {path}: {error.strerror}.") from None


def _styled() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
