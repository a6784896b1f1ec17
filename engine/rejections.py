"""Whether a Worker listens for promises that were rejected and that nobody handles (platform/rejections.js)."""

from __future__ import annotations

from collections.abc import Collection

from engine.project import Project

WORD = "unhandledrejection"
LISTENING = frozenset({WORD, f".{WORD}", f"on{WORD}", f".on{WORD}"})
"""Names in its code, as `Compiled.names` has them, with which it does."""
FILE = "rejections"
"""The platform file that tells it."""


def listens(names: Collection[str]) -> bool:
    """Whether code with these names does."""
    return not LISTENING.isdisjoint(names)


def may_listen(project: Project) -> bool:
    """Whether any file of a project has the word in it. Then the Worker is compiled with probes in every run: they are
    what finds such promises."""
    word = WORD.encode()
    return any(word in (text.encode() if isinstance(text, str) else text) for text in project.files.values())
