"""The learner's own editor in a real terminal: another program saves, the checks appear; an editor of the terminal is
lent it; what was watched is watched again after a kill."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from course.progress import Progress
from tests.end_to_end.tmux import ROOT, Terminal, terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

LESSONS = ROOT / "tests/course/app/lessons"
SOLUTION = (LESSONS / "01-small/tasks/greet/solution/src/index.js").read_text("utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a learner who left off at the task."""
    with Progress(tmp_path / "data" / "progress.sqlite") as progress:
        progress.save_position("small", "greet", 0)
    return tmp_path / "data"


def start(course: Terminal) -> None:
    course.start_course("learn", "small", "--lessons", str(LESSONS))
    course.wait_for("greets Ana", "F5 Run")


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_another_program_saves_and_the_checks_appear(data: Path, columns: int, lines: int) -> None:
    with terminal(columns, lines, data) as course:
        start(course)
        course.press("F4")
        course.wait_for("watching", "no save yet, F4 ends it", "The path is copied", "Save there:")
        path = data / "work" / "small" / "greet" / "src" / "index.js"
        wrong = SOLUTION.replace("Hi", "Bye")
        assert wrong != SOLUTION
        path.write_text(wrong, "utf-8")
        course.wait_for("got       Bye Ana")
        os.kill(course.course_pid(), signal.SIGKILL)
        assert course.exit_status() == 128 + signal.SIGKILL
        path.write_text(SOLUTION, "utf-8")
        course.write("reset")
        course.press("Enter")
        course.wait_for("ready>")
        start(course)
        course.wait_for("All checks hold")
        course.press("F4")
        course.wait_for("No longer watched")
        course.press("q")
        assert course.exit_status() == 0
        assert "Traceback" not in course.screen()


def test_an_editor_of_the_terminal_is_lent_it(data: Path, tmp_path: Path) -> None:
    editor = tmp_path / "pen"
    editor.write_text(f"#!/bin/sh\necho the pen writes $1\nread line\ncp {tmp_path}/solution.js $1\n", "utf-8")
    editor.chmod(0o755)
    (tmp_path / "solution.js").write_text(SOLUTION, "utf-8")
    with terminal(80, 24, data) as course:
        course.write(f"export EDITOR={editor}")
        course.press("Enter")
        start(course)
        course.press("F4")
        course.wait_for("the pen writes")
        course.press("Enter")
        screen = course.wait_for("All checks hold", "What you saved is taken.")
        assert "watching" not in screen
        editor.write_text("#!/bin/sh\n", "utf-8")
        course.press("F4")
        course.wait_for("Save there:")
        course.press("F4")
        course.wait_for("No longer watched")
        course.press("q")
        assert course.exit_status() == 0
        assert course.state()["alternate_on"] == "0"
