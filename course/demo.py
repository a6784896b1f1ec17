"""`workerscope demo NAME`: one demonstration, full screen, or told in plain text. Lessons play them too."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from course.exit_status import DONE, WRONG_USAGE

if TYPE_CHECKING:
    from course.stage.demonstration import Demonstration
    from course.stage.narration import Told
    from course.stage.screen import PresenterScreen
    from course.stage.trace_view import TraceView
    from engine.race.results import Counted, Result
    from engine.run import RunReport, RunRequest

PLAIN_ROUNDS = 5
FASTEST = 16
PLAIN_ISOLATES, PLAIN_MEMORY_KB = 500, 256 * 1024
COLD_START = "cold-start"

Runs = Callable[["RunRequest"], "RunReport"]


class Known(NamedTuple):
    """plain: its lines, as they come; the argument runs its Worker. screen: makes its screen, at a speed."""

    plain: Callable[[Runs], Iterator[str]]
    screen: Callable[[float], PresenterScreen]


def run(parsed: argparse.Namespace) -> int:
    """Opens the demonstration `parsed.name`, which is one of DEMONSTRATIONS."""
    if not 0 < parsed.speed <= FASTEST:
        print(f"workerscope demo: --speed {parsed.speed:g}: give a number from 0.25 to {FASTEST}.", file=sys.stderr)
        return WRONG_USAGE
    known = DEMONSTRATIONS[parsed.name]
    if parsed.plain:
        from engine.client import run_blocking

        for line in known.plain(run_blocking):
            print(line, flush=True)
        return DONE
    from course.app import why_not

    if problem := why_not():
        print(f"{problem} The same as plain text: workerscope demo {parsed.name} --plain", file=sys.stderr)
        return WRONG_USAGE
    from course import garbage
    from course.demo_app import DemoApp

    app = DemoApp(lambda: known.screen(parsed.speed))
    garbage.keep()
    app.run()
    return app.return_code or DONE


def _cold_start(speed: float) -> PresenterScreen:
    from course.screens.cold_start import ColdStartScreen

    return ColdStartScreen(speed=speed)


def _cold_start_plain(_: Runs) -> Iterator[str]:
    """The race and the count, told as they happen."""
    import asyncio

    from course import race_text

    yield from race_told(PLAIN_ROUNDS, [])
    yield ""
    yield f"How many fit in {race_text.memory_text(PLAIN_MEMORY_KB)}, or until {PLAIN_ISOLATES} are alive."
    last = asyncio.run(_counted())
    for kind, words in (("isolate", "Isolates in one process"), ("process", "Processes")):
        one = last[kind]
        each = race_text.memory_text(one.rss_kb / one.count) if one.count else "nothing"
        yield f"{words}: {one.count:,} alive in {one.seconds:.1f} s, {each} each ({one.full})."


def race_told(rounds: int, results: list[Result]) -> Iterator[str]:
    """A race of so many rounds, told as it happens, then its report. results: where what came is put."""
    from course import race_text
    from course.race_command import as_text
    from engine.race.race import race
    from engine.race.results import Finished, Ready, summaries

    yield "Cold start: one Worker, from nothing to its first response, measured on this machine now."
    yield ""
    titles: dict[str, str] = {}
    for result in race(rounds):
        results.append(result)
        if isinstance(result, Ready):
            titles = {lane.id: lane.title for lane in result.lanes}
        elif isinstance(result, Finished):
            took = race_text.time_text(result.ms) if not result.error else f"no response: {result.error}"
            yield f"Round {result.run}, {titles[result.lane]}: {took}."
    yield ""
    yield as_text(summaries(results))


async def _counted() -> dict[str, Counted]:
    """The end of the count, of each kind: in a fresh process, so that isolates reuse no memory of earlier ones."""
    from engine.race import results as kinds
    from engine.race.live import live_density

    async with live_density(PLAIN_ISOLATES, PLAIN_MEMORY_KB) as results:
        return {result.kind: result async for result in results if isinstance(result, kinds.Counted)}


def _event_loop(speed: float) -> PresenterScreen:
    from course.scenes.event_loop import EVENT_LOOP
    from course.widgets.event_loop import EventLoopView

    return _scripted(EVENT_LOOP, EventLoopView(), "event-loop", speed)


def _event_loop_plain(runs: Runs) -> Iterator[str]:
    from course.scenes.event_loop import EVENT_LOOP
    from course.stage.narration import panes

    return _narrated(EVENT_LOOP, panes, runs)


def _request(speed: float) -> PresenterScreen:
    from course.scenes.request import REQUEST
    from course.widgets.request import RequestView

    return _scripted(REQUEST, RequestView(), "request", speed)


def _request_plain(runs: Runs) -> Iterator[str]:
    from course.scenes.request import REQUEST
    from course.stage.narration import hops

    return _narrated(REQUEST, hops, runs)


def _eviction(speed: float) -> PresenterScreen:
    from course.scenes.eviction import EVICTION, PLAN
    from course.widgets.machine import MachineView

    return _scripted(EVICTION, MachineView(budget=PLAN.budget), "eviction", speed)


def _eviction_plain(runs: Runs) -> Iterator[str]:
    from course.scenes.eviction import EVICTION
    from course.stage.narration import machine

    return _narrated(EVICTION, machine, runs)


def _network(speed: float) -> PresenterScreen:
    from course.runner import ChildEngine
    from course.screens.network import NetworkDemonstration

    return NetworkDemonstration(ChildEngine(), speed)


def _network_plain(runs: Runs) -> Iterator[str]:
    from course.scenes.network import NETWORK_DEMONSTRATION
    from course.stage.narration import cities

    return _narrated(NETWORK_DEMONSTRATION, cities, runs)


def _scripted(demonstration: Demonstration, view: TraceView, name: str, speed: float) -> PresenterScreen:
    """The view plays the run of a demonstration, scene by scene."""
    from course.runner import ChildEngine
    from course.stage.scripted import ScriptedScreen

    return ScriptedScreen(demonstration, view, ChildEngine(), picture=name, speed=speed)


def _narrated(demonstration: Demonstration, told: Callable[[RunReport], Told], runs: Runs) -> Iterator[str]:
    """The same as plain text."""
    from course.stage.narration import narrate

    return narrate(demonstration, runs(demonstration.request()), told)


DEMONSTRATIONS = {
    "event-loop": Known(_event_loop_plain, _event_loop),
    "request": Known(_request_plain, _request),
    COLD_START: Known(_cold_start_plain, _cold_start),
    "network": Known(_network_plain, _network),
    "eviction": Known(_eviction_plain, _eviction),
}
"""Every demonstration, by name."""
