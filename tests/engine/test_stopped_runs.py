"""A run that has to be stopped as a whole: what its first steps gave is not lost, and its last words say why."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from engine import origin
from engine.client import EngineClient
from engine.project import Project
from engine.run import Limits, RunRequest
from engine.step import Step
from engine.trace import ExceptionThrown, Log, Outcome
from engine.traffic import Traffic

LIMITS = Limits(cpu_seconds=0.3)
BUSY = "The code was still busy after 1.3 s, so the run was stopped. Look for a loop or a timer that never ends."
NOT_SENT = "The run was stopped before this event was sent."


@pytest.fixture
async def client() -> AsyncIterator[EngineClient]:
    made = EngineClient()
    yield made
    await made.close()


def ask(source: str, *steps: Step, configuration: dict[str, object] | None = None) -> RunRequest:
    project = Project(name="w", main="index.js", files={"index.js": source}, configuration=configuration or {})
    return RunRequest(project=project, steps=list(steps), limits=LIMITS, probes=False)


def steps(*paths: str) -> list[Step]:
    return [Step(url=f"http://example.com/{path}") for path in paths]


WORKER = """export class Room {
  constructor(context) { this.sql = context.storage.sql; }
  fetch() { this.sql.exec('SELECT 1'); while (true); }
}
export default { async fetch(request, env, context) {
  const path = new URL(request.url).pathname.slice(1);
  console.log('saw', path);
  if (path === 'room') return env.ROOM.getByName('a').fetch('http://room/');
  if (path === 'after') context.waitUntil(scheduler.wait(1).then(() => { while (true); }));
  if (path === 'loop') while (true);
  return new Response(path);
} };"""
ROOMS: dict[str, object] = {
    "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]},
    "migrations": [{"tag": "v1", "new_sqlite_classes": ["Room"]}],
}
"""A Worker that may ask the host in the middle of a turn: no limit of the engine's own stops it."""


async def test_the_first_answers_stay_and_the_step_that_was_running_says_why(client: EngineClient) -> None:
    report = await client.run(ask(WORKER, *steps("one", "two", "loop", "three"), configuration=ROOMS))
    one, two, stuck, three = report.result.steps
    assert [(one.status, one.body), (two.status, two.body)] == [(200, "one"), (200, "two")]
    assert [line.message for line in one.logs] == ["saw one"]
    assert (stuck.status, stuck.body, stuck.outcome) == (503, "error code: 1102", "exceededCpu")
    assert [failure.message for failure in stuck.exceptions] == [BUSY]
    assert (one.isolate, stuck.isolate) == ("w#1", "w#1")
    assert (three.status, three.outcome) == (None, "canceled")
    assert [failure.message for failure in three.exceptions] == [NOT_SENT]
    assert (await client.run(ask(WORKER, *steps("again"), configuration=ROOMS))).result.steps[0].body == "again"


async def test_its_trace_ends_as_that_of_any_limit_does(client: EngineClient) -> None:
    report = await client.run(ask(WORKER, *steps("one", "loop"), configuration=ROOMS))
    assert [event.seq for event in report.trace] == list(range(1, len(report.trace) + 1))
    assert [event.message for event in report.trace if isinstance(event, Log)] == ["saw one"]
    said = [event for event in report.trace if isinstance(event, ExceptionThrown)]
    assert [(event.message, event.where) for event in said] == [(BUSY, "limit")]
    assert [event.outcome for event in report.trace if isinstance(event, Outcome)] == ["ok", "exceededCpu"]


async def test_the_visitor_of_an_object_that_loops_is_told(client: EngineClient) -> None:
    report = await client.run(ask(WORKER, *steps("one", "room", "two"), configuration=ROOMS))
    one, room, two = report.result.steps
    assert (one.body, room.outcome, two.outcome) == ("one", "exceededCpu", "canceled")
    assert [failure.message for failure in room.exceptions] == [BUSY]


async def test_a_client_that_has_its_answer_keeps_it(client: EngineClient) -> None:
    report = await client.run(ask(WORKER, *steps("after"), configuration=ROOMS))
    (after,) = report.result.steps
    assert (after.status, after.body, after.outcome) == (200, "after", "exceededCpu")
    assert [failure.message for failure in after.exceptions] == [BUSY]


async def test_native_code_that_asks_nobody(client: EngineClient) -> None:
    source = """let asked = 0;
    export default { fetch() {
      asked += 1;
      if (asked > 1) new Array(4e6).fill(0).map(() => String(Math.random())).sort();
      return new Response(asked);
    } };"""
    report = await client.run(ask(source, *steps("", "", "")))
    first, second, third = report.result.steps
    assert (first.status, first.body) == (200, "1")
    assert second.outcome in ("exceededCpu", "exceededMemory")
    assert second.exceptions
    assert third.outcome in ("canceled", "ok")


async def test_steps_that_are_together_too_slow_keep_what_they_gave(client: EngineClient) -> None:
    """Each is within its limit; all of them are not within the run's."""
    source = """export default { fetch(request) {
      const end = Number(new URL(request.url).searchParams.get('rounds'));
      let sum = 0;
      for (let i = 0; i < end; i++) sum += i % 7;
      return new Response('done');
    } };"""
    many = [Step(url="http://example.com/?rounds=3000000") for _ in range(10)]
    report = await client.run(ask(source, *many))
    outcomes = [step.outcome for step in report.result.steps]
    done = outcomes.count("ok")
    assert done > 0
    if done < 10:
        assert outcomes == ["ok"] * done + ["exceededCpu"] + ["canceled"] * (9 - done)


def test_a_host_that_is_busy_for_a_step_is_no_global_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    traffic = Traffic(ask("export default { fetch: () => fetch('https://x/') };", *steps("one", "two")))
    reports = []

    def busy(method: str, url: str) -> tuple[float, dict[str, object]]:
        reports.append(traffic.stopped(BUSY))
        return answer(method, url)

    answer = origin.answer
    monkeypatch.setattr(origin, "answer", busy)
    traffic.run()
    result = reports[0].result
    assert result.error is None
    assert [step.outcome for step in result.steps] == ["exceededCpu", "canceled"]
    assert result.steps[0].exceptions[-1].message == BUSY


async def test_global_scope_that_does_not_end_does_not_load(client: EngineClient) -> None:
    source = "export class Room {}\nexport default { fetch() { return new Response('x'); } };\nwhile (true);"
    report = await client.run(ask(source, *steps("one"), configuration=ROOMS))
    assert report.result.error is not None
    assert "was stopped" in report.result.error.message or "CPU" in report.result.error.message
