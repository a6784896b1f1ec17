"""A lesson on screen: the first five minutes, runs, errors, tasks, and getting out of everything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import TextArea

from course.app import CourseApp
from course.screens.confirm import ConfirmScreen
from course.screens.help import HelpScreen
from course.screens.lesson import LessonScreen
from course.screens.path import PathScreen
from course.widgets.notebook import Notebook
from course.widgets.prediction_cell import PredictionCell
from course.widgets.question_cell import QuestionCell
from course.widgets.run_cell import RunCell
from course.widgets.task_cell import TaskCell

from .conftest import SIZES, ready, screen_text, type_text, until

Make = Callable[..., CourseApp]
both_sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


async def go_to(pilot, page: Notebook, block: str):  # type: ignore[no-untyped-def]
    page.go_to(block)
    await pilot.pause()
    cell = page.cell
    assert cell is not None
    assert cell.block == block
    if isinstance(cell, RunCell) and cell.waiting:
        cell.open_up()
    return cell


@both_sizes
async def test_the_first_five_minutes(make_app: Make, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        page = await ready(pilot)
        assert "A course that you run." in screen_text(app)
        assert "0 of 11 done" in screen_text(app)
        hello = page.find("hello")
        assert isinstance(hello, RunCell)
        assert hello.waiting
        await pilot.press("enter")
        await type_text(pilot, "a path")
        await pilot.press("enter")
        await until(pilot, lambda: not hello.waiting)
        assert page.cell is hello
        await pilot.press("f5")
        await until(pilot, lambda: hello.state == "ran")
        await pilot.pause()
        text = screen_text(app)
        assert "200 OK" in text
        assert "│ Hello /a" in text
        page.scroll_end(animate=False)
        output = hello.query_one(".output").plain  # type: ignore[attr-defined]
        assert "“a path”" in output
        assert "What came out  Hello /a" in output
        assert "It says the path." in output
        assert "2 of 11 done" in screen_text(app)
        hello.query_one("#requests").text = "GET /other"  # type: ignore[attr-defined]
        await pilot.press("f5")
        await until(pilot, lambda: "/other" in hello.query_one(".output").plain)  # type: ignore[attr-defined]
        output = hello.query_one(".output").plain  # type: ignore[attr-defined]
        assert "It says the path." not in output
        assert "That was with your changes." in output


@pytest.mark.parametrize("key", ["enter", "tab"])
async def test_enter_on_what_waits_opens_it_and_then_enters_it(make_app: Make, key: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        hello = page.find("hello")
        assert isinstance(hello, RunCell)
        page.current = page.cells.index(hello)
        await until(pilot, lambda: "Enter Open" in screen_text(app))
        await pilot.press(key)
        assert not hello.waiting
        assert page.has_focus
        await until(pilot, lambda: "Enter Edit/answer" in screen_text(app))
        await pilot.press(key)
        assert app.focused is hello.editor


async def test_what_a_run_shows_is_not_told_before_the_prediction(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 50)) as pilot:
        page = await ready(pilot)
        question = page.find("what")
        assert question is not None
        assert question.awaits == "hello"
        await until(pilot, lambda: screen_text(app).count("A question about it opens with the Worker above.") == 1)
        assert not question.query_one("Options").region
        page.current = page.cells.index(question)
        await pilot.press("enter")
        assert page.cell is page.find("hello"), "Enter on what is held back opens the run"
        assert page.has_focus, "and goes no further"
        await until(pilot, lambda: "opens with the Worker above" not in screen_text(app))
        assert not question.awaits
        assert question.query_one("Options").region


async def test_the_explanation_waits_for_the_question_that_it_answers(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 50)) as pilot:
        page = await ready(pilot)
        asked = page.find("what")
        assert isinstance(asked, QuestionCell)
        place = page.cells.index(asked) + 1
        page.current = place
        await pilot.press("enter")
        assert page.cell is page.find("hello"), "which opens the question, which opens the explanation"
        await pilot.press("r")
        await until(pilot, lambda: page.cell.report is not None)  # type: ignore[union-attr]
        page.current = place
        page.show_current()
        await until(pilot, lambda: "explained here, when the question above is answered." in screen_text(app))
        assert "A request came." not in screen_text(app)
        await pilot.press("enter")
        assert app.focused is asked.control_widget, "Enter on what is held back goes to what opens it"
        await pilot.press("a", "3")
        await until(pilot, lambda: not page.cells[place].awaits)
        await pilot.press("escape", "space")
        await until(pilot, lambda: "A request came." in screen_text(app))
    app = make_app()
    async with app.run_test(size=(80, 50)) as pilot:
        page = await ready(pilot)
        asked = page.find("what")
        assert asked is not None
        assert not page.cells[page.cells.index(asked) + 1].awaits, "it was answered, whenever that was"


async def test_v_steps_through_the_run_that_what_is_below_it_speaks_of(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        hello = await go_to(pilot, page, "hello")
        page.go_to("what")
        await pilot.pause()
        await pilot.press("v")
        await pilot.pause()
        assert isinstance(app.screen, LessonScreen), "nothing was run yet"
        page.go_to("hello")
        await pilot.pause()
        await pilot.press("f5")
        await until(pilot, lambda: hello.state == "ran")
        page.go_to("what")
        await pilot.pause()
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))


async def test_whoever_looks_for_it_reads_it(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 50)) as pilot:
        page = await ready(pilot)
        page.go_to("what")
        await until(pilot, lambda: "opens with the Worker above" not in screen_text(app))
        hello = page.find("hello")
        assert isinstance(hello, RunCell)
        assert hello.waiting


@pytest.mark.parametrize("key", ["f5", "ctrl+j", "ctrl+r", "ctrl+enter"])
async def test_every_run_key_runs_in_the_editor(make_app: Make, key: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "loop")
        await pilot.press("enter", key)
        await until(pilot, lambda: cell.state == "ran")
        assert len(app.runner.requests) == 1  # type: ignore[attr-defined]
        assert cell.editor.text.count("\n") == cell.original.rstrip("\n").count("\n"), "the key typed something"


async def test_the_run_key_is_told_where_there_is_something_to_run(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        told = set()
        for key in ("n",) * 12 + ("space",) * 4:
            await pilot.press(key)
            await pilot.pause()
            shown = "F5 Run" in screen_text(app).splitlines()[-1]
            assert shown == page.check_action("run", ()), (key, page.cell)
            told.add(shown)
        assert told == {True, False}


async def test_plain_r_runs_when_reading_and_is_a_letter_when_editing(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "loop")
        await pilot.press("r")
        await until(pilot, lambda: cell.state == "ran")
        await pilot.press("enter", "r", "q")
        assert "rq" in cell.editor.text
        assert cell.state == "edited"


async def test_edited_code_and_requests_are_what_runs(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "hello")
        await pilot.press("enter")
        cell.editor.replace_all(cell.editor.text.replace("Hello", "Ola"))
        requests = cell.query_one("#requests", TextArea)
        requests.focus()
        await pilot.pause()
        await pilot.press("end", "b", "enter", "slash", "c", "f5")
        await until(pilot, lambda: cell.state == "ran")
        output = cell.query_one(".output").plain
        assert "Ola /ab" in output
        assert "Ola /c" in output


async def test_an_error_stands_under_its_line_and_goes_with_the_repair(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "hello")
        await pilot.press("enter")
        cell.editor.replace_all(cell.editor.text.replace("new Response", "new Respnse"))
        await pilot.press("f5")
        await until(pilot, lambda: cell.state == "failed")
        await pilot.pause()
        rows = screen_text(app).splitlines()
        code = next(number for number, row in enumerate(rows) if "new Respnse" in row)
        assert "ReferenceError" in rows[code + 1]
        assert "Respnse" in rows[code + 1]
        assert "✗" in rows[code + 1]
        # The cursor and a click still mean lines of code, below the message too.
        cell.editor.move_cursor((4, 0))
        await pilot.pause()
        assert cell.editor.cursor_screen_offset.y == code + 3
        await pilot.click(offset=(cell.editor.region.x + 4, code + 2))
        assert cell.editor.cursor_location[0] == 3
        cell.editor.replace_all(cell.original)
        await pilot.press("f5")
        await until(pilot, lambda: cell.state == "ran")
        assert cell.editor.notes == ()


async def test_a_note_stays_with_its_line_while_lines_come_above(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "hello")
        cell.editor.replace_all(cell.editor.text.replace("new Response", "new Respnse"))
        await pilot.press("f5")
        await until(pilot, lambda: cell.state == "failed")
        line = cell.editor.notes[0].line
        cell.editor.insert("// one\n// two\n", (0, 0))
        assert cell.editor.notes[0].line == line + 2


async def test_a_syntax_error_is_no_traceback(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "hello")
        cell.editor.replace_all("export default {\n  fetch( {\n};")
        await pilot.press("f5")
        await until(pilot, lambda: cell.state == "failed")
        output = cell.query_one(".output").plain
        assert "SyntaxError" in output
        assert "did not load" in output
        assert "Traceback" not in output


async def test_a_request_that_is_none_is_said_in_words(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "hello")
        for wrong in ("GETT /", "", "GET / with a body"):
            cell.query_one("#requests", TextArea).text = wrong
            await pilot.pause()
            cell.action_run()
            await until(pilot, lambda: cell.state == "stopped")
            assert len(cell.query_one(".output").plain) > 20
        assert not app.runner.requests  # type: ignore[attr-defined]


async def test_escape_stops_a_run_and_the_next_works(make_app: Make) -> None:
    app = make_app()
    app.runner.hold = True  # type: ignore[attr-defined]
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "loop")
        await pilot.press("f5")
        await until(pilot, lambda: cell.state == "running")
        await pilot.pause()
        assert "Esc Stop the run" in screen_text(app)
        await pilot.press("f5")
        await pilot.press("escape")
        await until(pilot, lambda: cell.state == "stopped")
        assert "You stopped this run" in cell.query_one(".output").plain
        await pilot.press("f5")
        await until(pilot, lambda: cell.state == "ran")


async def test_ctrl_c_stops_a_run_else_says_how_to_quit(make_app: Make) -> None:
    app = make_app()
    app.runner.hold = True  # type: ignore[attr-defined]
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "loop")
        await pilot.press("enter", "f5")
        await until(pilot, lambda: cell.state == "running")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: cell.state == "stopped")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "ctrl+q quits" in screen_text(app))
        assert app.is_running


@both_sizes
async def test_escape_always_comes_back_to_reading(make_app: Make, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        page = await ready(pilot)
        cell = page.find("hello")
        assert isinstance(cell, RunCell)
        cell.open_up()
        cell.action_run()
        await until(pilot, lambda: cell.state == "ran" and page.query("PathView"))
        places = [widget for widget in page.query("*") if widget.focusable]
        assert len(places) > 12
        for widget in places:
            widget.focus()
            await pilot.pause()
            assert app.focused is widget
            await pilot.press("escape")
            await pilot.pause()
            assert app.focused is page, f"{widget} kept the focus"


async def test_tab_goes_on_from_everything(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        await pilot.press("tab")
        await pilot.pause()
        seen = []
        for _ in range(40):
            if app.focused is page or app.focused in seen:
                break
            seen.append(app.focused)
            await pilot.press("tab")
            await pilot.pause()
        assert len(seen) >= 10
        assert all("\t" not in widget.text for widget in page.query(TextArea))


async def test_arrows_leave_the_editor_at_its_edges(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "loop")
        await pilot.press("enter")
        cell.editor.move_cursor((0, 0))
        await pilot.press("up")
        await pilot.pause()
        assert app.focused is page
        cell.editor.focus()
        cell.editor.move_cursor(cell.editor.document.end)
        await pilot.pause()
        await pilot.press("down")
        await pilot.pause()
        assert app.focused is cell.query_one("#requests")
        await pilot.press("down", "down")  # two requests, two lines
        await pilot.pause()
        assert app.focused is page
        assert page.cell is page.find("greet")


@both_sizes
async def test_a_task_from_failing_to_done(make_app: Make, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "greet")
        assert isinstance(cell, TaskCell)
        await pilot.press("f5")
        await until(pilot, lambda: cell.state == "ran" and "0 of 1" in screen_text(app))
        assert "expected Hi Ana, got Hi nobody" in " ".join(cell.editor.notes[0].text.split())
        assert cell.editor.notes[0].line == 3
        for hint in range(4):
            await pilot.press("h")
            assert cell.hints_shown == min(hint + 1, 3)
        assert "slice(1)" in cell.query_one(".hints").plain  # type: ignore[attr-defined]
        # Hard-coded: what is seen passes, other traffic does not.
        cell.editor.replace_all(cell.original.replace("nobody", "Ana"))
        await pilot.press("f5")
        await until(pilot, lambda: "hidden traffic: greets anyone" in cell.query_one(".checks").plain)  # type: ignore[attr-defined]
        assert not cell.passed
        assert not cell.query_one(".solution").display
        cell.editor.replace_all(cell.original.replace("'nobody'", "new URL(request.url).pathname.substring(1)"))
        await pilot.press("f5")
        await until(pilot, lambda: cell.passed)
        assert cell.query_one(".solution").display
        assert app.progress.answers("small")["greet"].right
        assert app.progress.answers("small")["q-fix"].right


async def test_reset_asks_and_undo_brings_back(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "loop")
        await pilot.press("enter", "x", "ctrl+l")
        await pilot.pause()
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert cell.changed
        await pilot.press("ctrl+l")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert not cell.changed
        cell.editor.focus()
        await pilot.press("ctrl+z")
        assert cell.changed


async def test_help_opens_and_closes_and_names_the_file(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        for opening in ("question_mark", "f1"):
            await pilot.press(opening)
            await pilot.pause()
            assert isinstance(app.screen, HelpScreen)
            assert "F5" in screen_text(app)
            await pilot.press("escape")
            await pilot.pause()
            assert isinstance(app.screen, LessonScreen)


async def test_lessons_change_with_brackets_and_keep_their_place(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        await go_to(pilot, page, "what")
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "The next lesson" in screen_text(app))
        await ready(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "A small lesson" in screen_text(app))
        page = await ready(pilot)
        assert page.cell is page.find("what")


async def test_the_view_opens_full_screen_and_escape_comes_back(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        page = await ready(pilot)
        for block, name in (("hello", "PathScreen"), ("loop", "EventLoopScreen")):
            cell = await go_to(pilot, page, block)
            await pilot.press("v")
            await until(pilot, lambda: "Run it first" in screen_text(app))
            await pilot.press("f5")
            await until(pilot, lambda cell=cell: cell.state == "ran")
            await pilot.press("v")
            await until(pilot, lambda name=name: type(app.screen).__name__ == name)
            await pilot.press("right", "escape")
            await until(pilot, lambda: isinstance(app.screen, LessonScreen))


async def test_a_wide_terminal_pins_the_picture_and_lists_the_lessons(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(200, 60)) as pilot:
        page = await ready(pilot)
        assert "The next lesson" in screen_text(app)
        cell = await go_to(pilot, page, "loop")
        await pilot.press("f5")
        await until(pilot, lambda: app.screen.query("Stage EventLoopView"))
        assert not cell.query_one(".view").display
        await pilot.press("o")
        await until(pilot, lambda: cell.query("EventLoopView"))
        assert not app.screen.query_one("Stage").display


async def test_the_arrows_step_the_picture_while_reading(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        page = await ready(pilot)
        cell = await go_to(pilot, page, "loop")
        await pilot.press("right")  # nothing has run: nothing to step
        await pilot.press("f5")
        await until(pilot, lambda: cell.query("EventLoopView"))
        picture = cell.query_one("EventLoopView")
        page.scroll_to_widget(picture, animate=False)
        await pilot.pause()
        before = screen_text(app)
        await pilot.press("right")
        await pilot.pause()
        assert app.focused is page
        assert screen_text(app) != before
        await pilot.press("left")
        await pilot.pause()
        assert screen_text(app) == before


@pytest.mark.parametrize("size", [(39, 24), (80, 11)])
async def test_below_the_floor_it_says_one_sentence(make_app: Make, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = " ".join(screen_text(app).split())
        assert text == "workerscope needs 40 columns and 12 rows. Make this window larger, or press ctrl+q."


async def test_the_smallest_terminal_still_has_everything(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(40, 12)) as pilot:
        page = await ready(pilot)
        await pilot.press("enter")
        await type_text(pilot, "x")
        await pilot.press("enter")
        await pilot.press("f5")
        cell = page.find("hello")
        assert isinstance(cell, RunCell)
        await until(pilot, lambda: cell.state == "ran")
        assert "F5 Run" in screen_text(app)
        assert isinstance(page.find("guess"), PredictionCell)


async def test_the_engine_is_let_go_at_the_end(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("q")
        await pilot.pause()
    assert app.runner.closed  # type: ignore[attr-defined]
