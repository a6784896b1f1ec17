"""The order in which a run printed its lines, and how near a guess of it came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.trace import Event, Log

MOST_LINES = 10
"""Of a guess: more are a chore."""


def printed(events: Sequence[Event]) -> tuple[str, ...]:
    """The first lines of the console, each different one once, in the order in which they were printed."""
    lines: dict[str, None] = {}
    for event in events:
        if type(event) is Log:
            lines.setdefault(event.message.split("\n")[0])
            if len(lines) == MOST_LINES:
                break
    return tuple(lines)


class Compared(NamedTuple):
    """One place of the order. right: whether the guess has the line that was printed there."""

    guessed: str
    actual: str
    right: bool


def compared(actual: Sequence[str], order: Sequence[int]) -> tuple[Compared, ...]:
    """A guess beside what happened. order: indexes of the actual lines, as the learner put them."""
    return tuple(Compared(actual[at], line, actual[at] == line) for at, line in zip(order, actual, strict=True))
