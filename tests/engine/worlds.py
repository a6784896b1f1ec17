"""Small helpers for engine tests: a one-file Worker, some requests, what came back."""

from __future__ import annotations

from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.step import Step


def run(source: str, *steps: Step | str, probes: bool = True, **options: object) -> RunReport:
    """Runs `source` as index.js. A step given as text is the URL of a GET."""
    project = Project(name="hello", main="index.js", files={"index.js": source})
    sent = [Step(url=step) if isinstance(step, str) else step for step in steps]
    return run_project(RunRequest(project=project, steps=sent, probes=probes, **options))  # type: ignore[arg-type]


def bodies(report: RunReport) -> list[str | None]:
    """The body of each step."""
    assert report.result.error is None, report.result.error
    return [step.body for step in report.result.steps]


def together(*urls: str, after: float = 0) -> list[Step]:
    """Requests that overlap, each `after` ms after the one before it."""
    return [
        Step(url=url, concurrent_group="together", delay_before_ms=after if index else 0)
        for index, url in enumerate(urls)
    ]
