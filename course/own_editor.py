"""The learner's own editor, $VISUAL or $EDITOR: opened beside the app, or in its terminal until it ends."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from textual.app import SuspendNotSupported

WINDOWED = frozenset(
    (
        *("atom", "bbedit", "code", "code-insiders", "codium", "cursor", "fleet", "geany", "gedit"),
        *("gnome-text-editor", "gvim", "idea", "kate", "kwrite", "lapce", "mate", "mousepad", "mvim"),
        *("neovide", "notepad", "notepad++", "open", "phpstorm", "pluma", "pycharm", "subl", "sublime_text"),
        *("vscodium", "webstorm", "windsurf", "xdg-open", "xed", "zed", "zeditor"),
    )
)
"""Editors with a window of their own, by the name of their command. Every other one is given the terminal."""


class Opening(NamedTuple):
    """What came of it. lent: the editor had the terminal, and has ended. sentence: what to tell."""

    lent: bool
    sentence: str = ""


def open_file(path: Path, lend: Callable[[], AbstractContextManager[None]] = nullcontext) -> Opening:
    """Opens a file in the learner's editor, where one is named. An editor of the terminal has it until it ends. lend:
    what gives it the terminal, and takes it back: the app's `suspend`."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not named:
        return Opening(False)
    try:
        words = shlex.split(named, posix=os.name == "posix")
        name = Path(words[0]).stem.lower()
        if name in WINDOWED:
            _start(words, path)
            return Opening(False, f"{name} opens it.")
        with lend(), _interrupts_are_the_editors():
            status = subprocess.call([*words, str(path)])
        if status:
            return Opening(True, f"{name} ended with status {status}.")
        return Opening(True)
    except SuspendNotSupported:
        return Opening(False, f"This terminal cannot be lent to {name}. Open the file from another one.")
    except (OSError, ValueError, IndexError) as error:
        why = getattr(error, "strerror", None) or "it names no program"
        return Opening(False, f"EDITOR is {named}: {why}. Open the file yourself, or set EDITOR.")


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """ctrl+c in a terminal reaches every program there: what is meant for the editor must not end the course."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start(words: list[str], path: Path) -> None:
    """Without our terminal and in a group of its own, so that ctrl+c here does not end it."""
    none = subprocess.DEVNULL
    subprocess.Popen([*words, str(path)], stdin=none, stdout=none, stderr=none, start_new_session=True)
