"""`workerscope quiz`: the self-check questions one by one, as linear text, graded at once."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path

from course.exit_status import DONE, WRONG_USAGE
from course.lesson import Item
from course.library import LessonError, LoadedLesson, find_lesson, load_lessons
from course.plain_console import PlainConsole, Quit
from course.plain_engine import PlainEngine
from course.plain_questions import ask_question
from course.progress import Progress
from course.review import MOST_ITEMS, due


def quiz(lesson_name: str | None, due_only: bool, directory: Path | None = None) -> int:
    """The command. lesson_name: only that lesson's questions. due_only: what is due for review. directory: a folder of
    lessons (None: the course's own). Gives the status."""
    console = PlainConsole()
    try:
        lessons = load_lessons(directory)
        if lesson_name:
            lessons = [find_lesson(lessons, lesson_name)]
        with Progress() as progress, PlainEngine() as engine:
            if progress.notice:
                console.line(progress.notice)
            asked = _due(lessons, progress) if due_only else _all(lessons)
            if not asked:
                console.line("Nothing is due today. Questions come back 1, 3, 7, 21 and 60 days after you answer them.")
                return DONE
            _ask(asked, console, engine, progress)
    except LessonError as error:
        print(f"workerscope: {error}", file=sys.stderr)
        return WRONG_USAGE
    except Quit:
        console.line("Your answers are saved.")
    return DONE


def _all(lessons: list[LoadedLesson]) -> list[tuple[LoadedLesson, Item]]:
    return [(loaded, item) for loaded in lessons for item in loaded.lesson.item]


def _due(lessons: list[LoadedLesson], progress: Progress) -> list[tuple[LoadedLesson, Item]]:
    """What is due, of all lessons mixed, at most a session's worth."""
    now = datetime.now(timezone.utc)
    found: list[tuple[LoadedLesson, Item]] = []
    for loaded in lessons:
        items = {item.id: item for item in loaded.lesson.item}
        found += [(loaded, items[id]) for id in due(progress.history(loaded.lesson.id), now) if id in items]
    return found[:MOST_ITEMS]


def _ask(
    asked: list[tuple[LoadedLesson, Item]], console: PlainConsole, engine: PlainEngine, progress: Progress
) -> None:
    right = answered = 0
    console.line("Type q to leave. Every answer is saved as you give it.")
    for number, (loaded, item) in enumerate(asked, 1):
        name = f"Question {number} of {len(asked)}, from lesson {loaded.lesson.number}"
        graded = ask_question(loaded, item, name, console, engine, progress)
        answered += graded is not None
        right += graded is not None and graded.right
    if answered:
        console.heading(f"{right} of {answered} right.")
