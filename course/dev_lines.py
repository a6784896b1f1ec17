"""What `workerscope dev` prints, line by line: as wrangler dev has it."""

from __future__ import annotations

import http
from collections.abc import Iterable, Iterator

import msgspec

from course.dev_session import Problem
from engine.step import Step, StepResult
from engine.trace import Event, ExceptionThrown, Log

LEVELS = {"warn": "▲ [WARNING] ", "error": "✘ [ERROR] "}
"""What stands before a console line."""
RELOADED = "Reloaded."


class Said(msgspec.Struct, frozen=True):
    """Something to be printed. event: which one said it (0: none). level: of the console, or "exception"."""

    event: int
    level: str
    text: str


def said_in(events: Iterable[Event]) -> Iterator[Said]:
    """What the Worker printed and threw."""
    for event in events:
        if isinstance(event, Log):
            yield Said(event.event, event.level, f"{LEVELS.get(event.level, '')}{event.message}")
        elif isinstance(event, ExceptionThrown):
            yield Said(event.event, "exception", _exception(event))


def _exception(event: ExceptionThrown) -> str:
    """An exception with the places it went through."""
    name = f"{event.name}: " if event.name else ""
    places = [line for line in event.stack.splitlines() if line.lstrip().startswith("at ")]
    return "\n".join([f"✘ [ERROR] Uncaught {name}{event.message}", *places])


def answer_line(step: Step, result: StepResult, took_ms: float) -> str:
    """An answered event. took_ms: real ms."""
    if step.kind == "scheduled":
        return f"scheduled {step.cron or 'without a cron'} {result.outcome} ({took_ms:.0f} ms)"
    if step.kind == "queue":
        return f"queue {step.queue} {result.outcome} ({took_ms:.0f} ms)"
    path = "/" + step.url.partition("://")[2].partition("/")[2]
    if result.outcome == "canceled":
        return f"{step.method} {path} canceled: the client left ({took_ms:.0f} ms)"
    status = result.status or 0
    try:
        phrase = f" {http.HTTPStatus(status).phrase}"
    except ValueError:
        phrase = ""
    return f"{step.method} {path} {status}{phrase} ({took_ms:.0f} ms)"


def reload_line(problem: Problem | None) -> str:
    """After a save."""
    return RELOADED if problem is None else problem_line(problem)


def problem_line(problem: Problem) -> str:
    """Why the project does not run."""
    return f"✘ [ERROR] {problem.message}"
