"""From an answer to its mark on screen: in a lesson, a review and a test alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.grading import Answer, Grade
    from course.session import Session
    from course.widgets.question_cell import QuestionCell


async def mark(session: Session, cell: QuestionCell, answer: Answer, confidence: str) -> Grade | None:
    """Marks the answer that a cell gave, keeps it, and shows the mark there with what the learner said before. None for
    one that could not be compared: the cell says why."""
    from course.answer_keys import KeyNotFound
    from course.grading import AnswerError
    from course.messages import Shown
    from course.reminders import reminders
    from engine.errors import EngineError

    graded = None
    why = "This answer could not be compared. Answer again."
    try:
        graded = await session.grade(cell.item, answer, confidence)
    except (AnswerError, EngineError, KeyNotFound) as error:
        why = str(error)
    finally:
        if graded is None and cell.is_attached:
            cell.not_compared(why)
    if graded is not None and cell.is_attached:
        cell.show_grade(graded, confidence, reminders(session.loaded, cell.item, graded, session.progress))
        cell.post_message(Shown(cell.told))
    return graded
