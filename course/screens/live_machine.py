"""A machine of your own: an open run in the child engine, its isolates as they come and go, and knobs to turn."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.style import Style
from textual.widgets import Static
from textual.worker import Worker, WorkerError

from course import keymap
from course.folds.machine import KINDS
from course.glyphs import MARKS
from course.live_machine import (
    ISOLATE_MB,
    PROBED,
    SIZES,
    SOURCE,
    TIGHT_SHARE,
    Knobs,
    knobs_for,
    project,
    request,
    turned,
)
from course.machine_text import REAL_LIMIT_MB
from course.stage import motion
from course.stage.player import FRAMES_PER_SECOND, LONGEST_FRAME_SECONDS
from course.stage.screen import PresenterScreen
from course.widgets.live_machine import LiveMachineView
from course.widgets.status_line import StatusLine
from engine.actions import Action
from engine.client import EngineClient
from engine.errors import EngineError
from engine.live_session import LiveSession

FIRST_SIZE = 1
CALM_FRAMES_PER_SECOND = 2
"""With reduced motion."""
LEAST_REST_SECONDS = 0.005
"""Between two frames, for keys and the screen."""
TITLE = f"A machine of your own: its traffic is a model, {ISOLATE_MB} MB stand for {REAL_LIMIT_MB} MB"


class KnobsLine(Static):
    """All knobs and how they stand; a click on - or + turns one."""

    DEFAULT_CSS = "KnobsLine { height: auto; max-height: 6; padding: 0 1; color: $foreground; }"

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[Content] = []

    def show_knobs(self, knobs: Knobs, worker: str) -> None:
        """worker: the one that is chosen."""
        own = f"{knobs.rates().get(worker, 0.0):.1f}/s" if worker else ""
        held = f"{knobs.kilobytes} kB" if knobs.kilobytes else "nothing"
        parts = [
            self._pair("traffic", "f", "F", f"traffic {knobs.rate:g}/s"),
            self._pair("own", "a", "A", f"{worker or 'nobody'} {own}".rstrip()),
            self._pair("request", "r", "R", f"a request holds {held}"),
            self._pair("machine", "m", "M", f"machine {knobs.machine_mb} MB"),
            self._one("knob('policy', 1)", "y", f"model: {knobs.policy}"),
            self._one("knob('tight', 1)", "z", f"tight: others need {TIGHT_SHARE:.0%}" if knobs.tight else "tight: no"),
            self._one("deploy", "d", f"deploy {worker}"),
            self._one("leave_now('evict')", "e", f"evict {worker}"),
            self._one("leave_now('suspect')", "x", f"suspect {worker}"),
            self._one("workers", "i", f"{knobs.workers:,} Workers"),
        ]
        self._parts = parts
        self._pack()

    def _pack(self) -> None:
        """As many knobs a line as fit, none of them broken."""
        lines: list[Content] = []
        for part in self._parts:
            longer = Content.assemble(lines[-1], "  ", part) if lines else part
            if lines and longer.cell_length <= self.size.width:
                lines[-1] = longer
            else:
                lines.append(part)
        self.update(Content("\n").join(lines))

    def on_resize(self) -> None:
        self._pack()

    def _pair(self, knob: str, less: str, more: str, words: str) -> Content:
        """A knob that goes down and up."""
        return Content.assemble(
            f"{MARKS.bar} ",
            (f"{less} -", _click(f"knob('{knob}', -1)")),
            f" {words} ",
            (f"+ {more}", _click(f"knob('{knob}', 1)")),
        )

    def _one(self, action: str, key: str, words: str) -> Content:
        """A knob that is pressed."""
        return Content.assemble(f"{MARKS.bar} ", (f"{key} {words}", _click(action)))


def _click(action: str) -> Style:
    """Text that does something of the screen's when it is clicked."""
    return Style.from_meta({"@click": f"screen.{action}"})


