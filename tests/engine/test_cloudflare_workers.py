"""The module cloudflare:workers: env, withEnv, waitUntil, and what it says of sockets."""

from __future__ import annotations

import pytest

from tests.engine.worlds import bodies, run

URL = "https://x.dev/"


@pytest.fixture(params=[True, False], ids=["probes", "plain"])
def probes(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_with_env_follows_the_asynchronous_context(probes: bool) -> None:
    source = """
    import { env, withEnv } from "cloudflare:workers";
    const shown = (mode, ms) => withEnv({ mode }, async () => { await scheduler.wait(ms); return env.mode });
    export default { async fetch() {
      const both = [shown("one", 5), shown("two", 2)];
      const outside = String(env.mode);
      return Response.json([outside, ...(await Promise.all(both)), String(env.mode)]);
    } }"""
    assert bodies(run(source, URL, probes=probes)) == ['["undefined","one","two","undefined"]']


def test_wait_until_needs_no_context(probes: bool) -> None:
    source = """
    import { waitUntil } from "cloudflare:workers";
    export default { fetch() {
      waitUntil(scheduler.wait(10).then(() => console.log("later")));
      return new Response();
    } }"""
    report = run(source, URL, probes=probes)
    assert [line.message for line in report.result.logs] == ["later"]


def test_an_entrypoint_class_answers_each_event_with_a_fresh_object(probes: bool) -> None:
    source = """
    import { WorkerEntrypoint } from "cloudflare:workers";
    let shared = 0;
    export default class extends WorkerEntrypoint {
      own = 0;
      fetch(request) { return Response.json([++shared, ++this.own, request.url, typeof this.ctx.waitUntil]) }
    }"""
    answers = ['[1,1,"https://x.dev/","function"]', '[2,1,"https://x.dev/","function"]']
    assert bodies(run(source, URL, URL, probes=probes)) == answers


def test_sockets_are_refused_in_a_sentence() -> None:
    source = """
    import { connect } from "cloudflare:sockets";
    export default { fetch() { try { connect("x:1") } catch (e) { return new Response(e.message) } } }"""
    assert (bodies(run(source, URL))[0] or "").startswith("connect() is not part of this engine")
