"""A machine that goes on: the view follows what happens now; pausing stops time, and rewinding loses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from course.widgets.machine import MachineView
from engine.eviction import Budget
from engine.trace import Event

REPLAY_A_SECOND = 60.0
MOST_EVENTS, FORGET = 300_000, 100_000
"""Past so many events the oldest are let go of."""


class LiveMachineView(MachineView):
    """following: whether time goes on, and the view with it. Behind the end it replays, and then follows again."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget=budget)
        self.playhead.rate = REPLAY_A_SECOND
        self.following = True

    def show(self, trace: Sequence[Event], files: Mapping[str, str]) -> None:
        """Begins anew, following. The first isolate is chosen, since what happens jumps about."""
        super().show(trace, files)
        self._chosen_by_hand = self.following = True

    def take(self, events: Sequence[Event], now: float) -> None:
        """More has happened. now: virtual ms."""
        self.timeline.extend(events, now)
        if len(self.timeline.events) > MOST_EVENTS:
            gone = self.timeline.forget(FORGET)
            self.playhead.length -= gone
            self.playhead.seek(self.playhead.position - gone)
        self.playhead.extend(len(self.timeline))
        if self.following:
            self.playhead.seek(self.playhead.last)
            self._show()
        else:
            self.draw_scrubber()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "knobs"

    # --- playing ---------------------------------------------------------------------------------------------------

    def action_play(self) -> None:
        """Pauses; or replays from here, and at the end goes on with what happens now."""
        if self.following:
            self.following = False
        elif self.playhead.position < self.playhead.last:
            self.playhead.playing = not self.playhead.playing
            self._tick_if_needed()
        else:
            self.following = True
        self.draw_scrubber()

    def action_step(self, by: int) -> None:
        self.following = False
        super().action_step(by)

    def action_seek(self, position: int) -> None:
        """To a position; -1 is now, and on from there."""
        super().action_seek(position)
        self.following = position < 0
        self.draw_scrubber()

    def pause(self) -> None:
        self.following = False
        super().pause()

    def _tick(self) -> None:
        replayed = self.playhead.playing
        super()._tick()
        if replayed and not self.playhead.playing and self.playhead.position == self.playhead.last:
            self.following = True
            self.draw_scrubber()

    def draw_scrubber(self) -> None:
        playing, self.playhead.playing = self.playhead.playing, self.playhead.playing or self.following
        super().draw_scrubber()
        self.playhead.playing = playing
