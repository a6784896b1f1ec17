"""What global scope may use before a Worker takes its first event."""

from __future__ import annotations

import pytest

from engine.project import Project
from engine.run import Limits, RunReport, RunRequest, run_project
from engine.step import Failure, Step
from tests.engine.worlds import bodies, run

URL = "http://example.com/"
ANSWER = "export default { fetch() { return new Response('here'); } }"
TOO_SLOW = "Script startup exceeded CPU time limit. [code: 10021]"


def error_of(report: RunReport) -> Failure:
    """Why it did not load."""
    assert report.result.error is not None
    assert report.result.steps == []
    return report.result.error


@pytest.mark.parametrize("probes", [True, False])
def test_six_hundred_milliseconds_of_global_scope_load(probes: bool) -> None:
    assert bodies(run(f"spin(600);\n{ANSWER}", URL, probes=probes)) == ["here"]


@pytest.mark.parametrize(
    "spins", ["spin(1100);", "try { spin(1100); } catch {}", "for (;;) try { spin(30); } catch {}"]
)
@pytest.mark.parametrize("probes", [True, False])
def test_more_than_a_second_does_not(spins: str, probes: bool) -> None:
    if not probes and spins.startswith("for"):
        pytest.skip("without probes nothing stops it but the real limit")
    error = error_of(run(f"const a = 1;\n{spins}\n{ANSWER}", URL, probes=probes))
    assert error.message == TOO_SLOW
    assert (error.file, error.line) == ("index.js", 2) or not probes


def test_work_that_global_scope_leaves_to_a_microtask_counts() -> None:
    error = error_of(run(f"Promise.resolve().then(() => {{\n  spin(1100); }});\n{ANSWER}", URL))
    assert (error.message, error.line) == (TOO_SLOW, 2)


@pytest.mark.parametrize("code", ["while (true);", "await 0; while (true);", "/^(a+)+$/.test('a'.repeat(50) + 'b');"])
def test_an_endless_start_up(code: str) -> None:
    error = error_of(run(f"{code}\n{ANSWER}", URL, limits=Limits(cpu_seconds=0.1)))
    assert error.message == TOO_SLOW


def test_a_start_up_that_fills_the_heap() -> None:
    code = "const all = []; for (;;) all.push(new Uint8Array(100000));"
    error = error_of(run(f"{code}\n{ANSWER}", URL, limits=Limits(memory_bytes=16 << 20)))
    assert error.message == "Script startup exceeded memory limits. [code: 10021]"


def test_the_limit_of_start_up_is_not_that_of_events() -> None:
    source = "spin(900); export default { fetch() { spin(900); return new Response('here'); } }"
    assert bodies(run(source, URL, URL)) == ["here", "here"]


@pytest.mark.parametrize(("megabytes", "loads"), [(1, True), (65, False)])
def test_a_worker_may_have_64_mebibytes(megabytes: int, loads: bool) -> None:
    source = f"import data from './data.bin';\n{ANSWER}"
    files: dict[str, str | bytes] = {
        "index.js": source,
        "data.bin": bytes(megabytes << 20),
        "notes.md": "x" * (70 << 20),
    }
    report = run_project(RunRequest(project=Project(name="big", main="index.js", files=files), steps=[Step(url=URL)]))
    message = None if report.result.error is None else report.result.error.message
    assert message == (None if loads else "Your Worker exceeded the size limit of 64 MiB. [code: 10027]")
