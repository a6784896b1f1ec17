"""Records the five demonstrations from the running app: `python -m tests.pictures.record [NAME ...]`.

Each becomes `demo-NAME.svg` beside this file. The app runs without a terminal, on the real engine. Four demonstrations
play a trace; the cold start is measured while it is recorded, on the machine that records.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from course.demo_app import DemoApp
from course.runner import ChildEngine
from course.scenes.event_loop import EVENT_LOOP
from course.scenes.eviction import EVICTION, PLAN
from course.scenes.request import REQUEST
from course.screens.cold_start import ColdStartScreen
from course.screens.network import NetworkDemonstration
from course.stage import player
from course.stage.screen import StageScreen
from course.stage.scripted import ScriptedScreen
from course.widgets.event_loop import EventLoopView
from course.widgets.machine import MachineView
from course.widgets.request import RequestView
from tests.pictures.animation import Drawing, Frame, frame

HERE = Path(__file__).parent
SIZE = (100, 30)
SECONDS_A_WORD, LEAST_SECONDS, MOST_SECONDS = 0.1, 2.0, 4.0
"""How long a scene is shown: for a reader who reads silently, and sees it again."""
LAST_SECONDS = 5.0
BETWEEN, BETWEEN_SECONDS = 3, 0.3
"""Frames on the way from one scene to the next, and how long each is shown."""
ROUNDS_SECONDS, ROUND_FRAMES, DENSITY_FRAMES = 1.6, 7, 6
"""Of the cold start: real seconds from frame to frame, frames of the race and of the count."""
DESCRIPTIONS = {
    "event-loop": "Two requests on one thread, scene by scene: code, call stack, microtasks, timers and console",
    "request": "One request from the client to its response and after, hop by hop",
    "network": "One deploy on a map of the world: requests travel to the nearest city, cold and warm told apart",
    "eviction": "One machine that runs short of memory: each isolate a cell, and the log of those that go",
    "cold-start": "The same Worker started as an isolate, a process and a container, measured, with bars and medians",
}


def _scripted(name: str) -> StageScreen:
    if name == "network":
        return NetworkDemonstration(ChildEngine())
    demonstration, view = {
        "event-loop": (EVENT_LOOP, EventLoopView),
        "request": (REQUEST, RequestView),
        "eviction": (EVICTION, lambda: MachineView(budget=PLAN.budget)),
    }[name]
    return ScriptedScreen(demonstration, view(), ChildEngine(), picture=name)


async def until(pilot: Pilot[None], true: Callable[[], object], seconds: float = 60.0) -> None:
    """Waits for something to become true. Raises TimeoutError when it does not in so many seconds."""
    for _ in range(int(seconds / 0.05)):
        if true():
            await pilot.pause()
            return
        await pilot.pause(0.05)
    raise TimeoutError("It did not come to that.")


async def scenes(pilot: Pilot[None], screen: StageScreen) -> list[Frame]:
    """Every scene, and some frames on the way to it. The player's own clock stands still; it is led from here."""
    view = screen.player
    await until(pilot, lambda: view.playhead.rests)
    await pilot.pause(0.5)
    frames, before, words = [], 0, screen._scenes
    for number, rest in enumerate(view.playhead.rests):
        way = rest.position - before
        for part in range(1, BETWEEN + 1) if way > BETWEEN else ():
            view.seek(before + way * part // (BETWEEN + 1))
            await pilot.pause(0.05)
            frames.append(frame(pilot.app, BETWEEN_SECONDS))
        view._change(lambda scene=number: view.playhead.go_to_scene(scene))
        last = number == len(view.playhead.rests) - 1
        if last:
            view.pause()
        await pilot.pause(0.1)
        reading = SECONDS_A_WORD * len(words[number].caption.split())
        seconds = LAST_SECONDS if last else max(LEAST_SECONDS, min(MOST_SECONDS, reading))
        frames.append(frame(pilot.app, seconds))
        before = rest.position
    return frames


async def race(pilot: Pilot[None]) -> list[Frame]:
    """The race as it is measured now, then the count of how many fit."""
    frames = []
    for count, keys in ((ROUND_FRAMES, ()), (DENSITY_FRAMES, ("d",))):
        await pilot.press(*keys)
        for _ in range(count):
            await pilot.pause(ROUNDS_SECONDS)
            frames.append(frame(pilot.app, ROUNDS_SECONDS))
    return [*frames[:-1], frames[-1]._replace(seconds=LAST_SECONDS)]


async def record(name: str) -> Path:
    """Runs one demonstration, and writes its recording."""
    screen = ColdStartScreen() if name == "cold-start" else _scripted(name)
    app = DemoApp(lambda: screen)
    async with app.run_test(size=SIZE) as pilot:
        frames = await (scenes(pilot, screen) if isinstance(screen, StageScreen) else race(pilot))
        background = screen.styles.background.rich_color.get_truecolor().hex
    path = HERE / f"demo-{name}.svg"
    title = f"workerscope demo {name}"
    path.write_text(Drawing(background).svg(frames, title, DESCRIPTIONS[name]), "utf-8")
    return path


def main() -> None:
    """Records the demonstrations named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures.record")
    parser.add_argument("name", nargs="*", help=", ".join(DESCRIPTIONS))
    names = parser.parse_args().name or list(DESCRIPTIONS)
    if unknown := [name for name in names if name not in DESCRIPTIONS]:
        parser.error(f"{unknown[0]}: there is no such demonstration. Choose from {', '.join(DESCRIPTIONS)}.")
    player.monotonic = lambda: 0.0  # a view that plays stays where it is put
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["WORKERSCOPE_DATA"] = folder
            path = asyncio.run(record(name))
        print(f"{path} {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
