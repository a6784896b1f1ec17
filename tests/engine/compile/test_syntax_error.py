"""Syntax errors in V8's words. syntax_errors.json holds sources and what V8 11.3 (Node 20) says of each as a module."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.project import Project
from engine.run import RunRequest, run_project

CASES = json.loads(Path(__file__).with_name("syntax_errors.json").read_text("utf-8"))


@pytest.mark.parametrize(("source", "message"), CASES)
def test_the_words_are_those_of_v8(source: str, message: str) -> None:
    files = {"index.js": source, "a.js": "export default 1; export const a = 1;"}
    error = run_project(RunRequest(project=Project(name="main", main="index.js", files=files), steps=[])).result.error
    assert error is not None
    assert f"{error.name}: {error.message}" == f"SyntaxError: {message}"


def test_the_place_is_kept_behind_letters_of_more_than_a_byte() -> None:
    source = "const é = 'ü';\nexport default { fetch() { return new Response('ö' } };"
    project = Project(name="main", main="index.js", files={"index.js": source})
    error = run_project(RunRequest(project=project, steps=[])).result.error
    assert error is not None
    assert (error.message, error.file, error.line) == ("missing ) after argument list", "index.js", 2)
    assert source.split("\n")[1][error.column - 1 :].startswith("}")
