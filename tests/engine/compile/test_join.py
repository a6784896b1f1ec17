"""Several files become one module that behaves as ES modules do."""

from __future__ import annotations

import pytest

from engine.compile import compile_project
from engine.errors import LoadError
from tests.engine.compile.observing import observe
from tests.engine.compile.snippets import SNIPPETS

PROBES = pytest.mark.parametrize("probes", [False, True], ids=["plain", "probed"])


def logged(files: dict[str, str], probes: bool) -> list[str]:
    """What the project logs, its exports apart."""
    _, seen = observe(files, probes=probes)
    assert not seen.error
    return [line for line in seen.lines if not line.startswith("export ")]


@PROBES
def test_imported_names_are_live(probes: bool) -> None:
    files = {
        "index.js": "import lib, { add, counter, bump as b } from './lib.js'\nimport * as ns from './lib.js'\n"
        "log(lib, add(1, 2), counter)\nb()\nlog(counter, ns.counter, ns.default)\n"
        "log(Object.keys(ns), ({}).toString.call(ns))",
        "lib.js": "export default 'default export'\nexport const add = (a, b) => a + b\n"
        "export let counter = 0\nexport function bump() { counter++ }",
    }
    assert logged(files, probes) == [
        "default export 3 0",
        "1 1 default export",
        "add,bump,counter,default [object Module]",
    ]


@PROBES
def test_every_form_of_use(probes: bool) -> None:
    files = {
        "index.js": """
import { x, f, F, o, tag } from "./lib.js"
const a = 1
f()
;[x].forEach((v) => log(v, a))
log({ x }.x, { x: x }.x, { [x]: 1 }[7], typeof x, `${x}`, -x, x + x, [...[x]], x?.y, f?.())
log(new F(1).v, new F, new o.F(2).v, new (F)(3).v, o.F.name, o?.F.name, tag`t${x}`, o["F"].name)
log((() => x)(), (() => ({ x }))().x, class extends F {}.length, delete o.gone, o.m(), (0, o.m)())
const { [x]: y = x, z = x } = {}
log(y, z, ((p = x) => p)())
for (const q of [x]) log(q)
for (let i = x; i < x + 1; i++) log(i)
switch (x) { case x: log("case") }
label: { if (x) break label }
log(await x, await f(), (await o).m === o.m)
export default x
export { f, x as renamed }
""",
        "lib.js": """
export const x = 7
export function f() { log("f", this); return "r" }
export class F { constructor(v) { this.v = v } }
export const o = { F, m() { return this === o }, gone: 1 }
export const tag = (s, ...v) => s[0] + v
""",
    }
    lines = logged(files, probes)
    assert lines[:3] == ["f undefined", "7 1", "f undefined"]
    assert lines[3] == "7 7 1 number 7 -7 14 7  r".replace("  ", " undefined ")
    assert lines[4] == "1 [object Object] 2 3 F F t7 F"
    assert lines[5] == "7 7 0 true true false"
    assert lines[6:10] == ["7 7 7", "7", "7", "case"]
    assert lines[10:] == ["f undefined", "7 r true"]
    _, seen = observe(files, probes=probes)
    assert [line for line in seen.lines if line.startswith("export ")] == [
        "export default number undefined undefined 7",
        "export f function f 0 ",
        "export renamed number undefined undefined 7",
    ]


@PROBES
def test_shadowed_names_are_left_alone(probes: bool) -> None:
    files = {
        "index.js": """
import { x, y as z } from "./lib.js"
const take = (x) => x
function f(x, { z }, [q = x] = []) { return x + z + q }
function g() { x: for (const x of [1]) { if (x) break x } { let x = 2; var z = x } return z }
function h() { try { throw 5 } catch (x) { return x } }
const k = function x() { return typeof x }, C = class z { static n = typeof z }
const m = { x: 1, z() { return x } }
function v() { return typeof x; var x }
function s(a) { switch (a) { case 0: let x = 4; return x } return x }
function n() { function x() { return "inner" } return x() }
class K { x = x; static z = z; #x = x; get() { return this.#x + this.x } }
log(take(1), f(1, { z: 2 }), g(), h(), k(), C.n, m.x, m.z(), v(), s(0), s(1), n(), new K().get(), K.z)
for (let x = 0; x < 1; x++) log(x)
for (const x in { a: 1 }) log(x)
log([x].map(x => x), ((...x) => x)(1), (({ x }) => x)({ x: 3 }), (({ a: x }) => x)({ a: 4 }), x, z)
""",
        "lib.js": "export const x = 10, y = 20",
    }
    assert logged(files, probes) == [
        "1 4 2 5 function function 1 10 undefined 4 10 inner 20 20",
        "0",
        "a",
        "10 1 3 4 10 20",
    ]


