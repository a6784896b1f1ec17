"""The learner's file: what goes in comes out, a kill loses nothing, a bad file is kept aside."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from course import progress as progress_module
from course.progress import FORMAT, MOST_VERSIONS, Position, Progress, report


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKERSCOPE_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "progress.sqlite"


def test_everything_comes_back_after_reopening(path: Path) -> None:
    with Progress() as progress:
        progress.save_answer("one", "q1", "b", False, "sure")
        progress.save_answer("one", "q1", "a", True, "guess")
        progress.save_answer("two", "q1", "c", None, "")
        progress.save_prediction("one", "p", "the runtime")
        progress.save_code("one", "hello", "src/index.js", "// ☃ mine\n")
        progress.save_position("one", "hello", 3)
        progress.save_lesson_done("one")
        progress.save_setting("theme", "workerscope-light")
    with Progress() as progress:
        assert progress.path == path
        assert progress.notice == ""
        assert progress.answers("one")["q1"][1:4] == ("a", True, "guess")
        assert [answer.right for answer in progress.history("one")] == [False, True]
        assert progress.answers("two")["q1"].right is None
        assert progress.predictions("one") == {"p": "the runtime"}
        assert progress.code("one", "hello", "src/index.js") == "// ☃ mine\n"
        assert progress.code("one", "hello", "other.js") is None
        assert progress.position() == Position("one", "hello", 3)
        assert progress.lessons_done() == {"one"}
        assert progress.setting("theme") == "workerscope-light"


def test_reset_forgets_the_learners_version_only(path: Path) -> None:
    with Progress() as progress:
        progress.save_code("one", "hello", "a.js", "mine")
        progress.save_code("one", "other", "a.js", "kept")
        progress.reset_code("one", "hello", "a.js")
        assert progress.code("one", "hello", "a.js") is None
        assert progress.code("one", "other", "a.js") == "kept"


def test_position_is_kept_for_each_lesson_and_the_last_one_wins(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(f"2026-01-01T00:00:0{second}" for second in range(9))
    monkeypatch.setattr(progress_module, "_now", lambda: next(times))
    with Progress() as progress:
        progress.save_position("one", "hello", 3)
        progress.save_position("two", "prose:1", 0)
        assert progress.position() == Position("two", "prose:1", 0)
        assert progress.position("one") == Position("one", "hello", 3)
        progress.save_position("one", "hello", 4)
        assert progress.position() == Position("one", "hello", 4)


def test_a_file_that_is_no_database_is_kept_aside(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is not a database, but it may be precious " * 40)
    with Progress() as progress:
        progress.save_setting("theme", "x")
        assert "could not be read" in progress.notice
        (kept,) = path.parent.glob("progress.broken-*.sqlite")
        assert kept.name in progress.notice
    assert kept.read_bytes().startswith(b"this is not a database")
    with Progress() as progress:
        assert progress.notice == ""
        assert progress.setting("theme") == "x"


def test_a_database_with_other_tables_is_kept_aside(path: Path) -> None:
    path.parent.mkdir(parents=True)
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE position (somebody TEXT)")
    database.execute(f"PRAGMA user_version = {FORMAT}")
    database.close()
    with Progress() as progress:
        assert progress.notice
        progress.save_position("one", "hello", 1)
        assert progress.position() == Position("one", "hello", 1)


def test_a_newer_file_is_kept_aside_untouched(path: Path) -> None:
    with Progress() as progress:
        progress.save_prediction("one", "p", "kept")
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {FORMAT + 1}")
    database.close()
    with Progress() as progress:
        assert "newer workerscope" in progress.notice
        assert progress.predictions("one") == {}
    (kept,) = path.parent.glob("progress.newer-*.sqlite")
    database = sqlite3.connect(kept)
    assert database.execute("SELECT text FROM prediction").fetchall() == [("kept",)]
    database.close()


def test_a_folder_that_cannot_be_made_is_said_and_work_goes_on(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, where a folder should be")
    with Progress(tmp_path / "data" / "progress.sqlite") as progress:
        assert "WORKERSCOPE_DATA" in progress.notice
        progress.save_prediction("one", "p", "words")
        assert progress.predictions("one") == {"p": "words"}


def test_a_kill_keeps_what_was_saved(path: Path) -> None:
    script = (
        "import os, signal\nfrom course.progress import Progress\nprogress = Progress()\n"
        "progress.save_code('one', 'hello', 'a.js', 'x' * 5000)\nprogress.save_position('one', 'hello', 7)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ}, check=False)
    assert done.returncode == -signal.SIGKILL
    with Progress() as progress:
        assert progress.code("one", "hello", "a.js") == "x" * 5000
        assert progress.position() == Position("one", "hello", 7)


def test_two_programs_at_once_both_save(path: Path) -> None:
    with Progress() as first, Progress() as second:
        first.save_prediction("one", "p", "first")
        second.save_prediction("one", "q", "second")
        assert first.predictions("one") == {"p": "first", "q": "second"}


def test_the_report_shows_the_path_and_makes_no_file(path: Path) -> None:
    assert str(path) in report()
    assert not path.exists()
    with Progress() as progress:
        progress.save_answer("one", "q1", "a", True, "sure")
        progress.save_answer("one", "q2", "a", False, "sure")
        progress.save_position("one", "hello", 3)
    text = report()
    assert str(path) in text
    assert "one: begun, 1 of 2 answers right" in text
    assert "one, at hello, line 3" in text


def test_a_file_of_the_first_format_is_brought_up_to_date(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    database.executescript(
        """
        CREATE TABLE answer (number INTEGER PRIMARY KEY, lesson TEXT NOT NULL, item TEXT NOT NULL,
            answer TEXT NOT NULL, right INTEGER, confidence TEXT NOT NULL, at TEXT NOT NULL);
        CREATE TABLE prediction (lesson TEXT NOT NULL, cell TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (lesson, cell));
        CREATE TABLE code (lesson TEXT NOT NULL, cell TEXT NOT NULL, file TEXT NOT NULL, text TEXT NOT NULL,
            at TEXT NOT NULL, PRIMARY KEY (lesson, cell, file));
        CREATE TABLE position (lesson TEXT PRIMARY KEY, block TEXT NOT NULL, line INTEGER NOT NULL, at TEXT NOT NULL);
        CREATE TABLE done (lesson TEXT PRIMARY KEY, at TEXT NOT NULL);
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        INSERT INTO answer VALUES (1, 'small', 'who', 'b', 0, 'sure', '2026-11-01T10:00:00.000+00:00');
        PRAGMA user_version = 1;
        """
    )
    database.close()
    with Progress(path) as progress:
        assert progress.notice == ""
        assert [answer.answer for answer in progress.history("small")] == ["b"]
        progress.save_answer("small", "who", "a", True, "sure", ("M1", "M5"))
        progress.save_note("small", "prose:1", "ask about this")
    with Progress(path) as progress:
        assert [answer.misconceptions for answer in progress.history("small")] == [(), ("M1", "M5")]
        assert [(note.block, note.text) for note in progress.notes()] == [("prose:1", "ask about this")]


def test_an_emptied_note_is_gone(path: Path) -> None:
    with Progress(path) as progress:
        progress.save_note("small", "hello", "first")
        progress.save_note("other", "hello", "elsewhere")
        progress.save_note("small", "hello", "second")
        assert [note.text for note in progress.notes("small")] == ["second"]
        progress.save_note("small", "hello", "  \n")
        assert progress.notes("small") == []
        assert [note.lesson for note in progress.notes()] == ["other"]


def test_a_lesson_tested_out_of_is_told_apart_and_the_first_way_stays(path: Path) -> None:
    with Progress() as progress:
        progress.save_lesson_done("read")
        progress.save_lesson_done("read", by_test=True)
        progress.save_lesson_done("tested", by_test=True)
        assert progress.lessons_done() == {"read", "tested"}
        assert progress.lessons_done(by_test=True) == {"tested"}


def test_a_file_of_the_second_format_is_brought_up_to_date(path: Path) -> None:
    with Progress() as progress:
        progress.save_note("one", "prose:1", "mine")
    database = sqlite3.connect(path)
    database.executescript(
        "DROP TABLE hint; DROP TABLE version;"
        "DROP TABLE done; CREATE TABLE done (lesson TEXT PRIMARY KEY, at TEXT NOT NULL);"
        "INSERT INTO done VALUES ('one', '2026-11-01T00:00:00+00:00'); PRAGMA user_version = 2;"
    )
    database.close()
    with Progress() as progress:
        assert progress.notice == ""
        assert progress.lessons_done() == {"one"}
        assert progress.lessons_done(by_test=True) == set()
        assert [note.text for note in progress.notes()] == ["mine"]


def test_a_file_of_the_third_format_is_brought_up_to_date(path: Path) -> None:
    with Progress() as progress:
        progress.save_note("one", "prose:1", "mine")
    database = sqlite3.connect(path)
    database.executescript("DROP TABLE hint; DROP TABLE version; PRAGMA user_version = 3;")
    database.close()
    with Progress() as progress:
        assert progress.notice == ""
        progress.save_hints("one", "menu", 1)
        progress.put_aside("one", "menu", {"a.js": "mine"})
        assert [note.text for note in progress.notes()] == ["mine"]
    with Progress() as progress:
        assert progress.hints("one") == {"menu": 1}
        assert [version.texts for version in progress.versions("one", "menu")] == [{"a.js": "mine"}]


def test_hints_are_counted_and_never_become_fewer(path: Path) -> None:
    with Progress() as progress:
        for shown in (1, 3, 2):
            progress.save_hints("one", "menu", shown)
        progress.save_hints("two", "menu", 1)
        assert progress.hints("one") == {"menu": 3}
        assert progress.lessons_begun() == ["one", "two"]


def test_what_was_put_aside_is_kept_once_the_latest_first_and_not_for_ever(path: Path) -> None:
    with Progress() as progress:
        for text in ("a", "b", "a"):
            progress.put_aside("one", "menu", {"a.js": text})
        progress.put_aside("one", "other", {"a.js": "x"})
        assert [version.texts["a.js"] for version in progress.versions("one", "menu")] == ["a", "b"]
        for number in range(20):
            progress.put_aside("one", "menu", {"a.js": str(number)})
        kept = [version.texts["a.js"] for version in progress.versions("one", "menu")]
        assert kept == [str(number) for number in range(19, 19 - MOST_VERSIONS, -1)]
        assert len(progress.versions("one", "other")) == 1
