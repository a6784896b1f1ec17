"""Prose: Markdown as one widget a block, wrapped with hanging indents. Textual's own Markdown widget mounts a widget a
paragraph, and costs a second of first paint on a long lesson."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from course.glyphs import MARKS
from course.widgets.highlighting import highlighted

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

WIDEST = 88
"""Columns of a line of prose, however wide the terminal is: longer lines are hard to follow."""


class Paragraph(NamedTuple):
    """One wrapped piece of text. first, rest: what stands before its first and its other lines. wraps: False for code
    and tables, which are cut at the edge instead."""

    content: Content
    first: Content = Content("")
    rest: Content = Content("")
    wraps: bool = True


@lru_cache(maxsize=256)
def paragraphs(source: str) -> tuple[Paragraph, ...]:
    """Markdown → paragraphs. Headings, lists (nested), quotes, code, tables, bold, italic, code in text, links."""
    return tuple(_Reader(source).read())


def lay_out(parts: tuple[Paragraph, ...], width: int) -> Content:
    """The paragraphs wrapped to `width` columns, as one text of many lines."""
    return Content("\n").join(_lines(parts, max(10, width)))


def _lines(parts: tuple[Paragraph, ...], width: int) -> Iterator[Content]:
    for content, first, rest, wraps in parts:
        room = max(8, width - max(first.cell_length, rest.cell_length))
        lines = content.wrap(room) if wraps else [line.truncate(room) for line in content.split("\n", allow_blank=True)]
        for number, line in enumerate(lines or [Content("")]):
            yield (rest if number else first) + line.rstrip()


class Wrapped(Widget):
    """Paragraphs in one widget, as high as they need. Results, feedback and prose are made of it."""

    def __init__(
        self,
        parts: Iterable[Paragraph] = (),
        *,
        widest: int = WIDEST,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._parts = tuple(parts)
        self._widest = widest
        self._laid_out: tuple[int, Content] = (-1, Content(""))

    def show_parts(self, parts: Iterable[Paragraph]) -> None:
        """Replaces the text."""
        self._parts = tuple(parts)
        self._laid_out = (-1, Content(""))
        self.refresh(layout=True)

    @property
    def plain(self) -> str:
        """The text without styles, not wrapped."""
        return "\n".join(part.first.plain + part.content.plain for part in self._parts)

    def lines_between(self, top: int, bottom: int) -> list[str]:
        """The lines of text that stand in rows top to bottom (not included) of the widget."""
        return self._at(self.size.width).plain.split("\n")[max(0, top) : max(0, bottom)]

    def line_of(self, text: str) -> int:
        """The row of the widget in which a text begins, whatever the case; -1 when it is not here. Texts may go on in
        the next rows."""
        lines = self._at(self.size.width).plain.split("\n")
        for row, line in enumerate(lines):
            after = " ".join(" ".join([line, *lines[row + 1 : row + 3]]).casefold().split())
            place = after.find(" ".join(text.casefold().split()))
            if 0 <= place <= len(line):
                return row
        return -1

    def render(self) -> Content:
        return self._at(self.size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._at(width).plain.count("\n") + 1 if self._parts else 0

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return min(container.width, self._widest)

    def _at(self, width: int) -> Content:
        if self._laid_out[0] != width:
            self._laid_out = (width, lay_out(self._parts, min(width, self._widest)))
        return self._laid_out[1]


class Prose(Wrapped):
    """A block of Markdown; `show` replaces it."""

    def __init__(self, source: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(paragraphs(source), id=id, classes=classes)

    def show(self, source: str) -> None:
        """Another text."""
        self.show_parts(paragraphs(source))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """Reads Markdown. HTML is text here: a lesson that shows a tag means its letters."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


