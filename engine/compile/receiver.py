"""What a method is called in a stack: V8 puts the object or class that it belongs to before its name."""

from __future__ import annotations

from functools import lru_cache

from tree_sitter import Node, Tree

from engine.compile.parser import FUNCTIONS, parse, text_of


def name_in_stack(source: bytes, offset: int, name: str) -> str:
    """What V8 calls the function around byte `offset`: "Object.fetch", "Counter.add", "new Counter".

    `name` itself where it is no method, or has another name. V8 asks for the receiver's class; this is what the source
    says it is.
    """
    node = _tree(source).root_node.descendant_for_byte_range(offset, offset)
    while node is not None and node.type not in FUNCTIONS:
        node = node.parent
    holder = node.parent if node is not None else None
    if node is None or holder is None:
        return name
    if node.type == "method_definition":
        return _method(node, holder, name)
    if node.type in ("function_expression", "generator_function") and holder.type == "pair":
        key = holder.child_by_field_name("key")
        return f"Object.{name}" if key is not None and text_of(key) == name else name
    return name


def _method(node: Node, holder: Node, name: str) -> str:
    key = node.child_by_field_name("name")
    own = text_of(key) if key is not None else ""
    if holder.type != "class_body" or holder.parent is None:
        return f"Object.{name}" if own == name else name
    of_class = holder.parent.child_by_field_name("name")
    class_name = text_of(of_class) if of_class is not None else ""
    if own == "constructor" and class_name == name:
        return f"new {name}"
    return f"{class_name}.{name}" if own == name and class_name else name


@lru_cache(maxsize=8)
def _tree(source: bytes) -> Tree:
    return parse(source)
