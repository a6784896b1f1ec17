"""The app around one demonstration: the course's themes and keys, without its lessons."""

from __future__ import annotations

import os
from collections.abc import Callable

from textual.app import App
from textual.screen import Screen

from course import keymap, themes
from course.paths import data_folder


class DemoApp(App[None]):
    """make: makes the one screen of the demonstration."""

    TITLE = "workerscope"
    CSS_PATH = ["styles/base.tcss", "styles/screens.tcss"]
    BINDINGS = keymap.APP
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, make: Callable[[], Screen[None]]) -> None:
        no_colour = "NO_COLOR" in os.environ
        super().__init__(ansi_color=no_colour)
        self.animation_level = "none"
        self._make = make
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.NO_COLOUR if no_colour else themes.DARK.name

    def get_default_screen(self) -> Screen[None]:
        return self._make()

    def action_next_theme(self) -> None:
        """The next of our themes."""
        names = [theme.name for theme in themes.THEMES]
        if self.theme in names:
            self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def action_help(self) -> None:
        from course.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(str(data_folder())))

    def action_help_quit(self) -> None:
        """ctrl+c where there is nothing to copy."""
        self.notify("q quits.", timeout=4)
