"""What follows from wrangler files without running, and the traffic that lets virtual time pass."""

from __future__ import annotations

import pytest

from course.explained import explained
from course.lesson import Check, Firings, Measure, Traffic
from course.on_paper import cron_answer, in_environment, paper_value, refused_line
from course.traffic import steps_of
from course.verdict import verdicts
from engine.cities import CityError
from engine.errors import EngineError, ProjectError, StepError
from engine.project import Project
from engine.run import RunReport, RunRequest
from engine.step import RunResult, Step

TEXT = """name = "shop"
main = "index.js"
compatibility_date = "2026-11-01"
routes = [{ pattern = "example.com/*", zone_name = "example.com" }]
[vars]
API = "top"
[triggers]
crons = ["30 * * * *"]
[env.staging]
"""


def _project(text: str = TEXT) -> Project:
    files: dict[str, str | bytes] = {"index.js": "export default {}", "wrangler.toml": text}
    return in_environment(Project(name="shop", main="index.js", files=files), "")


def _request(*urls: str, text: str = TEXT) -> RunRequest:
    return RunRequest(project=_project(text), steps=[Step(url=url) for url in urls])


def _value(field: str, environment: str = "", *urls: str) -> object:
    return paper_value(Measure(step=0, field=field, environment=environment), _request(*urls))


def test_an_environment_inherits_what_wrangler_lets_it() -> None:
    assert _value("configuration:name", "staging") == "shop-staging"
    assert _value("configuration:vars.API") == "top"
    assert _value("configuration:vars.API", "staging") is None
    assert _value("configuration:triggers.crons.0", "staging") == "30 * * * *"
    assert _value("deployed") == 2
    assert "vars" in str(_value("warnings", "staging"))
    assert _value("warnings") == ""


def test_routes_and_firings() -> None:
    assert _value("route:https://example.com/a") == "shop"
    assert _value("route:https://other.example/") == "none"
    assert _value("routed:shop", "", "https://example.com/", "https://example.com/b", "https://b.example.com/") == 2
    assert _value("firings:2026-03-01") == "2026-03-01 00:30\n2026-03-01 01:30\n2026-03-01 02:30"


@pytest.mark.parametrize(
    ("cron", "answer"),
    [
        (Firings(expression="0 17 * * 1", after="2026-01-07"), "2026-01-11"),
        (Firings(expression="0 17 * * 1", after="2026-01-07", clock=True), "2026-01-11 17:00"),
        (Firings(expression="*/3 * * * *", after="2026-01-07", before="2026-01-08"), 480.0),
        (Firings(expression="0 0 13 * FRI", after="2026-01-01", before="2027-01-01"), 61.0),
        (Firings(expression="0 0 31 11 *", after="2026-01-01"), "never"),
    ],
)
def test_questions_to_the_cron_engine(cron: Firings, answer: object) -> None:
    assert cron_answer(cron) == answer


def test_waiting_lets_the_crons_fire() -> None:
    steps = steps_of(Traffic(requests=["WAIT 2 h", "GET /", "WAIT 40 min", "CRON 0 0 * * *"]), ["30 * * * *"])
    assert [(step.kind, step.delay_before_ms / 60_000) for step in steps] == [
        ("scheduled", 30),
        ("scheduled", 60),
        ("fetch", 30),
        ("scheduled", 30),
        ("scheduled", 10),
    ]
    assert steps[0].scheduledTime == 1_767_225_600_000 + 30 * 60_000
    with pytest.raises(EngineError, match="how long"):
        steps_of(Traffic(requests=["WAIT a while"]))
    with pytest.raises(EngineError, match="more than 100"):
        steps_of(Traffic(requests=["WAIT 9 d"]), ["* * * * *"])


def test_checks_of_the_configuration() -> None:
    report = RunReport(result=RunResult(startup_logs=[], steps=[], logs=[]), trace=[])
    check = Check(name="its API", step=0, field="configuration:vars.API", equals="top")
    assert verdicts([check], report, None, _request())[0].passed
    other = verdicts([check], report, None, _request(text=TEXT.replace('"top"', '"down"')))[0]
    assert (other.passed, other.got) == (False, "down")


def test_panels_tell_what_a_deploy_makes_of_it() -> None:
    rows = explained("configuration", _request())
    assert [row.label for row in rows if row.kind == "name"] == ["shop", "shop-staging"]
    assert [row.text for row in rows if row.label == "env"] == ['API = "top"', "nothing"]
    assert [row.label for row in explained("routes", _request("https://example.com/a")) if row.kind == "name"] == [
        "shop"
    ]
    crons = explained("crons", _request(text=TEXT.replace("30 * * * *", "0 0 * * 0")))
    assert crons[-1].kind == "warning"
    assert "Sunday is 1" in crons[-1].text


def test_an_error_of_the_configuration_has_its_line() -> None:
    for text, line in ((TEXT.replace('"shop"', '"My Shop"'), 1), (TEXT + "vars = {", 10), (TEXT, 0)):
        try:
            _project(text)
            error = None
        except ProjectError as found:
            error = found
        assert refused_line(text, error) == line


def test_a_line_may_say_from_which_city_it_comes() -> None:
    near, far = steps_of(Traffic(requests=["FROM LIS GET /a", "WAIT 30 s", "from nrt POST /b two cups"]))
    assert (near.city, near.url, near.delay_before_ms) == ("LIS", "http://example.com/a", 0)
    assert (far.city, far.method, far.body, far.delay_before_ms) == ("NRT", "POST", "two cups", 30_000)
    with pytest.raises(CityError, match='There is no city "XXX"'):
        steps_of(Traffic(requests=["FROM XXX GET /"]))
    with pytest.raises(StepError, match="no request on this line"):
        steps_of(Traffic(requests=["FROM NRT"]))
