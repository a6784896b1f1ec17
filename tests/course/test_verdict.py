from __future__ import annotations

import pytest

from course.lesson import Check, Measure
from course.measure import measure, shown
from course.sent import sent_lines, step_line
from course.verdict import Verdict, all_passed, comparisons, hidden_words, line_of, told, verdicts
from engine.project import Project
from engine.run import RunRequest
from engine.step import Failure, LogLine, Step, StepResult
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
    found = verdicts([check], report(STEP), {"b.toml": "x = 1", "a.js": "a\n  await fetch()\n"})
    assert (found[0].expected, found[0].got) == ("at most 150 ms", "200 ms")
    assert (found[0].file, found[0].line) == ("a.js", 2)
    assert not all_passed(found)


def test_a_worker_that_does_not_load_fails_every_check_and_says_why() -> None:
    run = report(error=Failure(name="SyntaxError", message="unexpected token"))
    check = Check(name="gone", field="body", lacks="x")
    assert verdicts([check], run)[0].passed is False
    assert "the Worker did not load" in verdicts([check], run)[0].got


def test_an_event_that_ended_in_an_error_says_so_beside_what_came() -> None:
    failure = Failure(name="TypeError", message="x is null", file="src/index.js", line=5)
    failed = StepResult(status=500, body="Internal Server Error", outcome="exception", exceptions=[failure])
    for check in (
        Check(name="ok", field="status", equals=200),
        Check(name="all", step=0, field="statuses", equals="2"),
    ):
        found = verdicts([check], report(failed))[0]
        assert (found.got, found.why) == ("500", "TypeError: x is null (src/index.js:5)")
    for right in (Check(name="ok", field="status", equals=500), Check(name="o", field="outcome", equals="exception")):
        assert not verdicts([right], report(failed))[0].why


def test_a_check_knows_what_was_sent() -> None:
    steps = [Step(url="http://example.com/a"), Step(method="POST", url="https://b.example/", body="text")]
    request = RunRequest(project=Project(name="x", main="a.js", files={}), steps=steps)
    one, two, both = (
        Check(name="c", step=step, field=field) for step, field in ((1, "body"), (2, "body"), (0, "logs"))
    )
    found = verdicts([one, two, both], report(STEP, STEP), None, request)
    both_lines = "GET /a\nPOST https://b.example/ text"
    assert [verdict.sent for verdict in found] == ["GET /a", both_lines, both_lines]


def test_of_many_events_the_one_it_is_about_or_the_first_ones_are_told() -> None:
    steps = [Step(url=f"http://example.com/{number}", concurrent_group="x") for number in range(9)]
    assert sent_lines(steps, 7) == ["(6 before it)", "GET /6", "(they overlap)"]
    assert sent_lines(steps) == ["GET /0", "GET /1", "GET /2", "and 6 more", "(they overlap)"]
    assert sent_lines(steps, 1) == ["GET /0"]


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (Step(city="NRT", url="https://a.example/"), "FROM NRT GET https://a.example/"),
        (Step(kind="scheduled", cron="0 5 * * SUN"), "CRON 0 5 * * SUN"),
        (Step(worker="shop", delay_before_ms=3000), "3.0 s later: TO shop GET /"),
    ],
)
def test_what_was_sent_reads_like_a_line_of_traffic(step: Step, line: str) -> None:
    assert step_line(step) == line


def test_what_fails_of_hidden_traffic_is_counted() -> None:
    run = report(STEP)
    good, bad = Check(name="a", field="status", equals=200), Check(name="b", field="status", equals=1)
    assert "1 of 2 checks fail" in hidden_words(verdicts([good, bad], run))
    assert "its check fails" in hidden_words(verdicts([bad], run))


def test_of_long_values_the_lines_from_the_first_difference_on_are_told() -> None:
    numbers = [str(number) for number in range(1, 52)]
    expected, got = told(Verdict("c", False, "\n".join(numbers), "\n".join([*numbers[:20], *numbers[21:]])))
    assert expected.split("\n") == ["(20 lines as expected)", *numbers[20:26], "and 25 more lines"]
    assert got.split("\n") == ["(20 lines as expected)", *numbers[21:27], "and 24 more lines"]
    assert told(Verdict("c", False, "1\n2", "1")) == ("1\n2", "1")


def test_lines_are_counted_from_one() -> None:
    assert line_of("b", "a\nb\nb") == 2
    assert line_of("z", "a") == line_of("", "a") == 0


def test_values_as_a_learner_reads_them() -> None:
    assert [shown(200.0, "wall_ms"), shown(4.0), shown(None), shown("x")] == ["200 ms", "4", "nothing", "x"]
