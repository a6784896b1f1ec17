"""The learner's own editor in the terminal: it gets it, and what is typed there is its own."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest

from course.own_editor import open_file


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import os, signal; os.kill(os.getppid(), signal.SIGINT)", ""),
        ("import os, signal; os.kill(os.getpid(), signal.SIGINT)", "status -2"),
    ],
)
def test_an_interrupt_is_the_editors(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, sentence: str
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}")
    opening = open_file(tmp_path / "index.js")
    assert opening.lent
    assert sentence in opening.sentence
