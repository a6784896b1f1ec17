"""Lesson prose (Markdown) as plain pieces of text: for the linear lesson, and for the rules of `check`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token


class Span(msgspec.Struct, frozen=True):
    """A run of text. style: "", "strong", "emphasis" or "code"."""

    text: str
    style: str = ""


class Piece(msgspec.Struct, frozen=True):
    """A paragraph, heading, list item or code block. marker: "-", "1." … of an item. depth: how deep it is in lists."""

    kind: str
    spans: tuple[Span, ...]
    marker: str = ""
    depth: int = 0

    @property
    def text(self) -> str:
        """Without any styling."""
        return "".join(span.text for span in self.spans)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def pieces(markdown: str) -> list[Piece]:
    """The prose in reading order."""
    found: list[Piece] = []
    markers: list[str] = []
    numbers: list[int | None] = []
    kind = "paragraph"
    for token in _parser().parse(markdown):
        if token.type == "bullet_list_open":
            numbers.append(None)
        elif token.type == "ordered_list_open":
            numbers.append(int(token.attrGet("start") or 1))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            number = numbers[-1]
            markers.append("-" if number is None else f"{number}.")
            numbers[-1] = None if number is None else number + 1
        elif token.type == "list_item_close":
            if markers:
                markers.pop()
        elif token.type in ("heading_open", "paragraph_open"):
            kind = token.type.removesuffix("_open")
        elif token.type == "inline":
            marker, depth = (markers[-1], len(numbers)) if markers and kind == "paragraph" else ("", len(numbers))
            if markers:
                markers[-1] = ""
            found.append(Piece("item" if depth else kind, _spans(token.children or []), marker, depth))
        elif token.type in ("fence", "code_block"):
            found.append(Piece("code", (Span(token.content.rstrip("\n"), "code"),), depth=len(numbers)))
    return found


def _spans(tokens: Sequence[Token]) -> tuple[Span, ...]:
    spans: list[Span] = []
    styles: list[str] = []
    for token in tokens:
        if token.type in ("strong_open", "em_open"):
            styles.append("strong" if token.type == "strong_open" else "emphasis")
        elif token.type in ("strong_close", "em_close"):
            styles.pop()
        elif token.type in ("softbreak", "hardbreak"):
            spans.append(Span(" "))
        elif token.type == "code_inline":
            spans.append(Span(token.content, "code"))
        elif token.content:
            spans.append(Span(token.content, styles[-1] if styles else ""))
    return tuple(spans)


_END = re.compile(r"(?<=[.!?:])[\"”’)*]*\s+(?=[\"“‘(]?[A-Z0-9`])")


def sentences(markdown: str) -> list[str]:
    """The sentences of paragraphs, items and headings; code blocks have none."""
    found: list[str] = []
    for piece in pieces(markdown):
        if piece.kind != "code":
            found += [sentence.strip() for sentence in _END.split(piece.text) if sentence.strip()]
    return found


def words(sentence: str) -> int:
    """How many words a reader reads; signs alone are none."""
    return sum(any(letter.isalnum() for letter in word) for word in sentence.split())
