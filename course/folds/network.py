"""A run over its network: where every request is at a time, what each server holds, and what is kept in which city.

`network(events)` gives the run's moments, each with the whole picture at that time. Pure; nothing here is guessed: what
the trace does not say (servers that nobody asked yet) is not there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from course.folds.network_story import COLD, WARM, Copy, Home, Isolate, Leg, Moment, Picture, Request, Story, name
from course.folds.path import ENDS
from engine import trace
from engine.trace import Event


def network(events: Sequence[Event]) -> Story:
    """The story of a run. Its first moment is before everything."""
    reader = _Reader({event.event: event.handler for event in events if isinstance(event, trace.Onset)})
    for after, event in enumerate(events, 1):
        reader.read(after, event)
    return Story(moments=tuple(reader.moments), legs=tuple(sorted(reader.legs, key=_start)), clients=reader.clients)


def _start(leg: Leg) -> float:
    return leg.start


def _time(moment: Moment) -> float:
    return moment.time


class _Reader:
    """Reads a trace once. Only `network` sees it. handlers: event → the one that it is for."""

    def __init__(self, handlers: Mapping[int, str]) -> None:
        self._handlers = handlers
        self.legs: list[Leg] = []
        self._now = Picture()
        self.moments = [Moment(after=0, time=0.0, told="", event=0, city="", picture=self._now)]
        self._after = 0
        self._left: dict[int, tuple[float, str, int]] = {}  # event → when it left the last city, which, at which moment
        self._failed: set[int] = set()  # events that ended without an answer of their handler's
        self._asked: dict[tuple[str, int], tuple[trace.IoQueued, float]] = {}  # operation → it, and when it started
        self._shaken: set[int] = set()
        self._clients: set[int] = set()  # events that a client sent
        self._visits: dict[int, tuple[float, str, str]] = {}  # event → way to an object it called: ms, from, to
        self.clients: tuple[str, ...] = ()

    def read(self, after: int, event: Any) -> None:
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            self._after = after
            handler(self, event)

    def tell(self, event: Any, told: str, city: str = "", about: int | None = None, *, sends: bool = False) -> None:
        moment = Moment(
            after=self._after, time=event.time, told=told, city=city, sends=sends,
            event=event.event if about is None else about, picture=self._now,
        )  # fmt: skip
        self.moments.append(moment)

    def begins(self, event: Any) -> str:
        """How an event begins that no client sends; "" for a request."""
        return _SETS_OUT.get(self._handlers.get(event.event, ""), "")

    # --- what changes ----------------------------------------------------------------------------------------------

    def change(self, **fields: Any) -> None:
        self._now = msgspec.structs.replace(self._now, **fields)

    def request(self, event: int, **fields: Any) -> None:
        found = self._now.requests.get(event)
        if found is not None:
            self.change(requests={**self._now.requests, event: msgspec.structs.replace(found, **fields)})

    def isolate(self, id: str, **fields: Any) -> None:
        found = self._now.isolates.get(id)
        if found is not None:
            self.change(isolates={**self._now.isolates, id: msgspec.structs.replace(found, **fields)})

    def server(self, server: str, city: str) -> None:
        if server and server not in self._now.servers:
            self.change(servers={**self._now.servers, server: city})
        self.city(city)

    def city(self, code: str) -> None:
        if code and code not in self._now.cities:
            self.change(cities=(*self._now.cities, code))

    def city_of(self, isolate: str) -> str:
        found = self._now.isolates.get(isolate)
        return found.city if found is not None else ""

    # --- the way ---------------------------------------------------------------------------------------------------

    def hop(self, event: trace.Hop) -> None:
        if event.place == "client":
            self._client(event)
        elif event.place == "city":
            self._city(event)
        elif event.place in ("server", "runtime"):
            self.server(event.server, event.city)
            self._machine(event)
        elif event.place == "isolate":
            self._isolate(event)
        else:
            self.request(event.event, place="origin")
            self.tell(event, f"No Worker takes it: the origin {event.name} answers.")

    def _client(self, event: trace.Hop) -> None:
        if not event.returning:
            code = event.name
            self.clients = (*dict.fromkeys((*self.clients, code)),)
            sent = Request(event=event.event, client=code, sent=event.time)
            self.change(requests={**self._now.requests, event.event: sent})
            self._left[event.event] = (event.time, code, len(self.moments))
            self._clients.add(event.event)
            where = f" in {name(code)}" if code else ""
            self.tell(event, self.begins(event) or f"A client{where} sends a request.", code, sends=True)
            return
        request = self._now.requests.get(event.event)
        if request is None:
            return
        self._leg(event, request.client, back=True)
        took = event.time - request.sent
        kept = {number: one for number, one in self._now.requests.items() if number != event.event}
        self.change(requests=kept, answered=self._now.answered + 1)
        said = f" after {_ms(took)}, {request.temperature}." if request.temperature else "."
        where = f" in {name(request.client)}" if request.client else ""
        who = "It is done" if self.begins(event) else f"The client{where} has its answer"
        self.tell(event, f"{who}{said}", request.city)

    def _city(self, event: trace.Hop) -> None:
        self.city(event.city)
        request = self._now.requests.get(event.event)
        if event.returning:
            self._left[event.event] = (event.time, event.city, len(self.moments))
            self.request(event.event, place="city", back=True)
            told = f"{name(event.city)} sends the answer to the client."
            self.tell(event, f"{name(event.city)} is told." if self.begins(event) else told, event.city)
            return
        took = event.time - self._left.get(event.event, (event.time, "", 0))[0]
        self._leg(event, event.city, handshake=event.event in self._shaken)
        self.request(event.event, place="city", city=event.city)
        self._left[event.event] = (event.time, event.city, len(self.moments))
        if event.why == "handshake":
            self._shaken.add(event.event)
            self._left[event.event] = (event.time, request.client if request else "", len(self.moments))
            self.tell(event, f"Handshake with {name(event.city)}: one more way there and back.", event.city)
            return
        way = f" The way took {_ms(took)}, a model." if took else ""
        told = f"It enters in {name(event.city)}, the nearest city of this network.{way}"
        if self.begins(event):
            told = f"The network takes it to a server in {name(event.city)}."
        self.tell(event, told, event.city)

    def _leg(self, event: trace.Hop, target: str, *, back: bool = False, handshake: bool = False) -> None:
        start, source, first = self._left.get(event.event, (event.time, "", 0))
        if event.time > start and source and target:
            leg = Leg(
                event=event.event, first=first, last=len(self.moments), start=start, end=event.time, back=back,
                source=target if handshake else source, target=source if handshake else target,
                handshake=handshake and source != target,
            )  # fmt: skip
            self.legs.append(leg)

    def _call_leg(self, event: int, start: float, end: float, source: str, target: str, *, back: bool = False) -> None:
        """The way of a call to an object, or of its answer."""
        first = max(0, bisect_right(self.moments, start, key=_time) - 1)
        last = len(self.moments)
        self.legs.append(
            Leg(event=event, first=first, last=last, start=start, end=end, source=source, target=target, back=back)
        )

    def _machine(self, event: trace.Hop) -> None:
        if event.place == "runtime":
            self.change(asked=self._now.asked | {event.server})
        self.request(event.event, place=event.place, server=event.server, city=event.city, back=event.returning)
        if event.returning:
            told = f"The {event.place} of {event.server} passes the answer on."
            if event.place == "server":
                told = f"Server {event.server} passes the answer on."
        elif event.why == "forwarded":
            self.change(forwarded=self._now.forwarded + 1)
            told = f"Sharding: forwarded to {event.server}, which this Worker belongs to in {name(event.city)}."
        elif event.why == "handed back":
            told = f"That server has too much to do, so {event.server} takes it after all."
        elif event.place == "server":
            told = f"Server {event.server} has the connection. Any server of the city could."
        else:
            told = f"The runtime of {event.server} looks for an isolate of the Worker."
        self.tell(event, told, event.city)

    def _isolate(self, event: trace.Hop) -> None:
        if event.returning:
            self.request(event.event, place="isolate", back=True)
            told = "The answer leaves the isolate. The isolate stays, with its globals."
            if event.event in self._failed:
                told = "No answer leaves the isolate. The runtime sends an error in its place."
            self.tell(event, told, event.city)
            return
        found = self._now.isolates.get(event.name)
        cold = found is None or found.events == 0
        here = found.events + 1 if found is not None else 1
        inside = (*(found.inside if found is not None else ()), event.event)
        self.isolate(event.name, events=here, inside=inside)
        if event.event not in self._now.requests:
            return  # an event that no client sent: its onset tells of it
        self.request(event.event, place="isolate", isolate=event.name, temperature=COLD if cold else WARM)
        before = self._now.starts.get(event.city, (0, 0))
        starts = (before[0] + cold, before[1] + (not cold))
        self.change(starts={**self._now.starts, event.city: starts})
        if cold:
            self.tell(event, "Cold: it waits until the isolate has started.", event.city)
        else:
            earlier = "1 event" if here == 2 else f"{here - 1} events"
            self.tell(event, f"Warm: this isolate is here already, with {earlier} before.", event.city)

    def routed(self, event: trace.Routed) -> None:
        request = self._now.requests.get(event.event)
        if event.worker and event.pattern:
            told = f"The route {event.pattern} takes it: Worker {event.worker}."
        else:
            told = event.why or "No route takes it."
        self.tell(event, told, request.city if request is not None else "")

    # --- isolates --------------------------------------------------------------------------------------------------

    def boot(self, event: trace.IsolateBoot) -> None:
        if event.phase != "create":
            return
        self.server(event.server, event.city)
        made = Isolate(id=event.isolate, worker=event.worker, city=event.city, server=event.server)
        isolates = {**self._now.isolates, event.isolate: made}
        self.change(isolates=isolates, asked=self._now.asked | {event.server})
        told = f"{event.server} has no isolate of {event.worker} yet. A cold start begins."
        waiting = [one for one in self._now.requests.values() if one.place == "runtime" and one.server == event.server]
        self.tell(event, told, event.city, waiting[-1].event if waiting else 0)

    def ready(self, event: trace.IsolateReady) -> None:
        self.isolate(event.isolate, state="ready")
        found = self._now.isolates.get(event.isolate)
        about = found.inside[0] if found is not None and found.inside else 0
        self.tell(event, f"The isolate of {event.worker} is ready.", self.city_of(event.isolate), about)

    def condemned(self, event: trace.IsolateCondemned) -> None:
        self.isolate(event.isolate, state="draining")
        self.tell(event, f"{event.isolate} takes no new events: {event.reason}.", self.city_of(event.isolate))

    def evicted(self, event: trace.IsolateEvicted) -> None:
        self.isolate(event.isolate, state="gone", inside=())
        self.tell(event, f"{event.isolate} is gone, with its globals: {event.reason}.", self.city_of(event.isolate))

    def sharding(self, event: trace.ShardingSet) -> None:
        on = "Sharding is on: in each city, every Worker has a server of its own now."
        self.tell(event, on if event.on else "Sharding is off: the server that has the connection runs the Worker.")

    # --- the handler -----------------------------------------------------------------------------------------------

    def onset(self, event: trace.Onset) -> None:
        found = self._now.isolates.get(event.isolate)
        if found is not None and found.state == "starting":
            return  # its client left before the isolate was ready: nothing was called
        city = self.city_of(event.isolate)
        if event.object:
            self._visit(event, city)
            return
        self.request(event.event, place="handler")
        self.tell(event, f"The runtime calls {event.handler}(): {event.trigger}", city)

    def _visit(self, event: trace.Onset, city: str) -> None:
        """A Durable Object gets an event."""
        found = self._now.homes.get(event.object)
        calls = found.calls + 1 if found is not None else 1
        home = Home(label=event.object, city=city, isolate=event.isolate, calls=calls)
        self.change(homes={**self._now.homes, event.object: home})
        asked = next((one for one in self._asked.values() if one[0].event == event.caller and _is_visit(one[0])), None)
        if asked is not None and event.arrived > asked[1]:
            source = self.city_of(asked[0].isolate)
            self._call_leg(event.caller, asked[1], event.arrived, source, city)
            self._visits[event.caller] = (event.arrived - asked[1], source, city)
        told = f"The one {event.object}, in {name(city)}, has a call: {event.trigger}"
        self.tell(event, told, city, event.caller or event.event)

    def body(self, event: trace.ResponseBody) -> None:
        if event.event in self._now.requests and event.text:
            text = event.text.strip().split("\n")[0][:60]
            self.tell(event, f"The handler answers: {text}", self.city_of(event.isolate))

    def thrown(self, event: trace.ExceptionThrown) -> None:
        request = self._now.requests.get(event.event)
        if request is not None and not request.back and event.where in ENDS:
            self._failed.add(event.event)
            what = f"{event.name}: {event.message}" if event.name else event.message
            verb = "is stopped" if event.where == "limit" else "throws"
            self.tell(event, f"The handler {verb}. {what}", self.city_of(event.isolate))

    def outcome(self, event: trace.Outcome) -> None:
        found = self._now.isolates.get(event.isolate)
        if found is not None:
            self.isolate(event.isolate, inside=tuple(one for one in found.inside if one != event.event))
        city = self.city_of(event.isolate)
        if event.outcome == "canceled":
            self.change(requests={key: one for key, one in self._now.requests.items() if key != event.event})
            self.tell(event, "Its client has left, and so the event is canceled.", city)
        elif event.outcome != "ok":
            self.tell(event, f"The event ends as {event.outcome}.", city)
        elif event.event in self._clients and event.event not in self._now.requests:
            self.tell(event, "The event is over. Its isolate stays, and waits for the next.", city)

    # --- what is kept where ----------------------------------------------------------------------------------------

    def asks(self, event: trace.IoQueued) -> None:
        if not event.slotless:
            self._asked[event.isolate, event.io] = (event, event.time)

    def started(self, event: trace.IoStarted) -> None:
        asked = self._asked.get((event.isolate, event.io))
        if asked is None:
            return
        self._asked[event.isolate, event.io] = (asked[0], event.time)
        city, operation = self.city_of(event.isolate), asked[0].operation
        if _is_visit(asked[0]):
            label = asked[0].target.rpartition(".")[0] if operation.endswith(".call") else asked[0].target
            home = self._now.homes.get(label)
            where = f", which lives in {name(home.city)}" if home else ""
            self.tell(event, f"The handler calls {label or 'a Durable Object'}{where}.", city)
        elif operation in _OF_KEYS:
            self.tell(event, f"The handler {_OF_KEYS[operation]} {asked[0].target} in KV.", city)
        else:
            self.tell(event, f"The handler waits for {_asked_for(asked[0])}.", city)

    def done(self, event: trace.IoDone) -> None:
        asked = self._asked.pop((event.isolate, event.io), None)
        if asked is None:
            return
        queued, since = asked
        city = self.city_of(event.isolate)
        if _is_visit(queued):
            way, source, target = self._visits.pop(event.event, (0.0, "", ""))
            if way:
                self._call_leg(event.event, event.time - way, event.time, target, source, back=True)
            self.tell(event, f"The object's answer is back in {name(city)}.", city)
        elif queued.operation == "kv.get":
            self._read(event, queued.target, since, city)
        elif queued.operation in _OF_KEYS:
            self._wrote(event, queued.target, since, city)
        else:
            said = f": {event.result}" if event.result else ""
            self.tell(event, f"{_asked_for(queued)} is answered{said}.", city)

    def _read(self, event: trace.IoDone, key: str, since: float, city: str) -> None:
        known = self._now.copies.get((city, key))
        if "cached" not in event.result or known is None:
            self._keep(Copy(city=city, key=key, since=since))
            self.tell(event, f"{name(city)} had no copy of {key} young enough: the central store answers.", city)
            return
        behind = " Somebody has written since then." if known.old else ""
        age = _seconds(event.time - known.since)
        self.tell(event, f"{name(city)} reads its own copy of {key}, {age} old.{behind}", city)

    def _wrote(self, event: trace.IoDone, key: str, since: float, city: str) -> None:
        copies = {
            place: msgspec.structs.replace(copy, old=True) if copy.key == key else copy
            for place, copy in self._now.copies.items()
        }
        self.change(copies=copies)
        self._keep(Copy(city=city, key=key, since=since))
        self.tell(event, f"{key} is written. {name(city)} sees it at once; other cities keep their copies.", city)

    def _keep(self, copy: Copy) -> None:
        self.change(copies={**self._now.copies, (copy.city, copy.key): copy})


def _is_visit(asked: trace.IoQueued) -> bool:
    return asked.operation.startswith("durable-object.")


_SETS_OUT = {"scheduled": "A cron event is due.", "queue": "A batch of messages is due."}
"""How events begin that no client sends, by their handler."""
_OF_KEYS = {"kv.get": "reads", "kv.put": "writes", "kv.delete": "deletes"}
"""Operations on one key of KV, as a handler's verbs."""


def _asked_for(asked: trace.IoQueued) -> str:
    return f"{asked.operation} {asked.target}".rstrip()


def _ms(value: float) -> str:
    return f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.0f} s"


_HANDLERS: dict[type, Any] = {
    trace.Hop: _Reader.hop,
    trace.Routed: _Reader.routed,
    trace.IsolateBoot: _Reader.boot,
    trace.IsolateReady: _Reader.ready,
    trace.IsolateCondemned: _Reader.condemned,
    trace.IsolateEvicted: _Reader.evicted,
    trace.ShardingSet: _Reader.sharding,
    trace.Onset: _Reader.onset,
    trace.ResponseBody: _Reader.body,
    trace.ExceptionThrown: _Reader.thrown,
    trace.Outcome: _Reader.outcome,
    trace.IoQueued: _Reader.asks,
    trace.IoStarted: _Reader.started,
    trace.IoDone: _Reader.done,
}
