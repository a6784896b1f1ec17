"""The network on screen: requests travel over the map, servers and isolates are listed, sharding is a key."""

from __future__ import annotations

import time

import pytest

from course import glyphs
from course.app import CourseApp
from course.demo_app import DemoApp
from course.library import find_lesson, load_lessons
from course.progress import Progress
from course.scenes.network import NETWORK_DEMONSTRATION
from course.screens.network import NetworkDemonstration, NetworkScreen
from course.view_text import view_lines
from course.widgets import world_map
from course.widgets.network import CityPane, NetworkView
from course.widgets.run_cell import RunCell
from course.widgets.world_map import MapPane, Pin, way_cells
from engine.network_plan import NetworkPlan
from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step
from tests.course.app.conftest import HereRunner, ready
from tests.course.app.test_stage import text, until

SIZES = [(80, 24), (120, 40), (200, 60)]


def app() -> DemoApp:
    return DemoApp(lambda: NetworkDemonstration(HereRunner()))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_scenes_map_and_list(size: tuple[int, int]) -> None:
    async with app().run_test(size=size) as pilot:
        shown = await until(pilot, lambda screen: "scene 1 of" in screen and "GRU" in screen)
        for word in ("LIS", "NRT", "GRU", "SYD", "times a model"):
            assert word in shown
        for _ in range(7):
            await pilot.press("n")
        shown = await until(pilot, lambda screen: "scene 8 of" in screen and "LIS-1 runtime" in screen)
        assert "LIS-2 runtime" in shown
        assert "D cold Madrid" in shown
        assert "2 cold, 1 warm" in shown
        assert all(len(line) <= size[0] for line in shown.splitlines())
        await pilot.press("end")
        shown = await until(pilot, lambda screen: "One deploy, every city." in screen)
        assert "Room/one lives here" in shown or "KV" in shown


async def test_stepping_back_shows_what_stepping_showed() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen and "GRU" in screen)
        await pilot.press("space")
        seen = []
        for _ in range(30):
            await pilot.press("right")
            await pilot.pause()
            seen.append(text(pilot))
        assert len(set(seen)) == len(seen)
        for expected in reversed(seen[:-1]):
            await pilot.press("left")
            await pilot.pause()
            assert text(pilot) == expected


async def test_next_request_the_other_city_and_a_click() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen and "GRU" in screen)
        view = pilot.app.screen.query_one(NetworkView)
        await pilot.press("end", "up")
        shown = await until(pilot, lambda screen: "Tokyo, NRT" in screen)
        assert "chosen" in shown
        await pilot.press("up")
        await until(pilot, lambda screen: "Lisbon, LIS" in screen)
        await pilot.press("up")
        await pilot.pause()
        assert view.city == "NRT"  # nothing chosen: where something happened last
        width, rows = view.query_one(MapPane)._room
        column, row = world_map._place("LIS", width, rows)
        await pilot.click(MapPane, offset=(column, row + 1))
        await until(pilot, lambda screen: "Lisbon, LIS" in screen)
        await pilot.press("home", "t", "t")
        shown = await until(pilot, lambda screen: "A client in Sydney sends a request." in screen)
        assert "B" in shown
        await pilot.press("T")
        await until(pilot, lambda screen: "A client in São Paulo sends a request." in screen)


async def test_d_runs_the_requests_with_and_without_sharding() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen and "GRU" in screen)
        await pilot.press("d")
        shown = await until(pilot, lambda screen: "sharding off" in screen)
        assert "The same requests; sharding off: " in shown
        await pilot.press("d")
        await until(pilot, lambda screen: "sharding on" in screen)
        await pilot.press("q")
        await until(pilot, lambda screen: "scene 1 of" in screen)


async def test_a_run_that_cannot_be_says_why() -> None:
    project = Project(name="hello", main="index.js", files={"index.js": "export default {}"})
    request = RunRequest(project=project, steps=[Step(city="XXX")], network=NetworkPlan(servers=2))
    async with DemoApp(lambda: NetworkScreen(request, "x", HereRunner())).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: 'no city "XXX"' in screen)


async def test_a_cell_of_a_lesson_shows_it_and_opens_it_full_screen() -> None:
    lessons = load_lessons()
    course = CourseApp(lessons, find_lesson(lessons, "5"), Progress(), HereRunner())
    async with course.run_test(size=(120, 40)) as pilot:
        page = await ready(pilot)
        cell = page.find("cities")
        assert isinstance(cell, RunCell)
        cell.open_up()
        page.go_to("cities")
        await pilot.press("f5")
        await until(pilot, lambda screen: cell.report is not None)
        await pilot.press("v")
        await until(pilot, lambda screen: "One deploy, two cities; sharding off: 2 cold, 1 warm in all" in screen)
        await pilot.press("right")
        await until(pilot, lambda screen: "A client in Madrid sends a request." in screen)
        await pilot.press("q")
        await until(pilot, lambda screen: "A runtime on every server" in screen)
        assert len(cell.query(NetworkView)) == 1


@pytest.mark.parametrize(("size", "stacked"), [((80, 24), False), ((80, 50), True), ((200, 60), False)])
async def test_tall_and_narrow_the_list_stands_below_the_map(size: tuple[int, int], stacked: bool) -> None:
    async with app().run_test(size=size) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen and "GRU" in screen)
        view = pilot.app.screen.query_one(NetworkView)
        assert (view.query_one(CityPane).region.y > view.query_one(MapPane).region.y) is stacked


async def test_copies_that_are_behind_say_so() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen and "GRU" in screen)
        for _ in range(13):
            await pilot.press("n")
        shown = await until(pilot, lambda screen: "scene 14 of" in screen)
        assert "KV news: copy 0 s old" in shown
        assert "changed elsewhere since" in shown


def test_plain_text_tells_every_moment_and_what_each_city_holds_in_the_end() -> None:
    report = run_project(NETWORK_DEMONSTRATION.request())
    lines, _ = view_lines("network", report)
    text = "\n".join(lines)
    assert "It enters in Tokyo, the nearest city of this network." in text
    assert "At the end. Lisbon, LIS: requests: 2 cold, 6 warm; server LIS-1: runtime; isolate demo #1:" in text
    assert "Durable Object Room/one lives here: 2 calls" in text


def test_a_way_over_the_date_line_comes_in_at_the_other_edge() -> None:
    cells = way_cells("NRT", "LAX", 80, 20)
    columns = [column for column, _ in cells]
    assert max(columns) >= 78
    assert min(columns) <= 1


async def test_every_frame_is_drawn_in_time() -> None:
    """A thirtieth of a second, on a machine that does other things as well."""
    async with app().run_test(size=(200, 60)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen and "GRU" in screen)
        view = pilot.app.screen.query_one(NetworkView)
        pane = view.query_one(MapPane)
        view.pause()
        begun = time.perf_counter()
        for position in range(100):
            view.draw_position(position)
            for row in range(pane.size.height):
                pane.render_line(row)
        assert (time.perf_counter() - begun) / 100 < 1 / 30


async def test_plain_marks_are_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_map, "VIEW", glyphs.VIEW_ASCII)
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "scene 1 of" in screen and "GRU" in screen)
        pane = pilot.app.screen.query_one(MapPane)
        pane.set_world((Pin("LIS", chosen=True), Pin("GRU", client=True)), (), "")
        rows = "".join(pane.render_row(row, 12).text for row in range(12))
        assert rows.isascii()
        assert "LIS" in rows
        assert pilot.app.screen.query_one(CityPane) is not None
