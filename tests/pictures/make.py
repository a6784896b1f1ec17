"""Makes the pictures of README.md from the running app: `python -m tests.pictures.make`.

The app runs without a terminal, on the real engine; each picture is what it shows after a few keys.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from textual.app import App

from course.app import CourseApp
from course.demo_app import DemoApp
from course.library import find_lesson, load_lessons
from course.progress import Progress
from course.screens.cold_start import ColdStartScreen
from tests.pictures.animation import Drawing, frame

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
    "map.svg": ("8", ["m", "wait"]),
    "event-loop.svg": ("8", ["n", "n", "n", "enter", *"200", "enter", "f5", "wait", "v", "wait", *["right"] * 44]),
}
"""Each file: the lesson, and the keys pressed ("wait": until the run is over)."""
TITLES = {
    "lesson.svg": "Lesson 1: a Worker that has just been run, its answer, and the path of the request",
    "network.svg": "Lesson 5: a request on its way over the map of the world",
    "eviction.svg": "Lesson 12: a machine that is short of memory, and the isolates that are gone",
    "event-loop.svg": "Lesson 8: the event loop, full screen",
    "map.svg": "The map of the course: fourteen lessons, seven of them done",
    "race.svg": "The race: the same Worker as an isolate, a process and a container, measured",
}
DONE_ON_THE_MAP = 7
"""Lessons that the learner of the map has done."""
RACE_SECONDS = 15.0


async def make(name: str) -> None:
    """Runs the app for one picture and writes it beside this file."""
    if name == "race.svg":
        screen = ColdStartScreen()
        race = DemoApp(lambda: screen)
        async with race.run_test(size=SIZE) as pilot:
            await pilot.pause(RACE_SECONDS)
            write(name, race)
        return
    lesson, keys = PICTURES[name]
    lessons = load_lessons()
    app = CourseApp(lessons, find_lesson(lessons, lesson), Progress())
    if name == "map.svg":
        for one in lessons[:DONE_ON_THE_MAP]:
            app.progress.save_lesson_done(one.lesson.id)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        for key in keys:
            if key == "wait":
                await pilot.pause(2.0)
            else:
                await pilot.press("space" if key == " " else key)
                await pilot.pause()
        await pilot.pause(0.5)
        write(name, app)


def write(name: str, app: App[None]) -> None:
    """What is on screen now, as that file."""
    background = app.screen.styles.background.rich_color.get_truecolor().hex
    title = TITLES[name]
    HERE.joinpath(name).write_text(Drawing(background).svg([frame(app, 1.0)], "workerscope", title), "utf-8")


def main() -> None:
    """Makes every picture, each with a progress file of its own."""
    for name in TITLES:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["WORKERSCOPE_DATA"] = folder
            asyncio.run(make(name))
        print(HERE / name)


if __name__ == "__main__":
    main()
