"""A lesson's traffic as the steps that the engine takes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from course.lesson import Traffic
from engine.cities import city
from engine.clock import EPOCH
from engine.cron import parse_cron
from engine.errors import StepError
from engine.request_line import cron_step, request_step
from engine.step import Step

MOST_FIRINGS = 100
"""Cron events of one run: enough for four days of an hourly cron, and still quick to read."""

_UNITS = {"s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}


def steps_of(traffic: Traffic, crons: Sequence[str] = ()) -> list[Step]:
    """One step a request line (or the long form as it is). Besides requests a line may be

        CRON 0 * * * *      this cron event, now
        WAIT 2 h            2 hours pass (s, min, h or d), and `crons`, the Worker's own, fire meanwhile
        FROM NRT GET /      this request, sent by a client in Tokyo (codes are those of engine/cities.py)
        TO shop GET /       this request, for the Worker of that name

    Raises StepError for any other line, CronError for a cron that is none, CityError for a city there is not.
    """
    if traffic.steps:
        return list(traffic.steps)
    steps: list[Step] = []
    now = waited = 0.0
    for line in traffic.requests:
        word, _, rest = line.strip().partition(" ")
        if word.upper() == "WAIT":
            passed = _duration(rest)
            for when, expression in firings_within(crons, now, passed, MOST_FIRINGS - len(steps)):
                delay = when - now + waited
                steps.append(Step(kind="scheduled", cron=expression, scheduledTime=EPOCH + when, delay_before_ms=delay))
                passed, now, waited = passed - (when - now), when, 0.0
            now, waited = now + passed, waited + passed
            continue
        step = cron_step(rest) if word.upper() == "CRON" else request_of(line)
        steps.append(msgspec.structs.replace(step, delay_before_ms=waited) if waited else step)
        waited = 0.0
    if not traffic.together:
        return steps
    return [
        msgspec.structs.replace(
            step,
            concurrent_group="together",
            delay_before_ms=step.delay_before_ms + (traffic.apart_ms if index else 0),
        )
        for index, step in enumerate(steps)
    ]


def request_of(line: str) -> Step:
    """A request line, perhaps with FROM and TO before it. Raises StepError, CityError."""
    word, _, rest = line.strip().partition(" ")
    if word.upper() not in ("FROM", "TO"):
        return request_step(line)
    name, _, rest = rest.strip().partition(" ")
    if word.upper() == "TO":
        return msgspec.structs.replace(request_of(rest), worker=name)
    return msgspec.structs.replace(request_of(rest), city=city(name.upper()).code)


def _duration(text: str) -> float:
    match = re.fullmatch(r"(\d+)\s*(s|min|h|d)", text.strip())
    if match is None:
        raise StepError(f"WAIT {text}: how long? Write a number and s, min, h or d, such as WAIT 2 h")
    return int(match[1]) * _UNITS[match[2]]


def firings_within(crons: Sequence[str], start: float, length: float, most: int) -> list[tuple[float, str]]:
    """(virtual ms, expression) of every firing later than `start` and within `length`, in order."""
    found: list[tuple[float, str]] = []
    for expression in dict.fromkeys(crons):
        for when in parse_cron(expression).firings(EPOCH + start):
            if when > EPOCH + start + length:
                break
            found.append((when - EPOCH, expression))
            if len(found) > most:
                raise StepError(f"That is a long wait: more than {MOST_FIRINGS} cron events. Let less time pass.")
    return sorted(found)
