"""Finding the way: map, test out, search, words, limits, notes and the review of today, with keys and mouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from course import progress as progress_module
from course import themes
from course.app import CourseApp
from course.lesson import Fix
from course.library import find_lesson, load_lessons
from course.messages import AnswerGiven, TakeTest
from course.progress import Progress
from course.screens.finding import FindingScreen
from course.screens.glossary import GlossaryScreen, WordsScreen
from course.screens.lesson import LessonScreen
from course.screens.limits import LimitsScreen
from course.screens.map import MapScreen
from course.screens.notes import NoteScreen, NotesScreen
from course.screens.questions import QuestionsScreen
from course.screens.search import SearchScreen
from course.screens.test_out import SelfTestScreen
from course.screens.today import TodayScreen
from course.widgets.find_bar import FindBar
from course.widgets.links_cell import LinksCell, PlaceLink
from course.widgets.note_line import NoteLine
from course.widgets.question_cell import QuestionCell

from .conftest import SIZES, HereRunner, notebook, ready, screen_text, type_text, until
from .test_themes import faint

Make = Callable[..., CourseApp]


async def shown(pilot: Pilot[None], kind: type) -> None:
    """Waits for a screen of this kind."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_mounted)
    await pilot.pause()


def lesson_of(app: App[None]) -> str:
    assert isinstance(app.screen, LessonScreen)
    return app.screen.session.id


def whole_course(lesson: str = "1") -> CourseApp:
    """The real lessons; the learner's file is the test's."""
    lessons = load_lessons()
    return CourseApp(lessons, find_lesson(lessons, lesson), Progress(), HereRunner())


def answer_days_ago(app: CourseApp, monkeypatch: pytest.MonkeyPatch, days: int, *answers: tuple[object, ...]) -> None:
    """Saves answers as if they had been given some days ago."""
    then = (datetime.now(timezone.utc) - timedelta(days=days)).isoformat()
    with monkeypatch.context() as patched:
        patched.setattr(progress_module, "_now", lambda: then)
        for answer in answers:
            app.progress.save_answer(*answer)  # type: ignore[arg-type]


# --- the map ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [*SIZES, (44, 16), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_map_tells_the_state_of_every_lesson_and_opens_any(make_app: Make, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        app.progress.save_lesson_done("small")
        await pilot.press("m")
        await shown(pilot, MapScreen)
        text = screen_text(app)
        assert "1 of 2 lessons done" in text
        rows = text.split("\n")
        first, second = (next(row for row in rows if f"  {number}  " in row) for number in (1, 2))
        assert " done" in first
        assert " next" in second
        await pilot.press("down", "enter")
        await shown(pilot, LessonScreen)
        assert lesson_of(app) == "next"
        assert app.screen_stack == [app.screen]
        position = app.progress.position()
        assert position is not None
        assert position.lesson == "next"


