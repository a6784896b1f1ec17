"""Why something runs now: each link leads to an earlier event that the trace holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.folds.timeline import Timeline
from course.folds.why import LONGEST, why
from engine import trace
from tests.course.folds.traces import PROGRAMS, numbered, report_of, run_source

SOURCE = """\
export default {
  async fetch() {
    setTimeout(async () => {
      await null;
      console.log("deep");
    }, 40);
    await scheduler.wait(60);
    return new Response("x");
  },
};
"""


def test_the_chain_goes_back_to_the_request() -> None:
    timeline = Timeline(run_source(SOURCE, "/a").trace)
    after = next(i for i, e in enumerate(timeline.events, 1) if isinstance(e, trace.Log))
    links = why(timeline, after)
    words = [link.words for link in links]
    assert "goes on after line 4” runs" in words[0]
    assert words[0].endswith("Queued at 40 ms, when its promise settled.")
    assert words[1] == ("That turn began because A's timer of 40 ms was due at 40 ms. Set at 0 ms, on line 3.")
    assert words[2].startswith("Request A came, GET http://example.com/a: the thread was free")
    assert len(links) == 3
    assert isinstance(timeline.events[links[1].after - 1], trace.TimerSet)


def test_a_request_that_waited_says_so() -> None:
    events = numbered(
        trace.Onset(worker="w", handler="fetch", trigger="GET /", arrived=10, event=1, time=400),
        trace.TurnStarted(turn=1, cause="event", cause_id=1, event=1, time=400),
    )
    assert why(Timeline(events), 2)[0].words.endswith("It had waited 390 ms for the thread.")


def test_a_free_thread_says_what_is_due() -> None:
    timeline = Timeline(run_source(SOURCE, "/a").trace)
    idle = next(i for i, e in enumerate(timeline.events, 1) if isinstance(e, trace.TurnEnded) and e.event == 1)
    assert why(timeline, idle)[0].words.endswith("The next thing is due at 40 ms.")
    assert why(timeline, 0)[0].words.endswith("nothing is due.")


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_every_moment_has_its_reason_and_links_go_back(path: Path) -> None:
    timeline = Timeline(report_of(path).trace)
    for after in timeline.stops:
        links = why(timeline, after)
        assert 1 <= len(links) <= LONGEST
        places = [after, *(link.after for link in links if link.after)]
        assert places == sorted(places, reverse=True)


def test_a_trace_cut_at_its_start_is_no_error() -> None:
    events = run_source(SOURCE, "/a").trace
    for begin in range(0, len(events), 5):
        timeline = Timeline(events[begin:])
        for after in range(0, len(timeline.events) + 1, 3):
            assert why(timeline, after) or timeline.state(after).turn
