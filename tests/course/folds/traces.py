"""Traces for the folds: small ones by hand, and those of the programs beside this file, run by the engine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.step import Step
from engine.trace import Event

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.js"))


def numbered(*events: Event) -> list[Event]:
    """A trace by hand: events in order, with their sequence numbers and one isolate."""
    return [
        msgspec.structs.replace(event, seq=number, isolate=event.isolate or "hello#1")
        for number, event in enumerate(events, 1)
    ]


@dataclass(frozen=True)
class Program:
    """One file of programs/. requests: sent together. logs: the console lines it must print, in order."""

    source: str
    requests: tuple[str, ...]
    logs: tuple[str, ...]


def program(path: Path) -> Program:
    """Reads the two comment lines at the top."""
    source = path.read_text()
    facts = dict(line.removeprefix("// ").split(": ", 1) for line in source.splitlines()[:2])
    return Program(source, tuple(facts["requests"].split(", ")), tuple(facts["logs"].split(" | ")))


@cache
def report_of(path: Path) -> RunReport:
    """One run of a program, its requests together."""
    it = program(path)
    steps = [
        Step(method=request.split()[0], url="http://example.com" + request.split()[1], concurrent_group="together")
        for request in it.requests
    ]
    project = Project(name="hello", main="index.js", files={"index.js": it.source})
    return run_project(RunRequest(project=project, steps=steps))


def run_source(source: str, *paths: str, **options: Any) -> RunReport:
    """One run of other code, its GET requests together."""
    project = Project(name="hello", main="index.js", files={"index.js": source}, configuration=options)
    steps = [Step(url="http://example.com" + path, concurrent_group="together") for path in paths]
    return run_project(RunRequest(project=project, steps=steps))
