"""The view of a machine on screen: cells, memory, the log, choosing an isolate, and its own event loop."""

from __future__ import annotations

import pytest

from course.demo_app import DemoApp
from course.folds.machine import Cell, MachineState
from course.scenes.eviction import EVICTION, PLAN
from course.screens.event_loop import EventLoopScreen
from course.screens.live_machine import LiveMachineScreen
from course.stage.scripted import ScriptedScreen
from course.widgets.machine import MachineView
from course.widgets.machine_grid import MODES, SIGNS, MachineGrid
from tests.course.app.conftest import HereRunner
from tests.course.app.test_stage import text, until

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")


def app() -> DemoApp:
    view = MachineView(budget=PLAN.budget)
    return DemoApp(lambda: ScriptedScreen(EVICTION, view, HereRunner(), picture="eviction"))


@SIZES
async def test_scenes_show_who_is_there_and_who_had_to_go(size: tuple[int, int]) -> None:
    async with app().run_test(size=size) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        for _ in range(10):
            await pilot.press("n")
        shown = await until(pilot, lambda screen: "scene 11 of" in screen)
        assert "1 draining, 11 gone" in shown
        assert "calm 75%" in shown
        assert "tight 90%" in shown
        assert "login#1 is draining, 1 in flight" in shown
        assert all(len(line) <= size[0] for line in shown.splitlines())
        await pilot.press("n", "n", "n")
        await until(pilot, lambda screen: "login#1 is gone" in screen)


async def test_an_isolate_is_chosen_by_key_and_by_mouse() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("space", "n", "n")
        await until(pilot, lambda screen: "12 isolates" in screen)
        await pilot.press("up")
        chosen = pilot.app.screen.query_one(MachineView).selected
        assert chosen is not None
        assert chosen.worker == "feed", "the one above game, which came last"
        await pilot.click(MachineGrid, offset=(4, 2))
        await until(pilot, lambda screen: "blog#1 is idle" in screen)
        await pilot.press("t")
        await until(pilot, lambda screen: "blog#1 is draining" in screen or "blog#1 is gone" in screen)


async def test_enter_opens_the_event_loop_of_the_chosen_isolate() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("space", "n", "n", "enter")
        await until(pilot, lambda screen: "its own event loop" in screen)
        assert isinstance(pilot.app.screen, EventLoopScreen)
        await pilot.press("end")
        await until(pilot, lambda screen: "let served = 0;" in screen)
        await pilot.press("q")
        assert "scene" in text(pilot)


async def test_stepping_back_shows_what_stepping_showed() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("space")
        for _ in range(6):
            await pilot.press("n")
        await pilot.press("space", "space")
        seen = []
        for _ in range(20):
            await pilot.press("right")
            await pilot.pause()
            seen.append(text(pilot))
        for expected in reversed(seen[:-1]):
            await pilot.press("left")
            await pilot.pause()
            assert text(pilot) == expected


@pytest.mark.parametrize("count", [1, 12, 40, 300, 1000])
async def test_the_widest_cells_that_fit_are_taken(count: int) -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("space", "home")
        await pilot.pause(0.2)
        grid = pilot.app.screen.query_one(MachineGrid)
        cells = tuple(Cell(f"w{number}#1", f"w{number}", 0.0, ready=True) for number in range(count))
        places = {cell.id: at for at, cell in enumerate(cells)}
        grid.set_machine(MachineState(cells=cells, places=places), count - 1, 1)
        widest = [width for width, _ in MODES if (79 // width) * (grid.size.height - 1) >= count]
        assert grid.columns == 79 // (widest[0] if widest else 1)
        drawn = "".join(grid.render_line(y).text for y in range(1, grid.size.height))
        assert drawn.count(SIGNS["idle"]) >= min(count, 79 * (grid.size.height - 1) - 79)


async def test_going_back_draws_heat_as_it_was() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("space", "home")
        await pilot.pause(0.2)
        grid = pilot.app.screen.query_one(MachineGrid)
        cells = tuple(Cell(f"w{one}#1", f"w{one}", 0.0, ready=True, heat=1.0, last_event_at=0.0) for one in range(300))
        state = MachineState(cells=cells, places={cell.id: at for at, cell in enumerate(cells)})
        drawn = []
        for time in (10.0, 5000.0, 10.0):
            grid.set_machine(state._replace(time=time), 0, 1)
            drawn.append([grid.render_line(y) for y in range(1, grid.size.height)])
        assert drawn[0] != drawn[1], "they have cooled"
        assert drawn[2] == drawn[0]


def test_every_state_has_a_shape_of_its_own() -> None:
    assert len(set(SIGNS.values())) == len(SIGNS)


async def test_a_machine_of_your_own_goes_on_pauses_and_obeys_its_knobs() -> None:
    screen = LiveMachineScreen(workers=12)
    async with DemoApp(lambda: screen).run_test(size=(80, 24)) as pilot:
        shown = await until(pilot, lambda screen: "12 isolates" in screen)
        assert "playing" in shown
        assert "f - traffic 32/s + F" in shown
        assert "deploy shop" in shown
        await pilot.press("R", "F")
        await until(pilot, lambda screen: "a request holds 128 kB" in screen and "traffic 64/s" in screen)
        await pilot.press("d")
        await until(pilot, lambda screen: "(new version)" in screen)
        await pilot.press("z")
        await until(pilot, lambda screen: "tight: others need 35%" in screen and "(short of memory)" in screen)
        await pilot.press("space", "left", "left")
        shown = await until(pilot, lambda screen: "paused" in screen)
        at = screen.query_one(MachineView).step
        await pilot.pause(0.3)
        assert screen.query_one(MachineView).step == at, "time stands"
        await pilot.press("end")
        await until(pilot, lambda screen: "playing" in screen)
        await pilot.pause(0.3)
        assert screen.query_one(MachineView).step > at
        assert all(len(line) <= 80 for line in shown.splitlines())


async def test_a_click_turns_a_knob() -> None:
    screen = LiveMachineScreen(workers=12)
    async with DemoApp(lambda: screen).run_test(size=(120, 40)) as pilot:
        shown = await until(pilot, lambda screen: "12 isolates" in screen)
        row, line = next((row, line) for row, line in enumerate(shown.splitlines()) if "+ F" in line)
        await pilot.click(offset=(line.index("+ F"), row))
        await until(pilot, lambda screen: "traffic 64/s" in screen)


async def test_the_demonstration_leads_to_it() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("k")
        await until(pilot, lambda screen: "A machine of your own" in screen and "isolates" in screen)
        await pilot.press("q")
        await until(pilot, lambda screen: "scene 1 of" in screen)


async def test_a_machine_that_is_lost_says_so_and_another_starts() -> None:
    screen = LiveMachineScreen(workers=12)
    async with DemoApp(lambda: screen).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "12 isolates" in screen)
        assert screen._session is not None
        await screen._session.close()
        await until(pilot, lambda screen: "This machine is lost. i starts another one." in screen)
        await pilot.press("i")
        await until(pilot, lambda screen: "40 Workers" in screen and "A machine of your own" in screen)


@pytest.mark.parametrize("width", [50, 60, 80, 120, 200])
async def test_both_marks_of_the_memory_can_be_read(width: int) -> None:
    async with app().run_test(size=(width, 24)) as pilot:
        shown = await until(pilot, lambda screen: "scene 1 of" in screen)
        await pilot.press("n")
        shown = await until(pilot, lambda screen: "scene 2 of" in screen)
        assert "75% " in shown
        assert "90% " in shown
