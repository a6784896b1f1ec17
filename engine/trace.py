"""Everything the engine says: one stream of small frozen events.

Each kind is one class; the tag in JSON (`"kind"`) is the kind's name. All that a learner sees is a pure fold over
these events, so nothing that a view needs may be missing here, and nothing here is guessed afterwards.

Three layers:

* request layer, named after workerd's tail events: Onset, Log, Exception_, Return, Outcome;
* loop layer, said at the source: TurnStarted, StatementReached, FrameEntered, JobQueued, TimerSet, IoStarted ...;
* fleet layer: IsolateBoot, IsolateReady, IsolateReused, IsolateCondemned, IsolateEvicted.

Units: `time` is virtual milliseconds since the run began (real milliseconds under the real clock). Lines and columns
count from 1 and always mean the learner's own file. An id of 0 means "none": `event=0` is global scope.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class TraceEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=True, omit_defaults=True, gc=False):
    """What every kind carries.

    seq: 1, 2, 3 ... without gaps. time: milliseconds. isolate: its id, such as "hello#1" ("" outside any isolate).
    event: id of the fetch, scheduled or queue invocation it belongs to (0: global scope or none).
    """

    seq: int = 0
    time: float = 0.0
    isolate: str = ""
    event: int = 0


# --- request layer -------------------------------------------------------------------------------------------------


class Onset(TraceEvent, frozen=True, kw_only=True, tag="onset"):
    """An event arrives at its isolate. handler: "fetch", "scheduled", "queue", or "rpc" and "stub" for a method that
    another Worker calls (stub: of an object that it was given). trigger: "GET https://…", a cron expression, a queue
    name, or the method's. arrived: when the client sent it (it may have waited for the thread since then). variables:
    what `env` holds of `vars`, each name with its value as JSON. caller: the event that called (0: none). object: the
    Durable Object that it is for, "Room/lobby"; its handlers are "durableObject" and "alarm"."""

    worker: str
    handler: str
    trigger: str
    method: str = ""
    url: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    arrived: float = 0.0
    caller: int = 0
    object: str = ""


class Log(TraceEvent, frozen=True, kw_only=True, tag="log"):
    """A line of the console, as the real runtime would print it. level: log, info, debug, warn, error."""

    level: str
    message: str


class ExceptionThrown(TraceEvent, frozen=True, kw_only=True, tag="exception"):
    """An exception nobody caught. where: "handler", "timer", "waitUntil", "global scope". stack names learner files."""

    name: str
    message: str
    stack: str = ""
    where: str = "handler"
    file: str = ""
    line: int = 0
    column: int = 0


class Return(TraceEvent, frozen=True, kw_only=True, tag="return"):
    """The handler's promise was fulfilled; for fetch, the response head is on its way to the client."""

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()


class ResponseBody(TraceEvent, frozen=True, kw_only=True, tag="responseBody"):
    """The last byte of the response left. size: bytes. text: the start of the body where it is text (≤ 2,000 chars)."""

    size: int
    text: str = ""


class WaitUntilAdded(TraceEvent, frozen=True, kw_only=True, tag="waitUntilAdded"):
    """`ctx.waitUntil(promise)` was called. task: its number within the event, from 1."""

    task: int


class WaitUntilSettled(TraceEvent, frozen=True, kw_only=True, tag="waitUntilSettled"):
    """A waitUntil promise settled."""

    task: int
    ok: bool = True


class WorkCanceled(TraceEvent, frozen=True, kw_only=True, tag="workCanceled"):
    """Work that died with its event. what: "timer", "io" or "waitUntil". id: the timer, io or task."""

    what: str
    id: int
    reason: str = ""


class Outcome(TraceEvent, frozen=True, kw_only=True, tag="outcome"):
    """The event is over. outcome: ok, exception, exceededCpu, exceededMemory, exceededWallTime, canceled …
    (workerd's names). cpu_ms: model CPU. wall_ms: arrival to the end of its last waitUntil."""

    outcome: str
    cpu_ms: float = 0.0
    wall_ms: float = 0.0


