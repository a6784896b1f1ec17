"""Run cells and tasks as linear text: the code, what it gave, what the event loop did, edit and run again."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from course import run_report
from course.folds.path import paths
from course.folds.timeline import Timeline
from course.lesson import Fix, Prediction, Run, Task, Traffic
from course.library import LoadedLesson
from course.measure import measure, shown
from course.plain_console import PlainConsole
from course.plain_engine import PlainEngine
from course.progress import Progress
from course.traffic import steps_of
from course.verdict import Verdict, all_passed, verdicts
from engine.errors import EngineError
from engine.project import Project
from engine.run import RunReport, RunRequest
from engine.trace import Onset

PASSED = "passed"
"""The kept answer of a task whose checks hold."""
MOST_STEPS = 200
"""Lines of one run of the event loop that are printed."""


class CodeCell:
    """One run cell or task in the hands of a learner. Owns the learner's version of the shown file."""

    def __init__(
        self, loaded: LoadedLesson, cell: Run | Task, console: PlainConsole, engine: PlainEngine, progress: Progress
    ) -> None:
        self._loaded, self._cell = loaded, cell
        self._console, self._engine, self._progress = console, engine, progress
        self._original = loaded.project_of(cell)
        self._file = cell.file or self._original.main
        kept = progress.code(loaded.lesson.id, cell.id, self._file)
        self._source = kept if kept is not None else self._original_source
        self._hints = 0

    @property
    def _original_source(self) -> str:
        source = self._original.files[self._file]
        return source if isinstance(source, str) else source.decode("utf-8", "replace")

    @property
    def _project(self) -> Project:
        return self._original.with_files({self._file: self._source})

    def show(self) -> None:
        """The title, the code and what will be sent."""
        console = self._console
        console.heading(self._cell.title)
        if isinstance(self._cell, Task):
            console.prose_line(self._cell.brief)
        changed = " (your version)" if self._source != self._original_source else ""
        console.line(f"{self._file}{changed}:")
        console.code(self._source)
        console.line(f"To send{_how(self._cell.traffic)}:")
        for step in steps_of(self._cell.traffic):
            sent = f"{step.method} {step.url}" if step.kind == "fetch" else f"{step.kind} {step.cron}"
            console.line(f"{sent} {step.body if isinstance(step.body, str) else ''}".rstrip(), indent=2)

    # --- a run cell ------------------------------------------------------------------------------------------------

    def explore(self) -> None:
        """Run it, look, change it, run again, until the learner goes on."""
        choice = self._console.ask("Enter: run it · e: edit it first · s: skip it >")
        if choice == "s":
            return
        if choice == "e" and not self._edit():
            self._console.line("Running it as it is.")
        report = self._run(self._cell.traffic)
        if report is not None:
            self._beside_predictions(report)
            self._view(report)
        self._ideas()
        while choice := self._console.ask("Enter: go on · e: edit and run again · r: run again · o: original code >"):
            if choice == "o":
                self._reset()
            elif choice == "e":
                if not self._edit():
                    continue
            elif choice != "r":
                self._console.line("Type e, r, o, or only Enter.")
                continue
            report = self._run(self._cell.traffic)
            if report is not None:
                self._view(report)

    def _ideas(self) -> None:
        if isinstance(self._cell, Run) and self._cell.ideas:
            self._console.line()
            self._console.line("To try:")
            for idea in self._cell.ideas:
                self._console.line(idea, indent=2)

    # --- a task ----------------------------------------------------------------------------------------------------

    def attempt(self) -> list[Verdict]:
        """Edit, check, ask for hints, until it passes or the learner goes on. Gives the last verdicts."""
        task = self._cell
        assert isinstance(task, Task)
        self._console.line("Checks:")
        for check in task.checks:
            self._console.line(f"- {check.name}", indent=2)
        found: list[Verdict] = []
        while True:
            choice = self._console.ask("e: edit and check · c: check · h: hint · o: original code · Enter: go on >")
            if not choice:
                return found if found or choice is not None else self._check(task)
            if choice == "h":
                self._hint(task)
            elif choice == "o":
                self._reset()
            elif choice == "c" or (choice == "e" and self._edit()):
                found = self._check(task)
                if found and all_passed(found):
                    return found
            elif choice != "e":
                self._console.line("Type e, c, h, o, or only Enter.")

    def _hint(self, task: Task) -> None:
        if self._hints < len(task.hints):
            self._hints += 1
            self._console.prose_line(f"Hint {self._hints} of {len(task.hints)}: {task.hints[self._hints - 1]}")
        else:
            self._console.line("That was the last hint.")

    def _check(self, task: Task) -> list[Verdict]:
        report = self._run(task.traffic)
        if report is None:
            return []
        found = verdicts(task.checks, report, self._source)
        self._console.line()
        for verdict in found:
            self._console.line(_verdict_line(verdict), indent=2)
        if all_passed(found):
            found += self._check_hidden(task)
        if not self._console.ended:
            self._keep(task, found)
        if all_passed(found):
            self._success(task)
        return found

    def _keep(self, task: Task, found: list[Verdict]) -> None:
        """Saves it for the task and for the questions that point at it. What is done stays done."""
        lesson = self._loaded.lesson
        held = sum(verdict.passed for verdict in found)
        told = PASSED if held == len(found) else f"{held} of {len(found)} checks"
        before = self._progress.answers(lesson.id)
        for id in (task.id, *(item.id for item in lesson.item if isinstance(item, Fix) and item.task == task.id)):
            if told == PASSED or id not in before or not before[id].right:
                self._progress.save_answer(lesson.id, id, told, told == PASSED, "")

    def _check_hidden(self, task: Task) -> list[Verdict]:
        """The same code under traffic that was not shown."""
        report = self._report(task.hidden.traffic)
        found = verdicts(task.hidden.checks, report) if report is not None else []
        failing = [verdict for verdict in found if not verdict.passed]
        if failing:
            self._console.line("With other requests, that you did not see, it is not right yet:", indent=2)
            for verdict in failing:
                self._console.line(_verdict_line(verdict), indent=4)
        return found

    def _success(self, task: Task) -> None:
        self._console.line()
        self._console.line("All checks hold, with other requests too.", "bold")
        if task.why:
            self._console.prose_line(task.why)
        solution = self._loaded.solution(task).files.get(self._file)
        if isinstance(solution, str) and solution != self._source:
            self._console.line("One way to do it, to compare with yours:")
            self._console.code(solution)

    # --- running ---------------------------------------------------------------------------------------------------

    def _report(self, traffic: Traffic) -> RunReport | None:
        try:
            return self._engine.run(RunRequest(project=self._project, steps=steps_of(traffic)))
        except EngineError as error:
            self._console.line(str(error))
            return None

    def _run(self, traffic: Traffic) -> RunReport | None:
        """Runs it and prints what the client got, the logs and the errors."""
        report = self._report(traffic)
        if report is not None:
            request = RunRequest(project=self._project, steps=steps_of(traffic))
            self._console.line()
            self._console.raw(run_report.as_text(report, request, styled=self._console.styled))
        return report

    def _beside_predictions(self, report: RunReport) -> None:
        """What the learner expected, beside what came."""
        predicted = self._progress.predictions(self._loaded.lesson.id)
        for cell in self._loaded.lesson.cell:
            if not isinstance(cell, Prediction) or cell.about != self._cell.id:
                continue
            self._console.line()
            if words := predicted.get(cell.id):
                self._console.line(f"You predicted: {words}")
            if cell.actual is not None:
                came = shown(measure(report, cell.actual), cell.actual.field).split("\n")
                self._console.line(f"What came:     {', '.join(came)}")
            self._console.prose_line(cell.explain)

    def _view(self, report: RunReport) -> None:
        """The cell's view, as numbered lines."""
        lines, title = _view_lines(self._cell.view, report)
        if not lines:
            return
        self._console.line()
        if self._console.ask(f"{title}: {len(lines)} steps. Enter: read them · n: go on >") == "n":
            return
        if self._console.ended:
            self._console.line(f"{title}:")
        self._console.numbered(lines[:MOST_STEPS])
        if len(lines) > MOST_STEPS:
            self._console.line(f"… and {len(lines) - MOST_STEPS} more.", indent=2)

    # --- editing ---------------------------------------------------------------------------------------------------

    def _edit(self) -> bool:
        """Opens the shown file in the learner's editor and keeps what comes back. False when that cannot be."""
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if not editor:
            self._console.line("No editor is named. Set EDITOR, such as EDITOR=nano, and start again.")
            return False
        with tempfile.TemporaryDirectory(prefix="workerscope-") as folder:
            path = Path(folder, Path(self._file).name)
            path.write_text(self._source, "utf-8")
            try:
                status = subprocess.call([*shlex.split(editor), str(path)])
                text = path.read_text("utf-8")
            except (OSError, ValueError) as error:
                self._console.line(f"The editor ({editor}) did not work: {error}. Your code is as it was.")
                return False
        if status:
            self._console.line(f"The editor ({editor}) ended with status {status}. Your code is as it was.")
            return False
        self._source = text
        self._progress.save_code(self._loaded.lesson.id, self._cell.id, self._file, text)
        return True

    def _reset(self) -> None:
        self._source = self._original_source
        self._progress.reset_code(self._loaded.lesson.id, self._cell.id, self._file)
        self._console.line("This is the original code again.")


def _how(traffic: Traffic) -> str:
    if not traffic.together:
        return ", one after another" if len(traffic.requests) > 1 else ""
    return f", each {traffic.apart_ms:g} ms after the one before" if traffic.apart_ms else ", all together"


def _verdict_line(verdict: Verdict) -> str:
    if verdict.passed:
        return f"holds:   {verdict.name}"
    where = f" (line {verdict.line})" if verdict.line else ""
    return f"not yet: {verdict.name}{where}. Expected: {verdict.expected}. Got: {verdict.got}"


def _view_lines(view: str, report: RunReport) -> tuple[list[str], str]:
    if view == "path":
        hops = [hop.caption for path in paths(report.trace) for hop in path.hops]
        return hops, "The way of the request"
    if view != "event-loop":
        return [], ""
    first = next((index for index, event in enumerate(report.trace, 1) if isinstance(event, Onset)), 1)
    timeline = Timeline(report.trace)
    states = [timeline.state(stop) for stop in timeline.stops if stop >= first]
    return [f"{state.time:g} ms: {state.caption}" for state in states], "The event loop, in virtual time"
