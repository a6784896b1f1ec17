"""The lessons of the course, at the left of a wide terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from course.glyphs import MARKS


class Contents(Widget):
    """lessons: (number, title, done), `here` the number of the one on screen. A click opens one."""

    @dataclass
    class Picked(Message):
        """number: of the lesson."""

        number: int

    def __init__(self, lessons: Sequence[tuple[int, str, bool]], here: int, where: str) -> None:
        super().__init__()
        self._lessons, self._here, self._where = tuple(lessons), here, where

    def show(self, lessons: Sequence[tuple[int, str, bool]]) -> None:
        """The same lessons, some of them done meanwhile."""
        self._lessons = tuple(lessons)
        self.refresh()

    def _rows(self) -> list[tuple[int, Content]]:
        rows = [(0, Content.assemble(("workerscope", "bold $text-primary"))), (0, Content(""))]
        width = max(12, self.size.width)
        for number, title, done in self._lessons:
            here = number == self._here
            mark = MARKS.right if done else " "
            head = f"{MARKS.here if here else ' '}{mark} {number:>2}  "
            for line, text in enumerate(Content(title).wrap(width - len(head))):
                row = Content(" " * len(head) if line else head) + text
                rows.append((number, row.stylize("bold") if here else row))
        rows += [(0, Content("")), (0, Content.assemble((self._where, "$text-muted")))]
        return rows

    def render(self) -> Content:
        return Content("\n").join(row for _, row in self._rows())

    def on_click(self, event: Click) -> None:
        rows = self._rows()
        y = event.y
        if 0 <= y < len(rows) and rows[y][0]:
            self.post_message(self.Picked(rows[y][0]))
