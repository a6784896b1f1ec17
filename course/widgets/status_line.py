"""The footer: the keys that work here and now, in one widget. A click on one presses it."""

from __future__ import annotations

from textual.content import Content
from textual.events import Click
from textual.screen import Screen
from textual.widget import Widget

FIRST = ("lesson.stop", "stage.next")
"""Keys that are shown before all others where they work."""
SAID_SECONDS = 6.0
"""How long a sentence stands in the place of the keys."""


class StatusLine(Widget):
    """Reads the screen's active bindings, so what it shows is true; what does not fit is left off from the right."""

    _said = ""

    def say(self, sentence: str) -> None:
        """Shows a sentence for a while, in the place of the keys."""
        self._said = sentence
        self.refresh()
        self.set_timer(SAID_SECONDS, lambda: self._unsay(sentence))

    def _unsay(self, sentence: str) -> None:
        if self._said == sentence:
            self._said = ""
            self.refresh()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def _keys(self) -> list[tuple[str, str, str]]:
        """(key to press, key as shown, what it does), each action once, within the width."""
        found: list[tuple[str, str, str]] = []
        seen: set[str] = set()
        room = self.size.width
        bindings = self.screen.active_bindings.values()
        for active in sorted(bindings, key=lambda active: active.binding.id not in FIRST):
            binding = active.binding
            if not binding.show or not active.enabled or binding.id in seen:
                continue
            seen.add(binding.id or binding.action)
            shown = binding.key_display or self.app.get_key_display(binding)
            room -= len(shown) + len(binding.description) + 3
            if room < 0:
                break
            found.append((binding.key, shown, binding.description))
        return found

    def render(self) -> Content:
        if self._said:
            return Content(f" {self._said}")
        parts: list[tuple[str, str]] = []
        for _, shown, description in self._keys():
            parts += [(f" {shown} ", "bold $footer-key-foreground"), (f"{description} ", "")]
        return Content.assemble(*parts)

    def on_click(self, event: Click) -> None:
        x = 0
        for key, shown, description in self._keys():
            x += len(shown) + len(description) + 3
            if event.x < x:
                self.app.simulate_key(key)
                return
