"""What a run cell tells besides the answers: what each environment gets, when crons fire, which Worker a URL reaches.

Pure: a run request in, rows of text out. The app and the plain course print the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from course.on_paper import clock_time, crons_of, in_environment, next_firings, table_of, values_of
from engine.clock import EPOCH
from engine.cron import CronError, parse_cron
from engine.environments import environment_names
from engine.errors import EngineError
from engine.project import Project
from engine.routes import Explanation, routes_of
from engine.run import RunRequest

FIRINGS = 5
PANELS = ("configuration", "crons", "routes")


class Row(NamedTuple):
    """One line. kind: "title", "name" (of a Worker), "fact" (label and text) or "warning"."""

    kind: str
    text: str
    label: str = ""


def explained(panel: str, request: RunRequest) -> list[Row]:
    """The rows of one panel. What cannot be read becomes a warning in words."""
    make = {"configuration": _configuration, "crons": _crons, "routes": _routes}[panel]
    rows: list[Row] = []
    try:
        for row in make(request):
            rows.append(row)
    except EngineError as error:
        rows.append(Row("warning", str(error)))
    return rows


# --- configuration --------------------------------------------------------------------------------------------------


def _configuration(request: RunRequest) -> Iterator[Row]:
    yield Row("title", "What a deploy makes of wrangler.toml")
    for environment in ("", *environment_names(values_of(request.project))):
        yield from _environment(in_environment(request.project, environment))


def _environment(project: Project) -> Iterator[Row]:
    configuration = project.configuration
    command = "wrangler deploy" + (f" --env {project.environment}" if project.environment else "")
    yield Row("name", command, project.name)
    yield Row("fact", f"{project.main}, rules of {project.compatibility_date or 'no date'}", "code")
    yield Row("fact", ", ".join(_bindings(configuration)) or "nothing", "env")
    yield Row("fact", ", ".join(crons_of(project)) or "none", "crons")
    yield Row("fact", ", ".join(route.pattern.text for route in routes_of(configuration)) or "none", "addresses")
    for warning in project.warnings:
        yield Row("warning", warning.removeprefix("wrangler.toml: "))


def _bindings(configuration: dict[str, Any]) -> Iterator[str]:
    """What `env` holds."""
    for name, value in configuration.get("vars", {}).items():
        yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
    for one in configuration.get("kv_namespaces", []):
        yield f"{one['binding']} (KV)"
    for one in configuration.get("services", []):
        yield f"{one['binding']} (the Worker {one['service']})"
    for one in configuration.get("durable_objects", {}).get("bindings", []):
        yield f"{one['name']} (Durable Objects)"
    for one in configuration.get("queues", {}).get("producers", []):
        yield f"{one['binding']} (the queue {one['queue']})"


# --- crons ----------------------------------------------------------------------------------------------------------


def _crons(request: RunRequest) -> Iterator[Row]:
    today = clock_time(EPOCH)[:10]
    yield Row("title", f"Next firings, in UTC. The virtual clock begins on {_weekday(EPOCH)} {today}.")
    expressions = crons_of(request.project)
    if not expressions:
        yield Row("fact", "no crons in wrangler.toml", "none")
    for expression in expressions:
        try:
            firings = next_firings([expression], today, FIRINGS)
            notes = parse_cron(expression).notes()
        except CronError as error:
            yield Row("warning", f"{error} A deploy is refused.")
            continue
        yield Row("fact", ", ".join(f"{_weekday(one)} {clock_time(one)}" for one in firings) or "never", expression)
        yield from (Row("fact", note, "") for note in notes)


def _weekday(ms: float) -> str:
    return ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")[int(ms // 86_400_000) % 7]


# --- routes ---------------------------------------------------------------------------------------------------------


def _routes(request: RunRequest) -> Iterator[Row]:
    table = table_of(request)
    yield Row("title", "Patterns, the most specific first")
    for route in table.routes:
        score = f"score {route.pattern.score}" if route.kind == "route" else route.kind
        yield Row("fact", f"{route.pattern.text}  ({score})", route.worker or "no Worker")
    yield Row("title", "Which Worker answers")
    for url in dict.fromkeys(step.url for step in request.steps if step.kind == "fetch"):
        found = table.explain(url)
        yield Row("name", url, found.worker or "no Worker")
        yield Row("fact", _why(found), "")


def _why(found: Explanation) -> str:
    """The sentence, and why the nearest pattern that looks right did not win."""
    near = [one for one in found.verdicts if not one.matches and ("case" in one.why or "whole URL" in one.why)]
    return " ".join([found.sentence, *(f"Not {one.route.pattern.text}: {one.why}." for one in near)])
