"""The course's own lessons as linear text, with nobody answering."""

from __future__ import annotations

import io
import sys

import pytest

from course.lesson import Choice, Choices, Fix, Prediction, Run, Task
from course.library import load_lessons
from course.plain import learn
from course.plain_quiz import quiz


@pytest.mark.parametrize("loaded", load_lessons(), ids=lambda loaded: loaded.lesson.id)
def test_a_whole_lesson_is_printed(
    loaded: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson = loaded.lesson  # type: ignore[attr-defined]
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert learn(lesson.id) == 0
    out = capsys.readouterr().out
    flowing = " ".join(out.split())
    assert "The engine" not in out
    assert "\x1b" not in out
    for cell in lesson.cell:
        if isinstance(cell, (Run, Task)):
            assert cell.title in flowing
        if isinstance(cell, Run):
            assert out.count("← ") >= 1
        if isinstance(cell, (Prediction, Choice, Choices)):
            assert " ".join(cell.prompt.replace("`", "").split()) in flowing
    for item in lesson.item:
        assert " ".join(item.prompt.replace("`", "").split()) in flowing
    assert out.count("Right is: ") == sum(not isinstance(item, Fix) for item in lesson.item) + sum(
        isinstance(cell, (Choice, Choices)) for cell in lesson.cell
    )


def test_the_quiz_runs_through_without_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert quiz(None, False) == 0
    out = capsys.readouterr().out
    lessons = [loaded.lesson for loaded in load_lessons()]
    asked = sum(len(lesson.item) for lesson in lessons)
    assert f"Question {asked} of {asked}, from lesson {lessons[-1].number}" in out
