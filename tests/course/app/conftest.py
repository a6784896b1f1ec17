"""A small lesson with every kind of cell and question, an app that runs it in this process, and eyes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

from course.app import CourseApp
from course.library import find_lesson, load_lessons
from course.progress import Progress
from course.screens.lesson import LessonScreen
from course.widgets.notebook import Notebook
from engine.run import RunReport, RunRequest, run_project

LESSONS = Path(__file__).parent / "lessons"
SIZES = [(80, 24), (120, 40)]


class HereRunner:
    """Runs in this process, in a thread; `hold` makes the next run wait until it is stopped."""

    def __init__(self) -> None:
        self.requests: list[RunRequest] = []
        self.hold = False
        self.closed = False

    async def run(self, request: RunRequest) -> RunReport:
        self.requests.append(request)
        if self.hold:
            self.hold = False
            await asyncio.Event().wait()
        return await asyncio.to_thread(run_project, request)

    async def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test's own, and no settings of the machine's."""
    monkeypatch.setenv("WORKERSCOPE_DATA", str(tmp_path))
    for name in ("NO_COLOR", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def make_app() -> Callable[..., CourseApp]:
    """A new app on the small lesson; the progress file is the test's, so a second app resumes the first."""

    def make(lesson: str = "small") -> CourseApp:
        lessons = load_lessons(LESSONS)
        return CourseApp(lessons, find_lesson(lessons, lesson), Progress(), HereRunner())

    return make


def screen_text(app: App[None]) -> str:
    """What is on screen, as plain text."""
    return "\n".join("".join(s.text for s in strip).rstrip() for strip in app.screen._compositor.render_strips())


def notebook(app: App[None]) -> Notebook:
    """The page of the lesson on screen."""
    assert isinstance(app.screen, LessonScreen)
    return app.screen.notebook


async def ready(pilot: Pilot[None]) -> Notebook:
    """Waits until every cell is there."""
    page = notebook(pilot.app)
    await until(pilot, lambda: page.complete)
    await pilot.pause()
    return page


async def until(pilot: Pilot[None], true: Callable[[], object], seconds: float = 8.0) -> None:
    """Waits for something to become true; fails with the screen when it does not."""
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"it did not happen; on screen:\n{screen_text(pilot.app)}")


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Types it, key by key."""
    names = {" ": "space", "/": "slash", "\n": "enter"}
    for character in text:
        await pilot.press(names.get(character, character))
