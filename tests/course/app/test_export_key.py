"""`e` exports the lesson on screen, with what was done in it, and says where."""

from collections.abc import Callable
from pathlib import Path

from course.app import CourseApp
from tests.course.app.conftest import ready, until


async def test_e_writes_the_lesson_and_says_where(make_app: Callable[..., CourseApp], environment: Path):
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        app.progress.save_note("small", "prose:1", "a note to keep")
        await pilot.press("e")
        await until(pilot, lambda: any("exports/01-small.html" in told.message for told in app._notifications), 30)
    text = (environment / "exports" / "01-small.html").read_text("utf-8")
    assert "a note to keep" in text
    assert "<svg" in text or "What came" in text


async def test_what_goes_wrong_is_said(make_app: Callable[..., CourseApp], environment: Path):
    (environment / "exports").write_text("in the way", "utf-8")
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("e")
        await until(pilot, lambda: any("could not be exported" in told.message for told in app._notifications), 30)
