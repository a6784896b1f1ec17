"""A titled list drawn line by line: the base of every pane of the event loop.

A pane is one widget however many rows it has, and repaints only when its rows differ from those on screen.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip
from textual.widget import Widget

from course.folds.marks import mark
from course.glyphs import VIEW
from course.visible import visible

Span = tuple[str, str]
"""Text and the name of its style: a component class without "pane--", or "" for plain. "aside" may be left out."""
Row = tuple[Span, ...]

MARK_STYLES = 6
"""Colours of marks; letters tell the events apart, colours only repeat it."""


def mark_style(event: int) -> str:
    """The style of an event's mark; global scope is muted."""
    return f"mark-{(event - 1) % MARK_STYLES}" if event else "muted"


def marked(event: int) -> Span:
    """An event's letter in its colour."""
    return (mark(event), mark_style(event))


class Pane(Widget, can_focus=False):
    """One title line and rows below it. Widgets give it rows; it draws them."""

    COMPONENT_CLASSES = {
        "pane--title",
        "pane--rule",
        "pane--muted",
        "pane--aside",
        "pane--fresh",
        "pane--strong",
        "pane--here",
        "pane--warn",
        "pane--error",
        *(f"pane--mark-{number}" for number in range(MARK_STYLES)),
    }
    DEFAULT_CSS = """
    Pane {
        height: 1fr;
        .pane--title { color: $foreground; text-style: bold; }
        .pane--rule { color: $text-muted; }
        .pane--muted { color: $text-muted; }
        .pane--aside { color: $text-muted; }
        .pane--fresh { color: $text-success; text-style: bold; }
        .pane--strong { color: $foreground; text-style: bold; }
        .pane--here { color: $foreground; background: $foreground 18%; text-style: bold; }
        .pane--warn { color: $text-warning; }
        .pane--error { color: $text-error; text-style: bold; }
        .pane--mark-0 { color: $text-secondary; text-style: bold; }
        .pane--mark-1 { color: $text-warning; text-style: bold; }
        .pane--mark-2 { color: $text-success; text-style: bold; }
        .pane--mark-3 { color: $text-error; text-style: bold; }
        .pane--mark-4 { color: $text-primary; text-style: bold; }
        .pane--mark-5 { color: $foreground; text-style: bold; }
    }
    """

    def __init__(self, title: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title, self._note = title, ""
        self._rows: Sequence[Row] = ()
        self._styles_by_name: dict[str, Style] = {}
        self._segments: LRUCache[Span, Segment] = LRUCache(512)

    def set_rows(self, rows: Sequence[Row], note: str = "", title: str = "") -> None:
        """What to show. note: at the right of the title line. Repaints only when something differs."""
        title = title or self._title
        if (rows, note, title) != (self._rows, self._note, self._title):
            self._rows, self._note, self._title = rows, note, title
            self.refresh()

    def style(self, name: str) -> Style:
        """The Rich style of a named part, as the theme has it now."""
        style = self._styles_by_name.get(name)
        if style is None:
            style = self.get_component_rich_style(f"pane--{name}") if name else self.rich_style
            self._styles_by_name[name] = style
        return style

    def notify_style_update(self) -> None:
        """The theme or a class changed: forget what was drawn with the old one."""
        super().notify_style_update()
        self._styles_by_name.clear()
        self._segments.clear()

    def segment(self, span: Span) -> Segment:
        """A span as a segment, made once."""
        segment = self._segments.get(span)
        if segment is None:
            segment = self._segments[span] = Segment(visible(span[0]), self.style(span[1]))
        return segment

    def strip(self, row: Row, fill: str = "") -> Strip:
        """A row as wide as the pane. What does not fit is cut, with a mark; an aside at its end is left out first."""
        width, base = self.size.width, self.style(fill)
        strip = Strip([self.segment(span) for span in row if span[0]])
        if strip.cell_length > width and row[-1][1] == "aside":
            return self.strip(row[:-1], fill)
        if strip.cell_length > width:
            strip = Strip([*strip.crop(0, max(0, width - 1)), Segment(VIEW.cut, self.style("muted"))])
        return strip.adjust_cell_length(width, base)

    def render_line(self, y: int) -> Strip:
        if y == 0:
            return self.strip(self._title_row())
        return self.render_row(y - 1, self.size.height - 1)

    def render_row(self, row: int, height: int) -> Strip:
        """Row number `row` of the `height` that fit."""
        rows = self._rows
        if len(rows) > height and row == height - 1:
            return self.strip(((f"  {VIEW.cut} {len(rows) - height + 1} more", "muted"),))
        return self.strip(rows[row]) if row < len(rows) else self.strip(())

    def _title_row(self) -> Row:
        note = f" {self._note} " if self._note else ""
        room = self.size.width - len(self._title) - len(note) - 5
        if room < 0:
            note, room = "", self.size.width - len(self._title) - 5
        rule = VIEW.rule
        return (
            (rule + " ", "rule"),
            (self._title, "title"),
            (" " + rule * max(0, room + 1), "rule"),
            (note, "muted"),
            (rule if note else "", "rule"),
        )
