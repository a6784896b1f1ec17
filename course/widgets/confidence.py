"""How sure the learner is: asked after an answer is chosen and before it is marked. Recorded, never graded."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from course.glyphs import MARKS
from course.keymap import CONFIDENCE

LEVELS = ("sure", "think so", "guess")
_ASK = "How sure are you?"


class ConfidenceBar(Widget, can_focus=True):
    """One row of three. Digits, first letters, arrows and clicks choose. It begins in the middle: a hurried Enter must
    not count as certainty."""

    BINDINGS = CONFIDENCE
    cursor: reactive[int] = reactive(1)

    @dataclass
    class Chosen(Message):
        """level: one of LEVELS."""

        level: str

    def render(self) -> Content:
        parts: list[tuple[str, str]] = [(f"{_ASK}  ", "bold")]
        for number, level in enumerate(LEVELS):
            here = number == self.cursor and self.has_focus
            parts.append((f"{MARKS.here if here else ' '}{number + 1} {level} ", "reverse" if here else ""))
            parts.append((" ", ""))
        return Content.assemble(*parts)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1 if width >= 54 else 2

    def action_choose(self, number: int) -> None:
        self.post_message(self.Chosen(LEVELS[number]))

    def action_choose_here(self) -> None:
        self.action_choose(self.cursor)

    def action_move(self, direction: int) -> None:
        self.cursor = (self.cursor + direction) % len(LEVELS)

    def on_click(self, event: Click) -> None:
        text = self.render().plain
        for number, level in enumerate(LEVELS):
            start = text.index(f"{number + 1} {level}")
            if start - 1 <= event.x <= start + len(level) + 2:
                self.action_choose(number)
                return
