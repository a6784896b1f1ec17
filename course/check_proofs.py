"""What only running shows about a lesson: starters fail, solutions pass, keys hold. Every proof runs the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from course.answer_keys import Key, KeyNotFound, RunEngine, answer_key, key_from, key_request
from course.check_rules import Problem
from course.deploy import cell_request
from course.grading import AnswerError, normalised, number_of
from course.lesson import Number, Order, Predict, Prediction, Run, Task
from course.library import LessonError, LoadedLesson, shown_files
from course.measure import measure
from course.verdict import Verdict, all_passed, place_of, verdicts
from engine.errors import EngineError, ProjectError
from engine.project import Project


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


def _run_cell(loaded: LoadedLesson, cell: Run, run: RunEngine) -> Iterator[Problem]:
    project = loaded.project(cell.project)
    yield from _shown_file(cell, project)
    if "configuration" not in cell.explains:  # there the warnings are shown, and may be the point
        yield from (Problem(cell.id, warning) for warning in project.warnings)
    request = cell_request(loaded, cell, project, cell.traffic)
    report = run(request)
    if report.result.error is None and len(report.result.steps) != len(request.steps):
        yield Problem(cell.id, "not every request was answered.")


def _prediction(loaded: LoadedLesson, cell: Prediction, run: RunEngine) -> Iterator[Problem]:
    about = loaded.cell(cell.about)
    if cell.actual is None or not isinstance(about, Run):
        return
    request = cell_request(loaded, about, loaded.project(about.project), about.traffic)
    value = measure(run(request), cell.actual, request)
    if value is None:
        yield Problem(cell.id, f'the run gives no "{cell.actual.field}".', "Correct actual, or the traffic.")
    elif cell.expects == "number" and not isinstance(value, float):
        yield Problem(cell.id, f'expects a number, and "{cell.actual.field}" is none.')


def _task(loaded: LoadedLesson, cell: Task, run: RunEngine) -> Iterator[Problem]:
    starter, solution = loaded.starter(cell), loaded.solution(cell)
    yield from _shown_file(cell, starter)
    shown = {file: str(starter.files.get(file, "")) for file in shown_files(cell, starter)}
    for check in cell.checks:
        if check.line_of and not place_of(check.line_of, shown)[1]:
            yield Problem(cell.id, f'"{check.name}": no line of the starter holds "{check.line_of}".')
    if _all_hold(loaded, cell, starter, run):
        yield Problem(cell.id, "the starter passes every check.", "There is nothing to do: break it, or check more.")
    for name, checks, traffic in (
        ("a check", cell.checks, cell.traffic),
        ("a hidden check", cell.hidden.checks, cell.hidden.traffic),
    ):
        request = cell_request(loaded, cell, solution, traffic)
        for verdict in verdicts(checks, run(request), None, request):
            if not verdict.passed:
                yield _failed(cell, name, verdict)


def _all_hold(loaded: LoadedLesson, cell: Task, project: Project, run: RunEngine) -> bool:
    """Whether the shown checks hold. A configuration that cannot be deployed holds none."""
    try:
        request = cell_request(loaded, cell, project, cell.traffic)
    except ProjectError:
        return False
    return all_passed(verdicts(cell.checks, run(request), None, request))


def _failed(cell: Task, what: str, verdict: Verdict) -> Problem:
    return Problem(
        cell.id,
        f'the solution fails {what}, "{verdict.name}": expected {verdict.expected}, got {verdict.got}.',
        "Correct the solution or the check.",
    )


def _shown_file(cell: Run | Task, project: Project) -> Iterator[Problem]:
    for file in shown_files(cell, project):
        if file not in project.files:
            yield Problem(cell.id, f'the file "{file}" is not in the project.', f"Files: {', '.join(project.files)}.")


def _predict(loaded: LoadedLesson, item: Predict, run: RunEngine) -> Iterator[Problem]:
    request = key_request(loaded, item)
    report = run(request) if request is not None else None
    key = str(key_from(item, report, request))
    asks_for_failure = ("outcome", "exception", "status", "statuses", "logs")
    if report is not None and item.answer is not None and item.answer.field not in asks_for_failure:
        failed = [step for step in report.result.steps if step.outcome != "ok"]
        if failed and (item.answer.step == 0 or report.result.steps[item.answer.step - 1] in failed):
            yield Problem(item.id, f"the key comes from a run that failed ({failed[0].outcome}).")
    for wrong in item.wrong:
        if normalised(wrong.answer) == normalised(key):
            yield Problem(item.id, f'the wrong answer "{wrong.answer}" is what the engine gives.', "Delete it.")


def _order(loaded: LoadedLesson, item: Order, run: RunEngine) -> Iterator[Problem]:
    key = answer_key(loaded, item, run)
    if key == tuple(range(len(item.lines))):
        yield Problem(item.id, "the lines stand in the right order already.", "Shuffle them in lesson.toml.")


def _number(loaded: LoadedLesson, item: Number, run: RunEngine) -> Iterator[Problem]:
    key = answer_key(loaded, item, run)
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
