"""Which names are declared where: an imported name is rewritten only where nothing nearer has the same name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node, Tree

from engine.compile.parser import FUNCTIONS, text_of, walk

REFERENCES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
"""Nodes that read or write a variable. (Property names and labels have node types of their own.)"""

_DECLARATIONS = frozenset(
    {
        "lexical_declaration",
        "using_declaration",
        "variable_declaration",
        "class_declaration",
        "function_declaration",
        "generator_function_declaration",
    }
)
_LISTS = frozenset({"program", "statement_block", "switch_case", "switch_default"})


def references(tree: Tree, names: Collection[str]) -> Iterator[Node]:
    """The nodes, in source order, where one of `names` of the file's top level is read or written.

    Import statements and export lists are left out: they are no reads.
    """
    declared: dict[int, frozenset[str]] = {}
    for node in walk(tree.root_node):
        if node.type in REFERENCES:
            text = text_of(node)
            if text in names and not _is_shadowed(node, text, declared):
                yield node


def bound_names(node: Node) -> list[str]:
    """The names that a declaration or a pattern binds, in source order."""
    if node.type in ("identifier", "shorthand_property_identifier_pattern"):
        return [text_of(node)]
    if node.type in ("class_declaration", "function_declaration", "generator_function_declaration"):
        name = node.child_by_field_name("name")
        return [text_of(name)] if name is not None else []
    if node.type in ("variable_declarator", "assignment_pattern", "object_assignment_pattern", "pair_pattern"):
        part = node.child_by_field_name({"variable_declarator": "name", "pair_pattern": "value"}.get(node.type, "left"))
        return bound_names(part) if part is not None else []
    if node.type in _DECLARATIONS or node.type in (
        "array_pattern",
        "object_pattern",
        "rest_pattern",
        "formal_parameters",
    ):
        return [name for child in node.named_children for name in bound_names(child)]
    return []


def top_level_names(tree: Tree) -> frozenset[str]:
    """Every name declared at the top level of a file (imports apart)."""
    return _declared_by(tree.root_node) | frozenset(_variables(tree.root_node))


def is_constructor(node: Node) -> bool:
    """`new x`, `new x.y`: a call there would be taken for the `new`'s own arguments."""
    child, parent = node, node.parent
    while parent is not None and parent.type in ("member_expression", "subscript_expression"):
        if parent.child_by_field_name("object") != child:
            return False
        child, parent = parent, parent.parent
    return parent is not None and parent.type == "new_expression" and parent.child_by_field_name("constructor") == child


def is_written(node: Node) -> bool:
    """Whether a reference is assigned to (an import never may be; it throws when it is reached)."""
    if node.type == "shorthand_property_identifier_pattern":
        return True
    child, parent = node, node.parent
    while parent is not None and parent.type in (
        "array_pattern",
        "rest_pattern",
        "pair_pattern",
        "parenthesized_expression",
    ):
        if parent.type == "pair_pattern" and parent.child_by_field_name("value") != child:
            return False
        if parent.type == "array_pattern":
            return True
        child, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type in ("object_pattern", "update_expression"):
        return True
    written = ("assignment_expression", "augmented_assignment_expression", "assignment_pattern", "for_in_statement")
    return parent.type in written and parent.child_by_field_name("left") == child


def _is_shadowed(node: Node, name: str, declared: dict[int, frozenset[str]]) -> bool:
    """Whether the name means something nearer than the top level; true also inside import and export lists."""
    parent = node.parent
    while parent is not None and parent.type != "program":
        if parent.type in ("import_statement", "export_clause", "namespace_export"):
            return True
        if parent.id not in declared:
            declared[parent.id] = _declared_by(parent)
        if name in declared[parent.id]:
            return True
        parent = parent.parent
    return False


def _declared_by(scope: Node) -> frozenset[str]:
    """The names that a node declares for what is inside it."""
    kind = scope.type
    names: list[str] = []
    if kind in FUNCTIONS:
        for field in ("parameters", "parameter"):
            part = scope.child_by_field_name(field)
            names += bound_names(part) if part is not None else []
        names += _variables(scope)
    if kind in ("function_expression", "generator_function", "class"):
        own = scope.child_by_field_name("name")
        names += [text_of(own)] if own is not None else []
    elif kind in _LISTS:
        for child in scope.named_children:
            inner = child.child_by_field_name("declaration") if child.type == "export_statement" else child
            names += bound_names(inner) if inner is not None and inner.type in _DECLARATIONS else []
    elif kind == "switch_body":
        names += [name for case in scope.named_children for name in _declared_by(case)]
    elif kind == "for_statement":
        start = scope.child_by_field_name("initializer")
        names += bound_names(start) if start is not None and start.type in _DECLARATIONS else []
    elif kind == "for_in_statement" and scope.child_by_field_name("kind") is not None:
        left = scope.child_by_field_name("left")
        names += bound_names(left) if left is not None else []
    elif kind == "catch_clause":
        parameter = scope.child_by_field_name("parameter")
        names += bound_names(parameter) if parameter is not None else []
    return frozenset(names)


def _variables(function: Node) -> list[str]:
    """The `var`s of a function, however deep in its blocks, without those of functions inside it."""
    names: list[str] = []
    waiting = list(function.named_children)
    while waiting:
        node = waiting.pop()
        if node.type in FUNCTIONS:
            continue
        if node.type == "variable_declaration":
            names += bound_names(node)
        elif node.type == "for_in_statement":
            kind, left = node.child_by_field_name("kind"), node.child_by_field_name("left")
            if kind is not None and left is not None and kind.type == "var":
                names += bound_names(left)
        waiting += node.named_children
    return names
