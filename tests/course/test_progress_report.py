"""`workerscope report`: one learner and a class, in three shapes, without touching a file."""

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from course.lesson import Task
from course.library import load_lessons
from course.progress import Progress
from course.progress_report import CSV_COLUMNS, learner_report, report
from course.task_record import keep_task


def _learner(path: Path, *answers: tuple[str, str, bool | None, str, tuple[str, ...]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with Progress(path) as progress:
        for item, answer, right, confidence, tags in answers:
            progress.save_answer(_lesson().id, item, answer, right, confidence, tags)
    return path


def _lesson():
    return load_lessons()[0].lesson


def _items() -> list[str]:
    return [item.id for item in _lesson().item]


def test_one_learner_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    first, second, *_ = _items()
    file = _learner(
        tmp_path / "ada" / "progress.sqlite",
        (first, "a", False, "sure", ("M1",)),
        (first, "b", True, "sure", ()),
        (second, "c", True, "guess", ()),
    )
    assert report([file], "text") == 0
    said = capsys.readouterr().out
    assert said.startswith("ada ")
    assert f"begun         2 of {len(_items())} right, 1 at once" in said
    assert "Sure at first: 1; of these wrong: 1." in said
    assert 'M1 shown once: "Every request gets its own fresh isolate."' in said


def test_a_class_says_what_most_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    first, second, *_ = _items()
    files = [
        _learner(tmp_path / "ada.sqlite", (first, "a", False, "", ("M1",)), (second, "c", True, "", ())),
        _learner(tmp_path / "bob.sqlite", (first, "a", False, "", ()), (second, "b", False, "", ())),
    ]
    assert report(files, "text") == 0
    said = capsys.readouterr().out
    assert "The class: 2 learners" in said
    assert said.index(f"{first}: 2 of 2 missed it at first") < said.index(f"{second}: 1 of 2 missed it at first")


def test_json_and_csv_hold_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    first = _items()[0]
    file = _learner(tmp_path / "ada.sqlite", (first, "=1+1", False, "sure", ("M1", "M5")))
    assert report([file], "json") == 0
    (learner,) = json.loads(capsys.readouterr().out)["learners"]
    lesson = learner["lessons"][0]
    assert (learner["learner"], lesson["state"], lesson["answered"][0]["id"]) == ("ada", "begun", first)
    assert learner["misconceptions"] == {"M1": 1, "M5": 1}
    assert report([file], "csv") == 0
    head, row, *others = csv.reader(io.StringIO(capsys.readouterr().out))
    assert tuple(head) == CSV_COLUMNS
    told = dict(zip(head, row, strict=True))
    assert (told["question"], told["first_right"], told["misconceptions"]) == (first, "0", "M1 M5")
    assert told["last_answer"] == "'=1+1"  # no formula in a spreadsheet
    assert all(dict(zip(head, other, strict=True))["state"] == "not begun" for other in others)


@pytest.mark.parametrize("open_elsewhere", [False, True])
def test_the_file_is_only_read(tmp_path: Path, open_elsewhere: bool):
    file = _learner(tmp_path / "ada.sqlite", (_items()[0], "a", True, "", ()))
    before = file.read_bytes()
    if open_elsewhere:
        with Progress(file) as progress:
            progress.save_answer(_lesson().id, _items()[1], "b", True, "")
            assert report([file], "text") == 0
    else:
        file.chmod(0o400)
        assert report([file], "text") == 0
        assert file.read_bytes() == before
        assert sorted(path.name for path in tmp_path.iterdir()) == ["ada.sqlite"]


@pytest.mark.parametrize("what", ["missing", "text", "empty database", "newer", "empty folder"])
def test_what_is_no_progress_file_is_said(tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "ada.sqlite"
    if what == "text":
        file.write_text("no database " * 200, "utf-8")
    elif what in ("empty database", "newer"):
        database = sqlite3.connect(file)
        database.execute("CREATE TABLE other (a)")
        if what == "newer":
            database.execute("PRAGMA user_version = 99")
        database.commit()
        database.close()
    elif what == "empty folder":
        file = tmp_path
    assert report([file], "text") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert str(file) in said.err
    assert "Traceback" not in said.err


def test_a_lesson_tested_out_of_says_so() -> None:
    lessons = load_lessons()
    with Progress() as progress:
        progress.save_lesson_done(lessons[0].lesson.id)
        progress.save_lesson_done(lessons[1].lesson.id, by_test=True)
        states = [one.state for one in learner_report("ada", progress, lessons).lessons]
    assert states[:3] == ["done", "done by test", "not begun"]


def test_a_task_done_after_its_answer_was_shown_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lesson = _lesson()
    tasks = [cell for cell in lesson.cell if isinstance(cell, Task)]
    with Progress(tmp_path / "ada.sqlite") as progress:
        for task, hints in zip(tasks, (3, 1), strict=False):
            progress.save_hints(lesson.id, task.id, hints)
            keep_task(progress, lesson, task, [], {}, passed=True)
        keep_task(progress, lesson, tasks[1], [], {}, passed=True)  # what is done stays done
    assert report([tmp_path / "ada.sqlite"], "text") == 0
    assert f"Done after the answer was shown: lesson 1 {tasks[0].id}." in capsys.readouterr().out
    assert report([tmp_path / "ada.sqlite"], "csv") == 0
    rows = {row["question"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    told, helped = rows[tasks[0].id], rows[tasks[1].id]
    assert (told["right"], told["first_right"], told["hints"]) == ("1", "0", "3")
    assert told["last_answer"] == "passed, after the answer was shown"
    assert (helped["first_right"], helped["hints"], helped["attempts"]) == ("1", "1", "1")
    assert helped["last_answer"] == "passed, after 1 of 3 hints"
