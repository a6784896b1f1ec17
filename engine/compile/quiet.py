"""Quiet statements: those that can queue no job before the next probe, so that theirs needs no marker.

Quiet code only computes with its own names and literals: it calls nothing, reads no property (that may be a getter),
awaits nothing. What a conversion of such a value calls is a function of the learner's, with probes of its own. Anything
that is not known to be quiet is not.
"""

from __future__ import annotations

from tree_sitter import Node

from engine.compile.parser import COMMENTS, FUNCTIONS

_QUIET = frozenset(
    {
        *COMMENTS,
        *("expression_statement", "lexical_declaration", "variable_declaration", "variable_declarator"),
        *("return_statement", "if_statement", "else_clause", "for_statement", "while_statement", "do_statement"),
        *("statement_block", "empty_statement", "break_statement", "continue_statement", "labeled_statement"),
        *("identifier", "statement_identifier", "number", "string", "string_fragment", "escape_sequence"),
        *("true", "false", "null", "undefined", "template_string", "template_substitution"),
        *("binary_expression", "unary_expression", "update_expression", "ternary_expression", "sequence_expression"),
        *("assignment_expression", "augmented_assignment_expression", "parenthesized_expression"),
    }
)
_LOOPS = frozenset({"for_statement", "while_statement", "do_statement"})


def is_quiet(statement: Node) -> bool:
    """Whether nothing from this statement's probe to the next one can queue a job. After the last statement of a
    loop's body comes the loop's head: that has to be quiet, too."""
    if not _all_quiet(statement):
        return False
    node = statement.parent
    while node is not None and node.type not in FUNCTIONS:
        if node.type == "with_statement" or (node.type == "for_in_statement" and not _steps_quietly(node)):
            return False
        if node.type in _LOOPS:
            body = node.child_by_field_name("body")
            if not all(_all_quiet(child) for child in node.named_children if child != body):
                return False
        node = node.parent
    return True


def _steps_quietly(loop: Node) -> bool:
    """Whether `for (const name of …)` goes on quietly. What steps is built in, or a function of the learner's."""
    left = loop.child_by_field_name("left")
    waits = any(child.type == "await" for child in loop.children)
    return left is not None and left.type == "identifier" and not waits


def _all_quiet(node: Node) -> bool:
    """Whether the whole of the node is quiet."""
    nodes = [node]
    while nodes:
        node = nodes.pop()
        if node.type not in _QUIET:
            return False
        nodes.extend(node.named_children)
    return True
