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
    """Every identifier, property name and short string literal of a file; and whether it reaches globals by names that
    are only known when it runs: `globalThis[x]`, `eval`, `new Function`, the global object passed on as a value."""
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
