"""The answer to a "fix the code" question: a way to its task, and whether the task is done."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from course.glyphs import MARKS


class FixLink(Widget, can_focus=True):
    """One line. Enter or a click goes to the task."""

    BINDINGS = [
        Binding("enter,space", "follow", "Go to the task", key_display="Enter", id="fix.follow"),
        Binding("up,k,p", "leave(-1)", "Up", id="fix.up", show=False),
        Binding("down,j,n", "leave(1)", "Down", id="fix.down", show=False),
    ]
    done: reactive[bool] = reactive(False)

    @dataclass
    class Followed(Message):
        """task: the id of the task's cell."""

        task: str

    @dataclass
    class Leave(Message):
        """The cursor went over an edge. direction: -1 up, 1 down."""

        source: FixLink
        direction: int

    def __init__(self, task: str) -> None:
        super().__init__()
        self.task_id = task

    def show(self, done: bool) -> None:
        """Whether the task's checks pass."""
        self.done = done

    def render(self) -> Content:
        here = f"{MARKS.here} " if self.has_focus else "  "
        if self.done:
            text = f"{here}{MARKS.right} Your code passes the checks of the task above. Enter goes back to it."
        else:
            text = f"{here}{MARKS.arrow} The task is above in this lesson. Enter goes there."
        return Content.styled(text, "reverse" if self.has_focus else "")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1 if width >= 72 else 2

    def action_follow(self) -> None:
        self.post_message(self.Followed(self.task_id))

    def action_leave(self, direction: int) -> None:
        self.post_message(self.Leave(self, direction))

    def on_click(self) -> None:
        self.action_follow()
