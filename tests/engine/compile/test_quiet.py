"""Quiet statements: which ones, and that a trace is the same to the byte whether or not they go without markers."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from engine.compile import compile_project
from engine.trace import Event, encode
from tests.engine.worlds import run, together

URL = "http://example.com/"
QUIET = ("a + 1;", "a += b * 2;", "let c = `${a}`;", "if (a) b = 1;", "return a;", "while (a) a -= 1;", "a++;")
NOT_QUIET = (
    "f();",
    "a.b;",
    "a[b];",
    "await a;",
    "new A();",
    "f`a`;",
    "[...a];",
    "throw a;",
    "for (const x of a) b = x;",
)
MIXED = """
const later = (value) => Promise.resolve(value);
function* each() { yield 1; later(2).then(() => {}); yield 3; }
const odd = { [Symbol.iterator]: () => ({ n: 0, next() { later(1).then(() => {}); return { done: this.n++ > 2 }; } }) };
async function total(count) {
  let sum = 0;
  for (let number = 0; number < count; number += 1) {
    sum += number % 7;
    if (sum > 5) sum -= 5;
    if (number % 3 === 0) { later(number).then((value) => { sum += value; }); sum += 1; }
  }
  for (const value of each()) { sum += value; sum += 1; }
  for (const value of odd) { sum += 1; if (sum > 9) break; }
  queueMicrotask(() => { sum += 1; });
  sum += 1;
  while (later(sum) && sum % 5) { sum += 1; sum += 2; }
  await null;
  return sum;
}
export default { async fetch() {
  let both = 0;
  both += await total(9);
  const last = `${{ toString() { later(1).then(() => { both += 1; }); return 'x'; } }}`;
  both += 1;
  return new Response(both + last);
} }"""


def quiet_flags(statement: str) -> list[bool]:
    """Of each probe of a statement in a function's body, whether it is a quiet one."""
    source = f"export async function body(a, b) {{ {statement} }}"
    text = compile_project({"index.js": source}, "index.js", probes=True).text
    probe = re.search(r"\{ ?using [^;]*;.*", text)
    assert probe is not None
    return [found[1] == ",1" for found in re.finditer(r"\(\d+,[\w$]+(,1)?\);", probe[0])]


@pytest.mark.parametrize("statement", QUIET)
def test_code_that_only_computes_is_quiet(statement: str) -> None:
    assert set(quiet_flags(statement)) == {True}


@pytest.mark.parametrize("statement", NOT_QUIET)
def test_code_that_may_call_something_is_not(statement: str) -> None:
    assert quiet_flags(statement)[0] is False


def test_a_body_is_as_quiet_as_the_head_of_its_loops() -> None:
    assert quiet_flags("while (f()) { a += 1; }") == [False, False]
    assert quiet_flags("for (; a < f();) { while (a) { b += 1; } }") == [False, False, False]
    assert quiet_flags("while (a) { b += 1; f(); }") == [False, True, False]
    assert quiet_flags("for (const x of f()) { b += x; }") == [False, True]
    assert quiet_flags("for (const [x] of f()) { b += x; }") == [False, False]
    assert quiet_flags("for await (const x of f()) { b += x; }") == [False, False]


def without_heaps(trace: Iterable[Event]) -> bytes:
    """The trace to the byte, but for sizes of the heap: that has the program's text in it."""
    return re.sub(rb',"heap\w*":[^,}]*', b"", encode(trace))


def test_markers_left_out_change_nothing_in_the_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [*together(URL, URL), *together(URL)]
    with_quiet = run(MIXED, *steps)
    monkeypatch.setattr("engine.compile.probes.is_quiet", lambda statement: False)
    marked = run(MIXED, *steps)
    assert with_quiet.result.steps[0].status == 200
    assert without_heaps(with_quiet.trace) == without_heaps(marked.trace)
