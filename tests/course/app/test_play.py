"""The sandbox on screen: run, every view, edit, share; and a recorded trace replayed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from course.play_command import FIRST_SOURCE, FIRST_TRAFFIC
from course.scenario import Scenario, read_scenario
from course.screens.play import PlayApp, TraceApp
from course.traffic_script import PLANS
from course.widgets.code_editor import CodeEditor
from engine.project import Project
from tests.course.app.conftest import HereRunner
from tests.course.app.test_stage import until
from tests.course.folds.traces import run_source


def app(source: str = FIRST_SOURCE, traffic: str = FIRST_TRAFFIC) -> PlayApp:
    project = Project(name="sandbox", main="index.js", files={"index.js": source})
    return PlayApp(Scenario(project, traffic), HereRunner())


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_run_and_every_view(size: tuple[int, int]) -> None:
    async with app().run_test(size=size) as pilot:
        await until(pilot, lambda screen: "let visits = 0;" in screen and "TOGETHER 20 ms" in screen)
        shown = await until(pilot, lambda screen: "GET /x" in screen)
        for word in (*PLANS, "CRON", "TOGETHER", "ALONE", "WAIT", "FROM", "TO"):
            assert re.search(rf"\b{word}\b", shown), "every word of a line of traffic is named"
        await pilot.press("f5")
        await until(pilot, lambda screen: "GET /b" in screen and "200 OK" in screen)
        await pilot.press("3", "right")
        await until(pilot, lambda screen: "Call stack" in screen and "step  1 of" in screen)
        await pilot.press("4", "right")
        await until(pilot, lambda screen: "sends a request" in screen)
        await pilot.press("5")
        await until(pilot, lambda screen: "A client sends the request." in screen)
        await pilot.press("7", "end")
        await until(pilot, lambda screen: "2 events served" in screen)
        await pilot.press("1")
        await until(pilot, lambda screen: "let visits = 0;" in screen)


async def test_edit_run_again_and_a_mistake_is_said() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "let visits = 0;" in screen)
        await pilot.press("y", "G", "I", "T", "space", "f5")
        await until(pilot, lambda screen: "Traffic, line 1: GIT" in screen)
        await pilot.press(*["backspace"] * 4, "escape", "e", "ctrl+home", "x", "x", "x", "f5")
        await until(pilot, lambda screen: "SyntaxError" in screen or "ReferenceError" in screen)


async def test_a_missing_default_export_is_said_below_the_result() -> None:
    async with app("export const fetch = () => new Response();\n", "GET /\n").run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "export const fetch" in screen)
        await pilot.press("f5")
        await until(pilot, lambda screen: "This Worker has no default export" in screen)
        assert not pilot.app.screen.query_one("#traffic", CodeEditor).notes


async def test_share_and_open_again(environment: Path) -> None:
    async with app(traffic="GET /shared\n").run_test(size=(160, 40)) as pilot:
        await until(pilot, lambda screen: "GET /shared" in screen)
        await pilot.press("x")
        path = environment / "scenarios" / "sandbox-1.toml"
        await until(pilot, lambda screen: f"workerscope play {path}" in screen)
    again = read_scenario(path)
    assert (again.traffic, again.project.files) == ("GET /shared\n", {"index.js": FIRST_SOURCE})


async def test_a_recorded_trace_is_replayed_without_its_source() -> None:
    events = run_source(FIRST_SOURCE, "/a").trace
    async with TraceApp(events, "run.jsonl: recorded", {}).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "run.jsonl" in screen and "recorded" in screen)
        await pilot.press("end")
        await until(pilot, lambda screen: "Event A is over. Outcome: ok." in screen)
        views = (("2", "event A is over: ok"), ("4", "Lisbon, LIS"), ("5", "hello#1 is idle"), ("1", "Call stack"))
        for key, words in views:
            await pilot.press(key, "end")
            await until(pilot, lambda screen, words=words: words in screen)  # type: ignore[misc]
        await pilot.press("3")
        await until(pilot, lambda screen: "A client sends the request." in screen)
        await pilot.press("question_mark")
        await until(pilot, lambda screen: "Esc closes this" in screen)


async def test_a_network_written_by_hand_is_shown_on_the_map() -> None:
    traffic = "NETWORK LIS NRT 2\nFROM SYD GET /a\nFROM MAD GET /b\n"
    async with app(traffic=traffic).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "NETWORK LIS NRT 2" in screen)
        await pilot.press("f5")
        await until(pilot, lambda screen: "It has run." in screen)
        await pilot.press("6", "end")
        shown = await until(pilot, lambda screen: "Lisbon, LIS" in screen)
        for word in ("LIS", "NRT", "SYD", "2 cold, 0 warm"):
            assert word in shown


async def test_a_machine_short_of_memory_evicts() -> None:
    traffic = "MACHINE 1.5 1\n" + "".join(f"TO w{number} GET /\n" for number in range(12))
    async with app(traffic=traffic).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "MACHINE 1.5 1" in screen)
        await pilot.press("f5")
        await until(pilot, lambda screen: "It has run." in screen)
        await pilot.press("7", "end")
        await until(pilot, lambda screen: "gone" in screen and "w11" in screen)


WRANGLER = 'name = "clock"\nmain = "index.js"\ncompatibility_date = "2026-11-01"\n[triggers]\ncrons = ["0 * * * *"]\n'
CLOCK = """\
import { said } from './said.js';
let ticks = 0;
export default {
  scheduled() { ticks += 1; },
  fetch() { return new Response(said(ticks)); },
};
"""


async def test_every_file_can_be_edited_and_crons_fire(environment: Path) -> None:
    files: dict[str, str | bytes] = {
        "index.js": CLOCK,
        "said.js": "export const said = (n) => `ticks ${n}`;\n",
        "wrangler.toml": WRANGLER,
    }
    sandbox = PlayApp(Scenario(Project(name="clock", main="index.js", files=files), "WAIT 2 h\nGET /\n"), HereRunner())
    async with sandbox.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda screen: "let ticks = 0;" in screen and "said.js" in screen)
        await pilot.press("f5")
        await until(pilot, lambda screen: "ticks 2" in screen)
        await pilot.press("f", "escape")
        await until(pilot, lambda screen: 'crons = ["0 * * * *"]' in screen)
        sandbox.screen.query_one("#file1", CodeEditor).replace_all(WRANGLER.replace("0 * *", "*/30 * *"))
        await pilot.press("f5")
        await until(pilot, lambda screen: "ticks 4" in screen)
        await pilot.press("x")
        await until(pilot, lambda screen: "Saved." in screen)
        assert "*/30" in str(read_scenario(environment / "scenarios" / "clock-1.toml").project.configuration)
        sandbox.screen.query_one("#file1", CodeEditor).replace_all("name = 1")
        await pilot.press("f5")
        await until(pilot, lambda screen: "wrangler.toml: `main` is missing." in screen and "ticks 4" not in screen)
        await pilot.press("1")
        await until(pilot, lambda screen: "name = 1" in screen and "`main` is missing. Add" in screen)


async def test_the_code_in_the_learners_own_editor(environment: Path) -> None:
    """F4 writes the files and takes every save; once it was run, a save runs it again."""
    async with app(traffic="GET /\n").run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda screen: "let visits = 0;" in screen)
        await pilot.press("f4")
        folder = environment / "work" / "sandbox" / "sandbox-1"
        await until(pilot, lambda _: (folder / "traffic.txt").exists())
        assert (folder / "index.js").read_text("utf-8") == FIRST_SOURCE
        (folder / "index.js").write_text("export default { fetch: () => new Response('mine') };\n", "utf-8")
        await until(pilot, lambda screen: "F5 runs it" in screen and "'mine'" in screen)
        await pilot.press("f5")
        await until(pilot, lambda screen: "│ mine" in screen)
        (folder / "index.js").write_text("export default { fetch: () => new Response('again') };\n", "utf-8")
        await until(pilot, lambda screen: "│ again" in screen)
        await pilot.press("f4")
        await until(pilot, lambda screen: "No longer watched" in screen)