@PROBES
def test_assigning_to_an_import(probes: bool) -> None:
    files = {
        "index.js": """
import { x } from "./lib.js"
import * as ns from "./lib.js"
const tries = [() => { x = 1 }, () => { x++ }, () => { x += 1 }, () => { [x] = [1] }, () => { ({ x } = { x: 1 }) },
  () => { ({ a: x } = { a: 1 }) }, () => { for (x of [1]); }, () => { ns.x = 1 }, () => { ns.y = 1 }]
for (const f of tries) try { f(); log("?") } catch (e) { log(e.name, e.message) }
log(x)
""",
        "lib.js": "export const x = 10",
    }
    lines = logged(files, probes)
    assert lines[:7] == ["TypeError Assignment to constant variable."] * 7
    assert lines[7] == "TypeError Cannot assign to property 'x' of [object Module]"
    assert lines[8].startswith("TypeError ")
    assert lines[9] == "10"


@PROBES
def test_circular_imports(probes: bool) -> None:
    files = {
        "index.js": "import { b } from './b.js'\nimport { a, viaB } from './a.js'\nlog('index', a)\nlog(b(), viaB())",
        "a.js": "import { b } from './b.js'\nlog('a evaluated')\nexport const a = 'a'\nexport const viaB = () => b()\n"
        "export function fromA() { return 'hoisted' }",
        "b.js": "import { a, fromA } from './a.js'\nlog('b', fromA())\n"
        "try { a } catch (e) { log(e.name) }\nexport const b = () => 'b sees ' + a",
    }
    # b.js is reached first, and needs a.js, which is evaluated before it.
    assert logged(files, probes) == ["a evaluated", "b hoisted", "index a", "b sees a b sees a"]


@PROBES
def test_cycle_through_the_entry(probes: bool) -> None:
    files = {
        "index.js": "import { run } from './lib.js'\nexport function hello() { return 'hello' }\nlet n = 5\n"
        "export { n as number }\nexport default { n: 1 }\nrun()",
        "lib.js": "import main, { hello, number } from './index.js'\nlog(hello())\n"
        "try { number } catch (e) { log(e.name) }\nexport const run = () => log(number, main.n)",
    }
    assert logged(files, probes) == ["hello", "ReferenceError", "5 1"]


@PROBES
def test_default_exports(probes: bool) -> None:
    forms = {
        "function () { return 1 }": "default function 1",
        "async function () {}": "default function [object Promise]",
        "function* () {}": "default function [object Generator]",
        "function named() { return 2 }": "named function 2",
        "class { }": "default function !",
        "class Named { }": "Named function !",
        "() => 3": "default function 3",
        "(a, b) => ({ a })": "default function [object Object]",
        "await 5": "undefined number !",
        "1, 2": None,
        "[1].map((x) => x)[0] // comment": "undefined number !",
        "{ a: 1 }.a": "undefined number !",
    }
    for form, expected in forms.items():
        if expected is None:
            continue
        files = {
            "index.js": "import value, { default as same } from './lib.js'\nlet called\n"
            "try { called = String(value()) } catch { called = '!' }\nlog(value.name, typeof value, called)\n"
            "if (same !== value) log('differs')",
            "lib.js": f"export default {form}\n",
        }
        assert logged(files, probes) == [expected], form


@PROBES
def test_passing_on(probes: bool) -> None:
    files = {
        "index.js": "export { helper, default as libDefault, text as 'with space' } from './lib.js'\n"
        "export * from './more.js'; export * as all from './more.js'\nimport { Thing as T } from './more.js'\n"
        "const own = 1\nexport { T as Thing2, own }; export default { T }",
        "lib.js": "export const helper = { a: 1 }, text = 't'; export default function def() {}",
        "more.js": "export class Thing {}\nexport async function asyncFn() {}\nexport * from './deep.js'\n"
        "export { own as renamed } from './deep.js'\nexport default 'not passed on'",
        "deep.js": "export const deep = 'd', own = 2",
    }
    _, seen = observe(files, probes=probes)
    assert not seen.error
    exports = [line.removeprefix("export ").split(" ")[0:3] for line in seen.lines]
    assert [name for name, *_ in exports] == [
        "Thing", "Thing2", "all", "asyncFn", "deep", "default", "helper", "libDefault", "own", "renamed", "with",
    ]  # fmt: skip
    everything = next(line for line in seen.lines if line.startswith("export all "))
    assert everything.endswith('{"deep":"d","default":"not passed on","own":2,"renamed":2}')
    assert any(line.startswith("export own number") and line.endswith(" 1") for line in seen.lines)


