"""Traffic written by hand: one request a line, and a few words for when it is sent.

GET /a                 a request line, as `run --request` takes it
cron */5 * * * *       a scheduled event
together 20            those that follow overlap, each 20 ms after the one before (without a number: at once)
alone                  those that follow wait for the one before again
wait 500               500 ms of virtual time pass here
# …                    a remark
"""

from __future__ import annotations

import msgspec

from engine.errors import StepError
from engine.request_line import cron_step, request_step
from engine.step import Step


def read_traffic(text: str) -> list[Step]:
    """The steps that these lines stand for. Raises StepError, which names the line."""
    steps: list[Step] = []
    group, apart, first = 0, -1.0, False
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        word, _, rest = line.partition(" ")
        if not line or line.startswith("#"):
            continue
        try:
            if word == "together":
                group, apart, first = group + 1, _milliseconds(rest or "0"), True
            elif word == "alone" and not rest:
                apart = -1.0
            elif word == "wait":
                _wait(steps, _milliseconds(rest))
            else:
                step = cron_step(rest) if word == "cron" else request_step(line)
                if apart >= 0:
                    delay = 0.0 if first else apart
                    step = msgspec.structs.replace(step, concurrent_group=f"group {group}", delay_before_ms=delay)
                    first = False
                steps.append(step)
        except StepError as error:
            raise StepError(f"Traffic, line {number}: {error}") from None
    if not steps:
        raise StepError("There is no traffic. Write a request on a line, such as GET /")
    return steps


def _wait(steps: list[Step], time: float) -> None:
    if not steps:
        raise StepError("nothing has been sent yet that could be waited after.")
    steps[-1] = msgspec.structs.replace(steps[-1], settle_ms=steps[-1].settle_ms + time)


def _milliseconds(text: str) -> float:
    try:
        time = float(text.removesuffix("ms"))
    except ValueError:
        time = -1.0
    if not 0 <= time <= 1e9:
        raise StepError(f"“{text}” is no time. Write milliseconds, such as 20.")
    return time
