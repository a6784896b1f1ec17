"""The head of the screens that find the way: all of them, each with its key, the one on screen marked."""

from __future__ import annotations

from textual.content import Content
from textual.events import Click
from textual.widget import Widget

from course.keymap import FINDING_TITLES


class FindBar(Widget):
    """here: the name of the screen it stands on. A click opens another."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self._here = here

    def _parts(self) -> list[tuple[str, str, str]]:
        """(name, key, title), each as wide as it is shown."""
        return [(name, key, title) for name, (key, title) in FINDING_TITLES.items()]

    def render(self) -> Content:
        parts: list[tuple[str, str]] = []
        for name, key, title in self._parts():
            here = name == self._here
            parts += [(f" {key} ", "bold reverse" if here else "bold $footer-key-foreground")]
            parts += [(f"{title} ", "bold reverse" if here else "")]
        return Content.assemble(*parts)

    def on_click(self, event: Click) -> None:
        x = 0
        for name, key, title in self._parts():
            x += len(key) + len(title) + 3
            if event.x < x:
                self.app.run_worker(self.run_action(f"app.find('{name}')"))
                return
