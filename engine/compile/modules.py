"""What one file imports and exports, read from its tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from tree_sitter import Node, Tree

from engine.compile.edits import Lines
from engine.compile.names import mentioned
from engine.compile.parser import FUNCTIONS, parse, text_of, walk
from engine.compile.scopes import bound_names, references
from engine.compile.typescript import erase_types

NAMESPACE = "*"
"""As an imported name: the whole module."""


@dataclass(frozen=True)
class Request:
    """Another module that this one names. offset: of the statement in the source, in bytes."""

    specifier: str
    offset: int


@dataclass(frozen=True)
class Import:
    """`import { name as local } from "specifier"`. offset: of the name."""

    local: str
    name: str
    specifier: str
    offset: int


@dataclass(frozen=True)
class Export:
    """`export { local as name }`, or, with a specifier, `export { local as name } from "specifier"`.

    For a default export that is an expression or has no name, local is "" and `value` is its node.
    """

    name: str
    local: str
    offset: int
    specifier: str = ""
    value: Node | None = None


@dataclass
class ScriptModule:
    """A script of the project.

    source: its JavaScript (TypeScript without its types). lines: of the file as written, with the same offsets.
    has_imports: an import statement stands in it (of types alone, maybe). waits: it has top-level `await`. broken: it
    is not JavaScript, or not a module. commonjs: it is a CommonJS module; required: what it asks for with
    `require("…")`.
    """

    file: str
    source: bytes
    lines: Lines
    tree: Tree
    has_imports: bool = False
    requests: list[Request] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    exports: list[Export] = field(default_factory=list)
    stars: list[Request] = field(default_factory=list)
    dynamic_imports: list[Node] = field(default_factory=list)
    waits: bool = False
    commonjs: bool = False
    required: list[Request] = field(default_factory=list)
    broken: bool = False
    names: set[str] = field(default_factory=set)
    reaches_all: bool = False


def read_module(file: str, source: bytes, *, commonjs: bool = False) -> ScriptModule:
    """Parses a file and reads its imports and exports. A syntax error does not raise: see `broken`.

    commonjs: it is a CommonJS module unless an import or export statement stands in it.

    Raises LoadError for TypeScript that is more than types.
    """
    lines = Lines(source)
    if source.startswith(b"#!"):  # it is one only on the first line of all, which no file is on
        source = b"//" + source[2:]
    typed = file.endswith((".ts", ".mts"))
    if typed:
        source = erase_types(file, source)
    module = ScriptModule(file, source, lines, parse(source))
    root = module.tree.root_node
    module.names, module.reaches_all = mentioned(module.tree)
    module.broken = root.has_error
    for statement in root.named_children:
        if statement.type == "import_statement":
            module.has_imports = True
            _read_import(module, statement)
        elif statement.type == "export_statement":
            _read_export(module, statement)
    if typed:
        _leave_out_unused_imports(module)
    module.commonjs = commonjs and not _is_module(root)
    if module.commonjs:
        module.required = [Request(specifier, offset) for specifier, offset in _required(source, root)]
    if b"import" in source:
        module.dynamic_imports = [node for node in walk(root) if node.type == "import" and _is_callee(node)]
    return module


def _leave_out_unused_imports(module: ScriptModule) -> None:
    """In TypeScript an import of which no name is used as a value is of types only, and goes (as Wrangler has it)."""
    names = {one.local for one in module.imports}
    used = {text_of(node) for node in references(module.tree, names)} | {one.local for one in module.exports}
    bare = {one.specifier for one in module.requests} - {one.specifier for one in module.imports}
    module.imports = [one for one in module.imports if one.local in used]
    kept = bare | {one.specifier for one in module.imports} | {one.specifier for one in module.exports}
    kept |= {one.specifier for one in module.stars}
    module.requests = [one for one in module.requests if one.specifier in kept]


def specifiers(file: str, source: bytes, *, commonjs: bool = False) -> list[tuple[str, bool]]:
    """What a file imports, by its literal specifiers, each with whether `require()` asks for it. Cheaper than
    `read_module`, and also for files with errors in them. commonjs: as there."""
    root = parse(source, "typescript" if file.endswith((".ts", ".mts")) else "javascript").root_node
    found = []
    for statement in root.named_children:
        if statement.type in ("import_statement", "export_statement"):
            named = statement.child_by_field_name("source")
            if named is not None and not any(child.type == "type" for child in statement.children):
                found.append((string_value(named), False))
    if b"import(" in source or b"import (" in source:
        callees = [node for node in walk(root) if node.type == "import" and _is_callee(node)]
        found += [(named, False) for named in map(literal_specifier, callees) if named is not None]
    if commonjs and not _is_module(root):
        found += [(specifier, True) for specifier, _ in _required(source, root)]
    return found


def _is_module(root: Node) -> bool:
    return any(child.type in ("import_statement", "export_statement") for child in root.named_children)


def _required(source: bytes, root: Node) -> list[tuple[str, int]]:
    """The specifiers of `require("…")`, each with where it stands."""
    if b"require" not in source:
        return []
    found = []
    for node in walk(root):
        if node.type == "identifier" and text_of(node) == "require" and _is_callee(node):
            specifier = literal_specifier(node)
            if specifier is not None:
                found.append((specifier, node.start_byte))
    return found


def literal_specifier(callee: Node) -> str | None:
    """The specifier of `import("…")` or `require("…")`, given the first word; None when it is computed."""
    arguments = callee.parent.child_by_field_name("arguments") if callee.parent is not None else None
    first = next(iter(arguments.named_children), None) if arguments is not None else None
    return string_value(first) if first is not None and first.type == "string" else None


def string_value(node: Node) -> str:
    """What stands between the quotes. (Escapes are left as they are: no file is named so.)"""
    return text_of(node)[1:-1]


def look_at_top_level(module: ScriptModule) -> None:
    """Finds top-level `await`, and what only a function may hold: `return` and `yield` at top level."""
    for node in walk(module.tree.root_node):
        if node.type in ("return_statement", "yield_expression"):
            module.broken = module.broken or _at_top_level(node)
        elif not module.waits and (
            node.type == "await_expression"
            or (
                node.type in ("for_in_statement", "using_declaration") and any(c.type == "await" for c in node.children)
            )
        ):
            module.waits = _at_top_level(node)


def _at_top_level(node: Node) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.type in FUNCTIONS:
            return False
        parent = parent.parent
    return True


def _is_callee(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "call_expression" and parent.child_by_field_name("function") == node


def _request(module: ScriptModule, statement: Node) -> str:
    source = statement.child_by_field_name("source")
    if source is None:
        return ""
    specifier = string_value(source)
    module.requests.append(Request(specifier, statement.start_byte))
    return specifier


def _read_import(module: ScriptModule, statement: Node) -> None:
    specifier = _request(module, statement)
    clause = next((child for child in statement.named_children if child.type == "import_clause"), None)
    for part in clause.named_children if clause is not None else ():
        if part.type == "identifier":
            module.imports.append(Import(text_of(part), "default", specifier, part.start_byte))
        elif part.type == "namespace_import":
            module.imports.append(Import(text_of(part.named_children[-1]), NAMESPACE, specifier, part.start_byte))
        elif part.type == "named_imports":
            for one in part.named_children:
                name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
                if name is not None:
                    local = text_of(alias or name)
                    module.imports.append(Import(local, _export_name(module, name), specifier, one.start_byte))


def _read_export(module: ScriptModule, statement: Node) -> None:
    specifier = _request(module, statement)
    declaration = statement.child_by_field_name("declaration")
    value = statement.child_by_field_name("value")
    default = any(child.type == "default" for child in statement.children)
    if value is not None:
        module.exports.append(Export("default", "", statement.start_byte, value=value))
    elif declaration is not None:
        for local in bound_names(declaration):
            module.exports.append(Export("default" if default else local, local, statement.start_byte))
    elif any(child.type == "*" for child in statement.children):
        module.stars.append(Request(specifier, statement.start_byte))
    for part in statement.named_children:
        if part.type == "namespace_export":
            name = _export_name(module, part.named_children[-1])
            module.exports.append(Export(name, NAMESPACE, part.start_byte, specifier))
        elif part.type == "export_clause":
            for one in part.named_children:
                own, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
                if own is not None:
                    name = _export_name(module, alias or own)
                    module.exports.append(Export(name, _export_name(module, own), one.start_byte, specifier))


def _export_name(module: ScriptModule, node: Node) -> str:
    if node.type == "string":
        return string_value(node)
    return module.source[node.start_byte : node.end_byte].decode("utf-8", "replace")
