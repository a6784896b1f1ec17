"""The npm packages of these tests, installed once with npm into pytest's cache, at pinned versions, unmodified."""

from __future__ import annotations

from pathlib import Path

from tests.npm_packages import install

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


def installed(cache: Path) -> Path:
    """A folder with PACKAGES in its node_modules and the Workers of this folder. Skips the test where it cannot be."""
    install(cache, PACKAGES)
    for worker in HERE.glob("*.js"):
        (cache / worker.name).write_text(worker.read_text())
    return cache
