"""Streams of bytes: BYOB readers, identity and fixed-length streams, text streams, compression."""

from __future__ import annotations

import base64
import json
import random
import zlib
from typing import Any

import pytest

from tests.engine.platform.heap import Heap

PRELUDE = """
  const entries = [];
  const log = (value) => entries.push(value);
  const said = (error) => `${error.name}: ${error.message}`;
  const all = async (stream) => {
    const list = []; for await (const chunk of stream) list.push([...chunk]); return list;
  };
"""


@pytest.fixture(scope="module")
def heap() -> Heap:
    return Heap()


def logged(heap: Heap, body: str, event: int = 1) -> list[Any]:
    entries = heap.run(f"{PRELUDE} {body}\nreturn entries;", event=event)
    assert isinstance(entries, list), entries
    return entries


def test_a_byob_reader_fills_its_own_buffer(heap: Heap) -> None:
    body = """
      const source = { type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2, 3, 4, 5])); c.close(); } };
      const stream = new ReadableStream(source);
      const reader = stream.getReader({ mode: 'byob' });
      const mine = new Uint8Array(3);
      log([...(await reader.read(mine)).value]); log(mine.byteLength);
      log([...(await reader.read(new Uint8Array(3))).value]);
      const last = await reader.read(new Uint8Array(3)); log([last.done, last.value.length]);"""
    assert logged(heap, body) == [[1, 2, 3], 0, [4, 5], [True, 0]]


def test_byob_request_is_the_readers_memory(heap: Heap) -> None:
    body = """
      const stream = new ReadableStream({ type: 'bytes', pull(c) {
        const request = c.byobRequest; log(request.view.byteLength); request.view[0] = 7; request.respond(1);
      } });
      const reader = stream.getReader({ mode: 'byob' });
      log([...(await reader.read(new Uint8Array(4))).value]);
      log([...(await reader.read(new Uint16Array(2))).value]);"""
    assert logged(heap, body) == [4, [7], 4, 3, [0x0707]]


def test_a_minimum_waits_for_enough(heap: Heap) -> None:
    body = """
      let c; const stream = new ReadableStream({ type: 'bytes', start(given) { c = given; } });
      const reader = stream.getReader({ mode: 'byob' });
      const read = reader.readAtLeast(3, new Uint8Array(8)); let done = false; read.then(() => { done = true; });
      c.enqueue(new Uint8Array([1, 2])); await null; await null; await null; log(done);
      c.enqueue(new Uint8Array([3, 4])); log([...(await read).value]);"""
    assert logged(heap, body) == [False, [1, 2, 3, 4]]


def test_auto_allocated_buffers(heap: Heap) -> None:
    body = """
      let n = 0;
      const stream = new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 16, pull(c) {
        const request = c.byobRequest;
        if (n++ === 2) { c.close(); request.respond(0); return; }
        request.view[0] = n; request.respond(1);
      } });
      log(await all(stream));"""
    assert logged(heap, body) == [[[1], [2]]]


def test_tee_of_bytes_copies_them(heap: Heap) -> None:
    body = """
      const stream = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2])); c.close(); } });
      const [first, second] = stream.tee();
      const { value } = await first.getReader().read(); value[0] = 99;
      const reader = second.getReader({ mode: 'byob' });
      log([...(await reader.read(new Uint8Array(4))).value]); log((await reader.read(new Uint8Array(4))).done);"""
    assert logged(heap, body) == [[1, 2], True]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("new ReadableStream().getReader({ mode: 'byob' })", "This ReadableStream does not support BYOB reads."),
        (
            "bytes.getReader({ mode: 'byob' }).read(new Uint8Array(0))",
            'You must call read() on a "byob" reader with a positive-sized TypedArray object.',
        ),
        ("(request.respond(1), request.respond(1))", "This ReadableStreamBYOBRequest has been invalidated."),
    ],
)
def test_refusals(heap: Heap, expression: str, message: str) -> None:
    body = f"""
      const bytes = new ReadableStream({{ type: 'bytes' }});
      let request; const other = new ReadableStream({{ type: 'bytes', pull(c) {{ request ??= c.byobRequest; }} }});
      other.getReader({{ mode: 'byob' }}).read(new Uint8Array(4)); await null; await null; await null;
      try {{ await ({expression}); log('no error'); }} catch (error) {{ log(said(error)); }}"""
    assert logged(heap, body) == [f"TypeError: {message}"]


