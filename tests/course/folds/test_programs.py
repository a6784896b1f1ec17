"""What the view shows is what then runs: over many small programs, on the real engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.folds.lanes import lanes, lanes_at
from course.folds.loop import START, step
from course.folds.path import paths
from course.folds.timeline import Timeline
from engine import trace
from tests.course.folds.traces import PROGRAMS, program, report_of

each_program = pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)


def test_there_are_enough_programs() -> None:
    assert len(PROGRAMS) >= 40


@each_program
def test_it_prints_what_it_says(path: Path) -> None:
    report = report_of(path)
    assert report.result.error is None
    assert [line.message for line in report.result.logs] == list(program(path).logs)
    assert [each.status for each in report.result.steps] == [200] * len(program(path).requests)


@each_program
def test_the_job_that_starts_is_the_head_of_the_queue_shown(path: Path) -> None:
    state, started = START, 0
    for event in report_of(path).trace:
        if isinstance(event, trace.JobStarted):
            started += 1
            shown = state.jobs.first(1)
            assert shown, f"job {event.job} starts, and the queue shown is empty"
            assert shown[0].key == (event.isolate, event.job)
            assert not state.stack, "a microtask runs only when the stack is empty"
            assert state.job is None, "one microtask at a time"
        before, state = state, step(state, event)
        if not isinstance(event, trace.JobQueued | trace.JobStarted):
            assert list(state.jobs) == list(before.jobs), f"{event} changed the queue"
        if isinstance(event, trace.JobQueued):
            assert state.turn, "a job is queued within a turn"
            assert (event.isolate, event.job) not in {job.key for job in before.jobs}
    assert started, "these programs have microtasks"


@each_program
def test_a_job_runs_the_code_its_label_names(path: Path) -> None:
    """The first of the learner's code that a job reaches is what the queue said it would run."""
    state = START
    for event in report_of(path).trace:
        job, told, parked = state.job, state.told, {frame.key: frame for frame in state.parked}
        state = step(state, event)
        if job is None or told[:1] != ("job",):
            continue
        if isinstance(event, trace.FrameEntered):
            assert (job.file, job.line) == (event.file, event.line)
        elif isinstance(event, trace.FrameResumed):
            waited = parked[event.isolate, event.frame]
            assert (job.file, job.line) == (waited.file, waited.line)
        elif isinstance(event, trace.JobEnded):
            assert job.plumbing


@each_program
def test_frames_come_and_go_in_order(path: Path) -> None:
    state = START
    for event in report_of(path).trace:
        depth = len(state.stack)
        top = state.stack[-1].key if state.stack else None
        state = step(state, event)
        if isinstance(event, trace.FrameEntered | trace.FrameResumed):
            assert len(state.stack) == depth + 1
        elif isinstance(event, trace.FrameLeft | trace.FrameSuspended):
            assert top == (event.isolate, event.frame), "only the frame on top leaves"
            assert len(state.stack) == depth - 1
        elif isinstance(event, trace.StatementReached):
            assert state.stack[-1].key == (event.isolate, event.frame)
            assert len(state.stack) == depth
        elif isinstance(event, trace.TurnEnded):
            assert not state.stack
            assert not state.jobs


@each_program
def test_at_the_end_nothing_is_left(path: Path) -> None:
    events = report_of(path).trace
    end = Timeline(events).state(len(events))
    assert not end.stack
    assert not end.jobs
    assert end.timers == ()
    assert end.operations == ()
    assert end.parked == ()
    assert {request.state for request in end.requests} == {"over"}
    assert [line.message for line in end.console.lines] == list(program(path).logs)


@each_program
def test_every_moment_has_a_sentence_and_a_way_back(path: Path) -> None:
    events = report_of(path).trace
    state, states = START, [START]
    for event in events:
        state = step(state, event)
        states.append(state)
    timeline = Timeline(events)
    for index in [*range(len(states)), *reversed(range(len(states))), *timeline.stops]:
        assert timeline.state(index) == states[index]
        assert states[index].caption.endswith((".", ")"))


@each_program
def test_lanes_and_paths_of_every_prefix(path: Path) -> None:
    events = report_of(path).trace
    whole = lanes(events)
    full = {each.event: each for each in paths(events)}
    for index in range(len(events) + 1):
        prefix = events[:index]
        assert lanes_at(whole, index, prefix[-1].time if prefix else 0.0) == lanes(prefix)
        for part in paths(prefix):
            assert full[part.event].hops[: len(part.hops)] == part.hops
