"""A lesson's traffic as the steps that the engine takes."""

from __future__ import annotations

import msgspec

from course.lesson import Traffic
from engine.request_line import request_step
from engine.step import Step


def steps_of(traffic: Traffic) -> list[Step]:
    """One step a request line (or the long form as it is).

    Raises StepError for a line that is no request.
    """
    if traffic.steps:
        return list(traffic.steps)
    steps = [request_step(line) for line in traffic.requests]
    if not traffic.together:
        return steps
    return [
        msgspec.structs.replace(step, concurrent_group="together", delay_before_ms=traffic.apart_ms if index else 0)
        for index, step in enumerate(steps)
    ]
