"""Edits on one file: small insertions and replacements that keep every line on its line, and the way back."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple


class Edit(NamedTuple):
    """Bytes start to end of the source become `text`. start == end inserts. `text` has as many newlines as it replaces."""

    start: int
    end: int
    text: bytes


class EditedSource:
    """A file's source with edits applied. Offsets are UTF-8 bytes; edits are in order and do not overlap."""

    def __init__(self, source: bytes, edits: list[Edit]) -> None:
        self.source = source
        self.edits = edits

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

    def original(self, line: int, column: int) -> tuple[int, int]:
        """Line and column (characters, both from 1) in the source for a line and column in `text`.

        `column` counts UTF-8 bytes from 1, as QuickJS's positions do (measured on quickjs-ng 0.17). A position inside
        inserted text is that of the code behind it.
        """
        starts = self._line_starts
        begin = starts[min(line, len(starts)) - 1]
        offset = self._source_offset(begin + max(column, 1) - 1)
        return position_at(self.source, offset)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        position = self.text.find(b"\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.text.find(b"\n", position + 1)
        return starts

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


def position_at(source: bytes, offset: int) -> tuple[int, int]:
    """Line and column (characters, both from 1) of a byte offset."""
    begin = source.rfind(b"\n", 0, offset) + 1
    return source.count(b"\n", 0, begin) + 1, len(source[begin:offset].decode("utf-8", "replace")) + 1


def kept_lines(source: bytes, start: int, end: int) -> bytes:
    """What is left of a stretch that is taken out: its newlines."""
    return b"\n" * source.count(b"\n", start, end)
