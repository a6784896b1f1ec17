"""Bodies: what they are made from, how they are read, when they refuse, whose event they belong to."""

from __future__ import annotations

import pytest

from engine.compile import compile_project
from engine.platform import files_for, platform_files
from tests.engine.platform.heap import Heap

USED = "TypeError: Body has already been used. It can only be used once. Use tee() first if you need to read it twice."
FOREIGN = "Error: Cannot perform I/O on behalf of a different request."
TRY = "const ta = async (f) => { try { return await f(); } catch (e) { return `${e.name}: ${e.message}`; } };"


@pytest.fixture(scope="module")
def heap() -> Heap:
    return Heap()


@pytest.mark.parametrize("text", ["", "plain", "é✓😀", "\ufffd", "a" * 10_000, "\u07ff\u0800\uffff\U0010ffff"])
def test_utf8_both_ways(heap: Heap, text: str) -> None:
    code = "const bytes = await new Response(TEXT).bytes(); return [[...bytes], await new Response(bytes).text()];"
    literal = "String.fromCodePoint(" + ",".join(str(ord(letter)) for letter in text) + ")"
    assert heap.run(code.replace("TEXT", literal)) == [list(text.encode()), text]


@pytest.mark.parametrize(
    "data",
    [
        b"\xff",
        b"\xc3",
        b"\xe2\x82",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x98",
        b"\xf5\x80\x80\x80",
        b"\xe0\x80\x80",
        b"A\xc3\x28B",
        b"\xc0\xaf",
    ],
)
def test_bytes_that_are_no_utf8_decode_as_python_decodes_them(heap: Heap, data: bytes) -> None:
    assert heap.run(f"return await new Response(new Uint8Array({list(data)})).text();") == data.decode(errors="replace")


def test_a_lone_surrogate_becomes_the_replacement_character(heap: Heap) -> None:
    assert heap.run(
        "return [await new Response('\\ud800x').text(), (await new Response('\\udc00').bytes()).length];"
    ) == [
        "\ufffdx",
        3,
    ]


def test_a_byte_order_mark_is_dropped_from_text_only(heap: Heap) -> None:
    found = heap.run("const r = () => new Response('\\ufeffa'); return [await r().text(), (await r().bytes()).length];")
    assert found == ["a", 4]


def test_a_body_is_a_copy_of_its_bytes(heap: Heap) -> None:
    assert (
        heap.run("const u = new Uint8Array([65]); const r = new Response(u); u[0] = 66; return await r.text();") == "A"
    )


def test_an_iterable_of_chunks_is_a_body(heap: Heap) -> None:
    code = (
        "async function* parts() { yield 'a'; yield new Uint8Array([98]); } return await new Response(parts()).text();"
    )
    assert heap.run(code) == "ab"
    assert heap.run(f"{TRY} return await ta(() => new Response([1, 2]).text());") == (
        "TypeError: This ReadableStream did not return bytes."
    )


def test_a_body_is_read_once_and_clone_makes_two(heap: Heap) -> None:
    code = f"""{TRY} const r = new Response('x'); const c = r.clone();
    return [await r.text(), r.bodyUsed, c.bodyUsed, await ta(() => r.json()),
            await c.text(), await ta(() => r.clone())];"""
    assert heap.run(code) == [
        "x", True, False, USED, "x", "TypeError: This ReadableStream is currently locked to a reader,",
    ]  # fmt: skip


def test_a_clone_of_a_body_whose_stream_was_asked_for(heap: Heap) -> None:
    code = """const r = new Response('xyz'); const stream = r.body; const c = r.clone();
    return [stream.locked, await r.text(), await c.text()];"""
    assert heap.run(code) == [True, "xyz", "xyz"]


def test_a_response_around_the_body_of_another_knows_its_length_and_uses_both(heap: Heap) -> None:
    code = """const r = new Response('hé'); const copy = new Response(r.body, r);
    const { body } = $platform.internals.responseRecord(copy);
    await 0;
    return [body, r.bodyUsed, copy.bodyUsed];"""
    assert heap.run(code) == [{"text": "hé"}, True, True]


def test_a_body_belongs_to_its_event() -> None:
    heap = Heap()
    heap.run("globalThis.kept = new Response('x'); globalThis.empty = new Response(null); kept.body;", event=1)
    for code in ("kept.text()", "kept.clone()", "kept.body.getReader().read()", "new Response(kept.body).text()"):
        assert heap.run(f"{TRY} return await ta(async () => {code});", event=2).startswith(FOREIGN), code
    assert heap.run("return [kept.status, kept.headers.get('content-type'), await empty.text()];", event=2) == [
        200,
        "text/plain;charset=UTF-8",
        "",
    ]
    assert heap.run("return await kept.text();", event=1) == "x"


def test_global_scope_may_not_make_bodies_but_may_make_responses_without() -> None:
    heap = Heap()
    said = heap.run("new Response('x')", event=0)
    assert said.startswith("Error: Disallowed operation called within global scope.")
    assert heap.run("return new Response(null, {status: 204}).status;", event=0) == 204
    assert heap.run("return new Request('https://e.org/').url;", event=0) == "https://e.org/"


@pytest.mark.parametrize(
    ("text", "said"),  # what node says, which has production's parser
    [
        ("hello", "Unexpected token 'h', \"hello\" is not valid JSON"),
        ("[1,hello]", "Unexpected token 'h', \"[1,hello]\" is not valid JSON"),
        ("[1,]", "Unexpected token ']', \"[1,]\" is not valid JSON"),
        ("tru", "Unexpected end of JSON input"),
        ("", "Unexpected end of JSON input"),
        ("undefined", '"undefined" is not valid JSON'),
        ("[object Object]", '"[object Object]" is not valid JSON'),
        ("{} x", "Unexpected non-whitespace character after JSON at position 3"),
        ("<html><body>not json at all</body></html>", "Unexpected token '<', \"<html><bod\"... is not valid JSON"),
        (
            '{"key": "value", "other": oops, "more": 12345678}',
            "Unexpected token 'o', ...\" \"other\": oops, \"mor\"... is not valid JSON",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_json_is_said_as_production_says_it(heap: Heap, text: str, said: str) -> None:
    assert heap.run(f"{TRY} return await ta(() => new Response({text!r}).json());") == f"SyntaxError: {said}"


def test_a_worker_that_only_answers_compiles_little() -> None:
    """The budget of a cold start is spent on compiling: what is installed at once stays small; the rest is text."""
    source = 'export default { async fetch(request, env, ctx) { return new Response("Hello World!"); } };'
    names = compile_project({"index.js": source}, "index.js", probes=False).names
    files = platform_files()
    at_once = [name for name in files_for(names).now if not files[name].deferred]
    assert {"url", "readable-stream", "headers", "fetch", "abort-signal"}.isdisjoint(at_once)
    assert sum(len(files[name].code) for name in at_once) < 9_000


def test_structured_clones_of_messages_without_a_body(heap: Heap) -> None:
    code = f"""{TRY} const r = new Request('https://e.org/', {{headers: {{a: '1'}}}});
    const copy = structuredClone(r); copy.headers.set('a', '2');
    return [r.headers.get('a'), copy.headers.get('a'), structuredClone(new Response(null, {{status: 204}})).status,
            [...structuredClone(new Headers({{b: '3'}}))], await structuredClone(new Blob(['x'])).text(),
            await ta(() => structuredClone(new Response('x')))];"""
    assert heap.run(code) == [
        "1", "2", 204, [["b", "3"]], "x", "DataCloneError: ReadableStream can only be serialized for RPC.",
    ]  # fmt: skip
