"""unhandledrejection and rejectionhandled come when, and only when, they do in workerd."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.run import RunReport
from engine.step import Step
from tests.engine.worlds import bodies, run

HERE = Path(__file__).parent
WORKER = (HERE / "worker.js").read_text("utf-8")
ANSWERS: dict[str, Any] = json.loads((HERE / "answers.json").read_text("utf-8"))
MORE = (HERE / "more.js").read_text("utf-8")
MORE_ANSWERS: dict[str, Any] = json.loads((HERE / "more.json").read_text("utf-8"))
UNSEEN = {"subclass", "member"}
"""Promises of subclasses are not watched: then() would run their constructor. Nor is the value of a call of which a
property is read at once."""


def seen(case: str, probes: bool) -> RunReport:
    return run(WORKER, f"http://example.com/{case}", "http://example.com/seen", probes=probes)


@pytest.mark.parametrize("probes", [True, False], ids=["probed", "plain"])
@pytest.mark.parametrize("case", ANSWERS)
def test_the_events_are_those_of_workerd(case: str, probes: bool) -> None:
    got = json.loads(bodies(seen(case, probes))[1] or "")
    assert got == ([] if case in UNSEEN else ANSWERS[case])


@pytest.mark.parametrize("case", MORE_ANSWERS)
def test_what_the_platform_handles_and_odd_places_of_calls(case: str) -> None:
    answer, seen = bodies(run(MORE, f"http://example.com/{case}", "http://example.com/seen"))
    wanted = [MORE_ANSWERS[case][0], [] if case in UNSEEN else MORE_ANSWERS[case][1]]
    assert [answer, json.loads(seen or "")] == wanted


def test_an_error_in_a_listener_is_told_and_the_others_still_hear() -> None:
    report = seen("throws", True)
    assert [(one.name, one.message) for one in report.result.steps[0].exceptions] == [("Error", "in listener")]
    assert report.result.steps[0].outcome == "ok"


def test_a_listener_that_rejects_again_and_again_meets_its_limit() -> None:
    source = """const boom = async () => { throw new Error('again') };
addEventListener('unhandledrejection', () => { boom() });
export default { fetch() { boom(); return new Response('ok') } };"""
    report = run(source, Step(url="http://example.com/"), probes=True)
    assert report.result.steps[0].outcome == "exceededCpu"


def test_nothing_is_told_and_nothing_replaced_where_nobody_listens() -> None:
    source = """const then = Promise.prototype.then;
export default { async fetch() {
  (async () => { throw new Error('lost') })();
  await null;
  return Response.json([Object.hasOwn(then, 'prototype'), then.name, then.length]) } };"""
    report = run(source, "http://example.com/")
    assert bodies(report) == ['[false,"then",2]']
    assert report.result.steps[0].exceptions == []
    assert report.result.steps[0].logs == []


def test_the_jobs_that_watch_are_not_in_the_trace() -> None:
    source = """export default { async fetch() {
  const p = (async () => 1)();
  await p.then((n) => n + 1);
  return new Response(await p) } };"""
    listening = "addEventListener('unhandledrejection', () => {});" + source
    kinds = [
        [type(event).__name__ for event in run(text, "http://example.com/").trace if event.event == 1]
        for text in (source, listening)
    ]
    assert kinds[0] == kinds[1]


def test_the_same_run_twice_gives_the_same_trace() -> None:
    first, second = (msgspec.json.encode(seen("again", True).trace) for _ in range(2))
    assert first == second