class LiveMachineScreen(PresenterScreen):
    """workers: how many Workers there are at first (default: 40)."""

    BINDINGS = keymap.MACHINE_KNOBS
    picture = "machine"

    def __init__(self, workers: int = SIZES[FIRST_SIZE]) -> None:
        super().__init__()
        self._knobs = knobs_for(workers)
        self._view = LiveMachineView(self._knobs.plan.budget)
        self._view.add_class("player")
        # Held, not looked up: a machine that starts while the screen is left meets no widgets there any more.
        self._heading, self._knobs_line, self._status = (
            Static(TITLE, classes="heading", markup=False), KnobsLine(), StatusLine()
        )  # fmt: skip
        self._client = EngineClient()
        self._session: LiveSession | None = None
        self._going: Worker[None] | None = None
        self._versions: dict[str, int] = {}
        self._shown: tuple[Knobs, str] | None = None

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._view
        yield self._knobs_line
        yield self._status

    def on_mount(self) -> None:
        self._view.focus()
        self._going = self._go()

    async def on_unmount(self) -> None:
        """Nothing asks the engine any more when its session is closed."""
        if self._going is not None:
            self._going.cancel()
            with suppress(WorkerError):
                await self._going.wait()
        await self._close()

    async def _close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def pause(self) -> None:
        self._view.pause()

    # --- the run ---------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="machine")
    async def _go(self) -> None:
        """Opens the run, and lets its time go on, a frame at a time. Frames are due by the clock, so that what a sleep
        takes too long is not lost of every second; one that comes too late is left out."""
        try:
            await self._close()
            self._view.show((), {"index.js": SOURCE.format(version=1)})
            self._heading.update(TITLE)
            self._say(f"Starting a machine for {self._knobs.workers:,} Workers …")
            self._session = session = await self._client.open_session(request(self._knobs))
            self._say(f"{self._knobs.workers:,} Workers are deployed, and their traffic begins.")
            now, last, probed = 0.0, monotonic(), self._knobs.workers <= PROBED
            frame_seconds = 1 / (CALM_FRAMES_PER_SECOND if motion.reduced() else FRAMES_PER_SECOND)
            due = last
            while True:
                self._show_knobs()
                passed, last = min(monotonic() - last, max(LONGEST_FRAME_SECONDS, frame_seconds)), monotonic()
                if self._view.following:
                    now += passed * 1000 * self._view.playhead.speed
                    told = await session.advance(now)
                    events = told.events if probed else [one for one in told.events if type(one) in KINDS]
                    self._view.take(events, told.now)
                due = max(due + frame_seconds, monotonic() + LEAST_REST_SECONDS)
                await asyncio.sleep(due - monotonic())
        except EngineError as error:
            self._view.pause()
            self._heading.update("This machine is lost. i starts another one.")
            self.notify(str(error), severity="error", timeout=8, markup=False)

    def _say(self, sentence: str) -> None:
        self._status.say(sentence)

    def _show_knobs(self) -> None:
        now = (self._knobs, self._worker)
        if now != self._shown:
            self._shown = now
            self._knobs_line.show_knobs(*now)

    @property
    def _worker(self) -> str:
        """Of the isolate that is chosen."""
        cell = self._view.selected
        return cell.worker if cell is not None else ""

    # --- knobs -----------------------------------------------------------------------------------------------------

    @work(group="knobs")
    async def _act(self, actions: list[Action], words: str = "") -> None:
        """Has the engine do it; time that stood still goes on."""
        self._view.action_seek(-1)
        try:
            for action in actions:
                if self._session is not None:
                    await self._session.act(action)
        except EngineError as error:
            self._say(str(error))
        else:
            if words:
                self._say(words)

    def action_knob(self, knob: str, by: int) -> None:
        """Turns a knob down or up."""
        if knob == "own" and not self._worker:
            return
        self._knobs, actions = turned(self._knobs, knob, by, self._worker)
        self._view.set_budget(self._knobs.plan.budget)
        self._show_knobs()
        self._act(actions)

    def action_deploy(self) -> None:
        """A new version of the chosen Worker."""
        worker = self._worker
        if worker:
            self._versions[worker] = version = self._versions.get(worker, 1) + 1
            action = Action(kind="deploy", project=project(worker, version))
            self._act([action], f"Version {version} of {worker} is deployed: its old isolate drains.")

    def action_leave_now(self, kind: str) -> None:
        """The isolate of the chosen Worker has to go. kind: evict or suspect."""
        worker = self._worker
        if worker:
            why = "is evicted by hand" if kind == "evict" else "looks like an attempt to escape"
            self._act([Action(kind=kind, worker=worker)], f"{worker} {why}: its isolate goes once its events are over.")

    def action_workers(self) -> None:
        """Another machine, with more Workers (after the largest: the smallest)."""
        at = SIZES.index(self._knobs.workers) if self._knobs.workers in SIZES else -1
        self._knobs = knobs_for(SIZES[(at + 1) % len(SIZES)])
        self._versions.clear()
        self._view.set_budget(self._knobs.plan.budget)
        self._going = self._go()