class Hop(TraceEvent, frozen=True, kw_only=True, tag="hop"):
    """The request, or its response on the way back, reaches a place. place: client, city, server, runtime, isolate, or
    origin. name: which one ("LIS", "LIS-1", "hello#1"). why: "handshake" for its first message alone; "forwarded" to
    the Worker's own server, "handed back" by it; "cron" and "batch" where no client sends. city, server: where the
    place is. Where it is is simulated; that it happened is not."""

    place: str
    name: str = ""
    returning: bool = False
    why: str = ""
    city: str = ""
    server: str = ""


class Routed(TraceEvent, frozen=True, kw_only=True, tag="routed"):
    """A request's URL was looked up among the routes. worker: who takes it ("": the origin). pattern: of the route that
    won ("": none matches). why: in words."""

    worker: str
    pattern: str = ""
    why: str = ""


# --- loop layer ----------------------------------------------------------------------------------------------------


class TurnStarted(TraceEvent, frozen=True, kw_only=True, tag="turnStarted"):
    """JavaScript is entered. cause: "startup", "event", "timer", "io". cause_id: the event, timer or io id."""

    turn: int
    cause: str
    cause_id: int = 0


class TurnEnded(TraceEvent, frozen=True, kw_only=True, tag="turnEnded"):
    """The stack and the microtask queue are empty: the thread is free. cpu_ms: model CPU of the turn."""

    turn: int
    cpu_ms: float = 0.0


class StatementReached(TraceEvent, frozen=True, kw_only=True, tag="statementReached"):
    """The next statement of a frame is about to run."""

    frame: int
    file: str
    line: int
    column: int = 1


class FrameEntered(TraceEvent, frozen=True, kw_only=True, tag="frameEntered"):
    """A function of the learner's is called. function: its name as written, or "(anonymous)"; line: where it is
    written. It is pushed on the call stack."""

    frame: int
    function: str
    file: str
    line: int
    column: int = 1


class FrameLeft(TraceEvent, frozen=True, kw_only=True, tag="frameLeft"):
    """The function returned or threw. It is taken off the call stack."""

    frame: int


class FrameSuspended(TraceEvent, frozen=True, kw_only=True, tag="frameSuspended"):
    """The function waits at an `await` or `yield` and is off the call stack until resumed. line: of the await."""

    frame: int
    file: str
    line: int
    column: int = 1


class FrameResumed(TraceEvent, frozen=True, kw_only=True, tag="frameResumed"):
    """The function goes on after an `await` or `yield`; it is on the call stack again."""

    frame: int
    file: str
    line: int
    column: int = 1


class JobQueued(TraceEvent, frozen=True, kw_only=True, tag="jobQueued"):
    """A microtask entered the queue, exactly here. job: its number. label: what it turned out to run ("resume handler
    after line 3", "callback at line 7", or "promise plumbing" when it reached no code of the learner's).
    line, file: of that code (0: none)."""

    job: int
    label: str
    file: str = ""
    line: int = 0


class JobStarted(TraceEvent, frozen=True, kw_only=True, tag="jobStarted"):
    """The microtask at the head of the queue starts."""

    job: int


class JobEnded(TraceEvent, frozen=True, kw_only=True, tag="jobEnded"):
    """The microtask is done."""

    job: int


class TimerSet(TraceEvent, frozen=True, kw_only=True, tag="timerSet"):
    """setTimeout, setInterval or scheduler.wait. delay: ms asked for. due: virtual time at which it may fire."""

    timer: int
    delay: float
    due: float
    repeats: bool = False
    file: str = ""
    line: int = 0


class TimerFired(TraceEvent, frozen=True, kw_only=True, tag="timerFired"):
    """A timer's time has come; its turn follows. An interval is set again with a new due time by the next TimerSet."""

    timer: int


class TimerCleared(TraceEvent, frozen=True, kw_only=True, tag="timerCleared"):
    """clearTimeout or clearInterval took a pending timer away."""

    timer: int


class IoQueued(TraceEvent, frozen=True, kw_only=True, tag="ioQueued"):
    """I/O asked for. operation: "fetch", "kv.get" … target: URL or key. It starts when a header slot is free.
    computation: it is no I/O but work of the host's processor (Web Crypto). slotless: it starts at once and takes no
    slot: a computation, or a message of an open WebSocket."""

    io: int
    operation: str
    target: str
    file: str = ""
    line: int = 0
    computation: bool = False
    slotless: bool = False


