"""The events of a run that stays open, one line each: what came, what was answered, in which isolate, for how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from engine import trace
from engine.trace import Event

MOST_LINES, MOST_TRACES, MOST_EVENTS = 1000, 200, 20_000
"""How many are kept: lines, traces to look at, events of one trace."""
MOST_MIXED = 50
"""Of so many events in flight the trace also gets what belongs to none, such as a moved clock."""
TIMES = ("time", "due", "arrived", "before", "since")
"""Fields of trace events that are virtual ms since the run began."""
IDS = ("event", "caller")
"""Fields that are ids of events."""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One of them. id: of the event, counted on from session to session. began: virtual ms. handler: "fetch",
    "scheduled", "queue", "alarm" … ("" until it is known). target: path, cron, queue or object. status: 0 when there is
    none (yet). outcome: "" while it goes on. wall_ms: until the client has its answer, else until the end; None before.
    cpu_ms: model. cold: its isolate was made for it."""

    id: int
    began: float
    handler: str = ""
    method: str = ""
    target: str = ""
    status: int = 0
    outcome: str = ""
    wall_ms: float | None = None
    cpu_ms: float | None = None
    isolate: str = ""
    cold: bool = False


class Exchanges:
    """Owns the lines and the newest traces; `add` is told of the trace as it comes. offset: added to the ids of events,
    since each session counts its own from 1."""

    def __init__(self) -> None:
        self._lines: dict[int, Exchange] = {}
        self._traces: dict[int, tuple[list[Event], int]] = {}  # and the offset of their ids
        self._files: dict[int, Mapping[str, str]] = {}
        self._open: dict[int, None] = {}
        self._arriving: dict[int, None] = {}  # sent, and not yet at an isolate
        self._root: dict[int, int] = {}  # an event in flight → the one that caused it
        self._family: dict[int, list[int]] = {}  # the same the other way round
        self._fresh: set[str] = set()  # isolates that have had no event yet
        self.total = 0
        self.offset, self._highest = 0, 0

    @property
    def lines(self) -> list[Exchange]:
        """The newest, oldest first."""
        return list(self._lines.values())

    @property
    def running(self) -> int:
        """How many go on."""
        return len(self._open)

    def get(self, id: int) -> Exchange | None:
        """One line; None when it is forgotten."""
        return self._lines.get(id)

    def trace(self, id: int) -> list[Event]:
        """What one event and all that it called did, its times counted from its beginning. Empty when forgotten."""
        line = self._lines.get(id)
        events, offset = self._traces.get(id, ([], 0))
        return [] if line is None else rebased(events, line.began, offset)

    def files(self, id: int) -> Mapping[str, str]:
        """The source that ran."""
        return self._files.get(id, {})

    def add(self, events: Iterable[Any], files: Mapping[str, str]) -> None:
        """The trace goes on. files: path → the source that runs now."""
        for event in events:
            kind = type(event)
            if event.seq == 1:
                self._new_session()
            if kind is trace.Hop and event.place == "client" and not event.returning:
                self._begin(event, files)
                self._arriving[event.event] = None
            elif kind is trace.Onset:
                self._onset(event, files)
            elif kind is trace.IsolateReady:
                self._fresh.add(event.isolate)
            self._keep(event)
            if kind is trace.Return or kind is trace.Outcome or kind is trace.Hop:
                self._change(event)

    def _new_session(self) -> None:
        """The engine was replaced: what it was doing is lost, and ids begin anew."""
        for id in self._open:
            self._change_line(id, outcome="lost")
        for table in (self._open, self._arriving, self._root, self._family):
            table.clear()
        self._fresh.clear()
        self.offset = self._highest

    # --- one event of the trace ------------------------------------------------------------------------------------

    def _begin(self, event: Event, files: Mapping[str, str]) -> None:
        root, id = event.event, event.event + self.offset
        self.total += 1
        self._highest = max(self._highest, id)
        self._lines[id] = Exchange(id=id, began=event.time)
        self._traces[id], self._files[id] = ([], self.offset), files
        self._root[root], self._family[root] = root, [root]
        self._open[id] = None
        for kept, most in ((self._lines, MOST_LINES), (self._traces, MOST_TRACES), (self._files, MOST_TRACES)):
            if len(kept) > most:
                _forget(kept)

    def _onset(self, event: Any, files: Mapping[str, str]) -> None:
        if event.caller in self._root:
            root = self._root[event.event] = self._root[event.caller]
            self._family[root].append(event.event)
            self._fresh.discard(event.isolate)
            return
        if event.event not in self._root:
            self._begin(event, files)
        self._arriving.pop(event.event, None)
        target = "/" + event.url.partition("://")[2].partition("/")[2] if event.url else event.object or event.trigger
        cold = event.isolate in self._fresh
        self._fresh.discard(event.isolate)
        self._update(
            event.event,
            handler=event.handler,
            method=event.method,
            target=target,
            isolate=event.isolate,
            cold=cold,
        )

    def _keep(self, event: Event) -> None:
        if event.event:
            root = self._root.get(event.event)
            roots = [] if root is None else [root]
        elif self._arriving:
            roots = [next(reversed(self._arriving))]
        else:
            roots = list(self._family) if len(self._family) <= MOST_MIXED else []
        for root in roots:
            kept = self._traces.get(root + self.offset)
            if kept is not None and len(kept[0]) < MOST_EVENTS:
                kept[0].append(event)

    def _change(self, event: Any) -> None:
        id = event.event
        if self._root.get(id) != id:
            return
        line = self._lines.get(id + self.offset)
        passed = event.time - (event.time if line is None else line.began)
        if type(event) is trace.Return:
            self._update(id, status=event.status)
        elif type(event) is trace.Outcome:
            wall = passed if line is None or line.wall_ms is None else line.wall_ms
            self._update(id, outcome=event.outcome, cpu_ms=event.cpu_ms, wall_ms=wall)
            self._end(id)
        elif event.returning and event.place == "client":
            self._update(id, wall_ms=passed)
            if id in self._arriving:  # no Worker took it
                self._update(id, outcome="no Worker")
                self._end(id)

    def _end(self, id: int) -> None:
        self._open.pop(id + self.offset, None)
        self._arriving.pop(id, None)
        for event in self._family.pop(id, ()):
            self._root.pop(event, None)

    def _update(self, event: int, **fields: Any) -> None:
        self._change_line(event + self.offset, **fields)

    def _change_line(self, id: int, **fields: Any) -> None:
        if (line := self._lines.get(id)) is not None:
            self._lines[id] = msgspec.structs.replace(line, **fields)


def rebased(events: Iterable[Event], origin: float, offset: int = 0) -> list[Event]:
    """The same events with times counted from `origin` (virtual ms), and with `offset` added to their ids."""
    moved = []
    for event in events:
        fields: dict[str, float | int] = {
            name: max(0.0, value - origin) for name in TIMES if (value := getattr(event, name, 0.0))
        }
        fields |= {name: value + offset for name in IDS if (value := getattr(event, name, 0))}
        moved.append(msgspec.structs.replace(event, **fields))
    return moved


def _forget(kept: dict[int, Any]) -> None:
    del kept[next(iter(kept))]
