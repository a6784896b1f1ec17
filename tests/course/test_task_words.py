"""Every task of the course, answered wrongly in several ways: each check says what was expected and what came."""

from __future__ import annotations

import pytest

from course.deploy import cell_request
from course.lesson import Task
from course.library import LoadedLesson, load_lessons, shown_files
from course.on_paper import is_on_paper
from course.verdict import Verdict, hidden_name, told, verdicts
from engine.errors import EngineError
from engine.run import run_project

WRONG = {
    "a syntax error": "export default { fetch( };",
    "nothing exported": "const x = 1;",
    "an exception": "export default { fetch() { null.x; }, queue() { null.x; }, scheduled() { null.x; } };",
    "no answer": "export default { fetch() {}, queue() {}, scheduled() {} };",
    "another answer": "export default { fetch() { return new Response('?', { status: 418 }); }, queue() {} };",
}
TASKS = [
    pytest.param(loaded, cell, id=f"{loaded.lesson.number}-{cell.id}")
    for loaded in load_lessons()
    for cell in loaded.lesson.cell
    if isinstance(cell, Task)
]


def judged(loaded: LoadedLesson, task: Task, files: dict[str, str], *, hidden: bool = False) -> list[Verdict]:
    """The verdicts on the solution with some files replaced."""
    project = loaded.solution(task).with_files(files)
    request = cell_request(loaded, task, project, task.hidden.traffic if hidden else task.traffic)
    checks = task.hidden.checks if hidden else task.checks
    texts = {file: str(project.files[file]) for file in shown_files(task, project)}
    return verdicts(checks, run_project(request), texts, request)


@pytest.mark.parametrize(("loaded", "task"), TASKS)
def test_wrong_code_of_every_kind_is_answered_with_what_was_expected_and_what_came(
    loaded: LoadedLesson, task: Task
) -> None:
    main = loaded.solution(task).main
    for kind, code in WRONG.items():
        try:
            found = judged(loaded, task, {main: code})
        except EngineError:  # a class that wrangler.toml binds is gone: that is said in place of results
            continue
        failing = [verdict for verdict in found if not verdict.passed]
        assert failing or all(is_on_paper(check.field) for check in task.checks), kind
        for verdict in failing:
            expected, got = told(verdict)
            assert expected
            assert got
            if kind == "a syntax error":
                assert "did not load" in got or not verdict.sent
        if kind == "an exception":
            sent = [verdict for verdict in failing if verdict.sent]
            assert not sent or any("TypeError" in verdict.why for verdict in sent)


@pytest.mark.parametrize(("loaded", "task"), TASKS)
def test_what_hidden_traffic_says_can_be_acted_on(loaded: LoadedLesson, task: Task) -> None:
    for check, verdict in zip(task.hidden.checks, judged(loaded, task, {}, hidden=True), strict=True):
        assert verdict.passed
        assert bool(verdict.sent) != is_on_paper(check.field)
        assert hidden_name(verdict) == ("hidden traffic" if verdict.sent else "hidden check")
        assert verdict.sent.count("\n") < 6


@pytest.mark.parametrize(("loaded", "task"), TASKS)
def test_most_checks_stand_on_a_line_of_the_starter(loaded: LoadedLesson, task: Task) -> None:
    starter = loaded.starter(task)
    texts = {file: str(starter.files[file]) for file in shown_files(task, starter)}
    try:
        request = cell_request(loaded, task, starter, task.traffic)
    except EngineError:
        return  # wrangler.toml cannot be: its own line says so
    failing = [one for one in verdicts(task.checks, run_project(request), texts, request) if not one.passed]
    assert any(one.line and texts[one.file].splitlines()[one.line - 1] for one in failing)
