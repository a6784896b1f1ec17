"""The event loop of one run, full screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Footer, Static

from course.widgets.event_loop import EventLoopView
from engine.trace import Event


class EventLoopScreen(Screen[None]):
    """One trace and its view; Esc goes back. title: one line that says what ran."""

    BINDINGS = [Binding("escape,q", "dismiss", "Back", key_display="Esc", id="view.leave")]
    DEFAULT_CSS = """
    EventLoopScreen {
        background: $background;
        #view-title { height: 1; padding: 0 1; text-style: bold; color: $foreground; background: $panel; }
        EventLoopView { height: 1fr; }
    }
    """

    def __init__(self, trace: Sequence[Event], files: Mapping[str, str], title: str) -> None:
        super().__init__()
        self._trace, self._files, self._heading = trace, files, title

    def compose(self) -> ComposeResult:
        yield Static(self._heading, id="view-title", markup=False)
        yield EventLoopView()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        view = self.query_one(EventLoopView)
        view.show(self._trace, self._files)
        view.focus()
