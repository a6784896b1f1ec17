"""Stacks name a method with what it belongs to, as V8 does."""

from __future__ import annotations

from tests.engine.worlds import bodies, run

SOURCE = """
class Counter { constructor(fail) { if (fail) throw new Error('new') } add() { throw new Error('add') } }
const plain = () => { throw new Error('plain') };
const object = { run: function () { throw new Error('run') } };
const tries = [() => new Counter(true), () => new Counter().add(), plain, () => object.run()];
export default { fetch() {
  const first = (stack) => stack.split('\\n')[1];
  return new Response(tries.map((one) => { try { one() } catch (error) { return first(error.stack) } }).join('\\n'));
} };"""


def test_methods_constructors_and_functions() -> None:
    for probes in (True, False):
        assert [
            line.split("(")[0].strip() for line in (bodies(run(SOURCE, "/", probes=probes))[0] or "").split("\n")
        ] == [
            "at new Counter",
            "at Counter.add",
            "at plain",
            "at Object.run",
        ]


def test_an_uncaught_exception_names_its_handler() -> None:
    report = run("export default {\n  async fetch() { await null; throw new Error('late') }\n};", "/")
    assert report.result.steps[0].exceptions[0].stack.split("\n")[1] == "    at Object.fetch (index.js:2:37)"
