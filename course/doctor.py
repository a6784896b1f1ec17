"""`workerscope doctor`: looks at this installation and says, in words, what works and what to do about the rest."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import NamedTuple

from course import __version__
from course.exit_status import DONE, FAILED
from course.paths import data_folder

PACKAGES = ("textual", "quickjs-ng", "tree-sitter", "msgspec")
SMALLEST = (40, 12)
"""Columns and lines below which the course cannot be read."""


class Finding(NamedTuple):
    """One thing looked at. good: whether it works. text: what was found, and what to do when it does not work."""

    good: bool
    text: str


def examine() -> int:
    """Prints every finding. 0 when all is well, 1 when something needs a hand."""
    good = True
    for title, look in CHECKS.items():
        for finding in look():
            print(f"{'ok  ' if finding.good else 'BAD '} {title:9} {finding.text}", flush=True)
            good = good and finding.good
    print("\nAll is well." if good else "\nWhat is marked BAD needs a hand; each line says which.")
    return DONE if good else FAILED


def _versions() -> Iterator[Finding]:
    python = platform.python_version()
    yield Finding(True, f"workerscope {__version__}, Python {python} on {platform.system()} {platform.machine()}")
    for package in PACKAGES:
        try:
            yield Finding(True, f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            yield Finding(
                False, f"{package} is not installed. Install workerscope again: pip install --force-reinstall ."
            )


def _terminal() -> Iterator[Finding]:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield Finding(True, "not a terminal: `learn --plain`, `quiz --plain` and `run` work, full screens do not")
        return
    columns, lines = shutil.get_terminal_size()
    fits = columns >= SMALLEST[0] and lines >= SMALLEST[1]
    advice = "" if fits else f"; the course needs {SMALLEST[0]}×{SMALLEST[1]}. Make the window larger."
    yield Finding(fits, f"{columns} columns, {lines} lines{advice}")
    kind = os.environ.get("TERM", "")
    usable = kind not in ("", "dumb")
    yield Finding(usable, f"TERM is {kind or 'not set'}" + ("" if usable else ": use --plain, or another terminal."))
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    advice = "" if encoding == "utf8" else ": lines and arrows may not show. Set PYTHONUTF8=1."
    yield Finding(encoding == "utf8", f"text is written as {sys.stdout.encoding}{advice}")
    yield Finding(True, f"colour: {_colour()}")


def _colour() -> str:
    if os.environ.get("NO_COLOR"):
        return "off, because NO_COLOR is set"
    return "16 million" if os.environ.get("COLORTERM") in ("truecolor", "24bit") else "as many as TERM says"


def _data() -> Iterator[Finding]:
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        advice = "Progress will be lost at exit. Set WORKERSCOPE_DATA to a folder you may write in."
        yield Finding(False, f"{folder} cannot be written: {error.strerror}. {advice}")
        return
    free = shutil.disk_usage(folder).free // 2**20
    yield Finding(free > 10, f"your progress is kept in {folder} ({free:,} MB free)")


def _engine() -> Iterator[Finding]:
    from engine import bytecode
    from engine.client import run_blocking
    from engine.errors import EngineError
    from engine.project import Project
    from engine.request_line import request_step
    from engine.run import RunRequest

    code = 'export default { fetch() { return new Response("hello"); } };'
    project = Project(name="doctor", main="index.js", files={"index.js": code})
    began = time.perf_counter()
    try:
        report = run_blocking(RunRequest(project=project, steps=[request_step("GET /")]))
    except EngineError as error:
        yield Finding(False, str(error))
        return
    milliseconds = (time.perf_counter() - began) * 1000
    answered = bool(report.result.steps) and report.result.steps[0].body == "hello"
    text = f"a Worker answered in its child process, {milliseconds:.0f} ms from nothing (measured now)"
    yield Finding(answered, text if answered else f"a hello Worker did not answer: {report.result.error}")
    read = "the platform is compiled once, and each isolate reads its bytecode"
    text = "each isolate compiles the platform: bytecode cannot be had of quickjs-ng here, so cold starts take longer"
    yield Finding(True, read if bytecode.available() else text)


CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "versions": _versions,
    "terminal": _terminal,
    "data": _data,
    "engine": _engine,
}
