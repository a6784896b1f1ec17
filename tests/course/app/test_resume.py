"""What was typed and where the learner was comes back, however the app ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from textual.widgets import TextArea

from course.app import CourseApp
from course.autosave import DELAY_SECONDS
from course.progress import FORMAT, Position, Progress

from .conftest import ready, screen_text, type_text, until

Make = Callable[..., CourseApp]


async def test_an_edit_is_saved_while_typing_goes_on(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("loop")
        await pilot.pause()
        await pilot.press("enter", "slash", "slash", "x", "enter")
        await pilot.pause(DELAY_SECONDS + 0.3)
        # Another connection, as after a kill: nothing was closed here.
        with Progress() as other:
            assert "//x\n" in (other.code("small", "loop", "src/index.js") or "")
            assert other.position() == Position("small", "loop", 2)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = page.find("loop")
        assert cell is not None
        assert page.cell is cell
        assert cell.line == 2
        assert app.focused is cell.query_one("#code")
        assert "//x" in screen_text(app)
        assert "A course that you run" not in screen_text(app)


async def test_quitting_at_once_keeps_the_last_key(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("loop")
        await pilot.pause()
        await pilot.press("enter", "z", "ctrl+q")
    with Progress() as other:
        assert (other.code("small", "loop", "src/index.js") or "").startswith("z")


async def test_text_put_back_to_the_original_is_no_longer_the_learners(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("loop")
        await pilot.pause()
        await pilot.press("enter", "z")
        await until(pilot, lambda: app.progress.code("small", "loop", "src/index.js"))
        await pilot.press("backspace")
        await until(pilot, lambda: app.progress.code("small", "loop", "src/index.js") is None)


async def test_drafts_and_predictions_come_back(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        await pilot.press("enter")
        await type_text(pilot, "half a tho")
        await until(pilot, lambda: app.progress.code("small", "guess", "draft") == "half a tho")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        guess = page.find("guess")
        assert guess is not None
        assert guess.query_one(TextArea).text == "half a tho"
        assert page.find("hello").waiting  # type: ignore[union-attr]


async def test_a_lesson_long_done_begins_at_its_end_at_once(make_app: Make) -> None:
    with Progress() as progress:
        progress.save_position("small", "q-fix", 0)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await until(pilot, lambda: "Greet by name." in screen_text(app))
        page = await ready(pilot)
        assert page.cell is page.find("q-fix")


async def test_a_block_that_is_no_more_is_no_error(make_app: Make) -> None:
    with Progress() as progress:
        progress.save_position("small", "gone", 12)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "A small lesson" in screen_text(app)


async def test_a_broken_file_is_kept_and_said(make_app: Make, environment: Path) -> None:
    (environment / "progress.sqlite").write_bytes(b"not a database at all, but somebody's" * 100)
    app = make_app()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(pilot)
        await until(pilot, lambda: "could not be read" in " ".join(screen_text(app).split()))
    assert list(environment.glob("progress.broken-*.sqlite"))


async def test_a_newer_file_is_kept_and_said(make_app: Make, environment: Path) -> None:
    with Progress():
        pass
    database = sqlite3.connect(environment / "progress.sqlite")
    database.execute(f"PRAGMA user_version = {FORMAT + 1}")
    database.close()
    app = make_app()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(pilot)
        await until(pilot, lambda: "newer workerscope" in " ".join(screen_text(app).split()))


async def test_the_theme_is_kept(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        before = app.theme
        await pilot.press("ctrl+t")
        assert app.theme != before
        after = app.theme
    assert make_app().theme == after
