"""Traffic written by hand: one request a line, and a few words for when it is sent.

GET /a                 a request line, as `run --request` takes it
CRON */5 * * * *       a scheduled event
TOGETHER 20 ms         those that follow overlap, each 20 ms after the one before (without a time: at once)
ALONE                  those that follow wait for the one before again
WAIT 2 h               2 hours of virtual time pass here (ms, s, min, h or d), and the Worker's own crons fire meanwhile
NETWORK LIS NRT 2      the network has these cities, with 2 servers each (without a number: 1); distance takes time, and
                       so does a cold start. With the word SHARDING behind it, each Worker has a server of its own
FROM NRT GET /a        sent by a client in Tokyo; all codes are in engine/cities.py
TO blog GET /a         for a Worker of that name: a copy, with the same code
MACHINE 24 8           each server has 24 MB for isolates, each isolate 8 MB (without a number: 128), and evicts
DAY 3 example.com/*    the account has 3 requests for Workers a day, then error 1027; but the routes that are named fail
                       open: there, what is too much goes on to the origin
# …                    a remark

CRON, WAIT, FROM and TO are a lesson's words too (course/traffic.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from course.traffic import MOST_FIRINGS, firings_within, request_of
from engine.cities import CityError, city
from engine.clock import EPOCH
from engine.cron import CronError
from engine.errors import StepError
from engine.eviction import MEGABYTE, Budget, EvictionPlan
from engine.network_plan import NetworkPlan
from engine.project import Project
from engine.request_line import cron_step
from engine.step import Step

COLD_START_MS = 5.0
"""Of a written network: a model. https://blog.cloudflare.com/cloud-computing-without-containers/"""
MOST_SERVERS = 16
PLANS = ("NETWORK", "MACHINE", "DAY")
"""Words of lines that say where it runs, not what is sent."""

Plan = TypeVar("Plan")

_UNITS = {"": 1.0, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}


class TrafficError(StepError):
    """A line of traffic that cannot be sent. line: its number, from 1."""

    def __init__(self, line: int, why: Exception) -> None:
        super().__init__(f"Traffic, line {line}: {why}")
        self.line = line


def read_traffic(text: str, crons: Sequence[str] = ()) -> list[Step]:
    """The steps that these lines stand for. crons: the Worker's own. Raises StepError, which names the line."""
    script = _Script(crons)
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        word, _, rest = line.partition(" ")
        word = word.upper()
        if not line or line.startswith("#") or word in PLANS:
            continue
        try:
            if word == "TOGETHER":
                script.together(_milliseconds(rest or "0"))
            elif word == "ALONE" and not rest:
                script.alone()
            elif word == "WAIT":
                script.wait(_milliseconds(rest))
            else:
                script.send(cron_step(rest) if word == "CRON" else request_of(line))
        except (StepError, CityError, CronError) as error:
            raise TrafficError(number, error) from None
    return script.over()


class _Script:
    """The steps so far. Time is that of the lines alone: how long an answer takes is not known yet."""

    def __init__(self, crons: Sequence[str]) -> None:
        self._crons = crons
        self._steps: list[Step] = []
        self._now = self._waited = 0.0
        self._group, self._apart, self._first = 0, 0.0, False
        self._overlap = False

    def together(self, apart: float) -> None:
        self._group, self._apart, self._first, self._overlap = self._group + 1, apart, True, True

    def alone(self) -> None:
        self._overlap = False

    def wait(self, passed: float) -> None:
        """So many ms pass, and crons fire meanwhile."""
        end = self._now + passed
        for when, expression in firings_within(self._crons, self._now, passed, MOST_FIRINGS):
            self._waited += when - self._now
            self._now = when
            self._add(Step(kind="scheduled", cron=expression, scheduledTime=EPOCH + when))
        self._waited += end - self._now
        self._now = end

    def send(self, step: Step) -> None:
        if self._overlap and not self._first:
            self._waited += self._apart
            self._now += self._apart
        self._add(step)

    def _add(self, step: Step) -> None:
        group = f"group {self._group}" if self._overlap else None
        self._steps.append(msgspec.structs.replace(step, concurrent_group=group, delay_before_ms=self._waited))
        self._waited, self._first = 0.0, False

    def over(self) -> list[Step]:
        """All steps; what was waited for in the end passes after the last one."""
        if not self._steps:
            raise StepError("There is no traffic. Write a request on a line, such as GET /")
        self._steps[-1] = msgspec.structs.replace(self._steps[-1], settle_ms=self._waited)
        return self._steps


