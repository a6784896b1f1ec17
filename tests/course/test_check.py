from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from course.check import check_lessons, run_check
from course.check_rules import problems_of_the_course, problems_on_paper
from course.library import load_lesson, load_lessons
from tests.course.lesson_folder import write_lesson

TOML = "lesson.toml"
STARTER = "tasks/path/starter/src/index.js"
SOLUTION = "tasks/path/solution/src/index.js"


def _problems(folder: Path) -> list[str]:
    (found,) = check_lessons(folder)
    return [str(problem) for problem in found.problems]


def test_the_small_lesson_holds(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path)
    assert _problems(folder) == []
    (found,) = check_lessons(folder)
    assert found.keys == {"what": "hello", "status": 200.0, "order": (1, 0, 2)}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (STARTER, "'?'", "new URL(request.url).pathname", "path: the starter passes every check."),
        (SOLUTION, "new URL(request.url).pathname", "'/a'", 'the solution fails a hidden check, "another path"'),
        (
            SOLUTION,
            "new URL(request.url).pathname",
            "'/c'",
            'the solution fails a check, "the path": expected /a, got /c',
        ),
        (SOLUTION, "},\n};", "}", "the solution fails a check"),
        (TOML, 'line_of = "new Response"', 'line_of = "nowhere"', 'no line of the starter holds "nowhere"'),
        (TOML, 'answer = "goodbye"', 'answer = "hello"', 'what: the wrong answer "hello" is what the engine gives.'),
        ("projects/hello/src/index.js", "'hello'", "''", 'what: the run gave no "body".'),
        (
            "projects/hello/src/index.js",
            "return new",
            "nothing; return new",
            "what: the key comes from a run that failed",
        ),
        (TOML, "low = 199", "low = 200.5", "status: the key 200 is outside 200.5 to 201."),
        (TOML, 'answer = "404"', 'answer = "200"', 'status: the wrong answer "200" is taken as right.'),
        (TOML, 'kind = "outcome"', 'kind = "timerSet"', 'order: no moment of the trace is "is over".'),
        (TOML, 'kind = "outcome"', 'kind = "onset"', "order: two lines stand for the same moment"),
        (TOML, '{ kind = "return" }', '{ kind = "hop" }', "order: the lines stand in the right order already."),
        (TOML, 'about = "hello"', 'about = "helo"', 'guess: about = "helo" is no run cell.'),
        (TOML, 'replay = "hello"', 'replay = "guess"', 'who: replay = "guess" is no run cell.'),
        (TOML, 'task = "path"', 'task = "hello"', 'repair: task = "hello" is no task cell.'),
        (TOML, 'correct = true, why = "It does."', 'why = "It does."', "who: 0 options are correct"),
        (TOML, 'why = "It asks."', 'correct = true, why = "It asks."', "who: 2 options are correct"),
        (TOML, 'why = "It asks."', 'why = " "', 'who: "The browser." has no why.'),
        (TOML, 'misconception = "M1"', 'misconception = "one"', 'who: "one" is no misconception.'),
        (TOML, 'id = "who"', 'id = "what"', "what: 2 cells or items have this id."),
        (TOML, '"Look at the URL.", ', "", "path: has 2 hints."),
        (TOML, 'field = "body", equals = "/b"', 'field = "body"', 'path: the check "another path" compares 0 times.'),
        (TOML, 'field = "body", equals = "/b"', 'field = "bdy", equals = "/b"', 'path: step 1 has no field "bdy".'),
        (TOML, '["GET /b"]', '["GET /a"]', "path: the hidden traffic is the shown traffic."),
        (TOML, '["GET /b"]', '["BREW /b"]', "BREW"),
        (TOML, 'statements = ["S9"]', 'statements = ["9"]', 'statements: "9" is no statement id.'),
        ("lesson.md", "[[hello]]\n", "", "hello: is never shown."),
        ("lesson.md", "[[path]]\n", "", "path: is never shown."),
        ("lesson.md", "Some prose.", "word " * 31 + "end.", "lesson.md: a sentence of 32 words"),
        ("lesson.md", "Some prose.", "```\n" + "x" * 72 + "\n```", "line 1 of the code has 72 columns."),
        ("projects/hello/src/index.js", "'hello'", "'hello'" + " " * 60, "hello, src/index.js: line 3 of the code has"),
        ("lesson.md", "Some prose.", "Not *.a.dev/* here.", "make emphasis of this: .a.dev/"),
        ("lesson.md", "[[guess]]\n\n[[hello]]", "[[hello]]\n\n[[guess]]", "guess: comes after hello."),
        ("projects/hello/wrangler.toml", 'main = "src/index.js"', 'main = "src/indx.js"', "src/indx.js"),
    ],
)
def test_what_is_broken_is_found(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    found = _problems(write_lesson(tmp_path, {file: (old, new)}))
    assert any(said in problem for problem in found), found


def test_the_course_asks_more_of_its_own_lessons(tmp_path: Path) -> None:
    (folder,) = [path.parent for path in write_lesson(tmp_path).rglob("lesson.toml")]
    small = load_lesson(folder)
    told = [str(problem) for problem in problems_of_the_course(small)]
    assert told == ["self-check: has 5 questions. In the course at least 6."]
    assert problems_on_paper(small) == []
    six = msgspec.structs.replace(small.lesson, item=small.lesson.item[:1] * 6)
    one_kind = msgspec.structs.replace(small, lesson=six)
    assert ["of 1 kinds: choice" in str(problem) for problem in problems_of_the_course(one_kind)] == [True]
    for loaded in load_lessons():
        assert problems_of_the_course(loaded) == []


def test_a_lesson_that_does_not_load_is_one_problem_among_others(tmp_path: Path) -> None:
    write_lesson(tmp_path, {TOML: ("minutes = 1", "minutes = true")})
    (found,) = check_lessons(tmp_path)
    assert "minutes" in str(found.problems[0])


def test_two_lessons_with_one_id_are_found(tmp_path: Path) -> None:
    write_lesson(tmp_path).rename(tmp_path / "first")
    write_lesson(tmp_path)
    said = [str(problem) for report in check_lessons(tmp_path) for problem in report.problems]
    assert len(said) == 4
    assert all("another lesson has the" in problem for problem in said)


def test_the_command_says_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(write_lesson(tmp_path), False) == 0
    assert "key of what: hello" in capsys.readouterr().out
    write_lesson(tmp_path, {STARTER: ("'?'", "new URL(request.url).pathname")})
    assert run_check(tmp_path, True) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert said["lessons"][0]["problems"][0]["where"] == "path"
    assert run_check(tmp_path / "nowhere", False) == 1
    assert "no lesson here" in capsys.readouterr().err
