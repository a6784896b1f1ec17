"""A recorded trace, replayed: the same views as in the sandbox, without its code and traffic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.widgets import ContentSwitcher, Static

from course import keymap
from course.stage.screen import PresenterScreen
from course.stage.trace_view import TraceView
from course.widgets.event_loop import EventLoopView
from course.widgets.machine import MachineView
from course.widgets.network import NetworkView
from course.widgets.path import PathView
from course.widgets.request import RequestView
from course.widgets.status_line import StatusLine
from engine.trace import Event

VIEWS: dict[str, tuple[str, type[TraceView] | type[PathView]]] = {
    "loop": ("Event loop", EventLoopView),
    "request": ("Sequence", RequestView),
    "path": ("Path", PathView),
    "network": ("Network", NetworkView),
    "machine": ("Machine", MachineView),
}
"""In the order of their number keys: title, and what shows it."""


class TraceScreen(PresenterScreen):
    """events: the trace. files: path → the source that ran, as far as it is known. title: one line that says what ran.
    A view reads the trace when it is first looked at."""

    BINDINGS = keymap.TRACE
    picture = "trace"
    DEFAULT_CSS = """
    TraceScreen {
        ContentSwitcher { height: 1fr; }
        EventLoopView, RequestView, PathView, NetworkView, MachineView { height: 1fr; }
    }
    """

    def __init__(self, events: Sequence[Event], files: Mapping[str, str], title: str) -> None:
        super().__init__()
        self._events, self._files, self._title = events, files, title
        self._shown = "loop"
        self._read: set[str] = set()

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="heading", markup=False)
        yield Static(self._tabs(), id="tabs")
        with ContentSwitcher(initial=self._shown):
            for name, (_, view) in VIEWS.items():
                yield view(id=name)
        yield StatusLine()

    def on_mount(self) -> None:
        self.action_show(self._shown)

    def _tabs(self) -> str:
        words = []
        for number, (name, (title, _)) in enumerate(VIEWS.items(), 1):
            label = f" {number} {title} "
            words.append(f"[reverse]{label}[/]" if name == self._shown else f"[@click=screen.show('{name}')]{label}[/]")
        return "".join(words)

    @property
    def _view(self) -> TraceView | PathView:
        """The view that is shown."""
        view = self.query_one(f"#{self._shown}")
        assert isinstance(view, (TraceView, PathView))
        return view

    def pause(self) -> None:
        self._view.pause()

    def action_show(self, name: str) -> None:
        """One of the views; the one before it is paused."""
        self.pause()
        self._shown = name
        self.query_one(ContentSwitcher).current = name
        self.query_one("#tabs", Static).update(self._tabs())
        if name not in self._read:
            self._read.add(name)
            self._view.show(self._events, self._files)
        self._view.focus()
