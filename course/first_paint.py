"""How long a program takes from its start to the first text on its screen, in a real pseudo-terminal of 80 × 24."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time

ROWS, COLUMNS = 24, 80
GIVE_UP_SECONDS = 20.0

MINIMAL = """\
from textual.app import App
from textual.widgets import Static


class Minimal(App):
    def compose(self):
        yield Static("minimal app is here")


Minimal().run()
"""
"""The smallest Textual app: what the course's own start is held against."""
MINIMAL_TEXT = "minimal app is here"
COURSE = "from course.command_line import main; main(['learn', '1'])"


def minimal_ms() -> float | None:
    """Start → first paint of the smallest Textual app, in real ms."""
    return first_paint_ms([sys.executable, "-c", MINIMAL], MINIMAL_TEXT)


def course_ms(text: str) -> float | None:
    """Start → first paint of lesson 1, in real ms, for a learner who was never here. text: what the screen shows."""
    return first_paint_ms([sys.executable, "-c", COURSE], text)


def first_paint_ms(command: list[str], text: str) -> float | None:
    """Real ms from starting `command` until it has written `text`. None when it never does. The process is ended."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "WORKERSCOPE_DATA": data, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        began = time.perf_counter()
        child, terminal = pty.fork()
        if child == 0:
            with contextlib.suppress(OSError):
                os.execvpe(command[0], command, environment)
            os._exit(127)
        try:
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            return _until(terminal, text.encode(), began)
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(terminal)


def _until(terminal: int, text: bytes, began: float) -> float | None:
    written = b""
    while (left := began + GIVE_UP_SECONDS - time.perf_counter()) > 0:
        if not select.select([terminal], [], [], left)[0]:
            return None
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return None
        if not data:
            return None
        written += data
        if text in written:
            return (time.perf_counter() - began) * 1000
    return None
