"""Predicted order against actual order: the learner orders first, then sees both."""

from __future__ import annotations

from course.demo_app import DemoApp
from course.folds.order import MOST_LINES, compared, printed
from course.screens.event_loop import EventLoopScreen
from course.widgets.order_list import OrderList
from tests.course.app.test_stage import until
from tests.course.folds.traces import run_source

SOURCE = """\
export default { async fetch() {
  console.log("first");
  setTimeout(() => console.log("last"), 5);
  queueMicrotask(() => console.log("third `x`"));
  console.log("second");
  await scheduler.wait(10);
  console.log("first");
  return new Response("x");
} };
"""
LINES = ("first", "second", "third `x`", "last")


def test_the_lines_in_their_order_each_once() -> None:
    assert printed(run_source(SOURCE, "/").trace) == LINES
    many = "export default { fetch() { for (let i = 0; i < 50; i++) console.log(i); return new Response(); } };"
    assert len(printed(run_source(many, "/").trace)) == MOST_LINES
    assert printed([]) == ()


def test_a_guess_beside_what_happened() -> None:
    rows = compared(LINES, (1, 0, 2, 3))
    assert [row.right for row in rows] == [False, False, True, True]
    assert (rows[0].guessed, rows[0].actual) == ("second", "first")


async def test_guess_then_see_both() -> None:
    events = run_source(SOURCE, "/").trace
    async with DemoApp(lambda: EventLoopScreen(events, {"index.js": SOURCE}, "Order")).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("end", "g")
        shown = await until(pilot, lambda screen: "In which order" in screen)
        assert "third" in shown
        order = pilot.app.screen.query_one(OrderList).order
        expected = sum(row.right for row in compared(LINES, order))
        await pilot.press("enter")
        shown = await until(pilot, lambda screen: "your order" in screen)
        assert f"{expected} of 4 lines are where you put them." in shown
        await pilot.press("escape")
        await until(pilot, lambda screen: "step  0 of" in screen)


async def test_without_lines_there_is_nothing_to_guess() -> None:
    events = run_source("export default { fetch() { return new Response('x') } };", "/").trace
    async with DemoApp(lambda: EventLoopScreen(events, {}, "None")).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("g")
        await pilot.pause()
        assert "no order to guess" in [note.message for note in pilot.app._notifications][-1]
