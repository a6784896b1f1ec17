"""Traffic written by hand: one request a line, and a few words for when it is sent.

GET /a                 a request line, as `run --request` takes it
CRON */5 * * * *       a scheduled event
TOGETHER 20 ms         those that follow overlap, each 20 ms after the one before (without a time: at once)
ALONE                  those that follow wait for the one before again
WAIT 2 h               2 hours of virtual time pass here (ms, s, min, h or d); no cron fires meanwhile
# …                    a remark

CRON and WAIT are a lesson's words too, where the Worker's own crons fire meanwhile (course/traffic.py).
"""

from __future__ import annotations

import re

import msgspec

from engine.errors import StepError
from engine.request_line import cron_step, request_step
from engine.step import Step

_UNITS = {"": 1.0, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}


def read_traffic(text: str) -> list[Step]:
    """The steps that these lines stand for. Raises StepError, which names the line."""
    steps: list[Step] = []
    group, apart, first = 0, -1.0, False
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        word, _, rest = line.partition(" ")
        word = word.upper()
        if not line or line.startswith("#"):
            continue
        try:
            if word == "TOGETHER":
                group, apart, first = group + 1, _milliseconds(rest or "0"), True
            elif word == "ALONE" and not rest:
                apart = -1.0
            elif word == "WAIT":
                _wait(steps, _milliseconds(rest))
            else:
                step = cron_step(rest) if word == "CRON" else request_step(line)
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
    match = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*(ms|s|min|h|d|)", text.strip())
    if match is None:
        raise StepError(f"“{text}” is no time. Write a number and ms, s, min, h or d, such as 20 ms.")
    return float(match[1]) * _UNITS[match[2]]
