"""compile: a project's files → one ES module that the engine can run, with probes for the loop layer."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.compile.compiled import FIRST_LINE, Compiled, PlacedFile, Position, Probe
from engine.compile.edits import Edit, EditedSource
from engine.compile.names import mentioned
from engine.compile.parser import parse
from engine.compile.probes import ProbeNames, ProbeWriter

__all__ = ["FIRST_LINE", "Compiled", "PlacedFile", "Position", "Probe", "compile_project"]


def compile_project(
    files: Mapping[str, str | bytes], main: str, *, probes: bool, platform_modules: Collection[str] = ()
) -> Compiled:
    """One module out of a project's files.

    files: path → source, as in `Project.files`; main: the entry, one of them. probes: whether the text says what it
    does while it runs. platform_modules: what may be imported besides files ("cloudflare:workers").

    Line 1 of the text takes the probes from `globalThis.$workerscope()`, which gives an object of functions:
    `enter(probe)` → a frame (an extensible object), `leave(frame)`, `statement(probe, frame)`,
    `suspend(probe, frame, value)` → value, `resume(probe, frame, value)` → value.

    A file with a syntax error is not an error here: see `Compiled.broken`.
    """
    source = _bytes(files[main])
    tree = parse(source)
    names, reaches_all = mentioned(tree)
    broken = tree.root_node.has_error
    found: list[Probe] = []
    edits: list[Edit] = []
    first_line = ""
    if probes and not broken:
        prefix = _unused_prefix(names)
        called = ProbeNames(*(prefix + letter for letter in "feSpr"))
        writer = ProbeWriter(main, source, found, called)
        frame = writer.frame(tree.root_node, main)
        edits = [Edit(0, 0, frame), *writer.write(tree)]
        first_line = _prelude(called, prefix)
    edited = EditedSource(source, edits)
    text = first_line + "\n" * (FIRST_LINE - 1) + edited.text.decode("utf-8", "replace")
    return Compiled(
        text=text,
        probes=tuple(found),
        names=frozenset(names),
        reaches_all=reaches_all,
        modules=(main,),
        broken=main if broken else "",
        placed=(PlacedFile(main, FIRST_LINE, source.count(b"\n") + 1, edited),),
    )


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "replace")


def _unused_prefix(names: Collection[str]) -> str:
    """`$`, `$$` …: the shortest that no name of the project begins with."""
    prefix = "$"
    while any(name.startswith(prefix) for name in names):
        prefix += "$"
    return prefix


def _prelude(names: ProbeNames, prefix: str) -> str:
    """Line 1: takes the probes, and gives a frame the method with which `using` ends it."""
    end, leave, begin = prefix + "d", prefix + "l", prefix + "b"
    return (
        f"const {{enter:{begin},leave:{leave},statement:{names.statement},suspend:{names.suspend},"
        f"resume:{names.resume}}}=globalThis.$workerscope(),{end}=function(){{{leave}(this)}},"
        f"{names.enter}=probe=>{{const frame={begin}(probe);frame[Symbol.dispose]={end};return frame}};"
    )
