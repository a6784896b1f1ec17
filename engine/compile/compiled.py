"""What compiling gives: one ES module, its probes, and the way back to the learner's lines. Pure values."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from engine.compile.edits import EditedSource

FIRST_LINE = 10_001
"""Where the learner's code begins. Platform code has lines below it, so a frame's line tells whose it is."""


class Position(NamedTuple):
    """A place in the learner's own file. line and column count from 1; columns are characters."""

    file: str
    line: int
    column: int


class Probe(msgspec.Struct, frozen=True, gc=False):
    """One probe in the text; its index in `Compiled.probes` is the id that the text passes.

    kind: "function" (entry of a function, or of a file's top level), "statement", "await" or "yield". line, column: of
    the function, statement, `await` or `yield`, from 1, in characters. name: of the function ("(anonymous)" where it
    has none; the file's name for its top level), else "".
    """

    kind: str
    file: str
    line: int
    column: int
    name: str = ""


class PlacedFile(msgspec.Struct, frozen=True):
    """Where a file stands in the text: its lines are `first_line` and the `lines - 1` after it."""

    file: str
    first_line: int
    lines: int
    edited: EditedSource


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """A project as one ES module.

    text: the module; its default and named exports are the entry's own. Every file keeps its lines together and in
    order, from line FIRST_LINE on; line 1 takes the probes from the runtime.
    probes: what the ids in `text` mean.
    names: every identifier and short string literal in the project; property names with a dot before them (`.body`).
    reaches_all: globals are also reached by names that are only known when the code runs.
    exports: the names that the entry exports.
    unseen: which of "request", "env" and "context" the fetch handler, all there is, cannot see (handler.py).
    platform_imports: which platform modules ("cloudflare:workers") are imported.
    modules: the files that were joined, dependency first.
    script: `text` is a script that adds listeners (service-worker syntax), not a module.
    broken: the file with a syntax error, when there is one: then `text` is that file alone, as it was written and at
    the usual line, so that the engine reports it in its own words.
    """

    text: str
    probes: tuple[Probe, ...] = ()
    names: frozenset[str] = frozenset()
    reaches_all: bool = False
    exports: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    platform_imports: frozenset[str] = frozenset()
    modules: tuple[str, ...] = ()
    broken: str = ""
    placed: tuple[PlacedFile, ...] = ()
    script: bool = False

    def pieces(self) -> list[list[str]]:
        """Of each file, whose text is whose: what is the author's and stands in `text`, what is the author's and does
        not, what is ours and does; and so on in threes, and at last a piece of the first kind."""
        return [file.edited.pieces() for file in self.placed]

    def original(self, line: int, column: int) -> Position | None:
        """The learner's position for a line and column in `text`; None when the code there is not the learner's.

        line and column count from 1; `column` is as QuickJS reports it (UTF-8 bytes).
        """
        for file in self.placed:
            if file.first_line <= line < file.first_line + file.lines:
                return Position(file.file, *file.edited.original(line - file.first_line + 1, column))
        return None
