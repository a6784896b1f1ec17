"""Runs compiled text in QuickJS with the plainest probe runtime, and tells all that code can show of itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import quickjs

from engine.compile import Compiled, compile_project

RUNTIME = """
globalThis.logged = [];
globalThis.said = [];
globalThis.log = (...values) => { logged.push(values.map(String).join(" ")); };
globalThis.where = (error) => { log(error.name + ": " + error.message + " @@" + error.stack); };
let frames = 0;
globalThis.platformModules = {"cloudflare:workers": {env: {A: 1}, waitUntil() {}}};
globalThis.$workerscope = () => ({
  enter(probe) { const frame = {id: ++frames}; said.push(["enter", probe, frame.id]); return frame; },
  leave(frame) { said.push(["leave", null, frame.id]); },
  statement(probe, frame) { said.push(["statement", probe, frame.id]); },
  suspend(probe, frame, value) { said.push(["suspend", probe, frame.id]); return value; },
  resume(probe, frame, value) { said.push(["resume", probe, frame.id]); return value; },
  module: (specifier) => platformModules[specifier],
});
"""
READ_BACK = """
import * as namespace from '<input>';
for (const [name, value] of Object.entries(namespace))
  log("export", name, typeof value, value?.name, value?.length, JSON.stringify(value) ?? "");
"""


@dataclass
class Seen:
    """lines: everything logged, exports and the error that ended the module, positions already the learner's.
    said: what the probes said, in order: (what, probe or None, frame)."""

    lines: list[str]
    error: str = ""
    said: list[tuple[str, Any, int]] = field(default_factory=list)


def observe(files: dict[str, str] | str, *, probes: bool, main: str = "index.js") -> tuple[Compiled, Seen]:
    """Compiles and runs a project, or a single file."""
    if isinstance(files, str):
        files = {main: files}
    compiled = compile_project(files, main, probes=probes, platform_modules=["cloudflare:workers"])
    return compiled, run(compiled)


def run(compiled: Compiled, more: str = "") -> Seen:
    """Runs a compiled project to the end of its microtasks. more: script to run before, after RUNTIME."""
    context = quickjs.Context()
    context.eval(RUNTIME)
    context.eval(f"{{{more}}}")
    error = ""
    try:
        context.module(compiled.text)
        _drain(context)
        context.module(READ_BACK)
        context.module("import('<input>').catch((error) => where(error))")
        _drain(context)
    except quickjs.JSException as exception:
        error = learner_text(compiled, str(exception))
    lines = [learner_text(compiled, line) for line in json.loads(context.eval("JSON.stringify(logged)"))]
    said = [tuple(entry) for entry in json.loads(context.eval("JSON.stringify(said)"))]
    return Seen(lines, error, said)


def learner_text(compiled: Compiled, text: str) -> str:
    """The text with every position mapped back; "?" where it is not the learner's."""

    def place(found: re.Match[str]) -> str:
        position = compiled.original(int(found[1]), int(found[2]))
        return f"{position.file}:{position.line}:{position.column}" if position else "?"

    return re.sub(r"<input>:(\d+):(\d+)", place, text)


def _drain(context: quickjs.Context) -> None:
    while context.execute_pending_job():
        pass
