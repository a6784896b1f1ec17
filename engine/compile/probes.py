"""Probes: calls put into a file's text that say, while it runs, which function and statement is running.

What is inserted, at the learner's own lines and without a newline:

* `using $f=$e(id);` at the start of every function body, and of the file's top level: the frame begins; the end of its
  scope (return, throw, a generator closed early) ends it. A declaration, so that the body stays one scope: a `try`
  around it would change what may be declared there.
* `$s(id,$f);` before every statement (`$s(id,$f,1);` where it is quiet: quiet.py); a body without braces gets them; an
  arrow's expression gets `{… return …}`.
* `await X` → `$r(id,$f,await $p(id,$f,X))`, and `yield X` likewise. `for await` gets none: its body's statements tell.
  When X is rejected, `$r` is not called: the next statement of that frame, or its end, tells that it goes on.
* Only in a Worker that listens for unhandled rejections: `f(x)` → `$u(f(x))`, where nothing is asked of the value at
  once, and `await X` → `await $a(X)` besides.

Nothing else changes: lines, `this`, `arguments`, `new.target`, names and lengths of functions, the number of microtask
ticks, what is an error. `Function.prototype.toString` leaves the probes out (engine/platform/function-text.js).
"""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node, Tree

from engine.compile.compiled import Probe
from engine.compile.edits import Edit, Lines
from engine.compile.parser import COMMENTS, FUNCTIONS, code_end, text_of
from engine.compile.quiet import is_quiet

ANONYMOUS = "(anonymous)"

_BODIES = ("body", "consequence", "alternative")
_BRANCHES = frozenset(
    {
        "if_statement",
        "else_clause",
        "for_statement",
        "for_in_statement",
        "while_statement",
        "do_statement",
        "with_statement",
    }
)
_NO_PROBE = frozenset(
    {
        *COMMENTS,
        "hash_bang_line",
        "empty_statement",
        "function_declaration",
        "generator_function_declaration",
        "import_statement",
    }
)
# Without braces these are errors as the body of an `if` or a loop; inside braces they would not be.
_NEVER_A_BODY = frozenset(
    {
        "empty_statement",
        "statement_block",
        "lexical_declaration",
        "using_declaration",
        "class_declaration",
        "function_declaration",
        "generator_function_declaration",
    }
)


class ProbeNames(NamedTuple):
    """What the probes are called in the text: names that occur nowhere in the project."""

    frame: str
    enter: str
    statement: str
    suspend: str
    resume: str
    promise: str
    awaited: str


