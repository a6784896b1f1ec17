"""TypeScript → JavaScript by putting spaces where types stand, so that every line and column stays.

Only what is nothing but types can go this way. What makes code of its own (`enum`, `namespace`, parameter properties,
`import x = …`) or needs a transformation (decorators) is refused, with the line and the way out.
"""

from __future__ import annotations

from typing import NoReturn

from tree_sitter import Node

from engine.compile.edits import Lines
from engine.compile.parser import parse, text_of, walk
from engine.compile.resolve import load_error

_TYPES = frozenset(
    {
        "type_annotation",
        "type_predicate_annotation",
        "asserts_annotation",
        "type_parameters",
        "type_arguments",
        "implements_clause",
        "accessibility_modifier",
        "override_modifier",
    }
)
"""Parts that go wherever they stand."""

_TYPE_STATEMENTS = frozenset(
    {"interface_declaration", "type_alias_declaration", "ambient_declaration", "function_signature"}
)
_TYPE_MEMBERS = frozenset({"index_signature", "method_signature", "abstract_method_signature"})
_MEMBERS = frozenset({"public_field_definition", "method_definition"})

_AFTER_A_TYPE = frozenset({"member_expression", "subscript_expression", "call_expression", "instantiation_expression"})

_REFUSED = {
    "enum_declaration": (
        "An enum makes code of its own.",
        'Write an object instead: const Colour = { Red: "red", Green: "green" } as const.',
    ),
    "internal_module": ("A namespace makes code of its own.", "Put its contents in a file and import that."),
    "module": ("A namespace makes code of its own.", "Put its contents in a file and import that."),
    "import_require_clause": ("`import x = require(…)` is CommonJS.", 'Write import x from "…".'),
    "import_alias": ("`import x = …` makes code of its own.", "Write const x = … instead."),
    "decorator": ("Decorators are not part of this engine.", "Call the function on the class or method instead."),
}

_ENDS_WITHOUT_SEMICOLON = frozenset(
    {
        "expression_statement",
        "lexical_declaration",
        "variable_declaration",
        "return_statement",
        "throw_statement",
        "export_statement",
        "public_field_definition",
    }
)


def erase_types(file: str, source: bytes) -> bytes:
    """The JavaScript of a TypeScript file, byte for byte at the same place.

    Raises LoadError for text that is not TypeScript, and for what is more than types.
    """
    tree = parse(source, "typescript")
    if tree.root_node.has_error:
        _refuse_error(file, source, tree.root_node)
    eraser = _Eraser(file, source)
    eraser.erase(tree.root_node)
    return bytes(eraser.text)


