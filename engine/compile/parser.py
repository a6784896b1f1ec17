"""Reading source with tree-sitter: bytes → a syntax tree. Parsing only; the tree is walked, never queried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import tree_sitter
import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Node, Tree

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "generator_function_declaration",
        "generator_function",
        "arrow_function",
        "method_definition",
        "class_static_block",
    }
)
"""Nodes whose body is a function body: it has its own variables, and `await` and `return` inside belong to it."""

COMMENTS = frozenset({"comment", "html_comment"})

_RESERVED = (
    b"null|true|false|void|catch|function|instanceof|typeof|delete|new|in|if|else|for|do|while|with|switch|case|try"
    b"|finally|throw|return|break|continue|class|extends|super|this|var|const|let|enum|import|export|debugger"
)
_RESERVED_AS_NAME = re.compile(
    rb"\bas\s+(?P<after>" + _RESERVED + rb")(?=\s*[,}])|[{,]\s*(?P<before>" + _RESERVED + rb")(?=\s+as\b)"
)
"""Where `export { x as null }` and `import { null as x }` may stand."""
_NOT_CODE = frozenset({"string_fragment", "comment", "html_comment", "template_string", "regex_pattern"})


@cache
def _parser(language: str) -> tree_sitter.Parser:
    grammar = (
        tree_sitter_javascript.language() if language == "javascript" else tree_sitter_typescript.language_typescript()
    )
    return tree_sitter.Parser(tree_sitter.Language(grammar))


def parse(source: bytes, language: str = "javascript") -> Tree:
    """The tree of a file. language: "javascript" or "typescript". Never raises: `tree.root_node.has_error` tells.

    Byte offsets in the tree are those of `source`; its rows and columns may not be, see below.
    """
    parser = _parser(language)
    tree = parser.parse(source)
    # The grammar takes an `await` at the end of a line for a variable of that name and a new statement behind it.
    # In a module it never is one, so what stands between it and its operand is read as spaces.
    while (joined := _join_awaits(source, tree)) != source:
        source = joined
        tree = parser.parse(source)
    if tree.root_node.has_error and (hidden := _hide_reserved_names(source, tree)) != source:
        tree = parser.parse(hidden)
    return tree


def _hide_reserved_names(source: bytes, tree: Tree) -> bytes:
    """The grammar refuses names in an import or export list that are reserved elsewhere: they are read as underscores.
    (Who wants such a name asks the source for it, not the tree.)"""
    for found in _RESERVED_AS_NAME.finditer(source):
        begin, end = found.span("after" if found["after"] else "before")
        node = tree.root_node.descendant_for_byte_range(begin, end)
        if node is not None and node.type not in _NOT_CODE:
            source = source[:begin] + b"_" * (end - begin) + source[end:]
    return source


def _join_awaits(source: bytes, tree: Tree) -> bytes:
    found = source.find(b"await")
    while found >= 0:
        begin = found + len(b"await")
        end = _next_token(source, begin)
        if b"\n" in source[begin:end]:
            node = tree.root_node.descendant_for_byte_range(found, begin)
            if node is not None and node.type == "identifier" and node.end_byte == begin:
                source = source[:begin] + b" " * (end - begin) + source[end:]
        found = source.find(b"await", begin)
    return source


def _next_token(source: bytes, offset: int) -> int:
    """Where the white space and comments that begin at an offset end."""
    while True:
        rest = source[offset : offset + 2]
        if rest == b"//":
            end = source.find(b"\n", offset)
        elif rest == b"/*":
            end = source.find(b"*/", offset)
            end = end + 2 if end >= 0 else end
        elif rest[:1].isspace():
            end = offset + 1
        else:
            return offset
        if end < 0:
            return len(source)
        offset = end


def code_end(node: Node) -> int:
    """Where a node's code ends. (The grammar counts a comment behind a statement without a semicolon to it.)"""
    end = node.end_byte
    for child in reversed(node.children):
        if child.type not in COMMENTS:
            return end if child.end_byte == end else code_end(child)
    return end


def walk(node: Node) -> Iterator[Node]:
    """Every node below and including this one, in source order. Iterative: deep expressions cost no stack."""
    cursor = node.walk()
    while True:
        current = cursor.node
        assert current is not None
        yield current
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while cursor.goto_parent():
            if cursor.goto_next_sibling():
                break
        else:
            return


def text_of(node: Node) -> str:
    """The source text of a node."""
    return (node.text or b"").decode("utf-8", "replace")
