"""A real terminal, driven through tmux: keys in, the screen out."""

from __future__ import annotations

import itertools
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKERSCOPE = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
               "from course.command_line import main; sys.exit(main())"]  # fmt: skip
PATIENCE_SECONDS = 30.0
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Terminal:
    """One tmux server with one pane, in which a shell runs. socket: its name."""

    socket: str

    def command(self, *words: str) -> str:
        """Runs a tmux command and gives its output."""
        done = subprocess.run(
            ["tmux", "-L", self.socket, "-f", os.devnull, *words],
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Presses keys by tmux's names, one after the other."""
        for key in keys:
            self.command("send-keys", key)
            time.sleep(0.05)

    def write(self, text: str) -> None:
        """Types text as it stands."""
        self.command("send-keys", "-l", text)

    def screen(self) -> str:
        """What is on the screen now."""
        return self.command("capture-pane", "-p")

    def wait_for(self, *texts: str) -> str:
        """Waits until all texts are on the screen, and gives it. Fails with the screen when they do not come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            screen = self.screen()
            if all(text in screen for text in texts):
                return screen
            time.sleep(0.1)
        raise AssertionError(f"{texts} did not come. The screen:\n{self.screen()}")

    def state(self) -> dict[str, str]:
        """What programs may leave changed: alternate screen, cursor, mouse reports, keypad, bracketed paste."""
        names = ("alternate_on", "cursor_flag", "mouse_any_flag", "keypad_flag", "wrap_flag")
        values = self.command("display-message", "-p", " ".join(f"#{{{name}}}" for name in names)).split()
        return dict(zip(names, values, strict=True))

    def start_course(self, *arguments: str) -> None:
        """Starts workerscope in the shell; when it ends, its exit status follows the word END."""
        self.write(shlex.join([*WORKERSCOPE, *arguments]) + "; echo END $?")
        self.press("Enter")

    def exit_status(self) -> int:
        """Waits until the course has ended, and gives its exit status."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if found := re.search(r"^END (\d+)", self.screen(), re.MULTILINE):
                return int(found[1])
            time.sleep(0.1)
        raise AssertionError(f"The course did not end. The screen:\n{self.screen()}")

    def course_pid(self) -> int:
        """The process of the course, a child of the pane's shell."""
        shell = self.command("display-message", "-p", "#{pane_pid}").strip()
        children = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True)
        return int(children.stdout.split()[0])


@contextmanager
def terminal(columns: int, lines: int, data: Path) -> Iterator[Terminal]:
    """A terminal of this size; `data` holds the learner's progress. It is gone afterwards."""
    made = Terminal(f"workerscope-test-{os.getpid()}-{next(_numbers)}")
    environment = ["env", f"WORKERSCOPE_DATA={data}", "PS1=ready> ", "bash", "--norc", "--noprofile"]
    made.command("new-session", "-d", "-x", str(columns), "-y", str(lines), shlex.join(environment))
    try:
        made.wait_for("ready>")
        yield made
    finally:
        made.command("kill-server")
