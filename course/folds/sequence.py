"""A run as a sequence diagram: who passes what to whom, and when; after each event of the trace a little more of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from course.folds.captions import milliseconds
from course.folds.marks import mark
from course.folds.path import ENDS
from engine import trace
from engine.trace import Event

PLACES = ("client", "city", "server", "runtime", "isolate", "handler", "outside")
"""The lifelines, left to right. outside: what a Worker asks, such as an origin or a KV store."""

_PHASES = {
    "create": "a new isolate: an empty heap",
    "platform": "the platform's own JavaScript goes in",
    "compile": "your code is compiled",
    "top level": "your module runs once, from top to bottom",
}


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of the diagram. after: so many events of the trace have happened by then. source, target: lifelines; the
    same one twice is a note on it. words: what happens. detail: why, one sentence ("" for nothing to add). file, line:
    of the learner's code that acts (0: none of it). late: work after the response has left."""

    after: int
    event: int
    time: float
    source: str
    target: str
    words: str
    detail: str = ""
    file: str = ""
    line: int = 0
    late: bool = False


class _Reader:
    """Reads a trace once. Only `sequence` sees it."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._at: dict[int, str] = {}  # event → the place it is at
        self._stacks: dict[int, dict[int, tuple[str, int]]] = {}  # event → frame on the stack → where it stands
        self._left: dict[int, tuple[str, int]] = {}  # event → where the function that ended last stood
        self._operations: dict[tuple[str, int], trace.IoQueued] = {}
        self._answered: set[int] = set()
        self._failed: set[int] = set()  # events that ended without a response of their handler's
        self._unsent: set[int] = set()  # events that no client sends: cron events and batches
        self._after = 0

    def read(self, after: int, event: Any) -> None:
        if type(event) in _STANDS:
            self._stacks.setdefault(event.event, {})[event.frame] = (event.file, event.line)
            return
        if type(event) in _GOES:
            self._left[event.event] = self._stacks.get(event.event, {}).pop(event.frame, ("", 0))
            return
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            self._after = after
            handler(self, event)

    def row(self, event: Any, source: str, target: str, words: str, detail: str = "", **more: Any) -> None:
        self.rows.append(
            Row(
                after=self._after,
                event=event.event,
                time=event.time,
                source=source,
                target=target,
                words=words,
                detail=detail,
                late=event.event in self._answered and type(event) is not trace.Hop,
                **more,
            )
        )

    def acts(self, event: Any) -> dict[str, Any]:
        """The line of the learner's that an event comes from: its own, else that of the function on top of the stack,
        else of the one that ended last."""
        file, line = getattr(event, "file", ""), getattr(event, "line", 0)
        if not line:
            stack = self._stacks.get(event.event)
            file, line = next(reversed(stack.values())) if stack else self._left.get(event.event, ("", 0))
        return {"file": file, "line": line}

    # --- the request layer -----------------------------------------------------------------------------------------

    def hop(self, event: trace.Hop) -> None:
        before = self._at.get(event.event, "handler" if event.returning else event.place)
        why = getattr(event, "why", "")
        if not why:  # a handshake is no hop of the request
            self._at[event.event] = event.place
        name = f" {event.name}" if event.name and event.place in ("city", "server", "isolate") else ""
        if event.place == "client" and (event.why or event.event in self._unsent):
            self._unsent.add(event.event)
            self._at[event.event] = event.place
            words = "is over" if event.returning else "a cron trigger is due" if why == "cron" else "a batch is ready"
            self.row(event, before, event.place, words, "No client sends this event, and none waits for it.")
            return
        if event.place == "client":
            words = "has its answer" if event.returning else "sends a request"
        else:
            leaves = event.returning and event.place == "isolate"
            if leaves:
                self._answered.add(event.event)
            words = f"{'leaves' if leaves else 'back to' if event.returning else 'to'} the {event.place}{name}"
        detail = _HOPS[event.place, event.returning]
        if event.place == "isolate" and event.returning and event.event in self._failed:
            detail = "It is no response: the runtime sends an error in its place."
        self.row(event, before, event.place, f"{words} ({why})" if why else words, detail)

    def onset(self, event: trace.Onset) -> None:
        self._at[event.event] = "handler"
        words = f"{event.handler}(): {event.trigger}"
        self.row(event, "isolate", "handler", words, "The runtime calls your handler. Now your code runs.")

    def returned(self, event: trace.Return) -> None:
        words = f"a Response, status {event.status}" if event.status else "its promise is fulfilled"
        self.row(event, "handler", "isolate", words, "The handler is done; its answer goes back.", **self.acts(event))
        self._at[event.event] = "isolate"

    def thrown(self, event: trace.ExceptionThrown) -> None:
        words = f"{event.name}: {event.message}" if event.name else event.message
        if event.where in ENDS and self._at.get(event.event) == "handler":
            self._failed.add(event.event)
        detail = "No code can catch a limit." if event.where == "limit" else "Nobody caught it."
        self.row(event, "handler", "handler", words, detail, **self.acts(event))

    def log(self, event: trace.Log) -> None:
        place = "handler" if event.event else "isolate"
        self.row(event, place, place, f"prints {event.message}", **self.acts(event))

    def wait_until(self, event: trace.WaitUntilAdded) -> None:
        detail = "This promise may go on after the response; the event lives until it settles."
        self.row(event, "handler", "handler", "ctx.waitUntil()", detail, **self.acts(event))

    def settled(self, event: trace.WaitUntilSettled) -> None:
        words = "the waitUntil promise is fulfilled" if event.ok else "the waitUntil promise is rejected"
        self.row(event, "handler", "handler", words)

    def canceled(self, event: trace.WorkCanceled) -> None:
        self.row(event, "handler", "handler", f"its {event.what} is canceled", "The event is over, and so is its work.")

    def outcome(self, event: trace.Outcome) -> None:
        words = f"event {mark(event.event)} is over: {event.outcome}"
        detail = f"{milliseconds(event.wall_ms)} of virtual time since it was sent."
        if not event.outcome.startswith("exceeded"):  # what becomes of the isolate then is told below
            detail += " The isolate keeps its globals."
        self.row(event, "isolate", "isolate", words, detail)

    # --- what the handler asks for ---------------------------------------------------------------------------------

    def asked(self, event: trace.IoQueued) -> None:
        self._operations[event.isolate, event.io] = event

    def started(self, event: trace.IoStarted) -> None:
        asked = self._operations.get((event.isolate, event.io))
        words = f"{asked.operation} {asked.target}" if asked else "I/O"
        due = f"Its answer is due at {milliseconds(event.due)}. " if event.due else ""
        detail = f"{due}The handler waits, and the thread is free for others."
        self.row(event, "handler", "outside", words, detail, **(self.acts(asked) if asked else {}))

    def done(self, event: trace.IoDone) -> None:
        asked = self._operations.pop((event.isolate, event.io), None)
        said = f", {event.result}" if event.result else ""
        words = f"answer to {asked.operation}{said}" if asked else f"an answer{said}"
        self.row(event, "outside", "handler", words, **(self.acts(asked) if asked else {}))

    def timer_set(self, event: trace.TimerSet) -> None:
        words = f"sets a timer of {milliseconds(event.delay)}"
        self.row(event, "handler", "handler", words, f"Due at {milliseconds(event.due)}.", **self.acts(event))

    def timer_fired(self, event: trace.TimerFired) -> None:
        self.row(event, "handler", "handler", "its timer fires")

    # --- the isolate -----------------------------------------------------------------------------------------------

    def boot(self, event: trace.IsolateBoot) -> None:
        detail = f"A cold start, phase “{event.phase}”, of {event.isolate}."
        self.row(event, "isolate", "isolate", _PHASES.get(event.phase, event.phase), detail)

    def reused(self, event: trace.IsolateReused) -> None:
        times = "1 event" if event.served == 1 else f"{event.served} events"
        words = f"{event.isolate} is here, warm: {times} before"
        self.row(
            event, "isolate", "isolate", words, "No cold start: module and globals are as the last event left them."
        )

    def condemned(self, event: trace.IsolateCondemned) -> None:
        detail = "It takes no new events. Those in flight may end."
        self.row(event, "isolate", "isolate", f"{event.isolate} is condemned: {event.reason}", detail)

    def evicted(self, event: trace.IsolateEvicted) -> None:
        detail = "Its heap is gone, with every global. The next event meets a fresh isolate."
        self.row(event, "isolate", "isolate", f"{event.isolate} is evicted", detail)


_STANDS = frozenset((trace.FrameEntered, trace.FrameResumed, trace.StatementReached))
_GOES = frozenset((trace.FrameLeft, trace.FrameSuspended))
_HOPS = {
    ("client", False): "A client, somewhere. None of your code runs yet.",
    ("city", False): "The network takes it to a city near the client. Where that is is simulated.",
    ("server", False): "Any of the city's servers could take it.",
    ("runtime", False): "One process per server holds the isolates of many Workers.",
    ("isolate", False): "Your Worker's own heap.",
    ("isolate", True): "The response leaves the isolate. The isolate stays.",
    ("runtime", True): "The runtime passes it on.",
    ("server", True): "The server passes it on.",
    ("city", True): "The city sends it to the client.",
    ("client", True): "For the client it is over. For your Worker perhaps not yet.",
}

_HANDLERS: dict[type, Callable[[_Reader, Any], None]] = {
    trace.Hop: _Reader.hop,
    trace.Onset: _Reader.onset,
    trace.Return: _Reader.returned,
    trace.ExceptionThrown: _Reader.thrown,
    trace.Log: _Reader.log,
    trace.WaitUntilAdded: _Reader.wait_until,
    trace.WaitUntilSettled: _Reader.settled,
    trace.WorkCanceled: _Reader.canceled,
    trace.Outcome: _Reader.outcome,
    trace.IoQueued: _Reader.asked,
    trace.IoStarted: _Reader.started,
    trace.IoDone: _Reader.done,
    trace.TimerSet: _Reader.timer_set,
    trace.TimerFired: _Reader.timer_fired,
    trace.IsolateBoot: _Reader.boot,
    trace.IsolateReused: _Reader.reused,
    trace.IsolateCondemned: _Reader.condemned,
    trace.IsolateEvicted: _Reader.evicted,
}


def sequence(events: Sequence[Event]) -> tuple[Row, ...]:
    """The rows of the whole run, in its order; `after` says from which event on each is there."""
    reader = _Reader()
    for after, event in enumerate(events, 1):
        reader.read(after, event)
    return tuple(reader.rows)
