"""Values that follow from wrangler files alone: what an environment gets, which Worker a URL reaches, when crons fire.

Nothing runs for them. The rules are the engine's: engine/environments.py, engine/routes.py and engine/cron.py.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from course.lesson import Firings, Measure
from course.library import WRANGLER
from engine.cron import parse_cron
from engine.environments import environment_names
from engine.errors import EngineError, ProjectError
from engine.project import Project
from engine.routes import RouteTable, route_table
from engine.run import RunRequest
from engine.wrangler import configured, read_configuration

FIELDS = ("warnings", "deployed")
PREFIXES = ("configuration:", "route:", "routed:", "firings:")
SHOWN_FIRINGS = 3


def is_on_paper(field: str) -> bool:
    """Whether a measure's field is one of these."""
    return field in FIELDS or field.startswith(PREFIXES)


def paper_value(what: Measure, request: RunRequest) -> str | float | None:
    """The value of `what` for these projects and steps. Raises ProjectError, RouteError, CronError."""
    kind, _, rest = what.field.partition(":")
    if kind == "route":
        return table_of(request).explain(rest).worker or "none"
    if kind == "routed":
        table = table_of(request)
        return float(sum(table.explain(step.url).worker == rest for step in request.steps if step.kind == "fetch"))
    if kind == "deployed":
        return float(1 + len(environment_names(values_of(request.project))))
    project = in_environment(request.project, what.environment)
    if kind == "warnings":
        return "\n".join(project.warnings)
    if kind == "firings":
        firings = next_firings(crons_of(project), rest, SHOWN_FIRINGS)
        return "\n".join(clock_time(when) for when in firings) or "never"
    return _text(_at(project.configuration, rest))


def in_environment(project: Project, environment: str) -> Project:
    """The project as an environment of its wrangler file makes it. Raises ProjectError."""
    return configured(project, _wrangler_text(project), environment)


def values_of(project: Project) -> dict[str, Any]:
    """The wrangler file as it stands, not resolved. Raises ProjectError."""
    return read_configuration(_wrangler_text(project), WRANGLER)


def _wrangler_text(project: Project) -> str:
    return str(project.files.get(WRANGLER, ""))


def table_of(request: RunRequest) -> RouteTable:
    """The routes of every Worker of a run. Raises RouteError."""
    return route_table([project.configuration for project in (request.project, *request.workers)])


def crons_of(project: Project) -> list[str]:
    """The cron expressions of a project."""
    return list(project.configuration.get("triggers", {}).get("crons", []))


def next_firings(expressions: Sequence[str], after: str, count: int) -> list[float]:
    """The next firings of any of these crons, in ms since 1970. Raises CronError."""
    start = day_ms(after) - 1
    found = {when for one in expressions for when in islice(parse_cron(one).firings(start), count)}
    return sorted(found)[:count]


def cron_answer(cron: Firings) -> str | float:
    """The key of a question about one cron: how many firings, or the first one. Raises CronError."""
    firings = parse_cron(cron.expression).firings(day_ms(cron.after) - 1)
    if cron.before:
        return float(sum(1 for _ in _until(firings, day_ms(cron.before))))
    first = next(firings, None)
    if first is None:
        return "never"
    return clock_time(first) if cron.clock else clock_time(first)[:10]


def _until(firings: Iterator[float], end: float) -> Iterator[float]:
    for when in firings:
        if when >= end:
            return
        yield when


def day_ms(day: str) -> float:
    """The beginning of a day (2026-01-07), UTC, in ms since 1970. Raises ValueError."""
    return datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.timezone.utc).timestamp() * 1000


def clock_time(ms: float) -> str:
    """A moment as 2026-01-07 17:00, UTC."""
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M")


def refused_line(text: str, error: EngineError | None) -> int:
    """The line (from 1) of a wrangler.toml that an error speaks of; 0 for none."""
    if not isinstance(error, ProjectError):
        return 0
    if place := re.search(r"at line (\d+)", error.what):
        return int(place[1])
    key = error.key.rpartition(".")[2]
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if key and re.match(rf"\s*{re.escape(key)}\s*=", line)), 0)


def _at(values: Any, path: str) -> Any:
    """The value at a dotted path; a number counts in a list. None when there is none."""
    for part in path.split("."):
        if isinstance(values, dict):
            values = values.get(part)
        elif isinstance(values, list) and part.isdecimal() and int(part) < len(values):
            values = values[int(part)]
        else:
            return None
    return values


def _text(value: Any) -> str | float | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return float(value) if isinstance(value, (int, float)) else json.dumps(value)
