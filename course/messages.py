"""Messages that more than one widget sends. They go up; the lesson screen acts on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from textual.widget import Widget

    from course.widgets.cell import Cell
    from course.widgets.code_cell import CodeCell
    from course.widgets.demo_cell import DemoCell
    from course.widgets.question_cell import QuestionCell
    from course.widgets.task_cell import TaskCell


@dataclass
class RunRequested(Message):
    """Send this cell's traffic to its Worker."""

    cell: CodeCell


@dataclass
class TextChanged(Message):
    """The learner typed. file: of the cell's project, "requests", or "draft" (an answer not yet given)."""

    cell: Cell
    file: str


@dataclass
class PredictionMade(Message):
    """A prediction was written down."""

    cell: Cell
    text: str


@dataclass
class AnswerGiven(Message):
    """An answer with its confidence; the screen grades it. answer: as course.grading takes it."""

    cell: QuestionCell
    answer: int | str | tuple[int, ...]
    confidence: str


@dataclass
class LeaveCell(Message):
    """The cursor went over an edge of the cell. direction: -1 up, 1 down, 0 back to reading."""

    cell: Cell
    direction: int


@dataclass
class ResetRequested(Message):
    """Show the original code again."""

    cell: CodeCell


@dataclass
class ElsewhereRequested(Message):
    """Have the cell's files edited in a program of the learner's, or no longer. file: the one to open."""

    cell: CodeCell
    file: str


@dataclass
class ViewRequested(Message):
    """Step through the cell's last run, full screen."""

    cell: CodeCell


@dataclass
class DemoRequested(Message):
    """Play this cell's demonstration, full screen."""

    cell: DemoCell


@dataclass
class PictureStepped(Message):
    """One step in the picture of the cell's last run, while reading. direction: 1 on, -1 back."""

    cell: Cell
    direction: int


@dataclass
class GoTo(Message):
    """Show another cell of this lesson, by its id."""

    block: str


@dataclass
class OpenPlace(Message):
    """Show a place of any lesson. lesson: its id. block: a cell's id or "prose:N"; "": where the learner left it. text:
    words of it to bring into view."""

    lesson: str
    block: str = ""
    text: str = ""


@dataclass
class TakeTest(Message):
    """Take the self-check of a lesson at once. lesson: its id."""

    lesson: str


@dataclass
class Shown(Message):
    """Something of a cell was shown that may be below the fold: it is brought into view. whole: to its end."""

    widget: Widget
    whole: bool = False


@dataclass
class HintShown(Message):
    """The learner asked for a hint. count: how many of the task's they have seen now."""

    cell: TaskCell
    count: int
