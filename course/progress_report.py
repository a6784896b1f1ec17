"""`workerscope report`: what learners have done, for their teacher. As text, JSON or CSV.

Each progress file is one learner: the file's owner is named after the folder or file that it came in. Nothing is
written. The text is for reading; JSON holds the same, and CSV has a line for each question that was answered.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from course.exit_status import DONE, FAILED
from course.lesson import Fix, Task
from course.library import LessonError, LoadedLesson, load_lessons
from course.paths import progress_file
from course.progress import Answer, Progress
from course.reference import load_reference
from course.task_record import answer_was_shown

FORMATS = ("text", "json", "csv")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question or task of a lesson, as one learner met it. confidence: of the first answer. hints: how many of a
    task's three they asked for; the third is the answer. first_right: not where that one had been shown. last_at:
    UTC."""

    id: str
    kind: str
    attempts: int
    first_right: bool
    right: bool
    confidence: str
    last_answer: str
    misconceptions: list[str]
    last_at: str
    hints: int = 0
    answer_shown: bool = False


class LessonProgress(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson of one learner. state: "done", "done by test", "begun" or "not begun". questions: how many it has."""

    lesson: str
    number: int
    title: str
    state: str
    questions: int
    answered: list[Question] = []

    @property
    def right(self) -> int:
        """Questions whose last answer is right."""
        return sum(one.right for one in self.answered)

    @property
    def right_at_once(self) -> int:
        """Questions whose first answer was right."""
        return sum(one.first_right for one in self.answered)


class LearnerReport(msgspec.Struct, frozen=True, kw_only=True):
    """One learner. sure_and_wrong: first answers given with "sure" that were wrong. misconceptions: belief → how
    often an answer showed it."""

    learner: str
    file: str
    lessons: list[LessonProgress]
    sure: int
    sure_and_wrong: int
    misconceptions: dict[str, int]


def learner_report(learner: str, progress: Progress, lessons: Sequence[LoadedLesson]) -> LearnerReport:
    """What one progress file says about these lessons."""
    begun, done, tested = progress.lessons_begun(), progress.lessons_done(), progress.lessons_done(by_test=True)
    states = {id: "begun" for id in begun} | {id: "done" for id in done} | {id: "done by test" for id in tested}
    told: list[LessonProgress] = []
    beliefs: Counter[str] = Counter()
    firsts: list[Question] = []
    for loaded in lessons:
        id = loaded.lesson.id
        history = progress.history(id)
        beliefs.update(tag for answer in history for tag in answer.misconceptions)
        answered = _questions(loaded, history, progress.hints(id))
        firsts += answered
        told.append(
            LessonProgress(
                lesson=id,
                number=loaded.lesson.number,
                title=loaded.lesson.title,
                state=states.get(id, "not begun"),
                questions=len(loaded.lesson.item),
                answered=answered,
            )
        )
    sure = [one for one in firsts if one.confidence == "sure"]
    return LearnerReport(
        learner=learner,
        file=str(progress.path),
        lessons=told,
        sure=len(sure),
        sure_and_wrong=sum(not one.first_right for one in sure),
        misconceptions=dict(sorted(beliefs.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _questions(loaded: LoadedLesson, history: Sequence[Answer], hints: Mapping[str, int]) -> list[Question]:
    """The marked answers to the lesson's questions and tasks, in the lesson's order. hints: by task."""
    things = [*(cell for cell in loaded.lesson.cell if isinstance(cell, Task)), *loaded.lesson.item]
    found = []
    for thing in things:
        marked = [answer for answer in history if answer.item == thing.id and answer.right is not None]
        if not marked:
            continue
        first, last = marked[0], marked[-1]
        tags = dict.fromkeys(tag for answer in marked for tag in answer.misconceptions)
        found.append(
            Question(
                id=thing.id,
                kind=type(thing).__name__.lower(),
                attempts=len(marked),
                first_right=bool(first.right) and not answer_was_shown(first.answer),
                right=bool(last.right),
                confidence=first.confidence,
                last_answer=last.answer,
                misconceptions=list(tags),
                last_at=last.at,
                hints=hints.get(thing.task if isinstance(thing, Fix) else thing.id, 0),
                answer_shown=answer_was_shown(last.answer),
            )
        )
    return found


def report(files: Sequence[Path], shape: str) -> int:
    """The command. files: progress files, or folders that hold one (none: the learner's own). Gives the status."""
    try:
        lessons = load_lessons()
        reports = [_report_of(path, lessons) for path in files or [progress_file()]]
    except LessonError as error:
        print(f"workerscope report: {error}", file=sys.stderr)
        return FAILED
    if shape == "json":
        print(msgspec.json.encode({"learners": reports}).decode())
    elif shape == "csv":
        print(as_csv(reports), end="")
    else:
        print(as_text(reports), end="")
    return DONE


def _report_of(path: Path, lessons: Sequence[LoadedLesson]) -> LearnerReport:
    file = path / "progress.sqlite" if path.is_dir() else path
    if not file.is_file():
        why = "no progress file is here." if path.is_dir() else "there is no such file."
        raise LessonError(why, file=path, fix="`workerscope progress` says where a learner's is.")
    learner = file.parent.name if file.name == "progress.sqlite" else file.stem
    with Progress.to_read(file) as progress:
        if progress.notice:
            raise LessonError(progress.notice)
        return learner_report(learner, progress, lessons)


# --- the shapes ------------------------------------------------------------------------------------------------------


def as_text(reports: Sequence[LearnerReport]) -> str:
    """For reading: a table for each learner, and for a class what most got wrong."""
    parts = [_learner_text(one) for one in reports]
    if len(reports) > 1:
        parts.append(_class_text(reports))
    return "\n".join(parts)


def _learner_text(report: LearnerReport) -> str:
    lines = [f"{report.learner}   ({report.file})"]
    width = max(len(one.title) for one in report.lessons)
    for one in report.lessons:
        counts = f"{one.right} of {one.questions} right, {one.right_at_once} at once" if one.answered else ""
        lines.append(f"  {one.number:>2} {one.title:<{width}}  {one.state:<12}  {counts}".rstrip())
    if report.sure:
        lines.append(f"  Sure at first: {report.sure}; of these wrong: {report.sure_and_wrong}.")
    told = [f"lesson {one.number} {task.id}" for one in report.lessons for task in one.answered if _was_told(task)]
    if told:
        lines.append(f"  Done after the answer was shown: {', '.join(told)}.")
    for id, times in list(report.misconceptions.items())[:5]:
        lines.append(f"  {id} shown {_times(times)}: {_belief(id)}")
    return "\n".join(lines) + "\n"


def _was_told(one: Question) -> bool:
    return one.kind == "task" and one.answer_shown


def _class_text(reports: Sequence[LearnerReport]) -> str:
    """What a teacher takes up in class: the questions that most missed at first, and the beliefs behind them."""
    met: Counter[tuple[int, str]] = Counter()
    missed: Counter[tuple[int, str]] = Counter()
    beliefs: Counter[str] = Counter()
    for report in reports:
        beliefs.update(report.misconceptions.keys())
        for lesson in report.lessons:
            for one in lesson.answered:
                met[lesson.number, one.id] += 1
                missed[lesson.number, one.id] += not one.first_right
    lines = [f"The class: {len(reports)} learners"]
    worst = sorted(met, key=lambda key: (-missed[key] / met[key], -met[key], key))
    for number, id in [key for key in worst if missed[key]][:5]:
        lines.append(f"  lesson {number}, {id}: {missed[number, id]} of {met[number, id]} missed it at first")
    for id, learners in beliefs.most_common(5):
        lines.append(f"  {id} shown by {learners}: {_belief(id)}")
    return "\n".join(lines) + "\n"


def _belief(id: str) -> str:
    known = load_reference().misconception(id)
    return f'"{known.belief}" Lesson {known.lesson} shows what is so.' if known is not None else ""


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


CSV_COLUMNS = (
    "learner", "lesson", "title", "state", "question", "kind", "attempts",
    "first_right", "right", "confidence", "misconceptions", "last_answer", "last_at", "hints",
)  # fmt: skip


def as_csv(reports: Sequence[LearnerReport]) -> str:
    """A line for each question that was answered; for a lesson without answers, one line without a question."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(CSV_COLUMNS)
    for report in reports:
        for lesson in report.lessons:
            start = (report.learner, lesson.number, lesson.title, lesson.state)
            if not lesson.answered:
                rows.writerow((*start, *[""] * (len(CSV_COLUMNS) - len(start))))
            for one in lesson.answered:
                marks = (int(one.first_right), int(one.right))
                tags = " ".join(one.misconceptions)
                answer = _inert(one.last_answer)
                rows.writerow(
                    (
                        *start,
                        one.id,
                        one.kind,
                        one.attempts,
                        *marks,
                        one.confidence,
                        tags,
                        answer,
                        one.last_at,
                        one.hints,
                    )
                )
    return text.getvalue()


def _inert(text: str) -> str:
    """Learners' words that a spreadsheet does not take for a formula.
    https://owasp.org/www-community/attacks/CSV_Injection"""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
