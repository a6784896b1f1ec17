"""The sequence diagram on screen: rows come one a key, the line that acts stands below, and the mouse goes to a row."""

from __future__ import annotations

import pytest

from course.demo_app import DemoApp
from course.scenes.request import REQUEST
from course.stage.scripted import ScriptedScreen
from course.widgets.request import RequestView, SequencePane
from tests.course.app.conftest import HereRunner
from tests.course.app.test_stage import text, until


def app() -> DemoApp:
    return DemoApp(lambda: ScriptedScreen(REQUEST, RequestView(), HereRunner(), picture="request"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_scenes_rows_and_the_line_that_acts(size: tuple[int, int]) -> None:
    async with app().run_test(size=size) as pilot:
        shown = await until(pilot, lambda screen: "scene 1 of" in screen)
        for place in ("client", "city", "server", "runtime", "isolate", "handler", "outside"):
            assert place in shown
        for _ in range(4):
            await pilot.press("n")
        shown = await until(pilot, lambda screen: "scene 5 of" in screen)
        assert "line 8: fetch" in shown
        assert 'const stock = await fetch("https://origin/stock?ms=60");' in shown
        assert all(len(line) <= size[0] for line in shown.splitlines())
        await pilot.press("end")
        shown = await until(pilot, lambda screen: "event D is over: ok" in screen)
        assert "Cold or warm is the runtime's business." in shown


async def test_stepping_back_shows_what_stepping_showed() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("space")
        seen = []
        for _ in range(25):
            await pilot.press("right")
            await pilot.pause()
            seen.append(text(pilot))
        for expected in reversed(seen[:-1]):
            await pilot.press("left")
            await pilot.pause()
            assert text(pilot) == expected


async def test_next_request_and_a_click() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("space", "t", "t")
        view = pilot.app.screen.query_one(RequestView)
        shown = await until(pilot, lambda screen: "B" in screen and "sends a request" in screen)
        assert "paused" in shown
        at = view.step
        await pilot.press("T")
        assert view.step < at
        await pilot.press("end")
        await pilot.pause()
        await pilot.click(SequencePane, offset=(20, 5))
        await pilot.pause()
        assert 0 < view.step < view.steps - 1
