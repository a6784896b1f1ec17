"""The base of every view that plays: one cursor, the same keys, one frame at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from textual import on
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from course.keymap import PLAYER
from course.stage import motion
from course.stage.playhead import Playhead, Rest
from course.widgets.scrubber import Scrubber

POSITIONS_PER_SECOND = 2.0
"""At speed 1, where nothing else is said."""
FRAMES_PER_SECOND = 12 if "SSH_CONNECTION" in os.environ else 30
LONGEST_FRAME_SECONDS = 0.25
"""A frame that comes later than that counts as this long: late frames are left out, never caught up with."""


class Player(Widget, can_focus=True):
    """Owns a playhead. Subclasses say what a position looks like (`draw_position`), call `load` when they have
    something to play, and put a Scrubber into themselves."""

    @dataclass
    class Moved(Message):
        """The cursor is somewhere else, or in another scene. step: the position, from 0."""

        view: Player
        step: int

        @property
        def control(self) -> Player:
            """Who sent it."""
            return self.view

    BINDINGS = PLAYER

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.playhead = Playhead(rate=POSITIONS_PER_SECOND)
        self._frames: Timer | None = None
        self._last_frame = 0.0

    # --- for subclasses --------------------------------------------------------------------------------------------

    def draw_position(self, position: int) -> None:
        """Shows this position. Pure of everything else: the same position looks the same however one came to it."""
        raise NotImplementedError

    def moved(self) -> Message:
        """What to say when the cursor has moved."""
        return self.Moved(self, self.playhead.position)

    def work_ahead(self) -> bool:
        """Some milliseconds of preparation, each frame; True once there is nothing left to prepare."""
        return True

    # --- what is played --------------------------------------------------------------------------------------------

    def load(self, length: int) -> None:
        """Begins at position 0 of `length` positions, paused, at the speed chosen before."""
        before = self.playhead
        self.playhead = Playhead(length, rate=before.rate, leaps=motion.reduced())
        self.playhead.speed = before.speed
        self._show()
        self._tick_if_needed()

    def set_scenes(self, rests: Sequence[Rest]) -> None:
        """The scenes to rest at. Goes to the first."""
        before = self.playhead
        self.playhead = Playhead(before.length, rests, rate=before.rate, leaps=before.leaps)
        self.playhead.speed = before.speed
        self._show()

    @property
    def step(self) -> int:
        """The position on screen, from 0."""
        return self.playhead.position

    @property
    def steps(self) -> int:
        """How many there are, the start among them."""
        return self.playhead.length

    @property
    def playing(self) -> bool:
        """Whether it moves by itself."""
        return self.playhead.playing

    def seek(self, position: int) -> None:
        """Goes to a position, from 0; past the ends it stays at them."""
        self._change(lambda: self.playhead.seek(position))

    # --- keys and mouse --------------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """One position on or back."""
        self._change(lambda: self.playhead.step(by))

    def action_seek(self, position: int) -> None:
        """To a position; -1 is the end."""
        self.pause()
        self.seek(position if position >= 0 else self.playhead.last)

    def action_play(self) -> None:
        """Plays from here, or from the start when at the end; or pauses."""
        self._change(self.playhead.toggle)

    def action_speed(self, factor: float) -> None:
        """Faster or slower, by a factor."""
        self._change(lambda: self.playhead.change_speed(factor))

    def action_scene(self, by: int) -> None:
        """To the next scene or the one before."""
        self._change(lambda: self.playhead.go_to_scene(self.playhead.scene + by))

    def action_restart(self) -> None:
        """From the beginning, playing."""
        self._change(self.playhead.restart)

    def pause(self) -> None:
        """Stays here."""
        self.playhead.playing = False
        self.draw_scrubber()

    @on(Scrubber.Sought)
    def _sought(self, event: Scrubber.Sought) -> None:
        event.stop()
        self.pause()
        self.seek(event.step)

    @on(Scrubber.PlayToggled)
    def _toggled(self, event: Scrubber.PlayToggled) -> None:
        event.stop()
        self.action_play()

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _change(self, change: object) -> None:
        """Does something with the playhead and shows what came of it."""
        assert callable(change)
        before = (self.playhead.position, self.playhead.scene)
        change()
        if (self.playhead.position, self.playhead.scene) != before:
            self._show()
            self.post_message(self.moved())
        else:
            self.draw_scrubber()
        self._tick_if_needed()

    def _show(self) -> None:
        self.draw_position(self.playhead.position)
        self.draw_scrubber()

    def draw_scrubber(self) -> None:
        """The scrubber as the playhead is."""
        head = self.playhead
        for scrubber in self.query(Scrubber):
            scrubber.set_position(head.position, head.length, playing=head.playing, speed=head.speed)

    def _tick_if_needed(self) -> None:
        if self._frames is None and self.is_mounted:
            self._last_frame = monotonic()
            self._frames = self.set_interval(1 / FRAMES_PER_SECOND, self._tick)

    def _tick(self) -> None:
        """One frame: where the cursor should be by now."""
        now = monotonic()
        passed, self._last_frame = min(now - self._last_frame, LONGEST_FRAME_SECONDS), now
        ready = self.work_ahead()
        if self.playhead.playing:
            self._change(lambda: self.playhead.advance(passed))
        if ready and not self.playhead.playing and self._frames is not None:
            self._frames.stop()
            self._frames = None

    def on_mount(self) -> None:
        self._tick_if_needed()
