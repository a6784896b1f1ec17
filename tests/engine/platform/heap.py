"""A bare heap with the platform in it: what the platform's JavaScript does, without projects, isolates or a loop."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import quickjs

from engine import outbox
from engine.platform import files_for, script_for

CLOCK = 1_700_000_000_000.0
DRAIN, FIRE, SETTLE, SET_CLOCK = 0, 3, 4, 5


class Heap:
    """names: identifiers that decide which files are loaded (empty: every file). records: what was written so far."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._context = quickjs.Context()
        self._context.set_time_limit(10)
        wanted = frozenset(names)
        script = script_for(files_for(wanted, everything=not wanted))
        # The platform stays reachable for `run`, which stands in for the kernel's dispatch of an event.
        kept = script.text.replace(
            "return platform.host; }", "globalThis.$platform = platform; return platform.host; }"
        )
        self._host = self._context.eval(kept)(*script.values)
        self._host(SET_CLOCK, CLOCK)
        self._timers: list[tuple[float, int, bool, float]] = []
        self._now = 0.0
        self.records: list[tuple[Any, ...]] = []

    def run(self, body: str, *, event: int = 1) -> Any:
        """The JSON value of the body of an async function run for `event` (0: global scope), after its timers.

        An uncaught error gives "Name: message".
        """
        self._context.eval(
            f"globalThis.$answer = undefined; $platform.enter({event}); (async () => {{{body}\n}})().then("
            "(value) => { $answer = JSON.stringify(value ?? null); },"
            "(error) => { $answer = JSON.stringify(`${error?.name}: ${error?.message ?? error}`); })"
        )
        self._turn()
        while self._context.eval("globalThis.$answer") is None and self._timers:
            due, timer, repeats, delay = min(self._timers)
            self._timers.remove((due, timer, repeats, delay))
            self._now = due
            if repeats:
                self._timers.append((due + delay, timer, repeats, delay))
            self._host(SET_CLOCK, CLOCK + due)
            self._host(FIRE, timer)
            self._turn()
        text = self._context.eval("globalThis.$answer")
        assert text is not None, "the body never finished"
        return json.loads(text)

    def logged(self, body: str) -> list[str]:
        """The console lines that the body writes."""
        before = len(self.records)
        self.run(body)
        return [record[3] for record in self.records[before:] if record[0] == outbox.LOG]

    def _turn(self) -> None:
        while self._context.execute_pending_job():
            pass
        arrived: list[int] = []
        for record in outbox.records(outbox.ticks_and_list(self._host(DRAIN))[1]):
            self.records.append(record)
            if record[0] == outbox.TIMER_SET:
                self._timers.append((self._now + max(0.0, record[3]), record[2], bool(record[4]), record[3]))
            elif record[0] == outbox.TIMER_CLEARED:
                self._timers = [timer for timer in self._timers if timer[1] != record[2]]
            elif record[0] == outbox.OPERATION and record[3] == "body":
                arrived.append(record[2])
        for operation in arrived:
            self._host(SETTLE, operation, "", "null")
            self._turn()
