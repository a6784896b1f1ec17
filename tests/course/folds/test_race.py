"""The folds of the cold-start demonstration, one moment each."""

from __future__ import annotations

import pytest

from course.folds.race import FIRST_AXIS_MS, histogram, nice, race_at, share, sides_at, ticks
from engine.race.lanes import Lane
from engine.race.results import Counted, Finished, Ready, Result, Started

ISOLATE = Lane(id="isolate", title="isolate", kind="isolate")
NODE = Lane(id="node", title="Node", kind="process")
RESULTS: list[Result] = [
    Ready([ISOLATE, NODE]),
    Started("isolate", 1),
    Finished("isolate", 1, 2.0, {"create": 2.0}, 300),
    Started("node", 1),
    Finished("node", 1, 70.0, {"process": 70.0}, 50_000),
    Started("isolate", 2),
]


def test_nothing_has_happened_yet() -> None:
    assert race_at([], 0) == (0, (), FIRST_AXIS_MS)


def test_the_lane_that_runs_runs_until_its_response() -> None:
    assert [lane.running for lane in race_at(RESULTS, 2).lanes] == [True, False]
    assert [lane.running for lane in race_at(RESULTS, 3).lanes] == [False, False]
    assert [lane.running for lane in race_at(RESULTS, 4).lanes] == [False, True]


def test_a_moment_knows_only_what_was_before_it() -> None:
    early, late = race_at(RESULTS, 3), race_at(RESULTS, 6)
    assert [lane.ratio for lane in early.lanes] == [None, None]
    assert [lane.ratio for lane in late.lanes] == [None, 35.0]
    assert (early.axis_ms, late.axis_ms) == (2.0, 100.0)
    assert (early.run, late.run) == (1, 2)
    assert late.lanes[0].last == RESULTS[2]


@pytest.mark.parametrize(("ms", "end"), [(0.3, 1), (1, 1), (1.1, 2), (45, 50), (51, 100), (100, 100), (730, 1000)])
def test_the_scale_ends_at_a_round_number(ms: float, end: float) -> None:
    assert nice(ms) == end


def test_the_logarithmic_scale_begins_at_a_tenth_of_a_millisecond() -> None:
    places = [share(ms, 100.0, logarithmic=True) for ms in (0.01, 0.1, 1, 10, 100, 1000)]
    assert places == pytest.approx([0, 0, 1 / 3, 2 / 3, 1, 1])
    assert [share(ms, 100.0, logarithmic=False) for ms in (-1, 0, 25, 100, 1000)] == [0, 0, 0.25, 1, 1]


def test_ticks_are_where_one_reads_them() -> None:
    assert ticks(100.0, logarithmic=True) == pytest.approx([0.1, 1, 10, 100])
    assert ticks(200.0, logarithmic=True) == pytest.approx([0.1, 1, 10, 100])
    assert ticks(200.0, logarithmic=False) == [0, 50, 100, 150, 200]


def test_every_run_is_in_the_histogram_once() -> None:
    runs = [0.0, 1.0, 26.0, 99.0, 100.0, 5000.0]
    assert histogram(runs, 100.0, 4, logarithmic=False) == [2, 1, 0, 3]
    assert sum(histogram(runs, 100.0, 7, logarithmic=True)) == len(runs)


def test_each_side_of_the_count_keeps_its_latest() -> None:
    counted: list[Result] = [
        Counted("process", 1, 50_000, 0.05),
        Counted("isolate", 20, 6_000, 0.02),
        Counted("isolate", 40, 12_000, 0.04, "40 are enough"),
    ]
    isolates, processes = sides_at(counted, 3)
    assert (isolates.alive, isolates.full, processes.alive) == (40, "40 are enough", 1)
    assert sides_at(counted, 1)[0].alive == 0