class _Eraser:
    """Walks a tree and blanks what is a type."""

    def __init__(self, file: str, source: bytes) -> None:
        self._file = file
        self._source = source
        self.text = bytearray(source)
        self._put: set[int] = set()

    def erase(self, root: Node) -> None:
        gone = bytearray(len(self._source))
        ends: dict[int, int] = {}
        for node in walk(root):
            if node.start_byte < node.end_byte and gone[node.start_byte]:
                continue  # inside a type
            kind = node.type
            if kind in _ENDS_WITHOUT_SEMICOLON and self._source[node.end_byte - 1 : node.end_byte] != b";":
                ends[node.end_byte] = node.start_byte
            if kind in _REFUSED and node.is_named:
                self._refuse(node, *_REFUSED[kind])
            blanked = self._blank_node(node)
            if blanked is not None:
                start, end = blanked
                self._blank(start, end)
                gone[start:end] = b"\1" * (end - start)
                # Without a semicolon, the next line would go on with what is left: `a as B⏎(c)`.
                if end in ends and start > ends[end]:
                    self._write(start, ";")

    def _blank_node(self, node: Node) -> tuple[int, int] | None:
        """The stretch of a node that goes."""
        kind = node.type
        if kind in _TYPES:
            return self._blank_type(node)
        if kind in _TYPE_STATEMENTS or kind in _TYPE_MEMBERS:
            return self._whole(node)
        if kind in ("as_expression", "satisfies_expression"):
            return self._cast(node)
        if kind == "export_statement" and _exports_types(node):
            return self._whole(node)
        if kind == "import_statement" and any(child.type == "type" for child in node.children):
            return self._whole(node)
        if kind in ("import_specifier", "export_specifier") and node.children[0].type == "type":
            return self._with_comma(node)
        if kind in ("required_parameter", "optional_parameter"):
            return self._parameter(node)
        if kind in _MEMBERS:
            return self._member(node)
        if kind == "abstract_class_declaration":
            return node.children[0].start_byte, node.children[0].end_byte
        if kind in ("!", "?") and node.parent is not None and self._is_mark(node, node.parent):
            return node.start_byte, node.end_byte
        return None

    def _blank_type(self, node: Node) -> tuple[int, int]:
        parent = node.parent
        if parent is not None and parent.type == "arrow_function" and b"\n" in (node.text or b""):
            parameters = parent.child_by_field_name("parameters")
            if parameters is not None and parent.child_by_field_name("return_type") == node:
                # `=>` must be on the line of the closing parenthesis: that moves to the end of the type.
                self._blank(parameters.end_byte - 1, node.end_byte)
                self._write(node.end_byte - 1, ")")
        return node.start_byte, node.end_byte

    def _cast(self, node: Node) -> tuple[int, int]:
        """`x as T`. The grammar takes the rest of a long type (`x as A.B.C`), and a call or an index on the next line,
        for something that is done with the cast; in TypeScript nothing can be, without parentheses."""
        start, end = node.children[0].end_byte, node.end_byte
        child, parent = node, node.parent
        while parent is not None and parent.children[0] == child and parent.type in _AFTER_A_TYPE:
            following = parent.children[1]
            if parent.type == "call_expression" or (
                following.type == "[" and self._line_ends(end, following.start_byte)
            ):
                self._write(start, ";")
                return start, end
            end = parent.end_byte
            child, parent = parent, parent.parent
        type_ = node.children[-1]
        while type_.type == "lookup_type" and self._line_ends(type_.children[0].end_byte, type_.children[1].start_byte):
            type_ = type_.children[0]
            end = type_.end_byte
            self._write(start, ";")
        return start, end

    def _line_ends(self, start: int, end: int) -> bool:
        return b"\n" in self._source[start:end]

    def _whole(self, node: Node) -> tuple[int, int]:
        """A whole statement or member: a semicolon stays, so that what is before and after it stay apart."""
        self._write(node.start_byte, ";")
        return node.start_byte, node.end_byte

    def _with_comma(self, node: Node) -> tuple[int, int]:
        following = node.next_sibling
        return node.start_byte, following.end_byte if following is not None and following.type == "," else node.end_byte

    def _parameter(self, node: Node) -> tuple[int, int] | None:
        if any(child.type in ("accessibility_modifier", "readonly", "override_modifier") for child in node.children):
            self._refuse(
                node,
                "A parameter property makes code of its own.",
                "Declare the field in the class and assign it in the constructor.",
            )
        pattern = node.child_by_field_name("pattern")
        return self._with_comma(node) if pattern is not None and pattern.type == "this" else None

    def _member(self, node: Node) -> tuple[int, int] | None:
        if any(child.type in ("declare", "abstract") for child in node.children):
            return self._whole(node)
        for child in node.children:
            if child.type == "readonly":
                self._blank(child.start_byte, child.end_byte)
        name = node.child_by_field_name("name")
        first = node.children[0]
        if name is not None and name.type == "computed_property_name" and first.type in (*_TYPES, "readonly"):
            # `private [x]` after a line without a semicolon would be an index into that line.
            self._write(first.start_byte, ";")
        return None

    def _is_mark(self, node: Node, parent: Node) -> bool:
        """The `!` of `x!` and `x!: T`, the `?` of `x?: T`."""
        marked = ("non_null_expression", "optional_parameter", "variable_declarator", *_MEMBERS)
        return parent.type in marked

    def _blank(self, start: int, end: int) -> None:
        for index in range(start, end):
            if self.text[index] not in b"\r\n" and index not in self._put:
                self.text[index] = ord(" ")

    def _write(self, offset: int, character: str) -> None:
        """One character in place of a type; it stays."""
        self.text[offset] = ord(character)
        self._put.add(offset)

    def _refuse(self, node: Node, what: str, instead: str) -> NoReturn:
        line, column = Lines(self._source).position(node.start_byte)
        raise load_error("SyntaxError", f"{what} {instead}", self._file, line, column)


def _exports_types(node: Node) -> bool:
    """`export type …`, `export interface …`, `export declare …`, an overload."""
    if any(child.type == "type" for child in node.children):
        return True
    declaration = node.child_by_field_name("declaration") or node.child_by_field_name("value")
    return declaration is not None and declaration.type in _TYPE_STATEMENTS


def _refuse_error(file: str, source: bytes, root: Node) -> NoReturn:
    """Says where the text stops being TypeScript."""
    wrong = next((node for node in walk(root) if node.is_missing or node.is_error), root)
    line, column = Lines(source).position(wrong.start_byte)
    if wrong.is_missing:
        message = f"`{wrong.type}` is missing here."
    else:
        found = text_of(wrong).split("\n")[0][:30]
        message = f"This cannot be read as TypeScript: `{found}`."
    raise load_error("SyntaxError", message, file, line, column)
