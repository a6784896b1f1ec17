"""Runs the race: every lane from nothing to its first response, again and again, one start at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from engine.race.lanes import V8, Lane, find_lanes
from engine.race.results import Finished, Ready, Result, Started
from engine.race.server_process import StartError
from engine.race.v8 import WarmV8
from engine.race.warm import WarmEngine, resident_kb

WARM_UP = 20
AT_WORK = 3
RESTS_AFTER = 3
SAMPLE = 200
"""Isolates made together, to see what one adds to resident memory."""


def race(runs: int | None, lanes: list[Lane] | None = None) -> Iterator[Result]:
    """Rounds of one start a lane; starts never overlap, so that none slows another down. runs: rounds (None: without
    end). A lane that fails RESTS_AFTER times in a row rests. Raises LoadError when the engine's own Worker does not
    load.

    Isolates are born into this process, an engine at work: right before the one that counts it makes AT_WORK others.
    In the pause that the other lanes are, the processor's caches forget the engine: the first isolate after it takes
    about twice as long, and the next ones less and less."""
    lanes = find_lanes() if lanes is None else lanes
    births = {lane.id: _births(lane) for lane in lanes if lane.available and lane.recipe is None}
    yield Ready(lanes)
    failures = dict.fromkeys((lane.id for lane in lanes), 0)
    for run in count(1) if runs is None else range(1, runs + 1):
        for lane in lanes:
            if lane.available and failures[lane.id] < RESTS_AFTER:
                yield Started(lane.id, run)
                finished = births[lane.id](run) if lane.id in births else _program(lane, run)
                failures[lane.id] = failures[lane.id] + 1 if finished.error else 0
                yield finished


def _births(lane: Lane) -> Callable[[int], Finished]:
    """What makes one isolate in this process, warmed up, and measures it. The argument is the round."""
    if lane.id == V8:
        v8 = WarmV8()
        v8_kb = v8.isolate_kb()

        def v8_birth(run: int) -> Finished:
            for _ in range(AT_WORK):
                v8.cold_start()
            phases = v8.cold_start()
            return Finished(lane.id, run, sum(phases.values()), phases, v8_kb)

        return v8_birth
    engine, each_kb = WarmEngine(), isolate_kb()
    for _ in range(WARM_UP):
        engine.cold_start()

    def birth(run: int) -> Finished:
        for _ in range(AT_WORK):
            engine.cold_start()
        return Finished(lane.id, run, engine.cold_start(), engine.cold_start_phases(), each_kb)

    return birth


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
