"""The editor of a cell: as high as its code, coloured, with messages under their lines, and never a trap.

It does not scroll down inside the page: the notebook is the only scroller. Up on the first line and down on the last
leave it, Escape leaves it, Tab goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style as RichStyle
from rich.text import Text
from textual.document._document import EditResult, Location
from textual.document._edit import Edit
from textual.events import Key, MouseEvent
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.widgets import TextArea

from course.glyphs import MARKS
from course.keymap import EDITOR
from course.widgets.highlighting import language_of, lexer, style_of


class Note(NamedTuple):
    """A message under a line. line: from 1. kind: "error", "right" or "wrong"."""

    line: int
    text: str
    kind: str = "error"


class CodeEditor(TextArea):
    """Code with notes. Sends Run, Leave, Reset, Elsewhere and Page; `file` says which language colours it."""

    BINDINGS = EDITOR
    COMPONENT_CLASSES = {"editor--error", "editor--right", "editor--wrong"}

    notes: var[tuple[Note, ...]] = var((), init=False)
    current_line: var[int] = var(0, init=False)
    """The line that a view stands at, from 1; 0 for none."""

    @dataclass
    class Run(Message):
        """The learner asks for a run."""

        editor: CodeEditor

    @dataclass
    class Leave(Message):
        """The cursor went over an edge. direction: -1 up, 1 down."""

        editor: CodeEditor
        direction: int

    @dataclass
    class Reset(Message):
        """The learner asks for the original code."""

        editor: CodeEditor

    @dataclass
    class Elsewhere(Message):
        """The learner asks to edit this in a program of their own, or no longer."""

        editor: CodeEditor

    @dataclass
    class Page(Message):
        """Scroll the page, not the code. direction: -1 up, 1 down."""

        direction: int

    def __init__(self, text: str, file: str = "index.js", *, numbers: bool = True, id: str | None = None) -> None:
        self._lexer = lexer(language_of(file))
        self._coloured: list[Text] | None = None
        self._colours: dict[object, RichStyle] = {}
        self._rows: list[tuple[int, int]] = []
        super().__init__(
            text,
            theme="css",
            soft_wrap=False,
            show_line_numbers=numbers,
            tab_behavior="focus",
            compact=True,
            id=id,
        )
        self.indent_width = 2
        self.cursor_blink = False  # a blinking cursor repaints twice a second for ever, also over a slow line

    def replace_all(self, text: str) -> None:
        """Another text in one step that `ctrl+z` takes back."""
        self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        self.history.checkpoint()

    def take(self, text: str) -> None:
        """Another text, as `replace_all`, with the cursor where it was."""
        (row, column), offset = self.cursor_location, self.scroll_offset
        self.history.checkpoint()
        self.replace_all(text)
        row = min(row, self.document.line_count - 1)
        self.move_cursor((row, min(column, len(self.document.get_line(row)))))
        self.scroll_to(*offset, animate=False)

    def edit(self, edit: Edit) -> EditResult:
        """Notes stay with their lines while lines come and go above them."""
        count, first = self.document.line_count, min(edit.from_location, edit.to_location)[0]
        result = super().edit(edit)
        moved = self.document.line_count - count
        if moved and self.notes:
            self.notes = tuple(
                note._replace(line=note.line + moved) if note.line > first + 1 else note for note in self.notes
            )
        return result

    # --- colour ----------------------------------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        self._coloured, self._colours = None, {}
        super().notify_style_update()

    def _build_highlight_map(self) -> None:
        self._coloured = None  # TextArea calls this after every change of the document
        super()._build_highlight_map()

    def get_line(self, line_index: int) -> Text:
        """One coloured line; TextArea draws the cursor and the selection over it."""
        if self._coloured is None:
            whole = Text(end="", no_wrap=True)
            for token, text in self._lexer.get_tokens(self.document.text):
                whole.append(text, self._colour(token))
            self._coloured = list(whole.split("\n", allow_blank=True))
        if line_index >= len(self._coloured):
            return Text(self.document.get_line(line_index), end="", no_wrap=True)
        line = self._coloured[line_index].copy()
        line.end, line.no_wrap = "", True
        if line.plain != self.document.get_line(line_index):  # the lexer changes line ends; the document is the truth
            return Text(self.document.get_line(line_index), end="", no_wrap=True)
        if line_index + 1 == self.current_line:
            line.stylize(RichStyle(bold=True, underline=True))
        return line

    def _colour(self, token: object) -> RichStyle:
        style = self._colours.get(token)
        if style is None:
            words = []
            for word in style_of(token).split():  # type: ignore[arg-type]
                if word.startswith("$"):
                    value = self.app.theme_variables.get(word[1:], "")
                    if value.startswith("#"):
                        words.append(value)
                else:
                    words.append(word)
            style = self._colours[token] = RichStyle.parse(" ".join(words) or "none")
        return style

    def watch_current_line(self) -> None:
        self._line_cache.clear()
        self.refresh()

    # --- notes under their lines -----------------------------------------------------------------------------------

    def watch_notes(self) -> None:
        self._rewrap_and_refresh_virtual_size()
        self._recompute_cursor_offset()
        self.refresh(layout=True)

    def _note_rows(self) -> list[list[Text]]:
        """For each line of the document, the rows of its notes."""
        rows: list[list[Text]] = [[] for _ in range(self.document.line_count)]
        room = max(20, (self.size.width or 80) - self.gutter_width - 4)
        for note in self.notes:
            index = min(max(note.line, 1), self.document.line_count) - 1
            mark = MARKS.right if note.kind == "right" else MARKS.wrong
            style = self.get_component_rich_style(f"editor--{note.kind}", partial=True)
            text = Text(f"{MARKS.under} {mark} {note.text}", style=style, end="")
            rows[index] += text.wrap(self.app.console, room, tab_size=2)[:4]
        return rows

    def _refresh_size(self) -> None:
        super()._refresh_size()
        notes = self._note_rows() if self.notes else []
        self._rows = []
        for line in range(self.document.line_count):
            self._rows.append((line, -1))
            if notes:
                self._rows += [(line, number) for number in range(len(notes[line]))]
        width, _ = self.virtual_size
        self.virtual_size = Size(width, len(self._rows))

    def _recompute_cursor_offset(self) -> None:
        super()._recompute_cursor_offset()  # type: ignore[no-untyped-call]
        x, y = self._cursor_offset
        self._cursor_offset = Offset(x, self._row_of(y))

    def _row_of(self, line: int) -> int:
        """The row on screen of a line of the document."""
        if not self.notes:
            return line
        return next((row for row, (of, note) in enumerate(self._rows) if of == line and note < 0), line)

    def get_target_document_location(self, event: MouseEvent) -> Location:
        """Where a click landed, counting only lines of code."""
        if not self._rows:
            return super().get_target_document_location(event)
        scroll_x, _ = self.scroll_offset
        row = min(max(event.y - self.gutter.top, 0), len(self._rows) - 1)
        x = event.x - self.gutter_width + scroll_x - self.gutter.left
        return self.wrapped_document.offset_to_location(Offset(x, self._rows[row][0]))

    def _render_line(self, y: int) -> Strip:
        if not self.notes or y >= len(self._rows):
            return super()._render_line(y)
        line, number = self._rows[y]
        if number < 0:
            return super()._render_line(line)
        rows = self._note_rows()[line]
        if number >= len(rows):
            return Strip.blank(self.size.width, self.rich_style)
        gutter = Segment(" " * self.gutter_width, self.rich_style)
        text = rows[number]
        begins = text.plain.startswith(MARKS.under)  # a note's further rows stand below its first word
        indent = Segment("" if begins else "  ", self.rich_style)
        strip = Strip([gutter, indent, *text.render(self.app.console)]).adjust_cell_length(self.size.width)
        return strip.apply_style(self.rich_style)

    # --- keys ------------------------------------------------------------------------------------------------------

    def action_run(self) -> None:
        self.post_message(self.Run(self))

    def action_reset(self) -> None:
        self.post_message(self.Reset(self))

    def action_page(self, direction: int) -> None:
        self.post_message(self.Page(direction))

    def action_indent(self) -> None:
        """Two spaces before every selected line."""
        first, last = sorted((self.selection.start[0], self.selection.end[0]))
        for line in range(first, last + 1):
            self.insert(" " * self.indent_width, (line, 0))

    def action_elsewhere(self) -> None:
        self.post_message(self.Elsewhere(self))

    def action_cursor_up(self, select: bool = False) -> None:
        if not select and self.cursor_at_first_line:
            self.post_message(self.Leave(self, -1))
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        if not select and self.cursor_at_last_line:
            self.post_message(self.Leave(self, 1))
        else:
            super().action_cursor_down(select)

    async def _on_key(self, event: Key) -> None:
        """Enter keeps the indent of the line, and adds one after an opening bracket. Other keys are TextArea's."""
        if event.key != "enter" or self.read_only:
            return
        row, column = self.selection.end
        before = self.document.get_line(row)[:column]
        indent = before[: len(before) - len(before.lstrip(" "))]
        if before.rstrip().endswith(("{", "(", "[")):
            indent += " " * self.indent_width
        event.stop()
        event.prevent_default()
        self._replace_via_keyboard("\n" + indent, *self.selection)
