"""Where a demonstration is, and how it moves on by itself. No terminal and no clock: time is told to it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

SLOWEST, FASTEST = 0.25, 256.0
LONGEST_TRAVEL_SECONDS = 5.0
"""From one scene to the next, at speed 1, however far apart they are."""


class Rest(NamedTuple):
    """A scene on the way: where it stands, and the seconds it takes to read, at speed 1."""

    position: int
    seconds: float


class Playhead:
    """A cursor over positions 0 to length - 1, and the scene it is in.

    rests: the scenes, their positions ascending. rate: positions a second at speed 1. leaps: whether playing goes from
    scene to scene without the way between (reduced motion).
    """

    def __init__(self, length: int = 1, rests: Sequence[Rest] = (), *, rate: float = 2.0, leaps: bool = False) -> None:
        self.length, self.rests = max(1, length), tuple(rests)
        self.rate, self.leaps = rate, leaps
        self.position, self.scene = 0, 0 if self.rests and self.rests[0].position == 0 else -1
        self.speed, self.playing = 1.0, False
        self._resting = self.rests[0].seconds if self.scene == 0 else 0.0
        self._part = 0.0

    @property
    def last(self) -> int:
        """The position at the end."""
        return self.length - 1

    @property
    def at_end(self) -> bool:
        """Whether there is nowhere further to go."""
        return self.position == self.last and self.scene >= len(self.rests) - 1

    # --- the learner's hand ----------------------------------------------------------------------------------------

    def seek(self, position: int) -> None:
        """Goes to a position; past the ends it stays at them. The scene is the last one at or before it."""
        self.position = max(0, min(position, self.last))
        self.scene = bisect_right([rest.position for rest in self.rests], self.position) - 1
        self._begin_travel()

    def step(self, by: int) -> None:
        """So many positions on, or back."""
        self.playing = False
        self.seek(self.position + by)

    def go_to_scene(self, scene: int) -> None:
        """To a scene, from 0; past the ends it stays at them. Playing goes on from there, after its caption is read."""
        if not self.rests:
            return
        self.scene = max(0, min(scene, len(self.rests) - 1))
        self.position = min(self.rests[self.scene].position, self.last)
        self._begin_travel()
        self._resting = self.rests[self.scene].seconds

    def restart(self) -> None:
        """From the beginning, playing."""
        if self.rests:
            self.go_to_scene(0)
        if not self.rests or self.rests[0].position:
            self.seek(0)
        self.playing = True

    def toggle(self) -> None:
        """Plays from here, or from the start when at the end; or pauses."""
        if self.playing:
            self.playing = False
        elif self.at_end:
            self.restart()
        else:
            self.playing = True

    def change_speed(self, factor: float) -> None:
        """Faster or slower, by a factor."""
        self.speed = max(SLOWEST, min(FASTEST, self.speed * factor))

    def extend(self, length: int, rests: Sequence[Rest] | None = None) -> None:
        """There is more now: what comes in live makes it longer, and may add scenes at the end."""
        self.length = max(self.length, length)
        if rests is not None:
            self.rests = tuple(rests)

    # --- by itself -------------------------------------------------------------------------------------------------

    def advance(self, seconds: float) -> None:
        """Plays for so many seconds of real time. Pauses at the end."""
        left = seconds * self.speed
        while self.playing and left > 0:
            if self._resting > 0:
                used = min(self._resting, left)
                self._resting, left = self._resting - used, left - used
                continue
            following = self.scene + 1 < len(self.rests)
            target = min(self.rests[self.scene + 1].position, self.last) if following else self.last
            if self.position < target:
                left = self._travel(target, left)
            elif following:
                self.go_to_scene(self.scene + 1)
            else:
                self.playing = False

    def _travel(self, target: int, left: float) -> float:
        """Towards a position for `left` seconds; gives what is left of them once there."""
        if self.leaps and self.rests:
            self.position = target
            return left
        pace = max(self.rate, (target - self._origin) / LONGEST_TRAVEL_SECONDS) if self.rests else self.rate
        self._part += left * pace
        whole = int(self._part)
        if self.position + whole < target:
            self.position, self._part = self.position + whole, self._part - whole
            return 0.0
        over = self._part - (target - self.position)
        self.position, self._part = target, 0.0
        return over / pace

    def _begin_travel(self) -> None:
        self._origin, self._part, self._resting = self.position, 0.0, 0.0

    _origin = 0
