"""Colours for code: one small table from pygments' token types to the theme's text colours. Weight and slant repeat
what colour says."""

from __future__ import annotations

from functools import lru_cache

from pygments.lexer import Lexer
from pygments.token import Token, _TokenType
from textual.content import Content, Span

STYLES: dict[_TokenType, str] = {
    Token.Keyword: "$text-accent bold",
    Token.Literal.String: "$text-success",
    Token.Literal.Number: "$text-warning",
    Token.Comment: "$text-muted italic",
    Token.Name.Builtin: "$text-secondary",
    Token.Name.Function: "$text-secondary",
    Token.Name.Tag: "$text-secondary",
    Token.Operator: "bold",
}
"""Token type → style in the theme's variables. A type not here takes its parent's."""


@lru_cache(maxsize=8)
def lexer(language: str) -> Lexer:
    """The pygments lexer of javascript, typescript, html, toml, json, or plain text. Imports only the one asked for."""
    if language in ("js", "javascript", "ts", "typescript"):
        from pygments.lexers.javascript import JavascriptLexer, TypeScriptLexer

        kind = TypeScriptLexer if language.startswith("t") else JavascriptLexer
        return kind(stripnl=False, ensurenl=False)
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return get_lexer_by_name("text", stripnl=False, ensurenl=False)


def style_of(token: _TokenType) -> str:
    """The style of a token type, "" when it has none."""
    kind: _TokenType | None = token
    while kind is not None:
        if kind in STYLES:
            return STYLES[kind]
        kind = kind.parent
    return ""


@lru_cache(maxsize=128)
def highlighted(code: str, language: str = "js") -> Content:
    """Code as coloured text; the text itself is unchanged."""
    spans: list[Span] = []
    position = 0
    for token, text in lexer(language).get_tokens(code):
        style = style_of(token)
        if style and text.strip():
            spans.append(Span(position, position + len(text), style))
        position += len(text)
    return Content(code, spans)


def language_of(file: str) -> str:
    """The lexer's name for a file."""
    return {"ts": "ts", "mts": "ts", "toml": "toml", "json": "json", "html": "html"}.get(file.rpartition(".")[2], "js")
