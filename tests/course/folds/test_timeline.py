"""Any moment of a trace, and the steps worth stopping at."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from course.folds.loop import START, step
from course.folds.timeline import SPACING, Timeline
from engine import trace
from tests.course.folds.traces import PROGRAMS, numbered, report_of, run_source

LONG = """
export default { async fetch() {
  for (let i = 0; i < 200; i++) {
    await null;
    if (i % 50 === 0) console.log(i);
  }
  return new Response("done");
} };
"""


def test_jumping_about_gives_the_states_of_walking() -> None:
    events = run_source(LONG, "/a", "/b").trace
    assert len(events) > 5 * SPACING
    walked = [START]
    for event in events:
        walked.append(step(walked[-1], event))
    timeline = Timeline(events)
    order = random.Random(1).sample(range(len(walked)), 400)
    for index in [*order, 0, len(events), len(events) - 1, 0]:
        assert timeline.state(index) == walked[index]


def test_preparing_ahead_changes_nothing() -> None:
    events = run_source(LONG, "/a").trace
    prepared, plain = Timeline(events), Timeline(events)
    assert not prepared.prepare(0), "one piece of work at a time"
    while not prepared.prepare(0):
        pass
    for index in range(0, len(events), 97):
        assert prepared.state(index) == plain.state(index)


def test_past_the_ends_it_stays_at_the_ends() -> None:
    events = numbered(trace.Log(level="log", message="x"))
    timeline = Timeline(events)
    assert timeline.state(-5) == START
    assert timeline.state(99) == timeline.state(1)
    assert Timeline([]).state(3) == START
    assert Timeline([]).stops == [0]


def test_a_call_and_its_first_line_are_one_step() -> None:
    events = numbered(
        trace.FrameEntered(frame=1, function="fetch", file="index.js", line=1),
        trace.StatementReached(frame=1, file="index.js", line=2),
        trace.StatementReached(frame=1, file="index.js", line=3),
    )
    assert Timeline(events).stops == [0, 2, 3]


def test_a_microtask_and_the_code_it_runs_are_one_step() -> None:
    events = numbered(
        trace.JobQueued(job=1, label="fetch goes on after line 2", line=2),
        trace.JobStarted(job=1),
        trace.FrameResumed(frame=1, file="index.js", line=2),
        trace.JobEnded(job=1),
        trace.TurnEnded(turn=1),
    )
    assert Timeline(events).stops == [0, 1, 3, 5]


def test_a_run_of_plumbing_is_one_step() -> None:
    events = numbered(
        trace.JobQueued(job=1, label="promise plumbing"),
        trace.JobQueued(job=2, label="promise plumbing"),
        trace.JobStarted(job=1),
        trace.JobEnded(job=1),
        trace.JobStarted(job=2),
        trace.JobEnded(job=2),
        trace.TurnEnded(turn=1),
    )
    assert Timeline(events).stops == [0, 6, 7]


def test_turns_can_be_jumped_to_and_back() -> None:
    timeline = Timeline(run_source(LONG, "/a", "/b").trace)
    seen, at = [], 0
    while (following := timeline.turn_after(at)) != len(timeline.stops) - 1:
        seen.append(following)
        at = following
    causes = [timeline.state(timeline.stops[stop]).cause for stop in seen]
    assert causes == ["startup", "event", "event"]
    assert timeline.turn_before(seen[2]) == seen[1]
    assert timeline.turn_before(seen[1] + 1) == seen[1]
    assert timeline.turn_before(seen[0]) == 0


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_rewinding_anywhere_and_playing_on_gives_the_same_states(path: Path) -> None:
    events = report_of(path).trace
    walked = [START]
    for event in events:
        walked.append(step(walked[-1], event))
    timeline, chance = Timeline(events), random.Random(path.stem)
    for _ in range(12):
        begin = chance.randrange(len(walked))
        for index in range(begin, min(begin + chance.randrange(1, 60), len(walked))):
            assert timeline.state(index) == walked[index]
