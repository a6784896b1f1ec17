"""Real programs from npm, unmodified, answer as they do on Node.js: with probes and without, the same to the byte."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import msgspec
import pytest

from engine.run import RunRequest, run_project
from engine.step import Step
from engine.wrangler import load_project
from tests.engine.npm_programs.installation import installed

SITE = "http://example.com"
JSON_BODY = [("content-type", "application/json")]
FORM = [("content-type", "application/x-www-form-urlencoded")]
PERSON = {
    "name": " Ada ",
    "age": "36",
    "email": "ada@example.com",
    "address": {"street": "Main", "zip": "12345"},
    "contact": {"kind": "post", "box": 7},
    "born": "1815-12-10",
}
ODD_PERSON = {
    "name": "a",
    "age": -1.5,
    "email": "nobody",
    "tags": ["a", "c"],
    "address": {"street": "M", "zip": "x"},
    "contact": {"kind": "fax"},
    "born": "yesterday",
    "site": "no site",
    "id": "1",
}


def get(path: str, *headers: tuple[str, str]) -> Step:
    return Step(url=SITE + path, headers=list(headers))


def post(path: str, value: object) -> Step:
    text = value if isinstance(value, str) else json.dumps(value)
    return Step(method="POST", url=SITE + path, headers=FORM if isinstance(value, str) else JSON_BODY, body=text)


PROGRAMS: dict[str, list[Step]] = {
    "hono": [
        get("/api/shoe/12?q=1&t=2&t=3", ("origin", "http://other.example"), ("user-agent", "test")),
        get("/api/shoe/none"),
        Step(method="OPTIONS", url=SITE + "/api/a/1", headers=[("origin", "http://other.example")]),
        *map(get, ("/safe/page", "/tagged", "/token", "/html", "/stream", "/events", "/env", "/tea", "/fail", "/old")),
        get("/cookie", ("cookie", "a=1; b=2; sure=value.bm8%3D")),
        get("/guarded/me"),
        get("/guarded/me", ("authorization", "Bearer a.b.c")),
        get("/basic/me"),
        get("/basic/me", ("authorization", "Basic YWRhOmVuZ2luZQ==")),
        post("/form", "a=1&b=2+3"),
        post("/json", {"n": 2}),
        post("/json", {"n": 1}),
        get("/none"),
    ],
    "itty-router": [
        *map(get, ("/hello/ada", "/query?a=1&a=2&b=3", "/file/a.txt", "/greedy/a/b/c", "/status", "/fail", "/error")),
        *map(get, ("/inner/1/2", "/inner/1", "/none")),
        post("/content", {"a": [1]}),
        Step(method="OPTIONS", url=SITE + "/content", headers=[("origin", "http://other.example")]),
    ],
    "zod": [
        post("/", PERSON),
        post("/", ODD_PERSON),
        post("/pretty", ODD_PERSON),
        post("/", {**PERSON, "name": "root", "more": 1}),
        post("/tree", {"value": 1, "children": [{"value": 2, "children": []}]}),
        post("/tree", {"value": 1, "children": [{"value": "2"}]}),
        get("/schema"),
    ],
    "jose": [
        *map(get, ("/hs256", "/rs256", "/spki", "/es256", "/eddsa", "/pairs", "/keySet", "/claims", "/encrypted")),
        get("/thumbprint"),
    ],
    "preact": [get("/"), get("/later"), get("/stream")],
    "small": [get("/ids"), get("/dates")],
    "commonjs": [*map(get, ("/texts", "/collections", "/page", "/fail"))],
}
LEFT_OUT = frozenset({"transfer-encoding"})
"""Headers of the connection: a runtime answers for them, not the program."""


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    """Where the programs are installed."""
    cache = request.config.cache
    assert cache is not None
    return installed(cache.mkdir("npm-programs"))


@pytest.fixture(scope="module")
def on_node(folder: Path) -> dict[str, list[dict[str, object]]]:
    """What each program answers on Node.js, asked once."""
    answers = {}
    for name, steps in PROGRAMS.items():
        asked = [{"method": s.method, "url": s.url, "headers": s.headers, "body": s.body} for s in steps]
        ended = subprocess.run(
            ["node", str(Path(__file__).with_name("answers.mjs")), str(folder / f"{name}.js")],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={"TZ": "UTC", "PATH": os.environ.get("PATH", "")},
        )
        assert ended.returncode == 0, ended.stderr
        answers[name] = json.loads(ended.stdout)
    return answers


@pytest.mark.parametrize("probes", [False, True], ids=["plain", "probed"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_answers_are_those_of_node(
    folder: Path, on_node: dict[str, list[dict[str, object]]], name: str, probes: bool
) -> None:
    project = load_project(folder / f"{name}.js")
    project = msgspec.structs.replace(project, configuration={"vars": {"NAME": "programs"}})
    report = run_project(RunRequest(project=project, steps=PROGRAMS[name], probes=probes))
    assert report.result.error is None, report.result.error
    for step, result, expected in zip(PROGRAMS[name], report.result.steps, on_node[name], strict=True):
        assert result.outcome == "ok", (step.url, result.exceptions)
        headers = sorted([k, v] for k, v in result.headers or [] if k not in LEFT_OUT)
        wanted = sorted([k, v] for k, v in expected["headers"] if k not in LEFT_OUT)  # type: ignore[attr-defined]
        assert (step.url, result.status, result.body) == (step.url, expected["status"], expected["body"])
        assert (step.url, headers) == (step.url, wanted)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_same_run_twice_gives_the_same_trace(folder: Path, name: str) -> None:
    project = load_project(folder / f"{name}.js")
    first, second = (run_project(RunRequest(project=project, steps=PROGRAMS[name][:2], probes=True)) for _ in range(2))
    assert msgspec.json.encode(first.trace) == msgspec.json.encode(second.trace)
