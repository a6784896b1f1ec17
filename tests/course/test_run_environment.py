"""`workerscope run --env`: the Worker that `wrangler deploy --env` would deploy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.command_line import main

WORKER = "export default { fetch(request, env) { return Response.json(env); } };\n"
CONFIGURATION = """\
name = "shop"
main = "index.js"
compatibility_date = "2026-04-01"
[vars]
API = "https://api.example.com"
[env.staging]
[env.live.vars]
API = "https://live.example.com"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "index.js").write_text(WORKER)
    (tmp_path / "wrangler.toml").write_text(CONFIGURATION)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        ([], {"API": "https://api.example.com"}),
        (["--env", "staging"], {}),
        (["--env", "live"], {"API": "https://live.example.com"}),
    ],
)
def test_env_holds_what_the_environment_has(
    shop: Path, arguments: list[str], env: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(shop), "--json", *arguments]) == 0
    printed = capsys.readouterr()
    assert json.loads(json.loads(printed.out)["steps"][0]["body"]) == env
    assert ('"vars" exists at the top level, but not on "env.staging"' in printed.err) == ("staging" in arguments)


def test_an_environment_that_is_not_there_is_one_sentence(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(shop), "--env", "stagin"]) == 1
    printed = capsys.readouterr()
    assert 'No environment found in configuration with name "stagin". Did you mean staging?' in printed.err
    assert printed.out == ""
    assert printed.err.count("\n") == 1
