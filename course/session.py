"""One learner in one lesson: what to run for a cell, how a task and an answer are judged, and what is kept of it.

No terminal here: the app's lesson screen and tests use the same object. What only a run or an answer needs is imported
then, so that the first screen does not wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from course.lesson import Demo, Item, Prediction, Run, Task
from course.library import LoadedLesson
from course.progress import Progress
from course.runner import Runner

if TYPE_CHECKING:
    from course.answer_keys import Key
    from course.grading import Answer, Grade
    from course.verdict import Verdict
    from engine.project import Project
    from engine.race.results import Result
    from engine.run import RunReport, RunRequest

RAN = "ran"
SEEN = "seen"


class Judged(NamedTuple):
    """A task's checks. hidden: those of the traffic not shown, once the shown ones hold. solution: our version of the
    files shown, once everything holds, else empty."""

    verdicts: Sequence[Verdict]
    hidden: Sequence[Verdict]
    solution: Mapping[str, str]


class Session:
    """loaded: the lesson. Everything learnt about the learner goes to `progress` at once."""

    def __init__(self, loaded: LoadedLesson, progress: Progress, runner: Runner) -> None:
        self.loaded, self.progress, self.runner = loaded, progress, runner
        self._keys: dict[str, Key] = {}
        self._projects: dict[str, Project] = {}

    @property
    def id(self) -> str:
        """The lesson's id, under which things are kept."""
        return self.loaded.lesson.id

    # --- running ---------------------------------------------------------------------------------------------------

    def project(self, cell: Run | Task) -> Project:
        """What a cell starts from. Raises ProjectError."""
        if cell.id not in self._projects:
            self._projects[cell.id] = self.loaded.project_of(cell)
        return self._projects[cell.id]

    def request(self, cell: Run | Task, texts: dict[str, str], requests: list[str] | None = None) -> RunRequest:
        """The run of the learner's version, file by file. requests: their own lines, None for the lesson's.

        Raises StepError for a line that is no request, ProjectError for a wrangler file that cannot be.
        """
        import msgspec

        from course.deploy import cell_request

        traffic = cell.traffic if requests is None else msgspec.structs.replace(cell.traffic, requests=requests)
        return cell_request(self.loaded, cell, self.project(cell).with_files(texts), traffic)

    async def run(self, request: RunRequest) -> RunReport:
        """Raises EngineError with a sentence for the learner."""
        return await self.runner.run(request)

    def has_run(self, cell: Run) -> None:
        """Keeps that the learner has run it."""
        if cell.id not in self.progress.answers(self.id):
            self.progress.save_answer(self.id, cell.id, RAN, None, "")

    def has_played(self, demo: Demo, results: Sequence[Result] = ()) -> None:
        """Keeps that the learner has seen a demonstration; of a cold-start race (results), what it measured. A race
        that was left before two lanes had run keeps nothing."""
        from course.demo import COLD_START
        from course.kept_race import kept_race

        kept = kept_race(results) if demo.name == COLD_START else SEEN
        if kept and (kept != SEEN or demo.id not in self.progress.answers(self.id)):
            self.progress.save_answer(self.id, demo.id, kept, None, "")

    # --- judging ---------------------------------------------------------------------------------------------------

    async def judge(self, task: Task, texts: dict[str, str], report: RunReport) -> Judged:
        """The task's checks on the run that the learner saw, then, when they hold, on the hidden traffic."""
        from course.deploy import cell_request
        from course.task_record import keep_task
        from course.verdict import all_passed, verdicts

        project = self.project(task).with_files(texts)
        found = verdicts(task.checks, report, texts, cell_request(self.loaded, task, project, task.traffic))
        hidden: list[Verdict] = []
        solution: dict[str, str] = {}
        if all_passed(found):
            request = cell_request(self.loaded, task, project, task.hidden.traffic, probes=False)
            again = await self.run(request)
            hidden = verdicts(task.hidden.checks, again, texts, request)
            if all_passed(hidden):
                solution = self.solution(task)
        keep_task(self.progress, self.loaded.lesson, task, found, texts, passed=bool(solution))
        return Judged(found, hidden, solution)

    def solution(self, task: Task) -> dict[str, str]:
        """Our version of the files that the task shows."""
        return self.loaded.shown_solution(task)

    async def grade(self, item: Item, answer: Answer, confidence: str) -> Grade:
        """The mark of an answer, which is kept. Raises AnswerError, KeyNotFound, EngineError."""
        from course.answer_keys import key_from, key_request
        from course.grading import grade

        if item.id not in self._keys:
            request = key_request(self.loaded, item)
            report = await self.run(request) if request is not None else None
            self._keys[item.id] = key_from(item, report, request)
        graded = grade(item, answer, self._keys[item.id])
        self.progress.save_answer(self.id, item.id, graded.got, graded.right, confidence, graded.misconceptions)
        return graded

    def code_of(self, item: Item) -> str:
        """The source that a question is about, "" where it has none. Raises ProjectError."""
        return self.loaded.code_of(item)

    # --- how far ---------------------------------------------------------------------------------------------------

    def done(self) -> tuple[int, int]:
        """(done, total) of the things to do: predictions, runs, tasks and questions."""
        from course.course_map import steps_done

        return steps_done(self.loaded, self.progress)

    def keep_if_done(self) -> bool:
        """Whether every question of the self-check is answered; if so, the lesson is kept as done."""
        answers = self.progress.answers(self.id)
        complete = all(item.id in answers for item in self.loaded.lesson.item)
        if complete:
            self.progress.save_lesson_done(self.id)
        return complete

    def predictions_about(self, cell: str) -> list[tuple[Prediction, str]]:
        """The predictions about a run cell or demonstration, with the learner's words ("" where there are none yet)."""
        words = self.progress.predictions(self.id)
        return [
            (one, words.get(one.id, ""))
            for one in self.loaded.lesson.cell
            if isinstance(one, Prediction) and one.about == cell
        ]
