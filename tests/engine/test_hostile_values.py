"""Values that fight back when they are touched, and text and sizes at the edge: nothing hung, nothing lost."""

from __future__ import annotations

import base64

import msgspec
import pytest

from engine.run import Limits
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


MANY = "Array.from({ length: 100_000 }, (_, index) => ['x-' + index, 'v'])"
A_HUNDRED_THOUSAND = {
    "appended and walked": (
        """const headers = new Headers();
        for (let i = 0; i < 100_000; i++) headers.append('x-' + i, 'v');
        let count = 0; for (const [name] of headers) count += 1;
        return new Response(count);""",
        "100000",
    ),
    "set one by one": (
        "const headers = new Headers(); for (let i = 0; i < 100_000; i++) headers.set('x-' + i, 'v');"
        "return new Response([...headers.keys()].length);",
        "100000",
    ),
    "given at once": (
        f"const headers = new Headers({MANY}); return new Response([...headers].length + headers.get('x-99999'));",
        "100000v",
    ),
    "one name": (
        "const headers = new Headers(); for (let i = 0; i < 100_000; i++) headers.append('x', 'v');"
        "return new Response(headers.get('x').length);",
        "299998",
    ),
    "one name on one line": (
        "const headers = new Headers(); for (let i = 0; i < 100_000; i++) headers.append('accept', 'v');"
        "return new Response(headers.get('accept').length);",
        "299998",
    ),
    "sent": (
        f"const answer = await fetch('https://origin.example/', {{ headers: {MANY} }});"
        "return new Response(answer.status);",
        "200",
    ),
}


@pytest.mark.parametrize("name", A_HUNDRED_THOUSAND)
def test_a_hundred_thousand_headers(name: str) -> None:
    """In as many steps, not in their square: that would take minutes and ends at the CPU limit."""
    body, expected = A_HUNDRED_THOUSAND[name]
    source = f"export default {{ async fetch() {{ {body} }} }};"
    step = run(source, URL, probes=False, limits=Limits(cpu_seconds=10)).result.steps[0]
    assert (step.status, step.body, step.exceptions) == (200, expected, [])


def test_a_hundred_thousand_headers_come_back() -> None:
    source = f"export default {{ fetch() {{ return new Response('x', {{ headers: {MANY} }}); }} }};"
    step = run(source, URL, probes=False, limits=Limits(cpu_seconds=10)).result.steps[0]
    assert step.status == 200
    assert len(step.headers or []) > 100_000


def test_names_that_were_taken_out_of_many_are_found_no_more() -> None:
    source = """export default { fetch() {
      const headers = new Headers(Array.from({ length: 100 }, (_, i) => ['x-' + i % 50, String(i)]));
      const before = headers.get('x-3');
      headers.delete('x-1');
      headers.set('x-3', 'three');
      headers.append('x-1', 'again');
      headers.append('x-4', 'more');
      const copy = new Headers(headers);
      copy.delete('x-4');
      return Response.json([before, ...['x-1', 'x-3', 'x-4', 'x-49'].map((n) => headers.get(n)),
        headers.has('x-2'), headers.has('x-50'), copy.has('x-4'), [...headers].length, [...copy].length]);
    } };"""
    body = run(source, URL).result.steps[0].body
    assert body == '["3, 53","again","three","4, 54, more","49, 99",true,false,false,50,49]'


