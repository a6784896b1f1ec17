from __future__ import annotations

import pytest

from course.lesson import Check, Measure
from course.measure import measure, shown
from course.verdict import all_passed, comparisons, line_of, verdicts
from engine.step import Failure, LogLine, StepResult
from tests.course.reports import report, two_clients

STEP = StepResult(
    status=200,
    headers=[("content-type", "text/html;charset=utf-8"), ("X-Two", "a"), ("x-two", "b")],
    body="<p>hi</p>",
    logs=[LogLine("log", "one"), LogLine("warn", "two")],
    exceptions=[Failure(name="Error", message="late")],
    wall_ms=200.0,
    isolate="page#1",
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", "<p>hi</p>"),
        ("status", 200.0),
        ("outcome", "ok"),
        ("header:Content-Type", "text/html;charset=utf-8"),
        ("header:x-two", "a, b"),
        ("header:x-none", None),
        ("wall_ms", 200.0),
        ("isolate", "page#1"),
        ("logs", "one\ntwo"),
        ("exception", "late"),
    ],
)
def test_fields_of_a_step(field: str, value: object) -> None:
    assert measure(report(STEP), Measure(field=field)) == value


def test_fields_of_a_run() -> None:
    run = report(STEP, StepResult(status=404, body="no"), trace=two_clients())
    assert measure(run, Measure(step=0, field="total_ms")) == 90.0
    assert measure(run, Measure(step=0, field="bodies")) == "<p>hi</p>\nno"
    assert measure(run, Measure(step=0, field="statuses")) == "200\n404"
    assert measure(run, Measure(step=0, field="subrequests")) == 3
    assert measure(run, Measure(step=0, field="isolates")) == 1


def test_subrequests_are_counted_for_the_event_the_step_became() -> None:
    run = report(STEP, STEP, trace=two_clients())
    assert measure(run, Measure(step=1, field="subrequests")) == 2
    assert measure(run, Measure(step=2, field="subrequests")) == 1


def test_an_unknown_field_is_an_error_and_a_missing_step_is_none() -> None:
    with pytest.raises(KeyError):
        measure(report(STEP), Measure(field="boddy"))
    with pytest.raises(KeyError):
        measure(report(STEP), Measure(step=0, field="body"))
    assert measure(report(STEP), Measure(step=2, field="body")) is None


@pytest.mark.parametrize(
    ("check", "passed"),
    [
        (Check(name="c", field="status", equals=200), True),
        (Check(name="c", field="status", equals="200"), True),
        (Check(name="c", field="status", equals=201), False),
        (Check(name="c", field="body", equals="<p>hi</p>"), True),
        (Check(name="c", field="body", equals="<p>HI</p>"), False),
        (Check(name="c", field="header:content-type", starts_with="text/html"), True),
        (Check(name="c", field="body", contains="hi"), True),
        (Check(name="c", field="body", lacks="hi"), False),
        (Check(name="c", field="wall_ms", at_most=200), True),
        (Check(name="c", field="wall_ms", at_most=199.9), False),
        (Check(name="c", field="wall_ms", at_least=200), True),
        (Check(name="c", field="wall_ms", at_least=201), False),
        (Check(name="c", field="body", at_most=5), False),
        (Check(name="c", field="header:x-none", lacks="anything"), False),
    ],
)
def test_comparisons(check: Check, passed: bool) -> None:
    assert verdicts([check], report(STEP))[0].passed is passed
    assert comparisons(check) == 1


def test_a_verdict_says_what_was_expected_what_came_and_where() -> None:
    check = Check(name="quick", field="wall_ms", at_most=150, line_of="await fetch")
    found = verdicts([check], report(STEP), "a\n  await fetch()\n")
    assert (found[0].expected, found[0].got, found[0].line) == ("at most 150 ms", "200 ms", 2)
    assert not all_passed(found)


def test_a_worker_that_does_not_load_fails_every_check_and_says_why() -> None:
    run = report(error=Failure(name="SyntaxError", message="unexpected token"))
    check = Check(name="gone", field="body", lacks="x")
    assert verdicts([check], run)[0].passed is False
    assert "the Worker did not load" in verdicts([check], run)[0].got


def test_lines_are_counted_from_one() -> None:
    assert line_of("b", "a\nb\nb") == 2
    assert line_of("z", "a") == line_of("", "a") == 0


def test_values_as_a_learner_reads_them() -> None:
    assert [shown(200.0, "wall_ms"), shown(4.0), shown(None), shown("x")] == ["200 ms", "4", "nothing", "x"]
