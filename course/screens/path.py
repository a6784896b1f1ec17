"""The path of a request, full screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Static

from course.widgets.path import PathView
from course.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from engine.trace import Event


class PathScreen(Screen[None]):
    """trace and files of one run; title of its cell."""

    BINDINGS = [
        Binding("escape,q,v", "app.pop_screen", "Back to the lesson", key_display="Esc", id="path.leave"),
    ]
    AUTO_FOCUS = "PathView"

    def __init__(self, trace: list[Event], files: dict[str, str], title: str) -> None:
        super().__init__()
        self._trace, self._files, self._heading = trace, files, title

    def compose(self) -> ComposeResult:
        yield Static(self._heading, classes="heading", markup=False)
        yield PathView()
        yield StatusLine()

    def on_mount(self) -> None:
        self.query_one(PathView).show(self._trace, self._files)