async def test_f2_opens_the_map_from_an_editor_and_escape_goes_back(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("q-predict")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await type_text(pilot, "m")
        assert isinstance(app.screen, LessonScreen)
        await pilot.press("f2")
        await shown(pilot, MapScreen)
        await pilot.press("escape")
        await shown(pilot, LessonScreen)
        cell = page.find("q-predict")
        assert isinstance(cell, QuestionCell)
        assert cell.control_widget.text == "m"


async def test_the_mouse_opens_lessons_and_the_other_screens(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await shown(pilot, MapScreen)
        bar = screen_text(app).split("\n")[0]
        for word, kind in (("Words", GlossaryScreen), ("Limits", LimitsScreen), ("Notes", NotesScreen)):
            await pilot.click(FindBar, offset=(bar.index(word), 0))
            await shown(pilot, kind)
            assert len(app.screen_stack) == 2
        await pilot.click(FindBar, offset=(bar.index("Map"), 0))
        await shown(pilot, MapScreen)
        row = next(number for number, line in enumerate(screen_text(app).split("\n")) if "The next lesson" in line)
        await pilot.click(offset=(10, row))
        await shown(pilot, LessonScreen)
        assert lesson_of(app) == "next"


# --- testing out -----------------------------------------------------------------------------------------------------

RIGHT: dict[str, int | str | tuple[int, ...]] = {
    "q-choice": 1,
    "q-choices": (0, 1),
    "q-order": (0, 1, 2),
    "q-number": "100",
}


async def give(pilot: Pilot[None], block: str, answer: int | str | tuple[int, ...]) -> QuestionCell:
    """Gives an answer on a screen of questions and waits for its mark."""
    screen = pilot.app.screen
    assert isinstance(screen, QuestionsScreen)
    cell = screen.notebook.find(block)
    assert isinstance(cell, QuestionCell)
    before = len(screen.first_marks)
    cell.post_message(AnswerGiven(cell, answer, "sure"))
    await until(pilot, lambda: len(screen.first_marks) > before)
    await pilot.pause()
    return cell


async def begin_test(pilot: Pilot[None]) -> SelfTestScreen:
    await ready(pilot)
    await pilot.press("m")
    await shown(pilot, MapScreen)
    await pilot.press("s")
    await shown(pilot, SelfTestScreen)
    screen = pilot.app.screen
    assert isinstance(screen, SelfTestScreen)
    await until(pilot, lambda: screen.notebook.complete)
    return screen


async def test_all_right_at_the_first_try_is_done_by_test(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await begin_test(pilot)
        assert [posed.item.id for posed in screen.posed] == [
            "q-choice",
            "q-choices",
            "q-predict",
            "q-order",
            "q-number",
        ]
        key = await screen.session.runner.run(_request(screen))
        for block, answer in {**RIGHT, "q-predict": str(key.result.steps[0].body)}.items():
            assert app.progress.lessons_done() == set()
            await give(pilot, block, answer)
        assert app.progress.lessons_done(by_test=True) == {"small"}
        foot = screen.notebook.cells[-1]
        assert isinstance(foot, LinksCell)
        await pilot.press("end")
        await pilot.pause()
        assert "All 5 right. Lesson 1 is done by test." in screen_text(app)
        await pilot.press("m")
        await shown(pilot, MapScreen)
        assert "done by test" in screen_text(app)


def _request(screen: SelfTestScreen) -> object:
    from course.answer_keys import key_request

    request = key_request(screen.session.loaded, screen.session.loaded.item("q-predict"))
    assert request is not None
    return request


async def test_one_miss_and_the_lesson_is_not_done_but_a_link_leads_to_its_experiment(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await begin_test(pilot)
        await give(pilot, "q-choice", 0)
        cell = screen.notebook.find("q-choice")
        assert isinstance(cell, QuestionCell)
        cell.post_message(AnswerGiven(cell, 1, "sure"))  # the second try is right, and does not count
        await until(pilot, lambda: app.progress.answers("small")["q-choice"].right)
        for block, answer in {**RIGHT, "q-predict": "wrong"}.items():
            if block != "q-choice":
                await give(pilot, block, answer)
        assert app.progress.lessons_done() == set()
        await pilot.press("end")
        await pilot.pause()
        assert "3 of 5 right at the first try." in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.focused, PlaceLink)
        await pilot.press("down", "enter")
        await shown(pilot, LessonScreen)
        await until(pilot, lambda: (cell := notebook(app).cell) is not None and cell.block == "hello")
        question = notebook(app).find("q-choice")
        assert isinstance(question, QuestionCell)
        assert "right" in screen_text_of(question)


def screen_text_of(question: QuestionCell) -> str:
    """The head of a question: its state in words."""
    return str(question.query_one(".bar").render())


# --- search ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_search_finds_while_typing_and_opens_the_place(size: tuple[int, int]) -> None:
    app = whole_course()
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("slash")
        await shown(pilot, SearchScreen)
        await type_text(pilot, "AN ISOLATE THAT TAKES")
        await until(pilot, lambda: "condemned" in screen_text(app))
        field = app.screen.query_one(Input)
        field.value = "Seventh Waits"
        await until(pilot, lambda: "Connections waiting for headers" in screen_text(app))
        field.value = "fifty microtasks nowhere"
        await until(pilot, lambda: "Nothing here" in screen_text(app))
        field.value = "many are in flight"
        await until(pilot, lambda: "M5" in screen_text(app))
        await pilot.press("enter")
        await shown(pilot, LessonScreen)
        assert lesson_of(app) == "one-thread-many-requests"


async def test_search_goes_to_the_block(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+f")
        await shown(pilot, SearchScreen)
        await type_text(pilot, "at once")
        await until(pilot, lambda: "Two at once" in screen_text(app))
        await pilot.press("enter")
        await shown(pilot, LessonScreen)
        await until(pilot, lambda: (cell := notebook(app).cell) is not None and cell.block == "loop")


# --- words and limits ------------------------------------------------------------------------------------------------


async def test_the_words_on_the_screen_then_all() -> None:
    app = whole_course()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        await pilot.press("end")
        await pilot.pause()
        page.scroll_home(animate=False)
        await pilot.pause()
        await pilot.press("d")
        await shown(pilot, WordsScreen)
        text = screen_text(app)
        assert "Words on this screen" in text
        assert "A deployed project: an entry point and a configuration." in text
        assert "wakes itself" not in text
        await pilot.press("d")
        await shown(pilot, GlossaryScreen)
        await pilot.press("slash")
        await type_text(pilot, "colo")
        await until(pilot, lambda: "A place where the network has servers." in screen_text(app))
        assert "alarm" not in screen_text(app)


async def test_limits_tell_what_tutorials_still_teach() -> None:
    app = whole_course()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("l")
        await shown(pilot, LimitsScreen)
        await pilot.press("slash")
        await type_text(pilot, "cpu time of a request")
        await pilot.pause()
        text = screen_text(app)
        assert "Tutorials still say: 50 ms or 30 s on the paid plan" in text
        assert "error 1102, outcome exceededCpu" in text
        await pilot.press("enter")
        await shown(pilot, LessonScreen)
        assert lesson_of(app) == find_lesson(app.lessons, "11").lesson.id


# --- notes -----------------------------------------------------------------------------------------------------------


async def test_a_note_is_kept_shown_listed_edited_and_taken_away(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        page.go_to("what")
        await pilot.pause()
        await pilot.press("c")
        await shown(pilot, NoteScreen)
        await type_text(pilot, "Ask Ana")
        assert [note.text for note in app.progress.notes("small")] == ["Ask Ana"]  # kept before the screen closes
        await pilot.press("escape")
        await shown(pilot, LessonScreen)
        cell = page.find("what")
        assert cell is not None
        await until(pilot, lambda: "Ask Ana" in screen_text(app))
        assert "your note  Ask Ana" in cell.query_one(NoteLine).plain
        await pilot.press("C")
        await shown(pilot, NotesScreen)
        assert "What made it run?" in screen_text(app)
        await pilot.press("e")
        await shown(pilot, NoteScreen)
        await type_text(pilot, "!")
        await pilot.press("escape")
        await shown(pilot, NotesScreen)
        assert "Ask Ana!" in screen_text(app)
        await pilot.press("enter")
        await shown(pilot, LessonScreen)
        await until(pilot, lambda: page.cell is cell and "Ask Ana!" in screen_text(app))
        await pilot.click(NoteLine)
        await shown(pilot, NoteScreen)
        app.screen.query_one(TextArea).text = ""
        await pilot.press("escape")
        await shown(pilot, LessonScreen)
        await until(pilot, lambda: not cell.query(NoteLine))
        assert app.progress.notes() == []


async def test_notes_are_there_again_when_the_lesson_is_opened(make_app: Make) -> None:
    app = make_app()
    app.progress.save_note("small", "prose:1", "one\ntwo [b]three")
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        await until(pilot, lambda: bool(page.query(NoteLine)))
        await pilot.pause()
        assert "two [b]three" in screen_text(app)


# --- today -----------------------------------------------------------------------------------------------------------


async def test_nothing_due_tells_what_comes_next(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("t")
        await shown(pilot, TodayScreen)
        text = screen_text(app)
        assert "Nothing is due today" in text
        assert "Go on with lesson 1: A small lesson" in text
        await pilot.press("escape")
        await shown(pilot, LessonScreen)


async def test_what_is_due_is_asked_marked_and_quotes_the_prediction(
    make_app: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    answer_days_ago(app, monkeypatch, 4, ("small", "q-choice", "b", True, "sure"), ("small", "q-fix", "x", True, ""))
    app.progress.save_prediction("small", "guess", "a [red] tea")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "1 question waits for review" in screen_text(app)
        await pilot.press("t")
        await shown(pilot, TodayScreen)
        screen = app.screen
        assert isinstance(screen, TodayScreen)
        assert [posed.item.id for posed in screen.posed] == ["q-choice"]
        await until(pilot, lambda: screen.notebook.complete)
        await pilot.press("n", "n", "enter")
        await pilot.pause()
        await pilot.press("a", "1")
        await until(pilot, lambda: bool(screen.first_marks))
        await pilot.pause()
        text = screen_text(app)
        assert "Not yet." in text
        assert "Before you ran it, you said  “a [red] tea”" in text
        await pilot.press("escape", "w")
        await shown(pilot, LessonScreen)
        await until(pilot, lambda: (cell := notebook(app).cell) is not None and cell.block == "hello")
        assert app.progress.answers("small")["q-choice"].right is False


async def test_a_belief_shown_twice_brings_the_lesson_that_refutes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    app = whole_course()
    loaded, item, place, tag = next(
        (loaded, item, place, option.misconception)
        for loaded in app.lessons
        for item in loaded.lesson.item
        for place, option in enumerate(getattr(item, "options", ()))
        if option.misconception and type(item).__name__ == "Choice"
    )
    answer_days_ago(app, monkeypatch, 4, (loaded.lesson.id, item.id, "a", False, "sure", (tag,)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("t")
        await shown(pilot, TodayScreen)
        screen = app.screen
        assert isinstance(screen, TodayScreen)
        await until(pilot, lambda: screen.notebook.complete)
        foot = screen.notebook.cells[-1]
        assert not foot.query(PlaceLink)
        cell = await give(pilot, item.id, place)
        assert "2 of your answers say" in cell.query_one(".feedback").plain  # type: ignore[attr-defined]
        await until(pilot, lambda: bool(foot.query(PlaceLink)))
        await pilot.press("end", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await shown(pilot, LessonScreen)
        from course.reference import load_reference

        belief = load_reference().misconception(tag)
        assert belief is not None
        number = belief.lesson
        there = [one.lesson.id for one in app.lessons if one.lesson.number == number]
        if there:
            assert lesson_of(app) == there[0]


# --- seen by everyone ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [theme.name for theme in themes.THEMES])
async def test_every_text_can_be_read(make_app: Make, theme: str) -> None:
    app = make_app()
    app.theme = theme
    app.progress.save_note("small", "prose:1", "mine")
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert faint(app) == set()
        for key, kind in (("m", MapScreen), ("d", GlossaryScreen), ("l", LimitsScreen), ("c", NotesScreen)):
            await pilot.press(key)
            if key == "d":
                await shown(pilot, FindingScreen)
            await shown(pilot, kind)
            assert faint(app) == set(), kind
        await pilot.press("ctrl+f")
        await shown(pilot, SearchScreen)
        assert faint(app) == set()
        await type_text(pilot, "worker")
        await pilot.pause()
        assert faint(app) == set()
        await pilot.press("escape", "t")
        await shown(pilot, TodayScreen)
        assert faint(app) == set()
        await pilot.press("escape", "d")
        await shown(pilot, WordsScreen)
        assert faint(app) == set()
        await pilot.press("escape", "c")
        await shown(pilot, NoteScreen)
        assert faint(app) == set()


async def test_the_chosen_row_is_seen_without_colours(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await shown(pilot, MapScreen)

        def turned() -> str:
            strips = app.screen._compositor.render_strips()[1:]  # the head marks its own screen
            return "".join(part.text for strip in strips for part in strip if part.style and part.style.reverse)

        assert "A small lesson" in turned()
        await pilot.press("down")
        await pilot.pause()
        assert "The next lesson" in turned()
        assert "A small lesson" not in turned()


async def test_the_words_that_were_found_are_brought_into_view() -> None:
    app = whole_course("2")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("slash")
        await shown(pilot, SearchScreen)
        app.screen.query_one(Input).value = "every javascript platform"
        await until(pilot, lambda: app.screen.chooser.entry is not None)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await shown(pilot, LessonScreen)
        page = await ready(pilot)
        await until(pilot, lambda: "Every JavaScript platform" in screen_text(app))
        assert page.scroll_y > 0


async def test_the_list_of_lessons_beside_a_wide_page_knows_what_is_done_meanwhile(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(200, 50)) as pilot:
        await ready(pilot)
        assert "✓  2  The next lesson" not in screen_text(app)
        await pilot.press("m")
        await shown(pilot, MapScreen)
        app.progress.save_lesson_done("next", by_test=True)
        await pilot.press("escape")
        await shown(pilot, LessonScreen)
        assert "✓  2  The next lesson" in screen_text(app)


async def test_every_lesson_of_the_course_can_be_tested() -> None:
    app = whole_course()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for loaded in app.lessons:
            app.post_message(TakeTest(loaded.lesson.id))
            await until(pilot, lambda: isinstance(app.screen, SelfTestScreen) and app.screen.notebook.complete)
            screen = app.screen
            assert isinstance(screen, SelfTestScreen)
            assert screen.session.loaded is loaded
            asked = [cell.block for cell in screen.notebook.cells if isinstance(cell, QuestionCell)]
            assert asked == [item.id for item in loaded.lesson.item if not isinstance(item, Fix)]
            assert len(asked) >= 4
            await pilot.press("escape")
            await shown(pilot, LessonScreen)