class _Reader:
    """Walks markdown-it's tokens once."""

    def __init__(self, source: str) -> None:
        self._tokens: list[Token] = _parser().parse(source)
        self._out: list[Paragraph] = []
        self._lists: list[int | None] = []  # for each open list: its next number, or None for bullets
        self._item_begins = False
        self._quoted = 0
        self._style = ""
        self._rows: list[list[Content]] = []

    def read(self) -> list[Paragraph]:
        for token in self._tokens:
            handler = getattr(self, f"_{token.type}", None)
            if handler is not None:
                handler(token)
        while self._out and not self._out[-1].content:
            self._out.pop()
        return self._out

    def _blank(self) -> None:
        if self._out and self._out[-1].content:
            self._out.append(Paragraph(Content("")))

    def _put(self, content: Content, wraps: bool = True) -> None:
        """Adds a piece at the current depth of lists and quotes."""
        indent = "  " * max(0, len(self._lists) - 1)
        first = rest = indent
        if self._lists:
            number = self._lists[-1]
            mark = f"{MARKS.bullet} " if number is None else f"{number}. "
            rest = indent + " " * len(mark)
            first = indent + mark if self._item_begins else rest
            self._item_begins = False
        bar = Content.assemble((f"{MARKS.bar} ", "$text-primary")) if self._quoted else Content("")
        self._out.append(Paragraph(content, bar + Content(first), bar + Content(rest), wraps))

    def _heading_open(self, token: Token) -> None:
        self._blank()
        self._style = "bold underline $text-primary" if token.tag == "h1" else "bold $text-primary"

    def _heading_close(self, token: Token) -> None:
        self._style = ""
        self._blank()

    def _paragraph_close(self, token: Token) -> None:
        if not self._lists:
            self._blank()

    def _bullet_list_open(self, token: Token) -> None:
        self._lists.append(None)

    def _ordered_list_open(self, token: Token) -> None:
        self._lists.append(int(token.attrGet("start") or 1) - 1)

    def _list_item_open(self, token: Token) -> None:
        number = self._lists[-1]
        if number is not None:
            self._lists[-1] = number + 1
        self._item_begins = True

    def _bullet_list_close(self, token: Token) -> None:
        self._lists.pop()
        if not self._lists:
            self._blank()

    _ordered_list_close = _bullet_list_close

    def _blockquote_open(self, token: Token) -> None:
        self._quoted += 1

    def _blockquote_close(self, token: Token) -> None:
        self._quoted -= 1
        self._blank()

    def _fence(self, token: Token) -> None:
        language = (token.info or "text").split()[0] if token.info else "text"
        code = highlighted(token.content.rstrip("\n"), language)
        bar = Content.assemble((f"  {MARKS.bar} ", "$text-muted"))
        self._out.append(Paragraph(code, bar, bar, wraps=False))
        self._blank()

    _code_block = _fence

    def _hr(self, token: Token) -> None:
        self._blank()
        self._out.append(Paragraph(Content.styled(MARKS.rule * 24, "$text-muted")))
        self._blank()

    def _tr_open(self, token: Token) -> None:
        self._rows.append([])

    def _table_close(self, token: Token) -> None:
        widths = [max(cell.cell_length for cell in column) for column in zip(*self._rows, strict=False)]
        for number, row in enumerate(self._rows):
            cells = [cell.pad_right(width - cell.cell_length) for cell, width in zip(row, widths, strict=False)]
            line = Content(f" {MARKS.bar} ").join(cells)
            self._out.append(Paragraph(line.stylize("bold") if number == 0 else line, wraps=False))
            if number == 0:
                self._out.append(Paragraph(Content("-+-".join(MARKS.rule * width for width in widths)), wraps=False))
        self._rows = []
        self._blank()

    def _inline(self, token: Token) -> None:
        content = inline(token, self._style)
        if self._rows:
            self._rows[-1].append(content)
        else:
            self._put(content)


def inline(token: Token, style: str = "") -> Content:
    """One line's worth of Markdown as styled text."""
    parts: list[tuple[str, str]] = []
    styles = [style] if style else []
    for child in token.children or []:
        if child.type == "text":
            parts.append((child.content, " ".join(styles)))
        elif child.type == "code_inline":
            parts.append((child.content, "bold $text-accent"))
        elif child.type == "softbreak":
            parts.append((" ", ""))
        elif child.type == "hardbreak":
            parts.append(("\n", ""))
        elif child.type in _SPANS:
            styles.append(_SPANS[child.type])
        elif child.type.endswith("_close") and styles:
            styles.pop()
    return Content.assemble(*parts)


_SPANS = {"strong_open": "bold", "em_open": "italic", "link_open": "underline $text-secondary"}


@lru_cache(maxsize=512)
def inline_markdown(source: str) -> Content:
    """One paragraph of Markdown as one styled text, not wrapped: options, order lines, reasons."""
    tokens = _parser().parseInline(source)
    return inline(tokens[0]) if tokens else Content("")
