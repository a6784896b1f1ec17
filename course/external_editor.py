"""The learner's own editor for a moment: $VISUAL or $EDITOR on a temporary file."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported


def edit(app: App[object], text: str) -> str | None:
    """The text as the editor left it; None when there is no editor or it failed (the learner is told)."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        app.notify("Set EDITOR to the editor you like, such as EDITOR=nano, and start again.", timeout=5)
        return None
    with tempfile.TemporaryDirectory(prefix="workerscope-") as folder:
        path = Path(folder) / "index.js"
        path.write_text(text, "utf-8")
        try:
            with app.suspend():
                subprocess.run([*shlex.split(command), str(path)], check=True)
            return path.read_text("utf-8")
        except SuspendNotSupported:
            app.notify("This terminal cannot hand the screen to another editor.", timeout=4)
        except (OSError, ValueError, subprocess.CalledProcessError, UnicodeDecodeError) as error:
            app.notify(f"The editor did not finish: {error}", severity="warning", timeout=5)
    return None
