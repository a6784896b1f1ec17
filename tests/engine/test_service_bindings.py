"""Workers that call each other: fetch and RPC through bindings, entrypoints, stubs, and the limits of a chain."""

from __future__ import annotations

import json

import pytest

from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.services.fetch import LONGEST_CHAIN
from engine.services.worker import MOST_INVOCATIONS
from engine.step import Step
from engine.trace import Onset

URL = "https://x.dev/"
CALLEE = """
import { WorkerEntrypoint, RpcTarget } from "cloudflare:workers";
let made = 0;
class Counter extends RpcTarget {
  #n; constructor(n) { super(); this.#n = n; }
  inc(by = 1) { return this.#n += by; }
  get value() { return this.#n; }
}
export default class extends WorkerEntrypoint {
  constructor(ctx, env) { super(ctx, env); this.number = ++made; }
  which() { return this.number; }
  echo(value) { return value; }
  counter(n) { return new Counter(n); }
  async twice(f) { return [await f(1), await f(2)]; }
  nested() { return { deep: { add: (x) => x + 1 } }; }
  fail() { throw new RangeError("no"); }
  fetch(request) { return new Response("fetched " + new URL(request.url).pathname); }
}
export class Admin extends WorkerEntrypoint { hello() { return "admin " + this.ctx.props.role; } }
export const plain = { fetch: () => new Response("plain entrypoint"), add: (x, env, ctx) => x + 1 };
"""


@pytest.fixture(params=[True, False], ids=["probes", "plain"])
def probes(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def call(expression: str, *, probes: bool = True, services: list[dict[str, object]] | None = None) -> object:
    """The JSON of an expression in a handler that has `env.S`, bound to CALLEE."""
    report = run(
        f"export default {{ async fetch(r, env, ctx) {{ return Response.json({expression}) }} }}", probes, services
    )
    assert report.result.error is None, report.result.error
    body = report.result.steps[0].body
    assert report.result.steps[0].status == 200, report.result.steps[0]
    return json.loads(body or "null")


def run(
    source: str, probes: bool = True, services: list[dict[str, object]] | None = None, **options: object
) -> RunReport:
    bound = services if services is not None else [{"binding": "S", "service": "callee"}]
    return run_project(
        RunRequest(
            project=Project(
                name="main", main="index.js", files={"index.js": source}, configuration={"services": bound}
            ),
            workers=[Project(name="callee", main="index.js", files={"index.js": CALLEE})],
            steps=[Step(url=URL)],
            probes=probes,
            **options,  # type: ignore[arg-type]
        )
    )


def test_each_call_meets_a_fresh_entrypoint_of_the_same_isolate(probes: bool) -> None:
    assert call("[await env.S.which(), await env.S.which()]", probes=probes) == [1, 2]


def test_fetch_through_a_binding(probes: bool) -> None:
    assert call("await (await env.S.fetch('http://any/path')).text()", probes=probes) == "fetched /path"


def test_one_await_for_a_chain_of_calls(probes: bool) -> None:
    assert call("await env.S.counter(40).inc(2)", probes=probes) == 42
    assert call("await env.S.nested().deep.add(1)", probes=probes) == 2


def test_reading_a_property_is_one_call(probes: bool) -> None:
    source = "export default { async fetch(r, env) { return new Response(await (await env.S.counter(7)).value) } }"
    report = run(source, probes)
    assert report.result.steps[0].body == "7"
    assert [event.trigger for event in report.trace if isinstance(event, Onset)][1:] == ["counter", "value"]


def test_functions_call_back(probes: bool) -> None:
    assert call("await env.S.twice((x) => x * 10)", probes=probes) == [10, 20]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("[undefined, NaN, -0, 10n ** 20n]", "v.map((x) => Object.is(x, -0) ? '-0' : String(x))"),
        ("new Map([[1, new Set(['a'])]])", "[...v.get(1)]"),
        ("new Date(5)", "v.getTime()"),
        ("/a+/gi", "String(v)"),
        ("new Uint8Array([1, 2, 3]).subarray(1)", "[...v, v.byteOffset]"),
        ("(() => { const a = { n: 1 }; a.self = a; return a })()", "v.self === v && v.n"),
        ("(() => { const a = {}; return [a, a] })()", "v[0] === v[1]"),
        ("Object.assign(new TypeError('bad'), {})", "[v instanceof TypeError, v.message]"),
        ("new Headers({ a: 'b' })", "[...v]"),
        ("'lone \\ud800'", "v.charCodeAt(5)"),
        ("{ ['__proto__']: 1 }", "[Object.keys(v), Object.getPrototypeOf(v) === Object.prototype]"),
    ],
)
def test_values_cross_as_they_are(value: str, shown: str) -> None:
    there, here = f"((v) => {shown})(await env.S.echo({value}))", f"((v) => {shown})({value})"
    assert call(there) == call(here)


