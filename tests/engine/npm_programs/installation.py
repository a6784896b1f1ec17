"""The npm packages of these tests, installed once with npm into pytest's cache, at pinned versions, unmodified."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGES = {
    "date-fns": "4.4.0",
    "hono": "4.13.19",
    "itty-router": "6.0.0",
    "jose": "6.2.18",
    "lodash": "4.18.1",
    "ms": "2.1.3",
    "nanoid": "5.1.16",
    "preact": "11.2.0",
    "preact-render-to-string": "6.8.2",
    "qs": "6.17.1",
    "react": "19.3.1",
    "react-dom": "19.3.1",
    "zod": "4.6.7",
}
HERE = Path(__file__).parent
PATIENCE_S = 60


def installed(cache: Path) -> Path:
    """A folder with PACKAGES in its node_modules and the Workers of this folder. Skips the test where it cannot be."""
    manifest = json.dumps({"name": "programs", "private": True, "type": "module", "dependencies": PACKAGES}, indent=2)
    done = cache / "installed.json"
    if not done.is_file() or done.read_text() != manifest:
        _install(cache, manifest)
        done.write_text(manifest)
    for worker in HERE.glob("*.js"):
        (cache / worker.name).write_text(worker.read_text())
    return cache


def _install(folder: Path, manifest: str) -> None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("npm is not here: it installs the programs")
    shutil.rmtree(folder / "node_modules", ignore_errors=True)
    (folder / "package.json").write_text(manifest)
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"]
    try:
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm install took longer than {PATIENCE_S} s")
    if ended.returncode:
        pytest.skip(f"npm install did not work: {(ended.stderr.strip() or ended.stdout.strip())[-300:]}")
