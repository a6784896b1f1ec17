"""What `String(f)` gives in a traced run: the function as its author wrote it."""

from __future__ import annotations

import json

import pytest

from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step
from tests.engine.worlds import bodies, run

FUNCTIONS = [
    "() => 1",
    "async x => await x",
    '(a = () => 2) => { if (a) return a(); else return "$f" }',
    "function f() {}",
    "async function* g() { 'use strict'; for (const x of [1]) yield x; for await (const y of []) { await y } }",
    "function é(ö) { return ö }",
    "class K { constructor() { this.x = 1 } static { this.y = 2 } m() { return () => this.x } get z() { return 3 } }",
    "class E extends Array {}",
    "() => ({ a: 1, m() { return 2 } })",
    "function (a,\n    b) {\n  while (a) a--;\n  return `${b}` // kept\n}",
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_reads_as_it_was_written(function: str) -> None:
    source = f"const f = {function};\nexport default {{ fetch() {{ return new Response(String(f)) }} }};"
    assert bodies(run(source, "/")) == [function]


def test_methods_accessors_and_what_was_made_at_run_time() -> None:
    source = """
const object = { async m() { return await 1 }, get x() { return 2 }, ['k' + 1]: async () => { await 3 } };
class K { static s(a) { return a } }
export default { fetch() {
  const x = Object.getOwnPropertyDescriptor(object, 'x').get;
  return Response.json([object.m, x, object.k1, K.s, fetch, Response, parseInt].map((f) => f + ''));
} };"""
    assert json.loads(bodies(run(source, "/"))[0] or "") == [
        "async m() { return await 1 }",
        "get x() { return 2 }",
        "async () => { await 3 }",
        "s(a) { return a }",
        "function fetch() { [native code] }",
        "function Response() { [native code] }",
        "function parseInt() { [native code] }",
    ]


def test_through_modules_and_types() -> None:
    """An imported name reads as it was written, not as it was joined; of types, their room is left."""
    files = {
        "index.ts": "import { one as eins, two } from './a';\n"
        "export default { fetch() { const f = (x: number) => eins + x; return Response.json([f + '', two + '']) } };",
        "a.ts": "export const one = 1;\nexport function two() { return one }",
    }
    project = Project(name="main", main="index.ts", files=files)
    report = run_project(RunRequest(project=project, steps=[Step(url="/")]))
    assert json.loads(bodies(report)[0] or "") == ["(x        ) => eins + x", "function two() { return one }"]


def test_what_is_no_function_is_refused_in_words() -> None:
    source = """export default { fetch() {
  const { toString } = Function.prototype;
  try { toString.call({}) } catch (error) { return new Response(`${error.name}: ${error.message} ${toString}`) }
} };"""
    words = "TypeError: Function.prototype.toString requires that 'this' be a Function"
    assert bodies(run(source, "/")) == [f"{words} function toString() {{ [native code] }}"]