def test_a_response_crosses_with_its_body(probes: bool) -> None:
    stream = "new Response(new ReadableStream({ start(c) { c.enqueue(new Uint8Array([104, 105])); c.close() } }))"
    assert call(f"await (await env.S.echo({stream})).text()", probes=probes) == "hi"


def test_an_error_says_that_it_is_remote(probes: bool) -> None:
    caught = "await env.S.fail().catch((e) => [e instanceof RangeError, e.message, e.remote])"
    assert call(caught, probes=probes) == [True, "no", True]


def test_named_entrypoints_and_props(probes: bool) -> None:
    admin: list[dict[str, object]] = [
        {"binding": "S", "service": "callee", "entrypoint": "Admin", "props": {"role": "editor"}},
        {"binding": "P", "service": "callee", "entrypoint": "plain"},
    ]
    expression = "[await env.S.hello(), await (await env.P.fetch('http://p/')).text(), await env.P.add(1)]"
    assert call(expression, probes=probes, services=admin) == ["admin editor", "plain entrypoint", 2]


def test_a_stub_belongs_to_the_event_that_got_it() -> None:
    source = """
    let kept;
    export default { async fetch(r, env) {
      kept ??= await env.S.counter(1);
      return new Response(await kept.inc().then(String, (e) => e.message));
    } }"""
    report = run_project(
        RunRequest(
            project=Project(
                name="main", main="index.js", files={"index.js": source},
                configuration={"services": [{"binding": "S", "service": "callee"}]},
            ),
            workers=[Project(name="callee", main="index.js", files={"index.js": CALLEE})],
            steps=[Step(url=URL), Step(url=URL)],
        )
    )  # fmt: skip
    first, second = (step.body or "" for step in report.result.steps)
    assert first == "2"
    assert second.startswith("Cannot perform I/O on behalf of a different request.")


def test_context_exports_lead_back_to_the_worker(probes: bool) -> None:
    source = """
    import { WorkerEntrypoint } from "cloudflare:workers";
    export class Other extends WorkerEntrypoint { hi() { return "hi" } }
    export default { async fetch(r, env, ctx) { return new Response(await ctx.exports.Other.hi()) } }"""
    assert run(source, probes).result.steps[0].body == "hi"


def test_a_binding_to_nothing_stops_the_load() -> None:
    error = run("export default {}", services=[{"binding": "S", "service": "ghost"}]).result.error
    assert error is not None
    assert error.message == (
        'Worker "main"\'s binding "S" refers to a service "ghost", but no such service is defined.'
    )


def test_one_request_may_cause_so_many_invocations() -> None:
    source = "for (let i = 0; ; i++) try { await env.S.which() } catch (e) { return new Response(i + ' ' + e.message) }"
    body = run(f"export default {{ async fetch(r, env) {{ {source} }} }}").result.steps[0].body or ""
    count, _, message = body.partition(" ")
    assert int(count) == MOST_INVOCATIONS - 1
    assert message.startswith("Too many Worker invocations")


def test_a_loop_of_fetches_ends_with_error_1019() -> None:
    source = "let n = 0; export default { async fetch(r) { n++; return fetch(r) } }"
    report = run(source, services=[], outbound="main")
    assert report.result.steps[0].body == "error code: 1019"
    events = [event for event in report.trace if isinstance(event, Onset)]
    assert len(events) == LONGEST_CHAIN + 1


def test_the_trace_tells_each_call_and_the_log_is_one() -> None:
    report = run(
        "export default { async fetch(r, env) { console.log(await env.S.counter(1).inc()); return new Response() } }"
    )
    onsets = [event for event in report.trace if isinstance(event, Onset)]
    told = [(event.worker, event.handler, event.trigger) for event in onsets]
    assert told == [("main", "fetch", f"GET {URL}"), ("callee", "rpc", "counter"), ("callee", "stub", "inc")]
    assert [event.caller for event in onsets] == [0, onsets[0].event, onsets[0].event]
    assert [line.message for line in report.result.logs] == ["2"]


@pytest.mark.parametrize(("broken", "line"), [("\nthrow new Error('no')", 2), ("import x from './gone.js'", 1)])
def test_an_error_of_another_worker_says_whose_it_is(broken: str, line: int) -> None:
    source = "export default { fetch(r, env) { return env.S.fetch(r) } }"
    report = run_project(
        RunRequest(
            project=Project(
                name="main", main="index.js", files={"index.js": source},
                configuration={"services": [{"binding": "S", "service": "other"}]},
            ),
            workers=[Project(name="other", main="index.js", files={"index.js": broken})],
            steps=[Step(url=URL)],
        )
    )  # fmt: skip
    assert report.result.error is not None
    assert (report.result.error.file, report.result.error.line) == ("other/index.js", line)
