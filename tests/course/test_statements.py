"""Which lessons teach which statement."""

from __future__ import annotations

from course.library import load_lessons
from course.statements import STATEMENTS, missing, table, taught


def test_each_statement_names_its_lessons() -> None:
    lessons = [loaded.lesson for loaded in load_lessons()]
    coverage = taught(lessons)
    assert list(coverage) == [f"S{number}" for number in range(1, 45)]
    assert 2 in coverage["S7"]
    assert missing(taught([])) == list(STATEMENTS)
    assert "S7 " in table(coverage)
    assert "missing: S1" in table(taught([]))


def test_lessons_name_only_statements_there_are() -> None:
    for loaded in load_lessons():
        assert set(loaded.lesson.statements) <= set(STATEMENTS)
