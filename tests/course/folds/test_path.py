"""The path of a request, there and back."""

from __future__ import annotations

import pytest

from course.folds.network import network
from course.folds.path import PLACES, Path, paths
from course.folds.sequence import sequence
from course.view_text import view_lines
from engine.project import Project
from engine.run import Limits, RunRequest, run_project
from engine.step import Step
from tests.course.folds.traces import run_source

HELLO = """export default { fetch() { return new Response("hi", { status: 201, headers: { "x-a": "1" } }); } };"""


def test_there_through_every_place_and_back() -> None:
    path, _ = paths(run_source(HELLO, "/a", "/b").trace)
    assert [hop.place for hop in path.hops] == [*PLACES, *reversed(PLACES)]
    assert [hop.returning for hop in path.hops] == [False] * 6 + [True] * 6
    assert (path.status, path.size, path.text, path.outcome) == (201, 2, "hi", "ok")
    assert ("x-a", "1") in path.answer_headers


def test_the_first_request_meets_a_cold_isolate_and_the_second_a_warm_one() -> None:
    first, second = paths(run_source(HELLO, "/a", "/b").trace)
    assert (first.cold, second.cold) == (True, False)
    assert "A cold start." in first.hops[4].caption
    assert "it has taken 1 event before" in second.hops[4].caption


def test_env_is_what_the_worker_got() -> None:
    (path,) = paths(run_source(HELLO, "/a", vars={"GREETING": "Hi", "LIMIT": 3}).trace)
    assert path.variables == (("GREETING", '"Hi"'), ("LIMIT", "3"))


def test_an_exception_comes_back_as_a_500() -> None:
    (path,) = paths(run_source('export default { fetch() { throw new Error("no"); } };', "/a").trace)
    assert path.failure == "Error: no"
    assert "at line 1" in path.hops[6].caption
    assert path.hops[-1].caption == "The client gets an error page: your Worker gave no response."
    assert not any("The response leaves" in hop.caption or "stays" in hop.caption for hop in path.hops)


def test_a_handler_over_its_limit_is_stopped() -> None:
    project = Project(name="hello", main="index.js", files={"index.js": "export default { fetch() { for (;;) {} } };"})
    limits = Limits(cpu_seconds=0.1)
    report = run_project(RunRequest(project=project, limits=limits, steps=[Step(url="https://shop.example/")]))
    (path,) = paths(report.trace)
    told = [hop.caption for hop in path.hops]
    assert told[6] == "Your handler was stopped. Error: Worker exceeded CPU time limit."
    assert told[7].startswith("No response leaves the isolate.")
    assert told[-1] == "The client gets an error page: your Worker gave no response."


def test_every_hop_says_what_it_means() -> None:
    for path in paths(run_source(HELLO, "/a").trace):
        assert all(hop.caption.endswith(".") for hop in path.hops)


def _scheduled(body: str) -> Path:
    project = Project(
        name="hello", main="index.js", files={"index.js": f"export default {{ scheduled() {{ {body} }} }};"}
    )
    report = run_project(RunRequest(project=project, steps=[Step(kind="scheduled", cron="* * * * *")]))
    rows = [row.words for row in sequence(report.trace)]
    assert rows[0] == "a cron trigger is due"
    assert "is over" in rows
    assert not any("sends a request" in row or "has its answer" in row for row in rows)
    (path,) = paths(report.trace)
    return path


def test_a_cron_event_has_no_client() -> None:
    path = _scheduled("")
    told = [hop.caption for hop in path.hops]
    assert path.sender == "cron"
    assert told[0].startswith("A cron trigger is due.")
    assert told[-1] == "It is over, and nobody waited for it."
    assert not any(
        "client sends" in caption or "response leaves" in caption or "near the client" in caption for caption in told
    )
    assert _scheduled("throw new Error('no')").hops[-1].caption == "It is over. What it threw stands in the log."


def test_a_call_by_another_worker_says_whose_isolate_and_handler_it_meets() -> None:
    source = "export default { fetch(request, env) { return env.OTHER.fetch(request); } };"
    services = {"services": [{"binding": "OTHER", "service": "other"}]}
    shop = Project(name="shop", main="index.js", files={"index.js": source}, configuration=services)
    other = Project(name="other", main="index.js", files={"index.js": HELLO})
    report = run_project(RunRequest(project=shop, workers=[other], steps=[Step(url="https://shop.example/")] * 2))
    outer, inner, _, again = paths(report.trace)
    assert (outer.sender, outer.worker, inner.sender, inner.worker) == ("client", "shop", "worker", "other")
    assert [hop.place for hop in inner.hops] == ["isolate", "handler", "handler"]
    told = [hop.caption for hop in inner.hops]
    assert told[0].startswith("Another Worker calls other, on this server. The runtime makes its isolate other#1:")
    assert "the code of other" in told[1]
    assert told[2] == "The handler of other gave a Response with status 201. It goes back to the Worker that called."
    assert "is warm: it has taken 1 event before" in again.hops[0].caption
    lines, title = view_lines("path", report)
    assert title == "The ways of the requests"
    where = [line[0] for line in lines]
    assert where.index("B") < len(where) - 1 - where[::-1].index("A")  # told where it happened: within A
    assert where[: where.index("C")].count("B") == len(inner.hops)


@pytest.mark.parametrize(("body", "verb"), [("throw new Error('no');", "throws"), ("for (;;) {}", "is stopped")])
def test_no_view_lets_a_response_leave_where_there_is_none(body: str, verb: str) -> None:
    project = Project(name="hello", main="index.js", files={"index.js": f"export default {{ fetch() {{ {body} }} }};"})
    limits = Limits(cpu_seconds=0.1)
    report = run_project(RunRequest(project=project, limits=limits, steps=[Step(url="https://shop.example/")]))
    moments = [moment.told for moment in network(report.trace).moments]
    assert any(told.startswith(f"The handler {verb}. Error: ") for told in moments)
    assert "No answer leaves the isolate. The runtime sends an error in its place." in moments
    details = [row.detail for row in sequence(report.trace)]
    assert "It is no response: the runtime sends an error in its place." in details
    assert any("keeps its globals" in detail for detail in details) == (verb == "throws")
