"""Which names a project mentions: the platform loads an interface only where its name occurs."""

from __future__ import annotations

from tree_sitter import Node, Tree

from engine.compile.parser import text_of, walk

GLOBAL_OBJECTS = frozenset({"globalThis", "self"})
CODE_FROM_TEXT = frozenset({"eval", "Function", "AsyncFunction"})
LONGEST_LITERAL = 64
"""Characters: a string literal up to this long counts as a name (`globalThis["caches"]`)."""

_NAMES = frozenset(
    {
        "identifier",
        "property_identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
        "string_fragment",
    }
)


def mentioned(tree: Tree) -> tuple[set[str], bool]:
    """Every identifier and short string literal of a file, property names with a dot before them (`.fetch`: a handler's
    name is no use of the global of that name); and whether it reaches globals by names that are only known when it
    runs: `globalThis[x]`, `eval`, `new Function`, the global object passed on as a value."""
    names: set[str] = set()
    reaches_all = False
    for node in walk(tree.root_node):
        if node.type not in _NAMES:
            continue
        text = text_of(node)
        if node.type == "string_fragment":
            if len(text) <= LONGEST_LITERAL:
                names.add(text)
            continue
        if node.type == "property_identifier":
            names.add(f".{text}")
            if _of_global_object(node):
                names.add(text)
        else:
            names.add(text)
        if reaches_all:
            continue
        if node.type == "property_identifier":
            reaches_all = text == "constructor" and _is_called(node.parent)
        elif text in CODE_FROM_TEXT:
            reaches_all = True
        elif text in GLOBAL_OBJECTS:
            reaches_all = not _only_plain_members(node)
    return names, reaches_all


def _of_global_object(node: Node) -> bool:
    """`globalThis.name`: the global of that name after all."""
    parent = node.parent
    owner = parent.child_by_field_name("object") if parent is not None else None
    return owner is not None and text_of(owner) in GLOBAL_OBJECTS


def _only_plain_members(node: Node) -> bool:
    """Whether a mention of the global object is `globalThis.name` or `globalThis["name"]`."""
    parent = node.parent
    if parent is None or parent.child_by_field_name("object") != node:
        return False
    if parent.type == "member_expression":
        return True
    index = parent.child_by_field_name("index")
    return parent.type == "subscript_expression" and index is not None and index.type == "string"


def _is_called(node: Node | None) -> bool:
    """`x.constructor(…)`: a way to `Function` that names nothing."""
    parent = node.parent if node is not None and node.type == "member_expression" else None
    return parent is not None and parent.type == "call_expression" and parent.child_by_field_name("function") == node
