"""npm packages that a test needs, installed at pinned versions, unmodified, into a folder of pytest's cache."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

PATIENCE_S = 120


def install(folder: Path, packages: Mapping[str, str], overrides: Mapping[str, str] | None = None) -> Path:
    """The folder, with `packages` (name → version) in its node_modules; they are kept for the next time. overrides:
    versions of what these depend on. Skips the test, with the reason, where npm or its registry is not there."""
    wanted = {
        "name": "tests",
        "private": True,
        "type": "module",
        "dependencies": packages,
        "overrides": overrides or {},
    }
    manifest = json.dumps(wanted, indent=2)
    done = folder / "installed.json"
    if done.is_file() and done.read_text() == manifest:
        return folder
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("npm is not here: it installs what this test compares with")
    shutil.rmtree(folder / "node_modules", ignore_errors=True)
    (folder / "package-lock.json").unlink(missing_ok=True)
    (folder / "package.json").write_text(manifest)
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"]
    try:
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm install took longer than {PATIENCE_S} s")
    if ended.returncode:
        pytest.skip(f"npm install did not work: {(ended.stderr.strip() or ended.stdout.strip())[-300:]}")
    done.write_text(manifest)
    return folder
