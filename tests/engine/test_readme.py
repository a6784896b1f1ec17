"""The figures in engine/README.md are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import engine
from engine import cities, eviction, network, origin
from engine.clock import EPOCH
from engine.loop import WAIT_UNTIL_MS
from engine.run import Limits
from engine.services import (
    cache,
    d1,
    durable_object,
    key_value,
    key_value_store,
    object_entries,
    object_sockets,
    queue,
    r2,
)

FOLDER = Path(engine.__file__).parent
TEXT = (FOLDER / "README.md").read_text("utf-8")
BUDGET = eviction.Budget()
STATEMENT_NS = re.search(r"STATEMENT = (\d+);", (FOLDER / "platform" / "probes.js").read_text("utf-8"))

ROWS = {
    "CPU time": f"{STATEMENT_NS[1] if STATEMENT_NS else '?'} ns for each statement",
    "a turn without an end": f"after {Limits().cpu_seconds:g} s of real CPU",
    "memory limit of an isolate": f"{Limits().memory_bytes // eviction.MEGABYTE} MB of heap",
    "subrequests of an event": f"{Limits().subrequests:,}, or",
    "`waitUntil` after the answer": f"{WAIT_UNTIL_MS / 1000:g} s",
    "far over the memory limit, where an isolate is aborted": f"{BUDGET.far_over:g} times the limit",
    "when memory is tight, and how much goes": f"from {BUDGET.tight_share:.0%} full, down to {BUDGET.calm_share:.0%}",
    "how long idle is too long": f"{BUDGET.idle_ms / 60_000:g} min",
    "cities: coordinates, time zones, codes": f"{len(cities.CITIES)} of them",
    "time on the way": f"× {cities.DETOUR:g} at {cities.FIBRE_KM_PER_MS:g} km a ms, {cities.NEARBY_MS:g} ms more",
    "forwarding between servers of a city": f"{network.FORWARD_MS:g} ms",
    "origins behind `fetch()`": f"after {origin.DEFAULT_MS:g} ms",
    "KV: old copies in other cities": f"up to {key_value_store.CACHE_TTL_SECONDS:g} s old",
    "KV: times": (
        f"copy {key_value.WARM_MS:g} ms, central store {key_value.COLD_MS:g} ms, write {key_value.WRITE_MS:g} ms"
    ),
    "Durable Object: storage": f"read {durable_object.READ_MS:g} ms, write {object_entries.WRITE_MS:g} ms",
    "Durable Object: memory dropped": (
        f"after {durable_object.IDLE_MS / 1000:g} s without events; "
        f"sleeps with WebSockets after {object_sockets.HIBERNATE_MS / 1000:g} s"
    ),
    "Queues: times": f"send {queue.SEND_MS:g} ms, delivery {queue.DELIVERY_MS:g} ms",
    "D1: times": f"read {d1.READ_MS:g} ms, write {d1.WRITE_MS:g} ms",
    "D1: `rows_read`, `duration`": f"{d1.STATEMENT_MS:g} ms a statement and {d1.ROWS_A_MS:g} rows a ms",
    "R2: times": f"read {r2.READ_MS:g} ms, write {r2.WRITE_MS:g} ms",
    "Cache API: time": f"{cache.ACCESS_MS:g} ms",
}
"""What a row is about → what stands in it."""


def test_each_figure_is_that_of_the_code() -> None:
    rows = {cells[1].strip(): cells[2] for line in TEXT.splitlines() if len(cells := line.split("|")) > 4}
    assert {about: figure for about, figure in ROWS.items() if figure not in " ".join(rows[about].split())} == {}
    assert EPOCH == 1_767_225_600_000  # 2026-01-01 00:00 UTC, as the row about virtual time says
    assert BUDGET.isolate_bytes == 128 * 1024 * 1024


def test_the_files_that_it_names_are_there() -> None:
    named = set(re.findall(r"\b([a-z_]+(?:/[a-z_]+)*\.(?:py|js|md))\b", TEXT))
    missing = [
        name
        for name in named
        if not any((base / name).exists() for base in (FOLDER, FOLDER / "platform", FOLDER.parent))
    ]
    assert missing == []
