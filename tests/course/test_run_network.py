"""`run` where the network has a say: routes, cities, and requests that no Worker takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.command_line import main

WRANGLER = 'name = "shop"\nmain = "index.js"\ncompatibility_date = "2026-01-01"\nroutes = ["example.com/shop/*"]\n'
STEPS = [{"url": "http://example.com/shop/1", "city": "NRT"}, {"url": "http://example.com/about"}]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "wrangler.toml").write_text(WRANGLER, "utf-8")
    source = "export default { fetch(request) { return new Response(request.cf.city); } }"
    (tmp_path / "index.js").write_text(source, "utf-8")
    (tmp_path / "steps.json").write_text(json.dumps([{"kind": "fetch", **step} for step in STEPS]), "utf-8")
    return tmp_path


def test_a_request_that_no_route_takes_says_that_no_worker_ran(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(project), "--steps", str(project / "steps.json")]) == 0
    out = capsys.readouterr().out
    assert "Tokyo" in out
    assert "no Worker ran · 10 ms virtual" in out


def test_json_says_worker_city_and_server(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(project), "--steps", str(project / "steps.json"), "--json"]) == 0
    told = [(one["worker"], one["city"], one["server"]) for one in json.loads(capsys.readouterr().out)["steps"]]
    assert told == [("shop", "LIS", "LIS-1"), ("", "LIS", "LIS-1")]
