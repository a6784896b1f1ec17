"""The event loop, step by step: source, stack, microtasks, what waits, console, lanes, clock, and a scrubber."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from course.folds import stepping
from course.folds.items import Frame
from course.folds.lanes import lanes
from course.folds.loop import LoopState
from course.folds.order import printed
from course.folds.timeline import Timeline
from course.folds.why import why
from course.keymap import EVENT_LOOP
from course.stage.trace_view import TraceView
from course.widgets.caption import Caption
from course.widgets.console_pane import ConsolePane
from course.widgets.lanes import LanesPane
from course.widgets.queue_pane import MicrotaskPane, StackPane, WaitingPane
from course.widgets.scrubber import Scrubber
from course.widgets.source_pane import SourcePane
from engine.trace import Event

AHEAD_SECONDS = 0.004
"""Of every frame, while a long trace is being prepared for scrubbing."""
WIDE = 150
"""Columns from which the panes at the right stand side by side."""


class EventLoopView(TraceView):
    """One cursor over the steps of one trace. Panes take states down."""

    @dataclass
    class Moved(TraceView.Moved):
        """The cursor is at another step. file, line: what runs there ("" and 0: nothing)."""

        file: str = ""
        line: int = 0

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
        self._breakpoints: set[stepping.Place] = set()
        self._places: Mapping[stepping.Place, list[int]] | None = None
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
        self._timeline, self._files, self._places = Timeline(trace), files, None
        whole = lanes(trace)
        self._requests = len(whole)
        self._lanes_pane.set_lanes(whole, self._timeline.end_time)
        self._fit()
        self._source_pane.set_files(files, _first_file(trace, files))
        self.load(len(self._timeline.stops))

    def step_from(self, index: int) -> int:
        """The first step that shows what `index` events of the trace did."""
        return self._timeline.stop_from(index)

    def moved(self) -> Moved:
        """Where it is now."""
        state = self._state
        return self.Moved(self, self.step, state.file if state.line else "", state.line)

    @property
    def _state(self) -> LoopState:
        return self._timeline.state(self._index)

    def draw_position(self, position: int) -> None:
        timeline = self._timeline
        before = timeline.state(timeline.stops[max(0, position - 1)])
        index = timeline.stops[position]
        state = timeline.state(index)
        self._source_pane.set_state(state)
        for pane in (self._console_pane, self._stack_pane, self._microtasks_pane, self._waiting_pane):
            pane.set_state(state, before)
        self._lanes_pane.set_moment(index, state.time)
        self._caption_pane.set_state(state)

    def work_ahead(self) -> bool:
        return self._timeline.prepare(AHEAD_SECONDS)

    # --- keys ------------------------------------------------------------------------------------------------------

    def action_turn(self, by: int) -> None:
        """To the start of the next turn of the loop, or back to that of this one or the one before."""
        self.pause()
        timeline = self._timeline
        self.seek(timeline.turn_after(self.step) if by > 0 else timeline.turn_before(self.step))

    def action_over(self, by: int) -> None:
        """To the next line of this same function, over calls and awaits; or back to the one before."""
        find = stepping.over if by > 0 else stepping.back_over
        self._go(find(self._timeline.events, self._index, self._frame), "This function has no further step.")

    def action_out(self) -> None:
        """To where this function is done."""
        found = stepping.out(self._timeline.events, self._index, self._frame)
        self._go(found, "This function does not end in this run.")

    def action_line(self, by: int) -> None:
        """Moves the line cursor."""
        self._source_pane.move_cursor(by)

    def action_breakpoint(self) -> None:
        """Sets a breakpoint on the line of the cursor, or removes it."""
        file, line = self._source_pane.place
        if line:
            self._toggle_breakpoint((file, line))

    def action_run_to_hit(self, by: int) -> None:
        """To the next time a line with a breakpoint is about to run, or the time before."""
        if not self._breakpoints:
            self.notify("No breakpoint is set. ↑ and ↓ choose a line, Enter sets one; or click a line.", timeout=4)
            return
        if self._places is None:
            self._places = stepping.reached(self._timeline.events)
        find = stepping.next_hit if by > 0 else stepping.hit_before
        self._go(find(self._places, self._breakpoints, self._index), "No breakpoint is reached from here on.")

    @work
    async def action_why(self) -> None:
        """Why what runs now runs now; a link of the answer goes to where it comes from."""
        from course.screens.why import WhyScreen

        self.pause()
        chosen = await self.app.push_screen_wait(WhyScreen(why(self._timeline, self._index)))
        if chosen:
            self.seek(self.step_from(chosen))

    def action_guess(self) -> None:
        """The learner puts the printed lines in order first, then sees both orders."""
        from course.screens.guess import GuessScreen

        self.pause()
        lines = printed(self._timeline.events)
        if len(lines) < 2:
            self.notify("There is no order to guess: this run prints fewer than two different lines.", timeout=4)
            return
        self.seek(0)
        self.app.push_screen(GuessScreen(lines))

    @on(SourcePane.Marked)
    def _marked(self, event: SourcePane.Marked) -> None:
        event.stop()
        self._toggle_breakpoint((event.file, event.line))

    def _toggle_breakpoint(self, place: stepping.Place) -> None:
        self._breakpoints ^= {place}
        self._source_pane.set_breakpoints(frozenset(self._breakpoints))

    @property
    def _index(self) -> int:
        """How many events have happened."""
        return self._timeline.stops[self.step]

    @property
    def _frame(self) -> Frame | None:
        stack = self._state.stack
        return stack[-1] if stack else None

    def _go(self, after: int | None, otherwise: str) -> None:
        """To the step that shows so many events; says why not when there is none."""
        self.pause()
        if after is None:
            self.notify(otherwise, timeout=3)
        else:
            self.seek(self.step_from(after))

    # --- size ------------------------------------------------------------------------------------------------------

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
