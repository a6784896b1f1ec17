"""Events, abort, DOMException, structuredClone, random values, MessageChannel, the ban on eval, the global scope."""

from __future__ import annotations

import re

import pytest

from engine import outbox
from tests.engine.platform.heap import Heap


@pytest.fixture(scope="module")
def heap() -> Heap:
    return Heap()


def test_a_dom_exception(heap: Heap) -> None:
    body = """
      const e = new DOMException('m', 'NotFoundError');
      return [e.name, e.message, e.code, e instanceof Error, String(e), Object.prototype.toString.call(e),
        Object.keys(e), DOMException.ABORT_ERR, new DOMException().name, new DOMException('x', 'Other').code];"""
    own = ["code", "name", "message", "stack"]
    assert heap.run(body) == [
        "NotFoundError",
        "m",
        8,
        True,
        "NotFoundError: m",
        "[object DOMException]",
        own,
        20,
        "Error",
        0,
    ]
    assert heap.run("DOMException('x')").startswith(
        "TypeError: Failed to construct 'DOMException': Please use the 'new'"
    )


def test_listeners(heap: Heap) -> None:
    body = """
      const log = [];
      const target = new EventTarget();
      const twice = () => log.push('twice');
      target.addEventListener('x', twice); target.addEventListener('x', twice);
      target.addEventListener('x', {
        handleEvent(event) { log.push([this !== target, event.type, event.target === target]); },
      });
      target.addEventListener('x', () => log.push('once'), { once: true });
      target.addEventListener('x', (event) => { target.removeEventListener('x', gone); return true; });
      const gone = () => log.push('gone');
      target.addEventListener('x', gone);
      const kept = target.dispatchEvent(new Event('x', { cancelable: true }));
      target.addEventListener('x', (event) => event.stopImmediatePropagation());
      target.addEventListener('x', () => log.push('stopped'));
      target.dispatchEvent(new CustomEvent('x', { detail: 1 }));
      return [log, kept];"""
    first = ["twice", [True, "x", True], "once"]
    assert heap.run(body) == [[*first, "twice", [True, "x", True]], False]


def test_an_error_in_a_listener_comes_out_of_dispatch_event(heap: Heap) -> None:
    body = """
      const target = new EventTarget();
      target.addEventListener('x', () => { throw new Error('in'); });
      target.dispatchEvent(new Event('x'));"""
    assert heap.run(body) == "Error: in"


def test_abort(heap: Heap) -> None:
    body = """
      const log = [];
      const controller = new AbortController();
      const any = AbortSignal.any([controller.signal, new AbortController().signal]);
      any.addEventListener('abort', (event) => log.push(['any', event.isTrusted]));
      controller.signal.onabort = () => log.push('on');
      controller.abort('why'); controller.abort('again');
      let thrown; try { any.throwIfAborted(); } catch (error) { thrown = error; }
      const timeout = AbortSignal.timeout(20);
      await new Promise((done) => timeout.addEventListener('abort', done));
      return [log, any.reason, thrown, timeout.reason.name, timeout.reason.message, AbortSignal.abort().reason.code];"""
    expected = [[["any", True], "on"], "why", "why", "TimeoutError", "The operation was aborted due to timeout", 20]
    assert heap.run(body) == expected
    assert heap.run("new AbortSignal()") == "TypeError: Illegal constructor"


def test_structured_clone(heap: Heap) -> None:
    body = """
      const shared = { n: 1 };
      const value = { a: shared, b: shared, map: new Map([[shared, new Set([1])]]),
        bytes: new Uint8Array([1, 2, 3]).subarray(1), date: new Date(5), nothing: undefined,
        sparse: [1, , 3], error: new RangeError('r', { cause: shared }) };
      value.self = value;
      const copy = structuredClone(value);
      return [copy !== value, copy.self === copy, copy.a === copy.b, copy.a !== shared, [...copy.map][0][0] === copy.a,
        [...copy.bytes], copy.bytes.byteOffset, copy.date.getTime(), 'nothing' in copy, 1 in copy.sparse,
        copy.error instanceof RangeError, copy.error.cause === copy.a];"""
    expected = [True, True, True, True, True, [2, 3], 1, 5, True, False, True, True]
    assert heap.run(body) == expected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("parseInt", "DataCloneError: function parseInt() { [native code] } could not be cloned."),
        ("Symbol('s')", "DataCloneError: Symbol(s) could not be cloned."),
        ("Promise.resolve()", "DataCloneError: #<Promise> could not be cloned."),
        ("new WeakMap()", "DataCloneError: #<WeakMap> could not be cloned."),
        ("1, { transfer: [{}] }", "TypeError: Object is not transferable"),
    ],
)
def test_what_cannot_be_cloned(heap: Heap, value: str, words: str) -> None:
    assert heap.run(f"structuredClone({value})") == words