# --- the platform's pipes --------------------------------------------------------------------------------------------

PIPE = """
  const tried = async (promise) => { try { return (await promise) ?? 'ok'; } catch (error) { return said(error); } };
  const writer = stream.writable.getWriter();
  const written = (async () => {
    log(['write', await tried(writer.write(chunk))]);
    log(['close', await tried(writer.close())]);
  })();
  log(['read', await tried(all(stream.readable))]); await written; entries.sort();
"""
SHORT = "TypeError: FixedLengthStream did not see all expected bytes before close()."
LONG = "TypeError: Attempt to write too many bytes through a FixedLengthStream."


@pytest.mark.parametrize(
    ("stream", "close", "read", "write"),
    [
        ("new IdentityTransformStream()", "ok", [[1, 2, 3]], "ok"),
        ("new FixedLengthStream(3)", "ok", [[1, 2, 3]], "ok"),
        ("new FixedLengthStream(9)", "ok", SHORT, "ok"),
        ("new FixedLengthStream(2)", LONG, LONG, "ok"),
    ],
)
def test_identity_and_fixed_length(heap: Heap, stream: str, close: Any, read: Any, write: Any) -> None:
    body = f"const stream = {stream}; const chunk = new Uint8Array([1, 2, 3]); {PIPE}"
    assert logged(heap, body) == [["close", close], ["read", read], ["write", write]]


def test_identity_takes_text_and_refuses_objects(heap: Heap) -> None:
    body = f"const stream = new IdentityTransformStream(); const chunk = 'é'; {PIPE}"
    assert logged(heap, body)[1] == ["read", [[0xC3, 0xA9]]]
    body = f"const stream = new IdentityTransformStream(); const chunk = 5; {PIPE}"
    assert logged(heap, body)[2][1].startswith(
        "TypeError: This TransformStream is being used as a byte stream, but received"
    )


@pytest.mark.parametrize(
    "make", ["new IdentityTransformStream()", "new FixedLengthStream(1)", "new CompressionStream('gzip')"]
)
def test_pipes_of_the_platform_need_an_event(heap: Heap, make: str) -> None:
    assert heap.run(f"{make};", event=0).startswith("Error: Disallowed operation called within global scope.")


def test_a_fixed_length_stream_is_an_identity_transform_stream(heap: Heap) -> None:
    body = "log(new FixedLengthStream(1) instanceof IdentityTransformStream);"
    assert logged(heap, body) == [True]


# --- text ------------------------------------------------------------------------------------------------------------


def test_text_encoder_stream_joins_halves_of_a_pair(heap: Heap) -> None:
    body = """
      const stream = new TextEncoderStream(); const writer = stream.writable.getWriter();
      writer.write('a\\ud83d'); writer.write('\\ude00\\ud800'); writer.close(); log(await all(stream.readable));"""
    assert logged(heap, body) == [[[97], [240, 159, 152, 128], [239, 191, 189]]]


def test_text_decoder_stream_joins_parts_of_a_character(heap: Heap) -> None:
    body = """
      const stream = new TextDecoderStream(); const writer = stream.writable.getWriter();
      writer.write(new Uint8Array([0xe2, 0x9c])); writer.write(new Uint8Array([0x93, 0x41, 0xe2])); writer.close();
      for await (const text of stream.readable) log(text);"""
    assert logged(heap, body) == ["✓A", "\ufffd"]


# --- compression -----------------------------------------------------------------------------------------------------

WINDOW = {"gzip": 31, "deflate": 15, "deflate-raw": -15}


