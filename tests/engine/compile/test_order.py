"""Generated programs that mix awaits, promise callbacks, thenables and generators log in the same order with probes,
also when every probe queues a marker job, as the runtime's probes do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compile import compile_project
from tests.engine.compile.observing import observe, run

MARKERS = """
const mark = queueMicrotask.bind(globalThis, () => {});
const plain = globalThis.$workerscope;
globalThis.$workerscope = () => {
  const probes = plain();
  for (const name of ["enter", "leave", "statement", "suspend", "resume"]) {
    const probe = probes[name];
    probes[name] = (...values) => { mark(); return probe(...values); };
  }
  return probes;
};
"""

VALUES = st.sampled_from(
    [
        "1",
        "Promise.resolve(2)",
        "Promise.reject(new Error('no'))",
        "{ then(f) { log('then called'); f(3) } }",
        "{ then(f, r) { r(new Error('thenable')) } }",
        "new Promise((f) => queueMicrotask(() => f(4)))",
        "{ then(f) { f(Promise.resolve(5)) } }",
        "f(6)",
        "g()",
        "Promise.all([f(7), 8])",
        "Promise.race([f(9), Promise.resolve(10)])",
        "(async () => await 11)()",
    ]
)


def _statement(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(children, max_size=3).map("; ".join)
    return st.one_of(
        VALUES.map("log(await ({}))".format),
        VALUES.map("await ({})".format),
        st.tuples(VALUES, VALUES).map(lambda v: f"log(await ({v[0]}), await ({v[1]}))"),
        st.tuples(VALUES, block).map(
            lambda v: f"Promise.resolve({v[0]}).then(async (v) => {{ log('got', v); {v[1]} }})"
        ),
        VALUES.map(
            lambda v: f"Promise.resolve({v}).then((v) => log('v', v)).then(() => log('w')).finally(() => log('z'))"
        ),
        VALUES.map(lambda v: f"Promise.resolve().then(() => ({v})).then(log, (e) => log('e', e.message))"),
        block.map("queueMicrotask(async () => {{ log('micro'); {} }})".format),
        block.map("(async () => {{ {} }})().catch((e) => log('caught', e.message))".format),
        st.tuples(block, block, block).map(
            lambda b: f"try {{ {b[0]} }} catch (e) {{ log(e.message); {b[1]} }} finally {{ log('finally'); {b[2]} }}"
        ),
        VALUES.map("for await (const x of a({})) log('x', x)".format),
        VALUES.map("if (await ({})) log('yes'); else log('no')".format),
        st.tuples(VALUES, block).map(lambda v: f"for (const x of [1, {v[0]}]) {{ log(typeof x); {v[1]} }}"),
        st.just("log([...s(2)].join())"),
    )


STATEMENTS = st.recursive(st.just("log('.')"), _statement, max_leaves=12)

PROGRAM = """
let n = 0
const log = (...values) => globalThis.log(n++, ...values.map((v) => v?.message ?? String(v)))
async function f(x) {{ log('f', x); await null; return x }}
async function g() {{ return f('g') }}
async function* a(x) {{ yield 1; try {{ yield x }} catch (e) {{ log('a', e.message) }} yield* [await f(2)]; return 3 }}
function* s(n) {{ while (n--) {{ const got = yield n; log('s', got) }} }}
async function main() {{
  {first}
  {second}
}}
async function beside() {{
  {third}
}}
main().then(() => log('main'), (e) => log('main', e.message))
beside().then(() => log('beside'), (e) => log('beside', e.message))
Promise.resolve().then(() => log(1)).then(() => log(2)).then(() => log(3)).then(() => log(4)).then(() => log(5))
log('sync')
"""


@settings(max_examples=150, deadline=None, derandomize=True)
@given(STATEMENTS, STATEMENTS, STATEMENTS)
def test_same_order(first: str, second: str, third: str) -> None:
    source = PROGRAM.format(first=first, second=second, third=third)
    compiled, plain = observe(source, probes=False)
    assert not plain.error
    assert not compiled.broken
    assert len(plain.lines) >= 8
    probed_compiled, probed = observe(source, probes=True)
    assert (probed.lines, probed.error) == (plain.lines, "")
    marked = run(probed_compiled, MARKERS)
    assert marked.lines == plain.lines
    assert marked.said == probed.said


@pytest.mark.parametrize("probes", [False, True])
def test_ticks_of_return_await(probes: bool) -> None:
    """As in Node.js and workerd: `return promise` from an async function takes three ticks, `return await` one."""
    source = """
const done = (name) => () => log(name)
const p = Promise.resolve()
;(async () => p)().then(done("return promise"))
;(async () => await p)().then(done("return await"))
;(async () => { await p })().then(done("await"))
;(async () => {})().then(done("nothing"))
p.then(done(1)).then(done(2)).then(done(3)).then(done(4))
"""
    compiled = compile_project({"index.js": source}, "index.js", probes=probes)
    assert run(compiled).lines == ["nothing", "1", "return await", "await", "2", "return promise", "3", "4"]
