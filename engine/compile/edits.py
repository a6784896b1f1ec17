"""Edits on one file: small insertions and replacements that keep every line on its line, and the way back."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple


class Edit(NamedTuple):
    """Bytes `start` to `end` of the source become `text`, which has as many newlines. start == end inserts."""

    start: int
    end: int
    text: bytes


class Lines:
    """Where the lines of a source begin."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._characters_are_bytes = source.isascii()
        self.starts = [0]
        found = source.find(b"\n")
        while found >= 0:
            self.starts.append(found + 1)
            found = source.find(b"\n", found + 1)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (characters, both from 1) of a byte offset."""
        line = bisect_right(self.starts, offset)
        begin = self.starts[line - 1]
        if self._characters_are_bytes:
            return line, offset - begin + 1
        return line, len(self._source[begin:offset].decode("utf-8", "replace")) + 1

    def offset(self, line: int, column: int) -> int:
        """The byte offset of a line and column (characters, both from 1)."""
        begin = self.starts[min(line, len(self.starts)) - 1]
        if self._characters_are_bytes:
            return begin + column - 1
        text = self._source[begin:].decode("utf-8", "replace")
        return begin + len(text[: column - 1].encode())


class EditedSource:
    """A file's source with edits applied. Offsets are UTF-8 bytes; edits are in order and do not overlap.

    lines: those of the file as the learner wrote it (types and all; offsets are the same).
    """

    def __init__(self, source: bytes, edits: list[Edit], lines: Lines) -> None:
        self.source = source
        self.edits = edits
        self._lines = lines

    @cached_property
    def text(self) -> bytes:
        """The new source: as many lines as the old."""
        pieces: list[bytes] = []
        position = 0
        for start, end, text in self.edits:
            if start > position:
                pieces.append(self.source[position:start])
            pieces.append(text)
            position = end
        pieces.append(self.source[position:])
        return b"".join(pieces)

    def offset(self, line: int, column: int) -> int:
        """The byte of the source at a line and column (characters, both from 1)."""
        return self._lines.offset(line, column)

    def pieces(self) -> list[str]:
        """The source cut at its edits: kept, taken out, put in; kept, … and at last kept."""
        pieces: list[str] = []
        position = 0
        for start, end, text in self.edits:
            kept, out = self.source[position:start], self.source[start:end]
            pieces += [piece.decode("utf-8", "replace") for piece in (kept, out, text)]
            position = end
        pieces.append(self.source[position:].decode("utf-8", "replace"))
        return pieces

    def original(self, line: int, column: int) -> tuple[int, int]:
        """Line and column (characters, both from 1) in the source for a line and column in `text`.

        `column` counts UTF-8 bytes from 1, as QuickJS's positions do (measured on quickjs-ng 0.17). A position inside
        inserted text is that of the code behind it.
        """
        starts = self._new_lines.starts
        begin = starts[min(line, len(starts)) - 1]
        return self._lines.position(self._source_offset(begin + max(column, 1) - 1))

    @cached_property
    def _new_lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def _marks(self) -> tuple[list[int], list[int]]:
        """Where each edit stands in `text`, and how much longer the text has become behind it."""
        stands: list[int] = []
        longer: list[int] = []
        grown = 0
        for start, end, text in self.edits:
            stands.append(start + grown)
            grown += len(text) - (end - start)
            longer.append(grown)
        return stands, longer

    def _source_offset(self, offset: int) -> int:
        stands, longer = self._marks
        index = bisect_right(stands, offset) - 1
        if index < 0:
            return min(offset, len(self.source))
        # An offset inside the new text of an edit is where that edit's code ends.
        return min(max(offset - longer[index], self.edits[index].end), len(self.source))


def kept_lines(source: bytes, start: int, end: int) -> bytes:
    """What is left of a stretch that is taken out: its newlines."""
    return b"\n" * source.count(b"\n", start, end)
