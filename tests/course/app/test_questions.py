"""Every kind of question: answered with keys, marked, explained, kept, and there again after a restart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from course.app import CourseApp
from course.widgets.confidence import ConfidenceBar
from course.widgets.notebook import Notebook
from course.widgets.options import Options
from course.widgets.order_list import OrderList
from course.widgets.prose import Wrapped
from course.widgets.question_cell import QuestionCell

from .conftest import SIZES, notebook, ready, screen_text, type_text, until

Make = Callable[..., CourseApp]


async def question(pilot: Pilot[None], page: Notebook, block: str) -> QuestionCell:
    """Goes to a question and into it."""
    page.go_to(block)
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()
    cell = page.cell
    assert isinstance(cell, QuestionCell)
    assert pilot.app.focused is cell.control_widget
    return cell


async def sure(pilot: Pilot[None], cell: QuestionCell, key: str = "1") -> str:
    """Says how sure, waits for the mark, and gives the feedback."""
    await until(pilot, lambda: isinstance(pilot.app.focused, ConfidenceBar))
    await pilot.press(key)
    feedback = cell.query_one(".feedback", Wrapped)
    await until(pilot, lambda: feedback.display)
    await pilot.pause()
    goes_on = "One more try" not in feedback.plain
    assert isinstance(pilot.app.focused, Notebook) if goes_on else pilot.app.focused is cell.control_widget
    return feedback.plain


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_wrong_choice_explains_itself_only_then_everything(make_app: Make, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        page = await ready(pilot)
        cell = await question(pilot, page, "q-choice")
        await pilot.press("a")
        feedback = await sure(pilot, cell)
        assert "Not yet" in feedback
        assert "You were sure" in feedback
        text = screen_text(app)
        assert "It never sees the code." in text
        assert "For each request." not in text
        await pilot.press("2")
        feedback = await sure(pilot, cell, "3")
        assert "Right." in feedback
        text = screen_text(app)
        assert "For each request." in text
        assert "Then nothing would answer." in text
        history = [(one.answer, one.right, one.confidence) for one in app.progress.history("small")]
        assert history == [("a", False, "sure"), ("b", True, "guess")]


async def test_after_a_wrong_answer_w_goes_to_the_worker_it_is_about(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await question(pilot, page, "q-choice")
        await pilot.press("w")
        assert page.cell is cell
        await pilot.press("c")
        await sure(pilot, cell)
        await pilot.press("w")
        await pilot.pause()
        assert page.cell is page.find("hello")


async def test_many_options_are_marked_then_answered(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await question(pilot, page, "q-choices")
        await pilot.press("enter")
        assert "Mark at least one" in cell.query_one(".feedback", Wrapped).plain
        await pilot.press("space", "enter")
        assert "1 more would be right." in await sure(pilot, cell, "2")
        await pilot.press("down", "space", "enter")
        assert "Right." in await sure(pilot, cell, "2")
        assert app.progress.answers("small")["q-choices"].answer == "a b"


async def test_the_mouse_chooses_too(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("q-choice")
        await pilot.pause()
        cell = page.find("q-choice")
        assert isinstance(cell, QuestionCell)
        await pilot.click(cell.control_widget, offset=(12, 1))
        await until(pilot, lambda: cell.query_one(ConfidenceBar).display)
        await pilot.pause()
        bar = cell.query_one(ConfidenceBar)
        await pilot.click(bar, offset=(bar.render().plain.index("think"), 0))
        await until(pilot, lambda: "q-choice" in app.progress.answers("small"))
        assert app.progress.answers("small")["q-choice"][1:4] == ("b", True, "think so")


async def test_predicted_output_is_compared_with_what_the_engine_gives(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await question(pilot, page, "q-predict")
        await pilot.press("enter")
        assert "Type your answer first" in cell.query_one(".feedback", Wrapped).plain
        await type_text(pilot, "Hello x")
        await pilot.press("enter")
        assert "Not yet" in await sure(pilot, cell)
        cell.control_widget.clear()  # type: ignore[attr-defined]
        await type_text(pilot, " Hello  x")
        await pilot.press("enter")
        told = cell.query_one(".feedback", Wrapped)
        await until(pilot, lambda: "That is the answer you gave already." in told.plain)
        assert "One more try" in told.plain
        assert not cell.query_one(ConfidenceBar).display
        assert len(app.progress.history("small")) == 1
        cell.control_widget.clear()  # type: ignore[attr-defined]
        await type_text(pilot, "Hello y")
        await pilot.press("enter")
        told.display = False
        assert "Expected  Hello /x" in await sure(pilot, cell), "the second try, and now everything is told"
        await pilot.press("enter")
        cell.control_widget.clear()  # type: ignore[attr-defined]
        await type_text(pilot, "Hello /x")
        await pilot.press("enter")
        assert "The path is /x." in await sure(pilot, cell)


async def test_a_number_with_its_unit_and_words_instead_of_one(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await question(pilot, page, "q-number")
        await type_text(pilot, "lots")
        await pilot.press("enter")
        assert "Type a number" in cell.query_one(".feedback", Wrapped).plain
        assert not cell.query_one(ConfidenceBar).display
        cell.control_widget.clear()  # type: ignore[attr-defined]
        await type_text(pilot, "0.1 s")
        await pilot.press("enter")
        assert "Right." in await sure(pilot, cell)


async def test_lines_are_carried_into_order(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await question(pilot, page, "q-order")
        lines = cell.control_widget
        assert isinstance(lines, OrderList)
        assert lines.order != (0, 1, 2), "shown already solved"
        for wanted in range(3):  # bubble each line up to its place
            while lines.cursor != lines.order.index(wanted):
                await pilot.press("down" if lines.cursor < lines.order.index(wanted) else "up")
            await pilot.press("space")
            while lines.cursor != wanted:
                await pilot.press("up")
            await pilot.press("space")
        assert lines.order == (0, 1, 2)
        await pilot.press("enter")
        assert "Right." in await sure(pilot, cell)


async def test_a_fix_question_leads_to_its_task(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        await question(pilot, page, "q-fix")
        await pilot.press("enter")
        await pilot.pause()
        assert page.cell is page.find("greet")
        assert app.focused is page


async def test_answers_are_there_again_and_the_lesson_counts_as_done(make_app: Make) -> None:
    app = make_app()
    progress = app.progress
    for item, answer, right in (
        ("q-choice", "b", True),
        ("q-choices", "a c", False),
        ("q-predict", "Hello /x", True),
        ("q-number", "5 ms", False),
        ("q-fix", "passed", True),
        ("greet", "passed", True),
    ):
        progress.save_answer("small", item, answer, right, "sure")
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        choice = page.find("q-choice")
        assert isinstance(choice, QuestionCell)
        assert choice.query_one(Options).marked == {1}
        assert "5 ms" in page.find("q-number").query_one(".feedback", Wrapped).plain  # type: ignore[union-attr]
        assert "Still open: question 4" in page.find("end").query_one(Wrapped).plain  # type: ignore[union-attr]
        assert progress.lessons_done() == set()
        cell = await question(pilot, page, "q-order")
        cell.control_widget.order = (0, 1, 2)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await sure(pilot, cell)
        await until(pilot, lambda: "This lesson is done" in page.find("end").query_one(Wrapped).plain)  # type: ignore[union-attr]
        assert progress.lessons_done() == {"small"}
        assert "question 2, 5" in page.find("end").query_one(Wrapped).plain.replace("\n", " ")  # type: ignore[union-attr]
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        order = page.find("q-order")
        assert isinstance(order, QuestionCell)
        assert order.query_one(OrderList).order == (0, 1, 2)
        assert notebook(app) is page


@pytest.mark.parametrize("block", ["q-choice", "q-order", "q-fix"])
async def test_n_and_p_go_on_from_inside_a_question(make_app: Make, block: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        cell = await question(pilot, page, block)
        place = page.cells.index(cell)
        await pilot.press("n")
        await until(pilot, lambda: page.current == place + 1)
        assert app.focused is page
        await question(pilot, page, block)
        await pilot.press("p")
        await until(pilot, lambda: page.current == place - 1)
