"""Options of a question: one widget for all of them, with keys, mouse, and the reasons under each once answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from course.glyphs import MARKS
from course.keymap import OPTIONS
from course.widgets.prose import WIDEST, inline_markdown


class Options(Widget, can_focus=True):
    """many: any number may be marked (Space or a letter marks, Enter answers); else a letter or Enter answers."""

    BINDINGS = OPTIONS

    cursor: reactive[int] = reactive(0)
    marked: reactive[frozenset[int]] = reactive(frozenset())

    @dataclass
    class Submitted(Message):
        """chosen: indexes, in order."""

        source: Options
        chosen: tuple[int, ...]

    @dataclass
    class Leave(Message):
        """The cursor went over an edge. direction: -1 up, 1 down."""

        source: Options
        direction: int

    def __init__(self, texts: Sequence[str], *, many: bool) -> None:
        super().__init__()
        self.texts = tuple(texts)
        self.many = many
        self._reasons: dict[int, tuple[bool, str]] = {}
        self._rows: list[int] = []

    def show_reasons(self, reasons: dict[int, tuple[bool, str]]) -> None:
        """For each option that may now be explained: whether it is right, and why."""
        self._reasons = reasons
        self.refresh(layout=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.many if action == "mark" else True

    def render(self) -> Content:
        return Content("\n").join(line for _, line in self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return sum(1 for _ in self._lines(width))

    def _lines(self, width: int) -> Iterator[tuple[int, Content]]:
        """(option, line) for every row on screen."""
        width = min(width, WIDEST)
        for index, text in enumerate(self.texts):
            here = index == self.cursor and self.has_focus
            mark = self._mark(index)
            head = f"{MARKS.here if here else ' '} {chr(97 + index)} {mark} "
            style = "bold" if index in self.marked else ""
            for number, line in enumerate(inline_markdown(text).wrap(max(10, width - len(head)))):
                row = Content(" " * len(head) if number else head) + line
                row = row.stylize(style) if style else row
                yield index, row.stylize("reverse", 0, len(head) - 1) if here and not number else row
            if index in self._reasons:
                right, why = self._reasons[index]
                colour = "$text-success" if right else "$text-error"
                lead = Content.assemble(
                    (f"{MARKS.right} right: " if right else f"{MARKS.wrong} not: ", f"bold {colour}")
                )
                for line in (lead + inline_markdown(why)).wrap(max(10, width - 8)):
                    yield index, Content(" " * 8) + line

    def _mark(self, index: int) -> str:
        on = index in self.marked
        inside = "x" if on else " "
        return f"[{inside}]" if self.many else f"({inside})"

    def action_move(self, direction: int) -> None:
        place = self.cursor + direction
        if 0 <= place < len(self.texts):
            self.cursor = place
        else:
            self.action_leave(direction)

    def action_leave(self, direction: int) -> None:
        """On to the next thing, as in reading: no option is called n or p."""
        self.post_message(self.Leave(self, direction))

    def action_pick(self, index: int) -> None:
        """A letter or digit: marks one of many, answers one of one."""
        if index >= len(self.texts):
            return
        self.cursor = index
        if self.many:
            self.action_mark()
        else:
            self.action_submit()

    def action_mark(self) -> None:
        self.marked = self.marked ^ {self.cursor}

    def action_submit(self) -> None:
        if not self.many:
            self.marked = frozenset([self.cursor])
        self.post_message(self.Submitted(self, tuple(sorted(self.marked))))

    def on_click(self, event: Click) -> None:
        rows = [index for index, _ in self._lines(self.size.width)]
        if 0 <= event.y < len(rows):
            self.action_pick(rows[event.y])
