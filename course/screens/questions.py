"""Questions outside their lessons, one under the other: what a review and a test have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

from course import keymap
from course.lesson import Item, Prose
from course.messages import AnswerGiven, GoTo, OpenPlace, TextChanged
from course.screens.failure import tell_failure
from course.screens.marking import mark
from course.session import Session
from course.widgets.cell import ProseCell
from course.widgets.find_bar import FindBar
from course.widgets.links_cell import Link, LinksCell
from course.widgets.notebook import Notebook
from course.widgets.question_cell import QuestionCell
from course.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from course.app import CourseApp

ONLY_IN_LESSONS = ("note", "words", "pin", "next_lesson", "previous_lesson")
"""Keys of reading that have no sense here."""


class Posed(NamedTuple):
    """A question, and the lesson and learner that it belongs to."""

    session: Session
    item: Item

    @property
    def key(self) -> tuple[str, str]:
        """(id of the lesson, id of the question)."""
        return self.session.id, self.item.id


class QuestionsScreen(Screen[None]):
    """posed: what is asked, in order. A subclass says what stands above and below."""

    BINDINGS = keymap.QUESTIONS
    AUTO_FOCUS = "Notebook"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
    here = ""

    def __init__(self, posed: Sequence[Posed]) -> None:
        super().__init__()
        self.posed = tuple(posed)
        self.first_marks: dict[tuple[str, str], bool] = {}
        """Posed.key → whether the first answer given here was right."""
        self._cells: dict[Widget, Posed] = {}

    def head(self) -> str:
        """What stands above the questions. Markdown."""
        raise NotImplementedError

    def foot(self) -> tuple[str, Sequence[Link]]:
        """What stands below them: Markdown and links. Asked for again after every answer."""
        raise NotImplementedError

    @property
    def course(self) -> CourseApp:
        """The app, with its lessons and the learner's progress."""
        return cast("CourseApp", self.app)

    @property
    def notebook(self) -> Notebook:
        """The page."""
        return self.query_one(Notebook)

    def compose(self) -> ComposeResult:
        make: list[Callable[[], Widget]] = [lambda: ProseCell("head", Prose(self.head()))]
        make += [partial(self._cell, number, posed) for number, posed in enumerate(self.posed, 1)]
        make.append(lambda: LinksCell("foot", *self.foot()))
        yield FindBar(self.here)
        yield Notebook(make)
        yield StatusLine()

    def _cell(self, number: int, posed: Posed) -> QuestionCell:
        lesson = posed.session.loaded.lesson
        where = f"{number} of {len(self.posed)}, from lesson {lesson.number}"
        cell = QuestionCell(posed.item, where, posed.session.code_of(posed.item))
        self._cells[cell] = posed
        return cell

    # --- answers ---------------------------------------------------------------------------------------------------

    @on(AnswerGiven)
    def _answer_given(self, event: AnswerGiven) -> None:
        event.stop()
        self._grade(event.cell, event.answer, event.confidence)

    @work(exit_on_error=False)
    async def _grade(self, cell: QuestionCell, answer: int | str | tuple[int, ...], confidence: str) -> None:
        posed = self._cells[cell]
        graded = await mark(posed.session, cell, answer, confidence)
        if graded is not None:
            self.first_marks.setdefault(posed.key, graded.right)
            self.marked()
            await self.query_one("LinksCell", LinksCell).show(*self.foot())

    @on(Worker.StateChanged)
    def _work_failed(self, event: Worker.StateChanged) -> None:
        tell_failure(self, event)

    def marked(self) -> None:
        """One more answer is marked."""

    @on(TextChanged)
    def _text_changed(self, event: TextChanged) -> None:
        event.stop()  # what is typed here is no draft of the lesson's own cell

    # --- leading on ------------------------------------------------------------------------------------------------

    @on(GoTo)
    def _go_to(self, event: GoTo) -> None:
        """To the experiment that a question is about: it is in the lesson."""
        event.stop()
        cell = self.notebook.cell
        if cell in self._cells:
            self.post_message(OpenPlace(self._cells[cell].session.id, event.block))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in ONLY_IN_LESSONS

    def action_back(self) -> None:
        """From an answer to reading, from reading to the lesson."""
        if self.focused is not None and not isinstance(self.focused, Notebook):
            self.notebook.leave()
        else:
            self.dismiss()
