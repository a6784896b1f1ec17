"""Eviction: which isolates a server gives up, and why. Pure: it looks and decides; the runtime acts.

An isolate is condemned: it takes no new events. Those in flight finish and their responses arrive. With none left it is
evicted, its memory is free, and the Worker's next event meets a cold isolate with fresh globals. No hook runs, nothing
is saved. The one exception is an isolate far over its memory limit: it is aborted with its events (error 1102).

The causes are Cloudflare's: https://developers.cloudflare.com/workers/reference/how-workers-works/ and
https://developers.cloudflare.com/workers/platform/limits/#memory. Which isolate goes first, how long idle is too long
and how full is too full are not public: those are a model, and every number of `Budget` but the 128 MB is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

MEGABYTE = 1024 * 1024

CONDEMN, EVICT, ABORT = "condemn", "evict", "abort"
"""What can be decided: takes no new events · is removed, having none · is removed with the events it has."""

CPU_LIMIT = "its CPU limit was hit"
BY_HAND = "you evicted it"
OVER_LIMIT = "its memory limit was hit"
FAR_OVER_LIMIT = "it was far over its memory limit"
SUSPECTED = "its script looked like an attempt to escape"
NEW_VERSION = "a new version was deployed"
IDLE = "no event came for long"
TIGHT = "the machine was short of memory"


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """How much there is. isolate_bytes: of one isolate (Cloudflare's). far_over: times that, from where the hard case
    begins. machine_bytes: of the whole server. tight_share of it: from there on isolates must go, until what stays is
    at most calm_share. idle_ms: an isolate without events for that long goes."""

    isolate_bytes: int = 128 * MEGABYTE
    far_over: float = 1.5
    machine_bytes: int = 4096 * MEGABYTE
    tight_share: float = 0.9
    calm_share: float = 0.75
    idle_ms: float = 60 * 60 * 1000.0


class Resident(msgspec.Struct, frozen=True, kw_only=True):
    """One isolate as its server sees it. bytes: of its heap. running: events in flight. last_event_at: virtual ms when
    an event last came or ended. condemned: the reason, when it is draining. outdated: a newer version is deployed."""

    id: str
    worker: str
    bytes: int
    running: int = 0
    last_event_at: float = 0.0
    condemned: str = ""
    outdated: bool = False
    suspected: bool = False


class Decision(msgspec.Struct, frozen=True):
    """What is to be done with one isolate, and why: one of the sentences above."""

    action: str
    isolate: str
    reason: str


Policy = Callable[[Resident, float], tuple[float, ...]]
"""A model of who goes first when the machine is tight: (isolate, now) → a key, the smallest first. Isolates without
events go before all others, whatever it says."""


def longest_idle(resident: Resident, now: float) -> tuple[float, ...]:
    """The one whose last event is longest ago; of those, the largest."""
    return (resident.last_event_at - now, -resident.bytes)


def largest(resident: Resident, now: float) -> tuple[float, ...]:
    """The one that frees most; of those, the one idle longest."""
    return (-resident.bytes, resident.last_event_at - now)


POLICIES: dict[str, Policy] = {"longest idle first": longest_idle, "largest first": largest}


class EvictionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """That a run evicts, and how. policy: a key of `POLICIES`. With a plan heaps are measured, and the trace says how
    large they are; measured bytes may differ a little from one machine to another."""

    budget: Budget = Budget()
    policy: str = "longest idle first"


def review(
    residents: Iterable[Resident],
    now: float,
    budget: Budget,
    *,
    other_bytes: int = 0,
    policy: Policy = longest_idle,
) -> list[Decision]:
    """What a server decides at `now` (virtual ms). other_bytes: what the machine needs for other things than isolates.

    Condemned isolates count as gone when it asks how much more must go: their events will end. An isolate without
    events is condemned and evicted in the same review. Short of memory, isolates without events go first, then busy
    ones, which drain.
    """
    decisions: list[Decision] = []
    staying: list[Resident] = []
    for resident in residents:
        reason = resident.condemned or _own_cause(resident, now, budget)
        if resident.bytes > budget.isolate_bytes * budget.far_over:
            decisions.append(Decision(ABORT, resident.id, FAR_OVER_LIMIT))
        elif reason:
            decisions += _leave(resident, reason)
        else:
            staying.append(resident)
    used = other_bytes + sum(resident.bytes for resident in staying)
    if used < budget.machine_bytes * budget.tight_share:
        return decisions
    for resident in sorted(staying, key=lambda each: (each.running > 0, policy(each, now), each.id)):
        if used <= budget.machine_bytes * budget.calm_share:
            break
        used -= resident.bytes
        decisions += _leave(resident, TIGHT)
    return decisions


def _own_cause(resident: Resident, now: float, budget: Budget) -> str:
    """Why this isolate must go whatever the machine has; "" when it may stay."""
    if resident.bytes > budget.isolate_bytes:
        return OVER_LIMIT
    if resident.suspected:
        return SUSPECTED
    if resident.outdated:
        return NEW_VERSION
    if not resident.running and now - resident.last_event_at >= budget.idle_ms:
        return IDLE
    return ""


def _leave(resident: Resident, reason: str) -> Sequence[Decision]:
    """Condemned now, if it is not already; evicted now, if no event holds it."""
    decisions = [] if resident.condemned else [Decision(CONDEMN, resident.id, reason)]
    return decisions if resident.running else [*decisions, Decision(EVICT, resident.id, reason)]
