"""Demonstrations in a lesson: opened with Enter, left with q, and what a race measured stays beside the prediction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from course.app import CourseApp
from course.demo import DEMONSTRATIONS
from course.kept_race import lanes_of
from course.library import load_lessons
from course.progress import Progress
from course.screens.cold_start import ColdStartScreen
from course.screens.lesson import LessonScreen
from course.stage.scripted import ScriptedScreen
from course.widgets.demo_cell import DemoCell
from course.widgets.notebook import Notebook
from course.widgets.run_cell import RunCell
from tests.course.lesson_folder import with_demonstrations

from .conftest import SIZES, HereRunner, ready, screen_text, type_text, until
from .test_cold_start import RACE, recorded

both_sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], CourseApp]:
    """An app on a lesson with a race and a played event loop; the race is a recorded one."""
    with_demonstrations(tmp_path / "lessons")
    known = DEMONSTRATIONS["cold-start"]
    raced = known._replace(screen=lambda speed: ColdStartScreen(recorded(RACE), recorded([]), speed=speed))
    monkeypatch.setitem(DEMONSTRATIONS, "cold-start", raced)

    def app() -> CourseApp:
        lessons = load_lessons(tmp_path / "lessons")
        return CourseApp(lessons, lessons[0], Progress(), HereRunner())

    return app


def demo_cell(page: Notebook, block: str) -> DemoCell:
    cell = page.find(block)
    assert isinstance(cell, DemoCell)
    return cell


async def leave(pilot: Pilot[None], screen: type) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, screen))
    await pilot.press("q")
    await until(pilot, lambda: isinstance(pilot.app.screen, LessonScreen))


@both_sizes
async def test_a_race_is_predicted_run_and_kept_beside_the_prediction(
    make: Callable[[], CourseApp], size: tuple[int, int]
) -> None:
    app = make()
    async with app.run_test(size=size) as pilot:
        page = await ready(pilot)
        cell = demo_cell(page, "race")
        assert cell.waiting
        assert "Enter Edit/answer" in screen_text(app), "the prediction is what Enter goes to"
        after = page.cells[page.cells.index(cell) + 1]
        assert after.awaits == "race"
        page.go_to("guess-race")
        await pilot.pause()
        await pilot.press("enter")
        await type_text(pilot, "50")
        await pilot.press("enter")
        await until(pilot, lambda: page.cell is cell and not cell.waiting)
        assert not after.awaits
        await until(pilot, lambda: "Enter Play" in screen_text(app))
        assert "Edit/answer" not in screen_text(app)
        assert "not run yet" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "64× as long" in screen_text(app))
        await leave(pilot, ColdStartScreen)
        assert page.cell is cell
        assert page.has_focus
        shown = screen_text(app)
        for part in (
            "measured here", "isolate in a warm engine", "1.00 ms", "64.0 ms  64× as long, 1 start",
            "did not run here", "“50”", "64× as long (Node process)", "A runtime starts first.",
        ):  # fmt: skip
            assert part in shown, f"{part!r} is missing:\n{shown}"
    kept = Progress().answers("small")["race"]
    assert [lane.times for lane in lanes_of(kept.answer)] == [0.0, 64.0, 0.0]


async def test_what_was_measured_is_there_when_the_learner_comes_back(make: Callable[[], CourseApp]) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("race")
        await pilot.pause()
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "64× as long" in screen_text(app))
        await leave(pilot, ColdStartScreen)
    again = make()
    async with again.run_test(size=(80, 60)) as pilot:
        page = await ready(pilot)
        assert not demo_cell(page, "race").waiting
        await until(pilot, lambda: "64× as long" in screen_text(again))


async def test_a_race_left_at_once_keeps_nothing(
    make: Callable[[], CourseApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = DEMONSTRATIONS["cold-start"]._replace(screen=lambda _: ColdStartScreen(recorded(RACE[:3]), recorded([])))
    monkeypatch.setitem(DEMONSTRATIONS, "cold-start", first)
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("race")
        await pilot.pause()
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "round 1" in screen_text(app))
        await leave(pilot, ColdStartScreen)
        assert "not run yet" in screen_text(app)
    assert "race" not in Progress().answers("small")


async def test_enter_from_further_up_shows_the_cell_before_it_plays(make: Callable[[], CourseApp]) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = demo_cell(page, "played")
        demo_cell(page, "race").open_up()
        page.current = page.cells.index(cell) - 1
        page.focus()
        await pilot.press("enter")
        await pilot.pause()
        assert page.cell is cell
        assert isinstance(app.screen, LessonScreen)


@pytest.mark.parametrize("key", ["enter", "f5", "v"])
async def test_a_demonstration_plays_over_the_lesson_and_q_comes_back(make: Callable[[], CourseApp], key: str) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("played")
        await pilot.pause()
        assert "not seen yet" in screen_text(app)
        await pilot.press(key)
        await until(pilot, lambda: "1 of" in screen_text(app) and "two requests, one thread" in screen_text(app))
        await leave(pilot, ScriptedScreen)
        assert page.cell is demo_cell(page, "played")
        assert "✓ seen" in screen_text(app)
    assert Progress().answers("small")["played"].answer == "seen"


async def test_a_click_opens_it(make: Callable[[], CourseApp]) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("played")
        await pilot.pause()
        await pilot.pause()
        await pilot.click(demo_cell(page, "played").query_one(".actions"), offset=(3, 0))
        await leave(pilot, ScriptedScreen)
        assert page.cell is demo_cell(page, "played")


async def test_a_demonstration_that_is_left_before_its_run_is_over_shows_nothing(
    make: Callable[[], CourseApp],
) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("played")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ScriptedScreen))
        left = app.screen
        assert isinstance(left, ScriptedScreen)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and not left.is_attached)
        await left._run()


async def test_a_click_on_run_runs(make: Callable[[], CourseApp]) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        run = page.find("hello")
        assert isinstance(run, RunCell)
        run.open_up()
        page.go_to("hello")
        await pilot.pause()
        await pilot.pause()
        await pilot.click(run.query_one(".actions"), offset=(3, 0))
        await until(pilot, lambda: run.state == "ran")
