"""The path of one request: client, city, server, runtime, isolate, handler, and all the way back."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from course.folds.captions import milliseconds
from engine import trace
from engine.trace import Event

PLACES = ("client", "city", "server", "runtime", "isolate", "handler")
"""In the order a request meets them."""

CALLS = ("rpc", "stub")
"""Handlers that are no export but a method, called from another Worker."""


class PathHop(msgspec.Struct, frozen=True, kw_only=True):
    """One place on the way. name: which one ("LIS", "hello#1", "fetch()"). returning: the response is on its way back.
    time: virtual ms. seq: of the trace event that tells it. caption: what this hop means, one sentence or two."""

    place: str
    name: str
    returning: bool
    time: float
    seq: int
    caption: str


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """The way of one event so far. sender: "client"; "worker" where another Worker calls, which begins at the isolate;
    or what begins an event that none sends: "cron", "batch". worker: whose isolate it meets ("": none so far).
    headers: of the request. variables: what `env` holds, value as JSON. cold: the isolate was made for it.
    failure: what its handler threw, "" for nothing."""

    event: int
    sender: str = "client"
    worker: str = ""
    handler: str = "fetch"
    trigger: str = ""
    method: str = ""
    url: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    cold: bool = False
    status: int = 0
    answer_headers: tuple[tuple[str, str], ...] = ()
    size: int = 0
    text: str = ""
    failure: str = ""
    outcome: str = ""
    hops: tuple[PathHop, ...] = ()


class _Birth(msgspec.Struct, frozen=True):
    """How the isolate that is about to take an event came to be."""

    phases: tuple[str, ...] = ()
    served: int = 0


def paths(events: Iterable[Event]) -> tuple[Path, ...]:
    """One path an event, in order of departure, after these events of a trace (all, or any beginning)."""
    found: dict[int, Path] = {}
    birth = _Birth()
    for event in events:
        if isinstance(event, trace.IsolateBoot):
            birth = _Birth((event.phase,) if event.phase == "create" else (*birth.phases, event.phase))
        elif isinstance(event, trace.IsolateReused):
            birth = _Birth(served=event.served)
        elif isinstance(event, _OF_A_PATH):
            path = found.get(event.event) or Path(event=event.event)
            found[event.event] = _step(path, event, birth)
    return tuple(path for path in found.values() if path.hops and not path.hops[0].returning)


ENDS = ("handler", "limit")
"""Where an exception is thrown that leaves an event without its response."""
_OF_A_PATH = (trace.Hop, trace.Onset, trace.Return, trace.ExceptionThrown, trace.ResponseBody, trace.Outcome)


def _step(path: Path, event: Event, birth: _Birth) -> Path:
    if isinstance(event, trace.Hop):
        if event.place == "isolate":
            sender = path.sender if path.hops else "worker"
            worker = event.name.partition("#")[0].partition("@")[0]
            path = msgspec.structs.replace(path, sender=sender, worker=worker, cold=bool(birth.phases))
        elif event.place == "client" and not event.returning:
            path = msgspec.structs.replace(path, sender=event.why or "client")
        caption = _back(path, event) if event.returning else _there(path, event, birth)
        return _with_hop(path, event, event.place, event.name, event.returning, caption)
    if isinstance(event, trace.Onset):
        path = msgspec.structs.replace(
            path,
            handler=event.handler,
            trigger=event.trigger,
            method=event.method,
            url=event.url,
            headers=event.headers,
            variables=event.variables,
        )
        return _with_hop(path, event, "handler", _handler(path), False, _called(event))
    if isinstance(event, trace.Return):
        path = msgspec.structs.replace(path, status=event.status, answer_headers=event.headers)
        return _with_hop(path, event, "handler", _handler(path), True, _returned(path, event))
    if isinstance(event, trace.ExceptionThrown) and event.where in ENDS and not path.status:
        path = msgspec.structs.replace(path, failure=f"{event.name}: {event.message}" if event.name else event.message)
        where = f" at line {event.line}" if event.line else ""
        told = "was stopped" if event.where == "limit" else "gave no response"
        caption = f"{_whose(path)} {told}{where}. {path.failure}".removesuffix(".") + "."
        return _with_hop(path, event, "handler", _handler(path), True, caption)
    if isinstance(event, trace.ResponseBody):
        return msgspec.structs.replace(path, size=event.size, text=event.text)
    if isinstance(event, trace.Outcome):
        return msgspec.structs.replace(path, outcome=event.outcome)
    return path


def _with_hop(path: Path, event: Event, place: str, name: str, returning: bool, caption: str) -> Path:
    hop = PathHop(place=place, name=name, returning=returning, time=event.time, seq=event.seq, caption=caption)
    return msgspec.structs.replace(path, hops=(*path.hops, hop))


_BEGINS = {
    "client": "A client sends the request. None of your code runs yet.",
    "cron": "A cron trigger is due. No client is there; the clock begins this event. None of your code runs yet.",
    "batch": "A queue has a batch of messages. No client waits for it. None of your code runs yet.",
}


def _there(path: Path, hop: trace.Hop, birth: _Birth) -> str:
    if hop.place == "client":
        return _BEGINS[path.sender]
    if hop.place == "city" and path.sender != "client":
        return f"The network chooses a city for it: {hop.name} (simulated here)."
    if hop.place == "city":
        return f"The network takes it to a city near the client: {hop.name} (simulated here)."
    if hop.place == "server":
        return f"One of that city's servers takes it: {hop.name} (simulated). Your code is ready to run on any of them."
    if hop.place == "runtime":
        return "The server's runtime gets it: one process that holds the isolates of many Workers."
    phases = ", ".join(birth.phases)
    times = "1 event" if birth.served == 1 else f"{birth.served} events"
    if _nested(path):
        called = f"Another Worker calls {path.worker}, on this server."
        if birth.phases:
            return f"{called} The runtime makes its isolate {hop.name}: {phases}. A cold start."
        return f"{called} Its isolate {hop.name} is warm: it has taken {times} before."
    if birth.phases:
        return f"No isolate of your Worker is here, so the runtime makes {hop.name}: {phases}. A cold start."
    return f"Your Worker's isolate {hop.name} is here and warm: it has taken {times} before. Nothing is made anew."


def _nested(path: Path) -> bool:
    """Whether another Worker called, so that neither client nor city had a part in it."""
    return path.sender == "worker"


def _whose(path: Path) -> str:
    return f"The handler of {path.worker}" if _nested(path) else "Your handler"


def _handler(path: Path) -> str:
    """What of the learner's runs: the handler, or the method that another Worker calls."""
    return f"{path.trigger}()" if path.handler in CALLS else f"{path.handler}()"


