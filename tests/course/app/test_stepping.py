"""Breakpoints, stepping over and out, and "why did this run now?", on the event loop's screen."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from course.demo_app import DemoApp
from course.screens.event_loop import EventLoopScreen
from course.widgets.event_loop import EventLoopView
from course.widgets.source_pane import SourcePane
from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step
from engine.trace import Event
from tests.course.app.test_stage import until
from tests.course.folds.traces import run_source

SOURCE = """\
function helper(n) {
  const twice = n * 2;
  return twice;
}
export default {
  async fetch() {
    const a = helper(1);
    await fetch("https://origin/?ms=10");
    const b = helper(a);
    return new Response(String(b));
  },
};
"""


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return run_source(SOURCE, "/a", "/b").trace


def app(events: list[Event]) -> DemoApp:
    return DemoApp(lambda: EventLoopScreen(events, {"index.js": SOURCE}, "Two requests"))


def said(pilot: Pilot[None]) -> str:
    """The last thing the app told the learner."""
    return [note.message for note in pilot.app._notifications][-1]


async def test_a_breakpoint_by_key_is_run_to_again_and_again(events: list[Event]) -> None:
    async with app(events).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("c")
        assert "No breakpoint is set." in said(pilot)
        view = pilot.app.screen.query_one(EventLoopView)
        await pilot.press("down")
        await until(pilot, lambda screen: "line 2: Enter sets or removes a breakpoint" in screen)
        await pilot.press("enter")
        await until(pilot, lambda screen: "2■  const twice" in screen)
        seen = []
        for _ in range(4):
            await pilot.press("c")
            await until(pilot, lambda screen: "runs line 2, in helper()" in screen or "helper() is called" in screen)
            seen.append(view.step)
        assert seen == sorted(set(seen))
        await pilot.press("c")
        assert said(pilot) == "No breakpoint is reached from here on."
        await pilot.press("C")
        assert view.step == seen[-2]


async def test_a_click_on_a_line_sets_a_breakpoint_and_takes_it_away(events: list[Event]) -> None:
    async with app(events).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.click(SourcePane, offset=(10, 8))
        await until(pilot, lambda screen: "8■    await fetch" in screen)
        await pilot.press("c")
        await until(pilot, lambda screen: "A runs line 8" in screen)
        await pilot.click(SourcePane, offset=(10, 8))
        await until(pilot, lambda screen: "■" not in screen)


async def test_over_out_and_back(events: list[Event]) -> None:
    async with app(events).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.click(SourcePane, offset=(10, 7))
        await pilot.press("c")
        await until(pilot, lambda screen: "line 7" in screen)
        await pilot.press("o")
        await until(pilot, lambda screen: "A runs line 8" in screen)
        await pilot.press("o")
        await until(pilot, lambda screen: "fetch() goes on after line 8" in screen)
        await pilot.press("o")
        await until(pilot, lambda screen: "A runs line 9" in screen)
        await pilot.press("right")
        await until(pilot, lambda screen: "helper() is called" in screen)
        await pilot.press("u")
        await until(pilot, lambda screen: "helper() is done" in screen)
        await pilot.press("O", "O")
        await until(pilot, lambda screen: "▶" in screen)


async def test_why_now_leads_back_to_where_it_comes_from(events: list[Event]) -> None:
    async with app(events).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.click(SourcePane, offset=(10, 9))
        await pilot.press("c", "w")
        shown = await until(pilot, lambda screen: "Why did this run now?" in screen)
        assert "The microtask “fetch goes on after line 8” runs" in shown
        assert "because the answer to A's fetch came at 10 ms" in shown
        assert "Request A came, GET http://example.com/a" in shown
        await pilot.press("down", "enter")
        await until(pilot, lambda screen: "A asks for fetch and gets a promise" in screen)
        await pilot.press("home", "w")
        await until(pilot, lambda screen: "Nothing runs: the thread is free" in screen)
        await pilot.press("escape")
        await until(pilot, lambda screen: "Why did" not in screen)


async def test_a_visitor_who_left_is_canceled_in_the_lanes() -> None:
    project = Project(name="hello", main="index.js", files={"index.js": SOURCE})
    left = run_project(RunRequest(project=project, steps=[Step(abort_after_ms=5)])).trace
    async with app(left).run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        shown = await until(pilot, lambda screen: "Outcome: canceled" in screen)
        (lane,) = [line for line in shown.splitlines() if "A GET" in line]
        assert lane.endswith("canceled")