def test_a_buffer_is_transferred(heap: Heap) -> None:
    body = """
      const buffer = new Uint8Array([7]).buffer;
      const moved = structuredClone(buffer, { transfer: [buffer] });
      return [buffer.detached, [...new Uint8Array(moved)]];"""
    assert heap.run(body) == [True, [7]]


def test_random_values_are_seeded_and_not_for_global_scope() -> None:
    body = "return [crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(4))], Math.random()];"
    first, second = Heap().run(body), Heap().run(body)
    assert first == second
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", first[0])
    assert 0 <= first[2] < 1
    assert Heap().run("crypto.randomUUID()", event=0).startswith("Error: Disallowed operation")
    assert 0 <= Heap().run("return Math.random()", event=0) < 1
    too_many = "QuotaExceededError: getRandomValues() only accepts buffers of size <= 64K but provided 65537 bytes."
    assert Heap().run("crypto.getRandomValues(new Uint8Array(65537))") == too_many


@pytest.mark.parametrize(
    "code",
    ["eval('1')", "(0, eval)('1')", "new Function('return 1')()", "Function('return 1')()",
     "(async () => {}).constructor('x')", "(function* () {}).constructor('x')", "eval({})"],
)  # fmt: skip
def test_text_becomes_code_only_in_global_scope(heap: Heap, code: str) -> None:
    assert heap.run(code) == "EvalError: Code generation from strings disallowed for this context"
    assert heap.run(f"{code}; return true;", event=0) is True


def test_a_function_made_at_start_keeps_working(heap: Heap) -> None:
    heap.run("globalThis.made = new Function('return 7');", event=0)
    assert heap.run("return [made(), new Function()() === undefined];") == [7, True]


def test_the_global_object(heap: Heap) -> None:
    body = """return [self === globalThis, String(globalThis), globalThis.constructor.name,
      globalThis instanceof ServiceWorkerGlobalScope, globalThis instanceof EventTarget, navigator.userAgent];"""
    name = "ServiceWorkerGlobalScope"
    assert heap.run(body) == [True, f"[object {name}]", name, True, False, "Cloudflare-Workers"]


def test_a_message_channel_copies_and_keeps_order(heap: Heap) -> None:
    body = """
      const { port1, port2 } = new MessageChannel();
      const got = [];
      const sent = { n: 1 };
      port1.postMessage(sent); port1.postMessage('early');
      sent.n = 2;
      return await new Promise((done) => {
        port2.onmessage = (event) => { if (got.push(event.data) === 2) done(got); };
      });"""
    assert heap.run(body) == [{"n": 1}, "early"]


def test_spin_burns_model_time(heap: Heap) -> None:
    heap.run("spin(40);")
    assert heap.records[-1] == (outbox.BURN, 1, 40)
    assert heap.run("spin(-1)").startswith("TypeError: spin(ms) takes")


def test_promise_any_says_what_v8_says(heap: Heap) -> None:
    body = """
      try { await Promise.any([Promise.reject(1), new Promise((_, no) => setTimeout(no, 1, 2))]); }
      catch (error) { return [error.name, error.message, error.errors, await Promise.any([Promise.reject(1), 5])]; }"""
    assert heap.run(body) == ["AggregateError", "All promises were rejected", [1, 2], 5]


def test_stacks(heap: Heap) -> None:
    body = """
      class Mine extends Error { name = 'Mine'; }
      const error = new Mine('m');
      const set = new Error('x'); set.stack = undefined;
      const holder = {}; Error.captureStackTrace(holder);
      return [error.stack, set.stack === undefined, typeof holder.stack];"""
    assert heap.run(body) == ["Mine: m", True, "string"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("const o = {}; o.f()", "o.f is not a function"),
        ("const o = { a: {} }; return o.a.b.c", "Cannot read properties of undefined (reading 'c')"),
        ("const n = 1;\n  n(2)", "n is not a function"),
        ("const o = {}; new o.K(1)", "o.K is not a constructor"),
        ("const o = { k: () => ({}) }; o.k(1, 2).zap()", "o.k(...).zap is not a function"),
        ("const o = {}; o['x'](1)", "o.x is not a function"),
        ("const [a] = undefined", "undefined is not iterable"),
        ("x; let x = 1", "Cannot access 'x' before initialization"),
        ("null.x = 1", "Cannot set properties of null (setting 'x')"),
        ("`${Symbol('s')}`", "Cannot convert a Symbol value to a string"),
    ],
)
def test_errors_of_the_language_have_the_words_of_v8(heap: Heap, code: str, words: str) -> None:
    """Inside a function of its own, and through a `using` declaration, which is how probes are written."""
    assert heap.run(f"const t = () => {{ {code} }}; try {{ t(); }} catch (error) {{ return error.message; }}") == words
    probed = f"const t = () => {{ using $f = null; {code} }}; try {{ t(); }} catch (error) {{ return error.message; }}"
    assert heap.run(probed) == words
