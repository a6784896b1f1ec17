"""The lines of `workerscope dev`'s screen, folded from the trace of a session."""

from __future__ import annotations

from course.folds import exchanges as module
from course.folds.exchanges import Exchanges
from course.folds.loop import LoopState
from course.folds.sequence import sequence
from course.folds.timeline import Timeline
from engine.project import Project
from engine.run import Limits, RunRequest
from engine.session import Session
from engine.step import Step

SOURCE = """
export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/throw") throw new Error("as asked");
    if (pathname === "/call") return env.OTHER.fetch(request);
    if (pathname === "/loop") for (;;);
    ctx.waitUntil(scheduler.wait(500));
    await scheduler.wait(20);
    console.log("answers", pathname);
    return new Response("x", { status: 201 });
  },
  async scheduled() {},
};
"""
OTHER = Project(
    name="other",
    main="index.js",
    files={"index.js": "export default { fetch: () => new Response('o', {status: 202}) }"},
)
FILES = {"index.js": SOURCE}
BEGINS = 30_000_000_000.0


def session(starts_at: float = BEGINS) -> Session:
    configuration = {"services": [{"binding": "OTHER", "service": "other"}]}
    project = Project(name="shop", main="index.js", files=dict(FILES), configuration=configuration)
    request = RunRequest(project=project, steps=[], workers=[OTHER], limits=Limits(cpu_seconds=0.2))
    return Session(request, starts_at=starts_at)


def fold(*paths: str, until: float = 2000.0) -> Exchanges:
    live, found = session(), Exchanges()
    for path in paths:
        live.send(Step(url=f"http://127.0.0.1:8787{path}"))
        found.add(live.advance(live.now + until).events, FILES)
    return found


def test_a_line_says_what_came_and_what_was_answered() -> None:
    cold, warm = fold("/a?b=c", "/a").lines
    assert (cold.method, cold.target, cold.status, cold.outcome) == ("GET", "/a?b=c", 201, "ok")
    assert (cold.wall_ms, cold.began) == (20, BEGINS), "waitUntil does not count: the client has its answer"
    assert (cold.cold, warm.cold, warm.isolate) == (True, False, "shop#1")


def test_what_goes_on_is_running_until_its_last_wait_until() -> None:
    found = fold("/a", until=10)
    assert (found.running, found.lines[0].outcome, found.lines[0].wall_ms) == (1, "", None)
    found = fold("/a", until=100)
    assert (found.running, found.lines[0].outcome, found.lines[0].wall_ms) == (1, "", 20)


def test_exceptions_limits_and_calls() -> None:
    thrown, called, looped = fold("/throw", "/call", "/loop").lines
    assert (thrown.outcome, thrown.status) == ("exception", 0)
    assert (called.status, called.outcome) == (202, "ok")
    assert looped.outcome == "exceededCpu"


def test_a_cron_is_a_line_too() -> None:
    live, found = session(), Exchanges()
    live.send(Step(kind="scheduled", cron="* * * * *"))
    found.add(live.advance(live.now + 100).events, FILES)
    (line,) = found.lines
    assert (line.handler, line.target, line.outcome) == ("scheduled", "* * * * *", "ok")


def test_the_trace_of_one_request_is_its_own_and_begins_at_0() -> None:
    live, found = session(), Exchanges()
    live.send(Step(url="http://x/a"))
    live.send(Step(url="http://x/call"), at=live.now + 5)
    found.add(live.advance(live.now + 2000).events, FILES)
    first, second = found.trace(1), found.trace(2)
    assert {event.event for event in first} == {0, 1}
    assert {event.event for event in second} == {0, 2, 3}, "with the Worker that it called"
    assert min(event.time for event in first) == 0
    timeline = Timeline(first)
    assert timeline.end_time == 500
    last: LoopState = timeline.state(len(first))
    assert [line.message for line in last.console.lines] == ["answers /a"]
    assert "has its answer" in [row.words for row in sequence(second)]
    assert [line.id for line in found.lines] == [1, 2], "what it called is no line of its own"
    assert found.files(1) == FILES


def test_a_new_session_counts_on_and_says_what_was_lost() -> None:
    live, found = session(), Exchanges()
    live.send(Step(url="http://x/a"))
    found.add(live.advance(live.now + 10).events, FILES)
    live = session(BEGINS + 1000)
    live.send(Step(url="http://x/b"))
    found.add(live.advance(live.now + 2000).events, FILES)
    before, after = found.lines
    assert (before.id, before.target, before.outcome) == (1, "/a", "lost")
    assert (after.id, after.target, after.status, found.running) == (2, "/b", 201, 0)
    assert {event.event for event in found.trace(2)} == {0, 2}


def test_only_the_newest_are_kept() -> None:
    found = fold(*["/throw"] * (module.MOST_TRACES + 10), until=1)
    assert len(found.lines) == found.total == module.MOST_TRACES + 10
    assert found.trace(1) == []
    assert found.trace(module.MOST_TRACES + 10) != []
