"""`workerscope export`: writes a lesson as its learner did it. The file's name says the shape: .html or .md."""

from __future__ import annotations

import sys
from pathlib import Path

from course.exit_status import DONE, FAILED, WRONG_USAGE
from course.export.notebook import notebook
from course.library import LessonError, LoadedLesson, find_lesson, load_lessons
from course.plain_engine import PlainEngine
from course.progress import Progress
from engine.errors import EngineError

SUFFIXES = (".html", ".md")


def export(name: str, file: Path | None, lessons: Path | None) -> int:
    """The command. name: of the lesson; file: where to (None: NUMBER-NAME.html here); lessons: a folder of own ones."""
    try:
        loaded = find_lesson(load_lessons(lessons), name)
    except LessonError as error:
        print(f"workerscope export: {error}", file=sys.stderr)
        return WRONG_USAGE
    target = file or Path(f"{loaded.folder.name}.html")
    if target.suffix.lower() not in SUFFIXES:
        print(f"workerscope export: {target}: end the name in .html or in .md.", file=sys.stderr)
        return WRONG_USAGE
    try:
        with Progress() as progress, PlainEngine() as engine:
            text = exported(loaded, progress, engine, target.suffix.lower())
        target.write_text(text, "utf-8")
    except EngineError as error:
        print(f"workerscope export: {error}", file=sys.stderr)
        return FAILED
    except OSError as error:
        print(f"workerscope export: {target} cannot be written: {error.strerror}.", file=sys.stderr)
        return FAILED
    print(f"Lesson {loaded.lesson.number}, with what you did in it: {target}")
    return DONE


def exported(loaded: LoadedLesson, progress: Progress, engine: PlainEngine, suffix: str) -> str:
    """The file's text. suffix: ".html" or ".md"."""
    parts = notebook(loaded, progress, engine.run)
    if suffix == ".md":
        from course.export.markdown import as_markdown

        return as_markdown(parts)
    from course.export.html import as_html
    from course.export.picture import picture

    return as_html(parts, picture)
