"""The original code again, and the learner's own after it: nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot

from course.app import CourseApp
from course.progress import Progress
from course.screens.confirm import ConfirmScreen
from course.screens.lesson import LessonScreen
from course.screens.versions import VersionsScreen
from course.widgets.code_cell import CodeCell
from course.widgets.notebook import Notebook

from .conftest import ready, screen_text, until

Make = Callable[..., CourseApp]


def cell_of(page: Notebook, block: str = "greet") -> CodeCell:
    """A cell with code, being read."""
    cell = page.find(block)
    assert isinstance(cell, CodeCell)
    page.go_to(block)
    return cell


async def write(pilot: Pilot[None], cell: CodeCell, text: str) -> None:
    """Puts code of the learner's into the cell, and waits until it is kept."""
    cell.editor.replace_all(text)
    await pilot.pause(0.4)


async def reset(pilot: Pilot[None], *keys: str) -> None:
    """x, then what the screen that opens is told."""
    await pilot.press("x")
    await until(pilot, lambda: not isinstance(pilot.app.screen, LessonScreen))
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, LessonScreen))
    await pilot.pause()


async def test_what_a_reset_replaced_comes_back_on_another_day(make_app: Make) -> None:
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        cell = cell_of(await ready(pilot))
        assert "^l Original code" in cell.actions().plain
        await write(pilot, cell, "// mine")
        await reset(pilot, "y")
        assert not cell.changed
        assert "^l Versions" in cell.actions().plain
        await until(pilot, lambda: "under ^l, on other days too." in screen_text(pilot.app))
        await pilot.pause(0.4)
    with Progress() as progress:
        assert progress.code("small", "greet", "src/index.js") is None
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        cell = cell_of(await ready(pilot))
        assert "^l Versions" in cell.actions().plain
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, VersionsScreen))
        await until(pilot, lambda: "Yours of" in screen_text(app) and "lines differ" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: cell.text == "// mine\n")
        cell.editor.focus()
        await pilot.press("ctrl+z")
        assert not cell.changed
        await pilot.press("ctrl+y")
        assert cell.text == "// mine\n"


async def test_every_replaced_version_stays_to_be_chosen(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        cell = cell_of(await ready(pilot))
        await write(pilot, cell, "// first")
        await reset(pilot, "y")
        await write(pilot, cell, "// second")
        await reset(pilot, "enter")  # the original is the first choice
        assert not cell.changed
        await reset(pilot, "down", "enter")
        assert cell.text == "// first\n"
        await reset(pilot, "escape")
        assert cell.text == "// first\n"
        await reset(pilot, "down", "enter")
        assert cell.text == "// second\n"
        kept = [version.texts["src/index.js"] for version in app.progress.versions("small", "greet")]
        assert sorted(kept) == ["// first", "// second"]


async def test_requests_are_reset_and_come_back_too(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = cell_of(page, "loop")
        cell.editors["requests.txt"].replace_all("GET /mine")
        await pilot.pause(0.4)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await until(pilot, lambda: "kept aside." in screen_text(app))
        await pilot.press("y")
        await until(pilot, lambda: cell.own_texts == cell.original_texts)
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))
        await reset(pilot, "enter")
        assert cell.own_texts["requests.txt"] == "GET /mine"
        assert not cell.changed


async def test_where_nothing_was_written_there_is_nothing_to_ask(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        cell_of(await ready(pilot))
        await pilot.press("x")
        await until(pilot, lambda: "This is the original code already." in screen_text(app))


async def test_code_that_passed_can_come_back_whatever_was_tried_next(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        cell = cell_of(await ready(pilot))
        passing = cell.original.replace("'nobody'", "new URL(request.url).pathname.slice(1)").rstrip()
        await write(pilot, cell, passing)
        await pilot.press("f5")
        await until(pilot, lambda: "all 1 checks hold" in cell.state_words()[0])
        assert "^l Versions" in cell.actions().plain
        await write(pilot, cell, "// something else")
        await reset(pilot, "down", "enter")
        assert cell.text == f"{passing}\n"
        kept = [version.texts["src/index.js"] for version in app.progress.versions("small", "greet")]
        assert "// something else" in kept
