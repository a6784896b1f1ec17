"""The path of a request, full screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from course.stage.screen import StageScreen
from course.widgets.path import PathView
from engine.trace import Event


class PathScreen(StageScreen):
    """trace and files of one run; title of its cell."""

    def __init__(self, trace: Sequence[Event], files: Mapping[str, str], title: str) -> None:
        self.view = PathView()
        super().__init__(self.view, title, picture="path")
        self._trace, self._files = trace, files

    def on_mount(self) -> None:
        self.view.show(self._trace, self._files)
