"""Secrets from `.dev.vars`."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import trace
from engine.client import run_blocking
from engine.dev_vars import read_dev_vars, with_dev_vars
from engine.errors import ProjectError
from engine.run import RunRequest
from engine.step import Step
from engine.wrangler import load_project


@pytest.mark.parametrize(
    ("text", "secrets", "odd"),
    [
        ("KEY=value\n", {"KEY": "value"}, []),
        ("# a comment\n\n  KEY = a b  # why\nexport OTHER=1", {"KEY": "a b", "OTHER": "1"}, []),
        ('A="x # y\\nz \\"q\\""\r\nB=\'x\\n\'\n', {"A": 'x # y\nz "q"', "B": "x\\n"}, []),
        ('KEY="-----BEGIN\nabc\n-----END"\nNEXT=1\n', {"KEY": "-----BEGIN\nabc\n-----END", "NEXT": "1"}, []),
        ("EMPTY=\nNEXT=1\n", {"EMPTY": "", "NEXT": "1"}, []),
        ("good=1\nno secret here\nURL=https://a.b/?c=d", {"good": "1", "URL": "https://a.b/?c=d"}, [2]),
        ("", {}, []),
    ],
)
def test_what_stands_in_the_file(text: str, secrets: dict[str, str], odd: list[int]) -> None:
    assert read_dev_vars(text) == (secrets, odd)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "index.js").write_text("export default { fetch: (_, env) => Response.json([env.KEY, env.MODE]) };\n")
    (tmp_path / "wrangler.toml").write_text(
        'name = "shop"\nmain = "index.js"\ncompatibility_date = "2026-01-01"\n'
        '[vars]\nKEY = "from vars"\nMODE = "test"\n[env.staging]\n'
    )
    (tmp_path / ".dev.vars").write_text("KEY=tell-nobody\n")
    return tmp_path


def test_a_worker_has_them_in_env_and_no_trace_does(folder: Path) -> None:
    project = with_dev_vars(load_project(folder))
    report = run_blocking(RunRequest(project=project, steps=[Step()]))
    assert report.result.steps[0].body == '["tell-nobody","test"]'
    told = trace.encode([event for event in report.trace if isinstance(event, trace.Onset)])
    assert b"tell-nobody" not in told
    assert b"(a secret)" in told


def test_an_environment_may_have_a_file_of_its_own(folder: Path) -> None:
    assert with_dev_vars(load_project(folder, "staging")).secrets == {"KEY": "tell-nobody"}
    (folder / ".dev.vars.staging").write_text("KEY=staged\n")
    assert with_dev_vars(load_project(folder, "staging")).secrets == {"KEY": "staged"}


def test_what_cannot_be_read_is_said(folder: Path) -> None:
    (folder / ".dev.vars").write_text("oh no\n")
    assert any(".dev.vars, line 1: not read" in warning for warning in with_dev_vars(load_project(folder)).warnings)
    (folder / ".dev.vars").write_bytes(b"KEY=\xff\n")
    with pytest.raises(ProjectError):
        with_dev_vars(load_project(folder))
