"""Request, Response and fetch(), the last against the simulated origins."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step
from engine.trace import IoQueued
from tests.engine.platform.heap import Heap

TRY = "const ta = async (f) => { try { return await f(); } catch (e) { return `${e.name}: ${e.message}`; } };"


@pytest.fixture(scope="module")
def heap() -> Heap:
    return Heap()


def fetched(code: str, origin: str = "") -> tuple[Any, list[str]]:
    """The JSON value of `code` in a handler, and the targets of its subrequests. origin: a Worker that answers them."""
    handler = f"async fetch(request) {{ return Response.json(await (async () => {{ {code} }})()); }}"
    source = f"{TRY} export default {{ {handler} }};"
    request = RunRequest(
        project=Project(name="main", main="index.js", files={"index.js": source}),
        workers=[Project(name="origin", main="index.js", files={"index.js": origin})] if origin else [],
        outbound="origin" if origin else "",
        steps=[Step()],
    )
    report = run_project(request)
    step = report.result.steps[0]
    assert step.status == 200, step.exceptions
    asked = [event for event in report.trace if isinstance(event, IoQueued) and event.operation != "body"]
    return json.loads(step.body or "null"), [event.target for event in asked]


ECHO = """export default { async fetch(request) {
  const { pathname, searchParams } = new URL(request.url);
  const headers = {location: searchParams.get('to')};
  if (pathname === '/go') return new Response(null, {status: +searchParams.get('s'), headers});
  return Response.json([request.method, request.url, await request.text(), request.headers.get('authorization')]);
} };"""


def test_each_hop_of_a_redirect_is_an_operation() -> None:
    value, targets = fetched(
        "const r = await fetch('https://a.example/go?s=302&to=/end#x');"
        "return [r.url, r.redirected, (await r.json())[0]];",
        ECHO,
    )
    assert value == ["https://a.example/end", True, "GET"]
    assert targets == ["https://a.example/go?s=302&to=/end", "https://a.example/end"]


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [(301, "GET", ""), (302, "GET", ""), (303, "GET", ""), (307, "POST", "b"), (308, "POST", "b")],
)
def test_a_redirected_post(status: int, method: str, body: str) -> None:
    code = f"return (await fetch('https://a.example/go?s={status}&to=/end', {{method: 'POST', body: 'b'}})).json();"
    assert fetched(code, ECHO)[0][:3] == [method, "https://a.example/end", body]


def test_authorization_stays_with_its_origin() -> None:
    code = """const h = {headers: {authorization: 'secret'}};
    return [(await (await fetch('https://a.example/go?s=302&to=/end', h)).json())[3],
            (await (await fetch('https://a.example/go?s=302&to=https://b.example/end', h)).json())[3]];"""
    assert fetched(code, ECHO)[0] == ["secret", None]


def test_a_streamed_body_cannot_be_sent_twice() -> None:
    code = """const body = new ReadableStream({start(c) { c.enqueue('x'); c.close(); }});
    return ta(async () => (await fetch('https://a.example/go?s=307&to=/end', {method: 'POST', body})).status);"""
    assert fetched(code, ECHO)[0].startswith("TypeError: A request with a one-time-use body")


def test_a_streamed_body_is_sent_whole() -> None:
    code = """const start = (c) => { c.enqueue('x'); c.enqueue(new Uint8Array([121])); c.close(); };
    const body = new ReadableStream({start});
    return (await fetch('https://a.example/', {method: 'POST', body})).json();"""
    assert fetched(code, ECHO)[0][2] == "xy"


def test_redirects_can_be_left_alone() -> None:
    code = """const r = await fetch('https://a.example/go?s=302&to=/end', {redirect: 'manual'});
    return [r.status, r.redirected];"""
    assert fetched(code, ECHO) == ([302, False], ["https://a.example/go?s=302&to=/end"])


def test_an_aborted_signal_rejects_at_once_and_later() -> None:
    code = """const c = new AbortController(); setTimeout(() => c.abort(), 5);
    return [await ta(() => fetch('https://a.example/', {signal: AbortSignal.abort('why')}).catch((e) => e)),
            await ta(() => fetch('https://a.example/?ms=50', {signal: c.signal}))];"""
    value, targets = fetched(code)
    assert value == ["why", "AbortError: The operation was aborted"]
    assert len(targets) == 1


def test_a_fetched_response_is_immutable_and_head_has_no_body() -> None:
    code = """const r = await fetch('https://a.example/');
    const h = await fetch('https://a.example/', {method: 'HEAD'});
    return [await ta(() => r.headers.set('a', 'b')), r.statusText, h.body, await h.text(), r.body !== null];"""
    assert fetched(code)[0] == ["TypeError: Can't modify immutable headers.", "OK", None, "", True]


@pytest.mark.parametrize(
    ("url", "type", "text"),
    [
        ("data:,a%20b", "text/plain;charset=US-ASCII", "a b"),
        ("data:text/html,<p>é", "text/html", "<p>é"),
        ("data:text/plain;base64,aGk=", "text/plain", "hi"),
        ("data:;charset=utf-8,x#frag", "text/plain;charset=utf-8", "x"),
    ],
)
def test_data_urls_need_no_network(url: str, type: str, text: str) -> None:
    code = f"const r = await fetch({url!r}); return [r.headers.get('content-type'), await r.text()];"
    assert fetched(code) == ([type, text], [])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "fetch()",
            "Failed to execute 'fetch' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'Request or string'.",
        ),
        ("fetch('/relative')", "Invalid URL: /relative"),
        ("fetch('x:bad')", "Fetch API cannot load: x:bad"),
        ("fetch('https://a.example/go?s=302&to=http://%5B')", "Invalid Location header; unable to follow redirect."),
    ],
)
def test_fetches_that_cannot_be(code: str, said: str) -> None:
    assert fetched(f"return ta(() => {code});", ECHO)[0] == f"TypeError: {said}"


def test_global_scope_fetch_rejects_and_does_not_throw() -> None:
    said = Heap().run("return await fetch('https://a.example/').catch((e) => `rejected ${e.message}`);", event=0)
    assert said.startswith("rejected Disallowed operation called within global scope.")


def test_a_request_takes_the_body_of_the_one_it_is_made_from(heap: Heap) -> None:
    code = f"""{TRY} const a = new Request('https://e.org/', {{method: 'POST', body: 'abc', headers: {{x: '1'}}}});
    const b = new Request(a, {{headers: {{y: '2'}}}});
    return [a.bodyUsed, await b.text(), [...b.headers], await ta(() => new Request(a))];"""
    assert heap.run(code) == [True, "abc", [["y", "2"]], "TypeError: Cannot reconstruct a Request with a used body."]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("new Request('https://e.org', {method: 'foo'})", "TypeError: Invalid HTTP method string: foo"),
        ("new Request('https://e.org', {method: 'connect'})", "TypeError: Invalid HTTP method string: connect"),
        (
            "new Request('https://e.org', 5)",
            "TypeError: Failed to construct 'Request': constructor parameter 2 is not of type "
            "'RequestInitializerDict or Request'.",
        ),
        ("new Response('x', {encodeBody: 'foo'})", "TypeError: encodeBody: unexpected value: foo"),
        (
            "new Response('x', {status: 99})",
            "RangeError: Responses may only be constructed with status codes in the range 200 to 599, inclusive.",
        ),
        ("Response.json()", "TypeError: Failed to execute 'json' on 'Response': parameter 1 is not of type 'Value'."),
        (
            "Response.redirect('https://a.b/', 200)",
            "RangeError: 200 is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308.",
        ),
        ("Response.redirect('/x')", "TypeError: Unable to parse URL: /x"),
        (
            "Response.prototype.text.call({})",
            "TypeError: Illegal invocation: function called with incorrect `this` reference. See "
            "https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
        ),
    ],
)
def test_refusals_in_the_words_of_workerd(heap: Heap, code: str, said: str) -> None:
    assert heap.run(f"{TRY} return await ta(() => {code});") == said


def test_subclasses_of_response(heap: Heap) -> None:
    code = """class Page extends Response {
      constructor(html) { super(html, {headers: {'content-type': 'text/html'}}); }
    }
    const page = new Page('<p>');
    return [page instanceof Response, page.constructor.name, await page.text(), page.headers.get('content-type')];"""
    assert heap.run(code) == [True, "Page", "<p>", "text/html"]
