"""What V8 says of a syntax error that QuickJS has found: the words that an author meets in production.

QuickJS says where; the tokens around that place say the rest. What is not known here keeps QuickJS's words.
https://github.com/v8/v8/blob/main/src/common/message-template.h
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tree_sitter import Node

from engine.compile.parser import COMMENTS, parse

MISSING_PARENTHESIS = "missing ) after argument list"
END_OF_INPUT = "Unexpected end of input"

_EXACT = {
    "unexpected 'await' keyword": "Unexpected reserved word",
    "unsupported keyword: enum": "Unexpected reserved word",
    "unexpected character": "Invalid or unexpected token",
    "unexpected end of string": "Invalid or unexpected token",
    "unexpected end of comment": "Invalid or unexpected token",
    "invalid number literal": "Invalid or unexpected token",
    "unexpected line terminator in regexp": "Invalid regular expression: missing /",
    "unexpected end of regexp": "Invalid regular expression: missing /",
    "invalid regular expression flags": "Invalid regular expression flags",
    "return not in a function": "Illegal return statement",
    "invalid assignment left-hand side": "Invalid left-hand side in assignment",
    "break must be inside loop or switch": "Illegal break statement",
    "continue must be inside loop": "Illegal continue statement: no surrounding iteration statement",
    "function name expected": "Function statements require a function name",
    "cannot delete a direct reference in strict mode": "Delete of an unqualified identifier in strict mode.",
    "invalid keyword: with": "Strict mode code may not include a with statement",
    "expecting catch or finally": "Missing catch or finally after try",
    "duplicate default": "More than one default clause in switch statement",
    "new.target only allowed within functions": "new.target expression is not allowed here",
    "super() is only valid in a derived class constructor": "'super' keyword unexpected here",
    "Octal literals are not allowed in strict mode": "Octal literals are not allowed in strict mode.",
    "invalid lvalue in strict mode": "Unexpected eval or arguments in strict mode",
    "line terminator not allowed after throw": "Illegal newline after throw",
    "property constructor appears more than once": "A class may only have one constructor",
    "invalid destructuring target": "Invalid destructuring assignment target",
}
_NAMED = (
    (re.compile(r"exported variable '(.+)' does not exist"), "Export '{}' is not defined in module"),
    (re.compile(r"undefined private field '(.+)'"), "Private field '{}' must be declared in an enclosing class"),
)
_REDEFINED = re.compile(r"invalid redefinition of |duplicate exported name|duplicate import binding")
_UNEXPECTED = re.compile(
    r"unexpected token|expecting |missing formal parameter$|invalid export syntax$|invalid property name$", re.I
)
_EXPECTED = re.compile(r"(variable name|from clause|string|identifier) expected$")
_TOKEN = re.compile(r"Unexpected (identifier|string|number|end of input)")
_EXPRESSIONS = {
    "expecting ')'": "Unterminated group",
    "nothing to repeat": "Nothing to repeat",
    "invalid class range": "Range out of order in character class",
    "group name not defined": "Invalid named capture referenced",
    "invalid group": "Invalid group",
    "duplicate group name": "Duplicate capture group name",
    "invalid group name": "Invalid capture group name",
    "extraneous characters at the end": "Unmatched ')'",
    "unexpected end": "\\ at end of pattern",
    "invalid repetition count": "numbers out of order in {} quantifier",
}
"""Of regular expressions: QuickJS's words → V8's. engine/platform/native-message.js has the same for `new RegExp`."""

_STRICT = frozenset({"let", "static", "yield", "implements", "interface", "package", "private", "protected", "public"})
_RESERVED = frozenset({"await", "enum"})
_WHOLE = frozenset({"string", "template_string", "regex", "number", *COMMENTS})
_NAME = re.compile(r"[\w$#\u0080-\uffff]+$")
_KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        "break case catch class const continue debugger default delete do else export extends false finally for "
        "function if import in instanceof new null return super switch this throw true try typeof var void while with",
    )
)
_NO_CALLEE = _KEYWORDS - {"super", "this", "import"}
_OPEN, _CLOSE = "([{", ")]}"


class _Token(NamedTuple):
    """start: byte offset. kind: "name", "number", "string", "template" or "token"."""

    start: int
    kind: str
    text: str


def words(message: str, source: bytes, offset: int | None) -> str:
    """V8's message for QuickJS's. source: the author's file; offset: the byte that QuickJS named, if it did."""
    if message in _EXACT:
        return _EXACT[message]
    for pattern, template in _NAMED:
        if (found := pattern.match(message)) is not None:
            return template.format(found[1])
    if message in _EXPRESSIONS and offset is None:
        return f"Invalid regular expression: {_only_expression(source)}{_EXPRESSIONS[message]}"
    if offset is None:
        return message
    tokens = _tokens(source)
    before = [token for token in tokens if token.start < offset]
    at = next((token for token in tokens if token.start >= offset), None)
    if _REDEFINED.match(message):
        return _redefined(message, before, at)
    if message == "missing initializer for variable":
        return "Missing initializer in const declaration"
    if message == "variable name expected" and at is not None and at.text in "[{":
        return _pattern(tokens, tokens.index(at))
    if any(pattern.match(message) for pattern in (_UNEXPECTED, _EXPECTED, _TOKEN)):
        return MISSING_PARENTHESIS if _ends_arguments(before, at) else _unexpected(at)
    return message


