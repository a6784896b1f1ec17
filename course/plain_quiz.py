"""`workerscope quiz`: the self-check questions one by one, as linear text, graded at once."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path

from course.exit_status import DONE, WRONG_USAGE
from course.library import LessonError, LoadedLesson, find_lesson, load_lessons
from course.plain_console import PlainConsole, Quit
from course.plain_engine import PlainEngine
from course.plain_questions import ask_question
from course.progress import Progress
from course.review import Asked, beliefs, today


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
            asked = today(lessons, progress, datetime.now(timezone.utc)) if due_only else _all(lessons)
            if not asked:
                console.line("Nothing is due today. Questions come back 1, 3, 7, 21 and 60 days after you answer them.")
                return DONE
            passed = _ask(asked, console, engine, progress)
            if lesson_name and not due_only and passed:
                progress.save_lesson_done(lessons[0].lesson.id, by_test=True)
                console.line(f"All right: lesson {lessons[0].lesson.number} is done by test.")
    except LessonError as error:
        print(f"workerscope: {error}", file=sys.stderr)
        return WRONG_USAGE
    except Quit:
        console.line("Your answers are saved.")
    return DONE


def _all(lessons: list[LoadedLesson]) -> list[Asked]:
    return [Asked(loaded, item) for loaded in lessons for item in loaded.lesson.item]


def _ask(asked: list[Asked], console: PlainConsole, engine: PlainEngine, progress: Progress) -> bool:
    """Asks them all. Gives whether every one was answered right."""
    right = answered = 0
    console.line("Type q to leave. Every answer is saved as you give it.")
    for number, (loaded, item) in enumerate(asked, 1):
        name = f"Question {number} of {len(asked)}, from lesson {loaded.lesson.number}"
        graded = ask_question(loaded, item, name, console, engine, progress)
        answered += graded is not None
        right += graded is not None and graded.right
    if answered:
        console.heading(f"{right} of {answered} right.")
        for belief in beliefs(progress):
            known = belief.misconception
            console.line(
                f'{belief.times} of your answers said: "{known.belief}" {known.truth} '
                f"See it: workerscope learn {known.lesson} --plain"
            )
    return right == len(asked)
