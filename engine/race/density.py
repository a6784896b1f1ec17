"""How many fit: isolates in one process beside processes, each side with the same memory, started turn about."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator

from engine.race.lanes import find_process
from engine.race.results import Counted
from engine.race.server_process import ServerProcess, StartError
from engine.race.warm import WarmEngine, resident_kb

BATCH = 20
"""Isolates made between two looks at the clock and the memory."""

UNTOLD = 10
"""Processes started where the system does not tell how much memory they use."""


def density(most: int, memory_kb: int) -> Iterator[Counted]:
    """Starts both kinds until there are `most` of one, or it has filled `memory_kb` of resident memory. Turn about:
    the kind that has had less time is next. Every process has answered a request, and is ended at the end."""
    isolates, processes = _isolates(most, memory_kb), _processes(most, memory_kb)
    sides = {"isolate": isolates, "process": processes}
    spent = dict.fromkeys(sides, 0.0)
    try:
        while sides:
            kind = min(sides, key=lambda one: spent[one])
            counted = next(sides[kind], None)
            if counted is None:
                del sides[kind]
                continue
            spent[kind] = counted.seconds
            yield counted
    finally:
        processes.close()


def _isolates(most: int, memory_kb: int) -> Iterator[Counted]:
    engine = WarmEngine()
    engine.request()
    before, seconds, made, full = resident_kb(), 0.0, 0, ""
    while not full:
        began = time.perf_counter()
        for _ in range(min(BATCH, most - made)):
            engine.also(f"isolate-{made}")
            made += 1
        seconds += time.perf_counter() - began
        used = max(0, resident_kb() - before)
        full = _full(made, most, used, memory_kb)
        yield Counted("isolate", made, used, seconds, full)


def _processes(most: int, memory_kb: int) -> Generator[Counted, None, None]:
    alive: list[ServerProcess] = []
    used, seconds, full = 0, 0.0, ""
    recipe = find_process()
    try:
        while not full:
            began = time.perf_counter()
            try:
                alive.append(ServerProcess(recipe))
            except StartError as error:
                full = f"no more start: {error}"
            else:
                used += alive[-1].start.rss_kb
                if used == 0 and len(alive) == UNTOLD:
                    full = "this system does not tell their memory"
            seconds += time.perf_counter() - began
            full = full or _full(len(alive), most, used, memory_kb)
            yield Counted("process", len(alive), used, seconds, full)
    finally:
        for process in alive:
            process.end()


def _full(made: int, most: int, used_kb: float, memory_kb: int) -> str:
    if made >= most:
        return f"{most:,} are enough"
    return f"{memory_kb // 1024} MB are full" if used_kb >= memory_kb else ""
