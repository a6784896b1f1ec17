"""Traffic written by hand: one request a line, and a few words for when it is sent.

GET /a                 a request line, as `run --request` takes it
CRON */5 * * * *       a scheduled event
TOGETHER 20 ms         those that follow overlap, each 20 ms after the one before (without a time: at once)
ALONE                  those that follow wait for the one before again
WAIT 2 h               2 hours of virtual time pass here (ms, s, min, h or d); no cron fires meanwhile
NETWORK LIS NRT 2      the network has these cities, with 2 servers each (without a number: 1); distance takes time, and
                       so does a cold start. With the word SHARDING behind it, each Worker has a server of its own
FROM NRT GET /a        sent by a client in Tokyo; all codes are in engine/cities.py
# …                    a remark

CRON, WAIT and FROM are a lesson's words too, where the Worker's own crons fire meanwhile (course/traffic.py).
"""

from __future__ import annotations

import re

import msgspec

from course.traffic import request_of
from engine.cities import CityError, city
from engine.errors import StepError
from engine.network_plan import NetworkPlan
from engine.request_line import cron_step
from engine.step import Step

COLD_START_MS = 5.0
"""Of a written network: a model. https://blog.cloudflare.com/cloud-computing-without-containers/"""
MOST_SERVERS = 16

_UNITS = {"": 1.0, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}


def read_traffic(text: str) -> list[Step]:
    """The steps that these lines stand for. Raises StepError, which names the line."""
    steps: list[Step] = []
    group, apart, first = 0, -1.0, False
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        word, _, rest = line.partition(" ")
        word = word.upper()
        if not line or line.startswith("#") or word == "NETWORK":
            continue
        try:
            if word == "TOGETHER":
                group, apart, first = group + 1, _milliseconds(rest or "0"), True
            elif word == "ALONE" and not rest:
                apart = -1.0
            elif word == "WAIT":
                _wait(steps, _milliseconds(rest))
            else:
                step = cron_step(rest) if word == "CRON" else request_of(line)
                if apart >= 0:
                    delay = 0.0 if first else apart
                    step = msgspec.structs.replace(step, concurrent_group=f"group {group}", delay_before_ms=delay)
                    first = False
                steps.append(step)
        except (StepError, CityError) as error:
            raise StepError(f"Traffic, line {number}: {error}") from None
    if not steps:
        raise StepError("There is no traffic. Write a request on a line, such as GET /")
    return steps


def read_network(text: str) -> NetworkPlan:
    """The network that a line NETWORK says, the last one of several; without one a server next to every client. Raises
    StepError, which names the line."""
    plan = NetworkPlan()
    for number, line in enumerate(text.split("\n"), 1):
        word, *rest = line.split()[:64] or [""]
        if word.upper() == "NETWORK":
            try:
                plan = _network(rest)
            except (StepError, CityError) as error:
                raise StepError(f"Traffic, line {number}: {error}") from None
    return plan


def _network(words: list[str]) -> NetworkPlan:
    sharding = bool(words) and words[-1].upper() == "SHARDING"
    if sharding:
        words = words[:-1]
    servers = int(words.pop()) if words and words[-1].isdecimal() else 1
    if not words or not 1 <= servers <= MOST_SERVERS:
        raise StepError(f"write NETWORK, cities, and how many servers each has, 1 to {MOST_SERVERS}: NETWORK LIS NRT 2")
    cities = tuple(city(code.upper()).code for code in words)
    return NetworkPlan(cities=cities, servers=servers, latency=True, cold_start_ms=COLD_START_MS, sharding=sharding)


def _wait(steps: list[Step], time: float) -> None:
    if not steps:
        raise StepError("nothing has been sent yet that could be waited after.")
    steps[-1] = msgspec.structs.replace(steps[-1], settle_ms=steps[-1].settle_ms + time)


def _milliseconds(text: str) -> float:
    match = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*(ms|s|min|h|d|)", text.strip())
    if match is None:
        raise StepError(f"“{text}” is no time. Write a number and ms, s, min, h or d, such as 20 ms.")
    return float(match[1]) * _UNITS[match[2]]
