"""QuickJS takes probed text exactly when it takes the plain text: over the conformance projects and over hard cases."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import quickjs

from engine.compile import compile_project
from engine.errors import LoadError
from tests.engine.compile.observing import learner_text

GOLDEN = Path(__file__).parents[2] / "conformance" / "golden.json"
CASES: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
NOT_LOADED = {
    "mod-missing-import": 'No such module "missing.js"',
    "mod-bad-json": "Expected property name or '}'",
    "mod-wasm": "WebAssembly",
    "globals-async-local-storage": 'No such module "node:async_hooks"',
}
PLATFORM_MODULES = ("cloudflare:workers", "cloudflare:sockets")


def verdict(files: dict[str, str | bytes], main: str, *, probes: bool) -> str:
    """ "" when QuickJS takes the text, else its SyntaxError at the learner's line."""
    compiled = compile_project(files, main, probes=probes, platform_modules=PLATFORM_MODULES)
    context = quickjs.Context()
    try:
        context.module(compiled.text)
    except quickjs.JSException as error:
        if str(error).startswith("SyntaxError"):
            return learner_text(compiled, str(error))
    return ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_conformance_projects_compile(case: dict[str, Any]) -> None:
    files = {
        name: content if isinstance(content, str) else base64.b64decode(content["base64"])
        for name, content in case["files"].items()
    }
    main = case["wrangler"]["main"]
    if case["id"] in NOT_LOADED:
        with pytest.raises(LoadError, match=NOT_LOADED[case["id"]]):
            verdict(files, main, probes=True)
        return
    plain = verdict(files, main, probes=False)
    assert verdict(files, main, probes=True) == plain
    wrong = "SyntaxError" in json.dumps(case.get("startup_error", "")) and case["wrangler"].get("format") is None
    assert bool(plain) == wrong


REFUSED = [
    "function f(a) { let a = 1 }",
    "function f(a) { const a = 1 }",
    "const f = (a) => { let a }",
    "let a; let a",
    "let a; var a",
    "function f() { let a; var a }",
    "function f() { let a; { var a } }",
    "if (1) let a = 1",
    "if (1) const a = 1",
    "if (1) class A {}",
    "for (;;) let a",
    "while (0) function f() {}",
    "if (1) function f() {}",
    "with (a) b",
    "break",
    "continue",
    "a: { continue a }",
    "for (;;) { break missing }",
    "return 1",
    "yield 1",
    "const a",
    "const { a }",
    "for (const x = 1, y of []) ;",
    "function f() { await 1 }",
    "() => await 1",
    "function f() { new.target() = 1 }",
    "f() = 1",
    "1 = 2",
    "a ?? b || c",
    "({ a = 1 })",
    "({ a: 1, a() } )",
    "class A { constructor() {} constructor() {} }",
    "class A { #a; #a }",
    "class A { m() { super() } }",
    "function f() { super.x }",
    "x.#p",
    "delete x",
    "var eval",
    "let arguments",
    "010",
    "'\\08'",
    "function f(a, a) {}",
    "function f(a = 1) { 'use strict' }",
    "try {} ",
    "switch (1) { default: default: }",
    "throw\n1",
    "import { a } from './a.js' x",
    "export default 1; export default 2",
    "export { a, a }; let a",
    "export { missing }",
    "label: label: ;",
    "new.target",
    "async () => { for await (x in y) ; }",
    "function* g() { function yield() {} }",
    "`${}`",
    "/(/",
    "a?.b = 1",
    "async (x = await 1) => 1",
    "() => { a: 1, b: 2 }",
    "if (1) { else }",
    "{ function f() {} let f }",
    "switch (1) { case 1: let a; case 2: let a }",
    "for (let let of []) ;",
    "'use strict'; let static",
    "class A extends B { x = super() }",
    "class A { static { await 1 } }",
    "class A { static { return } }",
    "using x",
]


@pytest.mark.parametrize("source", REFUSED)
def test_errors_stay_errors(source: str) -> None:
    text = f"log('before')\n{source}\n"
    context = quickjs.Context()
    with pytest.raises(quickjs.JSException, match="SyntaxError"):
        context.module(text)
    plain = verdict({"index.js": text}, "index.js", probes=False)
    assert plain
    assert verdict({"index.js": text}, "index.js", probes=True) == plain


def test_a_hashbang_is_a_comment() -> None:
    assert verdict({"index.js": "#!/usr/bin/env node\nexport default 1"}, "index.js", probes=True) == ""
