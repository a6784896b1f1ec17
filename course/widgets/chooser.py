"""A list to choose from: one row each, headings between them, the mouse and the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from course.glyphs import VIEW
from course.keymap import CHOOSER
from course.widgets.prose import Paragraph


class Place(NamedTuple):
    """Somewhere in the course. lesson: its id. block: a cell's id or "prose:N"; "" is where the learner left it. text:
    words of it to bring into view."""

    lesson: str
    block: str = ""
    text: str = ""


class Entry(NamedTuple):
    """row: one line. detail: what is told while the row is chosen. place: where Enter goes; None for a heading when
    there is no detail either. key: what it stands for, for the screen that made it."""

    row: Content
    detail: tuple[Paragraph, ...] = ()
    place: Place | None = None
    key: str = ""

    @property
    def heading(self) -> bool:
        """Whether it only divides."""
        return not self.detail and self.place is None


EDGES = 2
"""Columns of a row that are not text."""


def fitted(text: str, columns: int, style: str = "") -> Content:
    """A text in exactly so many columns: what is too long ends in a mark."""
    content = Content(text)
    if content.cell_length > columns:
        content = content.truncate(columns - 1) + VIEW.cut
    return content.pad_right(max(0, columns - content.cell_length)).stylize(style)


class Chooser(OptionList):
    """Rows to choose from. `entry` is the one under the cursor."""

    BINDINGS = CHOOSER

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False, compact=True)
        self._entries: tuple[Entry, ...] = ()
        self._marked: int | None = None

    def show(self, entries: Sequence[Entry], key: str = "") -> None:
        """Other rows; the cursor goes to the one with this key, else to the first that can be chosen."""
        self._entries, self._marked = tuple(entries), None
        self.clear_options()
        self.add_options([Option(entry.row, disabled=entry.heading) for entry in entries])
        chosen = [number for number, entry in enumerate(entries) if not entry.heading]
        wanted = [number for number in chosen if key and entries[number].key == key]
        self.highlighted = next(iter(wanted or chosen), None)
        if not wanted:
            self.scroll_home(animate=False)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """The row under the cursor is turned round: it is seen without colours too, and what is coloured in it stays
        as readable as it was."""
        super().watch_highlighted(highlighted)
        if self._marked is not None:
            self.replace_option_prompt_at_index(self._marked, self._entries[self._marked].row)
        if highlighted is not None:
            row = self._entries[highlighted].row
            width = max(row.cell_length, self.scrollable_content_region.width - EDGES)
            self.replace_option_prompt_at_index(highlighted, row.pad_right(width - row.cell_length).stylize("reverse"))
        self._marked = highlighted

    @property
    def entry(self) -> Entry | None:
        """The one under the cursor."""
        return None if self.highlighted is None else self._entries[self.highlighted]
