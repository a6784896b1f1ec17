"""Scripts that add listeners, the old way to write a Worker."""

from __future__ import annotations

import pytest

from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.step import Step
from engine.trace import StatementReached

URL = "https://x.dev/"


@pytest.fixture(params=[True, False], ids=["probes", "plain"])
def probes(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def run(source: str, *steps: Step, probes: bool = True) -> RunReport:
    project = Project(
        name="old", main="index.js", files={"index.js": source}, configuration={"vars": {"GREETING": "hello"}}
    )
    return run_project(RunRequest(project=project, steps=list(steps) or [Step(url=URL)], probes=probes))


def test_bindings_are_globals(probes: bool) -> None:
    report = run("addEventListener('fetch', (e) => e.respondWith(new Response(GREETING)))", probes=probes)
    assert report.result.steps[0].body == "hello"


def test_without_an_answer_the_origin_answers(probes: bool) -> None:
    report = run("addEventListener('fetch', (e) => {})", probes=probes)
    assert report.result.steps[0].body == "x.dev answers GET /"


def test_a_scheduled_listener(probes: bool) -> None:
    source = "addEventListener('scheduled', (e) => e.waitUntil((async () => console.log(e.cron, e.scheduledTime))()))"
    report = run(source, Step(kind="scheduled", cron="* * * * *", scheduledTime=5000), probes=probes)
    assert [line.message for line in report.result.logs] == ["* * * * * 5000"]


def test_a_script_that_listens_to_nothing_does_not_load() -> None:
    project = Project(name="old", main="index.js", files={"index.js": "1"}, configuration={"format": "service-worker"})
    error = run_project(RunRequest(project=project, steps=[Step(url=URL)])).result.error
    assert error is not None
    assert error.message == "No event handlers were registered. This script does nothing."


def test_an_error_stands_at_its_line() -> None:
    report = run("const a = 1;\naddEventListener('fetch', (e) => {\n  throw new Error('here');\n});")
    failure = report.result.steps[0].exceptions[0]
    assert (failure.message, failure.file, failure.line) == ("here", "index.js", 3)


def test_its_statements_are_traced() -> None:
    report = run("addEventListener('fetch', (e) => {\n  e.respondWith(new Response('x'));\n});")
    assert {event.line for event in report.trace if isinstance(event, StatementReached)} == {1, 2}
