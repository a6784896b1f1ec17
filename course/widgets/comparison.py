"""The learner's files beside ours: two columns where there is room, else one below the other. It takes no keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from course.comparison import (
    ANOTHER_WAY,
    LEGEND,
    MINE,
    OURS,
    TO_THE_LETTER,
    FileRows,
    Gap,
    Line,
    Row,
    below_one_another,
)
from course.glyphs import MARKS, VIEW
from course.visible import visible
from course.widgets.highlighting import highlighted, language_of

COLUMN = 44
"""Columns that each side needs for two of them: number, sign and most lines of a Worker. Narrower, code breaks so often
that nothing stands beside what it is compared with."""
_STYLES = {MINE: "bold $text-warning", OURS: "bold $text-success", "": "$text-muted"}


class Comparison(Widget):
    """files: what to show; `show` replaces it."""

    def __init__(self, files: Sequence[FileRows] = (), *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._files = tuple(files)
        self._laid_out: tuple[int, Content] = (-1, Content(""))

    def show(self, files: Sequence[FileRows]) -> None:
        """Other files."""
        self._files = tuple(files)
        self._laid_out = (-1, Content(""))
        self.refresh(layout=True)

    def render(self) -> Content:
        return self._at(self.size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._at(width).plain.count("\n") + 1

    def _at(self, width: int) -> Content:
        if self._laid_out[0] != width:
            self._laid_out = (width, Content("\n").join(laid_out(self._files, max(20, width))))
        return self._laid_out[1]


def laid_out(files: Sequence[FileRows], width: int) -> Iterator[Content]:
    """The lines that fit `width` columns. Pure."""
    if all(one.same for one in files):
        yield Content.styled(TO_THE_LETTER, "bold")
        return
    yield Content.styled(ANOTHER_WAY, "bold")
    yield from Content.styled(LEGEND, "$text-muted").wrap(width)
    for one in files:
        yield Content("")
        if len(files) > 1:
            yield Content.styled(f"{one.file}: the same as ours" if one.same else one.file, "bold $text-secondary")
        if one.same:
            continue
        beside = (width - 1) // 2 >= COLUMN
        yield from (_two_columns if beside else _one_column)(one, width)


def _two_columns(one: FileRows, width: int) -> Iterator[Content]:
    room = (width - 3) // 2
    bar = Content.styled(f" {MARKS.bar} ", "$text-muted")
    cell = _painter(one, room)
    yield _wide(Content.styled("Yours", "bold"), room) + bar + Content.styled("Ours", "bold")
    for row in one.rows:
        if isinstance(row, Gap):
            yield _gap(row)
            continue
        left = cell("" if row.same else MINE, row.mine)
        right = cell("" if row.same else OURS, row.ours)
        for number in range(max(len(left), len(right))):
            mine = left[number] if number < len(left) else Content("")
            ours = right[number] if number < len(right) else Content("")
            yield _wide(mine, room) + bar + ours


def _one_column(one: FileRows, width: int) -> Iterator[Content]:
    cell = _painter(one, width)
    for piece in below_one_another(one.rows):
        if isinstance(piece, Gap):
            yield _gap(piece)
        else:
            yield from cell(*piece)


def _painter(one: FileRows, room: int) -> Callable[[str, Line | None], list[Content]]:
    """Draws a line with its number and sign in `room` columns; what is longer goes on below, further in."""
    lines = [line for row in one.rows if isinstance(row, Row) for line in (row.mine, row.ours) if line is not None]
    digits = max((len(str(line.number)) for line in lines), default=1)
    language = language_of(one.file)

    def draw(sign: str, line: Line | None) -> list[Content]:
        if line is None:
            return [Content("")]
        style = _STYLES[sign]
        text = visible(line.text)
        code = text.lstrip(" ")
        indent = len(text) - len(code)
        content = highlighted(code, language) if sign else Content.styled(code, style)
        if text == line.text:  # else places have moved
            for start, end in line.changed:
                content = content.stylize("underline", max(0, start - indent), max(0, end - indent))
        head = Content.styled(f"{line.number:>{digits}} {sign or ' '} ", style)
        under = Content(" " * (digits + 3))
        space = max(10, room - digits - 3 - indent - 2)
        pieces = content.wrap(space + 2) if content.cell_length <= space + 2 else content.wrap(space)
        return [
            (under + Content(" " * (indent + 2)) if number else head + Content(" " * indent)) + piece.rstrip()
            for number, piece in enumerate(pieces or [Content("")])
        ]

    return draw


def _gap(gap: Gap) -> Content:
    return Content.styled(f"{VIEW.cut} {gap.words}", "italic $text-muted")


def _wide(content: Content, columns: int) -> Content:
    return content.pad_right(max(0, columns - content.cell_length))
