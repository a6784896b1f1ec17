"""Large bodies wait outside the heap: read piece by piece, passed on unread, refused whole where they cannot fit."""

from __future__ import annotations

import weakref

import pytest

from engine.answer import HELD_TOO_MUCH
from engine.bodies import LARGE_BYTES, PIECE_BYTES, HeldBody, Outside, RepeatedBody
from engine.errors import MEMORY_EXCEEDED
from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.step import Step, StepResult
from engine.trace import IoDone

SIZE = 3 * LARGE_BYTES + 17
TEXT = ("0123456789abcdé" * (SIZE // 16 + 1))[: SIZE - 1]


def report(handler: str, *steps: Step, probes: bool = False) -> RunReport:
    files = {"index.js": "let kept;\nexport default { async fetch(request, env, ctx) {\n" + handler + "\n} };"}
    project = Project(name="bodies", main="index.js", files=files)
    request = RunRequest(project=project, steps=list(steps) or [upload()], probes=probes)
    return run_project(request)


def run(handler: str, *steps: Step, probes: bool = False) -> StepResult:
    return report(handler, *steps, probes=probes).result.steps[-1]


def upload(path: str = "/") -> Step:
    return Step(method="POST", url=f"http://example.com{path}", body=TEXT)


BYTES = len(TEXT.encode())


@pytest.mark.parametrize("probes", [False, True])
@pytest.mark.parametrize(
    "handler",
    [
        "return new Response(request.body);",
        "return new Response(await request.text());",
        "return new Response(await request.arrayBuffer());",
        "return new Response(await request.blob());",
        "return new Response(await request.clone().text());",
        "const [a, b] = request.body.tee(); b.cancel(); return new Response(a);",
        "return new Response(request.body.pipeThrough(new TransformStream()));",
        "const { readable, writable } = new IdentityTransformStream(); request.body.pipeTo(writable);"
        "return new Response(readable);",
        "return new Response(new Request(request).body);",
        "const copy = request.clone(); await copy.text(); return new Response(request.body);",
        "const copy = request.clone(); await request.text(); return new Response(copy.body);",
        "return new Response(JSON.parse(JSON.stringify(await request.text())));",
        "const cached = new Response(request.body, { headers: { 'cache-control': 'max-age=60' } });"
        "await caches.default.put('http://x.com/', cached); return caches.default.match('http://x.com/');",
    ],
)
def test_every_way_gives_the_same_bytes(handler: str, probes: bool) -> None:
    result = run(handler, probes=probes)
    assert (result.exceptions, result.status) == ([], 200)
    assert result.body is not None
    assert len(result.body) == len(TEXT)
    assert result.body == TEXT


def test_it_is_read_in_pieces() -> None:
    result = run(
        "let sizes = []; for await (const chunk of request.body) sizes.push(chunk.length);"
        "return Response.json([sizes[0], sizes.reduce((a, b) => a + b), sizes.length]);"
    )
    assert result.body == f"[{PIECE_BYTES},{BYTES},{-(-BYTES // PIECE_BYTES)}]"


def test_byob_readers_take_what_they_have_room_for() -> None:
    result = run(
        "const reader = request.body.getReader({ mode: 'byob' }); let n = 0;"
        "for (;;) { const { done, value } = await reader.read(new Uint8Array(100000)); if (done) break;"
        "n += value.length; }"
        "return new Response(n);"
    )
    assert result.body == str(BYTES)


def test_what_is_passed_on_unread_is_not_read_at_all() -> None:
    passed = report("const res = await fetch('https://big.example/?mb=500'); return new Response(res.body, res);")
    assert [event.result for event in passed.trace if isinstance(event, IoDone)] == ["200"]
    result = passed.result.steps[0]
    assert (result.body_bytes, result.outcome) == (500 << 20, "ok")
    assert result.body is not None
    assert result.body.startswith("A line of a long body")
    read = report(
        "const res = await fetch('https://big.example/?mb=20'); return new Response((await res.bytes()).length);"
    )
    assert len([event for event in read.trace if isinstance(event, IoDone)]) == 1 + (20 << 20) // PIECE_BYTES + 1


def test_a_stream_of_200_mb_goes_through_a_heap_that_could_not_hold_it() -> None:
    result = run(
        "const res = await fetch('https://big.example/?mb=200'); let n = 0;"
        "for await (const chunk of res.body) n += chunk.length; return new Response(n);"
    )
    assert (result.outcome, result.body) == ("ok", str(200 << 20))


@pytest.mark.parametrize(("megabytes", "outcome"), [(50, "ok"), (100, "exceededMemory")])
def test_what_a_worker_holds_counts(megabytes: int, outcome: str) -> None:
    result = run(f"const res = await fetch('https://x/?mb={megabytes}'); return new Response(await res.arrayBuffer());")
    assert result.outcome == outcome
    assert [failure.message for failure in result.exceptions] == [MEMORY_EXCEEDED] * (outcome != "ok")


@pytest.mark.parametrize("method", ["text", "json", "arrayBuffer", "bytes", "blob"])
def test_what_cannot_fit_is_refused_before_it_is_read(method: str) -> None:
    refused = report(f"const res = await fetch('https://big.example/?mb=200'); await res.{method}();")
    [failure] = refused.result.steps[0].exceptions
    assert (failure.name, failure.message) == ("TypeError", "Memory limit would be exceeded before EOF.")
    assert len([event for event in refused.trace if isinstance(event, IoDone)]) == 1


def test_a_body_is_used_once() -> None:
    message = "Body has already been used. It can only be used once. Use tee() first if you need to read it twice."
    for handler in (
        "await request.text(); await request.text();",
        "const first = new Response(request.body); await fetch('https://x/', { method: 'PUT', body: request.body });"
        "await request.text();",
    ):
        [failure] = run(handler).exceptions
        assert failure.message == message
    passed = run(
        "await fetch('https://x/', { method: 'PUT', body: request.body });"
        "return Response.json([request.bodyUsed, request.body.locked]);"
    )
    assert passed.body == "[true,true]"


def test_it_belongs_to_its_event() -> None:
    handler = (
        "if (kept) return new Response(await kept.text().catch((error) => error.message));"
        "kept = request; return new Response('kept');"
    )
    result = run(handler, upload(), upload())
    assert result.body is not None
    assert result.body.startswith("Cannot perform I/O on behalf of a different request.")


def test_nobody_reads_what_is_not_theirs() -> None:
    handler = (
        "const parse = JSON.parse; const stringify = JSON.stringify;"
        "Object.prototype.outside = 1; Object.prototype.size = 9;"
        "try { return new Response(await new Response('small').text()); } finally { delete Object.prototype.outside; }"
    )
    assert run(handler, Step()).body == "small"


@pytest.mark.parametrize("name", ["outside", "base64", "stream"])
def test_a_poisoned_prototype_harms_only_its_own_isolate(name: str) -> None:
    for body in ("new Uint8Array(3)", "request.body"):
        result = run(f"Object.prototype.{name} = 'x!'; return new Response({body});")
        assert result.outcome in ("ok", "exception")


def test_looking_at_a_body_that_is_being_read_takes_nothing_of_it() -> None:
    for look in ("request.body;", "console.log(request);"):
        result = run(f"const read = request.arrayBuffer(); {look} return new Response(await read);")
        assert result.body == TEXT
    passed = report(
        "const res = await fetch('https://big.example/?mb=300');"
        "ctx.waitUntil(scheduler.wait(1).then(() => console.log(res.bodyUsed, res.body.locked))); return res;"
    )
    [step] = passed.result.steps
    assert (step.outcome, [line.message for line in step.logs]) == ("ok", ["true true"])
    assert len([event for event in passed.trace if isinstance(event, IoDone)]) < 5


def two_workers(caller: str, other: str, *steps: Step) -> RunReport:
    """A Worker whose binding OTHER is a second Worker."""
    project = Project(
        name="caller",
        main="index.js",
        files={"index.js": "export default { async fetch(request, env) {" + caller + "} };"},
        configuration={"services": [{"binding": "OTHER", "service": "other"}]},
    )
    files = {"index.js": "export default { async fetch(request) {" + other + "} };"}
    workers = [Project(name="other", main="index.js", files=files)]
    return run_project(RunRequest(project=project, workers=workers, steps=list(steps) or [upload()], probes=False))


def test_nothing_stays_of_a_body_that_was_read_or_passed_on() -> None:
    for use in (lambda there: list(iter(there.next_piece, b"")), Outside.take):
        body = HeldBody(b"x" * (PIECE_BYTES + 1))
        outside, lives = Outside(body), weakref.ref(body)
        del body
        assert lives() is not None
        use(outside)
        assert lives() is None
        assert outside.next_piece() == b""


def test_a_body_that_was_passed_on_cannot_be_sent_again_after_a_redirect() -> None:
    report = two_workers(
        "return env.OTHER.fetch(request.url, { method: 'POST', body: request.body });",
        "return new Response(null, { status: 307, headers: { location: '/there' } });",
    )
    [failure] = report.result.steps[0].exceptions
    assert failure.message.startswith("A request with a one-time-use body")


def test_a_large_answer_of_another_worker_comes_from_outside() -> None:
    report = two_workers(
        "const res = await env.OTHER.fetch(request);"
        "return request.url.endsWith('/pass') ? res : new Response((await res.text()).length);",
        "return new Response(request.body);",
        upload("/pass"),
        upload("/read"),
    )
    passed, read = report.result.steps
    assert passed.body == TEXT
    assert read.body == str(len(TEXT))


@pytest.mark.parametrize("body", ["small", TEXT])
@pytest.mark.parametrize(
    "sent", ["request", "'http://y/', request", "new Request('http://y/', request)", "new Request(request)"]
)
def test_a_request_made_from_another_passes_its_body_on_unread(sent: str, body: str) -> None:
    report = two_workers(
        f"return env.OTHER.fetch({sent});", "return new Response(request.body);", Step(method="POST", body=body)
    )
    assert report.result.steps[0].body == body
    assert [event.result for event in report.trace if isinstance(event, IoDone)] == ["200"]


def test_a_request_and_the_one_made_from_it_share_their_body() -> None:
    made = "const made = new Request('http://y/', request);"
    read = run(made + "return Response.json([await made.text(), request.bodyUsed, made.bodyUsed]);")
    assert read.body == f'["{TEXT}",true,true]'
    [failure] = run("await request.text();" + made).exceptions
    assert failure.message.startswith("This ReadableStream is disturbed")


@pytest.mark.parametrize("megabytes", [2, 30])
def test_what_the_origin_answers_in_place_of_a_worker_is_whole(megabytes: int) -> None:
    result = run("ctx.passThroughOnException(); throw new Error('x');", Step(url=f"http://x.com/?mb={megabytes}"))
    assert result.status == 200
    assert (result.body_bytes or len(result.body or "")) == megabytes << 20


def test_a_body_is_no_longer_read_once_its_fetch_is_aborted() -> None:
    result = run(
        "const controller = new AbortController();"
        "const res = await fetch('https://big.example/?mb=3', { signal: controller.signal });"
        "const reader = res.body.getReader(); await reader.read(); controller.abort();"
        "return new Response(await reader.read().catch((error) => error.name));"
    )
    assert result.body == "AbortError"


def test_an_answer_without_an_end_ends() -> None:
    endless = (
        "return new Response(new ReadableStream({ async pull(controller) {"
        "await scheduler.wait(1); controller.enqueue(new Uint8Array(4 << 20)); } }));"
    )
    result = run(endless)
    assert (result.outcome, result.exceptions[0].message) == ("exceededMemory", HELD_TOO_MUCH)
    report = two_workers("try { return await env.OTHER.fetch(request); } catch { return new Response('no'); }", endless)
    assert report.result.steps[0].body == "no"


def test_half_an_answer_is_not_passed_off_as_a_whole_one() -> None:
    report = two_workers(
        "return env.OTHER.fetch('http://x/').catch((error) => new Response(error.message));",
        "return new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1 << 20)); } }));",
    )
    assert report.result.steps[0].body == "The answer is longer than 256 MB, and the engine holds no more of one."


def test_a_stream_that_the_worker_makes_needs_no_room_for_all_of_it() -> None:
    result = run(
        "let left = 60; return new Response(new ReadableStream({ pull(controller) {"
        "if (left-- > 0) controller.enqueue(new Uint8Array(1 << 20)); else controller.close(); } }));"
    )
    assert (result.outcome, result.body_bytes) == ("ok", 60 << 20)


def test_a_repeated_body_is_the_same_wherever_it_is_read() -> None:
    body = RepeatedBody(b"abc", 10)
    assert body.read(0, 100) == b"abcabcabca"
    assert (body.read(2, 5), body.read(9, 12), body.read(10, 12), body.size) == (b"cab", b"a", b"", 10)
