"""The files that belong together: from the entry, along its imports, each read once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.compile.modules import NAMESPACE, Request, ScriptModule, literal_specifier, look_at_top_level, read_module
from engine.compile.packages import FilesInMemory, Packages, Unresolved
from engine.compile.resolve import find, how_to_install, load_error, no_such_module
from engine.compile.scopes import top_level_names

SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts")
TEXTS = (".txt", ".html", ".sql")
DATA = (".bin",)
_KINDS = ".js, .mjs, .cjs, .ts, .mts, .json, .txt, .html, .sql and .bin files"


WHOLE = "module.exports"
"""As a name of a CommonJS module: all of it, whatever it says of a default export."""


class Binding(NamedTuple):
    """What an imported name comes down to: a variable of a script (`name` is its local name, "" for an unnamed default
    export), the one value of a text, data or JSON file, a property of what a CommonJS module exports, or a member of a
    platform module. name "*": the namespace."""

    module: str
    name: str


@dataclass
class Graph:
    """scripts, values (as JavaScript expressions) by file.

    order: the files that are evaluated at start, dependency first, the entry last. later: those that only `import()`
    reaches. platform: the platform modules imported; platform_later: those that `import()` may ask for. whole: the
    files whose default import of a CommonJS module is all of it, as in Node.js.
    """

    main: str
    scripts: dict[str, ScriptModule] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    platform: set[str] = field(default_factory=set)
    platform_later: set[str] = field(default_factory=set)
    order: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    targets: dict[tuple[str, str], str] = field(default_factory=dict)
    required: dict[tuple[str, str], str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    @property
    def broken(self) -> ScriptModule | None:
        """The first script with a syntax error."""
        return next((script for script in self.scripts.values() if script.broken), None)

    def target(self, importer: str, specifier: str) -> str:
        """The file or platform module that a specifier of a file means."""
        return self.targets[importer, specifier]

    def is_commonjs(self, file: str) -> bool:
        """Whether a file is a CommonJS module."""
        return file in self.scripts and self.scripts[file].commonjs

    def imported(
        self, importer: str, specifier: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()
    ) -> Binding | None:
        """What `import { name } from specifier` reads in a file; None when there is no such export."""
        file = self.target(importer, specifier)
        if name == "default" and self.is_commonjs(file) and importer in self.whole:
            return Binding(file, WHOLE)
        return self.export(file, name, seen)

    def evaluated_for(self, file: str) -> list[str]:
        """The scripts that must have run before `file`'s namespace is given, in order, itself last."""
        order: list[str] = []
        self._visit(file, order, set())
        return order

    def _visit(self, file: str, order: list[str], seen: set[str]) -> None:
        if file in seen or file not in self.scripts:
            return
        seen.add(file)
        for request in self.scripts[file].requests:
            self._visit(self.target(file, request.specifier), order, seen)
        order.append(file)

    def exported_names(self, file: str) -> list[str]:
        """The keys of a module's namespace, sorted, as far as they are known before it runs."""
        if file in self.values or self.is_commonjs(file):
            return ["default"]
        return sorted(name for name in self._names(file, set()) if self.export(file, name) is not None)

    def _names(self, file: str, seen: set[str]) -> set[str]:
        if file in seen or file not in self.scripts:
            return set()
        seen.add(file)
        script = self.scripts[file]
        names = {export.name for export in script.exports}
        for star in script.stars:
            names |= self._names(self.target(file, star.specifier), seen) - {"default"}
        return names

    def export(self, file: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()) -> Binding | None:
        """What `import { name } from file` reads; None when the file has no such export (or two by `export *`).

        The algorithm is ResolveExport of ECMA-262, 16.2.1.7.2.2.
        """
        if name == NAMESPACE:
            return Binding(file, NAMESPACE)
        if file in self.values:
            return Binding(file, "default") if name == "default" else None
        if file not in self.scripts:
            return Binding(file, name)
        if (file, name) in seen:
            return None
        seen |= {(file, name)}
        script = self.scripts[file]
        if script.commonjs:
            return Binding(file, name)
        for export in script.exports:
            if export.name == name:
                if export.specifier:
                    return self.imported(file, export.specifier, export.local, seen)
                for imported in script.imports:
                    if imported.local == export.local:
                        return self.imported(file, imported.specifier, imported.name, seen)
                return Binding(file, export.local)
        found: set[Binding | None] = set()
        if name != "default":
            found = {self.export(self.target(file, star.specifier), name, seen) for star in script.stars} - {None}
        return found.pop() if len(found) == 1 else None


