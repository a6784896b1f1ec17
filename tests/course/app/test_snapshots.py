"""What every demonstration and main view says, row by row, at three sizes, held against `snapshots/`.

After a change that is meant: `WORKERSCOPE_SNAPSHOTS=make python -m pytest tests/course/app/test_snapshots.py`, then
read the difference. Time is virtual and the seed fixed; figures that are measured stand as `#`.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic

import pytest
from textual.app import App
from textual.pilot import Pilot

from course.app import CourseApp
from course.demo_app import DemoApp
from course.library import find_lesson, load_lessons
from course.play_command import FIRST_SOURCE, FIRST_TRAFFIC
from course.progress import Progress
from course.scenario import Scenario
from course.scenes.event_loop import EVENT_LOOP
from course.scenes.eviction import EVICTION, PLAN
from course.scenes.request import REQUEST
from course.screens.cold_start import ColdStartScreen
from course.screens.network import NetworkDemonstration
from course.screens.play import PlayApp, TraceApp
from course.stage import player
from course.stage.demonstration import Demonstration
from course.stage.player import Player
from course.stage.scripted import ScriptedScreen
from course.stage.trace_view import TraceView
from course.widgets.event_loop import EventLoopView
from course.widgets.machine import MachineView
from course.widgets.request import RequestView
from engine.project import Project
from tests.course.app.conftest import LESSONS, HereRunner, ready
from tests.course.app.test_cold_start import COUNT, RACE, recorded
from tests.course.folds.traces import run_source

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = [(80, 24), (120, 40), (200, 60)]
MEASURED = re.compile(r"\d[\d.,]*(?= ?(?:kB|MB|%))|(?<=CPU )\d[\d.,]*")
REST_SECONDS = 0.3
MAKE = os.environ.get("WORKERSCOPE_SNAPSHOTS") == "make"

Going = Callable[[Pilot[None]], Awaitable[None]]


def rows(app: App[None]) -> list[str]:
    """The screen, with `#` for the digits of what is measured."""
    strips = app.screen._compositor.render_strips()
    return [MEASURED.sub(lambda found: re.sub(r"\d", "#", found[0]), strip.text.rstrip()) for strip in strips]


async def settle(pilot: Pilot[None]) -> None:
    """Waits until the screen has stayed as it is for REST_SECONDS."""
    deadline, before, since = monotonic() + 20, rows(pilot.app), monotonic()
    while monotonic() < deadline:
        await pilot.pause()
        await asyncio.sleep(0.03)
        now = rows(pilot.app)
        if now != before:
            before, since = now, monotonic()
        elif monotonic() - since > REST_SECONDS and any(now):
            return
    raise AssertionError("The screen does not come to rest:\n" + "\n".join(before))


async def scene(pilot: Pilot[None], number: int) -> None:
    """To a scene, from 1, when there are scenes."""
    view = pilot.app.screen.query_one(Player)
    while not view.playhead.rests:
        await pilot.pause(0.02)
    await settle(pilot)
    view._change(lambda: view.playhead.go_to_scene(number - 1))


def at_scene(number: int) -> Going:
    return lambda pilot: scene(pilot, number)


def keys(*pressed: str) -> Going:
    """Presses keys. What runs for F5 comes to rest before the next one."""

    async def go(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key in pressed:
            await pilot.press(key)
            if key == "f5":
                await settle(pilot)

    return go


def in_lesson(*pressed: str) -> Going:
    """The same, once the page is whole."""

    async def go(pilot: Pilot[None]) -> None:
        await ready(pilot)
        await keys(*pressed)(pilot)

    return go


def demo(demonstration: Demonstration, view: Callable[[], TraceView]) -> DemoApp:
    return DemoApp(lambda: ScriptedScreen(demonstration, view(), HereRunner(), picture="demo"))


def course(lesson: str) -> CourseApp:
    lessons = load_lessons()
    return CourseApp(lessons, find_lesson(lessons, lesson), Progress(), HereRunner())


def small() -> CourseApp:
    """The small lessons of the tests, whose words do not change."""
    lessons = load_lessons(LESSONS)
    return CourseApp(lessons, find_lesson(lessons, "small"), Progress(), HereRunner())


def sandbox() -> PlayApp:
    project = Project(name="sandbox", main="index.js", files={"index.js": FIRST_SOURCE})
    return PlayApp(Scenario(project, FIRST_TRAFFIC), HereRunner())


def trace() -> TraceApp:
    return TraceApp(run_source(FIRST_SOURCE, "/a", "/b").trace, "A recorded trace", {"index.js": FIRST_SOURCE})


VIEWS: dict[str, tuple[Callable[[], App[None]], Going]] = {
    "demo-event-loop": (lambda: demo(EVENT_LOOP, EventLoopView), at_scene(14)),
    "demo-request": (lambda: demo(REQUEST, RequestView), at_scene(9)),
    "demo-network": (lambda: DemoApp(lambda: NetworkDemonstration(HereRunner())), at_scene(12)),
    "demo-eviction": (lambda: demo(EVICTION, lambda: MachineView(budget=PLAN.budget)), at_scene(11)),
    "demo-cold-start": (lambda: DemoApp(lambda: ColdStartScreen(recorded(RACE), recorded(COUNT))), keys()),
    "demo-cold-start-count": (lambda: DemoApp(lambda: ColdStartScreen(recorded(RACE), recorded(COUNT))), keys("d")),
    "lesson": (lambda: course("1"), in_lesson("n")),
    "lesson-run": (lambda: course("8"), in_lesson("n", "n", "n", "enter", "2", "0", "0", "enter", "f5")),
    "map": (lambda: course("1"), in_lesson("m")),
    "today": (small, in_lesson("t")),
    "search": (small, in_lesson("slash", "w", "o", "r", "k", "e", "r")),
    "words": (small, in_lesson("d")),
    "limits": (lambda: course("1"), in_lesson("l")),
    "notes": (small, in_lesson("C")),
    "test-out": (small, in_lesson("m", "s")),
    "help": (small, in_lesson("question_mark")),
    "play-code": (sandbox, keys()),
    "play-result": (sandbox, keys("f5")),
    "play-loop": (sandbox, keys("f5", "3", *["right"] * 12)),
    "play-sequence": (sandbox, keys("f5", "4", *["right"] * 12)),
    "play-path": (sandbox, keys("f5", "5", *["right"] * 4)),
    "play-network": (sandbox, keys("f5", "6", *["right"] * 4)),
    "play-machine": (sandbox, keys("f5", "7", "end")),
    "trace": (trace, keys("end")),
}
"""Each view: the app, and how to come to it."""


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Views that play stay where they are put, and no path of this machine is on screen."""
    monkeypatch.setattr(player, "monotonic", lambda: 0.0)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKERSCOPE_DATA", "learner")


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("view", VIEWS)
async def test_the_screen_says_what_it_said(view: str, size: tuple[int, int]) -> None:
    make, go = VIEWS[view]
    async with make().run_test(size=size) as pilot:
        await go(pilot)
        await settle(pilot)
        shown = "\n".join(rows(pilot.app)) + "\n"
    kept = SNAPSHOTS / f"{view}-{size[0]}x{size[1]}.txt"
    if MAKE:
        kept.write_text(shown, "utf-8")
    assert shown == kept.read_text("utf-8"), f"{view} differs from {kept.name}"


def test_every_snapshot_is_of_a_view() -> None:
    assert {kept.stem.rsplit("-", 1)[0] for kept in SNAPSHOTS.glob("*.txt")} == set(VIEWS)
