"""A cell with a wrangler.toml beside its code, in the course's own lesson about it."""

from __future__ import annotations

from course.app import CourseApp
from course.library import find_lesson, load_lessons
from course.progress import Progress
from course.widgets.run_cell import RunCell
from course.widgets.task_cell import TaskCell

from .conftest import HereRunner, ready, until

OWN_API = '[env.staging]\nvars = { API = "mine" }'


def _app() -> CourseApp:
    lessons = load_lessons()
    return CourseApp(lessons, find_lesson(lessons, "2"), Progress(), HereRunner())


async def test_both_files_are_edited_run_kept_and_reset() -> None:
    app = _app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = page.find("staging")
        assert isinstance(cell, RunCell)
        cell.open_up()
        assert cell.files == ["wrangler.toml", "src/index.js"]
        code, configuration = cell.editor_of("src/index.js"), cell.editor_of("wrangler.toml")
        code.replace_all(code.text.replace("API is", "My API is"))
        configuration.replace_all(configuration.text.replace("[env.staging]", OWN_API))
        cell.action_run()
        await until(pilot, lambda: cell.state == "ran")
        output = cell.query_one(".output").plain  # type: ignore[attr-defined]
        assert "My API is mine" in output
        assert "not inherited" not in output
        app.screen.keep()  # type: ignore[attr-defined]
        assert app.progress.code("the-other-half", "staging", "wrangler.toml") == cell.text_of("wrangler.toml")
        assert "My API is" in str(app.progress.code("the-other-half", "staging", "src/index.js"))
        cell.put(cell.original_texts)
        assert not cell.changed


async def test_a_configuration_that_cannot_be_stands_under_its_line() -> None:
    app = _app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = page.find("deployable")
        assert isinstance(cell, TaskCell)
        cell.action_run()
        await until(pilot, lambda: cell.state == "stopped")
        assert "vars.main" in cell.query_one(".output").plain  # type: ignore[attr-defined]
        assert cell.editor.notes[0].line == 6
        cell.editor.replace_all(
            'name = "bread-shop"\nmain = "src/index.js"\ncompatibility_date = "2026-11-01"\n'
            '[vars]\nGREETING = "Good morning"'
        )
        cell.action_run()
        await until(pilot, lambda: cell.passed)
        assert "bread-shop" in cell.query_one(".output").plain  # type: ignore[attr-defined]