def _called(event: trace.Onset) -> str:
    if event.handler in CALLS:
        return f"Another Worker calls {event.trigger}(), by RPC. Now the code of {event.worker} runs."
    if event.handler == "durableObject":
        return f"The Durable Object {event.object} is called: {event.trigger}. There is one, wherever it is asked for."
    if event.handler == "alarm":
        return f"The alarm of the Durable Object {event.object} rings: its alarm() runs."
    if event.handler == "fetch" and event.caller:
        return f"The runtime calls its fetch(request, env, ctx). Now the code of {event.worker} runs."
    if event.handler == "fetch":
        return "The runtime calls your fetch(request, env, ctx). Now your code runs."
    given = "batch" if event.handler == "queue" else "controller"
    return f"The runtime calls your {event.handler}({given}, env, ctx). Now your code runs."


def _returned(path: Path, event: trace.Return) -> str:
    took = f" at {milliseconds(event.time)}" if event.time else ""
    if not event.status:
        return f"Your {path.handler} handler is done{took}."
    back = "It goes back to the Worker that called." if _nested(path) else "It starts its way back."
    return f"{_whose(path)} gave a Response with status {event.status}{took}. {back}"


def _back(path: Path, hop: trace.Hop) -> str:
    if path.sender != "client":
        return _ended(path, hop)
    if hop.place == "isolate" and path.failure:
        return "No response leaves the isolate. The runtime sends an error in its place."
    if hop.place == "isolate":
        return "The response leaves the isolate. The isolate stays, warm, with its globals as they are now."
    if hop.place == "runtime":
        return f"The runtime passes the {'error' if path.failure else 'response'} on."
    if hop.place in ("server", "city"):
        return f"Back through the {hop.place} {hop.name}."
    if path.failure:
        return "The client gets an error page: your Worker gave no response."
    if path.status:
        return (
            f"The client has its answer: status {path.status}, {path.size:,} {'byte' if path.size == 1 else 'bytes'}."
        )
    return "It is done."


def _ended(path: Path, hop: trace.Hop) -> str:
    """The way back of an event that nobody waits for: no response, only how it ended."""
    if hop.place == "isolate":
        return "There is no response. The isolate stays, warm, with its globals as they are now."
    if hop.place == "client":
        return (
            "It is over. What it threw stands in the log." if path.failure else "It is over, and nobody waited for it."
        )
    return f"The {hop.place} is told how it ended."