def read_network(text: str) -> NetworkPlan:
    """The network that a line NETWORK says, the last one of several; without one a server next to every client. A line
    DAY says how many requests it takes. Raises StepError, which names the line."""
    network = _planned(text, "NETWORK", _network) or NetworkPlan()
    requests, open_routes = _planned(text, "DAY", _day) or (network.requests_per_day, network.fail_open_routes)
    return msgspec.structs.replace(network, requests_per_day=requests, fail_open_routes=open_routes)


def read_machine(text: str) -> EvictionPlan | None:
    """How isolates are evicted, as a line MACHINE says, the last one of several; without one None: only those go that
    hit a limit. Raises StepError, which names the line."""
    return _planned(text, "MACHINE", _machine)


def copies_of(project: Project, steps: Sequence[Step]) -> list[Project]:
    """The Workers besides the project that steps are for: each has the project's code."""
    names = dict.fromkeys(step.worker for step in steps if step.worker not in ("", project.name))
    return [msgspec.structs.replace(project, name=name) for name in names]


def _planned(text: str, plan: str, read: Callable[[list[str]], Plan]) -> Plan | None:
    found = None
    for number, line in enumerate(text.split("\n"), 1):
        word, *rest = line.split()[:64] or [""]
        if word.upper() == plan:
            try:
                found = read(rest)
            except (StepError, CityError) as error:
                raise TrafficError(number, error) from None
    return found


def _machine(words: list[str]) -> EvictionPlan:
    numbers = [float(word) for word in words if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", word)]
    if len(numbers) != len(words) or not 1 <= len(numbers) <= 2 or not all(number >= 0.5 for number in numbers):
        raise StepError("write MACHINE, its MB, and how many an isolate may use: MACHINE 24 8")
    machine, *rest = (int(number * MEGABYTE) for number in numbers)
    isolate = rest[0] if rest else Budget().isolate_bytes
    return EvictionPlan(budget=Budget(machine_bytes=machine, isolate_bytes=isolate))


def _day(words: list[str]) -> tuple[int, tuple[str, ...]]:
    """How many requests, and which routes fail open."""
    if not words or not re.fullmatch(r"\d{1,9}", words[0]):
        raise StepError("write DAY, a number of requests, and the routes that fail open, if any: DAY 3 example.com/*")
    return int(words[0]), tuple(words[1:])


def _network(words: list[str]) -> NetworkPlan:
    sharding = bool(words) and words[-1].upper() == "SHARDING"
    if sharding:
        words = words[:-1]
    servers = int(words.pop()) if words and words[-1].isdecimal() else 1
    if not words or not 1 <= servers <= MOST_SERVERS:
        raise StepError(f"write NETWORK, cities, and how many servers each has, 1 to {MOST_SERVERS}: NETWORK LIS NRT 2")
    cities = tuple(city(code.upper()).code for code in words)
    return NetworkPlan(cities=cities, servers=servers, latency=True, cold_start_ms=COLD_START_MS, sharding=sharding)


def _milliseconds(text: str) -> float:
    match = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*(ms|s|min|h|d|)", text.strip())
    if match is None:
        raise StepError(f"“{text}” is no time. Write a number and ms, s, min, h or d, such as 20 ms.")
    return float(match[1]) * _UNITS[match[2]]
