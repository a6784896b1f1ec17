"""A task as its learner meets it: checks, hidden traffic, hints, ours beside theirs."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from textual.content import Content

from course.app import CourseApp
from course.comparison import compare_files
from course.glyphs import MARKS
from course.library import find_lesson, load_lessons
from course.progress import Progress
from course.widgets.comparison import Comparison, laid_out
from course.widgets.notebook import Notebook
from course.widgets.prose import Wrapped
from course.widgets.summary_cell import SummaryCell
from course.widgets.task_cell import TaskCell

from .conftest import SIZES, HereRunner, ready, screen_text, until

Make = Callable[..., CourseApp]
both_sizes = pytest.mark.parametrize("size", SIZES)


def task(page: Notebook, block: str = "greet") -> TaskCell:
    """The task, being read."""
    cell = page.find(block)
    assert isinstance(cell, TaskCell)
    page.go_to(block)
    return cell


def right(cell: TaskCell) -> str:
    """A solution that is not ours to the letter."""
    return cell.original.replace("'nobody'", "new URL(request.url).pathname.substring(1)")


def plain(files: dict[str, str], ours: dict[str, str], width: int) -> str:
    """What the comparison draws, as text."""
    return "\n".join(line.plain for line in laid_out(compare_files(files, ours), width))


@both_sizes
async def test_ours_stands_beside_theirs_after_success(make_app: Make, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        page = await ready(pilot)
        cell = task(page)
        comparison = cell.query_one(Comparison)
        await pilot.press("s")
        assert not comparison.display  # not before it is done
        cell.editor.replace_all(right(cell))
        await pilot.press("f5")
        await until(pilot, lambda: comparison.display)
        await pilot.pause()
        shown = screen_text(app)
        assert "3 <" in shown
        assert "3 >" in shown
        assert ("Yours" in shown) == (size[0] == 120)
        assert "All checks hold" in shown  # it is in view
        assert app.focused is page  # no keys taken
        await pilot.press("s")
        assert not comparison.display
        await pilot.press("s")
        cell.editor.replace_all(cell.solution["src/index.js"].rstrip())
        await until(pilot, lambda: "to the letter" in screen_text(app))


async def test_ours_is_there_again_when_the_learner_comes_back(make_app: Make) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        cell = task(await ready(pilot))
        cell.editor.replace_all(right(cell))
        await pilot.press("f5")
        await until(pilot, lambda: cell.passed)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        cell = task(await ready(pilot))
        assert cell.passed
        assert not cell.query_one(Comparison).display
        await pilot.press("s")
        await until(pilot, lambda: "substring(1)" in screen_text(app) and "slice(1)" in screen_text(app))


def test_each_file_stands_under_its_name() -> None:
    drawn = plain({"a.js": "1", "b.toml": "x = 1"}, {"a.js": "1", "b.toml": "x = 2"}, 60)
    assert "a.js: the same as ours" in drawn
    assert drawn.index("b.toml") < drawn.index("1 < x = 1") < drawn.index("1 > x = 2")


@pytest.mark.parametrize("width", [40, 76, 97, 140])
def test_nothing_of_a_long_line_is_lost_and_nothing_is_wider_than_the_cell(width: int) -> None:
    line = "    return new Response(" + " + ".join(f"part{number}" for number in range(30)) + ");"
    rows = list(laid_out(compare_files({"a.js": line}, {"a.js": line + " // ours"}), width))
    assert all(isinstance(row, Content) and row.cell_length <= width for row in rows)
    text = " ".join(row.plain for row in rows)
    assert all(text.count(f"part{number}") >= 2 for number in range(3, 30))


def test_what_commands_a_terminal_is_only_shown() -> None:
    assert "\x1b" not in plain({"a.js": "'\x1b[2J'"}, {"a.js": "''"}, 80)


def checks_of(cell: TaskCell) -> str:
    """The checks as they stand below the code."""
    return cell.query_one(".checks", Wrapped).plain


@both_sizes
async def test_hidden_traffic_that_fails_is_named_with_what_was_sent(make_app: Make, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        cell = task(await ready(pilot))
        cell.editor.replace_all(cell.original.replace("nobody", "Ana"))
        await pilot.press("f5")
        await until(pilot, lambda: "hidden traffic: greets anyone" in screen_text(app))
        shown = screen_text(app)
        assert "sent      GET /Rui" in shown
        assert "expected  Hi Rui" in shown
        assert "got       Hi Ana" in shown
        assert cell.state_words()[0].endswith("1 of 1 checks hold, but not with hidden traffic")


async def test_wrong_answers_of_every_kind_say_what_came(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        cell = task(await ready(pilot))
        for code, words, notes in (
            ("const name = null.x;", "because TypeError: Cannot read properties", 2),
            ("const name = ; {", "nothing: the Worker did not load", 1),
            ("const name = 'Bo';", "got       Hi Bo", 1),
        ):
            cell.editor.replace_all(cell.original.replace("const name = 'nobody';", code))
            runs = cell.runs
            await pilot.press("f5")
            await until(pilot, lambda runs=runs: cell.runs > runs and app.screen._busy is None)  # type: ignore[attr-defined]
            assert words in " ".join(checks_of(cell).replace("\n", " ").split()).replace("got Hi", "got       Hi")
            assert len(cell.editor.notes) == notes, code


async def test_a_configuration_that_cannot_be_leaves_no_old_checks_and_wrong_ones_stand_on_their_line() -> None:
    lessons = load_lessons()
    app = CourseApp(lessons, find_lesson(lessons, "2"), Progress(), HereRunner())
    async with app.run_test(size=(80, 24)) as pilot:
        cell = task(await ready(pilot), "own-staging")
        await pilot.press("f5")
        await until(pilot, lambda: "0 of 4" in cell.state_words()[0] or "of 4 checks" in cell.state_words()[0])
        assert any("staging has its API" in note.text for note in cell.editor_of("wrangler.toml").notes)
        assert any("the answer of staging" in note.text for note in cell.editor_of("src/index.js").notes)
        assert MARKS.wrong in checks_of(cell)
        cell.editor.replace_all("name = 5")
        await pilot.pause(0.1)
        await pilot.press("f5")
        await until(pilot, lambda: cell.state == "stopped")
        assert MARKS.wrong not in checks_of(cell)
        assert not cell.editor_of("src/index.js").notes
        words = cell.query_one(".output", Wrapped).plain[:20]
        await until(pilot, lambda: words in screen_text(app))  # why it stopped is brought into view


@both_sizes
async def test_hints_say_which_they_are_and_what_was_asked_for_is_kept(make_app: Make, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        cell = task(await ready(pilot))
        assert "h Hint 1 of 3" in cell.actions().plain
        for number, following in ((1, "Hint 2 of 3"), (2, "The answer"), (3, "Hints")):
            await pilot.press("h")
            name = f"Hint {number} of 3"
            await until(pilot, lambda name=name: name in screen_text(app))
            assert f"h {following} ]" in cell.actions().plain
            footer = f" h {following.split(' 2')[0]}"  # of a numbered hint the word alone
            await until(pilot, lambda footer=footer: footer in screen_text(app).split("\n")[-1])
            assert app.progress.hints("small") == {"greet": number}
        await until(pilot, lambda: "slice(1)." in screen_text(app))  # to its end
    app = make_app()
    async with app.run_test(size=size) as pilot:
        cell = task(await ready(pilot))
        assert not cell.query_one(".hints").display  # who comes back may try without
        cell.editor.replace_all(right(cell))
        await pilot.press("f5")
        await until(pilot, lambda: "after the answer was shown" in cell.state_words()[0])
        assert app.progress.answers("small")["greet"].answer == "passed, after the answer was shown"
        assert app.progress.answers("small")["q-fix"].right
        await until(
            pilot, lambda: "Done after the answer was shown: question" in str(app.screen.query_one(SummaryCell)._text)
        )


async def test_no_button_is_cut_off_at_80_columns(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        cell = task(await ready(pilot))
        for passed, hints in ((False, 0), (False, 2), (False, 3), (True, 0)):
            cell.passed, cell.hints_shown = passed, hints
            cell.task_data = msgspec.structs.replace(cell.task_data, view="event-loop")
            assert cell.actions().cell_length <= cell.query_one(".actions").size.width
