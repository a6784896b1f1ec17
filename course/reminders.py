"""What the learner said before, brought up when an answer is marked: their prediction, and a belief shown again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from course.glyphs import quoted
from course.lesson import Fix, Item, Prediction
from course.library import LoadedLesson, own_lesson
from course.progress import Progress
from course.review import beliefs
from course.visible import visible

if TYPE_CHECKING:
    from course.grading import Grade


class Reminder(NamedTuple):
    """label: whose words they are. text: the words."""

    label: str
    text: str


def reminders(loaded: LoadedLesson, item: Item, graded: Grade, progress: Progress) -> list[Reminder]:
    """For a marked answer: what the learner predicted of the Worker that the question is about; and, where the answer
    shows a belief that an earlier one showed too, what is so and which lesson shows it."""
    found: list[Reminder] = []
    if item.replay and not isinstance(item, Fix):
        words = progress.predictions(loaded.lesson.id)
        for cell in loaded.lesson.cell:
            if isinstance(cell, Prediction) and cell.about == item.replay and words.get(cell.id):
                found.append(Reminder("Before you ran it, you said", quoted(visible(words[cell.id]))))
    for belief in beliefs(progress):
        known = belief.misconception
        if known.id in graded.misconceptions:
            told = f"{quoted(known.belief)} {known.truth} Lesson {known.lesson} shows it."
            found.append(Reminder(f"{belief.times} of your answers say", told))
    return found


def missed_lessons(progress: Progress, lessons: Sequence[LoadedLesson]) -> list[tuple[str, LoadedLesson]]:
    """For each belief shown again and again: what is so, and the lesson that shows it, where it is there."""
    found = [(one.misconception, own_lesson(lessons, one.misconception.lesson)) for one in beliefs(progress)]
    return [(f"{quoted(known.belief)} {known.truth}", loaded) for known, loaded in found if loaded is not None]
