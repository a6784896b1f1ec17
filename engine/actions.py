"""What is done to a run while it goes on: a new version deployed, memory needed elsewhere, an isolate suspected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.errors import StepError
from engine.eviction import POLICIES, EvictionPlan
from engine.project import Project
from engine.streams import Stream, Streams
from engine.trace import ShardingSet

if TYPE_CHECKING:
    from engine.world import World


class Action(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of them. at_ms: virtual time; in an open session 0 means now. kind, and what else it needs:

    deploy: project, whose Worker's isolates drain while the next event meets the new version. tight: bytes, which every
    machine needs for other things from now on (0: nothing). suspect: worker, whose isolates look like an attempt to
    escape. evict: worker, whose isolates are to go, for no reason but this. plan: another budget or policy. stream:
    events that come again and again, see engine/streams.py; one with every_ms=0 ends. sharding: whether the network
    does that from now on (engine/network.py).
    """

    kind: str
    at_ms: float = 0.0
    worker: str = ""
    bytes: int = 0
    project: Project | None = None
    plan: EvictionPlan | None = None
    stream: Stream | None = None
    sharding: bool | None = None


NEEDS = {
    "deploy": "project", "tight": "bytes", "suspect": "worker", "evict": "worker", "plan": "plan", "stream": "stream",
    "sharding": "sharding",
}  # fmt: skip
"""Kinds, and the field that says what each is about."""


def check_action(action: Action) -> None:
    """Raises StepError, in words, for an action that cannot be done."""
    needs = NEEDS.get(action.kind)
    if needs is None:
        raise StepError(f'there is no action "{action.kind}". There are: {", ".join(NEEDS)}.')
    if needs != "bytes" and getattr(action, needs) in (None, ""):
        raise StepError(f'an action of kind "{action.kind}" needs its {needs}.')
    if action.bytes < 0:
        raise StepError("a machine cannot need less than 0 bytes for other things.")
    if action.plan is not None and action.plan.policy not in POLICIES:
        raise StepError(f'there is no policy "{action.plan.policy}". There are: {", ".join(POLICIES)}.')


def do(world: World, streams: Streams, action: Action) -> None:
    """Does it now. Raises StepError, and LoadError for a version that does not load: then the old one stays."""
    check_action(action)
    if action.project is not None:
        world.redeploy(action.project)
        for residents in world.residents():
            residents.new_version(action.project.name)
    elif action.plan is not None:
        world.request = msgspec.structs.replace(world.request, eviction=action.plan)
        for residents in world.residents():
            residents.adopt(action.plan)
    elif action.stream is not None:
        streams.set(action.stream)
    elif action.sharding is not None:
        world.network.plan = msgspec.structs.replace(world.network.plan, sharding=action.sharding)
        world.log.add(ShardingSet(on=action.sharding))
    elif action.kind == "tight":
        world.bytes_elsewhere = action.bytes
        for residents in world.residents():
            residents.need_elsewhere(action.bytes)
    else:
        for residents in world.residents():
            (residents.suspect if action.kind == "suspect" else residents.evict)(action.worker)


def do_in_time(world: World, streams: Streams, actions: list[Action]) -> None:
    """Has each done at its time. Raises StepError."""
    for action in actions:
        check_action(action)
        if action.stream is not None and action.stream.until_ms is None and not world.stays_open:
            raise StepError(f'stream "{action.stream.name}" never ends, and so the run would not: give it until_ms.')
        world.clock.schedule(action.at_ms, lambda action=action: do(world, streams, action))  # type: ignore[misc]