class ProbeWriter:
    """Writes the probes of one file. `probes` is shared by all files of a project: its length is the next id. listens:
    whether its Worker listens for unhandled rejections."""

    def __init__(self, file: str, lines: Lines, probes: list[Probe], names: ProbeNames, listens: bool = False) -> None:
        self._listens = listens
        self._file = file
        self._probes = probes
        self._names = names
        self._lines = lines
        self._edits: list[Edit] = []
        self._around: dict[int, tuple[bytes, bytes]] = {}

    def write(self, tree: Tree) -> list[Edit]:
        """The insertions for a file whose tree has no error, in order."""
        self._list(tree.root_node)
        handlers = {
            "statement_block": ProbeWriter._block,
            "switch_case": ProbeWriter._list,
            "switch_default": ProbeWriter._list,
            "arrow_function": ProbeWriter._arrow,
            "await_expression": ProbeWriter._await,
            "yield_expression": ProbeWriter._await,
            **dict.fromkeys(_BRANCHES, ProbeWriter._branches),
        }
        if self._listens:
            handlers |= dict.fromkeys(("call_expression", "new_expression"), ProbeWriter._call)
        cursor = tree.walk()
        edits, around = self._edits, self._around
        closing: list[tuple[int, int, bytes]] = []
        depth = 0
        while True:
            node = cursor.node
            assert node is not None
            handler = handlers.get(node.type)
            if handler is not None and node.is_named:
                handler(self, node)
            if around:
                inserted = around.pop(node.id, None)
                if inserted is not None:
                    before, after = inserted
                    if before:
                        edits.append(Edit(node.start_byte, node.start_byte, before))
                    if after:
                        closing.append((depth, code_end(node), after))
            if cursor.goto_first_child():
                depth += 1
                continue
            while True:
                while closing and closing[-1][0] == depth:
                    _, end, after = closing.pop()
                    edits.append(Edit(end, end, after))
                if cursor.goto_next_sibling():
                    break
                if not cursor.goto_parent():
                    return edits
                depth -= 1

    def frame(self, node: Node, name: str) -> bytes:
        """The declaration that begins a frame."""
        return f"using {self._names.frame}={self._names.enter}({self._add('function', node, name)});".encode()

    # --- one handler for each kind of node that gets probes --------------------------------------------------------

    def _block(self, node: Node) -> None:
        parent = node.parent
        if parent is None or parent.type not in FUNCTIONS:
            self._list(node)
        else:
            self._list(node, self.frame(parent, function_name(parent)))

    def _list(self, node: Node, frame: bytes = b"") -> None:
        """Statements in a row. With a frame: it begins after the directives ("use strict")."""
        statements = [child for child in node.named_children if child.type not in _NO_PROBE]
        if node.type in ("switch_case", "switch_default"):
            value = node.child_by_field_name("value")
            statements = [child for child in statements if child != value]
        directives = _directives(node) if frame or node.type == "program" else 0
        if frame:
            if directives:
                last = [child for child in node.named_children if child.type not in COMMENTS][directives - 1]
                end = b"" if (last.text or b"").endswith(b";") else b";"
                self._wrap(last, b"", end + frame)
            else:
                self._wrap(node.children[0], b"", frame)
        for child in statements[directives:]:
            if child.type != "export_statement" or _runs(child):
                self._wrap(child, self._statement(child), b"")

    def _call(self, node: Node) -> None:
        """A call whose value may be a promise that nobody handles."""
        parent, callee = node.parent, node.child_by_field_name("function")
        if parent is None or (callee is not None and callee.type in ("super", "import")):
            return
        if node not in (parent.child_by_field_name("object"), parent.child_by_field_name("function")):
            self._wrap(node, f" {self._names.promise}(".encode(), b")")

    def _branches(self, node: Node) -> None:
        """Bodies without braces get them."""
        if self._listens and node.type == "for_in_statement" and any(child.type == "await" for child in node.children):
            right = node.child_by_field_name("right")
            if right is not None:
                self._wrap(right, f" {self._names.awaited}(".encode(), b")")
        for index, child in enumerate(node.children):
            if (
                not child.is_named
                or child.type in _NEVER_A_BODY
                or child.type == "else_clause"
                or child.type in COMMENTS
            ):
                continue
            if node.type == "else_clause" or node.field_name_for_child(index) in _BODIES:
                self._wrap(child, b"{" + self._statement(child), b"}")

    def _arrow(self, node: Node) -> None:
        if (node.text or b"").startswith(b"(") and node.start_byte and not _is_after_space(node):
            self._wrap(node, b" ", b"")  # without one QuickJS is wrong about the function's column, as in f((x) => 1)
        body = node.child_by_field_name("body")
        if body is None or body.type == "statement_block":
            return
        frame = self.frame(node, function_name(node))
        if body.type == "object":
            # The grammar takes `=> { a: 1 }` for an object; it is a block with a label in it.
            self._wrap(body.children[0], b"", frame)
        else:
            self._wrap(body, b"{" + frame + self._statement(body) + b"return ", b"}")

    def _await(self, node: Node) -> None:
        """`await X`, `yield X`, `yield* X` or `yield` alone."""
        names = self._names
        probe = self._add(node.type.removesuffix("_expression"), node)
        operand = next((child for child in node.named_children if child.type not in COMMENTS), None)
        self._wrap(node, f"{names.resume}({probe},{names.frame},".encode(), b")")
        if operand is None:
            self._wrap(node.children[0], b"", f" {names.suspend}({probe},{names.frame})".encode())
        else:
            self._wrap(operand, f" {names.suspend}({probe},{names.frame},".encode(), b")")
            if self._listens and (node.type == "await_expression" or _is_in_async(node)):
                self._wrap(operand, f"{names.awaited}(".encode(), b")")

    # --- small parts -----------------------------------------------------------------------------------------------

    def _wrap(self, node: Node, before: bytes, after: bytes) -> None:
        """Text around a node that is yet to be walked; what is added later stands nearer to the node."""
        outer = self._around.get(node.id)
        if outer is not None:
            before, after = outer[0] + before, after + outer[1]
        self._around[node.id] = (before, after)

    def _statement(self, node: Node) -> bytes:
        quiet = ",1" if is_quiet(node) else ""
        return f"{self._names.statement}({self._add('statement', node)},{self._names.frame}{quiet});".encode()

    def _add(self, kind: str, node: Node, name: str = "") -> int:
        line, column = self._lines.position(node.start_byte)
        self._probes.append(Probe(kind, self._file, line, column, name))
        return len(self._probes) - 1


def _is_after_space(node: Node) -> bool:
    """Whether white space stands before a node, or what stands there is no part of its parent."""
    before = node.prev_sibling
    return before is None or before.end_byte < node.start_byte


def _is_in_async(node: Node) -> bool:
    """Whether a `yield` is of an async generator: what that yields is awaited."""
    function = node.parent
    while function is not None and function.type not in FUNCTIONS:
        function = function.parent
    return function is not None and any(child.type == "async" for child in function.children)


def _runs(export: Node) -> bool:
    """Whether an export statement does something when it is reached: `export const x = 1`, `export default {…}`."""
    value = export.child_by_field_name("value")
    if value is not None:
        return value.type not in ("function_expression", "generator_function")
    declaration = export.child_by_field_name("declaration")
    return declaration is not None and declaration.type not in _NO_PROBE


def _directives(node: Node) -> int:
    """How many directives ("use strict") a body begins with."""
    count = 0
    for child in node.named_children:
        if child.type in COMMENTS:
            continue
        if child.type != "expression_statement" or child.named_child_count != 1 or child.children[0].type != "string":
            break
        count += 1
    return count


def function_name(node: Node) -> str:
    """The name a function goes by: its own, or that of the variable, property or field it is written for."""
    if node.type == "class_static_block":
        return "static"
    name = node.child_by_field_name("name")
    if name is not None:
        accessor = next((child.type for child in node.children if child.type in ("get", "set")), "")
        return f"{accessor} {text_of(name)}".lstrip() if node.type == "method_definition" else text_of(name)
    parent = node.parent
    while parent is not None and parent.type == "parenthesized_expression":
        parent = parent.parent
    if parent is None:
        return ANONYMOUS
    if parent.type == "export_statement":
        return "default"
    field = {
        "variable_declarator": "name",
        "assignment_expression": "left",
        "assignment_pattern": "left",
        "object_assignment_pattern": "left",
        "pair": "key",
        "field_definition": "property",
    }.get(parent.type)
    target = parent.child_by_field_name(field) if field else None
    if target is None or target == node or target.type in ("array_pattern", "object_pattern", "subscript_expression"):
        return ANONYMOUS
    if target.type == "member_expression":
        target = target.child_by_field_name("property") or target
    return text_of(target).strip("'\"")