def gather(files: Mapping[str, str | bytes], main: str, platform_modules: Collection[str]) -> Graph:
    """Reads the entry and everything it imports. Raises LoadError, in workerd's words, for an import of nothing.

    Stops at a file with a syntax error: see `Graph.broken`.
    """
    graph = Graph(main)
    known = set(files)
    packages = Packages(FilesInMemory(files))
    waiting = [main]
    while waiting:
        file = waiting.pop(0)
        if file in graph.scripts or file in graph.values:
            continue
        if file != main and not file.endswith(SCRIPTS):
            graph.values[file] = _value(file, files[file])
            continue
        source = b"" if packages.is_left_out(file) else as_bytes(files[file])
        script = read_module(file, source, commonjs=file != main and packages.is_commonjs(file))
        graph.scripts[file] = script
        if packages.is_module_package(file):
            graph.whole.add(file)
        if not script.broken and file != main and not script.commonjs:
            look_at_top_level(script)
        if script.broken:
            return graph
        waiting += _follow(graph, script, known, packages, platform_modules)
    graph.order = graph.evaluated_for(main)
    graph.later = [file for file in graph.scripts if file not in graph.order]
    for script in graph.scripts.values():
        if script.file != main:
            _check_exports(script)
        _check_imports(graph, script)
    return graph


def _follow(
    graph: Graph, script: ScriptModule, known: set[str], packages: Packages, platform_modules: Collection[str]
) -> list[str]:
    """Resolves a script's imports. Gives the files that they mean."""
    file = script.file
    found = []
    for request in script.requests:
        try:
            name = find(request.specifier, file, known, packages, platform_modules)
        except Unresolved as error:
            raise load_error("Error", str(error), file, *script.lines.position(request.offset)) from None
        graph.targets[file, request.specifier] = name
        if name in platform_modules:
            graph.platform.add(name)
        elif name in known:
            _check_kind(name, script, request)
            found.append(name)
        else:
            message = f'{no_such_module(name)}\n  imported from "{file}"'
            message += how_to_install(request.specifier, file, known)
            raise load_error("Error", message, file, *script.lines.position(request.offset))
    for callee in script.dynamic_imports:
        specifier = literal_specifier(callee)
        if specifier is None:
            graph.platform_later.update(platform_modules)
            continue
        try:
            name = find(specifier, file, known, packages, platform_modules)
        except Unresolved:
            continue  # import() says so, when it is reached
        graph.targets[file, specifier] = name
        if name in platform_modules:
            graph.platform_later.add(name)
        elif name in known:
            _check_kind(name, script, Request(specifier, callee.start_byte))
            found.append(name)
    return found + _follow_required(graph, script, known, packages, platform_modules)


def _follow_required(
    graph: Graph, script: ScriptModule, known: set[str], packages: Packages, platform_modules: Collection[str]
) -> list[str]:
    """The files that a CommonJS module asks for. One that is not there is no error before `require()` is reached."""
    found = []
    for request in script.required:
        try:
            name = find(request.specifier, script.file, known, packages, platform_modules, required=True)
        except Unresolved:
            continue
        if name in platform_modules:
            graph.platform_later.add(name)
        elif name in known:
            _check_kind(name, script, request)
            found.append(name)
        else:
            continue
        graph.required[script.file, request.specifier] = name
    return found


