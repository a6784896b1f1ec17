"""The bar over the whole run: where we are, and a place to click or drag to."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from course.glyphs import VIEW
from course.widgets.pane import Pane


class Scrubber(Pane):
    """One line: state and speed, the bar, the step. Clicks and drags ask for a step; whoever owns it decides."""

    @dataclass
    class Sought(Message):
        """The learner wants this step."""

        scrubber: Scrubber
        step: int

        @property
        def control(self) -> Scrubber:
            """Who sent it."""
            return self.scrubber

    @dataclass
    class PlayToggled(Message):
        """The learner clicked the word play or pause."""

        scrubber: Scrubber

    DEFAULT_CSS = "Scrubber { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self._step, self._steps, self._playing, self._speed = 0, 1, False, 1.0
        self._dragging = False

    def set_position(self, step: int, steps: int, *, playing: bool, speed: float) -> None:
        """step: of `steps`, from 0. speed: 1 is as it begins."""
        now = (step, steps, playing, speed)
        if now != (self._step, self._steps, self._playing, self._speed):
            self._step, self._steps, self._playing, self._speed = now
            self.refresh()

    # --- drawing ---------------------------------------------------------------------------------------------------

    @property
    def _left(self) -> str:
        state = f"{VIEW.playing} playing" if self._playing else f"{VIEW.paused} paused "
        return f" {state} {self._speed:g}x ".ljust(15)

    @property
    def _right(self) -> str:
        last = self._steps - 1
        return f" step {self._step:>{len(str(last))}} of {last} "

    @property
    def _bar(self) -> tuple[int, int]:
        """Where the bar begins, and its length in cells."""
        begin = len(self._left)
        return begin, max(4, self.size.width - begin - len(self._right))

    def render_line(self, y: int) -> Strip:
        _, length = self._bar
        knob = round(self._step / max(1, self._steps - 1) * (length - 1))
        strip = Strip(
            [
                Segment(self._left, self.style("strong")),
                Segment(VIEW.played * knob, self.style("mark-0")),
                Segment(VIEW.knob, self.style("strong")),
                Segment(VIEW.unplayed * (length - 1 - knob), self.style("muted")),
                Segment(self._right, self.style("")),
            ]
        )
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    # --- mouse -----------------------------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        begin, _ = self._bar
        if event.x < begin:
            self.post_message(self.PlayToggled(self))
            return
        self._dragging = True
        self.capture_mouse()
        self._seek(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            self._seek(event.x)

    def on_mouse_up(self) -> None:
        self._dragging = False
        self.release_mouse()

    def _seek(self, x: int) -> None:
        begin, length = self._bar
        share = max(0.0, min(1.0, (x - begin) / (length - 1)))
        self.post_message(self.Sought(self, round(share * (self._steps - 1))))