@PROBES
def test_top_level_await_in_a_dependency(probes: bool) -> None:
    files = {
        "index.js": "import { v } from './dep.js'\nlog('index', v)",
        "dep.js": "log('dep start')\nawait null\nawait Promise.resolve()\nexport const v = 'ready'\nlog('dep end')",
    }
    assert logged(files, probes) == ["dep start", "dep end", "index ready"]


@PROBES
def test_order_of_evaluation(probes: bool) -> None:
    files = {
        "index.js": "log('index')\nimport './c.js'\nimport './a.js'\nimport './c.js'",
        "a.js": "import './b/b.js'; log('a')",
        "b/b.js": "import '../c.js'; import './d.js'; log('b')",
        "b/d.js": "log('d')",
        "c.js": "log('c')",
    }
    assert logged(files, probes) == ["c", "d", "b", "a", "index"]
    assert compile_project(files, "index.js", probes=probes).modules == ("c.js", "b/d.js", "b/b.js", "a.js", "index.js")


@PROBES
def test_a_dependency_that_throws(probes: bool) -> None:
    files = {
        "index.js": "import './lib.js'\nlog('never')",
        "lib.js": "log('lib')\n\n  throw new Error('bad module')",
    }
    _, seen = observe(files, probes=probes)
    assert seen.lines[0] == "lib"
    assert seen.lines[1].startswith("Error: bad module @@")
    assert "lib.js:3:13" in seen.lines[1]


@PROBES
def test_dynamic_import(probes: bool) -> None:
    files = {
        "index.js": """
const look = async (f) => { try { return await f() ?? "none" } catch (e) { return e.message } }
log("start")
export default { fetch() {} }
log(await look(async () => (await import("./lib.js")).default), await look(async () => (await import("lib.js")).n))
log((await import("./lib.js")) === (await import("/lib.js")), await look(async () => (await import("./l" + "ib.js")).n))
log(await look(() => import("./nope.js")), await look(() => import("lodash")), await look(() => import("../lib.js")))
log(await look(() => import("./")), await look(() => import("./lib")), await look(() => import("./lib.js?x=1")))
log(await look(() => import("./bad.js")), await look(() => import("./bad.js")))
log(await look(async () => (await import("cloudflare:workers")).env.A))
log(typeof (await import("./index.js")).default.fetch)
log(await look(async () => (await import("./sub/a.js")).v))
""",
        "lib.js": "log('lib runs'); let count = 0\nexport default 'lib'\nexport const n = ++count",
        "bad.js": "throw new Error('bad module')",
        "sub/a.js": "export const v = (await import('./b.js')).default + await import('../lib.js').then((m) => m.n)",
        "sub/b.js": "import '../lib.js'; export default 'b'",
    }
    assert logged(files, probes) == [
        "start",
        "lib runs",
        "lib 1",
        "true 1",
        'No such module "nope.js". No such module "lodash". No such module "../lib.js"',
        'No such module ".". No such module "lib". No such module "lib.js?x=1".',
        "bad module bad module",
        "1",
        "function",
        "b1",
    ]


@PROBES
def test_files_that_are_not_scripts(probes: bool) -> None:
    files: dict[str, str] = {
        "index.js": "import text from './a.txt'; import page from './p.html'; import data from './d.bin'\n"
        "import config from './c.json' with { type: 'json' }; import * as all from './c.json'\n"
        "log(JSON.stringify(text), page.length, new Uint8Array(data), data.byteLength)\n"
        "log(config.a, all.default === config, Object.keys(config))",
        "a.txt": 'line 1\n"line" 2 ${x} `\u2028',
        "p.html": "<p>é</p>",
        "c.json": '{"a": [1, 2], "__proto__": 1}',
    }
    files["d.bin"] = b"\x00\xff\n"  # type: ignore[assignment]
    assert logged(files, probes) == [
        '"line 1\\n\\"line\\" 2 ${x} `\u2028" 8 0,255,10 3',
        "1,2 true a,__proto__",
    ]


@PROBES
def test_platform_modules(probes: bool) -> None:
    source = "import { env, waitUntil } from 'cloudflare:workers'\nimport * as all from 'cloudflare:workers'\n"
    compiled, seen = observe(source + "log(env.A, typeof waitUntil, all.env === env, Object.keys(all))", probes=probes)
    assert seen.lines == ["1 function true env,waitUntil"]
    assert compiled.platform_imports == {"cloudflare:workers"}
    _, seen = observe("import { nope } from 'cloudflare:workers'\nlog(nope)", probes=probes)
    assert "does not provide an export named 'nope'" in seen.lines[0]


