"""ReadableStream, WritableStream, TransformStream: what happens, in which order, and in whose words it fails.

`log(…)` in a body writes one entry; the body's value is the list of entries.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.platform.heap import Heap

NAMES = {"ReadableStream", "WritableStream", "TransformStream", "CountQueuingStrategy", "ByteLengthQueuingStrategy"}
PRELUDE = """
  const entries = [];
  const log = (...values) => entries.push(values.length === 1 ? values[0] : values);
  const said = (error) => `${error.name}: ${error.message}`;
  const all = async (stream) => { const list = []; for await (const chunk of stream) list.push(chunk); return list; };
"""


@pytest.fixture(scope="module")
def heap() -> Heap:
    return Heap(NAMES)


def logged(heap: Heap, body: str) -> list[Any]:
    entries = heap.run(f"{PRELUDE} {body}\nreturn entries;")
    assert isinstance(entries, list), entries
    return entries


# --- readable --------------------------------------------------------------------------------------------------------


def test_pull_is_called_as_chunks_are_wanted(heap: Heap) -> None:
    body = """
      let n = 0;
      const stream = new ReadableStream({ pull(c) { log('pull'); c.enqueue(n++); if (n === 3) c.close(); } });
      log('made');
      for await (const chunk of stream) log(chunk);"""
    assert logged(heap, body) == ["made", "pull", "pull", 0, "pull", 1, 2]


def test_no_pull_before_a_read_without_a_queue(heap: Heap) -> None:
    body = """
      const stream = new ReadableStream({ pull(c) { log('pull'); c.enqueue(1); } }, { highWaterMark: 0 });
      await null; await null; await null;
      log('quiet');
      log((await stream.getReader().read()).value);"""
    assert logged(heap, body) == ["quiet", "pull", 1]


def test_reads_wait_in_line(heap: Heap) -> None:
    body = """
      let controller;
      const reader = new ReadableStream({ start(c) { controller = c; } }).getReader();
      const reads = [reader.read(), reader.read(), reader.read()];
      controller.enqueue('a'); controller.enqueue('b'); controller.close();
      for (const { value, done } of await Promise.all(reads)) log([value ?? null, done]);
      await reader.closed;"""
    assert logged(heap, body) == [["a", False], ["b", False], [None, True]]


def test_a_read_of_a_queued_chunk_takes_one_tick(heap: Heap) -> None:
    body = """
      const reader = new ReadableStream({ start(c) { c.enqueue('chunk'); } }).getReader();
      await null; await null; await null;
      const ticks = (async () => { for (let i = 1; i < 4; i++) { await null; log(i); } })();
      reader.read().then(() => log('read'));
      await ticks;"""
    assert logged(heap, body) == [1, "read", 2, 3]


def test_desired_size(heap: Heap) -> None:
    body = """
      let c; new ReadableStream({ start(given) { c = given; } }, new ByteLengthQueuingStrategy({ highWaterMark: 10 }));
      log(c.desiredSize); c.enqueue(new Uint8Array(4)); log(c.desiredSize);
      c.enqueue(new Uint8Array(8)); log(c.desiredSize);
      c.error(new Error('x')); log(c.desiredSize);"""
    assert logged(heap, body) == [10, 6, -2, None]


def test_cancel_reaches_the_source_with_its_reason(heap: Heap) -> None:
    body = """
      const stream = new ReadableStream({ start(c) { c.enqueue(1); }, cancel(reason) { log(['cancel', reason]); } });
      await stream.cancel('enough');
      log((await stream.getReader().read()).done);"""
    assert logged(heap, body) == [["cancel", "enough"], True]


def test_an_error_of_the_source_reaches_reader_and_closed(heap: Heap) -> None:
    body = """
      const reader = new ReadableStream({ pull() { throw new RangeError('broken'); } }).getReader();
      reader.closed.catch((error) => log(['closed', said(error)]));
      await reader.read().catch((error) => log(['read', said(error)]));"""
    assert sorted(logged(heap, body)) == [["closed", "RangeError: broken"], ["read", "RangeError: broken"]]


def test_leaving_a_loop_cancels_and_unlocks(heap: Heap) -> None:
    body = """
      const stream = new ReadableStream({ pull(c) { c.enqueue(1); }, cancel() { log('cancel'); } });
      for await (const chunk of stream) break;
      log(stream.locked);"""
    assert logged(heap, body) == ["cancel", False]


def test_from(heap: Heap) -> None:
    body = """
      log(await all(ReadableStream.from(['a', Promise.resolve('b')])));
      log(await all(ReadableStream.from((async function* () { yield 1; yield 2; })())));
      const stream = ReadableStream.from((function* () { try { yield 1; yield 2; } finally { log('returned'); } })());
      for await (const chunk of stream) break;
      try { ReadableStream.from(5); } catch (error) { log(error.name); }"""
    assert logged(heap, body) == [["a", "b"], [1, 2], "returned", "TypeError"]


def test_tee_gives_both_everything(heap: Heap) -> None:
    body = """
      const source = new ReadableStream({ start(c) { for (const x of 'abc') c.enqueue(x); c.close(); } });
      const [first, second] = source.tee();
      log(await all(first)); log(await all(second));"""
    assert logged(heap, body) == [["a", "b", "c"], ["a", "b", "c"]]


def test_tee_cancels_its_source_when_both_ends_are_cancelled(heap: Heap) -> None:
    body = """
      const [first, second] = new ReadableStream({ cancel(reasons) { log(reasons); } }).tee();
      first.cancel('one').then(() => log('first'));
      await null; await null; log('waits');
      await second.cancel('two'); log('second');"""
    assert logged(heap, body) == ["waits", ["one", "two"], "first", "second"]


def test_tee_passes_an_error_on_to_both(heap: Heap) -> None:
    body = """
      let c; const [first, second] = new ReadableStream({ start(given) { c = given; } }).tee();
      c.error(new Error('x'));
      for (const end of [first, second]) await end.getReader().read().catch((error) => log(said(error)));"""
    assert logged(heap, body) == ["Error: x", "Error: x"]


NO_FUNCTION = "the provided value is not of type 'function'."


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("stream.getReader()", "This ReadableStream is currently locked to a reader."),
        ("stream.tee()", "This ReadableStream is currently locked to a reader,"),
        ("stream.cancel()", "This ReadableStream is currently locked to a reader."),
        ("stream.pipeTo(new WritableStream())", "This ReadableStream is currently locked to a reader."),
        ("stream.pipeThrough(new TransformStream())", "This ReadableStream is currently locked to a reader."),
        ("(reader.releaseLock(), reader.read())", "This ReadableStream reader has been released."),
        ("new ReadableStream({ type: 'nope' })", '"nope" is not a valid type of ReadableStream.'),
        ("new ReadableStream().getReader({ mode: 'x' })", "mode must be undefined or 'byob' in call to getReader()."),
        (
            "new ReadableStream({ pull: 5 })",
            f"Incorrect type for the 'pull' field on 'UnderlyingSource': {NO_FUNCTION}",
        ),
        (
            "new WritableStream({ write: 5 })",
            f"Incorrect type for the 'write' field on 'UnderlyingSink': {NO_FUNCTION}",
        ),
        ("new TransformStream({ flush: 5 })", f"Incorrect type for the 'flush' field on 'Transformer': {NO_FUNCTION}"),
        ("new ReadableStreamDefaultController()", "Illegal constructor"),
    ],
)
def test_refusals_of_readable(heap: Heap, expression: str, message: str) -> None:
    body = f"""
      const stream = new ReadableStream(); const reader = stream.getReader();
      try {{ await ({expression}); log('no error'); }} catch (error) {{ log(said(error)); }}"""
    assert logged(heap, body) == [f"TypeError: {message}"]


def test_what_start_throws_errors_the_stream_and_not_its_constructor(heap: Heap) -> None:
    body = """
      const start = () => { throw new Error('start'); };
      for (const make of [
        () => new ReadableStream({ start }).getReader().read(),
        () => new ReadableStream({ start, type: 'bytes' }).getReader().read(),
        () => new WritableStream({ start }).getWriter().write(1),
        () => new TransformStream({ start }).readable.getReader().read(),
      ]) {
        const made = make();
        try { await made; } catch (error) { log(said(error)); }
      }"""
    assert logged(heap, body) == ["Error: start"] * 4


# --- writable --------------------------------------------------------------------------------------------------------


def test_writes_go_one_at_a_time_and_close_comes_last(heap: Heap) -> None:
    body = """
      const writer = new WritableStream({
        async write(chunk) { log(['begin', chunk]); await null; log(['end', chunk]); },
        close() { log('close'); },
      }).getWriter();
      writer.write(1); writer.write(2); await writer.close(); log('closed');"""
    assert logged(heap, body) == [["begin", 1], ["end", 1], ["begin", 2], ["end", 2], "close", "closed"]


def test_ready_tells_when_there_is_room(heap: Heap) -> None:
    body = """
      let release; const writer = new WritableStream({ write: () => new Promise((r) => { release = r; }) }).getWriter();
      await writer.ready; log(writer.desiredSize);
      const written = writer.write('x'); log(writer.desiredSize);
      let ready = false; writer.ready.then(() => { ready = true; });
      await null; await null; log(ready);
      release(); await written; await writer.ready; log(writer.desiredSize);"""
    assert logged(heap, body) == [1, 0, False, 1]


def test_an_error_of_the_sink_fails_what_is_queued(heap: Heap) -> None:
    body = """
      const writer = new WritableStream({ write() { throw new Error('full'); } }).getWriter();
      const writes = [writer.write(1), writer.write(2)].map((write) => write.catch((error) => log(said(error))));
      await Promise.all(writes); await writer.closed.catch((error) => log(['closed', said(error)]));
      await writer.close().catch((error) => log(['close', said(error)]));"""
    failed = "Error: full"
    assert logged(heap, body) == [failed, failed, ["closed", failed], ["close", failed]]


def test_abort(heap: Heap) -> None:
    body = """
      const stream = new WritableStream({ abort(reason) { log(['abort', reason]); } });
      const writer = stream.getWriter();
      writer.closed.catch((reason) => log(['closed', reason]));
      await writer.abort('stop'); log('aborted');
      await writer.write(1).catch((reason) => log(['write', reason]));"""
    assert logged(heap, body) == [["abort", "stop"], "aborted", ["closed", "stop"], ["write", "stop"]]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("stream.getWriter()", "This WritableStream is currently locked to a writer."),
        ("stream.close()", "This WritableStream is currently locked to a writer."),
        ("new ReadableStream().pipeTo(stream)", "This WritableStream is currently locked to a writer."),
        ("(writer.releaseLock(), writer.write(1))", "This WritableStream writer has been released."),
        ("(writer.close(), writer.write(1))", "This WritableStream has been closed."),
        ("(writer.close(), writer.close())", "This WritableStream has been closed."),
    ],
)
def test_refusals_of_writable(heap: Heap, expression: str, message: str) -> None:
    body = f"""
      const stream = new WritableStream(); const writer = stream.getWriter(); writer.closed.catch(() => {{}});
      try {{ await ({expression}); log('no error'); }} catch (error) {{ log(said(error)); }}"""
    assert logged(heap, body) == [f"TypeError: {message}"]


# --- pipes and transforms --------------------------------------------------------------------------------------------


def test_pipe_to_writes_all_and_closes(heap: Heap) -> None:
    body = """
      const source = new ReadableStream({ start(c) { for (const x of 'ab') c.enqueue(x); c.close(); } });
      const sink = new WritableStream({ write(chunk) { log(chunk); }, close() { log('close'); } });
      await source.pipeTo(sink); log([source.locked, sink.locked]);"""
    assert logged(heap, body) == ["a", "b", "close", [False, False]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [("{}", ["abort", "Error: torn"]), ("{ preventAbort: true }", ["Error: torn"])],
)
def test_pipe_to_passes_errors_forward(heap: Heap, options: str, expected: list[str]) -> None:
    body = f"""
      const source = new ReadableStream({{ pull() {{ throw new Error('torn'); }} }});
      const sink = new WritableStream({{ abort() {{ log('abort'); }} }});
      await source.pipeTo(sink, {options}).catch((error) => log(said(error)));"""
    assert logged(heap, body) == expected


def test_pipe_to_passes_errors_backward(heap: Heap) -> None:
    body = """
      const source = new ReadableStream({ pull(c) { c.enqueue(1); }, cancel(error) { log(['cancel', said(error)]); } });
      const sink = new WritableStream({ write() { throw new Error('full'); } });
      await source.pipeTo(sink).catch((error) => log(said(error)));"""
    assert logged(heap, body) == [["cancel", "Error: full"], "Error: full"]


def test_pipe_to_stops_at_a_signal() -> None:
    heap = Heap({*NAMES, "AbortController"})
    body = """
      const controller = new AbortController();
      const source = new ReadableStream({ cancel(reason) { log(['cancel', reason]); } });
      const sink = new WritableStream({ abort(reason) { log(['abort', reason]); } });
      const piped = source.pipeTo(sink, { signal: controller.signal }).catch((reason) => log(reason));
      controller.abort('stop'); await piped;"""
    assert logged(heap, body) == [["abort", "stop"], ["cancel", "stop"], "stop"]


def test_transform_order_and_flush(heap: Heap) -> None:
    body = """
      const upper = new TransformStream({
        start() { log('start'); },
        transform(chunk, c) { log(['transform', chunk]); c.enqueue(chunk.toUpperCase()); },
        flush(c) { log('flush'); c.enqueue('!'); },
      });
      log(await all(ReadableStream.from(['a', 'b']).pipeThrough(upper)));"""
    assert logged(heap, body) == ["start", ["transform", "a"], ["transform", "b"], "flush", ["A", "B", "!"]]


def test_a_write_waits_for_its_reader(heap: Heap) -> None:
    body = """
      const { readable, writable } = new TransformStream();
      writable.getWriter().write('x').then(() => log('written'));
      for (let i = 0; i < 20; i++) await null;
      log('waits'); log((await readable.getReader().read()).value); await null; await null; await null;"""
    assert logged(heap, body)[:2] == ["waits", "x"]
    assert "written" in logged(heap, body)


def test_an_error_in_transform_fails_both_ends(heap: Heap) -> None:
    body = """
      const { readable, writable } = new TransformStream({ transform() { throw new Error('bad'); } });
      const writer = writable.getWriter(); writer.closed.catch(() => {});
      writer.write(1).catch((error) => log(['write', said(error)]));
      await readable.getReader().read().catch((error) => log(['read', said(error)]));
      await writer.write(2).catch((error) => log(['next', said(error)]));"""
    bad = "Error: bad"
    assert sorted(logged(heap, body)) == [["next", bad], ["read", bad], ["write", bad]]


def test_terminate_ends_the_reader_and_refuses_the_writer(heap: Heap) -> None:
    body = """
      const { readable, writable } = new TransformStream({ transform(chunk, c) { c.enqueue(chunk); c.terminate(); } });
      const writer = writable.getWriter(); writer.closed.catch(() => {});
      writer.write(1); log(await all(readable));
      await writer.write(2).catch((error) => log(error.name));"""
    assert logged(heap, body) == [[1], "TypeError"]


def test_cancelling_a_transform_reaches_its_writer(heap: Heap) -> None:
    body = """
      const { readable, writable } = new TransformStream({ cancel(reason) { log(['cancel', reason]); } });
      const writer = writable.getWriter(); writer.closed.catch((reason) => log(['closed', reason]));
      await readable.cancel('no');"""
    assert logged(heap, body) == [["cancel", "no"], ["closed", "no"]]


def test_what_is_rarely_used_is_compiled_when_first_used() -> None:
    heap = Heap({"ReadableStream"})
    body = """
      const { internals } = $platform;
      const names = ['teeStream', 'pipeStream', 'iterateStream', 'readableStreamFrom', 'byteStreams', 'readAllBytes'];
      const before = names.map((name) => internals[name]);
      const reader = new ReadableStream({ start(c) { c.enqueue(1); } }).getReader(); await reader.read();
      const untouched = names.every((name, i) => internals[name] === before[i]);
      reader.releaseLock();
      new ReadableStream().tee();
      return [untouched, internals.teeStream === before[0]];"""
    assert heap.run(body) == [True, False]
