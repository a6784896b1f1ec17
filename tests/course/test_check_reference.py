"""`check` reads the glossary, the limits and the misconceptions too: the course's hold, and each fault is named."""

from __future__ import annotations

import msgspec
import pytest

from course import check as check_module
from course.check_reference import problems_in_reference
from course.library import load_lessons
from course.reference import Limit, Misconception, Reference, Term, load_reference

LESSONS = [loaded.lesson for loaded in load_lessons()]
LIMIT = Limit(name="One", free="1", paid="2", beyond="no", source="https://x.dev/", checked="2026-11-17", lesson=1)


def changed(**parts: object) -> Reference:
    return msgspec.structs.replace(load_reference(), **parts)


def test_the_courses_own_holds() -> None:
    assert problems_in_reference(load_reference(), LESSONS) == []


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (
            {"terms": [Term(word="a", meaning="A.", lesson=1, also=["B"]), Term(word="b", meaning="B.", lesson=1)]},
            '"b"',
        ),
        ({"terms": [Term(word="a", meaning="One. Two. Three.", lesson=1)]}, '"a" has 3 sentences.'),
        ({"terms": [Term(word="a", meaning="word " * 31, lesson=1)]}, "over 30 words"),
        ({"terms": [Term(word="a", meaning="A.", lesson=99)]}, "there is no lesson 99"),
        ({"limits": [LIMIT, LIMIT]}, '"one" stands there 2 times'),
        ({"limits": [msgspec.structs.replace(LIMIT, source="a blog")]}, '"One" has no source'),
        ({"limits": [msgspec.structs.replace(LIMIT, checked="last week")]}, '"last week" is no day'),
        ({"misconceptions": [Misconception(id="M1", belief="b", truth="t", lesson=0)]}, "there is no lesson 0"),
    ],
)
def test_a_fault_is_named(parts: dict[str, object], told: str) -> None:
    problems = problems_in_reference(changed(**parts), LESSONS)
    assert [told in str(problem) for problem in problems] == [True]


def test_the_command_fails_for_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    broken = changed(terms=[Term(word="a", meaning="A.", lesson=99)])
    monkeypatch.setattr(check_module, "load_reference", lambda: broken)
    monkeypatch.setattr(check_module, "check_lessons", lambda directory: [])
    assert check_module.run_check(None, as_json=False) == 1
    assert 'glossary.toml: "a": there is no lesson 99.' in capsys.readouterr().out
    monkeypatch.undo()
    monkeypatch.setattr(check_module, "check_lessons", lambda directory: [])
    assert check_module.run_check(None, as_json=True) == 0
    told = msgspec.json.decode(capsys.readouterr().out)
    assert told["ok"] is True
    assert told["reference"] == []
