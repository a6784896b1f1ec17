"""A lesson with what its learner did, as a list of parts. The learner's code runs again, in the child engine, so that
what stands in the export is what really came."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from course import run_report
from course.comparison import FileRows, compare_files
from course.deploy import cell_request
from course.grading import letter
from course.kept_race import lanes_of, race_lines, race_value
from course.lesson import Choice, Choices, Demo, Item, Prediction, Prose, Run, Task
from course.library import LoadedLesson, shown_files
from course.measure import measure, shown
from course.progress import Answer, Progress
from course.task_record import hint_name
from course.verdict import verdicts
from course.view_text import view_lines
from engine.errors import EngineError
from engine.eviction import EvictionPlan
from engine.project import Project
from engine.run import RunReport, RunRequest

MOST_LINES = 300
"""Lines of one view that are told in words."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what a notebook is made of."""


class Heading(Part, frozen=True, kw_only=True):
    """level: 1 for the lesson, 2 for its parts, 3 for a cell or question."""

    text: str
    level: int = 3


class Text(Part, frozen=True, kw_only=True):
    """Markdown by the lesson's author."""

    markdown: str


class Code(Part, frozen=True, kw_only=True):
    """A file. mine: whether the learner changed it."""

    file: str
    text: str
    mine: bool = False


class Beside(Part, frozen=True, kw_only=True):
    """The learner's files beside ours."""

    files: tuple[FileRows, ...]

    @property
    def same(self) -> bool:
        """Whether they are ours to the letter."""
        return all(one.same for one in self.files)


class Output(Part, frozen=True, kw_only=True):
    """What came out, line by line."""

    title: str
    text: str


class Fact(Part, frozen=True, kw_only=True):
    """A label and what stands beside it. mark: "right", "wrong" or "". by_learner: whether the words are theirs."""

    label: str
    text: str
    mark: str = ""
    by_learner: bool = False


class View(Part, frozen=True, kw_only=True):
    """A cell's picture: of which kind, of which run, and the same told in lines. plan: how that run evicted."""

    kind: str
    title: str
    report: RunReport
    files: dict[str, str]
    lines: tuple[str, ...]
    plan: EvictionPlan | None = None


RunEngine = Callable[[RunRequest], RunReport]


def notebook(loaded: LoadedLesson, progress: Progress, run: RunEngine) -> list[Part]:
    """Every part of the lesson, in reading order."""
    return list(_Notebook(loaded, progress, run).parts())


