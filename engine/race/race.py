"""Runs the race: every lane from nothing to its first response, again and again, one start at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from engine.race.lanes import Lane, find_lanes
from engine.race.results import Finished, Ready, Result, Started
from engine.race.server_process import StartError
from engine.race.warm import WarmEngine, resident_kb

WARM_UP = 20
SAMPLE = 200
"""Isolates made together, to see what one adds to resident memory."""


def race(runs: int | None, lanes: list[Lane] | None = None) -> Iterator[Result]:
    """Rounds of one start a lane; starts never overlap, so that none slows another down. runs: rounds (None: without
    end). A lane that fails three times in a row rests. The warm engine is this process, warmed up before the first
    round. Raises LoadError when the engine's own Worker does not load."""
    lanes = find_lanes() if lanes is None else lanes
    engine = WarmEngine()
    each_kb = isolate_kb()
    for _ in range(WARM_UP):
        engine.cold_start()
    yield Ready(lanes)
    failures = dict.fromkeys((lane.id for lane in lanes), 0)
    for run in count(1) if runs is None else range(1, runs + 1):
        for lane in lanes:
            if lane.available and failures[lane.id] < 3:
                yield Started(lane.id, run)
                finished = _isolate(lane, run, engine, each_kb) if lane.recipe is None else _program(lane, run)
                failures[lane.id] = failures[lane.id] + 1 if finished.error else 0
                yield finished


def _isolate(lane: Lane, run: int, engine: WarmEngine, each_kb: float) -> Finished:
    took = engine.cold_start()
    return Finished(lane.id, run, took, engine.cold_start_phases(), each_kb)


def _program(lane: Lane, run: int) -> Finished:
    try:
        start = lane.start()
    except StartError as error:
        return Finished(lane.id, run, error=str(error))
    return Finished(lane.id, run, start.ms, start.phases, start.rss_kb)


def isolate_kb(sample: int = SAMPLE) -> float:
    """What one more isolate adds to the resident memory of this process, in kB: the mean of `sample` alive at once."""
    engine = WarmEngine()
    engine.request()
    before = resident_kb()
    for number in range(sample):
        engine.also(f"sample-{number}")
    return max(0.0, (resident_kb() - before) / sample)
