"""new-lesson and eject: what they write holds and runs, and nothing that is there is touched."""

import io
from pathlib import Path

import pytest

from course.check import check_lessons
from course.command_line import main
from course.lesson import Run
from course.library import load_lesson, load_lessons
from course.progress import Progress
from engine.run import RunRequest, run_project
from engine.step import Step
from engine.wrangler import load_project


@pytest.fixture(autouse=True)
def _own_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKERSCOPE_DATA", str(tmp_path / "data"))


def test_a_new_lesson_holds_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["new-lesson", "caching-basics", str(tmp_path / "mine")]) == 0
    folder = tmp_path / "mine" / "01-caching-basics"
    assert str(folder) in capsys.readouterr().out
    (report,) = check_lessons(folder)
    assert report.problems == []
    assert (report.number, report.title) == (1, "Caching basics")
    assert main(["new-lesson", "more", str(tmp_path / "mine")]) == 0
    reports = check_lessons(tmp_path / "mine")
    assert [(one.number, one.problems) for one in reports] == [(1, []), (2, [])]


@pytest.mark.parametrize("name", ["Caching", "a b", "../up", "stateless", "-a", ""])
def test_names_that_cannot_be_are_refused(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]):
    assert main(["new-lesson", "--", name, str(tmp_path)]) == 2
    assert f'"{name}"' in capsys.readouterr().err
    assert not any(tmp_path.rglob("lesson.toml"))


def test_a_lesson_that_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["new-lesson", "mine", str(tmp_path)]) == 0
    mark = tmp_path / "01-mine" / "lesson.md"
    mark.write_text("my words", "utf-8")
    assert main(["new-lesson", "mine", str(tmp_path)]) == 2
    assert "stays as it is" in capsys.readouterr().err
    assert mark.read_text("utf-8") == "my words"


def test_own_lessons_open_from_their_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.stdin", io.StringIO("hello Ada\nq\n"))
    assert main(["new-lesson", "mine", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["learn", "--plain", "--lessons", str(tmp_path), "mine"]) == 0
    assert "One Worker, many visitors." in capsys.readouterr().out
    assert main(["learn", "--plain", "--lessons", str(tmp_path / "nowhere"), "mine"]) == 2
    assert "no lesson here" in capsys.readouterr().err


def test_ejected_projects_run_with_what_the_learner_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    main(["new-lesson", "mine", str(tmp_path)])
    lesson = load_lesson(tmp_path / "01-mine").lesson
    with Progress() as progress:
        changed = "export default { fetch() { return new Response('mine'); } };\n"
        progress.save_code(lesson.id, "greeting", "src/index.js", changed)
        progress.save_answer(lesson.id, "shout", "passed", True, "")
    assert main(["eject", "--lessons", str(tmp_path), "mine", str(tmp_path / "out")]) == 0
    names = ["greeting", "shout", "shout-solution"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    bodies = []
    for name in names:
        project = load_project(tmp_path / "out" / name)
        run = run_project(RunRequest(project=project, steps=[Step(url="http://example.com/?name=Ada")]))
        bodies.append(run.result.steps[0].body)
    assert bodies == ["mine", "hello Ada", "HELLO ADA"]
    capsys.readouterr()
    assert main(["eject", "--lessons", str(tmp_path), "mine", str(tmp_path / "out")]) == 1
    assert "stays as it is" in capsys.readouterr().err


def test_every_lesson_of_the_course_can_be_ejected(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for loaded in load_lessons():
        number = str(loaded.lesson.number)
        assert main(["eject", number, str(tmp_path / number)]) == 0
        runs = [cell.id for cell in loaded.lesson.cell if isinstance(cell, Run)]
        for name in runs:  # a task may begin with a configuration that cannot be
            load_project(tmp_path / number / name)
    assert "spin()" in capsys.readouterr().out
