"""What comes back today: over all lessons, mixed, at most ten; and beliefs that answers show again and again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest

from course import progress as progress_module
from course.course_map import course_map, listed
from course.lesson import Fix
from course.library import LoadedLesson, load_lessons
from course.progress import Progress
from course.review import MOST_ITEMS, beliefs, due_items, next_review, today

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def lessons() -> list[LoadedLesson]:
    return load_lessons()


@pytest.fixture
def progress(monkeypatch: pytest.MonkeyPatch) -> Iterator[Progress]:
    """Answers saved in it are ten days old."""
    monkeypatch.setattr(progress_module, "_now", lambda: (NOW - timedelta(days=10)).isoformat())
    with Progress() as opened:
        yield opened


def answer_all(progress: Progress, loaded: LoadedLesson, *, right: bool = True) -> None:
    for item in loaded.lesson.item:
        progress.save_answer(loaded.lesson.id, item.id, "a", right, "sure")


def test_at_most_ten_come_back_and_neighbours_are_of_different_lessons(
    lessons: list[LoadedLesson], progress: Progress
) -> None:
    for loaded in lessons[:3]:
        answer_all(progress, loaded)
    asked = today(lessons, progress, NOW)
    assert len(asked) == MOST_ITEMS
    assert len({(one.loaded.lesson.id, one.item.id) for one in asked}) == MOST_ITEMS
    names = [one.loaded.lesson.id for one in asked]
    assert all(one != other for one, other in pairwise(names))
    assert today(lessons, progress, NOW - timedelta(days=10)) == []


def test_one_lesson_alone_is_asked_though_nothing_mixes(lessons: list[LoadedLesson], progress: Progress) -> None:
    answer_all(progress, lessons[0])
    asked = today(lessons, progress, NOW)
    assert {one.item.id for one in asked} == {one.id for one in lessons[0].lesson.item if not isinstance(one, Fix)}


def test_tasks_do_not_come_back(lessons: list[LoadedLesson], progress: Progress) -> None:
    loaded = next(one for one in lessons if any(isinstance(item, Fix) for item in one.lesson.item))
    answer_all(progress, loaded)
    fixes = {item.id for item in loaded.lesson.item if isinstance(item, Fix)}
    assert fixes.isdisjoint(due_items(loaded, progress, NOW))


def test_the_next_review_is_told(lessons: list[LoadedLesson], progress: Progress) -> None:
    assert next_review(lessons, progress, NOW) is None
    answer_all(progress, lessons[0])
    questions = [item for item in lessons[0].lesson.item if not isinstance(item, Fix)]
    then = next_review(lessons, progress, NOW - timedelta(days=10))
    assert then == (NOW - timedelta(days=9), len(questions))


def test_a_belief_is_brought_up_when_shown_twice_until_its_questions_hold(progress: Progress) -> None:
    progress.save_answer("one", "q1", "a", False, "sure", ("M19",))
    assert beliefs(progress) == []
    progress.save_answer("two", "q2", "b", False, "sure", ("M19", "M1"))
    assert [(one.misconception.id, one.times) for one in beliefs(progress)] == [("M19", 2)]
    progress.save_answer("one", "q1", "c", True, "sure")
    assert [one.misconception.id for one in beliefs(progress)] == ["M19"]
    progress.save_answer("two", "q2", "c", True, "sure")
    assert beliefs(progress) == []


def test_the_map_tells_done_begun_due_and_next(lessons: list[LoadedLesson], progress: Progress) -> None:
    first, second, third = (one.lesson.id for one in lessons[:3])
    answer_all(progress, lessons[0])
    progress.save_lesson_done(first)
    progress.save_lesson_done(second, by_test=True)
    progress.save_position(third, "prose:1", 0)
    states = course_map(lessons, progress, NOW)
    assert [state.word for state in states[:2]] == ["done", "done by test"]
    assert states[2].word.startswith("begun, 0 of ")
    assert [state.loaded.lesson.id for state in states if state.next] == [third]
    assert states[0].due > 0
    assert [state.due for state in states[1:]] == [0] * (len(lessons) - 1)
    text = listed(states)
    assert text[0] == "What a Worker is: 1 → 2 → 3 → 4"
    assert text[1].split("  ")[-1].strip() == f"done, {states[0].due} due"
