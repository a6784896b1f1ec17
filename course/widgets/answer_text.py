"""A few words or a number, typed. Enter answers; it grows with the text, and never traps."""

from __future__ import annotations

from dataclasses import dataclass

from textual.events import Key
from textual.message import Message
from textual.widgets import TextArea

from course.keymap import ANSWER_TEXT


class AnswerText(TextArea):
    """A small editor without numbers. many_lines: Enter makes a line, and a second Enter answers."""

    BINDINGS = ANSWER_TEXT

    @dataclass
    class Submitted(Message):
        """The learner is done. text: trimmed."""

        source: AnswerText
        text: str

    @dataclass
    class Leave(Message):
        """The cursor went over an edge. direction: -1 up, 1 down."""

        source: AnswerText
        direction: int

    def __init__(self, text: str = "", placeholder: str = "", *, many_lines: bool = False) -> None:
        super().__init__(
            text,
            theme="css",
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            compact=True,
            placeholder=placeholder,
        )
        self.many_lines = many_lines
        self.cursor_blink = False

    def action_submit(self) -> None:
        """Enter: one more line while lines are asked for, else the answer."""
        if self.many_lines:
            row, _ = self.cursor_location
            if self.text.strip() == "" or self.document.get_line(row).strip():
                self.insert("\n")
                return
        self.action_submit_now()

    def action_submit_now(self) -> None:
        self.post_message(self.Submitted(self, self.text.strip()))

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
        if event.key == "enter":
            event.prevent_default()  # the binding answers; TextArea would take the key as text
