"""The console: lines as the real runtime prints them, and exceptions nobody caught."""

from __future__ import annotations

import msgspec

from engine.trace import Event, ExceptionThrown, Log

KEPT = 200
"""Lines a state holds; older ones are counted, not shown."""


class ConsoleLine(msgspec.Struct, frozen=True, gc=False):
    """One line. number: from 1. level: log, info, debug, warn, error, or exception. event: whose it is."""

    number: int
    event: int
    level: str
    message: str
    time: float


class ConsoleState(msgspec.Struct, frozen=True, gc=False):
    """The latest lines, oldest first, and how many there have been."""

    lines: tuple[ConsoleLine, ...] = ()
    total: int = 0


EMPTY = ConsoleState()


def step(state: ConsoleState, event: Event) -> ConsoleState:
    """The console after one more event of the trace."""
    if isinstance(event, Log):
        level, message = event.level, event.message
    elif isinstance(event, ExceptionThrown):
        level, message = "exception", f"Uncaught {event.name}: {event.message}" if event.name else event.message
    else:
        return state
    number = state.total + 1
    line = ConsoleLine(number, event.event, level, message, event.time)
    return ConsoleState((*state.lines[1 - KEPT :], line), number)
