"""`workerscope new-lesson`: a folder with a small lesson that holds, to be changed into one's own.

What it begins as is course/lesson_template/, which `workerscope check` accepts as it is.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from course.exit_status import DONE, WRONG_USAGE
from course.library import LessonError, lesson_folders, load_lesson, load_lessons

TEMPLATE = Path(__file__).with_name("lesson_template")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def new_lesson(name: str, directory: Path) -> int:
    """The command. name: lowercase words and dashes; directory: the folder of lessons. Gives the exit status."""
    try:
        folder = write_lesson(name, directory)
    except LessonError as error:
        print(f"workerscope new-lesson: {error}", file=sys.stderr)
        return WRONG_USAGE
    print(
        f"{folder} holds a small lesson that works.\n"
        f"  look at it:  workerscope learn --lessons {directory} {name}\n"
        f"  prove it:    workerscope check {folder}\n"
        "Change lesson.md, lesson.toml and the projects one by one, and check again after each change."
    )
    return DONE


def write_lesson(name: str, directory: Path) -> Path:
    """Writes the lesson and gives its folder. Raises LessonError for a name that cannot be used or is taken."""
    if not _NAME.fullmatch(name):
        fix = "Use lowercase words joined by dashes, such as caching-basics."
        raise LessonError(f'"{name}" cannot name a lesson.', fix=fix)
    if any(loaded.lesson.id == name for loaded in load_lessons()):
        raise LessonError(f'the course has a lesson "{name}".', fix="Choose another name: progress is kept by it.")
    number = _next_number(directory)
    folder = directory / f"{number:02}-{name}"
    if folder.exists() or any(directory.glob(f"*-{name}/lesson.toml")):
        raise LessonError("is there already, and stays as it is.", file=folder, fix="Choose another name.")
    try:
        shutil.copytree(TEMPLATE, folder)
        path = folder / "lesson.toml"
        path.write_text(_named(path.read_text("utf-8"), name, number), "utf-8")
    except OSError as error:
        raise LessonError(f"cannot be written: {error.strerror}.", file=folder) from None
    return folder


def _next_number(directory: Path) -> int:
    """One more than the last lesson of the folder has."""
    try:
        folders = lesson_folders(directory)
    except LessonError:
        return 1
    return max((load_lesson(folder).lesson.number for folder in folders), default=0) + 1


def _named(text: str, name: str, number: int) -> str:
    title = name.replace("-", " ").capitalize()
    for old, new in (
        ("number = 1 ", f"number = {number} "),
        ('id = "new-lesson"', f'id = "{name}"'),
        ('title = "New lesson"', f'title = "{title}"'),
    ):
        text = text.replace(old, new, 1)
    return text
