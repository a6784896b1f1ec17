"""What a learner can tell about the loop, against what workerd answered (curriculum: golden values)."""

from __future__ import annotations

import pytest

from engine.step import Step
from engine.trace import IoQueued, IoStarted, Outcome, WorkCanceled, encode
from tests.engine.worlds import bodies, run, together

COUNTER = "let n = 0; export default { fetch() { return new Response(String(++n)) } }"
URL = "https://x.dev/"


@pytest.fixture(params=[True, False], ids=["probes", "plain"])
def probes(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_module_state_survives_between_requests(probes: bool) -> None:
    assert bodies(run(COUNTER, URL, URL, URL, probes=probes)) == ["1", "2", "3"]


def test_order_of_synchronous_code_microtasks_and_timers(probes: bool) -> None:
    source = """
    export default { async fetch() {
      const o = ['A'];
      setTimeout(() => o.push('timer'), 0);
      Promise.resolve().then(() => o.push('then'));
      (async () => { o.push('async-start'); await null; o.push('after-await') })();
      o.push('B');
      await new Promise(r => setTimeout(r, 5));
      return new Response(o.join(' '));
    } }"""
    assert bodies(run(source, URL, probes=probes)) == ["A async-start B then after-await timer"]


def test_timers_by_due_time_then_insertion(probes: bool) -> None:
    source = """
    export default { async fetch() {
      const o = [];
      setTimeout(() => o.push('t10'), 10);
      setTimeout(() => o.push('t0'), 0);
      setTimeout(() => o.push('t0b'), 0);
      queueMicrotask(() => o.push('m1')); queueMicrotask(() => o.push('m2'));
      await new Promise(r => setTimeout(r, 20));
      return new Response(o.join());
    } }"""
    assert bodies(run(source, URL, probes=probes)) == ["m1,m2,t0,t0b,t10"]


def test_four_requests_overlap_in_one_thread(probes: bool) -> None:
    source = """
    let active = 0, peak = 0;
    export default { async fetch() {
      peak = Math.max(peak, ++active);
      await fetch('https://origin/?ms=200');
      active--;
      return new Response('peak ' + peak);
    } }"""
    report = run(source, *together(URL, URL, URL, URL), probes=probes)
    assert bodies(report)[-1] == "peak 4"
    assert [step.wall_ms for step in report.result.steps] == [200, 200, 200, 200]


def test_a_busy_thread_holds_up_the_other_request(probes: bool) -> None:
    source = """
    export default { async fetch(r) {
      if (new URL(r.url).pathname === '/slow') spin(400);
      return new Response('ok');
    } }"""
    report = run(source, *together(URL + "slow", URL + "fast", after=150), probes=probes)
    assert [step.wall_ms for step in report.result.steps] == [400, 250]
    assert report.result.steps[0].cpu_ms == (400.00003 if probes else 400)  # 3 statements, 10 ns each


def test_sequential_fetches_add_up_and_parallel_ones_do_not(probes: bool) -> None:
    one = "await fetch('https://origin/?ms=100');"
    sequential = f"export default {{ async fetch() {{ {one * 3} return new Response('x') }} }}"
    every = ",".join(["fetch('https://origin/?ms=100')"] * 3)
    parallel = f"export default {{ async fetch() {{ await Promise.all([{every}]); return new Response('x') }} }}"
    assert run(sequential, URL, probes=probes).result.steps[0].wall_ms == 300
    assert run(parallel, URL, probes=probes).result.steps[0].wall_ms == 100


def test_six_header_slots_so_eight_fetches_take_twice_as_long() -> None:
    every = ",".join(["fetch('https://origin/?ms=100')"] * 8)
    source = f"export default {{ async fetch() {{ await Promise.all([{every}]); return new Response('x') }} }}"
    report = run(source, URL)
    assert report.result.steps[0].wall_ms == 200
    assert sum(isinstance(event, IoQueued) for event in report.trace) == 8
    assert [event.time for event in report.trace if isinstance(event, IoStarted)] == [0] * 6 + [100] * 2


def test_a_module_variable_leaks_between_users(probes: bool) -> None:
    source = """
    let user;
    export default { async fetch(r) {
      user = new URL(r.url).searchParams.get('u');
      await fetch('https://origin/?ms=80');
      return new Response('hello ' + user);
    } }"""
    report = run(source, *together(URL + "?u=alice", URL + "?u=bob", after=50), probes=probes)
    assert bodies(report) == ["hello bob", "hello bob"]


def test_work_that_is_not_in_waituntil_dies_with_the_response(probes: bool) -> None:
    source = "export default { fetch() { fetch('https://log/?ms=100'); return new Response('done') } }"
    report = run(source, URL, probes=probes)
    assert bodies(report) == ["done"]
    assert not any(isinstance(event, IoStarted) for event in report.trace), "the log server never saw it"
    assert [event.what for event in report.trace if isinstance(event, WorkCanceled)] == ["io"]


def test_waituntil_goes_on_after_the_response(probes: bool) -> None:
    source = """
    export default { fetch(r, env, ctx) {
      ctx.waitUntil(fetch('https://log/?ms=100').then(() => console.log('logged')));
      return new Response('done');
    } }"""
    report = run(source, URL, probes=probes)
    step = report.result.steps[0]
    assert (step.wall_ms, [line.message for line in step.logs]) == (0, ["logged"])
    assert next(event.wall_ms for event in report.trace if isinstance(event, Outcome)) == 100


def test_waituntil_is_cut_after_thirty_seconds() -> None:
    source = """
    const wait = (ms) => new Promise((r) => setTimeout(r, ms));
    export default { fetch(r, env, ctx) {
      ctx.waitUntil(wait(25000).then(() => console.log('25 s')));
      ctx.waitUntil(wait(40000).then(() => console.log('40 s')));
      return new Response('done');
    } }"""
    messages = [line.message for line in run(source, URL).result.steps[0].logs]
    assert messages[0] == "25 s"
    assert messages[1].startswith("waitUntil() tasks did not complete")
    assert len(messages) == 2


def test_a_promise_that_cannot_settle_is_canceled_at_once(probes: bool) -> None:
    report = run("export default { fetch() { return new Promise(() => {}) } }", URL, probes=probes)
    step = report.result.steps[0]
    assert (step.status, step.outcome, step.wall_ms) == (500, "exception", 0)
    assert "would never generate a response" in step.exceptions[0].message


def test_the_clock_stands_still_between_io(probes: bool) -> None:
    source = """
    const top = Date.now();
    export default { async fetch() {
      const a = Date.now(); spin(25); const b = Date.now();
      await fetch('https://origin/?ms=30');
      return new Response([top, b - a, Date.now() - b].join(' '));
    } }"""
    assert bodies(run(source, URL, probes=probes)) == ["0 0 55"]


def test_an_exception_names_the_learners_line(probes: bool) -> None:
    source = "const f = (user) => {\n  return user.name;\n};\nexport default {\n  fetch() { return f() },\n};\n"
    step = run(source, URL, probes=probes).result.steps[0]
    failure = step.exceptions[0]
    assert (step.status, step.body, step.outcome) == (500, "Internal Server Error", "exception")
    assert (failure.name, failure.file, failure.line) == ("TypeError", "index.js", 2)
    assert "index.js:5:" in failure.stack
    assert "<input>" not in failure.stack


def test_a_worker_that_does_not_load_says_where() -> None:
    error = run("export default {\n  fetch( { \n};\n", URL).result.error
    assert error is not None
    assert (error.name, error.file, error.line > 0) == ("SyntaxError", "index.js", True)
    top = run("\nthrow new TypeError('top')", URL).result.error
    assert top is not None
    assert (top.name, top.message, top.file, top.line) == ("TypeError", "top", "index.js", 2)


def test_the_same_run_gives_the_same_trace() -> None:
    source = """
    export default { async fetch() {
      await Promise.all([1, 2].map(async (n) => { await fetch('https://origin/?ms=' + n); }));
      return new Response(String(Math.random()));
    } }"""
    first, second = run(source, URL, URL), run(source, URL, URL)
    assert encode(first.trace) == encode(second.trace)
    assert bodies(first) == bodies(second)
    assert bodies(first) != bodies(run(source, URL, URL, seed=2))


def test_a_client_that_leaves_cancels_the_work() -> None:
    source = "export default { async fetch() { await fetch('https://origin/?ms=500'); return new Response('late') } }"
    report = run(source, Step(url=URL, abort_after_ms=100))
    assert report.result.steps[0].outcome == "canceled"
    assert [event.what for event in report.trace if isinstance(event, WorkCanceled)] == ["io"]


def test_environment_variables_arrive() -> None:
    from engine.project import Project
    from engine.run import RunRequest, run_project

    project = Project(
        name="hello", main="index.js", configuration={"vars": {"NAME": "Ada", "LIST": [1, 2]}},
        files={"index.js": "export default { fetch(r, env) { return Response.json(env) } }"},
    )  # fmt: skip
    report = run_project(RunRequest(project=project, steps=[Step(url=URL)]))
    assert report.result.steps[0].body == '{"NAME":"Ada","LIST":[1,2]}'