def as_bytes(content: str | bytes) -> bytes:
    """A file's content as UTF-8."""
    return content if isinstance(content, bytes) else content.encode("utf-8", "replace")


def _value(file: str, content: str | bytes) -> str:
    """The JavaScript expression whose value a file that is no script gives to its importers."""
    if file.endswith(DATA):
        data = ",".join(str(byte) for byte in as_bytes(content))
        return f"new Uint8Array([{data}]).buffer"
    text = as_bytes(content).decode("utf-8", "replace").removeprefix("\ufeff")
    if file.endswith(TEXTS):
        return json.dumps(text)
    try:
        json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise load_error("SyntaxError", json_problem(error), file, error.lineno, error.colno) from None
    return f"JSON.parse({json.dumps(text)})"


_JSON_PROBLEMS = {
    "Expecting property name enclosed in double quotes": "Expected property name or '}' in JSON",
    "Illegal trailing comma before end of object": "Expected double-quoted property name in JSON",
    "Expecting ':' delimiter": "Expected ':' after property name in JSON",
    "Extra data": "Unexpected non-whitespace character after JSON",
    "Unterminated string starting at": "Unterminated string in JSON",
    "Invalid control character at": "Bad control character in string literal in JSON",
    "Invalid \\escape": "Bad escaped character in JSON",
}


def json_problem(error: json.JSONDecodeError) -> str:
    """The words of V8 for text that is no JSON."""
    text, position = error.doc, error.pos
    said = _JSON_PROBLEMS.get(error.msg.partition(": ")[0])
    if error.msg == "Expecting property name enclosed in double quotes" and text[:position].rstrip().endswith(","):
        said = "Expected double-quoted property name in JSON"
    if said is not None and position < len(text):
        return f"{said} at position {position} (line {error.lineno} column {error.colno})"
    if not text[position:].strip():
        return "Unexpected end of JSON input"
    return f"{error.msg} in JSON at position {position} (line {error.lineno} column {error.colno})"


def _check_kind(file: str, importer: ScriptModule, request: Request) -> None:
    """Refuses, at the import, a file of a kind that this engine does not have."""
    if not file.endswith((*SCRIPTS, *TEXTS, *DATA, ".json")):
        kind = "WebAssembly is" if file.endswith(".wasm") else f'A file such as "{file}" is'
        message = f"{kind} not part of this engine. {_KINDS} can be imported."
        raise load_error("Error", message, importer.file, *importer.lines.position(request.offset))


def _no_constant(name: str) -> None:
    raise json.JSONDecodeError(f"Unexpected {name}", "", 0)


def _check_exports(script: ScriptModule) -> None:
    """What the engine cannot see in a file that became a function. Raises LoadError with the words of V8."""
    declared = top_level_names(script.tree) | {one.local for one in script.imports}
    seen: set[str] = set()
    for export in script.exports:
        message = ""
        if export.name in seen:
            message = f"Duplicate export of '{export.name}'"
        elif not export.specifier and export.value is None and export.local not in declared:
            message = f"Export '{export.local}' is not defined in module"
        if message:
            raise load_error("SyntaxError", message, script.file, *script.lines.position(export.offset))
        seen.add(export.name)


def _check_imports(graph: Graph, script: ScriptModule) -> None:
    """Every name that is imported from a file is there. Raises LoadError with the words of V8."""
    wanted = [(one.specifier, one.name, one.offset) for one in script.imports]
    wanted += [(one.specifier, one.local, one.offset) for one in script.exports if one.specifier]
    for specifier, name, offset in wanted:
        if graph.imported(script.file, specifier, name) is None:
            message = f"The requested module '{specifier}' does not provide an export named '{name}'"
            raise load_error("SyntaxError", message, script.file, *script.lines.position(offset))
