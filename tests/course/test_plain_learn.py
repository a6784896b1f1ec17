"""The linear lesson and quiz, from their prompts to what is saved; the engine is the real one, in its child."""

from __future__ import annotations

import io
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from course import library
from course.paths import work_folder
from course.plain import learn
from course.plain_quiz import quiz
from course.progress import Answer, Progress
from course.review import due
from course.work_folder import Kept, kept_as
from tests.course.lesson_folder import SOLUTION, write_lesson

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def small_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A course of one small lesson."""
    write_lesson(tmp_path)
    monkeypatch.setattr(library, "lessons_folder", lambda: tmp_path)


def _typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_without_input_the_whole_lesson_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _typed(monkeypatch)
    assert learn("3") == 0
    out = capsys.readouterr().out
    for part in ("Lesson 3: Small", "Some prose.", "What comes?", "← 200 OK", "What came:     hello", "More prose."):
        assert part in out
    assert "not yet: the path (line 3). Expected: /a. Got: ?" in out
    assert out.count("Right is:") == 4
    assert "Question 5 of 5" in out
    with Progress() as progress:
        assert progress.answers("small") == {}
        assert not progress.lessons_done()


def test_a_lesson_answered_from_start_to_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "solution.js").write_text(SOLUTION)
    monkeypatch.setenv("EDITOR", f"cp {tmp_path / 'solution.js'}")
    _typed(
        monkeypatch,
        *("good day", "", ""),  # the prediction, run, go on
        *("h", "c", "e"),  # a hint, the check as it is, then the solution from the "editor"
        *("b", "sure"),  # who: wrong, and sure
        *("'hello'", "t"),  # what
        *("many", "200", "g"),  # status: no number at first
        *("2 1", "2 1 3", ""),  # order: one missing at first
    )
    assert learn(None) == 0
    out = capsys.readouterr().out
    assert "You predicted: good day\nWhat came:     hello" in out
    assert "h: hint 1 of 3 ·" in out
    assert "Hint 1 of 3: Look at the URL." in out
    assert "Your code is our solution, to the letter." in out
    assert "All checks hold, with hidden traffic too." in out
    assert "b (wrong, your answer): It asks." in out
    assert "Type a number, such as 200." in out
    assert "Name each of the 3 lines once" in out
    assert 'It is done: all checks of "Path" hold.' in out
    assert "4 of 5 answered right." in out
    with Progress() as progress:
        answers = progress.answers("small")
        assert {name: answer.right for name, answer in answers.items()} == {
            "path": True,
            "who": False,
            "what": True,
            "status": True,
            "order": True,
            "repair": True,
        }
        assert [answers[name].confidence for name in ("who", "what", "status", "order")] == [
            "sure",
            "think so",
            "guess",
            "",
        ]
        assert progress.predictions("small") == {"guess": "good day"}
        assert progress.code("small", "path", "src/index.js") == SOLUTION
        assert progress.lessons_done() == {"small"}


def test_an_answer_in_code_fails_on_hidden_traffic(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "cheat.js").write_text(SOLUTION.replace("new URL(request.url).pathname", "'/a'"))
    monkeypatch.setenv("EDITOR", f"cp {tmp_path / 'cheat.js'}")
    _typed(monkeypatch, "", "s", "e", "q")
    assert learn("3") == 0
    out = capsys.readouterr().out
    assert "Hidden traffic does not: its check fails." in out
    assert "hidden traffic: another path. Sent: GET /b. Expected: /b. Got: /a" in out
    assert "Everything is saved." in out


def test_without_an_editor_it_says_what_to_set_and_where_to_save(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    _typed(monkeypatch, "", "e", "q")
    assert learn("3") == 0
    out = capsys.readouterr().out
    assert "No editor is named. Set EDITOR" in out
    file = work_folder("small", "hello") / "src" / "index.js"
    assert f"Save {file}, then press Enter >" in out.replace("\n", " ")
    assert file.exists()


def test_an_editor_that_fails_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for editor, said in (
        ("no-such-editor-here", "EDITOR is no-such-editor-here: No such file"),
        ("false", "ended with status 1"),
        ("'", "EDITOR is ': it names no program"),
    ):
        monkeypatch.setenv("EDITOR", editor)
        _typed(monkeypatch, "", "e", "q")
        assert learn("3") == 0
        assert said in capsys.readouterr().out
    with Progress() as progress:
        assert progress.code("small", "hello", "src/index.js") is None


def test_code_is_edited_in_the_folder_that_the_app_has_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = work_folder("small", "path") / "src" / "index.js"
    (tmp_path / "mine.js").write_text(SOLUTION.replace("pathname", "href"))
    monkeypatch.setenv("EDITOR", f"cp {tmp_path / 'mine.js'}")
    _typed(monkeypatch, "", "s", "e", "q")
    assert learn("3") == 0
    assert "href" in file.read_text()
    with Progress() as progress:
        assert "src/index.js" in Kept.read(progress.setting(kept_as("small", "path"))).agreed
        progress.save_code("small", "path", "src/index.js", "// typed in the app")
    file.write_text(SOLUTION)
    monkeypatch.setenv("EDITOR", "true")
    _typed(monkeypatch, "", "s", "e", "q")
    assert learn("3") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "src/index.js had changed in both places." in told
    assert "All checks hold" in told, "what was saved meanwhile counts as edited"
    assert file.with_name("index.js.mine-1").read_text().rstrip() == "// typed in the app"
    with Progress() as progress:
        assert progress.code("small", "path", "src/index.js") == SOLUTION


def test_an_unknown_lesson_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert learn("9") == 2
    assert 'there is no lesson "9". Lessons here: 3.' in capsys.readouterr().err
    assert quiz("9", False) == 2


def test_the_quiz_asks_grades_and_saves(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _typed(monkeypatch, "a", "s", "goodbye", "g", "q")
    assert quiz("small", False) == 0
    out = capsys.readouterr().out
    assert "Question 1 of 5, from lesson 3" in out
    assert "Right." in out
    assert "Not yet. Expected: hello. You gave: goodbye\nNo. It says so." in out
    with Progress() as progress:
        assert [(a.item, a.right, a.confidence) for a in progress.history("small")] == [
            ("who", True, "sure"),
            ("what", False, "guess"),
        ]


def test_nothing_is_due_before_anything_was_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert quiz(None, True) == 0
    assert "Nothing is due today." in capsys.readouterr().out


def _answer(days_ago: float, right: bool, confidence: str = "", item: str = "q") -> Answer:
    return Answer(item, "a", right, confidence, (NOW - timedelta(days=days_ago)).isoformat())


@pytest.mark.parametrize(
    ("history", "is_due"),
    [
        ([_answer(0.5, True)], False),
        ([_answer(1, True)], True),
        ([_answer(3, True), _answer(2, True)], False),  # held once more: three days
        ([_answer(4.5, True), _answer(3, True)], True),
        ([_answer(4.5, True), _answer(3, True), _answer(1, False)], True),  # a miss: a day again
        ([_answer(4.5, True), _answer(3, True), _answer(0.9, False)], False),
        ([_answer(1.5, True), _answer(1.4, True), _answer(1.3, True)], True),  # too early to count
        ([_answer(4, True), _answer(2, True, "guess")], True),  # a guess moves nothing up
        ([Answer("q", "", None, "", NOW.isoformat())], False),
    ],
)
def test_what_is_due(history: list[Answer], is_due: bool) -> None:
    assert due(history, NOW) == (["q"] if is_due else [])


def test_the_longest_overdue_comes_first() -> None:
    assert due([_answer(2, True, item="new"), _answer(9, True, item="old")], NOW) == ["old", "new"]


def test_without_a_number_the_lessons_are_listed_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    app_lessons = Path(__file__).parent / "app" / "lessons"
    _typed(monkeypatch, "q")
    assert learn(None, app_lessons) == 0
    out = capsys.readouterr().out
    assert "1  A small lesson   next\n" in out
    assert "2  The next lesson  not begun\n" in out
    assert out.index("The next lesson") < out.index("Lesson 1: A small lesson")
    _typed(monkeypatch, "q")
    assert learn("2", app_lessons) == 0
    assert "not begun" not in capsys.readouterr().out


def test_a_quiz_all_right_is_done_by_test(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from course import plain_quiz

    monkeypatch.setattr(plain_quiz, "_ask", lambda *_: False)
    assert quiz("small", False) == 0
    with Progress() as progress:
        assert progress.lessons_done() == set()
    monkeypatch.setattr(plain_quiz, "_ask", lambda *_: True)
    assert quiz(None, False) == 0  # of all lessons at once: nobody tests out of that
    with Progress() as progress:
        assert progress.lessons_done() == set()
    assert quiz("small", False) == 0
    with Progress() as progress:
        assert progress.lessons_done(by_test=True) == {"small"}
    assert "is done by test" in capsys.readouterr().out


def test_the_original_code_and_then_yours_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "mine.js").write_text(SOLUTION.replace("pathname", "href"))
    monkeypatch.setenv("EDITOR", f"cp {tmp_path / 'mine.js'}")
    _typed(monkeypatch, "", "s", "o", "e", "o", "q")
    assert learn("3") == 0
    out = capsys.readouterr().out
    assert "This is the original code already." in out
    assert "Yours is put aside: o brings it back" in " ".join(out.split())
    with Progress() as progress:
        assert progress.code("small", "path", "src/index.js") is None
    _typed(monkeypatch, "", "s", "o", "q")
    assert learn("3") == 0
    assert "This is yours again, from" in capsys.readouterr().out
    with Progress() as progress:
        assert "href" in str(progress.code("small", "path", "src/index.js"))


def test_hints_are_counted_and_ours_stands_beside_yours_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "mine.js").write_text(
        SOLUTION.replace("new URL(request.url).pathname", "new URL(request.url)['pathname']")
    )
    monkeypatch.setenv("EDITOR", f"cp {tmp_path / 'mine.js'}")
    _typed(monkeypatch, "", "s", "h", "h", "h", "h", "e", "q")
    assert learn("3") == 0
    out = capsys.readouterr().out
    assert "h: hint 3 of 3, the answer" in out
    assert "Hint 3 of 3, the answer: Return new URL(request.url).pathname." in out
    assert "That was the last hint." in out
    assert "yours    3      return new Response(new URL(request.url)['pathname']);" in out
    assert "ours     3      return new Response(new URL(request.url).pathname);" in out
    with Progress() as progress:
        assert progress.answers("small")["path"].answer == "passed, after the answer was shown"
        assert progress.hints("small") == {"path": 3}
