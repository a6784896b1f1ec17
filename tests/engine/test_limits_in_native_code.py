"""A limit that stops code inside the engine's own functions: the event ends, the process lives and serves the next."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from engine.platform import FOLDER
from tests.engine.worlds import bodies, run

URL = "http://example.com/"
CHILD = """
import json, sys
from engine.run import Limits
from tests.engine.worlds import run
said = []
for seconds in (0.011, 0.023, 0.037):
    report = run(sys.argv[1], "http://example.com/", probes=False, limits=Limits(cpu_seconds=seconds))
    said.append(report.result.steps[0].outcome if report.result.error is None else report.result.error.message)
print(json.dumps(said))
"""
FILL = "const all = []; for (let i = 0; i < 3000; i++) all.push(['a' + i, 'b']);"
ENDLESS = {
    "a billion headers": "const all = new Headers(); for (let i = 0; i < 1e9; i++) all.append('a' + i, 'b');",
    "find": FILL + "for (;;) all.find((one) => one[0] === '');",
    "findIndex": FILL + "for (;;) all.findIndex((one) => one[0] === '');",
    "findLast": FILL + "for (;;) all.findLast((one) => one[0] === '');",
    "findLastIndex": FILL + "for (;;) all.findLastIndex((one) => one[0] === '');",
    "found by a computed name": FILL + "for (;;) all[['fi', 'nd'].join('')]?.((one) => one === '');",
    "flatMap": FILL + "for (;;) all.flatMap((one) => [one, one]);",
    "reduce": FILL + "for (;;) all.reduce((sum, one) => sum + one[0].length, 0);",
    "sort": FILL + "for (;;) all.sort((one, other) => (one[0] < other[0] ? 1 : -1));",
    "from": FILL + "for (;;) Array.from(all, (one) => one.slice());",
    "typed arrays": "const all = new Uint8Array(9999); for (;;) all.find((one) => one === 1);",
    "replace": "const text = 'ab'.repeat(9999); for (;;) text.replace(/a/g, (one) => one + one);",
    "JSON": FILL + "for (;;) JSON.parse(JSON.stringify(all), (key, value) => value);",
    "an own prepareStackTrace": "Error.prepareStackTrace = () => { for (;;); }; try { null.x; } catch {} for (;;);",
    "errors": "for (;;) try { [].x.y; } catch (error) { error.stack; }",
    "calls of what is no function": "for (;;) try { [].x(); } catch (error) { error.stack; }",
    "rejections": "for (;;) Promise.reject(new Error('no')).catch(() => {});",
    "a proxy": "const p = new Proxy({}, { get: () => { for (;;); } }); p.x;",
    "a getter of a prototype": "Object.defineProperty(Object.prototype, 'a', { get() { for (;;); } }); ({}).a;",
    "an iterator's end": "const [one] = { [Symbol.iterator]: () => ({ next: () => ({}), return() { for (;;); } }) };",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_the_event_ends_and_the_process_does_not(name: str) -> None:
    source = f"export default {{ fetch() {{ {ENDLESS[name]} }} }}"
    ended = subprocess.run([sys.executable, "-c", CHILD, source], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == ["exceededCpu"] * 3


def test_the_four_that_stand_in_for_the_engines_do_the_same() -> None:
    source = """export default { fetch() {
      const list = [5, 8, , 9], like = { length: '2', 0: 'a', 1: 'b' }, seen = [];
      const odd = (value, index, all) => { seen.push([value, index, all === list]); return value % 2 === 1; };
      const { find, findIndex, findLast, findLastIndex } = Array.prototype;
      const caught = [null, {}].map((wrong) => { try { find.call(wrong); } catch (error) { return error.name; } });
      return Response.json([
        list.find(odd), list.findIndex(odd), list.findLast(odd), list.findLastIndex(odd),
        [].find(odd) === undefined, [8].findIndex(odd), seen,
        findLast.call(like, () => true), findIndex.call(like, function (v) { return v === this.b; }, { b: 'b' }),
        [find, findIndex, findLast, findLastIndex].map(({ name, length }) => [name, length]), caught,
        Object.keys([].concat(1)), Object.getOwnPropertyDescriptor(Array.prototype, 'find').enumerable,
      ]);
    } }"""
    values = json.loads(bodies(run(source, URL))[0] or "")
    assert values[:6] == [5, 0, 9, 3, True, -1]
    assert values[6] == [[5, 0, True], [5, 0, True], [9, 3, True], [9, 3, True], [8, 0, False]]
    assert values[7:9] == ["b", 1]
    assert values[9] == [["find", 1], ["findIndex", 1], ["findLast", 1], ["findLastIndex", 1]]
    assert values[10:] == [["TypeError", "TypeError"], ["0"], False]


def test_no_platform_file_calls_those_that_are_removed() -> None:
    calls = re.compile(r"\.find(Index|Last|LastIndex)?\(")
    assert [path.name for path in FOLDER.glob("*.js") if calls.search(path.read_text(encoding="utf-8"))] == []
