"""The picture of a view as SVG: the app's own widget, drawn without a terminal."""

from __future__ import annotations

import asyncio
import re

from textual.app import App, ComposeResult
from textual.widget import Widget

from course import themes
from course.export.notebook import View
from course.widgets.stage import new_picture

SIZES = {"path": (100, 12), "event-loop": (110, 30), "network": (120, 36), "machine": (112, 24)}
"""Columns and rows of each kind of view."""


class _PictureApp(App[None]):
    """Holds one view and nothing else."""

    CSS_PATH = ["../styles/base.tcss", "../styles/cells.tcss", "../styles/screens.tcss"]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, picture: Widget) -> None:
        super().__init__()
        self.animation_level = "none"
        self._picture = picture
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK.name

    def on_mount(self) -> None:
        self._picture.styles.height = "100%"

    def compose(self) -> ComposeResult:
        yield self._picture


def picture(view: View) -> str:
    """The view at the end of its run, as SVG that loads nothing from elsewhere."""
    return asyncio.run(_drawn(view))


async def _drawn(view: View) -> str:
    widget = new_picture(view.kind, view.plan)
    app = _PictureApp(widget)
    async with app.run_test(size=SIZES.get(view.kind, (100, 30))) as pilot:
        widget.show(list(view.report.trace), view.files)  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("end")
        await pilot.pause()
        return without_fonts(app.export_screenshot(title=view.title))


def without_fonts(svg: str) -> str:
    """The picture without the fonts that it would fetch: the reader's own monospaced one does."""
    return re.sub(r"@font-face\s*\{[^}]*\}", "", svg).replace("Fira Code, monospace", "monospace")
