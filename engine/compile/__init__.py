"""compile: a project's files → one ES module that the engine can run, with probes for the loop layer.

    parser → modules, names (one file) → graph (all files) → probes, join → text, and the way back

A real parser throughout: tree-sitter, for parsing only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from engine.compile.compiled import FIRST_LINE, Compiled, PlacedFile, Position, Probe
from engine.compile.edits import Edit, EditedSource
from engine.compile.graph import Graph, gather
from engine.compile.handler import unseen_arguments
from engine.compile.join import Joiner
from engine.compile.modules import ScriptModule
from engine.compile.probes import ProbeNames, ProbeWriter
from engine.compile.resolve import load_error
from engine.rejections import listens

__all__ = ["FIRST_LINE", "Compiled", "PlacedFile", "Position", "Probe", "compile_project"]


def compile_project(
    files: Mapping[str, str | bytes],
    main: str,
    *,
    probes: bool,
    platform_modules: Collection[str] = (),
    script: bool = False,
) -> Compiled:
    """One module out of a project's files.

    files: path → source, as in `Project.files`; main: the entry, one of them. probes: whether the text says what it
    does while it runs. platform_modules: what may be imported besides files ("cloudflare:workers").

    Line 1 of the text takes the probes from `globalThis.$workerscope()`, which gives an object of functions:
    `enter(probe)` → a frame (an extensible object), `leave(frame)`, `statement(probe, frame, quiet)` (quiet.py),
    `suspend(probe, frame, value)` → value, `resume(probe, frame, value)` → value, and `module(specifier)` → the
    namespace of a platform module. Without probes it asks for `module` alone, and only where one is imported. Where the
    code listens for unhandled rejections also `promise(value)` → value, of each call, and `awaited(value)` → value.

    script: whether it is in service-worker syntax: a sloppy script. One that adds a listener for events and exports
    nothing is one anyway, as Wrangler has it.

    Raises LoadError, in workerd's words, for an import or an import's name that is not there. A file with a syntax
    error is not an error here: see `Compiled.broken`.
    """
    graph = gather(files, main, platform_modules)
    scripts = list(graph.scripts.values())
    if graph.broken is not None:
        return _broken(graph.broken, scripts)
    names = frozenset[str]().union(*(script.names for script in scripts))
    script = script or _adds_listeners(graph.scripts[main])
    if script:
        _refuse_exports(graph.scripts[main])
    prefix = _unused_prefix(names)
    found: list[Probe] = []
    text, placed = _Layout(graph, prefix, found if probes else None, script).write()
    return Compiled(
        text=text,
        probes=tuple(found),
        names=names,
        reaches_all=any(script.reaches_all for script in scripts),
        exports=frozenset(graph.exported_names(main)),
        unseen=unseen_arguments(scripts[0]) if len(scripts) == 1 and not script else frozenset(),
        platform_imports=frozenset(graph.platform | graph.platform_later),
        modules=tuple(file for file in [*graph.later, *graph.values, *graph.order]),
        placed=placed,
        script=script,
    )


def _adds_listeners(entry: ScriptModule) -> bool:
    """Whether an entry is in service-worker syntax: no export, and listeners for the events of a Worker."""
    exports = entry.exports or entry.stars
    return not exports and "addEventListener" in entry.names and not entry.names.isdisjoint({"fetch", "scheduled"})


def _refuse_exports(entry: ScriptModule) -> None:
    for statement in entry.tree.root_node.named_children:
        if statement.type == "export_statement":
            place = entry.lines.position(statement.start_byte)
            raise load_error("SyntaxError", "Unexpected token 'export'", entry.file, *place)


class _Layout:
    """Puts the files one under the other. probes: where to add the probes written; None: none are."""

    def __init__(self, graph: Graph, prefix: str, probes: list[Probe] | None, script: bool) -> None:
        self._script = script
        self._graph = graph
        self._prefix = prefix
        self._probes = probes
        self._names = ProbeNames(*(prefix + letter for letter in "fesprua"))
        self._listens = listens(frozenset[str]().union(*(script.names for script in graph.scripts.values())))
        several = len(graph.scripts) + len(graph.values) > 1 or graph.platform
        wanted = several or any(
            script.has_imports or script.requests or script.dynamic_imports for script in graph.scripts.values()
        )
        self._joiner = Joiner(graph, prefix) if wanted else None

    def write(self) -> tuple[str, tuple[PlacedFile, ...]]:
        """The whole text, and where each file stands in it."""
        placed: list[PlacedFile] = []
        pieces: list[str] = []
        line = FIRST_LINE
        for file in [*self._graph.later, *self._graph.order]:
            script = self._graph.scripts[file]
            before, edited = self._file(script)
            lines = script.source.count(b"\n") + 1
            placed.append(PlacedFile(file, line, lines, edited))
            pieces += [before, "\n", edited.text.decode("utf-8", "replace")]
            if file != self._graph.main and self._joiner is not None:
                pieces += ["\n", self._joiner.after(file)]
            line += lines + 1
        if self._script:
            pieces.append(f"\n{self._prefix}leave({self._names.frame});" if self._probes is not None else "\nvoid 0;")
        first = self._prelude() + (self._joiner.first_line() if self._joiner is not None else "")
        return first + "\n" * (FIRST_LINE - 2) + "".join(pieces), tuple(placed)

    def _file(self, script: ScriptModule) -> tuple[str, EditedSource]:
        """What stands on the line before a file, and the file itself."""
        edits: list[Edit] = []
        frame = ""
        if self._probes is not None:
            writer = ProbeWriter(script.file, script.lines, self._probes, self._names, self._listens)
            frame = writer.frame(script.tree.root_node, script.file).decode()
            if self._script and script.file == self._graph.main:
                frame = "const" + frame.removeprefix("using")  # a script may not have that at its top level
            edits = writer.write(script.tree)
        if self._joiner is not None:
            # At one place, probes stand outside: sorting keeps their order.
            edits = sorted([*edits, *self._joiner.edits(script.file)], key=lambda edit: edit.start)
            frame = self._joiner.before(script.file, frame)
        return frame, EditedSource(script.source, edits, script.lines)

    def _prelude(self) -> str:
        """Takes the probes, and gives a frame the method with which `using` ends it."""
        p, names = self._prefix, self._names
        taken = [f"module:{p}m"] if self._graph.platform or self._graph.platform_later else []
        if self._probes is not None:
            taken += [f"enter:{p}enter", f"leave:{p}leave", f"statement:{names.statement}"]
            taken += [f"suspend:{names.suspend}", f"resume:{names.resume}"]
        if self._probes is not None and self._listens:
            taken += [f"promise:{names.promise}", f"awaited:{names.awaited}"]
        text = f"const {{{','.join(taken)}}}=globalThis.$workerscope();" if taken else ""
        if self._probes is not None:
            text += f"const {p}dispose=Symbol.dispose,{p}end=function(){{{p}leave(this)}},{names.enter}=(probe)=>"
            text += f"{{const frame={p}enter(probe);frame[{p}dispose]={p}end;return frame}};"
        return text


def _broken(script: ScriptModule, scripts: list[ScriptModule]) -> Compiled:
    """A file alone, as it was written, at the usual line: the engine says what is wrong with it."""
    edited = EditedSource(script.source, [], script.lines)
    first_line = ""
    if script is not scripts[0]:
        # Rarely the engine takes what the parser does not. An entry then runs, without probes; another file cannot.
        message = f"{script.file} could not be read. Try a semicolon before lines that begin with [ or (."
        first_line = f"throw new SyntaxError({json.dumps(message)});"
    return Compiled(
        text=first_line + "\n" * (FIRST_LINE - 1) + script.source.decode("utf-8", "replace"),
        names=frozenset[str]().union(*(one.names for one in scripts)),
        modules=(script.file,),
        broken=script.file,
        placed=(PlacedFile(script.file, FIRST_LINE, script.source.count(b"\n") + 1, edited),),
    )


def _unused_prefix(names: Collection[str]) -> str:
    """`$`, `$$` …: the shortest that no name of the project begins with."""
    prefix = "$"
    while any(name.startswith(prefix) for name in names):
        prefix += "$"
    return prefix
