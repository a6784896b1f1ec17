"""`workerscope dev`: serves a project over HTTP on this machine, in real time, and reloads it when a file is saved."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import http
import sys
from collections.abc import Callable
from pathlib import Path

from course.dev_server import HOST, DevServer
from course.dev_session import DevSession, Problem
from course.exit_status import DONE, WRONG_USAGE
from course.state_file import StateFile
from engine.environments import environment_names
from engine.project import Project
from engine.run import RunRequest
from engine.step import Step, StepResult
from engine.trace import Event, ExceptionThrown, Log
from engine.wrangler import load_project

Load = Callable[[], RunRequest]

LEVELS = {"warn": "▲ [WARNING] ", "error": "✘ [ERROR] "}
"""What stands before a console line, as wrangler dev has it."""


def run(parsed: argparse.Namespace) -> int:
    """Does what `workerscope dev` was asked, until Ctrl+C. Raises EngineError for what cannot be served."""
    if not 0 <= parsed.port <= 65535:
        print(f"workerscope dev: --port {parsed.port}: a port is a number from 0 to 65535.", file=sys.stderr)
        return WRONG_USAGE
    load = _loader(parsed)
    request = load()
    for project in (request.project, *request.workers):
        for warning in project.warnings:
            print(f"note: {warning}", file=sys.stderr)
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_serve(load, parsed.port))
    print("\nEnded.")
    return DONE


def _loader(parsed: argparse.Namespace) -> Load:
    def load() -> RunRequest:
        workers = [_worker(folder, parsed.env) for folder in parsed.worker]
        return RunRequest(project=load_project(parsed.project, parsed.env), steps=[], workers=workers, probes=False)

    return load


def _worker(folder: str, environment: str) -> Project:
    """A Worker beside the project: in the environment asked for, if it has that one."""
    project = load_project(folder)
    return load_project(folder, environment) if environment in environment_names(project.configuration) else project


async def _serve(load: Load, port: int) -> int:
    state = StateFile(_folder(load()))
    if state.notice:
        print(f"note: {state.notice}", file=sys.stderr)
    session = DevSession(load, _print_events, _print_reload, state)
    server = DevServer(session, _print_answer)
    try:
        chosen = await server.start(port)
    except OSError as error:
        print(f"workerscope dev: port {port} cannot be used: {_reason(error)}", file=sys.stderr)
        await server.close()
        return WRONG_USAGE
    try:
        await session.start()
        print(f"{session.project.name} is on http://{HOST}:{chosen}")
        print("It reloads when you save. Ctrl+C ends it.", flush=True)
        if session.problem is not None:
            _print_problem(session.problem)
        await asyncio.Event().wait()
    finally:
        await server.close()
        await session.close()
    return DONE


def _folder(request: RunRequest) -> Path:
    """Where the project is: what it stores is kept there."""
    return request.project.folder or Path()


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program has it. Give another one, such as --port 8788, or 0 for any that is free."
    return f"{error.strerror}."


# --- lines -----------------------------------------------------------------------------------------------------------


def _print_events(events: list[Event]) -> None:
    for event in events:
        if isinstance(event, Log):
            print(f"{LEVELS.get(event.level, '')}{event.message}", flush=True)
        elif isinstance(event, ExceptionThrown):
            print(_exception(event), flush=True)


def _exception(event: ExceptionThrown) -> str:
    """An exception with the places it went through, as wrangler dev prints it."""
    name = f"{event.name}: " if event.name else ""
    places = [line for line in event.stack.splitlines() if line.lstrip().startswith("at ")]
    return "\n".join([f"✘ [ERROR] Uncaught {name}{event.message}", *places])


def _print_answer(step: Step, result: StepResult, took_ms: float) -> None:
    if step.kind == "scheduled":
        print(f"scheduled {step.cron or 'without a cron'} {result.outcome} ({took_ms:.0f} ms)", flush=True)
        return
    path = "/" + step.url.partition("://")[2].partition("/")[2]
    status = result.status or 0
    with contextlib.suppress(ValueError):
        phrase = http.HTTPStatus(status).phrase
        print(f"{step.method} {path} {status} {phrase} ({took_ms:.0f} ms)", flush=True)
        return
    print(f"{step.method} {path} {status} ({took_ms:.0f} ms)", flush=True)


def _print_reload(problem: Problem | None) -> None:
    if problem is None:
        print("Reloaded.", flush=True)
    else:
        _print_problem(problem)


def _print_problem(problem: Problem) -> None:
    print(f"✘ [ERROR] {problem.message}", flush=True)
