"""The fold over a race's results."""

from __future__ import annotations

from engine.race.lanes import Lane
from engine.race.results import Finished, Ready, Result, Started, percentile, ratios, summaries

ISOLATE = Lane(id="isolate", title="isolate", kind="isolate")
NODE = Lane(id="node", title="Node", kind="process")
BOX = Lane(id="container", title="container", kind="container", why_not="No tool.")

RESULTS: list[Result] = [
    Ready([ISOLATE, NODE, BOX]),
    Started("isolate", 1),
    Finished("isolate", 1, 1.0, {"create": 0.4, "handler": 0.6}, 250),
    Finished("node", 1, 90.0, {"process": 90.0}, 50_000),
    Finished("isolate", 2, 3.0, {"create": 1.4, "handler": 1.6}, 250),
    Finished("node", 2, error="it ended without an answer"),
    Finished("isolate", 3, 2.0, {"create": 1.0, "handler": 1.0}, 250),
]


def test_each_lane_has_its_runs_median_phases_and_memory() -> None:
    isolate, node, box = summaries(RESULTS)
    assert isolate.runs_ms == [1.0, 3.0, 2.0]
    assert (isolate.median_ms, isolate.p90_ms, isolate.rss_kb) == (2.0, 3.0, 250)
    assert isolate.phases == {"create": 1.0, "handler": 1.0}
    assert node.runs_ms == [90.0]
    assert (box.median_ms, box.p90_ms, box.rss_kb, box.lane.why_not) == (None, None, None, "No tool.")


def test_ratios_are_to_the_isolate_lane() -> None:
    assert ratios(summaries(RESULTS)) == {"node": 45.0}
    assert ratios(summaries([Ready([NODE]), RESULTS[3]])) == {}
    v8 = Lane(id="v8", title="V8", kind="isolate")
    assert ratios(summaries([Ready([v8, ISOLATE]), Finished("v8", 1, 8.0), RESULTS[2]])) == {"v8": 8.0}


def test_a_lane_that_only_failed_says_why() -> None:
    (node,) = summaries([Ready([NODE]), Finished("node", 1, error="it ended without an answer")])
    assert not node.lane.available
    assert node.lane.why_not == "it ended without an answer"


def test_before_anything_there_is_nothing() -> None:
    assert summaries([]) == []


def test_percentile() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0], 0.9) == 1.0
