"""Exporting from the app: another process does it, so that the screen never waits."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

from course.library import LoadedLesson
from course.paths import data_folder

BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from course.command_line import main; sys.exit(main(sys.argv[2:]))"
)
"""What the other process starts with. It is isolated (-I), so that a file of the learner's called json.py is never
imported."""


class ExportFailed(Exception):
    """It could not be written. str(error) says why, in a sentence."""


async def export_beside(loaded: LoadedLesson) -> Path:
    """Writes the lesson as its learner did it to `exports/NAME.html` beside the progress file, and gives the path.

    An earlier export of the lesson is replaced. Raises ExportFailed. Cancelling it ends the other process.
    """
    folder = data_folder() / "exports"
    target = folder / f"{loaded.folder.name}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-c", BOOT, json.dumps([path for path in sys.path if path]),
            "export", "--lessons", str(loaded.folder.parent), loaded.lesson.id, str(target),
            stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE,
        )  # fmt: skip
    except OSError as error:
        raise ExportFailed(f"The lesson could not be exported to {target}: {error.strerror}.") from None
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        why = said.decode("utf-8", "replace").strip().removeprefix("workerscope export: ")
        raise ExportFailed(why or "The export did not finish.")
    return target
