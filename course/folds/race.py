"""What a race and a density count show at a moment: pure functions of the results so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from engine.race.lanes import Lane
from engine.race.results import Counted, Finished, Result, Started, Summary, ratios, summaries

LOG_ORIGIN_MS = 0.1
"""Where the logarithmic scale begins."""
FIRST_AXIS_MS = 100.0
RECENT = 10
"""The axis is as long as the longest of so many last runs, so that one odd run does not squeeze it for ever."""


class RaceLane(NamedTuple):
    """One lane at a moment. last: its latest result. running: whether it is between start and response now."""

    lane: Lane
    summary: Summary
    last: Finished | None
    running: bool
    ratio: float | None


class RaceState(NamedTuple):
    """The race at a moment. run: the round, from 1 (0: not begun). axis_ms: the right end of the scale."""

    run: int
    lanes: tuple[RaceLane, ...]
    axis_ms: float


def race_at(results: Sequence[Result], index: int) -> RaceState:
    """The race after `index` results."""
    seen = list(results[:index])
    last: dict[str, Finished] = {}
    run, running = 0, ""
    for result in seen:
        if isinstance(result, Started):
            run, running = result.run, result.lane
        elif isinstance(result, Finished):
            running = ""
            last[result.lane] = result
    found = summaries(seen)
    times = ratios(found)
    lanes = tuple(
        RaceLane(one.lane, one, last.get(one.lane.id), one.lane.id == running, times.get(one.lane.id)) for one in found
    )
    longest = max((ms for one in found for ms in one.runs_ms[-RECENT:]), default=FIRST_AXIS_MS)
    return RaceState(run, lanes, nice(longest))


def nice(ms: float) -> float:
    """The least of 1, 2, 5, 10, 20, 50 … that is not below it."""
    power = 10.0 ** math.floor(math.log10(max(ms, 1.0)))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= ms)


def share(ms: float, axis_ms: float, *, logarithmic: bool) -> float:
    """Where a time lies on the scale: 0 to 1."""
    if not logarithmic:
        return min(1.0, max(0.0, ms / axis_ms))
    decades = math.log10(max(axis_ms, 1.0) / LOG_ORIGIN_MS)
    return min(1.0, max(0.0, math.log10(max(ms, LOG_ORIGIN_MS) / LOG_ORIGIN_MS) / decades))


def ticks(axis_ms: float, *, logarithmic: bool) -> list[float]:
    """Times to write on the scale, ms."""
    if not logarithmic:
        return [axis_ms * quarter / 4 for quarter in range(5)]
    decades = math.floor(math.log10(axis_ms / LOG_ORIGIN_MS) + 1e-9)
    return [LOG_ORIGIN_MS * 10.0**decade for decade in range(decades + 1)]


def histogram(runs_ms: Sequence[float], axis_ms: float, columns: int, *, logarithmic: bool) -> list[int]:
    """How many of the runs fall in each column of the scale."""
    counts = [0] * columns
    for ms in runs_ms:
        counts[min(columns - 1, int(share(ms, axis_ms, logarithmic=logarithmic) * columns))] += 1
    return counts


class Side(NamedTuple):
    """One kind of a density count at a moment; see Counted."""

    kind: str
    alive: int
    rss_kb: float
    seconds: float
    full: str


def sides_at(results: Sequence[Result], index: int) -> tuple[Side, Side]:
    """Isolates and processes after `index` results."""
    sides = {kind: Side(kind, 0, 0.0, 0.0, "") for kind in ("isolate", "process")}
    for result in results[:index]:
        if isinstance(result, Counted):
            sides[result.kind] = Side(result.kind, result.count, result.rss_kb, result.seconds, result.full)
    return sides["isolate"], sides["process"]
