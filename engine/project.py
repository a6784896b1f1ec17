"""A Worker project: an entry point, the files beside it, and its wrangler configuration. A pure value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine runs. Made by `engine.wrangler.load_project`, or from files in memory by `with_files`.

    name: the Worker's name. main: its entry, a key of `files`. files: path relative to the folder → source; text is
    str, anything else bytes. configuration: the resolved wrangler values (vars, triggers, routes, bindings).
    environment: the wrangler environment they are of; "" is the top level. warnings: what is odd about them, a sentence
    each. secrets: of engine/dev_vars.py; no trace holds them.
    """

    name: str
    main: str
    files: dict[str, str | bytes]
    configuration: dict[str, Any] = {}
    folder: Path | None = None
    environment: str = ""
    warnings: tuple[str, ...] = ()
    secrets: dict[str, str] = {}

    @property
    def variables(self) -> dict[str, Any]:
        """`vars` and secrets: what `env` holds besides bindings."""
        return {**self.configuration.get("vars", {}), **self.secrets}

    @property
    def compatibility_date(self) -> str:
        """`yyyy-mm-dd`, or "" when the project does not say."""
        return str(self.configuration.get("compatibility_date", ""))

    def with_files(self, changed: dict[str, str]) -> Project:
        """The same project with some files replaced: what a learner's edits make of a starter."""
        return msgspec.structs.replace(self, files={**self.files, **changed})
