"""The event loop of one run, full screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from course.stage.screen import StageScreen
from course.widgets.event_loop import EventLoopView
from engine.trace import Event


class EventLoopScreen(StageScreen):
    """One trace and its view; Esc goes back. title: one line that says what ran."""

    def __init__(self, trace: Sequence[Event], files: Mapping[str, str], title: str) -> None:
        self.view = EventLoopView()
        super().__init__(self.view, title, picture="event-loop")
        self._trace, self._files = trace, files

    def on_mount(self) -> None:
        self.view.show(self._trace, self._files)
