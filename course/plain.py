"""`workerscope learn --plain`: a lesson from top to bottom as linear text, with prompts."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path

from course.course_map import course_map, listed
from course.exit_status import DONE, WRONG_USAGE
from course.lesson import Block, Choice, Choices, Demo, Prediction, Prose, Task
from course.library import LessonError, LoadedLesson, find_lesson, load_lessons
from course.plain_code import CodeCell
from course.plain_console import PlainConsole, Quit
from course.plain_demo import play_demo
from course.plain_engine import PlainEngine
from course.plain_questions import ask_question
from course.plain_task import TaskCell
from course.progress import Progress


def learn(lesson_name: str | None, directory: Path | None = None) -> int:
    """The command. lesson_name: number, id or the start of one; None: where the learner left off. directory: a folder
    of lessons (None: the course's own). Gives the status."""
    console = PlainConsole()
    try:
        lessons = load_lessons(directory)
        with Progress() as progress, PlainEngine() as engine:
            position = progress.position() if lesson_name is None else None
            known = [loaded for loaded in lessons if position and loaded.lesson.id == position.lesson]
            loaded = known[0] if known else find_lesson(lessons, lesson_name)
            start = _block_number(loaded, position.block) if position and known and sys.stdin.isatty() else 0
            if progress.notice:
                console.line(progress.notice)
            if lesson_name is None and len(lessons) > 1:
                _list(lessons, console, progress)
            _Walk(loaded, console, engine, progress).go(start)
    except LessonError as error:
        print(f"workerscope: {error}", file=sys.stderr)
        return WRONG_USAGE
    except Quit:
        console.line("Everything is saved. Come back with: workerscope learn --plain")
    return DONE


def _list(lessons: list[LoadedLesson], console: PlainConsole, progress: Progress) -> None:
    """All lessons, and how each is opened."""
    for line in listed(course_map(lessons, progress, datetime.now(timezone.utc))):
        console.raw(line)
    console.line("To open another: workerscope learn 2 --plain. To review what is due: workerscope quiz --due")
    console.line()


def _block_number(loaded: LoadedLesson, name: str) -> int:
    names = [name for name, _ in loaded.named_blocks()]
    return names.index(name) if name in names else 0


class _Walk:
    """One way through one lesson."""

    def __init__(self, loaded: LoadedLesson, console: PlainConsole, engine: PlainEngine, progress: Progress) -> None:
        self._loaded, self._console, self._engine, self._progress = loaded, console, engine, progress

    def go(self, start: int) -> None:
        lesson, console = self._loaded.lesson, self._console
        console.line(f"Lesson {lesson.number}: {lesson.title}", "bold")
        minutes = "1 minute" if lesson.minutes == 1 else f"{lesson.minutes} minutes"
        console.line(f"About {minutes}. You will be able to: {lesson.objective}")
        console.line(f"Assumes: {lesson.assumes}")
        console.line("Your code runs on QuickJS, a real JavaScript engine, on a virtual clock. Type q to leave.")
        if start:
            console.line(f"You left off here. From the beginning: workerscope learn {lesson.number} --plain")
        for name, block in self._loaded.named_blocks()[start:]:
            self._progress.save_position(lesson.id, name, 0)
            self._block(block)
        self._self_check()

    def _block(self, block: Block) -> None:
        if isinstance(block, Prose):
            self._console.prose(block.markdown)
        elif isinstance(block, Prediction):
            self._predict(block)
        elif isinstance(block, Demo):
            play_demo(self._loaded, block, self._console, self._engine, self._progress)
        elif isinstance(block, (Choice, Choices)):
            ask_question(self._loaded, block, "Look back", self._console, self._engine, self._progress)
        elif isinstance(block, Task):
            task = TaskCell(self._loaded, block, self._console, self._engine, self._progress)
            task.show()
            task.attempt()
        else:
            run = CodeCell(self._loaded, block, self._console, self._engine, self._progress)
            run.show()
            run.explore()

    def _predict(self, cell: Prediction) -> None:
        self._console.heading("Predict")
        self._console.prose_line(cell.prompt)
        unit = f", in {cell.unit}" if cell.unit else ""
        if words := self._console.ask(f"Your prediction{unit} (Enter: none) >"):
            self._progress.save_prediction(self._loaded.lesson.id, cell.id, words)

    def _self_check(self) -> None:
        items = self._loaded.lesson.item
        self._console.heading(f"Self-check: {len(items)} questions")
        right = 0
        answered = 0
        for number, item in enumerate(items, 1):
            name = f"Question {number} of {len(items)}"
            graded = ask_question(self._loaded, item, name, self._console, self._engine, self._progress)
            answered += graded is not None
            right += graded is not None and graded.right
        if answered == len(items):
            self._progress.save_lesson_done(self._loaded.lesson.id)
        if answered:
            self._console.heading(
                f"{right} of {answered} answered right. That was lesson {self._loaded.lesson.number}."
            )
