"""The lessons' experiments give the same on the real workerd: status, headers, body, outcome, exception, console.

Through Miniflare, at pinned versions. tests/course/on_workerd/exceptions.toml lists those that do not, with the reason.
"""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tomli

from course.library import lesson_folders, lessons_folder, load_lesson
from engine.run import RunReport, run_project
from engine.step import RunResult, StepResult
from tests.course.on_workerd.experiments import Experiment, experiments_of, for_runner
from tests.npm_packages import install

HERE = Path(__file__).parent / "on_workerd"
MINIFLARE, WORKERD = "4.20260426.0", "1.20261117.1"
PATIENCE_S = 180
NOT_OF_THE_WORKER = frozenset(
    {"connection", "content-encoding", "content-length", "date", "mf-content-encoding", "transfer-encoding"}
)
"""Headers that the connection and Miniflare add."""

HELLO: dict[str, Any] = {
    "name": "hello",
    "alone": True,
    "routed": False,
    "lines": 0,
    "lasts_ms": 0,
    "workers": [
        {
            "name": "hello",
            "main": "index.js",
            "files": {"index.js": "export default { fetch: () => new Response('hello') };"},
            "configuration": {"compatibility_date": "2026-11-01"},
        }
    ],
    "steps": [],
}
"""An experiment that says whether workerd runs here at all."""

FOLDERS = list(lesson_folders(lessons_folder()))


@cache
def reasons() -> list[dict[str, Any]]:
    return list(tomli.loads((HERE / "exceptions.toml").read_text("utf-8"))["reason"])


def listed(compared: bool) -> set[str]:
    return {name for one in reasons() if one.get("compared", True) == compared for name in one["experiments"]}


@cache
def experiments(folder: Path) -> list[Experiment]:
    return list(experiments_of(load_lesson(folder)))


@cache
def in_engine(folder: Path) -> dict[str, RunReport]:
    return {one.name: run_project(one.request) for one in experiments(folder)}


@pytest.fixture(scope="module")
def on_workerd(request: pytest.FixtureRequest) -> dict[str, dict[str, Any]]:
    """What workerd answers to every experiment that it can run, asked once."""
    cache_ = request.config.cache
    assert cache_ is not None
    folder = install(
        cache_.mkdir("lessons-on-workerd"), {"miniflare": MINIFLARE, "workerd": WORKERD}, {"workerd": WORKERD}
    )
    left_out = listed(compared=False)
    asked = [
        for_runner(one, in_engine(lesson)[one.name])
        for lesson in FOLDERS
        for one in experiments(lesson)
        if one.name not in left_out
    ]
    if "error" in (hello := run_there(folder, [HELLO])["hello"]):
        pytest.skip(f"workerd does not run on this machine: {hello['error']}")
    return run_there(folder, asked)


def run_there(folder: Path, asked: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The answers of workerd, by name."""
    ended = subprocess.run(
        ["node", str(HERE / "run.mjs"), str(folder)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        env={"TZ": "UTC", "PATH": os.environ.get("PATH", ""), "HOME": str(folder)},
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    answers: dict[str, dict[str, Any]] = json.loads(ended.stdout)
    return answers


@pytest.mark.parametrize("lesson", FOLDERS, ids=lambda folder: folder.name)
def test_the_answers_are_those_of_workerd(on_workerd: dict[str, dict[str, Any]], lesson: Path) -> None:
    wrong = []
    for name, report in in_engine(lesson).items():
        if name not in on_workerd:
            continue
        difference = differences(report.result, on_workerd[name])
        if difference and name not in listed(compared=True):
            wrong.append(f"{name}: {difference}")
        elif not difference and name in listed(compared=True):
            wrong.append(f"{name} answers as workerd does: delete it from exceptions.toml.")
    assert not wrong, "\n".join(wrong)


def test_each_exception_is_an_experiment_and_has_a_reason() -> None:
    names = {one.name for folder in FOLDERS for one in experiments(folder)}
    stated = [name for one in reasons() for name in one["experiments"]]
    assert set(stated) <= names
    assert len(stated) == len(set(stated))
    assert all(one["why"] for one in reasons())


def differences(result: RunResult, there: dict[str, Any]) -> str:
    """The first difference in words; "" for none. Whether a Worker loads is compared, not what is said of it."""
    if (result.error is not None) != ("error" in there):
        return f"loads in one of them only: here {result.error}, there {there}"
    if result.error is not None:
        return ""
    if len(result.steps) != len(there["steps"]):
        return f"{len(result.steps)} answers here, {len(there['steps'])} there"
    for number, (ours, theirs) in enumerate(zip(result.steps, there["steps"], strict=True), 1):
        if _ours(ours) != _theirs(theirs):
            return f"step {number}: here {_ours(ours)}, there {_theirs(theirs)}"
    printed = [[line.level, line.message] for line in result.startup_logs]
    printed += [[line.level, line.message] for line in result.logs]
    return "" if printed == there["lines"] else f"printed here {printed}, there {there['lines']}"


def _ours(step: StepResult) -> dict[str, Any]:
    if step.exceptions and step.outcome != "ok":
        return {"exception": step.exceptions[0].message}
    if step.status is None:
        return {"outcome": step.outcome}
    return {"status": step.status, "body": step.body, "headers": _headers(step.headers or [])}


def _theirs(step: dict[str, Any]) -> dict[str, Any]:
    return {**step, "headers": _headers(step["headers"])} if "headers" in step else step


def _headers(pairs: Any) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in pairs if name not in NOT_OF_THE_WORKER)
