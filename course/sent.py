"""What was sent, as a learner writes it in a line of traffic. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from course.machine_text import time_text
from engine.step import Step

DEFAULT_HOST = "http://example.com"
"""Of a line such as GET /path."""
MOST = 4
"""Lines of traffic that are told in full; of more, the first ones and how many there are."""


def step_line(step: Step) -> str:
    """One event: "GET /a?b=1", "FROM NRT POST /x text", "CRON 0 5 * * SUN"."""
    waited = f"{time_text(step.delay_before_ms)} later: " if step.delay_before_ms >= 1000 else ""
    place = f"FROM {step.city} " if step.city else ""
    worker = f"TO {step.worker} " if step.worker else ""
    if step.kind == "scheduled":
        return f"{waited}CRON {step.cron}"
    if step.kind == "queue":
        return f"{waited}{len(step.messages)} messages of the queue {step.queue}"
    if step.kind == "websocket":
        return f"{waited}{place}{worker}WebSocket {short_url(step.url)}"
    body = f" {step.body}" if isinstance(step.body, str) else ""
    return f"{waited}{place}{worker}{step.method} {short_url(step.url)}{body}"


def sent_lines(steps: Sequence[Step], number: int = 0) -> list[str]:
    """What a check is about: step `number` (from 1) with what was sent before it, for that may matter; 0: all of it."""
    about = steps[:number] if number else steps
    lines = [step_line(step) for step in about]
    if len(lines) > MOST and number:
        lines = [f"({len(lines) - 1} before it)", lines[-1]]
    elif len(lines) > MOST:
        lines = [*lines[: MOST - 1], f"and {len(lines) - MOST + 1} more"]
    together = len(about) > 1 and all(step.concurrent_group for step in about)
    return [*lines, "(they overlap)"] if together else lines


def short_url(url: str) -> str:
    """A URL of the default host as its path alone: that is how the learner wrote it. Where the host was written, it
    matters."""
    return url.removeprefix(DEFAULT_HOST) if url.startswith(f"{DEFAULT_HOST}/") else url
