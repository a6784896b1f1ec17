"""The view as a picture: an SVG file in the learner's own folder."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from textual.app import App

from course.paths import data_folder


def save_picture(app: App[object], name: str) -> Path:
    """Writes what is on screen to `pictures/NAME-1.svg` (or the next free number) beside the notebook's progress file.

    Raises OSError when it cannot be written.
    """
    folder = data_folder() / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    path = next(path for number in count(1) if not (path := folder / f"{name}-{number}.svg").exists())
    path.write_text(app.export_screenshot(title=f"workerscope: {name}"), "utf-8")
    return path
