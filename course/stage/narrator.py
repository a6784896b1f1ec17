"""The caption of a scene, large and calm, under the view."""

from __future__ import annotations

import textwrap

from textual.events import Resize
from textual.strip import Strip

from course.glyphs import VIEW
from course.widgets.pane import Pane

LEAST_ROWS, MOST_ROWS = 2, 5


class Narrator(Pane):
    """A rule with the number of the scene, and the caption below it. As high as the longest caption so far needs, so
    that the view above does not jump."""

    DEFAULT_CSS = "Narrator { height: 3; margin: 0 1; }"

    def __init__(self) -> None:
        super().__init__("")
        self._caption, self._rows_needed = "", LEAST_ROWS

    def say(self, caption: str, number: int, count: int) -> None:
        """The caption of scene `number` of `count`."""
        self._caption = caption
        self.set_rows((), title=f"scene {number} of {count}")
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        needed = max(self._rows_needed, min(MOST_ROWS, len(self._lines())))
        if needed != self._rows_needed:
            self._rows_needed = needed
        self.styles.height = 1 + self._rows_needed

    def on_resize(self, event: Resize) -> None:
        self._rows_needed = LEAST_ROWS
        self._fit()

    def _lines(self) -> list[str]:
        return textwrap.wrap(self._caption, max(10, self.size.width - 2))

    def render_row(self, row: int, height: int) -> Strip:
        lines = self._lines()
        if len(lines) > height and row == height - 1:
            return self.strip(((f" {lines[row]} {VIEW.cut}", "strong"),))
        return self.strip(((f" {lines[row]}", "strong"),) if row < len(lines) else ())
