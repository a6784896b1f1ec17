"""What console.log prints: against Node's formatting where node is installed, and against lines that workerd wrote."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engine.platform.heap import Heap

EXPRESSIONS = Path(__file__).with_name("printed.js").read_text(encoding="utf-8").strip().split("\n")
"""Arguments of console.log, one call a line."""


def printed(*arguments: str) -> list[str]:
    heap = Heap({"console", "Proxy", "DOMException", "AbortSignal", "Headers", "Map"})
    return heap.logged("".join(f"console.log({argument});\n" for argument in arguments))


@pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not installed: it is what the lines are compared with"
)
def test_everything_prints_as_node_prints_it() -> None:
    calls = "".join(f"out.push(util.format({expression}));\n" for expression in EXPRESSIONS)
    script = f"const util = require('util'); const out = []; {calls} process.stdout.write(JSON.stringify(out));"
    node = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    expected = json.loads(node.stdout)
    got = printed(*EXPRESSIONS)
    wrong = [
        (call, theirs, ours) for call, theirs, ours in zip(EXPRESSIONS, expected, got, strict=True) if theirs != ours
    ]
    assert wrong == []


def test_the_methods_that_print_and_their_levels() -> None:
    heap = Heap({"console"})
    heap.run("console.log('a'); console.info('b'); console.debug('c'); console.warn('d'); console.error('e');")
    heap.run(
        "console.table([1]); console.group('x'); console.count(); console.dir({}); console.time(); console.trace('t');"
    )
    assert [(record[2], record[3]) for record in heap.records] == [
        ("log", "a"), ("info", "b"), ("debug", "c"), ("warn", "d"), ("error", "e"),
    ]  # fmt: skip


def test_a_symbol_key_is_written_without_brackets() -> None:
    assert printed("{ [Symbol('k')]: 4 }") == ["{ Symbol(k): 4 }"]


def test_a_proxy_is_told_from_its_target() -> None:
    assert printed("new Proxy({ p: 1 }, {})", "[new Proxy([1], {})]") == ["Proxy({ p: 1 })", "[ Proxy([ 1 ]) ]"]


def test_an_error_without_frames_stands_in_brackets_and_causes_are_shown() -> None:
    assert printed("new Error('x')") == ["[Error: x]"]
    assert printed("new Error('x', { cause: 'y' })") == ["[Error: x] { [cause]: 'y' }"]


def test_messages_of_the_language_are_those_of_v8() -> None:
    body = "try { null.b } catch (error) { console.log(error); return error.message; }"
    heap = Heap({"console", ".message"})
    assert heap.run(body) == "Cannot read properties of null (reading 'b')"
    assert heap.records[-1][3] == "[TypeError: Cannot read properties of null (reading 'b')]"


def test_objects_of_the_platform_show_their_getters_and_entries() -> None:
    heap = Heap({"console", "AbortController", "Headers", "DOMException"})
    lines = heap.logged("console.log(new AbortController()); console.log(new Headers({ A: 'b' }));")
    assert (
        lines[0] == "AbortController {\n  signal: AbortSignal { aborted: false, reason: undefined, onabort: null }\n}"
    )
    assert lines[1].startswith("Headers(1) { 'a' => 'b'")
    exception = heap.logged("console.log(new DOMException('dom', 'AbortError'));")[0]
    assert (
        exception
        == "DOMException {\n  code: 20,\n  name: 'AbortError',\n  message: 'dom',\n  stack: 'AbortError: dom'\n}"
    )


def test_an_object_whose_getters_throw_can_be_printed() -> None:
    assert printed("{ get x() { throw 1; } }") == ["{ x: [Getter] }"]
