"""What is quoted beside a marked answer: the learner's prediction, and a belief that was shown before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from course.grading import Grade
from course.lesson import Item
from course.library import LoadedLesson, load_lessons
from course.progress import Progress
from course.reminders import missed_lessons, reminders


@pytest.fixture
def progress() -> Iterator[Progress]:
    with Progress() as opened:
        yield opened


@pytest.fixture(scope="module")
def small() -> LoadedLesson:
    return load_lessons(Path(__file__).parent / "app" / "lessons")[0]


def wrong(*tags: str) -> Grade:
    return Grade(right=False, expected="b", got="a", why="", misconceptions=tags)


def told(loaded: LoadedLesson, item: Item, graded: Grade, progress: Progress) -> list[str]:
    return [f"{one.label}: {one.text}" for one in reminders(loaded, item, graded, progress)]


def test_the_prediction_about_the_worker_of_the_question_is_quoted(small: LoadedLesson, progress: Progress) -> None:
    item = small.item("q-choice")
    assert told(small, item, wrong(), progress) == []
    progress.save_prediction("small", "guess", "tea\x1b[31m")
    (line,) = told(small, item, wrong(), progress)
    assert line.startswith("Before you ran it, you said: ")
    assert "tea" in line
    assert "\x1b" not in line  # what would steer a terminal is shown, not sent
    assert told(small, small.item("q-choices"), wrong(), progress) == []  # about no Worker


def test_a_belief_is_named_from_the_second_time_on(small: LoadedLesson, progress: Progress) -> None:
    item = small.item("q-choices")
    progress.save_answer("small", "q-choice", "a", False, "sure", ("M19",))
    assert told(small, item, wrong("M19"), progress) == []
    progress.save_answer("small", "q-choices", "a", False, "sure", ("M19",))
    (line,) = told(small, item, wrong("M19"), progress)
    assert line.startswith("2 of your answers say: ")
    assert "Eviction can happen in the middle of my handler." in line
    assert line.endswith("Lesson 12 shows it.")
    assert told(small, item, wrong("M1"), progress) == []


def test_its_lesson_is_the_courses_own(small: LoadedLesson, progress: Progress) -> None:
    for item in ("q-choice", "q-choices"):
        progress.save_answer("small", item, "a", False, "sure", ("M1",))
    ((text, loaded),) = missed_lessons(progress, load_lessons())
    assert "Every request gets its own fresh isolate." in text
    assert loaded.lesson.number == 6
    assert missed_lessons(progress, [small]) == []
