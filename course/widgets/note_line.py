"""The learner's own note, below the cell that it stands beside."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.message import Message

from course.visible import visible
from course.widgets.prose import Paragraph, Wrapped

LABEL = "your note  "


class NoteLine(Wrapped):
    """block: of the cell. A click opens the note."""

    @dataclass
    class Picked(Message):
        """block: the cell that the note stands beside."""

        block: str

    def __init__(self, block: str, text: str) -> None:
        label, rest = Content.styled(LABEL, "bold $text-secondary"), Content(" " * len(LABEL))
        lines = visible(text.strip()).split("\n")
        super().__init__(
            [Paragraph(Content(line), rest if number else label, rest) for number, line in enumerate(lines)]
        )
        self._block = block

    def on_click(self) -> None:
        self.post_message(self.Picked(self._block))
