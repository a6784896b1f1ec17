"""`workerscope eject`: a lesson's Workers as plain folders, which `run`, `dev` and `npx wrangler dev` take.

A cell gives one folder, with the learner's code where they changed it. A task's solution comes along once it was
passed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from course.exit_status import DONE, FAILED, WRONG_USAGE
from course.lesson import Run, Task
from course.library import LessonError, LoadedLesson, find_lesson, load_lessons
from course.progress import Progress

ONLY_HERE = "spin("
"""What only this engine has: it burns model CPU time."""


class Copied(NamedTuple):
    """One folder to write: a copy of `source`, in which the learner's own texts replace the files of these names."""

    folder: Path
    source: Path
    texts: dict[str, str]


def eject(name: str, directory: Path, lessons: Path | None) -> int:
    """The command. name: of the lesson; directory: where the folders go; lessons: a folder of own lessons."""
    try:
        loaded = find_lesson(load_lessons(lessons), name)
    except LessonError as error:
        print(f"workerscope eject: {error}", file=sys.stderr)
        return WRONG_USAGE
    try:
        with Progress() as progress:
            copies = write_projects(loaded, progress, directory)
    except LessonError as error:
        print(f"workerscope eject: {error}", file=sys.stderr)
        return FAILED
    print(f"Lesson {loaded.lesson.number}, {loaded.lesson.title}:")
    for copied in copies:
        note = "   (it calls spin(), which only this engine has)" if _only_here(copied.folder) else ""
        print(f"  {copied.folder}{note}")
    print("Each is a Worker project: `workerscope run FOLDER`, or `npx wrangler dev` in it.")
    return DONE


def write_projects(loaded: LoadedLesson, progress: Progress, directory: Path) -> list[Copied]:
    """Writes a folder for each cell with code, and gives them. Raises LessonError, before anything is written, when one
    is there already."""
    copies = _copies(loaded, progress, directory)
    for copied in copies:
        if copied.folder.exists():
            raise LessonError("is there already, and stays as it is.", file=copied.folder, fix="Name another folder.")
    for copied in copies:
        try:
            shutil.copytree(copied.source, copied.folder)
            for name, text in copied.texts.items():
                (copied.folder / name).write_text(text, "utf-8")
        except OSError as error:
            raise LessonError(f"cannot be written: {error.strerror}.", file=copied.folder) from None
    return copies


def _copies(loaded: LoadedLesson, progress: Progress, directory: Path) -> list[Copied]:
    answers = progress.answers(loaded.lesson.id)
    copies: list[Copied] = []
    for cell in loaded.lesson.cell:
        if isinstance(cell, Run):
            source = loaded.folder / "projects" / cell.project
        elif isinstance(cell, Task):
            source = loaded.folder / "tasks" / cell.project / "starter"
        else:
            continue
        files = [path.relative_to(source).as_posix() for path in sorted(source.rglob("*")) if path.is_file()]
        changed = {file: progress.code(loaded.lesson.id, cell.id, file) for file in files}
        texts = {file: text for file, text in changed.items() if text is not None}
        copies.append(Copied(directory / cell.id, source, texts))
        if isinstance(cell, Task) and cell.id in answers and answers[cell.id].right:
            copies.append(Copied(directory / f"{cell.id}-solution", source.with_name("solution"), {}))
    return copies


def _only_here(folder: Path) -> bool:
    """Whether a source in the folder uses what the real runtime has not."""
    sources = [path for path in folder.rglob("*") if path.suffix in (".js", ".ts", ".mjs")]
    return any(ONLY_HERE in path.read_text("utf-8", "replace") for path in sources)
