"""`workerscope race`: isolate, process and container cold starts, measured here and now, for people or as JSON."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
from typing import Any

import msgspec

from course import race_text
from course.exit_status import DONE, WRONG_USAGE
from engine.race.race import race
from engine.race.results import Finished, Result, Summary, ratios, summaries

NARROWEST, WIDEST = 40, 100


def run(parsed: argparse.Namespace) -> int:
    """Does what `workerscope race` was asked."""
    if parsed.runs < 1:
        print(f"workerscope race: --runs {parsed.runs}: at least one run is needed.", file=sys.stderr)
        return WRONG_USAGE
    results: list[Result] = []
    for result in race(parsed.runs):
        results.append(result)
        if not parsed.json and sys.stderr.isatty() and isinstance(result, Finished):
            print(f"\rround {result.run} of {parsed.runs}", end="", file=sys.stderr, flush=True)
    if not parsed.json and sys.stderr.isatty():
        print("\r" + " " * 30 + "\r", end="", file=sys.stderr)
    lanes = summaries(results)
    print(as_json(lanes) if parsed.json else as_text(lanes))
    return DONE


def as_json(lanes: list[Summary]) -> str:
    """The fixed shape of `race --json`; `phases_ms` beside it holds the median of each phase."""
    shape = {"lanes": [_lane(one) for one in lanes], "ratios": ratios(lanes)}
    return msgspec.json.format(msgspec.json.encode(shape), indent=2).decode()


def _lane(one: Summary) -> dict[str, Any]:
    lane = one.lane
    return {
        "id": lane.id,
        "title": lane.title,
        "kind": lane.kind,
        "available": lane.available,
        "why_not": lane.why_not,
        "runs_ms": one.runs_ms,
        "median_ms": one.median_ms,
        "p90_ms": one.p90_ms,
        "rss_kb": one.rss_kb,
        "phases_ms": one.phases,
    }


def as_text(lanes: list[Summary]) -> str:
    """The report, wrapped to the terminal."""
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns))
    lines = race_text.report(lanes, width)
    return "\n".join(part for line in lines for part in (textwrap.wrap(line, width, subsequent_indent="    ") or [""]))
