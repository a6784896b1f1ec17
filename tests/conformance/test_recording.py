"""record.mjs against the real workerd, from npm: a handful of cases answer as golden.json says, and what does not is
found and, with --write, put right."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conformance.cases import HERE

CASES = [
    "response-json-static",  # requests and headers
    "error-throw-non-errors",  # exceptions, as the runtime reports them
    "load-syntax-error",  # what does not start
    "scheduled-basic",
    "queue-consumer-batch",
    "isolate-interleave-two",  # requests at one time
    "ws-server-speaks-first",
    "do-ids",
    "kv-basic",  # by Miniflare
]
PATIENCE_S = 90


@pytest.fixture(scope="module")
def packages(request: pytest.FixtureRequest) -> Path:
    """A folder with the packages of golden.json's head in it, installed once into pytest's cache."""
    cache = request.config.cache
    assert cache is not None
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not here: they run the real workerd")
    folder = cache.mkdir("workerd")
    wanted = json.loads((HERE / "golden.json").read_text("utf-8"))["npm"]
    manifest = json.dumps({"name": "recording", "private": True, "dependencies": wanted})
    done = folder / "installed.json"
    if not done.is_file() or done.read_text() != manifest:
        (folder / "package.json").write_text(manifest)
        command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"]
        try:
            ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm install took longer than {PATIENCE_S} s")
        if ended.returncode:
            pytest.skip(f"npm install did not work: {ended.stderr.strip()[-300:]}")
        done.write_text(manifest)
    return folder


def record(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["node", str(script), *arguments], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


def test_cases_answer_as_recorded(packages: Path) -> None:
    ended = record(HERE / "record.mjs", "--packages", str(packages), *CASES)
    assert (ended.returncode, ended.stdout) == (0, f"{len(CASES)} of {len(CASES)} cases answer as recorded.\n")


def test_a_wrong_record_is_found_and_written_anew(packages: Path, tmp_path: Path) -> None:
    golden = (HERE / "golden.json").read_text("utf-8")
    shutil.copytree(HERE / "recording", tmp_path / "recording")
    shutil.copy(HERE / "record.mjs", tmp_path)
    spoiled = json.loads(golden)
    case = next(case for case in spoiled["cases"] if case["id"] == "scheduled-basic")
    case["expected"][1]["logs"] = []
    case["expected"][0]["result"]["noRetry"] = True
    (tmp_path / "golden.json").write_text(json.dumps(spoiled, indent=1, ensure_ascii=False), "utf-8")
    arguments = ("--packages", str(packages), "scheduled-basic")
    ended = record(tmp_path / "record.mjs", *arguments)
    assert ended.returncode == 1
    assert "step 1 result" in ended.stdout
    assert "step 2 logs" in ended.stdout
    assert record(tmp_path / "record.mjs", *arguments, "--write").returncode == 1
    written, recorded = (json.loads(text)["cases"] for text in ((tmp_path / "golden.json").read_text("utf-8"), golden))
    assert written == recorded
    assert record(tmp_path / "record.mjs", *arguments).returncode == 0


def test_wrong_usage_is_said(packages: Path, tmp_path: Path) -> None:
    ended = record(HERE / "record.mjs", "--packages", str(packages), "nope")
    assert (ended.returncode, ended.stderr) == (2, "No topic or case is called nope.\n")
    ended = record(HERE / "record.mjs", "--packages", str(tmp_path))
    assert ended.returncode == 2
    assert f"cd {tmp_path} && npm install workerd@" in ended.stderr
