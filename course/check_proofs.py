"""What only running shows about a lesson: starters fail, solutions pass, keys hold. Every proof runs the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from course.answer_keys import Key, KeyNotFound, RunEngine, answer_key, key_from, key_request
from course.check_rules import Problem
from course.grading import AnswerError, normalised, number_of
from course.lesson import Item, Number, Order, Predict, Prediction, Run, Task, Traffic
from course.library import LessonError, LoadedLesson
from course.measure import measure
from course.traffic import steps_of
from course.verdict import Verdict, line_of, verdicts
from engine.errors import EngineError
from engine.project import Project
from engine.run import RunReport, RunRequest


def problems_in_runs(loaded: LoadedLesson, run: RunEngine) -> list[Problem]:
    """Everything that running the lesson shows."""
    found: list[Problem] = []
    for one in [*loaded.lesson.cell, *loaded.lesson.item]:
        prove = _proof_of(one)
        if prove is None:
            continue
        try:
            found += prove(loaded, one, run)
        except (EngineError, LessonError, KeyNotFound) as error:
            found.append(Problem(one.id, str(error)))
        except KeyError:
            continue  # a field or cell there is not: the rules on paper say so
    return found


def keys_of(loaded: LoadedLesson, run: RunEngine) -> dict[str, Key]:
    """The key of each question, where the engine gives one."""
    keys: dict[str, Key] = {}
    for item in loaded.lesson.item:
        if isinstance(item, (Predict, Order, Number)):
            try:
                keys[item.id] = answer_key(loaded, item, run)
            except (EngineError, KeyNotFound, KeyError):
                continue
    return keys


def _proof_of(one: object) -> Callable[..., Iterator[Problem]] | None:
    proofs: dict[type, Callable[..., Iterator[Problem]]] = {
        Run: _run_cell,
        Prediction: _prediction,
        Task: _task,
        Predict: _predict,
        Order: _order,
        Number: _number,
    }
    return proofs.get(type(one))


def _ran(project: Project, traffic: Traffic, run: RunEngine) -> RunReport:
    return run(RunRequest(project=project, steps=steps_of(traffic)))


def _run_cell(loaded: LoadedLesson, cell: Run, run: RunEngine) -> Iterator[Problem]:
    project = loaded.project(cell.project)
    yield from _shown_file(cell, project)
    yield from (Problem(cell.id, warning) for warning in project.warnings)
    report = _ran(project, cell.traffic, run)
    if report.result.error is None and len(report.result.steps) != len(steps_of(cell.traffic)):
        yield Problem(cell.id, "not every request was answered.")


def _prediction(loaded: LoadedLesson, cell: Prediction, run: RunEngine) -> Iterator[Problem]:
    about = loaded.cell(cell.about)
    if cell.actual is None or not isinstance(about, Run):
        return
    value = measure(_ran(loaded.project(about.project), about.traffic, run), cell.actual)
    if value is None:
        yield Problem(cell.id, f'the run gives no "{cell.actual.field}".', "Correct actual, or the traffic.")
    elif cell.expects == "number" and not isinstance(value, float):
        yield Problem(cell.id, f'expects a number, and "{cell.actual.field}" is none.')


def _task(loaded: LoadedLesson, cell: Task, run: RunEngine) -> Iterator[Problem]:
    starter, solution = loaded.starter(cell), loaded.solution(cell)
    yield from _shown_file(cell, starter)
    source = starter.files.get(cell.file or starter.main, "")
    for check in cell.checks:
        if check.line_of and isinstance(source, str) and not line_of(check.line_of, source):
            yield Problem(cell.id, f'"{check.name}": no line of the starter holds "{check.line_of}".')
    if all(verdict.passed for verdict in verdicts(cell.checks, _ran(starter, cell.traffic, run))):
        yield Problem(cell.id, "the starter passes every check.", "There is nothing to do: break it, or check more.")
    for name, checks, traffic in (
        ("a check", cell.checks, cell.traffic),
        ("a hidden check", cell.hidden.checks, cell.hidden.traffic),
    ):
        for verdict in verdicts(checks, _ran(solution, traffic, run)):
            if not verdict.passed:
                yield _failed(cell, name, verdict)


def _failed(cell: Task, what: str, verdict: Verdict) -> Problem:
    return Problem(
        cell.id,
        f'the solution fails {what}, "{verdict.name}": expected {verdict.expected}, got {verdict.got}.',
        "Correct the solution or the check.",
    )


def _shown_file(cell: Run | Task, project: Project) -> Iterator[Problem]:
    if cell.file and cell.file not in project.files:
        yield Problem(cell.id, f'file = "{cell.file}" is not in the project.', f"Files: {', '.join(project.files)}.")


def _report(loaded: LoadedLesson, item: Item, run: RunEngine) -> RunReport | None:
    request = key_request(loaded, item)
    return run(request) if request is not None else None


def _predict(loaded: LoadedLesson, item: Predict, run: RunEngine) -> Iterator[Problem]:
    report = _report(loaded, item, run)
    key = str(key_from(item, report))
    asks_for_failure = item.answer.field in ("outcome", "exception", "status", "statuses", "logs")
    if report is not None and not asks_for_failure:
        failed = [step for step in report.result.steps if step.outcome != "ok"]
        if failed and (item.answer.step == 0 or report.result.steps[item.answer.step - 1] in failed):
            yield Problem(item.id, f"the key comes from a run that failed ({failed[0].outcome}).")
    for wrong in item.wrong:
        if normalised(wrong.answer) == normalised(key):
            yield Problem(item.id, f'the wrong answer "{wrong.answer}" is what the engine gives.', "Delete it.")


def _order(loaded: LoadedLesson, item: Order, run: RunEngine) -> Iterator[Problem]:
    key = key_from(item, _report(loaded, item, run))
    if key == tuple(range(len(item.lines))):
        yield Problem(item.id, "the lines stand in the right order already.", "Shuffle them in lesson.toml.")


def _number(loaded: LoadedLesson, item: Number, run: RunEngine) -> Iterator[Problem]:
    key = key_from(item, _report(loaded, item, run))
    if isinstance(key, (int, float)) and not item.low <= key <= item.high:
        yield Problem(item.id, f"the key {key:g} is outside {item.low:g} to {item.high:g}.", "Move the band.")
    for wrong in item.wrong:
        try:
            inside = item.low <= number_of(wrong.answer, item.unit) <= item.high
        except AnswerError as error:
            yield Problem(item.id, f'the wrong answer "{wrong.answer}": {error}')
            continue
        if inside:
            yield Problem(item.id, f'the wrong answer "{wrong.answer}" is taken as right.', "Move the band.")
