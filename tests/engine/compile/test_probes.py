"""Probes change nothing that code can notice, and say what runs."""

from __future__ import annotations

import re

import pytest

from engine.compile import FIRST_LINE, compile_project
from tests.engine.compile.observing import observe
from tests.engine.compile.snippets import SNIPPETS

COLUMNS_BETTER_WITH_PROBES = {"errors in expressions"}
"""QuickJS gives column 1 for an error in the first expression of a function; a probe before it puts that right."""


def _without_columns(text: str) -> str:
    return re.sub(r"(index\.js:\d+):\d+", r"\1", text)


@pytest.mark.parametrize("name", SNIPPETS)
def test_nothing_changes(name: str) -> None:
    source = SNIPPETS[name]
    plain_compiled, plain = observe(source, probes=False)
    probed_compiled, probed = observe(source, probes=True)
    assert not plain_compiled.broken
    if name in COLUMNS_BETTER_WITH_PROBES:
        plain.lines = [_without_columns(line) for line in plain.lines]
        probed.lines = [_without_columns(line) for line in probed.lines]
    assert probed.lines == plain.lines
    assert probed.error == plain.error
    assert probed_compiled.text.count("\n") == plain_compiled.text.count("\n")
    assert plain.lines or plain.error, "the snippet shows nothing"
    assert probed.said
    assert not plain.said


def said_by(source: str) -> list[tuple[str, int, str]]:
    """What the probes of a file said: (what, line, function), function "" for statements and awaits."""
    compiled, seen = observe(source, probes=True)
    names: dict[int, str] = {}
    lines = []
    for what, probe, frame in seen.said:
        if what == "enter":
            names[frame] = compiled.probes[probe].name
        line = compiled.probes[probe].line if probe is not None else 0
        lines.append((what, line, names[frame]))
    return lines


def test_what_a_worker_says() -> None:
    source = """\
const worker = {
  async fetch(request) {
    const text = await later(request)
    return text
  },
}
function later(value) { return Promise.resolve(value) }
worker.fetch(1).then((text) => log(text))
log("sync")
"""
    assert said_by(source) == [
        ("enter", 1, "index.js"),
        ("statement", 1, "index.js"),
        ("statement", 8, "index.js"),
        ("enter", 2, "fetch"),
        ("statement", 3, "fetch"),
        ("enter", 7, "later"),
        ("statement", 7, "later"),
        ("leave", 0, "later"),
        ("suspend", 3, "fetch"),
        ("statement", 9, "index.js"),
        ("leave", 0, "index.js"),
        ("resume", 3, "fetch"),
        ("statement", 4, "fetch"),
        ("leave", 0, "fetch"),
        ("enter", 8, "(anonymous)"),
        ("statement", 8, "(anonymous)"),
        ("leave", 0, "(anonymous)"),
    ]


def test_loops_and_branches_say_each_round() -> None:
    source = "for (let i = 0; i < 2; i++)\n  if (i) log('odd')\n  else\n    log('even')\nlog('end')"
    assert [line for what, line, _ in said_by(source) if what == "statement"] == [1, 2, 4, 2, 2, 5]


def test_a_frame_ends_however_it_is_left() -> None:
    source = """\
function returns() { return 1 }
function throws() { throw new Error("x") }
function falls() { }
function* closed() { try { yield 1 } finally { log("closed") } }
returns(); falls()
try { throws() } catch { }
for (const x of closed()) break
"""
    said = said_by(source)
    for name in ("returns", "throws", "falls", "closed", "index.js"):
        assert [what for what, _, function in said if function == name and what in ("enter", "leave")] == [
            "enter",
            "leave",
        ]


def test_names_of_functions() -> None:
    source = """\
function plain() {} const arrow = () => 1; const named = function own() {}; let later; later = () => 1
const object = { key: () => 1, method() {}, get value() { return 1 }, ["computed"]() {}, "quoted": () => 1 }
class Thing { constructor() {} static make() {} #hidden() {} field = () => 1; static { } }
const { pattern = () => 1 } = {}; object.member = () => 1; [1].map((x) => x)
export default () => 1
"""
    names = [probe.name for probe in observe(source, probes=True)[0].probes if probe.kind == "function"]
    assert names == [
        "index.js", "plain", "arrow", "own", "later", "key", "method", "get value", '["computed"]', "quoted",
        "constructor", "make", "#hidden", "field", "static", "pattern", "member", "(anonymous)", "default",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SNIPPETS)
def test_positions_map_back(name: str) -> None:
    source = SNIPPETS[name]
    compiled = compile_project({"index.js": source}, "index.js", probes=True)
    lines = compiled.text.encode().split(b"\n")[FIRST_LINE - 1 :]
    prefix = re.match(r"const \{enter:(\$+)enter,", compiled.text)
    assert prefix is not None
    found = 0
    for number, (line, written) in enumerate(zip(lines, source.split("\n"), strict=True), 1):
        # Every probe's call stands where its statement or `await` does.
        for call in re.finditer(rb"%s[sr]\((\d+)," % re.escape(prefix[1].encode()), line):
            probe = compiled.probes[int(call[1])]
            place = compiled.original(FIRST_LINE - 1 + number, call.start() + 1)
            assert place == ("index.js", probe.line, probe.column)
            found += 1
        # Going along a line, positions never go back, and every character of the learner's line is met.
        columns = [compiled.original(FIRST_LINE - 1 + number, byte + 1) for byte in range(len(line) + 1)]
        assert all(place is not None and place.line == number for place in columns)
        met = [place.column for place in columns if place is not None]
        assert met == sorted(met)
        assert set(met) == set(range(1, len(written) + 2))
    assert found == sum(probe.kind in ("statement", "await", "yield") for probe in compiled.probes)
