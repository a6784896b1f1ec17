"""The screen of `workerscope dev`, without its server."""

from __future__ import annotations

import pytest

from course.dev_live import LiveRecord
from course.dev_session import Problem
from course.screens.dev import DevApp, DevScreen, ExchangeScreen
from course.widgets.event_loop import EventLoopView
from course.widgets.exchanges import ExchangesPane
from course.widgets.request import RequestView
from engine.project import Project
from engine.run import RunRequest
from engine.session import Session
from engine.step import Step

SOURCE = """
export default {
  async fetch(request) {
    console.log("saw", new URL(request.url).pathname);
    await scheduler.wait(20);
    return new Response("x");
  },
};
"""
PROJECT = Project(name="shop", main="index.js", files={"index.js": SOURCE})


class Live:
    """A session in this process, whose trace goes to the record."""

    def __init__(self) -> None:
        self.record = LiveRecord()
        self.record.runs(PROJECT)
        self.session = Session(RunRequest(project=PROJECT, steps=[]), starts_at=30_000_000_000.0)

    def ask(self, path: str) -> None:
        self.session.send(Step(url=f"http://127.0.0.1:8787{path}"))
        self.record.add(self.session.advance(self.session.now + 100).events)

    def app(self) -> DevApp:
        return DevApp(self.record, "shop is on http://127.0.0.1:8787", "http://127.0.0.1:8787")


def text_of(app: DevApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_requests_and_console_come_as_they_happen(size: tuple[int, int]) -> None:
    live = Live()
    app = live.app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.2)
        assert "curl http://127.0.0.1:8787/" in text_of(app)
        live.ask("/one")
        live.ask("/two")
        await pilot.pause(0.3)
        text = text_of(app)
        for words in ("/one", "/two", "20 ms", "cold", "warm", "A saw /one", "shop is on"):
            assert words in text
        assert text.index("/one") < text.index("/two")


async def test_enter_looks_into_a_request_and_v_switches_the_view() -> None:
    live = Live()
    app = live.app()
    async with app.run_test(size=(80, 24)) as pilot:
        live.ask("/one")
        live.ask("/two")
        await pilot.pause(0.3)
        await pilot.press("up", "enter")
        await pilot.pause(0.2)
        screen = app.screen
        assert isinstance(screen, ExchangeScreen)
        assert isinstance(app.focused, EventLoopView)
        assert "/one" in text_of(app)
        await pilot.press("end")
        assert "saw /one" in text_of(app)
        await pilot.press("v")
        assert isinstance(app.focused, RequestView)
        await pilot.press("q")
        assert isinstance(app.screen, DevScreen)


async def test_the_newest_is_followed_until_another_one_is_chosen() -> None:
    live = Live()
    app = live.app()
    async with app.run_test(size=(80, 24)) as pilot:
        for number in range(30):
            live.ask(f"/{number}")
        await pilot.pause(0.3)
        pane = app.screen.query_one(ExchangesPane)
        assert pane.chosen == 30
        await pilot.press("up")
        live.ask("/30")
        await pilot.pause(0.3)
        assert pane.chosen == 29
        await pilot.press("end")
        live.ask("/31")
        await pilot.pause(0.3)
        assert pane.chosen == 32


async def test_a_problem_stands_above_until_it_is_mended() -> None:
    live = Live()
    app = live.app()
    async with app.run_test(size=(80, 24)) as pilot:
        live.record.reloaded(Problem("index.js:2:16: SyntaxError: no"))
        await pilot.pause(0.3)
        assert text_of(app).count("index.js:2:16: SyntaxError: no") == 2, "above, and in the console"
        live.record.reloaded(None)
        await pilot.pause(0.3)
        assert text_of(app).count("SyntaxError") == 1
        assert "Reloaded." in text_of(app)


async def test_one_that_goes_on_says_how_to_see_more() -> None:
    live = Live()
    app = live.app()
    async with app.run_test(size=(80, 24)) as pilot:
        live.session.send(Step(url="http://127.0.0.1:8787/slow"))
        live.record.add(live.session.advance(live.session.now + 10).events)
        await pilot.pause(0.3)
        await pilot.press("v")
        assert "still running: r shows more" in text_of(app)
        live.record.add(live.session.advance(live.session.now + 100).events)
        await pilot.press("r")
        assert "200" in text_of(app)