def pumped(heap: Heap, kind: str, form: str, data: bytes, pieces: int = 1) -> bytes | str:
    """What comes out when `data` goes in, in so many pieces; or the error, as "Name: message"."""
    size = max(1, -(-len(data) // pieces))
    parts = [base64.b64encode(data[i : i + size]).decode() for i in range(0, len(data), size)]
    body = f"""
      const stream = new {kind}({json.dumps(form)}); const writer = stream.writable.getWriter();
      const written = (async () => {{
        for (const part of {json.dumps(parts)}) await writer.write(Uint8Array.fromBase64(part));
        await writer.close();
      }})();
      written.catch(() => {{}});
      const chunks = []; for await (const chunk of stream.readable) chunks.push(chunk);
      await written; return '=' + $platform.internals.concatenate(chunks).toBase64();"""
    answer = heap.run(body)
    return base64.b64decode(answer[1:]) if answer.startswith("=") else answer


def samples() -> list[bytes]:
    chance = random.Random(5)
    words = [b"isolate", b"event", b"loop", b" ", b"\n", b"worker", b"0123456789"]
    return [
        b"",
        b"a",
        b"hello hello hello hello",
        b"x" * 40_000,
        bytes(chance.randrange(256) for _ in range(3000)),
        b"".join(chance.choice(words) for _ in range(9000)),
        bytes(range(256)) * 20,
    ]


@pytest.mark.parametrize("form", WINDOW)
def test_zlib_reads_what_is_compressed_here(heap: Heap, form: str) -> None:
    for data in samples():
        packed = pumped(heap, "CompressionStream", form, data, pieces=3)
        assert isinstance(packed, bytes), packed
        assert zlib.decompress(packed, WINDOW[form]) == data


@pytest.mark.parametrize("form", WINDOW)
@pytest.mark.parametrize("level", [0, 1, 9])
def test_what_zlib_compressed_is_read_here(heap: Heap, form: str, level: int) -> None:
    for data in samples():
        packer = zlib.compressobj(level, zlib.DEFLATED, WINDOW[form])
        packed = packer.compress(data) + packer.flush()
        assert pumped(heap, "DecompressionStream", form, packed, pieces=7) == data


def test_short_texts_come_out_as_zlib_writes_them(heap: Heap) -> None:
    for data in (b"", b"a", b"hello hello hello hello", b"zip me zip me zip me", b'{"ok":true,"items":[1,2,3]}' * 3):
        packer = zlib.compressobj(6, zlib.DEFLATED, WINDOW["gzip"])
        assert pumped(heap, "CompressionStream", "gzip", data) == packer.compress(data) + packer.flush()


def test_a_stream_cut_anywhere_is_read_the_same(heap: Heap) -> None:
    data = b"one two one two three " * 5
    packed = zlib.compress(data)
    assert pumped(heap, "DecompressionStream", "deflate", packed, pieces=len(packed)) == data


def test_damage_is_noticed_wherever_zlib_notices_it(heap: Heap) -> None:
    packed = zlib.compress(b"hello world" * 10)
    for position in range(len(packed)):
        damaged = bytearray(packed)
        damaged[position] ^= 1 << (position % 8)
        try:
            expected: bytes | None = zlib.decompress(bytes(damaged))
        except zlib.error:
            expected = None
        found = pumped(heap, "DecompressionStream", "deflate", bytes(damaged))
        assert isinstance(found, str) if expected is None else found == expected


@pytest.mark.parametrize(
    ("form", "change", "message"),
    [
        ("deflate", lambda packed: packed[:-3], "Called close() on a decompression stream with incomplete data"),
        ("deflate", lambda packed: packed + b"x", "Trailing bytes after end of compressed data"),
        ("gzip", lambda packed: packed, "Decompression failed."),
        ("br", lambda packed: packed, "The compression format must be either 'deflate', 'deflate-raw' or 'gzip'."),
    ],
)
def test_errors_of_decompression(heap: Heap, form: str, change: Any, message: str) -> None:
    assert pumped(heap, "DecompressionStream", form, change(zlib.compress(b"some text"))) == f"TypeError: {message}"
