"""What is kept of a task: how far it got, and whether its answer was shown before. What is done stays done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from course.lesson import Fix, Lesson, Task
from course.progress import Progress

if TYPE_CHECKING:
    from course.verdict import Verdict

PASSED = "passed"
_AFTER_ANSWER = "the answer was shown"


def keep_task(
    progress: Progress, lesson: Lesson, task: Task, found: Sequence[Verdict], texts: Mapping[str, str], *, passed: bool
) -> None:
    """Saves a run of a task, for the task and for the questions that point at it. found: its shown checks. passed:
    whether all held, with hidden traffic too; then the code (texts, by file) is kept aside, so that it can come back
    whatever is tried next."""
    if passed:
        progress.put_aside(lesson.id, task.id, {file: text.rstrip("\n") for file, text in texts.items()})
    held = sum(one.passed for one in found)
    hints = progress.hints(lesson.id).get(task.id, 0)
    words = passed_words(hints, len(task.hints)) if passed else f"{held} of {len(found)} checks"
    before = progress.answers(lesson.id)
    for id in (task.id, *(item.id for item in lesson.item if isinstance(item, Fix) and item.task == task.id)):
        if id not in before or not before[id].right:
            progress.save_answer(lesson.id, id, words, passed, "")


def passed_words(hints: int, count: int) -> str:
    """How a task was passed. hints: how many of its `count` were asked for; the last is the answer."""
    if not hints:
        return PASSED
    return f"{PASSED}, after {_AFTER_ANSWER}" if hints >= count else f"{PASSED}, after {hints} of {count} hints"


def answer_was_shown(words: str) -> bool:
    """Whether kept words (Answer.answer) tell of a task that passed after its answer was shown."""
    return words.endswith(_AFTER_ANSWER)


def hint_name(number: int, count: int) -> str:
    """ "Hint 2 of 3", and of the last one what it is."""
    return f"Hint {number} of {count}{', the answer' if number == count else ''}"
