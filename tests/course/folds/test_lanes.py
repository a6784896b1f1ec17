"""Lanes: what each request did with its time."""

from __future__ import annotations

from course.folds.lanes import QUEUED, RUNNING, WAIT_UNTIL, WAITING, lanes, lanes_at
from engine import trace
from tests.course.folds.traces import numbered, run_source


def test_a_request_that_waits_for_the_thread_was_queued_since_it_arrived() -> None:
    events = numbered(
        trace.Onset(worker="w", handler="fetch", trigger="GET /", arrived=10, event=1, time=400),
        trace.TurnStarted(turn=1, cause="event", event=1, time=400),
        trace.TurnEnded(turn=1, event=1, time=450),
        trace.ResponseBody(size=1, event=1, time=450),
        trace.Outcome(outcome="ok", event=1, time=450),
    )
    (lane,) = lanes(events)
    assert [(span.kind, span.start, span.end) for span in lane.spans] == [
        (QUEUED, 10, 400),
        (RUNNING, 400, 450),
        (WAITING, 450, 450),
        (WAIT_UNTIL, 450, 450),
    ]
    assert (lane.answered, lane.over, lane.outcome) == (450, 450, "ok")


def test_spans_follow_each_other_without_gaps() -> None:
    source = """export default { async fetch(request, env, ctx) {
      ctx.waitUntil(new Promise((resolve) => setTimeout(resolve, 200)));
      await fetch("https://origin/?ms=80");
      return new Response("x");
    } };"""
    for lane in lanes(run_source(source, "/a", "/b").trace):
        kinds = [span.kind for span in lane.spans if span.end > span.start]
        assert kinds == [WAITING, WAIT_UNTIL]
        for one, following in zip(lane.spans, lane.spans[1:], strict=False):
            assert (one.end, one.until) == (following.start, following.since)
        assert (lane.status, lane.answered, lane.over) == (200, 80, 200)


def test_an_earlier_moment_knows_nothing_of_later_ones() -> None:
    source = """export default { async fetch() { await fetch("https://origin/?ms=80"); return new Response("x"); } };"""
    events = run_source(source, "/a").trace
    whole = lanes(events)
    index = next(event.seq for event in events if isinstance(event, trace.IoStarted))
    (lane,) = lanes_at(whole, index, 0.0)
    assert (lane.status, lane.answered, lane.over, lane.outcome) == (0, None, None, "")
    assert lanes_at(whole, 3, 0.0) == ()
