"""Finds lessons and reads them: a folder with lesson.toml and lesson.md → Lesson and its blocks.

What a lesson holds is course/lesson.py; how to write one is lessons/README.md.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import tomli

from course.lesson import Block, Cell, Fix, Item, Lesson, Number, Order, Predict, Prose, Run, Task
from engine.errors import ProjectError
from engine.project import Project
from engine.wrangler import load_project

FORMAT = 1
"""The lesson format that this version reads; `format` in lesson.toml says it."""

WRANGLER = "wrangler.toml"
"""The configuration of a lesson's project, which stands among its files: learners read and edit it like the code."""

_HEADING = re.compile(r"#{1,6} ")
_PLACE = re.compile(r"^\[\[([a-z0-9-]+)\]\]\s*$")


class LessonError(Exception):
    """A lesson that cannot be used. file, key and fix name what to change; str(error) is the whole message."""

    def __init__(self, what: str, *, file: Path | str = "", key: str = "", fix: str = "") -> None:
        self.what, self.file, self.key, self.fix = what, str(file), key, fix
        where = ": ".join(part for part in (self.file, key) if part)
        super().__init__(" ".join(part for part in (f"{where}:" if where else "", what, fix) if part))


class LoadedLesson(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson, its blocks in reading order, and the folder its projects live in."""

    lesson: Lesson
    blocks: tuple[Block, ...]
    folder: Path

    def cell(self, id: str) -> Cell:
        """The cell with this id. Raises KeyError."""
        return {cell.id: cell for cell in self.lesson.cell}[id]

    def item(self, id: str) -> Item:
        """The self-check item with this id. Raises KeyError."""
        return {item.id: item for item in self.lesson.item}[id]

    def task_of(self, item: Fix) -> Task:
        """The task a Fix item points at. Raises LessonError when it points at none."""
        for cell in self.lesson.cell:
            if isinstance(cell, Task) and cell.id == item.task:
                return cell
        raise LessonError(
            f'task = "{item.task}" is no task of this lesson.',
            file=self.folder / "lesson.toml",
            key=f"item {item.id}",
            fix="Give the id of a cell of kind task.",
        )

    def named_blocks(self) -> list[tuple[str, Block]]:
        """The blocks in reading order, each with the name that progress keeps it by: a cell's id, or "prose:N"."""
        named: list[tuple[str, Block]] = []
        prose = 0
        for block in self.blocks:
            prose += isinstance(block, Prose)
            named.append((f"prose:{prose}" if isinstance(block, Prose) else block.id, block))
        return named

    def project(self, name: str) -> Project:
        """A project of a run cell or question. Raises ProjectError."""
        return _with_configuration(load_project(self.folder / "projects" / name))

    def starter(self, task: Task) -> Project:
        """What the learner of a task begins with. Raises ProjectError.

        Where the task is to mend a wrangler.toml, the starter's cannot be read: it stands among the files as it is, and
        the rest is the solution's until it can.
        """
        folder = self.folder / "tasks" / task.project / "starter"
        try:
            return _with_configuration(load_project(folder))
        except ProjectError:
            if WRANGLER not in task.files:
                raise
            texts = {name: (folder / name).read_text("utf-8") for name in task.files}
            return self.solution(task).with_files(texts)

    def solution(self, task: Task) -> Project:
        """Our way to do it, shown after success. Raises ProjectError."""
        return _with_configuration(load_project(self.folder / "tasks" / task.project / "solution"))

    def shown_solution(self, task: Task) -> dict[str, str]:
        """Our version of the files that the task shows. Raises ProjectError."""
        files = self.solution(task).files
        return {file: str(files[file]) for file in shown_files(task, self.project_of(task)) if file in files}

    def code_of(self, item: Item) -> str:
        """The source that a question is about, "" where it has none. Raises ProjectError."""
        if not isinstance(item, (Predict, Order, Number)) or not item.project:
            return ""
        project = self.project(item.project)
        shows = "" if isinstance(item, Order) else item.shows
        return str(project.files.get(shows or project.main, ""))

    def project_of(self, cell: Run | Task) -> Project:
        """What the cell's editor opens with. Raises ProjectError."""
        return self.project(cell.project) if isinstance(cell, Run) else self.starter(cell)


def _with_configuration(project: Project) -> Project:
    """The project with its wrangler.toml among its files: learners read and edit it like the code."""
    assert project.folder is not None
    path = project.folder / WRANGLER
    return project.with_files({WRANGLER: path.read_text("utf-8")}) if path.is_file() else project


def shown_files(cell: Run | Task, project: Project) -> list[str]:
    """The files of a cell that the learner sees and edits; the checks speak of the first."""
    return list(cell.files) or [cell.file or project.main]


def lessons_folder() -> Path:
    """Where the course's own lessons are: the package beside this one, in a checkout and in a wheel."""
    return Path(__file__).resolve().parent.parent / "lessons"


def lesson_folders(directory: Path | None = None) -> list[Path]:
    """Folders that hold a lesson: those below `directory`, or `directory` itself. Raises LessonError for none."""
    directory = directory or lessons_folder()
    if (directory / "lesson.toml").is_file():
        return [directory]
    found = sorted(path.parent for path in directory.glob("*/lesson.toml"))
    if not found:
        raise LessonError(
            "no lesson here.", file=directory, fix="Give a folder with a lesson.toml, or one that holds such folders."
        )
    return found


def load_lessons(directory: Path | None = None) -> list[LoadedLesson]:
    """Every lesson, in order of its number. Raises LessonError at the first that cannot be used."""
    return sorted((load_lesson(folder) for folder in lesson_folders(directory)), key=lambda one: one.lesson.number)


def own_lesson(lessons: Sequence[LoadedLesson], number: int) -> LoadedLesson | None:
    """The course's own lesson with this number, which the glossary, the limits and the misconceptions point at; None
    where it is not among `lessons`. A teacher's own lessons may have any numbers."""
    home = lessons_folder()
    return next((one for one in lessons if one.lesson.number == number and one.folder.parent == home), None)


def find_lesson(lessons: list[LoadedLesson], name: str | None) -> LoadedLesson:
    """By number ("8"), id ("one-thread-many-requests"), folder name or the start of one; None: the first.

    Raises LessonError that names the nearest.
    """
    if not name:
        return lessons[0]
    wanted = name.strip().lower()
    for loaded in lessons:
        if wanted in (str(loaded.lesson.number), f"{loaded.lesson.number:02}", loaded.lesson.id, loaded.folder.name):
            return loaded
    begun = [loaded for loaded in lessons if loaded.lesson.id.startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    near = difflib.get_close_matches(wanted, [loaded.lesson.id for loaded in lessons], 1, 0.4)
    numbers = ", ".join(str(loaded.lesson.number) for loaded in lessons)
    fix = f'Did you mean "{near[0]}"? ' if near else ""
    raise LessonError(f'there is no lesson "{name}".', fix=f"{fix}Lessons here: {numbers}.")


def load_lesson(folder: Path) -> LoadedLesson:
    """The lesson in this folder. Raises LessonError with file, key and fix."""
    lesson = _read_lesson(folder / "lesson.toml")
    blocks = _blocks(_read(folder / "lesson.md"), {cell.id: cell for cell in lesson.cell}, folder / "lesson.md")
    return LoadedLesson(lesson=lesson, blocks=blocks, folder=folder)


def _read_lesson(path: Path) -> Lesson:
    try:
        values = tomli.loads(_read(path))
    except tomli.TOMLDecodeError as error:
        raise LessonError(f"not valid TOML: {error}.", file=path) from None
    if values.get("format") != FORMAT:
        raise LessonError(
            f"this version of workerscope reads format {FORMAT}, not {values.get('format', 'none')}.",
            file=path,
            key="format",
            fix=f"Write format = {FORMAT} on the first line.",
        )
    try:
        return msgspec.convert(values, Lesson)
    except msgspec.ValidationError as error:
        what, key = _located(str(error), values)
        raise LessonError(what, file=path, key=key, fix="The fields of each kind are in lessons/README.md.") from None


def _located(message: str, values: dict[str, object]) -> tuple[str, str]:
    """msgspec's message and a key that a person finds: "`$.cell[3].title`" → cell "hello", title."""
    what, _, path = message.partition(" - at `$.")
    key = path.rstrip("`")
    if place := re.match(r"(cell|item)\[(\d+)\](\.?)(.*)", key):
        table = values.get(place[1])
        one = table[int(place[2])] if isinstance(table, list) else None
        name = one.get("id", place[2]) if isinstance(one, dict) else place[2]
        key = f'{place[1]} "{name}"' + (f", {place[4]}" if place[4] else "")
    return f"{what}.", key


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise LessonError("is missing.", file=path, fix="A lesson has a lesson.toml and a lesson.md.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise LessonError(f"cannot be read: {error}.", file=path) from None


def _blocks(markdown: str, cells: dict[str, Cell], path: Path) -> tuple[Block, ...]:
    """Prose and cells in turn. A line that holds `[[id]]` and nothing else, outside a code fence, is a cell.

    A heading begins a new block of prose: the one before it may tell what a run showed, and be held back until then.
    """
    blocks: list[Block] = []
    prose: list[str] = []
    shown: set[str] = set()
    fenced = False

    def end_prose() -> None:
        if text := "\n".join(prose).strip("\n"):
            blocks.append(Prose(text))
        prose.clear()

    for number, line in enumerate(markdown.splitlines(), 1):
        fenced ^= line.startswith("```")
        place = None if fenced else _PLACE.match(line)
        if place is None:
            if _HEADING.match(line) and not fenced:
                end_prose()
            prose.append(line)
            continue
        id = place[1]
        if id not in cells:
            near = difflib.get_close_matches(id, cells, 1)
            fix = f"Did you mean [[{near[0]}]]?" if near else "Write a [[cell]] with this id in lesson.toml."
            raise LessonError(f"there is no cell [[{id}]].", file=path, key=f"line {number}", fix=fix)
        if id in shown:
            raise LessonError(f"[[{id}]] is shown twice.", file=path, key=f"line {number}", fix="Show it once.")
        shown.add(id)
        end_prose()
        blocks.append(cells[id])
    end_prose()
    return tuple(blocks)
