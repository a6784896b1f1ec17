"""Linear text in and out: no full screen, no boxes. For screen readers, pipes and CI.

At the end of the input every question is passed over, so `workerscope learn --plain < /dev/null` prints a whole lesson.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TextIO

from rich.console import Console
from rich.text import Text

from course.prose_text import Piece, pieces

WIDEST = 100
"""Columns: longer lines are hard to read."""
_STYLES = {"strong": "bold", "emphasis": "italic", "code": "cyan", "heading": "bold"}
_LEAVE = ("q", "quit", "exit")


class Quit(Exception):
    """The learner wants to leave. Everything is saved already."""


class _Output(Console):
    """A rich console that leaves a reader who has gone (`… | head`) to the command line."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


PAGE = 20
"""Numbered lines before a learner is asked whether to read on."""


class PlainConsole:
    """Owns the two streams. ended: whether the input is over."""

    def __init__(self, source: TextIO | None = None, target: TextIO | None = None) -> None:
        self._source = source or sys.stdin
        target = target or sys.stdout
        if isinstance(target, TextIOWrapper):  # a pipe in an old code page must not stop the lesson at an arrow
            target.reconfigure(errors="replace")
        self._out = _Output(file=target, highlight=False, markup=False, emoji=False)
        self._out.width = min(self._out.width, WIDEST)
        self.ended = False

    @property
    def styled(self) -> bool:
        """Whether bold and dim may be used."""
        return self._out.is_terminal and not self._out.no_color

    # --- out ---------------------------------------------------------------------------------------------------------

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """One paragraph, wrapped between words. Text of programs: nothing in it is markup."""
        self._wrapped(Text(text, style=style), " " * indent)

    def heading(self, text: str) -> None:
        """A title, with an empty line before it."""
        self.line()
        self.line(text, "bold")

    def prose(self, markdown: str) -> None:
        """Lesson prose, without its marks."""
        before = ""
        for piece in pieces(markdown):
            if not (piece.kind == before == "item"):
                self.line()
            before = piece.kind
            self._piece(piece)

    def prose_line(self, markdown: str, indent: int = 0, marker: str = "") -> None:
        """A sentence or two in Markdown: a prompt, a why. marker: "a: " or "- ", before it."""
        for piece in pieces(markdown):
            self._wrapped(_text(piece), " " * indent, marker)

    def code(self, source: str) -> None:
        """Source with line numbers, unwrapped."""
        for number, text in enumerate(source.rstrip("\n").split("\n"), 1):
            self.raw(f"{number:>4}  {text}".rstrip())

    def raw(self, text: str) -> None:
        """Lines as they are."""
        self._out.file.write(f"{text}\n")

    @property
    def interactive(self) -> bool:
        """Whether somebody types: a pipe is not asked whether it wants to read on."""
        return self._source.isatty()

    def numbered(self, lines: Sequence[str], first: int = 1) -> None:
        """1. 2. 3. … from `first` on."""
        for number, text in enumerate(lines, first):
            self._wrapped(Text(text), "  ", f"{number}. ")

    def pages(self, lines: Sequence[str]) -> None:
        """Numbered, page by page, for as long as the learner wants."""
        for start in range(0, len(lines), PAGE):
            if start and self.ask(f"{start} of {len(lines)}. Enter: read on · n: enough >") == "n":
                return
            self.numbered(lines[start : start + PAGE], start + 1)

    def _piece(self, piece: Piece) -> None:
        if piece.kind == "code":
            for text in piece.text.split("\n"):
                self.raw(f"    {text}".rstrip())
            return
        marker = f"{piece.marker} " if piece.marker else ""
        self._wrapped(_text(piece), "  " * piece.depth, marker)

    def _wrapped(self, text: Text, indent: str = "", marker: str = "") -> None:
        """Wraps between words; further lines stand below the first word. No blanks at line ends."""
        lines = text.wrap(self._out, max(20, self._out.width - len(indent) - len(marker))) if text.plain else [text]
        for number, line in enumerate(lines):
            line.rstrip()
            start = indent + (marker if number == 0 else " " * len(marker))
            self._out.print(Text(start if line.plain else start.rstrip()) + line, soft_wrap=True)

    # --- in ----------------------------------------------------------------------------------------------------------

    def ask(self, prompt: str) -> str | None:
        """What the learner types, trimmed; None when the input is over. Raises Quit for q."""
        if self.ended:
            return None
        self._out.file.write(f"{prompt} ")
        self._out.file.flush()
        typed = self._source.readline()
        if not typed:
            self.ended = True
            self._out.file.write("\n")
            return None
        if not self._source.isatty():
            self._out.file.write(typed if typed.endswith("\n") else f"{typed}\n")
        if typed.strip().lower() in _LEAVE:
            raise Quit
        return typed.strip()


def _text(piece: Piece) -> Text:
    text = Text()
    for span in piece.spans:
        text.append(span.text, style=_STYLES.get(span.style or piece.kind, ""))
    return text
