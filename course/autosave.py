"""Saves what is typed, at most a quarter of a second after it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

DELAY_SECONDS = 0.25


class Timers(Protocol):
    """What it needs of a widget."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> object:
        """Calls back once."""


class Autosave:
    """Collects saves by key (a later one replaces an earlier one) and does them all when the time comes, or at
    `flush`. The timer starts with the first change and is not put off by later ones, so a kill loses no more than
    DELAY_SECONDS of typing."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._waiting: dict[str, Callable[[], None]] = {}

    def later(self, key: str, save: Callable[[], None]) -> None:
        """`save` will be called within DELAY_SECONDS."""
        if not self._waiting:
            self._timers.set_timer(DELAY_SECONDS, self.flush)
        self._waiting[key] = save

    def flush(self) -> None:
        """Saves now whatever waits."""
        waiting, self._waiting = self._waiting, {}
        for save in waiting.values():
            save()
