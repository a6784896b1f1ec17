"""The cells of a lesson's page, each made when its turn to be mounted comes, with what the learner left in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget

from course.lesson import Choice, Choices, Demo, Prediction, Prose, Run, Task
from course.library import shown_files
from course.widgets.cell import Cell, ProseCell
from course.widgets.demo_cell import DemoCell
from course.widgets.prediction_cell import PredictionCell
from course.widgets.question_cell import QuestionCell
from course.widgets.run_cell import RunCell
from course.widgets.summary_cell import SummaryCell
from course.widgets.task_cell import TaskCell

if TYPE_CHECKING:
    from course.lesson import Block, Item
    from course.progress import Progress
    from course.session import Session
    from engine.project import Project

WELCOME = (
    "*A course that you run.* Read on with `Space`, go to the next thing with `n`, answer or edit with `Enter`. "
    "`m` is the map of all lessons. `q` leaves at any time: everything you do is kept."
)
SELF_CHECK = (
    "## Self-check\n\nAnswer from memory, and say how sure you are. Nothing is scored; what surprises you is what to "
    "look at again."
)


def cells(session: Session, following: str) -> tuple[list[Callable[[], Widget]], dict[str, int]]:
    """A factory for every cell of the page, and the place of each block id. following: the next lesson's title."""
    lesson = session.loaded.lesson
    make: list[Callable[[], Widget]] = []
    places: dict[str, int] = {}

    def add(block: str, factory: Callable[[], Widget]) -> None:
        places[block] = len(make)
        make.append(factory)

    if session.progress.position() is None:
        add("welcome", partial(ProseCell, "welcome", Prose(WELCOME)))
    prose = 0
    before = ""  # what a question or a text follows at once: it tells what a run or race shows, or a question asks for
    for block in session.loaded.blocks:
        if isinstance(block, Prose):
            prose += 1
            add(f"prose:{prose}", partial(_after, session, before, partial(ProseCell, f"prose:{prose}", block)))
            before = ""
        elif isinstance(block, (Choice, Choices)):
            add(block.id, partial(_after, session, before, partial(_cell, session, block)))
            before = block.id
        else:
            add(block.id, partial(_cell, session, block))
            before = block.id if isinstance(block, (Run, Demo)) else ""
    if lesson.item:
        add("self-check", partial(ProseCell, "self-check", Prose(SELF_CHECK)))
    for number, item in enumerate(lesson.item, 1):
        add(item.id, partial(_question, session, item, str(number)))
    add("end", lambda: SummaryCell(lesson.item, following, session.progress.answers(session.id)))
    return make, places


def _after(session: Session, before: str, make: Callable[[], Cell]) -> Cell:
    """The cell that follows a run cell or race ("": none), held back while that one waits for a prediction; or a text
    that follows a question, held back until that is answered once."""
    cell = make()
    if not before:
        return cell
    block = session.loaded.cell(before)
    if isinstance(block, (Choice, Choices)):
        if before not in session.progress.answers(session.id):
            cell.hold_back(before, "question", "answered")
    elif _waits(session, before):
        cell.hold_back(before, "race" if isinstance(block, Demo) else "Worker", "open")
    return cell


def _waits(session: Session, run: str) -> bool:
    """Whether a run cell or race is still to be predicted: it was not run, and a prediction about it is not made."""
    made = all(words for _, words in session.predictions_about(run))
    return run not in session.progress.answers(session.id) and not made


def _cell(session: Session, block: Block) -> Cell:
    progress, lesson = session.progress, session.id
    if isinstance(block, Prediction):
        words = progress.predictions(lesson).get(block.id, "")
        return PredictionCell(block, words, progress.code(lesson, block.id, "draft") or "")
    if isinstance(block, (Run, Task)):
        cell = _run(session, block) if isinstance(block, Run) else _task(session, block)
        cell.aside = bool(progress.versions(lesson, block.id))
        return cell
    if isinstance(block, Demo):
        made = [(one, words) for one, words in session.predictions_about(block.id) if words]
        return DemoCell(block, progress.answers(lesson).get(block.id), made, waiting=_waits(session, block.id))
    assert isinstance(block, (Choice, Choices))
    return _question(session, block, "")


def _run(session: Session, block: Run) -> RunCell:
    progress, lesson, project = session.progress, session.id, session.project(block)
    return RunCell(
        block,
        project,
        _kept(progress, lesson, block, project),
        progress.code(lesson, block.id, "requests"),
        [(one, words) for one, words in session.predictions_about(block.id) if words],
        waiting=_waits(session, block.id),
    )


def _task(session: Session, block: Task) -> TaskCell:
    progress, lesson, project = session.progress, session.id, session.project(block)
    answer = progress.answers(lesson).get(block.id)
    passed = answer is not None and bool(answer.right)
    return TaskCell(
        block,
        project,
        _kept(progress, lesson, block, project),
        passed=passed,
        solution=session.solution(block) if passed else None,
        hints=progress.hints(lesson).get(block.id, 0),
    )


def _kept(progress: Progress, lesson: str, block: Run | Task, project: Project) -> dict[str, str]:
    """The learner's versions of the files of a cell."""
    texts = {file: progress.code(lesson, block.id, file) for file in shown_files(block, project)}
    return {file: text for file, text in texts.items() if text is not None}


def _question(session: Session, item: Item, number: str) -> QuestionCell:
    progress, lesson = session.progress, session.id
    draft = progress.code(lesson, item.id, "draft") or ""
    return QuestionCell(item, number, session.code_of(item), draft, progress.answers(lesson).get(item.id))
