"""`workerscope check`: proves that lessons hold. Reads every lesson, applies the rules, runs what can be run, reports.

What is proven: starters fail, solutions pass (on hidden traffic too), every key is what the engine gives, and the rules
of course/check_rules.py. For the course's own lessons a table says which lessons teach each statement. Exit status 0
when all of it holds, 1 when something does not. Of the course itself, all statements must be taught, each lesson asks
enough questions of enough kinds, and the glossary, the limits and the misconceptions keep the rules of
course/check_reference.py.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import msgspec

from course.answer_keys import Key, RunEngine
from course.check_proofs import keys_of, problems_in_runs
from course.check_reference import problems_in_reference
from course.check_rules import Problem, problems_of_the_course, problems_on_paper
from course.lesson import Task
from course.library import LessonError, LoadedLesson, lesson_folders, load_lesson, load_lessons
from course.reference import load_reference
from course.statements import missing, table, taught
from engine.run import run_project


class LessonReport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One lesson, checked. keys: what the engine gave for each question that it keys."""

    folder: str
    number: int = 0
    title: str = ""
    cells: int = 0
    tasks: int = 0
    questions: int = 0
    keys: dict[str, Key] = {}
    problems: list[Problem] = []


def check_lessons(directory: Path | None, run: RunEngine = run_project) -> list[LessonReport]:
    """A report for each lesson in `directory` (default: the course's own). Raises LessonError when there is none."""
    reports: list[LessonReport] = []
    loaded: list[LoadedLesson] = []
    for folder in lesson_folders(directory):
        try:
            lesson = load_lesson(folder)
        except LessonError as error:
            reports.append(LessonReport(folder=folder.name, problems=[Problem("", str(error))]))
            continue
        loaded.append(lesson)
        report = check_lesson(lesson, run)
        if directory is None:
            report = msgspec.structs.replace(report, problems=[*report.problems, *problems_of_the_course(lesson)])
        reports.append(report)
    return [_with_twins(report, loaded) for report in reports]


def check_lesson(loaded: LoadedLesson, run: RunEngine = run_project) -> LessonReport:
    """Everything about one lesson."""
    lesson = loaded.lesson
    return LessonReport(
        folder=loaded.folder.name,
        number=lesson.number,
        title=lesson.title,
        cells=len(lesson.cell),
        tasks=sum(isinstance(cell, Task) for cell in lesson.cell),
        questions=len(lesson.item),
        keys=keys_of(loaded, run),
        problems=[*problems_on_paper(loaded), *problems_in_runs(loaded, run)],
    )


def _with_twins(report: LessonReport, loaded: list[LoadedLesson]) -> LessonReport:
    """The report, with a problem when another lesson has the same number or id."""
    numbers = Counter(one.lesson.number for one in loaded)
    ids = Counter(one.lesson.id for one in loaded)
    own = next((one.lesson for one in loaded if one.folder.name == report.folder), None)
    twins = [
        Problem("lesson.toml", f"another lesson has the {what} {value} too.", "Progress is kept by it: make it unique.")
        for what, value, count in (
            ("number", own.number if own else 0, numbers[own.number] if own else 1),
            ("id", own.id if own else "", ids[own.id] if own else 1),
        )
        if count > 1
    ]
    return msgspec.structs.replace(report, problems=[*report.problems, *twins]) if twins else report


def run_check(directory: Path | None, as_json: bool) -> int:
    """The command: prints the reports; 0 when every lesson holds, else 1."""
    try:
        reports = check_lessons(directory)
    except LessonError as error:
        print(f"workerscope check: {error}", file=sys.stderr)
        return 1
    coverage = _coverage() if directory is None else {}
    untaught = missing(coverage) if coverage else []
    reference = _reference() if directory is None else []
    good = all(not report.problems for report in reports) and not untaught and not reference
    if as_json:
        course = {"statements": coverage, "missing": untaught, "reference": reference} if coverage else {}
        print(msgspec.json.encode({"ok": good, "lessons": reports, **course}).decode())
    else:
        print("\n".join(_readable(report) for report in reports))
        if coverage:
            print(table(coverage))
        for problem in reference:
            print(f"problem: {problem}")
        count = sum(len(report.problems) for report in reports) + len(untaught) + len(reference)
        lessons = "1 lesson holds" if len(reports) == 1 else f"{len(reports)} lessons hold"
        problems = "1 problem" if count == 1 else f"{count} problems"
        print(f"{lessons}: starters fail, solutions pass, keys are the engine's." if good else f"{problems}.")
    return 0 if good else 1


def _coverage() -> dict[str, list[int]]:
    """Statement → lessons of the course; nothing while a lesson cannot be read, which its report says."""
    try:
        return taught(one.lesson for one in load_lessons())
    except LessonError:
        return {}


def _reference() -> list[Problem]:
    """What is wrong with glossary, limits and misconceptions; nothing while a lesson cannot be read."""
    try:
        lessons = [one.lesson for one in load_lessons()]
    except LessonError:
        return []
    try:
        return problems_in_reference(load_reference(), lessons)
    except LessonError as error:
        return [Problem("", str(error))]


def _readable(report: LessonReport) -> str:
    name = f"lesson {report.number}, {report.title}" if report.title else report.folder
    lines = [f"{'FAIL' if report.problems else 'ok  '}  {name}"]
    if report.title:
        lines.append(f"      {report.cells} cells, {report.tasks} tasks, {report.questions} questions")
    lines += [f"      key of {id}: {_readable_key(key)}" for id, key in report.keys.items()]
    lines += [f"      problem: {problem}" for problem in report.problems]
    return "\n".join(lines)


def _readable_key(key: Key) -> str:
    if isinstance(key, tuple):
        return "lines " + " ".join(str(index + 1) for index in key)
    return f"{key:g}" if isinstance(key, float) else str(key)
