"""Blob, File, FormData, and the forms that bodies hold."""

from __future__ import annotations

import pytest

from tests.engine.platform.heap import Heap

TRY = "const ta = async (f) => { try { return await f(); } catch (e) { return `${e.name}: ${e.message}`; } };"


@pytest.fixture(scope="module")
def heap() -> Heap:
    return Heap()


def form(body: str, kind: str = "multipart/form-data; boundary=B") -> str:
    return f"""{TRY} return await ta(async () => {{
    const r = new Response({body!r}, {{headers: {{'content-type': {kind!r}}}}});
    return [...await r.formData()].map(([k, v]) => [k, typeof v === 'string' ? v : [v.name, v.type, v.size]]); }});"""


def test_a_form_with_a_binary_file_survives_the_wire(heap: Heap) -> None:
    code = """const bytes = new Uint8Array(256).map((_, i) => i); const f = new FormData();
    f.append('text', 'é\\r\\n--'); f.append('file', new File([bytes], 'ü.bin', {type: 'application/x-b'}));
    const back = await new Response(f).formData(); const file = back.get('file'); const got = await file.bytes();
    return [back.get('text'), file.name, file.type, file.size, got.every((b, i) => b === i)];"""
    assert heap.run(code) == ["é\r\n--", "ü.bin", "application/x-b", 256, True]


def test_multipart_as_browsers_send_it(heap: Heap) -> None:
    body = (
        '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        '--B\r\ncontent-disposition: form-data; name="f"; filename="x.txt"\r\n'
        "content-type: text/plain\r\n\r\nhi\r\n\r\n--B--\r\n"
    )
    assert heap.run(form(body)) == [["a", "1"], ["f", ["x.txt", "text/plain", 4]]]
    assert heap.run(form(body, 'Multipart/Form-Data; charset=utf-8; boundary="B"')) == [
        ["a", "1"],
        ["f", ["x.txt", "text/plain", 4]],
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "No initial boundary string (or you have a truncated message)."),
        ("--B\r\n", "No multipart message header termination found."),
        ("--Bx", "Boundary string was not succeeded by CRLF, LF, or '--'."),
        ("--B\r\nX: y\r\n\r\nz\r\n--B--", "No valid Content-Disposition header found in FormData part."),
        (
            "--B\r\nContent-Disposition: form-data\r\n\r\nz\r\n--B--",
            "Content-Disposition header in FormData part is missing a name.",
        ),
        (
            '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nz',
            "No subsequent boundary string after multipart message.",
        ),
    ],
)
def test_what_is_wrong_with_a_form(heap: Heap, body: str, said: str) -> None:
    assert heap.run(form(body)) == f"TypeError: {said}"


def test_a_urlencoded_form(heap: Heap) -> None:
    assert heap.run(form("a=1+2&b=%C3%A9&c", "application/x-www-form-urlencoded")) == [
        ["a", "1 2"],
        ["b", "é"],
        ["c", ""],
    ]


def test_a_blob_in_a_form_becomes_a_file_named_after_its_field(heap: Heap) -> None:
    code = "const f = new FormData(); f.append('up', new Blob(['x'])); f.append('up2', new Blob(['x']), 'n.txt');"
    assert heap.run(f"{code} return [f.get('up').name, f.get('up2').name, f.get('up') instanceof File];") == [
        "up",
        "n.txt",
        True,
    ]


def test_slices_of_a_blob(heap: Heap) -> None:
    code = "const b = new Blob(['abc', new Uint8Array([100]), new Blob(['é'])], {type: 'Text/X'});"
    found = heap.run(
        f"{code} return [b.size, b.type, await b.slice(1, -2).text(), await b.slice(-2).text(), b.slice().type];"
    )
    assert found == [6, "text/x", "bcd", "é", ""]


def test_a_blob_streams_its_bytes(heap: Heap) -> None:
    assert heap.run("return await new Response(new Blob(['ab', 'cd']).stream()).text();") == "abcd"