class _Notebook:
    def __init__(self, loaded: LoadedLesson, progress: Progress, run: RunEngine) -> None:
        id = loaded.lesson.id
        self._loaded, self._progress, self._run = loaded, progress, run
        self._answers, self._predictions = progress.answers(id), progress.predictions(id)
        self._notes = {note.block: note.text for note in progress.notes(id)}

    def parts(self) -> Iterator[Part]:
        lesson = self._loaded.lesson
        yield Heading(text=f"Lesson {lesson.number}: {lesson.title}", level=1)
        yield Fact(label="You will be able to", text=lesson.objective)
        prose = 0
        for block in self._loaded.blocks:
            if isinstance(block, Prose):
                prose += 1
                yield Text(markdown=block.markdown)
                yield from self._note(f"prose:{prose}")
                continue
            if isinstance(block, Prediction):
                yield from self._prediction(block)
            elif isinstance(block, (Run, Task)):
                yield from self._code_cell(block)
            elif isinstance(block, Demo):
                yield from self._demo(block)
            else:
                yield from self._question(block, "After the run")
            yield from self._note(block.id)
        yield Heading(text="Self-check", level=2)
        for number, item in enumerate(lesson.item, 1):
            yield from self._question(item, f"Question {number}")
            yield from self._note(item.id)

    def _note(self, block: str) -> Iterator[Part]:
        if text := self._notes.get(block):
            yield Fact(label="Your note", text=text, by_learner=True)

    # --- cells -----------------------------------------------------------------------------------------------------

    def _prediction(self, cell: Prediction) -> Iterator[Part]:
        yield Heading(text="Predict")
        yield Text(markdown=cell.prompt)
        words = self._predictions.get(cell.id, "")
        unit = f" {cell.unit}" if words and cell.unit and cell.unit not in words else ""
        yield Fact(label="You predicted", text=f"{words}{unit}" or "nothing yet", by_learner=bool(words))

    def _demo(self, cell: Demo) -> Iterator[Part]:
        """What to start, and what the learner's race measured when they played it."""
        yield Heading(text=cell.title)
        yield Text(markdown=cell.brief)
        yield Fact(label="To see it", text=f"workerscope demo {cell.name}")
        answer = self._answers.get(cell.id)
        lanes = lanes_of(answer.answer) if answer is not None else []
        if answer is None or not lanes:
            return
        yield Output(
            title=f"Measured on the learner's machine, {answer.at[:10]}, medians", text="\n".join(race_lines(lanes))
        )
        for one in self._loaded.lesson.cell:
            if isinstance(one, Prediction) and one.about == cell.id and (words := self._predictions.get(one.id)):
                yield Fact(label="You predicted", text=words, by_learner=True)
                if one.actual is not None and (came := race_value(lanes, one.actual.field)):
                    yield Fact(label="What came", text=came)
                if one.explain:
                    yield Text(markdown=one.explain)

    def _code_cell(self, cell: Run | Task) -> Iterator[Part]:
        yield Heading(text=cell.title)
        if isinstance(cell, Task):
            yield Text(markdown=cell.brief)
        project = self._loaded.project_of(cell)
        kept = {file: self._progress.code(self._loaded.lesson.id, cell.id, file) for file in shown_files(cell, project)}
        for file, text in kept.items():
            yield Code(file=file, text=str(project.files[file]) if text is None else text, mine=text is not None)
        mine = {file: text for file, text in kept.items() if text is not None}
        try:
            request = cell_request(self._loaded, cell, project.with_files(mine), cell.traffic)
            report = self._run(request)
        except EngineError as error:
            yield Output(title="It did not run", text=str(error))
            return
        yield Output(title="What came", text=run_report.as_text(report, request, styled=False))
        if cell.view != "none" and report.result.error is None:
            yield _view(cell.view, report, request)
        if isinstance(cell, Run):
            yield from self._beside_predictions(cell, report, request, project)
        else:
            yield from self._checks(cell, report, request, project)

    def _beside_predictions(
        self, cell: Run, report: RunReport, request: RunRequest, project: Project
    ) -> Iterator[Part]:
        for one in self._loaded.lesson.cell:
            if not isinstance(one, Prediction) or one.about != cell.id:
                continue
            if words := self._predictions.get(one.id):
                yield Fact(label="You predicted", text=words, by_learner=True)
            if one.actual is not None and report.result.error is None:
                came = shown(measure(report, one.actual, request), one.actual.field)
                unit = "" if one.unit in came.split() else f" {one.unit}"
                yield Fact(label="What came", text=f"{came}{unit}".rstrip())
            if words and one.explain:
                changed = any(request.project.files[file] != text for file, text in project.files.items())
                yield Text(markdown=one.explanation(changed))

    def _checks(self, task: Task, report: RunReport, request: RunRequest, project: Project) -> Iterator[Part]:
        if hints := self._progress.hints(self._loaded.lesson.id).get(task.id):
            yield Fact(label="Hints asked for", text=f"{hint_name(hints, len(task.hints))[5:]}")
        mine = {name: str(request.project.files[name]) for name in shown_files(task, project)}
        for verdict in verdicts(task.checks, report, mine, request):
            why = f", because of {verdict.why}" if verdict.why else ""
            told = "holds" if verdict.passed else f"expected {verdict.expected}, got {verdict.got}{why}"
            yield Fact(label=verdict.name, text=told, mark="right" if verdict.passed else "wrong")
        answer = self._answers.get(task.id)
        if answer is not None and answer.right:
            if task.why:
                yield Text(markdown=task.why)
            yield Beside(files=compare_files(mine, self._loaded.shown_solution(task)))

    # --- questions -------------------------------------------------------------------------------------------------

    def _question(self, item: Item, title: str) -> Iterator[Part]:
        yield Heading(text=title)
        yield Text(markdown=item.prompt)
        answer = self._answers.get(item.id)
        if isinstance(item, (Choice, Choices)):
            if item.code:
                yield Code(file="", text=item.code)
            yield from _options(item, answer)
        if answer is None:
            yield Fact(label="Your answer", text="none yet")
            return
        sure = f" ({answer.confidence})" if answer.confidence else ""
        mark = "" if answer.right is None else "right" if answer.right else "wrong"
        yield Fact(label="Your answer", text=f"{answer.answer}{sure}", mark=mark, by_learner=True)
        why = getattr(item, "why", "")
        if why:
            yield Text(markdown=why)


def _options(item: Choice | Choices, answer: Answer | None) -> Iterator[Part]:
    """The options; once answered, what is true about each."""
    for index, option in enumerate(item.options):
        if answer is None:
            yield Fact(label=letter(index), text=option.text)
        else:
            mark = "right" if option.correct else "wrong"
            yield Fact(label=letter(index), text=f"{option.text}: {option.why}", mark=mark)


def _view(kind: str, report: RunReport, request: RunRequest) -> View:
    files = {name: text for name, text in request.project.files.items() if isinstance(text, str)}
    lines, title = view_lines(kind, report)
    shown = tuple(lines[:MOST_LINES])
    return View(kind=kind, title=title, report=report, files=files, lines=shown, plan=request.eviction)
