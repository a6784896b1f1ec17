"""The conformance cases: small Workers, what was sent to them, and what the real workerd answered.

`golden.json` was recorded from workerd; OBSERVED.md says how and explains each field. Nothing in it came from this
engine, so it may judge it.
"""

from __future__ import annotations

import base64
import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.project import Project
from engine.run import Limits, RunRequest
from engine.step_file import read_steps

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One case. data: the case as golden.json has it."""

    id: str
    topic: str
    data: dict[str, Any]

    @property
    def accepted(self) -> list[dict[str, Any]]:
        """The answers of the recorded release and, where it differed, of the older one. Either is right."""
        older = self.data.get("older")
        return [self.data, {**self.data, "startup_error": None, **older}] if older else [self.data]

    def request(self) -> RunRequest:
        """What to run. Raises StepError for a kind of step that the engine does not know yet."""
        return RunRequest(
            project=project_from_case("main", self.data["files"], self.data["wrangler"]),
            steps=read_steps(json.dumps(self.data["steps"]), self.id),
            workers=[
                project_from_case(name, worker["files"], worker["wrangler"])
                for name, worker in (self.data.get("workers") or {}).items()
            ],
            outbound=self.data["wrangler"].get("outboundService", ""),
            limits=Limits(kv_write_gap_ms=0),  # as the local store that answered
        )


def project_from_case(name: str, files: dict[str, Any], wrangler: dict[str, Any]) -> Project:
    """A project from a case's files and wrangler values. Binary files are given as `{"base64": …}`."""
    contents = {
        path: content if isinstance(content, str) else base64.b64decode(content["base64"])
        for path, content in files.items()
    }
    blobs = wrangler.get("data_blobs")
    if blobs:  # in a wrangler file each names a file
        contents |= {f"{blob['binding']}.bin": base64.b64decode(blob["base64"]) for blob in blobs}
        wrangler = {**wrangler, "data_blobs": {blob["binding"]: f"./{blob['binding']}.bin" for blob in blobs}}
    return Project(name=name, main=wrangler.get("main", "index.js"), files=contents, configuration=wrangler)


@functools.cache
def load_cases() -> tuple[Case, ...]:
    """All of them, in the order of the file."""
    golden = json.loads((HERE / "golden.json").read_text("utf-8"))
    return tuple(Case(case["id"], case["topic"], case) for case in golden["cases"])
