"""`workerscope play`: the sandbox over a project, a scenario file, or the trace of a run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from course.exit_status import DONE, WRONG_USAGE
from course.scenario import Scenario, read_scenario, with_wrangler_file
from course.trace_source import source_beside
from engine import trace
from engine.errors import ProjectError
from engine.project import Project
from engine.trace import Event
from engine.wrangler import CONFIGURATION_FILES, load_project

FIRST_SOURCE = """\
let visits = 0;

export default {
  async fetch(request, env, ctx) {
    visits += 1;
    const answer = await fetch("https://origin/?ms=80");
    return new Response(`visit ${visits}, origin ${answer.status}\\n`);
  },
};
"""
FIRST_TRAFFIC = "TOGETHER 20 ms\nGET /a\nGET /b\n"
"""What the sandbox begins with when nothing is given."""


def run(parsed: argparse.Namespace) -> int:
    """Opens it. Raises ProjectError for what cannot be opened."""
    from course.app import why_not

    path = Path(parsed.project) if parsed.project else None
    recorded = path if path is not None and path.suffix in (".jsonl", ".ndjson") else None
    events = read_trace(recorded) if recorded is not None else []
    scenario = None if recorded is not None else _scenario(path)
    if problem := why_not():
        print(f"{problem} To run a project as text: workerscope run PROJECT", file=sys.stderr)
        return WRONG_USAGE
    from course import garbage
    from course.screens.play import PlayApp, TraceApp

    app: PlayApp | TraceApp
    if scenario is not None:
        app = PlayApp(scenario)
    else:
        assert recorded is not None
        source = source_beside(recorded, events)
        app = TraceApp(events, f"{recorded.name}: {len(events):,} events, recorded; {source.told}", source.files)
    garbage.keep()
    app.run()
    return app.return_code or DONE


def _scenario(path: Path | None) -> Scenario:
    if path is None:
        return Scenario(Project(name="sandbox", main="index.js", files={"index.js": FIRST_SOURCE}), FIRST_TRAFFIC)
    if path.suffix == ".toml" and path.name not in CONFIGURATION_FILES and path.is_file():
        return read_scenario(path)
    return Scenario(with_wrangler_file(load_project(path)), "GET /\n")


def read_trace(path: Path) -> list[Event]:
    """The events of a file that `run --trace` wrote. Raises ProjectError, which names the line that is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}.", fix="Check the path.") from None
    try:
        events = trace.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        line = _bad_line(data)
        fix = "Write it again with: workerscope run PROJECT --trace FILE"
        raise ProjectError(f"{path}, line {line}, is no event of a trace.", fix=fix) from None
    if not events:
        raise ProjectError(f"{path} holds no event.", fix="Write one with: workerscope run PROJECT --trace FILE")
    return events


def _bad_line(data: bytes) -> int:
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            trace.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return number
    return 1
