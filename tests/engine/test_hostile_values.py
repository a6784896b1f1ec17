"""Values that fight back when they are touched, and text and sizes at the edge: nothing hung, nothing lost."""

from __future__ import annotations

import msgspec
import pytest

from engine.step import Step
from tests.engine.worlds import run

URL = "http://example.com/"
THROWING = {
    "a getter for message": "Object.defineProperty(new Error(), 'message', { get() { throw 1; } })",
    "a getter for name": "Object.defineProperty(new Error('m'), 'name', { get() { throw 1; } })",
    "a getter for stack": "Object.defineProperty(new Error('m'), 'stack', { get() { throw 1; } })",
    "a getter for everything": "new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 1; } })",
    "a revoked proxy": "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
    "a proxy of a function": "new Proxy(() => {}, { get() { throw 1; } })",
    "toString": "({ toString() { throw 1; }, [Symbol.toPrimitive]() { throw 1; } })",
    "a message that is no text": "Object.assign(new Error(), { message: { toString() { throw 1; } } })",
    "no prototype": "Object.create(null)",
    "a cause that is itself": "(() => { const error = new Error('m'); error.cause = error; return error; })()",
    "a symbol": "Symbol('s')",
    "nothing": "undefined",
    "null": "null",
    "a lone surrogate": "new Error('\\ud800')",
    "NUL": "new Error('a\\0b')",
    "a long message": "new Error('x'.repeat(1e6))",
    "2 ** 53 + 1": "9007199254740993n",
    "a function": "class Name {}",
    "a thenable that throws": "({ get then() { throw 1; } })",
    "a thenable without an end": "({ then(done) { done(this); } })",
}


@pytest.mark.parametrize("probes", [True, False])
@pytest.mark.parametrize("name", THROWING)
def test_whatever_is_thrown_is_reported_once(name: str, probes: bool) -> None:
    value = THROWING[name]
    source = f"""export default {{ async fetch(request, env, ctx) {{
      ctx.waitUntil((async () => {{ await 1; throw {value}; }})());
      setTimeout(() => console.log('still here'), 1);
      await 1;
      throw {value};
    }} }};"""
    report = run(source, URL, URL, probes=probes)
    msgspec.json.encode(report.trace)
    for step in report.result.steps:
        assert (step.status, step.outcome) == (500, "exception")
        assert len(step.exceptions) == 2


@pytest.mark.parametrize("name", THROWING)
def test_whatever_is_written_to_the_console_ends_the_event_once(name: str) -> None:
    source = f"""export default {{ async fetch() {{
      try {{ console.log('value', {THROWING[name]}); }} catch {{ console.log('refused'); }}
      return new Response('after');
    }} }};"""
    step = run(source, URL).result.steps[0]
    assert (step.status, step.body, step.outcome) == (200, "after", "ok")
    assert len(step.logs) == 1


@pytest.mark.parametrize("name", THROWING)
def test_whatever_is_returned_is_refused(name: str) -> None:
    value = THROWING[name]
    if name == "a thenable without an end":
        pytest.skip("it queues microtasks until its CPU limit: test_event_loop.py")
    step = run(f"export default {{ fetch() {{ return {value}; }} }};", URL).result.steps[0]
    assert (step.status, step.outcome, len(step.exceptions)) == (500, "exception", 1)


@pytest.mark.parametrize(
    ("text", "body"),
    [("a\\0b", "a\0b"), ("\\ud800", "\ufffd"), ("\\ud83d\\ude00", "\U0001f600"), ("\\u2028", "\u2028")],
)
def test_text_at_the_edge_survives(text: str, body: str) -> None:
    source = f"""export default {{ async fetch(request, env, ctx) {{
      console.log('{text}');
      return new Response('{text}');
    }} }};"""
    step = run(source, URL).result.steps[0]
    assert step.body == body
    assert len(step.logs) == 1
    msgspec.json.encode(step)


def test_ten_megabytes_in_and_out() -> None:
    source = "export default { async fetch(request) { return new Response(await request.text()); } };"
    step = run(source, Step(method="POST", url=URL, body="x" * 10_000_000)).result.steps[0]
    assert len(step.body or "") == 10_000_000


def test_many_headers() -> None:
    source = """export default { fetch(request) {
      const headers = new Headers();
      for (let i = 0; i < 2000; i++) headers.append('x-' + i, String(i));
      return new Response([...request.headers].length, { headers });
    } };"""
    sent = [(f"h-{index}", "v") for index in range(2000)]
    step = run(source, Step(url=URL, headers=sent)).result.steps[0]
    assert int(step.body or 0) >= 2000
    assert len(step.headers or []) >= 2000


def test_big_numbers_in_and_out() -> None:
    source = """export default { async fetch() {
      await new Promise((done) => setTimeout(done, 2 ** 53 + 1));
      return Response.json([2 ** 53 + 1, 1e308, -0, 2 ** 31]);
    } };"""
    step = run(source, URL).result.steps[0]
    assert step.body == "[9007199254740992,1e+308,0,2147483648]"
