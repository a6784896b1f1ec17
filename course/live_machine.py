"""A machine to play with: many Workers with traffic of their own, and its knobs as the engine's actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.actions import Action
from engine.eviction import MEGABYTE, POLICIES, Budget, EvictionPlan
from engine.project import Project
from engine.run import RunRequest
from engine.step import Step
from engine.streams import Stream

SIZES = (12, 40, 200, 1000)
"""How many Workers there may be."""
PROBED = 40
"""With more Workers than that code runs without probes: no event loop to look at, but thousands of events a second."""
ISOLATE_MB = 8
"""Stands for Cloudflare's 128 MB."""
LEAST_KB, MOST_KB = 0, 4096
LEAST_RATE, MOST_RATE = 1.0, 2000.0
LEAST_MB, MOST_MB = 2, 4096
TIGHT_SHARE = 0.35
"""Of the machine, that other things need while it is tight."""
IDLE_MS = 60_000.0
SEED = 1

_WORDS = (
    "shop", "blog", "login", "search", "photos", "maps", "mail", "chat", "news", "docs", "feed", "game",
    "music", "video", "wiki", "forum", "store", "bank", "cards", "tickets", "books", "recipes", "weather",
    "trains", "flights", "hotels", "jobs", "homes", "cars", "pets", "sports", "votes", "notes", "files",
    "tasks", "dates", "likes", "pages", "links", "stats",
)  # fmt: skip

SOURCE = """\
const version = {version};
let served = 0;

export default {{
  async fetch(request) {{
    served += 1;
    const {{ searchParams }} = new URL(request.url);
    const held = new Uint8Array(Number(searchParams.get("kb")) * 1024);
    await fetch(`https://origin/?ms=${{searchParams.get("ms")}}`);
    return new Response(`version ${{version}} served ${{served}}, held ${{held.length}} bytes`);
  }},
}};
"""


class Knobs(NamedTuple):
    """What the learner may turn. workers: how many. rate: events a second, of all together. factors: Worker → times its
    own share of that. kilobytes: that a request holds until it is answered. machine_mb: memory of the machine. tight:
    whether it needs most of that for other things."""

    workers: int = 40
    rate: float = 40.0
    factors: Mapping[str, float] = {}
    kilobytes: int = 64
    machine_mb: int = 16
    policy: str = next(iter(POLICIES))
    tight: bool = False

    @property
    def names(self) -> list[str]:
        """The Workers, the most visited first."""
        rounds = range(-(-self.workers // len(_WORDS)))
        return [f"{word}-{number + 1}" if number else word for number in rounds for word in _WORDS][: self.workers]

    @property
    def plan(self) -> EvictionPlan:
        """How its machine evicts. Every number but the isolate's share is a model."""
        budget = Budget(isolate_bytes=ISOLATE_MB * MEGABYTE, machine_bytes=self.machine_mb * MEGABYTE, idle_ms=IDLE_MS)
        return EvictionPlan(budget=budget, policy=self.policy)

    def rates(self) -> dict[str, float]:
        """Worker → its events a second: the first is visited often, the last seldom."""
        shares = {name: 1 / (place + 1) ** 0.8 for place, name in enumerate(self.names)}
        whole = sum(shares.values())
        return {name: self.rate * share / whole * self.factors.get(name, 1.0) for name, share in shares.items()}


def knobs_for(workers: int) -> Knobs:
    """A machine with room for most of its Workers, not for all."""
    return Knobs(workers=workers, rate=min(250.0, 20.0 + workers), machine_mb=max(6, round(workers * 0.42)))


def project(worker: str, version: int = 1) -> Project:
    """The code of a Worker."""
    return Project(name=worker, main="index.js", files={"index.js": SOURCE.format(version=version)})


def request(knobs: Knobs) -> RunRequest:
    """The open run, with its traffic."""
    first, *others = (project(name) for name in knobs.names)
    return RunRequest(
        project=first,
        workers=others,
        steps=[],
        seed=SEED,
        probes=knobs.workers <= PROBED,
        eviction=knobs.plan,
        actions=streams(knobs),
    )


def streams(knobs: Knobs, only: str = "") -> list[Action]:
    """The traffic of all Workers, or only of one."""
    url = "http://{}.example/?ms={}&kb={}"
    return [
        Action(
            kind="stream",
            stream=Stream(
                name=name,
                step=Step(worker=name, url=url.format(name, 50 + 37 * place % 250, knobs.kilobytes)),
                every_ms=1000 / rate,
            ),
        )
        for place, (name, rate) in enumerate(knobs.rates().items())
        if not only or name == only
    ]


def tight(knobs: Knobs) -> Action:
    """What other things need of the machine now."""
    return Action(kind="tight", bytes=int(knobs.machine_mb * MEGABYTE * TIGHT_SHARE) if knobs.tight else 0)


def turned(knobs: Knobs, knob: str, by: int, worker: str = "") -> tuple[Knobs, list[Action]]:
    """One knob turned down (-1) or up (1), and what that asks of the engine. worker: whom `own` is about."""
    factor = 2.0**by
    if knob == "traffic":
        knobs = knobs._replace(rate=min(MOST_RATE, max(LEAST_RATE, knobs.rate * factor)))
        return knobs, streams(knobs)
    if knob == "own":
        changed = min(64.0, max(1 / 64, knobs.factors.get(worker, 1.0) * factor))
        knobs = knobs._replace(factors={**knobs.factors, worker: changed})
        return knobs, streams(knobs, worker)
    if knob == "request":
        kilobytes = max(16, knobs.kilobytes) * 2 if by > 0 else knobs.kilobytes // 2 if knobs.kilobytes > 16 else 0
        knobs = knobs._replace(kilobytes=min(MOST_KB, max(LEAST_KB, kilobytes)))
        return knobs, streams(knobs)
    if knob == "policy":
        names = list(POLICIES)
        knobs = knobs._replace(policy=names[(names.index(knobs.policy) + 1) % len(names)])
        return knobs, [Action(kind="plan", plan=knobs.plan)]
    if knob == "machine":
        size = knobs.machine_mb * 5 // 4 + 1 if by > 0 else knobs.machine_mb * 4 // 5
        knobs = knobs._replace(machine_mb=min(MOST_MB, max(LEAST_MB, size)))
        more = [tight(knobs)] if knobs.tight else []
        return knobs, [Action(kind="plan", plan=knobs.plan), *more]
    knobs = knobs._replace(tight=not knobs.tight)
    return knobs, [tight(knobs)]
