"""`workerscope dev`: serves a project over HTTP on this machine, in real time, and reloads it when a file is saved."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import sys
from collections.abc import Callable
from pathlib import Path

from course.dev_lines import LEVELS, answer_line, problem_line, reload_line, said_in
from course.dev_live import LiveRecord
from course.dev_server import HOST, DevServer
from course.dev_session import DevSession, Problem
from course.exit_status import DONE, WRONG_USAGE
from course.no_default import no_default_note
from course.state_file import StateFile
from engine.dev_vars import with_dev_vars
from engine.environments import environment_names
from engine.project import Project
from engine.run import Limits, RunRequest
from engine.step import Step, StepResult
from engine.trace import Event
from engine.wrangler import load_project

Load = Callable[[], RunRequest]

TRACED_AT_ONCE = 200_000
"""Events of the loop layer between two looks at the engine: what runs longer without an answer is traced no further."""


def run(parsed: argparse.Namespace) -> int:
    """Does what `workerscope dev` was asked, until Ctrl+C. Raises EngineError for what cannot be served."""
    if not 0 <= parsed.port <= 65535:
        print(f"workerscope dev: --port {parsed.port}: a port is a number from 0 to 65535.", file=sys.stderr)
        return WRONG_USAGE
    on_screen = not parsed.plain and _has_screen()
    load = _loader(parsed, probes=on_screen)
    request = load()
    for project in (request.project, *request.workers):
        for warning in project.warnings:
            print(f"note: {warning}", file=sys.stderr)
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_serve(load, parsed.port, on_screen=on_screen))
    print("\nEnded.")
    return DONE


def _has_screen() -> bool:
    from course.app import why_not

    return not why_not()


def _loader(parsed: argparse.Namespace, *, probes: bool) -> Load:
    """probes: whether the live view shows what happens inside."""

    def load() -> RunRequest:
        workers = [_worker(folder, parsed.env) for folder in parsed.worker]
        project = with_dev_vars(load_project(parsed.project, parsed.env))
        limits = Limits(trace_events=TRACED_AT_ONCE)
        return RunRequest(project=project, steps=[], workers=workers, probes=probes, limits=limits)

    return load


def _worker(folder: str, environment: str) -> Project:
    """A Worker beside the project: in the environment asked for, if it has that one."""
    project = load_project(folder)
    has_it = environment in environment_names(project.configuration)
    return with_dev_vars(load_project(folder, environment) if has_it else project)


async def _serve(load: Load, port: int, *, on_screen: bool) -> int:
    state = StateFile(_folder(load()))
    record = LiveRecord()
    if on_screen:
        session = DevSession(load, record.add, lambda problem: _reloaded(record, session, problem), record.lost, state)
        server = DevServer(session, lambda step, result, took_ms: None)
    else:
        session = DevSession(load, _print_events, lambda problem: _print_reload(session, problem), _print_lost, state)
        server = DevServer(session, _print_answer)
    if state.notice:
        print(f"note: {state.notice}", file=sys.stderr)
        record.say(state.notice, "warn")
    try:
        chosen = await server.start(port)
    except OSError as error:
        print(f"workerscope dev: port {port} cannot be used: {_reason(error)}", file=sys.stderr)
        await server.close()
        return WRONG_USAGE
    try:
        await session.start()
        await (_show if on_screen else _print)(session, record, f"http://{HOST}:{chosen}")
    finally:
        await server.close()
        await session.close()
    return DONE


async def _print(session: DevSession, record: LiveRecord, address: str) -> None:
    """Lines, until it is interrupted."""
    print(f"{session.project.name} is on {address}")
    print("It reloads when you save. Ctrl+C ends it.", flush=True)
    if session.problem is not None:
        print(problem_line(session.problem), flush=True)
    _print_notes(session)
    await asyncio.Event().wait()


async def _show(session: DevSession, record: LiveRecord, address: str) -> None:
    """The live view, until the learner leaves it."""
    from course import garbage
    from course.screens.dev import DevApp

    record.runs(session.project)
    record.problem = session.problem
    _say_notes(record, session)
    record.say("It reloads when you save. q ends it.")
    title = f"{session.project.name} is on {address}"
    garbage.keep()
    await DevApp(record, title, address).run_async()


def _reloaded(record: LiveRecord, session: DevSession, problem: Problem | None) -> None:
    record.runs(session.project)
    record.reloaded(problem)
    _say_notes(record, session)


def _say_notes(record: LiveRecord, session: DevSession) -> None:
    for note in _notes(session):
        record.say(note.replace(". ", ".\n"), "warn")  # a sentence a line: the pane cuts long ones


def _notes(session: DevSession) -> list[str]:
    """What is to be said of Workers that run, but not as meant."""
    return [note for project in session.projects if (note := no_default_note(project))]


def _folder(request: RunRequest) -> Path:
    """Where the project is: what it stores is kept there."""
    return request.project.folder or Path()


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program has it. Give another one, such as --port 8788, or 0 for any that is free."
    return f"{error.strerror}."


# --- lines -----------------------------------------------------------------------------------------------------------


def _print_events(events: list[Event]) -> None:
    for said in said_in(events):
        print(said.text, flush=True)


def _print_answer(step: Step, result: StepResult, took_ms: float) -> None:
    print(answer_line(step, result, took_ms), flush=True)


def _print_reload(session: DevSession, problem: Problem | None) -> None:
    print(reload_line(problem), flush=True)
    _print_notes(session)


def _print_notes(session: DevSession) -> None:
    for note in _notes(session):
        print(f"{LEVELS['warn']}{note}", flush=True)


def _print_lost(problem: Problem) -> None:
    print(problem_line(problem), flush=True)
