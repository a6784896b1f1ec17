"""What all demonstrations share, on the event loop's: presenter's keys, black screen, saving, reduced motion."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from course.demo_app import DemoApp
from course.scenes.event_loop import EVENT_LOOP
from course.stage.player import Player
from course.stage.scripted import ScriptedScreen
from course.widgets.event_loop import EventLoopView
from tests.course.app.conftest import HereRunner

SIZES = [(80, 24), (120, 40), (200, 60)]


def app(speed: float = 1.0) -> DemoApp:
    def screen() -> ScriptedScreen:
        return ScriptedScreen(EVENT_LOOP, EventLoopView(), HereRunner(), picture="event-loop", speed=speed)

    return DemoApp(screen)


def text(pilot: Pilot[None]) -> str:
    """The whole screen as text."""
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def until(pilot: Pilot[None], true: Callable[[str], bool]) -> str:
    """Waits for the screen to be so, and gives it."""
    for _ in range(200):
        await pilot.pause()
        if true(shown := text(pilot)):
            return shown
        await asyncio.sleep(0.05)
    raise AssertionError(f"It did not come to that. The screen:\n{text(pilot)}")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_it_plays_by_itself_and_the_presenter_leads(size: tuple[int, int]) -> None:
    async with app().run_test(size=size) as pilot:
        shown = await until(pilot, lambda screen: "scene 1 of" in screen)
        assert "playing" in shown
        assert "let visits = 0;" in shown
        await pilot.press("n", "n", "n")
        shown = await until(pilot, lambda screen: "scene 4 of" in screen)
        assert "queueMicrotask puts a function" in shown
        await pilot.press("pageup")
        await until(pilot, lambda screen: "scene 3 of" in screen and "playing" in screen)
        await pilot.press("space")
        await until(pilot, lambda screen: "paused" in screen)
        await pilot.press("right")
        await until(pilot, lambda screen: "paused" in screen)
        await pilot.press("r")
        await until(pilot, lambda screen: "scene 1 of" in screen and "playing" in screen)


async def test_fast_it_comes_to_the_end_by_itself() -> None:
    async with app(speed=256.0).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "One thread served both" in screen and "paused" in screen)


async def test_black_hides_everything_and_any_key_brings_it_back() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("b")
        await pilot.pause()
        assert text(pilot).strip() == ""
        await pilot.press("x")
        await until(pilot, lambda screen: "scene 1 of" in screen and "paused" in screen)


async def test_s_saves_and_the_status_line_says_where(environment: Path) -> None:
    async with app().run_test(size=(200, 60)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("s")
        await until(pilot, lambda screen: f"Saved as {environment / 'pictures' / 'event-loop-1.svg'}" in screen)
    assert "<svg" in (environment / "pictures" / "event-loop-1.svg").read_text("utf-8")


async def test_a_folder_that_cannot_be_made_is_said(environment: Path) -> None:
    (environment / "pictures").write_text("in the way")
    async with app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("s")
        await until(pilot, lambda screen: "could not be saved: File exists." in screen)


async def test_resizing_at_any_time_keeps_the_place() -> None:
    async with app().run_test(size=(200, 60)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("n", "n", "space")
        before = pilot.app.screen.query_one(Player).step
        for size in ((80, 24), (40, 12), (120, 40)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda screen: "scene 3 of" in screen)
        assert pilot.app.screen.query_one(Player).step == before


async def test_reduced_motion_goes_from_scene_to_scene(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKERSCOPE_REDUCED_MOTION", "1")
    steps = []
    async with app(speed=64.0).run_test(
        size=(80, 24), message_hook=lambda m: steps.append(m.step) if isinstance(m, Player.Moved) else None
    ) as pilot:
        await until(pilot, lambda screen: "One thread served both" in screen)
        head = pilot.app.screen.query_one(Player).playhead
    assert set(steps) <= {rest.position for rest in head.rests}


async def test_help_says_the_keys_of_every_demonstration() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("question_mark")
        await pilot.press("end")
        await until(pilot, lambda screen: "Black screen" in screen)