class IoStarted(TraceEvent, frozen=True, kw_only=True, tag="ioStarted"):
    """The operation left the isolate. due: virtual time of its answer, where known."""

    io: int
    due: float = 0.0


class IoDone(TraceEvent, frozen=True, kw_only=True, tag="ioDone"):
    """Its answer is here; its turn follows. result: short, such as "200" or "failed"."""

    io: int
    result: str = ""


class ClockAdvanced(TraceEvent, frozen=True, kw_only=True, tag="clockAdvanced"):
    """Virtual time moved to `time`. why: "idle" (nothing could run: the clock jumped) or "cpu" (a turn burned it)."""

    before: float
    why: str = "idle"


# --- fleet layer ---------------------------------------------------------------------------------------------------


class IsolateBoot(TraceEvent, frozen=True, kw_only=True, tag="isolateBoot"):
    """One phase of making an isolate begins. phase: create, platform, compile, top level."""

    worker: str
    phase: str
    city: str = ""
    server: str = ""


class IsolateReady(TraceEvent, frozen=True, kw_only=True, tag="isolateReady"):
    """The isolate can take events."""

    worker: str


class IsolateReused(TraceEvent, frozen=True, kw_only=True, tag="isolateReused"):
    """An event found its Worker's isolate warm. served: events this isolate has had before."""

    worker: str
    served: int = 0


class IsolateCondemned(TraceEvent, frozen=True, kw_only=True, tag="isolateCondemned"):
    """No new event will meet this isolate; events in flight go on (draining)."""

    worker: str
    reason: str


class IsolateEvicted(TraceEvent, frozen=True, kw_only=True, tag="isolateEvicted"):
    """The isolate and its heap are gone."""

    worker: str
    reason: str


class ObjectDropped(TraceEvent, frozen=True, kw_only=True, tag="objectDropped"):
    """A Durable Object meets its next event with empty memory: it had none for so long that it was dropped at `since`
    (virtual ms). why: "hibernated" (the WebSockets that it had accepted stayed open) or "idle". Its isolate goes on."""

    object: str
    since: float
    why: str


class IsolateMemory(TraceEvent, frozen=True, kw_only=True, tag="isolateMemory"):
    """How large the isolate's heap is now. bytes: measured, so that they may differ a little between machines. Said
    only in runs with an eviction plan, after its birth and after its events, when it has changed."""

    worker: str
    bytes: int


class ShardingSet(TraceEvent, frozen=True, kw_only=True, tag="shardingSet"):
    """From now on the network forwards requests to their Worker's own server (on), or no longer."""

    on: bool


class MachineMemory(TraceEvent, frozen=True, kw_only=True, tag="machineMemory"):
    """How full a server is. used: bytes of all heaps, and of what else it needs. budget: what there is."""

    used: int
    budget: int
    server: str = ""


Event = (
    Hop
    | Routed
    | Onset
    | Log
    | ExceptionThrown
    | Return
    | ResponseBody
    | WaitUntilAdded
    | WaitUntilSettled
    | WorkCanceled
    | Outcome
    | TurnStarted
    | TurnEnded
    | StatementReached
    | FrameEntered
    | FrameLeft
    | FrameSuspended
    | FrameResumed
    | JobQueued
    | JobStarted
    | JobEnded
    | TimerSet
    | TimerFired
    | TimerCleared
    | IoQueued
    | IoStarted
    | IoDone
    | ClockAdvanced
    | IsolateBoot
    | IsolateReady
    | IsolateReused
    | IsolateCondemned
    | IsolateEvicted
    | ObjectDropped
    | IsolateMemory
    | MachineMemory
    | ShardingSet
)
"""The tagged union."""

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Event)


def encode(events: Iterable[Event]) -> bytes:
    """One JSON object a line, as `--trace` writes it. The same run gives the same bytes."""
    return _encoder.encode_lines(events)


def decode(data: bytes) -> list[Event]:
    """Events from what `encode` wrote. Raises msgspec.ValidationError on anything else."""
    return list(_decoder.decode_lines(data))
