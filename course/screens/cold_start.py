"""The cold-start demonstration, full screen: the race live, again and again; then how many fit in the same memory."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import ContentSwitcher, Static
from textual.worker import Worker, WorkerError

from course import keymap
from course.folds.race import RaceState, race_at, sides_at
from course.race_text import CLAIM_SHORT
from course.stage.screen import PresenterScreen
from course.widgets.density import DensityPane
from course.widgets.race_histogram import RaceHistogram
from course.widgets.race_lanes import RaceLanes
from course.widgets.scrubber import Scrubber
from course.widgets.status_line import StatusLine
from engine.errors import EngineError
from engine.race.results import Result, Started

FRAMES_PER_SECOND = 30
ROUNDS = 200
"""Rounds of the race; then it rests."""
MOST_ISOLATES = 2000
MEMORY_KB = 512 * 1024
REPLAY_PER_SECOND = 4.0
"""Results a second when recorded ones are played again, at speed 1."""
HEADINGS = {
    "race": "Cold start, measured on this machine now",
    "density": "How many fit: isolates and processes, each with the same memory, measured",
}
Stream = Callable[[], AbstractAsyncContextManager[AsyncIterator[Result]]]


class ColdStartScreen(PresenterScreen):
    """race, density: where results come from (default: measured live, in a process of their own). speed: of replays."""

    BINDINGS = keymap.COLD_START
    picture = "cold-start"
    DEFAULT_CSS = """
    ColdStartScreen {
        ContentSwitcher { height: 1fr; }
        RaceLanes { height: 13; }
        RaceHistogram { height: 1fr; min-height: 4; }
        .claim { height: auto; max-height: 2; padding: 0 1; color: $text-muted; }
        DensityPane { width: 1fr; padding: 0 1; }
    }
    """

    def __init__(self, race: Stream | None = None, density: Stream | None = None, *, speed: float = 1.0) -> None:
        super().__init__()
        self._streams: dict[str, Stream] = {"race": race or _live_race, "density": density or _live_density}
        self._results: dict[str, list[Result]] = {"race": [], "density": []}
        self._cursors = {"race": 0, "density": 0}
        self._view = "race"
        self._following, self._playing = True, True
        self._speed, self._logarithmic, self._chosen = speed, True, 0
        self._started_at, self._owed, self._last_frame = 0.0, 0.0, time.monotonic()
        self._state, self._folded = race_at([], 0), (0, 0)
        self._memory_kb = memory_kb()
        self._measuring: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        yield Static(HEADINGS["race"], classes="heading", markup=False)
        with ContentSwitcher(initial="race"):
            with Vertical(id="race"):
                yield RaceLanes(id="lanes")
                yield RaceHistogram(id="histogram")
                yield Static(CLAIM_SHORT, classes="claim", markup=False)
            with Horizontal(id="density"):
                yield DensityPane(id="isolates")
                yield DensityPane(id="processes")
        yield Scrubber()
        yield StatusLine()

    def on_mount(self) -> None:
        self._measure("race")
        self.set_interval(1 / FRAMES_PER_SECOND, self._frame)

    async def on_unmount(self) -> None:
        """What measures has ended before the screen is gone."""
        if self._measuring is not None:
            self._measuring.cancel()
            with suppress(WorkerError):
                await self._measuring.wait()

    @property
    def race(self) -> list[Result]:
        """What the race gave so far."""
        return list(self._results["race"])

    # --- measuring -------------------------------------------------------------------------------------------------

    def _measure(self, view: str) -> None:
        """Only one of the two measures at a time: they would slow each other down."""
        if self._measuring is not None:
            self._measuring.cancel()
        self._measuring = self.run_worker(self._take(view), exclusive=True)

    async def _take(self, view: str) -> None:
        results = self._results[view]
        results.clear()
        self._cursors[view] = 0
        try:
            async with self._streams[view]() as stream:
                async for result in stream:
                    results.append(result)
                    if isinstance(result, Started):
                        self._started_at = time.monotonic()
        except EngineError as error:
            self.notify(str(error), severity="error", timeout=8)

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _frame(self) -> None:
        now = time.monotonic()
        passed, self._last_frame = now - self._last_frame, now
        results, view = self._results[self._view], self._view
        if self._following:
            self._cursors[view] = len(results)
        elif self._playing:
            self._owed += passed * REPLAY_PER_SECOND * self._speed
            self._cursors[view] = min(len(results), self._cursors[view] + int(self._owed))
            self._owed %= 1
            self._following = self._cursors[view] == len(results)
        self._draw(now)

    def _draw(self, now: float) -> None:
        results, cursor = self._results[self._view], self._cursors[self._view]
        if self._view == "race":
            state = self._race_at(cursor)
            live = self._following and bool(results) and isinstance(results[-1], Started)
            running_ms = (now - self._started_at) * 1000 if live else 0.0
            lanes = self.query_one(RaceLanes)
            lanes.set_race(state, running_ms, self._chosen, logarithmic=self._logarithmic)
            if state.lanes and lanes.styles.height is not None and lanes.styles.height.value != lanes.rows:
                lanes.styles.height = lanes.rows
            self.query_one(RaceHistogram).set_race(state, logarithmic=self._logarithmic)
        else:
            panes = self.query(DensityPane).results()
            for pane, side in zip(panes, sides_at(results, cursor), strict=True):
                pane.set_side(side, MOST_ISOLATES, self._memory_kb)
        self.query_one(Scrubber).set_position(
            cursor, max(1, len(results)) + 1, playing=self._playing, speed=self._speed
        )

    def _race_at(self, cursor: int) -> RaceState:
        """The race at a moment; kept from frame to frame while nothing new has come."""
        results = self._results["race"]
        if (cursor, len(results)) != self._folded:
            self._folded, self._state = (cursor, len(results)), race_at(results, cursor)
        return self._state

    # --- keys ------------------------------------------------------------------------------------------------------

    def action_play(self) -> None:
        """Pauses what is shown (measuring goes on), or goes on from there."""
        self._playing = not self._playing
        self._following = self._playing and self._cursors[self._view] == len(self._results[self._view])

    def pause(self) -> None:
        """What is shown stays; measuring goes on."""
        self._playing = self._following = False

    def action_step(self, by: int) -> None:
        """To the next response, or the one before."""
        results, cursor = self._results[self._view], self._cursors[self._view] + by
        while 0 < cursor < len(results) and isinstance(results[cursor - 1], Started):
            cursor += by
        self._seek(cursor)

    def action_seek(self, where: int) -> None:
        """0: the first result; -1: the latest, and on with those to come."""
        if where == -1:
            self._following = self._playing = True
        else:
            self._seek(where)

    def _seek(self, cursor: int) -> None:
        self._cursors[self._view] = max(0, min(len(self._results[self._view]), cursor))
        self._following = self._playing = False

    def action_speed(self, factor: float) -> None:
        """How fast recorded results are played again; what is measured now has the pace it has."""
        self._speed = min(16.0, max(0.25, self._speed * factor))

    def action_choose(self, by: int) -> None:
        """Another lane's phases are spelled out."""
        count = len(self._state.lanes) or 1
        self._chosen = (self._chosen + by) % count

    def action_scale(self) -> None:
        """Logarithmic or linear."""
        self._logarithmic = not self._logarithmic

    def action_density(self) -> None:
        """From the race to the count of how many fit, and back; each begins anew."""
        self._view = "density" if self._view == "race" else "race"
        self._following = self._playing = True
        self.query_one(ContentSwitcher).current = self._view
        self.query_one(".heading", Static).update(HEADINGS[self._view])
        self._measure(self._view)

    def action_again(self) -> None:
        """Measures anew from the beginning."""
        self._following = self._playing = True
        self._measure(self._view)

    def on_scrubber_sought(self, event: Scrubber.Sought) -> None:
        event.stop()
        self._seek(event.step)

    def on_scrubber_play_toggled(self, event: Scrubber.PlayToggled) -> None:
        event.stop()
        self.action_play()


def _live_race() -> AbstractAsyncContextManager[AsyncIterator[Result]]:
    from engine.race.live import live_race

    return live_race(ROUNDS)


def _live_density() -> AbstractAsyncContextManager[AsyncIterator[Result]]:
    from engine.race.live import live_density

    return live_density(MOST_ISOLATES, memory_kb())


def memory_kb() -> int:
    """What each side may fill: 512 MB, or a quarter of what is free where that is less."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return min(MEMORY_KB, int(line.split()[1]) // 4)
    except OSError:
        pass
    return MEMORY_KB
