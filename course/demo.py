"""`workerscope demo NAME`: one demonstration, full screen, or told in plain text."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from course.exit_status import DONE, WRONG_USAGE

if TYPE_CHECKING:
    from course.stage.demonstration import Demonstration
    from course.stage.narration import Told
    from course.stage.trace_view import TraceView
    from engine.race.results import Counted
    from engine.run import RunReport

PLAIN_ROUNDS = 5
FASTEST = 16
PLAIN_ISOLATES, PLAIN_MEMORY_KB = 500, 256 * 1024


def run(parsed: argparse.Namespace) -> int:
    """Opens the demonstration `parsed.name`, which is one of DEMONSTRATIONS."""
    if not 0 < parsed.speed <= FASTEST:
        print(f"workerscope demo: --speed {parsed.speed:g}: give a number from 0.25 to {FASTEST}.", file=sys.stderr)
        return WRONG_USAGE
    plain, full_screen = DEMONSTRATIONS[parsed.name]
    if parsed.plain:
        plain()
        return DONE
    from course.app import why_not

    if problem := why_not():
        print(f"{problem} The same as plain text: workerscope demo {parsed.name} --plain", file=sys.stderr)
        return WRONG_USAGE
    return full_screen(parsed.speed)


def _cold_start(speed: float) -> int:
    from course.demo_app import DemoApp
    from course.screens.cold_start import ColdStartScreen

    app = DemoApp(lambda: ColdStartScreen(speed=speed))
    app.run()
    return app.return_code or DONE


def _cold_start_plain() -> None:
    """The race and the count, told as they happen."""
    import asyncio

    from course import race_text
    from course.race_command import as_text
    from engine.race.race import race
    from engine.race.results import Finished, Ready, Result, summaries

    print("Cold start: one Worker, from nothing to its first response, measured on this machine now.\n", flush=True)
    results: list[Result] = []
    titles: dict[str, str] = {}
    for result in race(PLAIN_ROUNDS):
        results.append(result)
        if isinstance(result, Ready):
            titles = {lane.id: lane.title for lane in result.lanes}
        elif isinstance(result, Finished):
            took = race_text.time_text(result.ms) if not result.error else f"no response: {result.error}"
            print(f"Round {result.run}, {titles[result.lane]}: {took}.", flush=True)
    print(f"\n{as_text(summaries(results))}\n")
    print(f"How many fit in {race_text.memory_text(PLAIN_MEMORY_KB)}, or until {PLAIN_ISOLATES} are alive.", flush=True)
    last = asyncio.run(_counted())
    for kind, words in (("isolate", "Isolates in one process"), ("process", "Processes")):
        one = last[kind]
        each = race_text.memory_text(one.rss_kb / one.count) if one.count else "nothing"
        print(f"{words}: {one.count:,} alive in {one.seconds:.1f} s, {each} each ({one.full}).")


async def _counted() -> dict[str, Counted]:
    """The end of the count, of each kind: in a fresh process, so that isolates reuse no memory of earlier ones."""
    from engine.race import results as kinds
    from engine.race.live import live_density

    async with live_density(PLAIN_ISOLATES, PLAIN_MEMORY_KB) as results:
        return {result.kind: result async for result in results if isinstance(result, kinds.Counted)}


def _event_loop(speed: float) -> int:
    from course.scenes.event_loop import EVENT_LOOP
    from course.widgets.event_loop import EventLoopView

    return _scripted(EVENT_LOOP, EventLoopView, "event-loop", speed)


def _event_loop_plain() -> None:
    from course.scenes.event_loop import EVENT_LOOP
    from course.stage.narration import panes

    _narrated(EVENT_LOOP, panes)


def _request(speed: float) -> int:
    from course.scenes.request import REQUEST
    from course.widgets.request import RequestView

    return _scripted(REQUEST, RequestView, "request", speed)


def _request_plain() -> None:
    from course.scenes.request import REQUEST
    from course.stage.narration import hops

    _narrated(REQUEST, hops)


def _eviction(speed: float) -> int:
    from course.scenes.eviction import EVICTION, PLAN
    from course.widgets.machine import MachineView

    return _scripted(EVICTION, lambda: MachineView(budget=PLAN.budget), "eviction", speed)


def _eviction_plain() -> None:
    from course.scenes.eviction import EVICTION
    from course.stage.narration import machine

    _narrated(EVICTION, machine)


def _network(speed: float) -> int:
    from course.demo_app import DemoApp
    from course.runner import ChildEngine
    from course.screens.network import NetworkDemonstration

    app = DemoApp(lambda: NetworkDemonstration(ChildEngine(), speed))
    app.run()
    return app.return_code or DONE


def _network_plain() -> None:
    from course.scenes.network import NETWORK_DEMONSTRATION
    from course.stage.narration import cities

    _narrated(NETWORK_DEMONSTRATION, cities)


def _scripted(demonstration: Demonstration, view: Callable[[], TraceView], name: str, speed: float) -> int:
    """Full screen: the view plays the run of a demonstration, scene by scene."""
    from course.demo_app import DemoApp
    from course.runner import ChildEngine
    from course.stage.scripted import ScriptedScreen

    app = DemoApp(lambda: ScriptedScreen(demonstration, view(), ChildEngine(), picture=name, speed=speed))
    app.run()
    return app.return_code or DONE


def _narrated(demonstration: Demonstration, told: Callable[[RunReport], Told]) -> None:
    """The same as plain text."""
    from course.stage.narration import narrate
    from engine.client import run_blocking

    print("\n".join(narrate(demonstration, run_blocking(demonstration.request()), told)))


DEMONSTRATIONS: dict[str, tuple[Callable[[], None], Callable[[float], int]]] = {
    "event-loop": (_event_loop_plain, _event_loop),
    "request": (_request_plain, _request),
    "cold-start": (_cold_start_plain, _cold_start),
    "network": (_network_plain, _network),
    "eviction": (_eviction_plain, _eviction),
}
"""Name → (plain text, full screen at a speed)."""
