"""What a run gave, as paragraphs: whole for few answers, in short for many."""

from __future__ import annotations

from course.widgets.result import MANY, run_parts
from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step

SOURCE = """
export default {
  fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/throws") throw new Error("no such page");
    return new Response(pathname === "/list" ? "one\\ntwo" : "page " + pathname);
  },
};
"""


def lines(*paths: str, brief: bool = True, all_headers: bool = False) -> list[str]:
    """What is shown of these requests, a paragraph each."""
    steps = [Step(url=f"http://example.com{path}") for path in paths]
    project = Project(name="pages", main="index.js", files={"index.js": SOURCE})
    report = run_project(RunRequest(project=project, steps=steps, probes=False))
    return [part.content.plain for part in run_parts(report, steps, all_headers, brief)]


def test_many_answers_are_one_line_each() -> None:
    told = lines(*["/a"] * MANY)
    assert told[:MANY] == ["GET /a  →  200 OK  │ page /a  0 ms · pages#1"] * MANY
    assert "a shows each with its headers" in told[-1]


def test_few_answers_and_all_headers_are_whole() -> None:
    for told in (lines("/a", "/b"), lines(*["/a"] * MANY, all_headers=True), lines(*["/a"] * MANY, brief=False)):
        assert "content-type: text/plain;charset=UTF-8" in told
        assert not any("in short" in line for line in told)


def test_what_does_not_fit_a_line_or_went_wrong_is_told_below_it() -> None:
    told = lines("/a", "/list", "/throws", "/b", "/c")
    assert told[1].startswith("GET /list  →  200 OK  0 ms")
    assert told[2:4] == ["one", "two"]
    assert any("no such page" in line for line in told)
    assert any("error page 1101" in line for line in told)
    assert not any("content-type" in line for line in told)
