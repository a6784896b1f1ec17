"""One lane a request: when it was queued, had the thread, waited, was answered, and went on in waitUntil.

Computed once for a whole trace; every span says from which event of the trace it holds and until which, so a view
shows any earlier moment by leaving out what had not happened yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from engine import trace
from engine.trace import Event

QUEUED, RUNNING, WAITING, WAIT_UNTIL = "queued", "running", "waiting", "waitUntil"


class Span(msgspec.Struct, frozen=True, gc=False):
    """kind: queued, running, waiting or waitUntil. start, end: virtual ms. since, until: indexes of the timeline
    (state numbers) between which it is going on."""

    kind: str
    start: float
    end: float
    since: int
    until: int


class Lane(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One request. answered, over: virtual ms (None: not in this trace), status: 0 for none; and the indexes from
    which each is known."""

    event: int
    trigger: str
    handler: str
    method: str
    url: str
    arrived: float
    since: int
    spans: tuple[Span, ...]
    status: int = 0
    status_since: int = 0
    answered: float | None = None
    answered_since: int = 0
    outcome: str = ""
    over: float | None = None
    over_since: int = 0


class _Growing:
    """A lane while the trace is read. Only `lanes` sees it."""

    __slots__ = ("answered", "answered_since", "kind", "onset", "outcome", "over", "over_since", "since", "spans",
                 "start", "status", "status_since", "went_from")  # fmt: skip

    def __init__(self, onset: trace.Onset, index: int) -> None:
        self.onset, self.since = onset, index
        self.spans: list[Span] = []
        self.status, self.outcome = 0, ""
        self.answered: float | None = None
        self.over: float | None = None
        self.status_since = self.answered_since = self.over_since = 0
        self.kind, self.start, self.went_from = QUEUED, onset.arrived, index

    def turn_to(self, kind: str, time: float, index: int) -> None:
        """The span that is going on ends here; another begins ("" for none)."""
        if self.kind and (self.kind != QUEUED or time > self.start):
            self.spans.append(Span(self.kind, self.start, time, self.went_from, index))
        self.kind, self.start, self.went_from = kind, time, index

    def idle_kind(self) -> str:
        """What it is doing while it has not the thread."""
        return WAITING if self.answered is None else WAIT_UNTIL

    def lane(self, time: float, index: int) -> Lane:
        if self.kind:
            self.turn_to("", time, index)
        onset = self.onset
        return Lane(
            event=onset.event,
            trigger=onset.trigger,
            handler=onset.handler,
            method=onset.method,
            url=onset.url,
            arrived=onset.arrived,
            since=self.since,
            spans=tuple(self.spans),
            status=self.status,
            status_since=self.status_since,
            answered=self.answered,
            answered_since=self.answered_since,
            outcome=self.outcome,
            over=self.over,
            over_since=self.over_since,
        )


def lanes(events: Sequence[Event]) -> tuple[Lane, ...]:
    """The lanes of a trace, or of any beginning of one, in order of arrival at the isolate."""
    growing: dict[int, _Growing] = {}
    started, ended, onset = trace.TurnStarted, trace.TurnEnded, trace.Onset
    back, answer, outcome = trace.Return, trace.ResponseBody, trace.Outcome
    interesting = frozenset((started, ended, onset, back, answer, outcome))
    event: Any
    for index, event in enumerate(events, 1):
        kind = type(event)
        if kind not in interesting:
            continue
        if kind is onset:
            growing[event.event] = _Growing(event, index)
            continue
        lane = growing.get(event.event)
        if lane is None:
            continue
        if kind is started:
            lane.turn_to(RUNNING, event.time, index)
        elif kind is ended:
            lane.turn_to(lane.idle_kind() if lane.over is None else "", event.time, index)
        elif kind is back:
            lane.status, lane.status_since = event.status, index
        elif kind is answer:
            lane.answered, lane.answered_since = event.time, index
            if lane.kind != RUNNING:
                lane.turn_to(WAIT_UNTIL, event.time, index)
        else:
            lane.over, lane.over_since, lane.outcome = event.time, index, event.outcome
            lane.turn_to("", event.time, index)
    time = events[-1].time if events else 0.0
    return tuple(lane.lane(time, len(events)) for lane in growing.values())


def lanes_at(whole: Sequence[Lane], index: int, now: float) -> tuple[Lane, ...]:
    """Those lanes as they were after `index` events, at virtual time `now`."""
    return tuple(_lane_at(lane, index, now) for lane in whole if lane.since <= index)


def _lane_at(lane: Lane, index: int, now: float) -> Lane:
    spans = []
    for span in lane.spans:
        if span.since > index:
            continue
        shown = span if span.until <= index else msgspec.structs.replace(span, end=now, until=index)
        if shown.kind != QUEUED or shown.end > shown.start:
            spans.append(shown)
    changes: dict[str, object] = {"spans": tuple(spans)}
    if lane.status_since > index:
        changes |= {"status": 0, "status_since": 0}
    if lane.answered_since > index:
        changes |= {"answered": None, "answered_since": 0}
    if lane.over_since > index:
        changes |= {"over": None, "over_since": 0, "outcome": ""}
    return msgspec.structs.replace(lane, **changes)
