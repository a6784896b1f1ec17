"""Where a learner stands in the course: what is done, begun, due and next. Pure; the map screen and the plain list
show the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from course.lesson import Fix, Prediction, Task
from course.library import LoadedLesson, lessons_folder
from course.progress import Progress
from course.review import due_items

PARTS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("What a Worker is", (1, 2, 3, 4)),
    ("Where it runs", (5, 6, 7)),
    ("How it behaves", (8, 9, 10)),
    ("What it may use", (11, 12)),
    ("What next", (13, 14)),
)
"""The course's own lessons in the order in which they build on each other. None is locked."""


class LessonState(NamedTuple):
    """One lesson as the learner left it. part: the title of its part of the course, "" for lessons of others. steps:
    (done, total) of the things to do. due: questions to ask again today. next: the first that is not done."""

    loaded: LoadedLesson
    part: str
    done: bool
    by_test: bool
    begun: bool
    steps: tuple[int, int]
    due: int
    next: bool

    @property
    def word(self) -> str:
        """Its state in words."""
        if self.done:
            return "done by test" if self.by_test else "done"
        if self.begun:
            return "begun, {} of {}".format(*self.steps)
        return "next" if self.next else "not begun"


def course_map(lessons: Sequence[LoadedLesson], progress: Progress, now: datetime) -> list[LessonState]:
    """Every lesson's state, in order. now: with time zone."""
    done, by_test, begun = progress.lessons_done(), progress.lessons_done(by_test=True), progress.lessons_begun()
    following = next((one.lesson.id for one in lessons if one.lesson.id not in done), "")
    return [
        LessonState(
            loaded=one,
            part=part_of(one),
            done=one.lesson.id in done,
            by_test=one.lesson.id in by_test,
            begun=one.lesson.id in begun,
            steps=steps_done(one, progress),
            due=len(due_items(one, progress, now)),
            next=one.lesson.id == following,
        )
        for one in lessons
    ]


def part_of(loaded: LoadedLesson) -> str:
    """The part of the course that a lesson belongs to, "" for lessons that are not the course's own."""
    if loaded.folder.parent != lessons_folder():
        return ""
    return next((title for title, numbers in PARTS if loaded.lesson.number in numbers), "")


def line_of(part: str, lessons: Sequence[LoadedLesson]) -> str:
    """How the lessons of a part build on each other: "1 → 2 → 3". Only those that are there."""
    there = {one.lesson.number for one in lessons}
    numbers = next((numbers for title, numbers in PARTS if title == part), ())
    return " → ".join(str(number) for number in numbers if number in there)


def steps_done(loaded: LoadedLesson, progress: Progress) -> tuple[int, int]:
    """(done, total) of a lesson's things to do: predictions, runs, tasks and questions."""
    lesson = loaded.lesson
    answers, predictions = progress.answers(lesson.id), progress.predictions(lesson.id)
    done = 0
    for thing in (*lesson.cell, *lesson.item):
        if isinstance(thing, Prediction):
            done += thing.id in predictions
        elif isinstance(thing, (Task, Fix)):
            done += thing.id in answers and bool(answers[thing.id].right)
        else:
            done += thing.id in answers
    return done, len(lesson.cell) + len(lesson.item)


def listed(states: Sequence[LessonState]) -> list[str]:
    """The map as lines of text, for the plain mode."""
    lines: list[str] = []
    part = ""
    width = max(len(state.loaded.lesson.title) for state in states)
    lessons = [state.loaded for state in states]
    for state in states:
        if state.part and state.part != part:
            part = state.part
            lines.append(f"{part}: {line_of(part, lessons)}")
        lesson = state.loaded.lesson
        due = f", {state.due} due" if state.due else ""
        lines.append(f"  {lesson.number:>2}  {lesson.title:<{width}}  {state.word}{due}")
    return lines