@PROBES
def test_lines_stay_and_positions_map_back(probes: bool) -> None:
    files = {
        "index.js": "import {\n  fail,\n} from './lib/fail.js'\nexport {\n  fail as f\n}\n"
        "try {\n  fail()\n} catch (e) { where(e) }\n",
        "lib/fail.js": "export const é = '漢字', fail = () => { /* 漢 */ throw new Error('here') }\n"
        "export {\n  é as default\n}",
    }
    compiled, seen = observe(files, probes=probes)
    assert "lib/fail.js:1:57" in seen.lines[0]
    assert "index.js:8:7" in seen.lines[0]
    for placed in compiled.placed:
        lines = compiled.text.split("\n")[placed.first_line - 1 :][: placed.lines]
        assert len(lines) == files[placed.file].count("\n") + 1
    assert compiled.original(1, 1) is None
    assert compiled.original(compiled.placed[-1].first_line - 1, 1) is None


WRONG = {
    "missing file": (
        {"index.js": "\nimport { x } from './missing.js'"},
        'No such module "missing.js".\n  imported from "index.js"',
        ("index.js", 2, 1),
    ),
    "no extension": (
        {"index.js": "import './lib'", "lib.js": ""},
        'No such module "lib".\n  imported from "index.js"',
        ("index.js", 1, 1),
    ),
    "above the project": (
        {"index.js": "import '../lib.js'", "lib.js": ""},
        'No such module "../lib.js"\n  imported from "index.js"',
        ("index.js", 1, 1),
    ),
    "a module of Node.js": (
        {"index.js": "import 'node:fs'"},
        'No such module "node:fs".\n  imported from "index.js"',
        ("index.js", 1, 1),
    ),
    "further down": (
        {"index.js": "import './a.js'", "a.js": "export * from './b.js'"},
        'No such module "b.js".\n  imported from "a.js"',
        ("a.js", 1, 1),
    ),
    "missing name": (
        {"index.js": "import a, { nope } from './lib.js'", "lib.js": "export default 1"},
        "The requested module './lib.js' does not provide an export named 'nope'",
        ("index.js", 1, 13),
    ),
    "missing default": (
        {"index.js": "import a from './lib.js'", "lib.js": "export const a = 1"},
        "The requested module './lib.js' does not provide an export named 'default'",
        ("index.js", 1, 8),
    ),
    "export of nothing": (
        {"index.js": "import './lib.js'", "lib.js": "export { a }"},
        "Export 'a' is not defined in module",
        ("lib.js", 1, 10),
    ),
    "export twice": (
        {"index.js": "import './lib.js'", "lib.js": "const a = 1; export { a, a }"},
        "Duplicate export of 'a'",
        ("lib.js", 1, 26),
    ),
    "a kind of file": (
        {"index.js": "\nimport a from './a.css'", "a.css": ""},
        'A file such as "a.css" is not part of this engine. '
        ".js, .mjs, .cjs, .ts, .mts, .json, .txt, .html, .sql and .bin files can be imported.",
        ("index.js", 2, 1),
    ),
    "bad JSON": (
        {"index.js": "import c from './c.json'", "c.json": "{ nope }"},
        "Expected property name or '}' in JSON at position 2 (line 1 column 3)",
        ("c.json", 1, 3),
    ),
}


@pytest.mark.parametrize(("files", "message", "place"), WRONG.values(), ids=WRONG)
def test_what_does_not_load(files: dict[str, str], message: str, place: tuple[str, int, int]) -> None:
    with pytest.raises(LoadError) as caught:
        compile_project(files, "index.js", probes=False)
    failure = caught.value.failure
    assert failure.message == message
    assert (failure.file, failure.line, failure.column) == place


@pytest.mark.parametrize("bad", ["this is not javascript", "return 1", "const f = ;", "yield 1"])
def test_a_broken_dependency_is_passed_on_alone(bad: str) -> None:
    files = {"index.js": "import './lib.js'", "lib.js": f"// a line\n{bad}"}
    compiled, seen = observe(files, probes=True)
    assert compiled.broken == "lib.js"
    assert compiled.text.split("\n")[10_000:] == files["lib.js"].split("\n")
    assert "lib.js:2:" in seen.error


@PROBES
@pytest.mark.parametrize("name", SNIPPETS)
def test_a_file_runs_the_same_when_it_is_imported(name: str, probes: bool) -> None:
    source = SNIPPETS[name]
    _, alone = observe(source, probes=probes, main="lib.js")
    _, joined = observe({"index.js": "import './lib.js'", "lib.js": source}, probes=probes)
    # An imported file is a function's body, so stacks are one entry deeper; lines and columns are the same.
    assert [_top_of_stack(line) for line in joined.lines if not line.startswith("export ")] == [
        _top_of_stack(line) for line in alone.lines if not line.startswith("export ")
    ]
    assert joined.error == alone.error


def _top_of_stack(line: str) -> str:
    return line.split("\n")[0].replace("<anonymous> ", "")
