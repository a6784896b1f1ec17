"""What a Worker's fetch handler cannot see: an argument that nothing looks at need not be made.

Only where the whole program shows it: one file without imports, whose default export is written out as
`{ fetch(…) {…} }` and nothing more, with plain names for parameters, and neither `this` nor `arguments` anywhere. In
every other program a handler sees everything.
"""

from __future__ import annotations

from tree_sitter import Node

from engine.compile.modules import ScriptModule
from engine.compile.parser import COMMENTS, text_of, walk

ARGUMENTS = ("request", "env", "context")
"""What a fetch handler is called with, in order."""
_IDENTIFIERS = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")


def unseen_arguments(script: ScriptModule) -> frozenset[str]:
    """Which of ARGUMENTS the fetch handler of a program of this one file cannot see."""
    handler = _only_handler(script)
    nodes = list(walk(script.tree.root_node))
    if (
        handler is None
        or script.reaches_all
        or "arguments" in script.names
        or any(node.type == "this" for node in nodes)
    ):
        return frozenset()
    parameters = _parameters(handler)
    if parameters is None:
        return frozenset()
    mentioned = [text_of(node) for node in nodes if node.type in _IDENTIFIERS]
    seen = {ARGUMENTS[index] for index, name in enumerate(parameters[:3]) if mentioned.count(name) > 1}
    return frozenset(ARGUMENTS) - seen


def _only_handler(script: ScriptModule) -> Node | None:
    """The function that is `fetch` of a default export with nothing else in it, nothing else being exported."""
    if script.has_imports or script.requests or script.dynamic_imports or script.stars:
        return None
    exports = [node for node in script.tree.root_node.named_children if node.type == "export_statement"]
    value = exports[0].child_by_field_name("value") if len(exports) == 1 else None
    members = [node for node in value.named_children if node.type not in COMMENTS] if value is not None else []
    if value is None or value.type != "object" or len(members) != 1:
        return None
    member = members[0]
    key = member.child_by_field_name("name" if member.type == "method_definition" else "key")
    if key is None or key.type != "property_identifier" or text_of(key) != "fetch":
        return None
    if any(child.type in ("get", "set") for child in member.children):
        return None
    handler = member if member.type == "method_definition" else member.child_by_field_name("value")
    kinds = ("method_definition", "arrow_function", "function_expression")
    return handler if handler is not None and handler.type in kinds else None


def _parameters(handler: Node) -> list[str] | None:
    """The names of its parameters; None where one is more than a name."""
    alone = handler.child_by_field_name("parameter")
    if alone is not None:
        return [text_of(alone)]
    written = handler.child_by_field_name("parameters")
    if written is None:
        return None
    parameters = [node for node in written.named_children if node.type not in COMMENTS]
    return [text_of(node) for node in parameters] if all(node.type == "identifier" for node in parameters) else None
