"""The head of the screen: which lesson, and how far."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from course.glyphs import MARKS


class ProgressLine(Widget):
    """done of total: things to do in this lesson (predictions, runs, tasks, questions)."""

    done: reactive[int] = reactive(0)
    total: reactive[int] = reactive(0)

    def __init__(self, number: int, title: str, minutes: int) -> None:
        super().__init__()
        self.number, self.lesson_title, self.minutes = number, title, minutes

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    def render(self) -> Content:
        width = self.size.width
        right = f"{self.done} of {self.total} done"
        if width >= 60 and self.total:
            full = round(10 * self.done / self.total)
            right = f"{MARKS.full * full}{MARKS.empty * (10 - full)} {right}"
        if width >= 110:
            right = f"about {self.minutes} minutes   {right}"
        left = Content.assemble((f"{self.number}  {self.lesson_title}", "bold"))
        room = max(8, width - len(right) - 2)
        left = left.truncate(room, ellipsis=True)
        return left.pad_right(max(0, room - left.cell_length) + 2) + Content(right)
