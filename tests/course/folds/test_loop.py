"""The event loop's fold, on traces by hand: one moment each."""

from __future__ import annotations

from course.folds.items import PLUMBING
from course.folds.loop import KEPT_REQUESTS, LoopState, fold
from engine import trace
from engine.trace import Event
from tests.course.folds.traces import numbered


def after(*events: Event) -> LoopState:
    return fold(numbered(*events))


def entered(frame: int, function: str = "fetch", line: int = 2, event: int = 1) -> trace.FrameEntered:
    return trace.FrameEntered(frame=frame, function=function, file="index.js", line=line, event=event)


def at(frame: int, line: int, event: int = 1) -> trace.StatementReached:
    return trace.StatementReached(frame=frame, file="index.js", line=line, event=event)


ONSET = trace.Onset(worker="hello", handler="fetch", trigger="GET http://x/", method="GET", url="http://x/", event=1)
TURN = trace.TurnStarted(turn=1, cause="event", cause_id=1, event=1)


def test_a_call_stands_on_its_caller_and_the_line_goes_back() -> None:
    inside = after(TURN, entered(1), at(1, 3), entered(2, "helper", 9), at(2, 10))
    assert [frame.function for frame in inside.stack] == ["fetch", "helper"]
    assert (inside.file, inside.line) == ("index.js", 10)
    back = fold(numbered(TURN, entered(1), at(1, 3), entered(2, "helper", 9), at(2, 10), trace.FrameLeft(frame=2)))
    assert [frame.function for frame in back.stack] == ["fetch"]
    assert back.line == 3


def test_an_await_parks_the_frame_with_its_line() -> None:
    events = [TURN, entered(1), at(1, 3), trace.FrameSuspended(frame=1, file="index.js", line=3, event=1)]
    state = after(*events)
    assert state.stack == ()
    assert [(frame.function, frame.line) for frame in state.parked] == [("fetch", 3)]
    assert "does not wait" in state.caption
    resumed = after(*events, trace.FrameResumed(frame=1, file="index.js", line=3, event=1))
    assert [frame.function for frame in resumed.stack] == ["fetch"]
    assert resumed.parked == ()


def test_a_statement_below_the_top_means_the_frames_above_are_gone() -> None:
    state = after(TURN, entered(1), at(1, 3), entered(2, "thrower", 9), at(1, 5))
    assert [frame.function for frame in state.stack] == ["fetch"]


def test_jobs_wait_in_order_and_leave_from_the_front() -> None:
    queued = [
        trace.JobQueued(job=1, label="callback, line 4", file="index.js", line=4, event=1),
        trace.JobQueued(job=2, label=PLUMBING, event=1),
    ]
    state = after(TURN, *queued)
    assert [job.key[1] for job in state.jobs] == [1, 2]
    running = after(TURN, *queued, trace.JobStarted(job=1))
    assert [job.key[1] for job in running.jobs] == [2]
    assert running.job is not None
    assert running.job.line == 4
    assert after(TURN, *queued, trace.JobStarted(job=1), trace.JobEnded(job=1)).job is None


def test_timers_stand_by_due_time_and_equal_ones_as_they_were_set() -> None:
    def timer(id: int, due: float) -> trace.TimerSet:
        return trace.TimerSet(timer=id, delay=due, due=due, event=1)

    state = after(timer(1, 20), timer(2, 5), timer(3, 20), timer(4, 10))
    assert [each.key[1] for each in state.timers] == [2, 4, 1, 3]
    left = after(timer(1, 20), timer(2, 5), trace.TimerFired(timer=2), trace.TimerCleared(timer=1))
    assert left.timers == ()


def test_io_waits_for_a_slot_then_for_its_answer() -> None:
    asked = trace.IoQueued(io=1, operation="fetch", target="https://origin/", event=1)
    assert [each.started for each in after(asked).operations] == [False]
    started = after(asked, trace.IoStarted(io=1, due=80.0, event=1))
    assert [(each.started, each.due) for each in started.operations] == [(True, 80.0)]
    assert after(asked, trace.IoStarted(io=1, due=80.0), trace.IoDone(io=1, result="200")).operations == ()


def test_canceled_work_leaves_its_pane() -> None:
    state = after(
        trace.TimerSet(timer=1, delay=5, due=5, event=1),
        trace.IoQueued(io=1, operation="fetch", target="https://origin/", event=1),
        trace.WorkCanceled(what="timer", id=1, event=1),
        trace.WorkCanceled(what="io", id=1, event=1),
    )
    assert (state.timers, state.operations) == ((), ())


def test_a_request_runs_waits_answers_and_is_over() -> None:
    def request(*events: Event) -> str:
        return after(ONSET, *events).requests[0].state

    ended = trace.TurnEnded(turn=1, event=1)
    body = trace.ResponseBody(size=2, event=1)
    assert request() == "waiting"
    assert request(TURN) == "running"
    assert request(TURN, ended) == "waiting"
    assert request(TURN, ended, body) == "answered"
    assert request(TURN, ended, body, TURN, ended) == "answered"
    assert request(TURN, ended, body, trace.Outcome(outcome="ok", event=1)) == "over"


def test_only_requests_that_are_over_are_left_out() -> None:
    events: list[Event] = []
    for number in range(1, KEPT_REQUESTS + 11):
        events.append(trace.Onset(worker="w", handler="fetch", trigger="GET /", event=number))
        if number > 1:
            events.append(trace.Outcome(outcome="ok", event=number))
    state = after(*events)
    assert len(state.requests) == KEPT_REQUESTS
    assert state.requests[0].event == 1


def test_an_unknown_frame_or_job_does_no_harm() -> None:
    """A trace cut short at its limit begins or ends anywhere."""
    state = after(at(9, 3), trace.FrameLeft(frame=9), trace.JobStarted(job=7), trace.JobEnded(job=7))
    assert (state.stack, list(state.jobs), state.job) == ((), [], None)


def test_the_captions_say_who_and_why() -> None:
    timer = trace.TimerSet(timer=1, delay=5, due=5, event=2)
    fired = trace.TurnStarted(turn=2, cause="timer", cause_id=1, event=2)
    assert after(timer, trace.TimerFired(timer=1, event=2), fired).caption == (
        "The thread is free and B's 5 ms timer is due: its callback runs."
    )
    assert after(trace.ClockAdvanced(before=0, time=80)).caption == (
        "Nothing can run now, so the virtual clock jumps from 0 ms to 80 ms."
    )
    assert after(trace.ClockAdvanced(before=0, time=400, why="cpu")).caption.startswith(
        "The code keeps the thread busy for 400 ms."
    )
    assert after(TURN, entered(1), at(1, 3)).caption == "fetch() is called: it goes on top of the stack."
    assert after(TURN, entered(1), at(1, 3), at(1, 4)).caption == "Next, A runs line 4, in fetch()."