def _unexpected(token: _Token | None) -> str:
    if token is None:
        return END_OF_INPUT
    if token.kind == "name" and token.text not in _KEYWORDS:
        if token.text in _RESERVED:
            return "Unexpected reserved word"
        if token.text in _STRICT:
            return "Unexpected strict mode reserved word"
        return f"Unexpected identifier '{token.text}'"
    if token.text in ("@", "#", "\\"):
        return "Invalid or unexpected token"
    return {
        "number": "Unexpected number",
        "string": "Unexpected string",
        "template": "Unexpected template string",
    }.get(token.kind, f"Unexpected token '{token.text}'")


def _redefined(message: str, before: list[_Token], at: _Token | None) -> str:
    names = [token.text for token in before if token.kind == "name"]
    if names[-1:] == ["default"]:
        return "Identifier '.default' has already been declared"
    name = next((name for name in reversed(names) if name not in _KEYWORDS | _STRICT), None)
    return f"Identifier '{name}' has already been declared" if name else message


def _ends_arguments(before: list[_Token], at: _Token | None) -> bool:
    """Whether a `)` was due: in the arguments of a call, behind a whole expression."""
    opened: list[int] = []
    for index, token in enumerate(before):
        if token.text in _OPEN:
            opened.append(index)
        elif token.text in _CLOSE and opened:
            opened.pop()
    if not opened or opened[-1] == 0 or before[opened[-1]].text != "(":
        return False
    callee, last = before[opened[-1] - 1], before[-1]
    if not (callee.text in (")", "]") or (callee.kind == "name" and callee.text not in _NO_CALLEE)):
        return False
    if (opened[-1] >= 2 and before[opened[-1] - 2].text in ("function", "get", "set", "async")) or _is_method(
        before, opened
    ):
        return False
    whole = last.text in (")", "]", "}") or last.kind in ("number", "string", "template")
    return (whole or (last.kind == "name" and last.text not in _NO_CALLEE)) and (at is None or at.text != ",")


def _is_method(before: list[_Token], opened: list[int]) -> bool:
    """Whether the open parenthesis holds the parameters of a method: its name begins a member of `{`."""
    name = opened[-1] - 1
    if len(opened) < 2 or before[opened[-2]].text != "{" or before[name].kind != "name":
        return False
    block = opened[-2]
    starts = before[name - 1].text in ("{", ",", "async", "*", "static", "get", "set")
    in_object = block > 0 and before[block - 1].text in ("default", "=", "(", ",", ":", "[", "return", "=>")
    in_class = block > 1 and "class" in (before[block - 1].text, before[block - 2].text, before[block - 4].text)
    return (starts and in_object) or (in_class and before[name - 1].text in ("{", "}", ";", "async", "static"))


def _pattern(tokens: list[_Token], start: int) -> str:
    """Of `const {a};`, whose pattern at `start` QuickJS did not take for one."""
    depth = 0
    for index in range(start, len(tokens)):
        text = tokens[index].text
        depth += (text in _OPEN) - (text in _CLOSE)
        if depth == 0:
            closed = index + 1 < len(tokens) and tokens[index + 1].text == "="
            return _unexpected(tokens[index + 1]) if closed else "Missing initializer in destructuring declaration"
        if text == ";":
            return _unexpected(tokens[index])
    return END_OF_INPUT


def _only_expression(source: bytes) -> str:
    """The regular expression of a file that has one; "" where it has more, as none is known to be the wrong one."""
    found = [token.text for token in _tokens(source) if token.text.startswith("/") and len(token.text) > 1]
    literals = [text for text in found if re.match(r"/[^/*].*/\w*$", text)]
    return f"{literals[0]}: " if len(literals) == 1 else ""


def _tokens(source: bytes) -> list[_Token]:
    tokens: list[_Token] = []
    nodes: list[Node] = [parse(source).root_node]
    while nodes:
        node = nodes.pop()
        if node.child_count and node.type not in _WHOLE:
            nodes.extend(reversed(node.children))
        elif node.type not in COMMENTS and node.start_byte < node.end_byte:
            text = source[node.start_byte : node.end_byte].decode("utf-8", "replace")
            tokens.append(_Token(node.start_byte, _kind(node.type, text), text))
    return tokens


def _kind(type: str, text: str) -> str:
    if type in ("string", "number"):
        return type
    if type == "template_string":
        return "template"
    if text[0].isdigit():
        return "number"
    if text[0] in "'\"":
        return "string"
    return "name" if _NAME.match(text) else "token"
