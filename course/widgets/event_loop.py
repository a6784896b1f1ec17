"""The event loop, step by step: source, stack, microtasks, what waits, console, lanes, clock, and a scrubber."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from course.folds.lanes import lanes
from course.folds.loop import LoopState
from course.folds.timeline import Timeline
from course.keymap import EVENT_LOOP
from course.widgets.caption import Caption
from course.widgets.console_pane import ConsolePane
from course.widgets.lanes import LanesPane
from course.widgets.queue_pane import MicrotaskPane, StackPane, WaitingPane
from course.widgets.scrubber import Scrubber
from course.widgets.source_pane import SourcePane
from engine.trace import Event

STEPS_PER_SECOND = 2.0
"""At speed 1x."""
SLOWEST, FASTEST = 0.25, 256.0
FRAMES_PER_SECOND = 12 if "SSH_CONNECTION" in os.environ else 30
AHEAD_SECONDS = 0.004
"""Of every frame, while a long trace is being prepared for scrubbing."""
WIDE = 150
"""Columns from which the panes at the right stand side by side."""


class EventLoopView(Widget, can_focus=True):
    """Owns one cursor over one trace. Panes take states down; the scrubber asks for steps."""

    @dataclass
    class Moved(Message):
        """The cursor is at another step. file, line: what runs there ("" and 0: nothing)."""

        view: EventLoopView
        step: int
        file: str
        line: int

        @property
        def control(self) -> EventLoopView:
            """Who sent it."""
            return self.view

    BINDINGS = EVENT_LOOP
    DEFAULT_CSS = """
    EventLoopView {
        height: 18;
        layout: vertical;
        #panes { layout: horizontal; height: 1fr; }
        #code { width: 4fr; margin-right: 1; }
        #source { height: 2fr; }
        #console { height: 1fr; min-height: 3; }
        #queues { width: 3fr; }
        #stack { height: 3fr; min-height: 3; }
        #microtasks { height: 4fr; min-height: 3; }
        #waiting { height: 4fr; min-height: 3; }
        &.-wide #queues { layout: grid; grid-size: 2 2; grid-gutter: 0 1; width: 4fr; }
        &.-wide #waiting { column-span: 2; height: 100%; }
        &.-wide #stack { height: 100%; }
        &.-wide #microtasks { height: 100%; }
        &.-narrow #code { display: none; }
        &:focus Scrubber { background: $foreground 12%; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._timeline = Timeline(())
        self._files: Mapping[str, str] = {}
        self._requests = 0
        self._step = 0
        self._playing = False
        self._speed = 1.0
        self._frames: Timer | None = None
        self._played_from = (0.0, 0)
        self._source_pane = SourcePane(id="source")
        self._console_pane = ConsolePane(id="console")
        self._stack_pane = StackPane(id="stack")
        self._microtasks_pane = MicrotaskPane(id="microtasks")
        self._waiting_pane = WaitingPane(id="waiting")
        self._lanes_pane = LanesPane(id="lanes")
        self._caption_pane = Caption(id="caption")
        self._scrubber_pane = Scrubber(id="scrubber")

    def compose(self) -> ComposeResult:
        with Container(id="panes"):
            with Vertical(id="code"):
                yield self._source_pane
                yield self._console_pane
            with Container(id="queues"):
                yield self._stack_pane
                yield self._microtasks_pane
                yield self._waiting_pane
        yield self._lanes_pane
        yield self._caption_pane
        yield self._scrubber_pane

    # --- what is shown ---------------------------------------------------------------------------------------------

    def show(self, trace: Sequence[Event], files: Mapping[str, str]) -> None:
        """Begins at the start of this trace. files: path → the source that ran."""
        self._timeline, self._files = Timeline(trace), files
        self._pause()
        whole = lanes(trace)
        self._requests = len(whole)
        self._lanes_pane.set_lanes(whole, self._timeline.end_time)
        self._fit()
        self._source_pane.set_files(files, _first_file(trace, files))
        self._step = 0
        self._draw()
        self._tick_if_needed()

    @property
    def step(self) -> int:
        """The step on screen, from 0."""
        return self._step

    @property
    def steps(self) -> int:
        """How many there are, the start among them."""
        return len(self._timeline.stops)

    def seek(self, step: int) -> None:
        """Goes to a step, from 0; past the ends it stays at them."""
        step = max(0, min(step, self.steps - 1))
        if step == self._step:
            return
        self._step = step
        state = self._draw()
        self.post_message(self.Moved(self, step, state.file if state.line else "", state.line))

    def _draw(self) -> LoopState:
        timeline, step = self._timeline, self._step
        before = timeline.state(timeline.stops[max(0, step - 1)])
        index = timeline.stops[step]
        state = timeline.state(index)
        self._source_pane.set_state(state)
        for pane in (self._console_pane, self._stack_pane, self._microtasks_pane, self._waiting_pane):
            pane.set_state(state, before)
        self._lanes_pane.set_moment(index, state.time)
        self._caption_pane.set_state(state)
        self._draw_position()
        return state

    def _draw_position(self) -> None:
        self._scrubber_pane.set_position(self._step, self.steps, playing=self._playing, speed=self._speed)

    # --- keys ------------------------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """One step on or back."""
        self._pause()
        self.seek(self._step + by)

    def action_turn(self, by: int) -> None:
        """To the start of the next turn of the loop, or back to that of this one or the one before."""
        self._pause()
        timeline = self._timeline
        self.seek(timeline.turn_after(self._step) if by > 0 else timeline.turn_before(self._step))

    def action_seek(self, step: int) -> None:
        """To a step; -1 is the end."""
        self._pause()
        self.seek(step if step >= 0 else self.steps - 1)

    def action_play(self) -> None:
        """Plays from here, or from the start when at the end; or pauses."""
        if self._playing:
            self._pause()
            return
        if self._step == self.steps - 1:
            self.seek(0)
        self._playing = True
        self._play_from_here()
        self._tick_if_needed()

    def action_speed(self, factor: float) -> None:
        """Faster or slower, by a factor."""
        self._speed = max(SLOWEST, min(FASTEST, self._speed * factor))
        self._play_from_here()

    @on(Scrubber.Sought)
    def _sought(self, event: Scrubber.Sought) -> None:
        event.stop()
        self._pause()
        self.seek(event.step)

    @on(Scrubber.PlayToggled)
    def _toggled(self, event: Scrubber.PlayToggled) -> None:
        event.stop()
        self.action_play()

    # --- playing ---------------------------------------------------------------------------------------------------

    def _pause(self) -> None:
        self._playing = False
        self._draw_position()

    def _play_from_here(self) -> None:
        self._played_from = (monotonic(), self._step)
        self._draw_position()

    def _tick_if_needed(self) -> None:
        if self._frames is None and self.is_mounted:
            self._frames = self.set_interval(1 / FRAMES_PER_SECOND, self._tick)

    def _tick(self) -> None:
        """One frame: where the cursor should be by now. Late frames are left out, never caught up with."""
        ready = self._timeline.prepare(AHEAD_SECONDS)
        if self._playing:
            began, step = self._played_from
            self.seek(step + int((monotonic() - began) * STEPS_PER_SECOND * self._speed))
            if self._step == self.steps - 1:
                self._pause()
        if ready and not self._playing and self._frames is not None:
            self._frames.stop()
            self._frames = None

    # --- size ------------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._tick_if_needed()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= WIDE, "-wide")
        self.set_class(event.size.width < 56, "-narrow")
        self._fit()

    def _fit(self) -> None:
        """Lanes take as many rows as there are requests, within a share of the height."""
        most = max(2, self.size.height // 5)
        self._lanes_pane.styles.height = 1 + max(1, min(self._requests, most))


def _first_file(trace: Sequence[Event], files: Mapping[str, str]) -> str:
    """The file to begin with: the first one that runs, else the first one there is."""
    running = (getattr(event, "file", "") for event in trace)
    return next((file for file in running if file in files), next(iter(files), ""))
