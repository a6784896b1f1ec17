"""The event-loop view and the path, with keys and mouse, at the sizes they must fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

import course.app
from course.screens.event_loop import EventLoopScreen
from course.themes import THEMES
from course.widgets.event_loop import EventLoopView
from course.widgets.path import PathView
from course.widgets.scrubber import Scrubber
from engine import trace
from engine.trace import Event
from tests.course.folds.traces import numbered, run_source

from .conftest import screen_text
from .test_themes import faint

SOURCE = """export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    console.log("in", path);
    const answer = await fetch("https://origin/?ms=80");
    ctx.waitUntil(new Promise((resolve) => setTimeout(resolve, 20)));
    return new Response("hi " + path);
  },
};
"""
FILES = {"index.js": SOURCE}
STYLES = Path(course.app.__file__).parent / "styles"
SIZES = [(80, 24), (120, 40), (200, 60)]


class Themed(App[None]):
    """An app with our styles and one of our themes."""

    CSS_PATH = [STYLES / "base.tcss", STYLES / "screens.tcss"]

    def __init__(
        self, events: Sequence[Event], files: Mapping[str, str] = FILES, theme: str = "workerscope-dark"
    ) -> None:
        super().__init__()
        self.events, self.files = events, files
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme


class Shown(Themed):
    """The event loop, full screen."""

    def on_mount(self) -> None:
        self.push_screen(EventLoopScreen(self.events, self.files, "Two requests"))

    @property
    def view(self) -> EventLoopView:
        return self.screen.query_one(EventLoopView)


class ShownPath(Themed):
    """The path, as a cell holds it."""

    def compose(self) -> ComposeResult:
        yield PathView()

    def on_mount(self) -> None:
        path = self.query_one(PathView)
        path.show(self.events, self.files)
        path.focus()


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return run_source(SOURCE, "/a", "/b", vars={"GREETING": "Hi"}).trace


async def go_to(pilot: Pilot[None], view: EventLoopView, words: str) -> str:
    """Steps until the caption says so."""
    for _ in range(view.steps):
        if words in screen_text(pilot.app):
            return screen_text(pilot.app)
        await pilot.press("right")
        await pilot.pause()
    raise AssertionError(f"no step says {words!r}")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_pane_tells_its_part(events: list[Event], size: tuple[int, int]) -> None:
    app = Shown(events)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "Press → to take the first step." in screen_text(app)
        text = await go_to(pilot, app.view, "Next, B runs line 5")
        for words in (
            "Call stack",
            "B fetch",
            "at line 5",
            "Microtasks",
            "Timers and I/O",
            "A due 80 ms  fetch origin/?ms=80",
        ):
            assert words in text, words
        for words in ("A in /a", "B in /b", "A GET /a", "B GET /b", "0 ms virtual", "thread:  B"):
            assert words in text, words
        current = next(line for line in text.splitlines() if "const answer" in line)
        assert current.startswith("▶A"), "the current line, and A waiting there"


async def test_stepping_back_shows_what_stepping_showed(events: list[Event]) -> None:
    app = Shown(events)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("t", "t")
        start, seen = app.view.step, []
        for _ in range(16):
            seen.append(_body(screen_text(app)))
            await pilot.press("right")
            await pilot.pause()
        for expected in reversed(seen):
            await pilot.press("left")
            await pilot.pause()
            assert _body(screen_text(app)) == expected
        assert app.view.step == start


def _body(text: str) -> str:
    """All but the source, whose window may stand elsewhere after a jump."""
    return "\n".join(line[44:] if number < 15 else line for number, line in enumerate(text.splitlines()))


async def test_the_keys(events: list[Event]) -> None:
    app = Shown(events)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        view = app.view
        last = view.steps - 1
        for keys, expected in (("right", 1), ("l", 2), ("left", 1), ("h", 0), ("end", last), ("l", last), ("home", 0)):
            await pilot.press(keys)
            assert view.step == expected, keys
        await pilot.press("dollar_sign")
        assert "Event B is over. Outcome: ok." in screen_text(app)
        await pilot.press("0", "t", "t")
        await pilot.pause()
        assert "request A gets it" in screen_text(app)
        await pilot.press("T")
        assert view.step == 1
        await pilot.press("plus", "plus", "minus")
        await pilot.pause()
        assert "paused  2x" in screen_text(app)
        await pilot.press("escape")
        assert not isinstance(app.screen, EventLoopScreen)


async def test_playing_reaches_the_end_and_a_key_pauses(events: list[Event]) -> None:
    app = Shown(events)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        view = app.view
        await pilot.press(*["plus"] * 4, "space")
        await pilot.pause(0.3)
        assert view.step > 0
        assert "playing" in screen_text(app)
        await pilot.press("right")
        here = view.step
        await pilot.pause(0.2)
        assert view.step == here
        await pilot.press(*["plus"] * 4, "space")
        await pilot.pause(1.0)
        assert view.step == view.steps - 1
        assert "paused" in screen_text(app)


async def test_the_mouse_seeks(events: list[Event]) -> None:
    app = Shown(events)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        view = app.view
        await pilot.mouse_down(Scrubber, offset=(40, 0))
        middle = view.step
        assert 0 < middle < view.steps - 1
        await pilot.hover(Scrubber, offset=(60, 0))
        assert view.step > middle
        await pilot.mouse_up(Scrubber, offset=(60, 0))
        at = view.step
        await pilot.hover(Scrubber, offset=(30, 0))
        assert view.step == at, "only a drag seeks"
        await pilot.click(Scrubber, offset=(3, 0))
        await pilot.pause()
        assert "playing" in screen_text(app)


async def test_it_says_where_it_is(events: list[Event]) -> None:
    said: list[EventLoopView.Moved] = []
    app = Shown(events)
    async with app.run_test(
        size=(80, 24), message_hook=lambda m: said.append(m) if isinstance(m, EventLoopView.Moved) else None
    ) as pilot:
        await pilot.pause()
        await go_to(pilot, app.view, "Next, A runs line 4")
        await pilot.pause()
    assert ("index.js", 4) in {(message.file, message.line) for message in said}


@pytest.mark.parametrize("size", [(78, 18), (60, 18), (40, 12)])
async def test_small_places_keep_the_caption_and_the_scrubber(events: list[Event], size: tuple[int, int]) -> None:
    app = Shown(events)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("t", "t", "right", "right")
        await pilot.pause()
        text = screen_text(app)
        for words in ("virtual", "step", "of", "Call stack"):
            assert words in text
        assert all(len(line) <= size[0] for line in text.splitlines())


async def test_no_trace_and_a_cut_one_are_shown_too(events: list[Event]) -> None:
    for part in ([], events[: len(events) // 2], events[len(events) // 2 :]):
        app = Shown(part)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press("end", "left", "right", "t", "space")
            await pilot.pause()
            assert "step" in screen_text(app)


async def test_what_a_worker_prints_cannot_command_the_terminal() -> None:
    printed = numbered(trace.Log(level="log", message="\x1b[2Jgone \x07\u4f60\u597d", event=1))
    app = Shown(printed)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("end")
        await pilot.pause()
        text = screen_text(app)
        assert "␛[2Jgone ␇你好" in text
        assert "\x1b" not in text


async def test_a_long_run_is_scrubbed_at_once() -> None:
    source = "export default { async fetch() { for (let i = 0; i < 4000; i++) await null; return new Response(); } };"
    app = Shown(run_source(source, "/").trace, {"index.js": source})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("end")
        await pilot.pause()
        assert "Event A is over" in screen_text(app)


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_all_of_it_can_be_read(events: list[Event], theme: str) -> None:
    app = Shown(events, theme=theme)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for key in ("right", "t", "t", "t", "right", "right", "right", "right", "end"):
            await pilot.press(key)
            await pilot.pause()
            assert faint(app) == set()  # type: ignore[arg-type]


# --- the path --------------------------------------------------------------------------------------------------------


async def test_one_hop_a_key_there_and_back(events: list[Event]) -> None:
    app = ShownPath(events)
    async with app.run_test(size=(78, 18)) as pilot:
        await pilot.pause()
        assert "A client sends the request." in screen_text(app)
        path = app.query_one(PathView)
        places = []
        for _ in range(20):
            assert path.hop is not None
            places.append((path.hop.place, path.hop.returning))
            await pilot.press("right")
        assert list(dict.fromkeys(places)) == [
            *((place, False) for place in ("client", "city", "server", "runtime", "isolate", "handler")),
            *((place, True) for place in ("handler", "isolate", "runtime", "server", "city", "client")),
        ]
        await pilot.pause()
        assert "The client has its answer: status 200, 5 bytes." in screen_text(app)
        assert "body  hi /a" in screen_text(app)


async def test_the_three_arguments_open_at_the_handler(events: list[Event]) -> None:
    app = ShownPath(events)
    async with app.run_test(size=(78, 18)) as pilot:
        await pilot.pause()
        await pilot.press("right", "right", "right", "right")
        await pilot.pause()
        assert "GREETING" not in screen_text(app)
        await pilot.press("right")
        await pilot.pause()
        text = screen_text(app)
        for words in ("request", "method  GET", "env", 'GREETING  "Hi"', "ctx", "waitUntil("):
            assert words in text


async def test_the_next_request_and_a_click_on_a_place(events: list[Event]) -> None:
    app = ShownPath(events)
    async with app.run_test(size=(78, 18)) as pilot:
        await pilot.pause()
        path = app.query_one(PathView)
        await pilot.press("t")
        await pilot.pause()
        assert path.path is not None
        assert path.path.event == 2
        await pilot.click(PathView, offset=(38, 3))
        assert path.hop is not None
        assert (path.hop.place, path.hop.returning) == ("runtime", False)
        await pilot.click(PathView, offset=(5, 4))
        assert (path.hop.place, path.hop.returning) == ("client", True)
