"""Traffic that goes on: events that come again and again while time passes, from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from engine.errors import StepError
from engine.step import Step

if TYPE_CHECKING:
    from engine.clock import VirtualClock


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """Events like `step`, one every `every_ms` virtual ms on average. name: of the stream; setting one of the same name
    replaces it. jitter: 0 for a beat like a clock's, up to 1 for anything between at once and twice as long. until_ms:
    when it ends (None: it does not)."""

    name: str
    step: Step
    every_ms: float
    jitter: float = 1.0
    until_ms: float | None = None


LEAST_MS = 0.01
"""Streams come no thicker than this, so that time gets on."""


class Streams:
    """Owns the streams of a run. arrive: sends one step, whose answer nobody keeps."""

    def __init__(self, clock: VirtualClock, seed: int, arrive: Callable[[Step], None]) -> None:
        self._clock, self._seed, self._arrive = clock, seed, arrive
        self._streams: dict[str, Stream] = {}
        self._chances: dict[str, random.Random] = {}

    def set(self, stream: Stream) -> None:
        """Starts it, or changes the one of that name; `every_ms` 0 ends it. Raises StepError."""
        if not 0 <= stream.jitter <= 1 or stream.every_ms < 0:
            raise StepError(f'stream "{stream.name}": every_ms must be 0 or more, and jitter from 0 to 1.')
        self._streams[stream.name] = stream
        self._chances.setdefault(stream.name, random.Random(f"{self._seed} {stream.name}"))
        self._expect(stream, first=True)

    def _expect(self, stream: Stream, *, first: bool = False) -> None:
        """The next arrival. The first comes within one beat, wherever jitter puts it."""
        if stream.every_ms <= 0:
            return
        chance = self._chances[stream.name].random()
        wait = stream.every_ms * (chance * stream.jitter if first else 1 + stream.jitter * (2 * chance - 1))
        due = self._clock.now + max(wait, LEAST_MS)
        if stream.until_ms is None or due <= stream.until_ms:
            self._clock.schedule(due, lambda: self._send(stream), lambda: self._streams[stream.name] is stream)

    def _send(self, stream: Stream) -> None:
        self._expect(stream)
        self._arrive(stream.step)
