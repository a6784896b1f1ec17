"""Model CPU and its limit: the same figures each time, and nothing that a Worker catches lets it go on."""

from __future__ import annotations

import pytest

from engine.project import Project
from engine.run import Limits, RunReport, RunRequest, run_project
from engine.step import Step
from engine.trace import ExceptionThrown, FrameEntered, Outcome, StatementReached, TurnEnded, encode
from tests.engine.worlds import bodies, run, together

URL = "http://example.com/"
LIMITED = Limits(cpu_ms=20)
CATCHES_ALL = """export default { async fetch(request, env, ctx) {
  while (true) { try { spin(3); } catch (error) { console.log('caught'); } finally { console.log('again'); } }
} }"""
IN_A_TIMER = """export default { fetch() {
  return new Promise((resolve) => setTimeout(() => { try { spin(50); } catch {} resolve(new Response('late')); }, 5));
} }"""
COUNTS_FOREVER = """export default { fetch() { for (let i = 0; ; i += 1) { i % 7; } } }"""
THROUGH_PROMISES = """
async function work(left) {
  try { await work(left - 1); } catch {}
  spin(1);
  return work(left + 1).catch(() => work(9));
}
export default { async fetch() { try { await work(0); } catch {} return new Response('done'); } }"""
RETURNS_ALL_THE_SAME = """export default { fetch() { try { spin(50); } finally { return new Response('done'); } } }"""


def of_event(report: RunReport, kind: type, event: int = 1) -> list:  # type: ignore[type-arg]
    """The trace events of one kind and one event."""
    return [said for said in report.trace if isinstance(said, kind) and said.event == event]


def test_a_statement_costs_ten_nanoseconds_and_a_spin_what_it_says() -> None:
    source = "export default { fetch() { spin(1.5); const a = 1; return new Response(a); } }"
    first, second = run(source, URL), run(source, URL)
    assert first.result.steps[0].cpu_ms == 1.50003
    assert [said.cpu_ms for said in of_event(first, Outcome)] == [1.50003]
    assert [said.cpu_ms for said in of_event(first, TurnEnded)] == [1.50003]
    assert first.result.steps[0].wall_ms == 1.5  # statements do not move the clock
    assert encode(first.trace) == encode(second.trace)


def test_each_statement_of_the_trace_is_counted() -> None:
    source = """async function add(values) { let sum = 0; for (const value of values) sum += await value; return sum; }
    export default { async fetch() { return Response.json(await Promise.all([add([1, 2]), add([3])])); } }"""
    report = run(source, URL, URL)
    for index, step in enumerate(report.result.steps):
        assert step.cpu_ms == len(of_event(report, StatementReached, index + 1)) * 10 / 1_000_000
    turns = [said.cpu_ms for said in report.trace if isinstance(said, TurnEnded) and said.event]
    assert sum(turns) == pytest.approx(sum(step.cpu_ms for step in report.result.steps))


def test_statements_past_what_the_trace_takes_are_counted_too() -> None:
    source = "export default { fetch() { let n = 0; while (n < 250000) { n += 1; } return new Response(n); } }"
    report = run(source, URL)
    assert report.result.steps[0].cpu_ms == 250_003 * 10 / 1_000_000
    assert len(of_event(report, StatementReached)) < 250_000


@pytest.mark.parametrize("source", [CATCHES_ALL, IN_A_TIMER, COUNTS_FOREVER, THROUGH_PROMISES, RETURNS_ALL_THE_SAME])
def test_the_limit_ends_the_event_whatever_it_catches(source: str) -> None:
    limits = Limits(cpu_ms=0.5) if source is COUNTS_FOREVER else LIMITED
    report = run(source, URL, URL, limits=limits)
    for event, step in enumerate(report.result.steps, start=1):
        assert (step.status, step.outcome, step.body) == (503, "exceededCpu", "error code: 1102")
        assert step.cpu_ms == limits.cpu_ms
        assert [what.message for what in step.exceptions] == ["Worker exceeded CPU time limit."]
        assert [said.where for said in of_event(report, ExceptionThrown, event)] == ["limit"]
        assert [said.outcome for said in of_event(report, Outcome, event)] == ["exceededCpu"]
        assert [line.message for line in step.logs] in ([], ["again"] * 6)
        assert step.isolate == "hello#1"  # it lives on
    assert encode(report.trace) == encode(run(source, URL, URL, limits=limits).trace)


def test_without_probes_a_spin_still_meets_the_limit() -> None:
    report = run(RETURNS_ALL_THE_SAME, URL, probes=False, limits=LIMITED)
    assert [(step.status, step.outcome, step.cpu_ms) for step in report.result.steps] == [(503, "exceededCpu", 20)]


def test_a_client_that_has_its_answer_keeps_it() -> None:
    source = """export default { fetch(request, env, ctx) {
      ctx.waitUntil(new Promise((done) => setTimeout(() => { spin(50); done(); }, 5)));
      return new Response('here');
    } }"""
    step = run(source, URL, limits=LIMITED).result.steps[0]
    assert (step.status, step.body, step.outcome, step.cpu_ms) == (200, "here", "exceededCpu", 20)


def test_another_event_of_the_isolate_goes_on() -> None:
    source = """let count = 0;
    export default { async fetch(request) {
      count += 1;
      await scheduler.wait(10);
      if (request.url.endsWith('/slow')) while (true) try { spin(5); } catch {}
      await scheduler.wait(10);
      return new Response(count);
    } }"""
    report = run(source, *together(URL + "slow", URL + "fast", after=1), URL, limits=LIMITED)
    assert bodies(report) == ["error code: 1102", "2", "3"]
    assert [step.outcome for step in report.result.steps] == ["exceededCpu", "ok", "ok"]


def test_nothing_of_it_runs_after_the_limit() -> None:
    source = """const after = () => console.log('after');
    export default { async fetch() { try { spin(50); } catch { after(); } finally { after(); } } }"""
    report = run(source, URL, limits=LIMITED)
    assert report.result.logs == []
    assert [said.function for said in of_event(report, FrameEntered)] == ["fetch"]


@pytest.mark.parametrize(("own", "cap", "limit"), [(20, None, 20), (20, 10, 10), (10, 20, 10), (None, 10, 10)])
def test_the_smaller_of_the_two_limits_counts(own: int | None, cap: float | None, limit: float) -> None:
    source = "export default { fetch() { spin(100); return new Response('done'); } }"
    configuration = {} if own is None else {"limits": {"cpu_ms": own}}
    project = Project(name="hello", main="index.js", files={"index.js": source}, configuration=configuration)
    request = RunRequest(project=project, steps=[Step()], limits=Limits(cpu_ms=cap))
    step = run_project(request).result.steps[0]
    assert (step.outcome, step.cpu_ms, step.wall_ms) == ("exceededCpu", limit, limit)


def test_global_scope_is_not_held_to_it() -> None:
    source = "for (let n = 0; n < 100; n += 1) { n % 7; } export default { fetch: () => new Response('here') }"
    assert bodies(run(source, URL, limits=Limits(cpu_ms=0.0005))) == ["here"]
