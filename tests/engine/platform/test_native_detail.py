"""Messages of the language that V8 completes with a name or value, and where the source does not tell it."""

from __future__ import annotations

import json

import pytest

from tests.engine.worlds import bodies, run

MESSAGES = [
    ("const k = 1; k++;", "Assignment to constant variable."),
    ("const o = Object.freeze({ a: 1 }); o.a = 2;", "Cannot assign to read only property 'a' of object"),
    ("const n = 5; for (const x of n) {}", "n is not iterable"),
    ("const o = {}; const [a] = o;", "o is not iterable"),
    ("new Map(5)", "value is not iterable"),
    ("const o = Object.freeze({}); o.z = 1;", "Cannot add property z, object is not extensible"),
    ("(1).toPrecision(0)", "toPrecision() argument must be between 1 and 100"),
    ("const n = -2; 'x'.repeat(n)", "Invalid count value"),
    ("new RegExp('(', 'u')", "Invalid regular expression: /(/u: Unterminated group"),
    ("class A {} A();", "Class constructor A cannot be invoked without 'new'"),
    ("'a' in 5", "Cannot use 'in' operator to search for 'a' in 5"),
    ("new Uint8Array(-7)", "Invalid typed array length: -7"),
    ("const o = Object.freeze({ a: 1 }); delete o.a;", "Cannot delete property 'a' of #<Object>"),
    ("const list = Object.freeze([1]); delete list['0'];", "Cannot delete property '0' of [object Array]"),
    ("const o = make(); delete o.a; function make() { return Object.freeze({ a: 1 }) }", "Cannot delete property 'a'"),
    ("throw new Error('boom')", "boom"),
]


NO_FUNCTIONS = [
    "[1].map((x) => o.no(x))",
    "[1].map((x) => { o.no(x) })",
    "(() => o.no())()",
    "[1].forEach((x, i) => o.list.no(i))",
    "run(1,(x) => o.no(x)); function run(a, f) { f() }",
    "const f = (x) => o.no(x); f()",
    "[1].map(x => o.no(x))",
]


@pytest.mark.parametrize("probes", [True, False])
@pytest.mark.parametrize("code", NO_FUNCTIONS)
def test_what_is_no_function_is_named_wherever_the_call_stands(code: str, probes: bool) -> None:
    source = f"""const o = {{ list: {{}} }};
export default {{ fetch() {{
  try {{ {code} }} catch (error) {{ return Response.json(error.message) }}
}} }};"""
    said = "o.list.no is not a function" if "list" in code else "o.no is not a function"
    assert json.loads(bodies(run(source, "/", probes=probes))[0] or "") == said


@pytest.mark.parametrize("probes", [True, False])
@pytest.mark.parametrize(("code", "message"), MESSAGES)
def test_what_the_source_tells(code: str, message: str, probes: bool) -> None:
    source = f"""export default {{ fetch() {{
  const fail = () => {{ {code} }};
  try {{ fail() }} catch (error) {{ return Response.json(error.message) }}
}} }};"""
    assert json.loads(bodies(run(source, "/", probes=probes))[0] or "") == message
