"""Makes the pictures of README.md from the running app: `python -m tests.pictures.make`.

The app runs without a terminal, on the real engine; each picture is what it shows after a few keys.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from course.app import CourseApp
from course.library import find_lesson, load_lessons
from course.progress import Progress

HERE = Path(__file__).parent
SIZE = (110, 34)
ANSWER = "a visitor"

PICTURES = {
    "lesson.svg": ("1", ["n", "n", "enter", *ANSWER, "enter", "f5", "wait", *["right"] * 6]),
    "network.svg": ("5", ["n", "enter", *"two", "enter", "f5", "wait", "v", "wait", "t", "t", "minus", " ", "wait"]),
    "eviction.svg": (
        "12",
        ["n", "enter", *"200", "enter", "n", "n", "enter", *"chat", "enter", "f5", "wait", "v", "wait", *["t"] * 9],
    ),
    "event-loop.svg": ("8", ["n", "n", "n", "enter", *"200", "enter", "f5", "wait", "v", "wait", *["right"] * 44]),
}
"""Each file: the lesson, and the keys pressed ("wait": until the run is over)."""


async def make(name: str) -> None:
    """Runs the app for one picture and writes it beside this file."""
    lesson, keys = PICTURES[name]
    lessons = load_lessons()
    app = CourseApp(lessons, find_lesson(lessons, lesson), Progress())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        for key in keys:
            if key == "wait":
                await pilot.pause(2.0)
            else:
                await pilot.press("space" if key == " " else key)
                await pilot.pause()
        await pilot.pause(0.5)
        HERE.joinpath(name).write_text(app.export_screenshot(title="workerscope"), encoding="utf-8")


def main() -> None:
    """Makes every picture, each with a progress file of its own."""
    for name in PICTURES:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["WORKERSCOPE_DATA"] = folder
            asyncio.run(make(name))
        print(HERE / name)


if __name__ == "__main__":
    main()