@pytest.mark.parametrize(
    ("step", "status", "body"),
    [
        (Step(url=URL + "x" * (16 * 1024 - len(URL))), 200, "16384 0"),
        (Step(url=URL + "x" * (16 * 1024 - len(URL) + 1)), 414, "URI Too Long"),
        (Step(url=URL, headers=[("a", "x" * (128 * 1024 - 1))]), 200, "19 131071"),
        (Step(url=URL, headers=[("a", "x" * 128 * 1024)]), 431, "Request Header Fields Too Large"),
        (Step(url=URL, headers=[(f"h-{n}", "v") for n in range(100_000)]), 431, "Request Header Fields Too Large"),
    ],
    ids=["longest URL", "longer URL", "most headers", "more headers", "100,000 headers"],
)
def test_what_is_too_long_gets_the_specified_answer(step: Step, status: int, body: str) -> None:
    """https://developers.cloudflare.com/workers/platform/limits/#request-and-response-limits"""
    source = """export default { fetch(request) {
      return new Response(`${request.url.length} ${request.headers.get('a')?.length ?? 0}`);
    } };"""
    result = run(source, step).result.steps[0]
    assert (result.status, result.body) == (status, body)


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("request.body", "\u00e9" * 5_000_000),
        ("await request.text()", "\u00e9" * 5_000_000),
        ("await request.arrayBuffer()", "\u00e9" * 5_000_000),
        ("request.body.pipeThrough(new TransformStream())", "x" * 10_000_000),
        ("JSON.stringify(await request.json())", '"' + "x" * 10_000_000 + '"'),
    ],
    ids=["stream", "text", "bytes", "transform", "JSON"],
)
def test_ten_megabytes_in_and_out_whichever_way(what: str, body: str) -> None:
    source = f"export default {{ async fetch(request) {{ return new Response({what}); }} }};"
    step = run(source, Step(method="POST", url=URL, body=body)).result.steps[0]
    assert step.outcome == "ok"
    assert step.body == body


def test_ten_megabytes_that_are_no_text() -> None:
    source = """export default { fetch() {
      let left = 160;
      return new Response(new ReadableStream({ pull(controller) {
        if (left-- === 0) controller.close(); else controller.enqueue(new Uint8Array(65536).fill(255));
      } }));
    } };"""
    step = run(source, URL).result.steps[0]
    assert base64.b64decode(step.body_base64 or "") == b"\xff" * 160 * 65536


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("new Headers([['a', 'b\\0']])", "TypeError: Invalid header value."),
        ("new Headers([['a\\0', 'b']])", "TypeError: Invalid header name."),
        ("new Response('', { status: 2 ** 53 })", "RangeError: "),
        ("new Response('', { status: NaN })", "RangeError: "),
        ("new URL('http://a\\0b/')", "TypeError: Invalid URL"),
        ("new Array(2 ** 53)", "RangeError: "),
        ("'x'.repeat(2 ** 53)", "RangeError: "),
        ("JSON.stringify(2n ** 64n)", "TypeError: "),
        ("btoa('\\ud800')", "InvalidCharacterError: "),
        ("structuredClone(() => {})", "DataCloneError: "),
        ("crypto.getRandomValues(new Uint8Array(65537))", "QuotaExceededError: "),
        ("new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255]))", "TypeError: "),
    ],
)
def test_what_no_interface_takes_is_the_specified_error(code: str, said: str) -> None:
    source = f"""export default {{ fetch() {{
      try {{ {code}; }} catch (e) {{ return new Response(`${{e.name}}: ${{e.message}}`); }}
      return new Response('taken');
    }} }};"""
    step = run(source, URL).result.steps[0]
    assert (step.body or "").startswith(said)


def test_big_numbers_in_and_out() -> None:
    source = """export default { async fetch() {
      await new Promise((done) => setTimeout(done, 2 ** 53 + 1));
      return Response.json([2 ** 53 + 1, 1e308, -0, 2 ** 31]);
    } };"""
    step = run(source, URL).result.steps[0]
    assert step.body == "[9007199254740992,1e+308,0,2147483648]"


@pytest.mark.parametrize("probes", [True, False])
def test_who_writes_too_much_to_the_console_is_told_once(probes: bool) -> None:
    source = """export default { async fetch(request) {
      if (request.url.endsWith('/much')) {
        for (let i = 0; i < 300; i++) console.log('x'.repeat(1000), Promise.resolve(i));
        await 1;
        console.log('after', Promise.resolve(1));
      }
      console.log(request.url);
      return new Response('done');
    } };"""
    much, little = run(source, Step(url=URL + "much"), Step(url=URL + "little"), probes=probes).result.steps
    assert much.body == little.body == "done"
    assert 200 < len(much.logs) < 300
    assert (much.logs[-1].level, much.logs[-1].message[:24]) == ("warn", "Log size limit exceeded:")
    assert [line.message for line in little.logs] == [URL + "little"]
