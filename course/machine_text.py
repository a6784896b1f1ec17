"""A machine and its isolates in words: sizes, states, and why somebody had to go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from course.folds.captions import milliseconds
from course.folds.machine import (
    ALIVE,
    BUSY,
    CONDITIONS,
    DRAINING,
    GONE,
    HALF_LIFE_MS,
    Cell,
    Departure,
    MachineState,
    heat_at,
)
from engine.eviction import (
    BY_HAND,
    CPU_LIMIT,
    FAR_OVER_LIMIT,
    IDLE,
    NEW_VERSION,
    OVER_LIMIT,
    SUSPECTED,
    TIGHT,
)

MEGABYTE = 1024 * 1024
REAL_LIMIT_MB = 128
"""Cloudflare's memory limit of an isolate. https://developers.cloudflare.com/workers/platform/limits/#memory"""


def bytes_text(count: float) -> str:
    """A size with its unit: 0 kB, 324 kB, 2.1 MB, 128 MB."""
    if count < MEGABYTE:
        return f"{count / 1024:.0f} kB"
    megabytes = count / MEGABYTE
    return f"{megabytes:.1f} MB" if megabytes < 100 else f"{megabytes:.0f} MB"


def time_text(ms: float) -> str:
    """A span with its unit: 80 ms, 1.2 s, 3 min."""
    if ms < 1000:
        return f"{ms:.0f} ms"
    return f"{ms / 1000:.1f} s" if ms < 60_000 else f"{ms / 60_000:.0f} min"


def condition_text(cell: Cell) -> str:
    """ "busy 2", "idle", "draining 1"."""
    return f"{cell.condition} {cell.running}" if cell.running else cell.condition


def counts_text(state: MachineState) -> str:
    """ "3 idle, 1 busy"."""
    counts = Counter(cell.condition for cell in state.cells)
    return ", ".join(f"{counts[one]:,} {one}" for one in CONDITIONS if counts[one]) or "no isolates"


def memory_text(state: MachineState) -> str:
    """How full the machine is, and of what."""
    if not state.budget:
        return "no memory measured in this run"
    share = f"{state.used / state.budget:.0%}"
    other = f", other things {bytes_text(state.elsewhere)}" if state.elsewhere else ""
    return f"{share} of {bytes_text(state.budget)}: isolates {bytes_text(state.heaps)} measured{other}"


def departure_text(gone: Departure) -> str:
    """Who had to go, how, and why; at its end the memory that is free again."""
    events = f"{gone.running} event{'s' if gone.running > 1 else ''}"
    why = f"({short_reason(gone.reason)})"
    if gone.gone_at == ALIVE:
        return f"{gone.isolate} {f'drains, {events} in flight' if gone.running else 'has no events'} {why}"
    lasted = gone.gone_at - gone.condemned_at
    if not gone.running:
        how = "gone at once"
    else:
        how = f"gone once {events} finished, {time_text(lasted)}" if lasted else f"gone, {events} cut off"
    return f"{gone.isolate} {how} {why}, {bytes_text(gone.bytes)} free"


def short_reason(reason: str) -> str:
    """A cause of engine/eviction.py in two or three words."""
    return _SHORT_REASONS.get(reason, reason)


_SHORT_REASONS = {
    CPU_LIMIT: "CPU limit",
    BY_HAND: "by hand",
    OVER_LIMIT: "memory limit",
    FAR_OVER_LIMIT: "far over limit",
    SUSPECTED: "suspicious",
    NEW_VERSION: "new version",
    IDLE: "idle for long",
    TIGHT: "short of memory",
}


def lately(cell: Cell, time: float) -> float:
    """Events a second that it had lately, at a virtual time."""
    return heat_at(cell, time) * 1000 / HALF_LIFE_MS


def cell_text(cell: Cell, time: float, limit: int) -> Iterator[str]:
    """What is known of one isolate, a line each. limit: bytes that an isolate may have."""
    reason = f": {cell.reason}" if cell.reason else ""
    flight = f", {cell.running} in flight" if cell.running else ""
    yield f"{cell.id} is {cell.condition}{flight}{reason}"
    served = f"{cell.served} event{'' if cell.served == 1 else 's'} served"
    if cell.condition == GONE:
        yield f"lived {time_text(cell.gone_at - cell.born)}, {served}; its globals are gone"
        return
    yield f"age {time_text(time - cell.born)}, {served}, {lately(cell, time):.1f} events/s lately"
    if cell.bytes:
        grown = max(0, cell.bytes - cell.born_bytes)
        share = f"{cell.bytes / limit:.0%} of {bytes_text(limit)}"
        yield f"heap {bytes_text(cell.bytes)} measured, {share}; grown by {bytes_text(grown)}"


def machine_lines(before: MachineState, after: MachineState) -> Iterator[str]:
    """The machine in plain text, and what has changed since `before`."""
    yield f"isolates: {counts_text(after)}; cold starts: {after.cold}, warm events: {after.warm}"
    if after.budget:
        yield f"memory: {memory_text(after)}"
    for cell in after.cells:
        if cell.running and cell.condition in (BUSY, DRAINING):
            yield f"{cell.id}: {condition_text(cell)} in flight, {bytes_text(cell.bytes)}"
    known = set(before.departures)
    for gone in after.departures:
        if gone not in known:
            at = gone.condemned_at if gone.gone_at == ALIVE else gone.gone_at
            yield f"{milliseconds(at)}  {departure_text(gone)}"


LONG_BODY_LINES = 2
"""What is shown of a body of which a result has only the beginning."""


def and_so_on(whole_bytes: int) -> str:
    """What stands below them."""
    return f"… and so on: {whole_bytes:,} bytes, which is {whole_bytes / (1 << 20):,.0f} MB."
