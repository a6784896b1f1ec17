"""The cold-start demonstration on screen, fed with recorded results, and once with what really runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from course import demo
from course.command_line import main
from course.demo_app import DemoApp
from course.exit_status import WRONG_USAGE
from course.screens.cold_start import ColdStartScreen, Stream
from engine.race.lanes import Lane
from engine.race.results import Counted, Finished, Ready, Result, Started

LANES = [
    Lane(id="isolate", title="isolate in a warm engine", kind="isolate"),
    Lane(id="node", title="Node process", kind="process"),
    Lane(id="container", title="container", kind="container", why_not="No container tool works here."),
]
RACE: list[Result] = [
    Ready(LANES),
    Started("isolate", 1),
    Finished("isolate", 1, 0.8, {"create": 0.1, "handler": 0.7}, 280),
    Started("node", 1),
    Finished("node", 1, 64.0, {"process": 1.0, "language runtime": 63.0}, 51_200),
    Started("isolate", 2),
    Finished("isolate", 2, 1.2, {"create": 0.2, "handler": 1.0}, 280),
]
COUNT: list[Result] = [
    Counted("isolate", 400, 112_000, 0.5),
    Counted("process", 3, 153_600, 0.3, "150 MB are full"),
]


def recorded(results: list[Result]) -> Stream:
    @asynccontextmanager
    async def stream() -> AsyncIterator[AsyncIterator[Result]]:
        async def each() -> AsyncIterator[Result]:
            for result in results:
                yield result

        yield each()

    return stream


def app() -> DemoApp:
    return DemoApp(lambda: ColdStartScreen(recorded(RACE), recorded(COUNT)))


def text(pilot: Pilot[None]) -> str:
    """The whole screen as text."""
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def until(pilot: Pilot[None], true: Callable[[str], bool]) -> str:
    """Waits for the screen to be so, and gives it."""
    for _ in range(200):
        if true(shown := text(pilot)):
            return shown
        await asyncio.sleep(0.05)
    raise AssertionError(f"It did not come to that. The screen:\n{text(pilot)}")


async def test_80_by_24_holds_times_ratio_memory_reason_and_claim() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        shown = await until(pilot, lambda screen: "round 2" in screen)
        for part in (
            "1.00 ms median", "64.0 ms median", "64× as long", "50 MB each", "280 kB each", "measured",
            "No container tool works here.", "create 0.15", "3 runs", "2018", "Space",
        ):  # fmt: skip
            assert part in shown, f"{part!r} is missing:\n{shown}"


async def test_the_scale_changes_from_logarithmic_to_linear() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        shown = await until(pilot, lambda screen: "round 2" in screen)
        assert "logarithmic to 100 ms" in shown
        assert "0.1 ms" in shown
        await pilot.press("l")
        shown = await until(pilot, lambda screen: "linear to 100 ms" in screen)
        assert "25 ms" in shown


async def test_rewinding_shows_only_what_was_then_and_end_comes_back() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "round 2" in screen)
        await pilot.press("home")
        await until(pilot, lambda screen: "paused" in screen and "looking for contenders" in screen)
        await pilot.press("right", "right")
        shown = await until(pilot, lambda screen: "0.80 ms median" in screen)
        assert "64× as long" not in shown
        await pilot.press("end")
        await until(pilot, lambda screen: "64× as long" in screen and "playing" in screen)


async def test_space_plays_recorded_results_from_where_it_stands() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "round 2" in screen)
        await pilot.press("home", "plus", "plus", "space")
        await until(pilot, lambda screen: "64× as long" in screen and "4x" in screen)


async def test_arrows_choose_whose_phases_are_spelled_out() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "create 0.15" in screen)
        await pilot.press("down")
        await until(pilot, lambda screen: "language runtime 63.0" in screen)


async def test_how_many_fit() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        shown = await until(pilot, lambda screen: "400 alive" in screen)
        for part in ("3 alive", "280 kB", "50 MB", "full: 150 MB are full", "starting more"):
            assert part in shown, f"{part!r} is missing:\n{shown}"
        await pilot.press("d")
        await until(pilot, lambda screen: "round 2" in screen)


async def test_s_saves_the_view_in_the_learners_folder_and_says_where(environment: Path) -> None:
    async with app().run_test(size=(160, 24)) as pilot:
        await until(pilot, lambda screen: "round 2" in screen)
        await pilot.press("s")
        await until(pilot, lambda screen: "pictures/cold-start-1.svg" in screen)
        await pilot.press("s")
    first, _ = sorted((environment / "pictures").glob("cold-start-*.svg"))
    assert "Node" in first.read_text("utf-8")


async def test_help_names_the_keys() -> None:
    async with app().run_test(size=(80, 90)) as pilot:
        await pilot.press("question_mark")
        await pilot.press("end")
        await until(pilot, lambda screen: "In the cold-start demonstration" in screen)


async def test_the_real_race_on_the_real_screen() -> None:
    async with DemoApp(ColdStartScreen).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "round 2" in screen and "as long" in screen)


def test_an_unknown_demonstration_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as status:
        main(["demo", "no-such-thing"])
    assert status.value.code == WRONG_USAGE
    assert "cold-start" in capsys.readouterr().err


def test_plain_tells_the_race_and_the_count(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "PLAIN_ROUNDS", 1)
    monkeypatch.setattr(demo, "PLAIN_ISOLATES", 3)
    assert main(["demo", "cold-start", "--plain"]) == 0
    told = capsys.readouterr().out
    for part in ("Round 1, isolate in a warm engine:", "times slower", "2018", "Isolates in one process: 3 alive"):
        assert part.lower() in told.lower()
