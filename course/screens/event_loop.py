"""The event loop of one run, full screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Static

from course.widgets.event_loop import EventLoopView
from course.widgets.status_line import StatusLine
from engine.trace import Event


class EventLoopScreen(Screen[None]):
    """One trace and its view; Esc goes back. title: one line that says what ran."""

    BINDINGS = [Binding("escape,q,v", "app.pop_screen", "Leave", key_display="Esc", id="event_loop.leave")]
    DEFAULT_CSS = """
    EventLoopScreen {
        background: $background;
        .heading { height: 1; padding: 0 1; text-style: bold; color: $foreground; background: $panel; }
        EventLoopView { height: 1fr; }
    }
    """

    def __init__(self, trace: Sequence[Event], files: Mapping[str, str], title: str) -> None:
        super().__init__()
        self._trace, self._files, self._heading = trace, files, title

    def compose(self) -> ComposeResult:
        yield Static(self._heading, classes="heading", markup=False)
        yield EventLoopView()
        yield StatusLine()

    def on_mount(self) -> None:
        view = self.query_one(EventLoopView)
        view.show(self._trace, self._files)
        view.focus()
