"""A debugger's steps over a finished run, on programs that really ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.folds.stepping import back_over, hit_before, next_hit, out, over, reached
from course.folds.timeline import Timeline
from engine import trace
from tests.course.folds.traces import PROGRAMS, report_of, run_source

SOURCE = """\
function helper(n) {
  const twice = n * 2;
  return twice;
}
export default {
  async fetch() {
    const a = helper(1);
    await fetch("https://origin/?ms=10");
    const b = helper(a);
    return new Response(String(b));
  },
};
"""


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return Timeline(run_source(SOURCE, "/a", "/b").trace)


def line_of(timeline: Timeline, after: int | None) -> int:
    assert after is not None
    return timeline.state(after).line


def test_over_stays_in_the_function_and_steps_over_an_await(timeline: Timeline) -> None:
    after = next_hit(reached(timeline.events), [("index.js", 7)], 0)
    assert after is not None
    frame = timeline.state(after).stack[-1]
    lines = []
    for _ in range(5):
        found = over(timeline.events, after, frame)
        assert found is not None
        after = found
        event = timeline.events[after - 1]
        lines.append((type(event).__name__, getattr(event, "line", 0)))
    assert lines == [
        ("StatementReached", 8),
        ("FrameResumed", 8),
        ("StatementReached", 9),
        ("StatementReached", 10),
        ("FrameLeft", 0),
    ]
    assert over(timeline.events, after, frame) is None


def test_back_over_is_the_way_back(timeline: Timeline) -> None:
    after = next_hit(reached(timeline.events), [("index.js", 9)], 0)
    assert after is not None
    frame = timeline.state(after).stack[-1]
    lines = []
    while (after := back_over(timeline.events, after, frame)) is not None:
        lines.append(getattr(timeline.events[after - 1], "line", 0))
    assert lines == [8, 8, 7, 6]


def test_out_leaves_the_function(timeline: Timeline) -> None:
    after = next_hit(reached(timeline.events), [("index.js", 2)], 0)
    assert after is not None
    inner = timeline.state(after).stack[-1]
    assert inner.function == "helper"
    done = out(timeline.events, after, inner)
    assert line_of(timeline, done) == 7, "the caller goes on"


def test_a_breakpoint_is_met_every_time_in_both_directions(timeline: Timeline) -> None:
    places = reached(timeline.events)
    expected = [
        index
        for index, event in enumerate(timeline.events, 1)
        if isinstance(event, trace.StatementReached) and event.line in (2, 8)
    ]
    wanted = [("index.js", 2), ("index.js", 8), ("index.js", 999)]
    found, after = [], 0
    while (hit := next_hit(places, wanted, after)) is not None:
        found.append(hit)
        after = hit
    assert found == expected
    back, after = [], len(timeline.events) + 1
    while (hit := hit_before(places, wanted, after)) is not None:
        back.append(hit)
        after = hit
    assert back == expected[::-1]


def test_with_nothing_on_the_stack_they_go_to_the_next_turn(timeline: Timeline) -> None:
    for step in (over, out):
        after = step(timeline.events, 0, None)
        assert after is not None
        assert isinstance(timeline.events[after - 1], trace.TurnStarted)
    assert back_over(timeline.events, 5, None) is None
    assert over(timeline.events, len(timeline.events), None) is None


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_over_and_out_never_go_back(path: Path) -> None:
    timeline = Timeline(report_of(path).trace)
    for after in timeline.stops:
        state = timeline.state(after)
        frame = state.stack[-1] if state.stack else None
        for found in (over(timeline.events, after, frame), out(timeline.events, after, frame)):
            assert found is None or found > after
        before = back_over(timeline.events, after, frame)
        assert before is None or before < after
