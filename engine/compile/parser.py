"""Reading source with tree-sitter: bytes → a syntax tree. Parsing only; the tree is walked, never queried."""

from __future__ import annotations

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


@cache
def _parser(language: str) -> tree_sitter.Parser:
    grammar = (
        tree_sitter_javascript.language() if language == "javascript" else tree_sitter_typescript.language_typescript()
    )
    return tree_sitter.Parser(tree_sitter.Language(grammar))


def parse(source: bytes, language: str = "javascript") -> Tree:
    """The tree of a file. language: "javascript" or "typescript". Never raises: `tree.root_node.has_error` tells."""
    return _parser(language).parse(source)


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
