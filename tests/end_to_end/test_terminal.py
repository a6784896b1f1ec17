"""The course in a real terminal, from the first key to the last."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
import urllib.request
from pathlib import Path

import pytest

from tests.end_to_end.tmux import Terminal, terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

SIZES = [(80, 24), (120, 40)]


def answer_the_prediction(course: Terminal) -> None:
    """From the first screen: write a prediction, which opens the first Worker."""
    course.wait_for("An event comes in", "Predict", "Quit")
    course.press("n", "Enter")
    course.wait_for("Answer", "Esc")
    course.write("a visit")
    course.press("Enter")
    course.wait_for("Hello World!", "F5 Run")


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_open_run_and_quit(tmp_path: Path, columns: int, lines: int) -> None:
    with terminal(columns, lines, tmp_path / "data") as course:
        before = course.state()
        course.start_course()
        answer_the_prediction(course)
        course.press("F5")
        screen = course.wait_for("200 OK", "│ Hello World!", "“a visit”")
        assert "Traceback" not in screen
        course.press("q")
        assert course.exit_status() == 0
        assert "Traceback" not in course.screen()
        assert course.state() == before
        course.write("echo still $((40 + 2))")
        course.press("Enter")
        course.wait_for("still 42")


def test_an_edit_survives_kill_9(tmp_path: Path) -> None:
    with terminal(80, 24, tmp_path / "data") as course:
        course.start_course()
        answer_the_prediction(course)
        course.press("Enter")
        course.wait_for("Original code", "Esc")
        course.press("Down", "Down", "End")
        course.write(" // mine")
        course.wait_for("// mine")
        time.sleep(0.6)
        os.kill(course.course_pid(), signal.SIGKILL)
        assert course.exit_status() == 128 + signal.SIGKILL
        course.write("reset")
        course.press("Enter")
        course.wait_for("ready>")
        course.start_course()
        screen = course.wait_for("// mine")
        assert "return new Response('Hello World!'); // mine" in screen
        course.press("C-q")
        assert course.exit_status() == 0


def test_ctrl_c_says_how_to_leave_and_loses_nothing(tmp_path: Path) -> None:
    with terminal(80, 24, tmp_path / "data") as course:
        course.start_course()
        course.wait_for("An event comes in", "Quit")
        course.press("C-c")
        time.sleep(0.5)
        screen = course.screen()
        assert "Traceback" not in screen
        course.press("q")
        assert course.exit_status() == 0
        assert course.state()["alternate_on"] == "0"


def test_without_a_screen_the_plain_course_is_named(tmp_path: Path) -> None:
    with terminal(80, 24, tmp_path / "data") as course:
        course.write("export TERM=dumb")
        course.press("Enter")
        course.start_course()
        assert course.exit_status() == 2
        assert "learn --plain" in course.screen()


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_dev_shows_requests_and_looks_into_them(tmp_path: Path, columns: int, lines: int) -> None:
    worker = tmp_path / "shop.js"
    worker.write_text("export default { fetch(request) { console.log('saw it'); return new Response('hi'); } };\n")
    with terminal(columns, lines, tmp_path / "data") as course:
        course.start_course("dev", str(worker), "--port", "0")
        screen = course.wait_for("shop is on http://127.0.0.1:", "No request yet")
        port = re.search(r"127\.0\.0\.1:(\d+)", screen)
        assert port is not None
        assert urllib.request.urlopen(f"http://127.0.0.1:{port[1]}/tea", timeout=20).read() == b"hi"
        course.wait_for("/tea", "200", "cold", "A saw it")
        course.press("Enter")
        course.wait_for("GET /tea  200  (event loop)", "Call stack")
        course.press("v")
        course.wait_for("GET /tea  200  (sequence)")
        worker.write_text("export default {\n")
        course.press("q")
        course.wait_for("SyntaxError", "Requests")
        course.press("q")
        assert course.exit_status() == 0
        assert "Traceback" not in course.screen()
