"""What the child engine and its parent say to each other: frames of four bytes of length, then JSON.

Parent → child: one `Ask` a run, and `Stop` while it goes on; or any number of `Restore`, an `Open`, then any number of
`Advance`, `Send`, `Say`, `HangUp`, `Act` and `Look`, for a session (the next `Open` ends it). Child → parent: `Ready`
once, then for each of these any number of `Trace` and one of `Done`, `Stopped`, `Restored`, `Opened`, `Advanced`,
`Sent`, `Acted`, `Looked`, `Refused` or `Broke`. Everything is decoded into typed values; nothing is ever unpickled or
evaluated.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import msgspec

from engine.actions import Action
from engine.errors import EngineError, ProjectError, StepError
from engine.eviction import EvictionPlan, Resident
from engine.network_plan import NetworkPlan
from engine.project import Project
from engine.run import Limits, RunReport, RunRequest
from engine.step import Failure, RunResult, Step
from engine.stored import Record
from engine.streams import Stream
from engine.told import Told
from engine.trace import Event

HEADER = struct.Struct(">I")
LARGEST_FRAME = 512 * 1024 * 1024
EVENTS_IN_A_FRAME = 1000
"""A frame of trace is decoded in a few milliseconds, so that a parent with a screen to paint stays awake."""

RECORD_BYTES_IN_A_FRAME = 4 * 1024 * 1024

OUT_OF_MEMORY = 75
"""Exit status with which a child says that its address space is full."""


class SentProject(msgspec.Struct, frozen=True, kw_only=True):
    """A Project on the wire: text and binary files apart, since both are strings in JSON."""

    name: str
    main: str
    text: dict[str, str]
    data: dict[str, bytes]
    configuration: dict[str, Any]
    secrets: dict[str, str]


class Ask(msgspec.Struct, frozen=True, kw_only=True, tag="ask"):
    """Run this. The fields are those of RunRequest."""

    project: SentProject
    steps: list[Step]
    workers: list[SentProject]
    outbound: str
    seed: int
    probes: bool
    limits: Limits
    eviction: EvictionPlan | None
    actions: list[SentAction]
    network: NetworkPlan


class SentAction(msgspec.Struct, frozen=True, kw_only=True):
    """An Action on the wire."""

    kind: str
    at_ms: float
    worker: str
    bytes: int
    project: SentProject | None
    plan: EvictionPlan | None
    stream: Stream | None
    sharding: bool | None


class Open(msgspec.Struct, frozen=True, kw_only=True, tag="open"):
    """Open a session. starts_at: virtual ms. keeps: it begins with what `Restore` brought, and tells what is stored."""

    ask: Ask
    starts_at: float
    keeps: bool = False


class Restore(msgspec.Struct, frozen=True, tag="restore"):
    """What an earlier session stored, or a part of it: for the next `Open`."""

    records: list[Record]


class Advance(msgspec.Struct, frozen=True, tag="advance"):
    """Let virtual time get to `to` ms."""

    to: float


class Send(msgspec.Struct, frozen=True, tag="send"):
    """An event for the session. at: virtual ms; None: now. streams: its answer may come piece by piece."""

    step: Step
    at: float | None
    streams: bool = False


class Say(msgspec.Struct, frozen=True, tag="say"):
    """The client of a WebSocket says something, at a virtual time."""

    index: int
    message: dict[str, Any]
    at: float


class HangUp(msgspec.Struct, frozen=True, tag="hangUp"):
    """The client of a step leaves, at a virtual time."""

    index: int
    at: float


class Act(msgspec.Struct, frozen=True, tag="act"):
    """An action for the session."""

    sent: SentAction


class Look(msgspec.Struct, frozen=True, tag="look"):
    """Which isolates are there?"""


class Stop(msgspec.Struct, frozen=True, tag="stop"):
    """Stop the run, whatever it is in, and say what it gave until then. reason: what the learner is told."""

    reason: str


Wish = Stop | Ask | Restore | Open | Advance | Send | Say | HangUp | Act | Look


class Restored(msgspec.Struct, frozen=True, tag="restored"):
    """It is here."""


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """The session is open."""


class Advanced(msgspec.Struct, frozen=True, tag="advanced"):
    """What `Session.advance` told; its events have been sent."""

    told: Told


class Sent(msgspec.Struct, frozen=True, tag="sent"):
    """The event has this index."""

    index: int


class Acted(msgspec.Struct, frozen=True, tag="acted"):
    """It is done."""


class Looked(msgspec.Struct, frozen=True, tag="looked"):
    """These."""

    residents: list[Resident]


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The child is up."""


class Trace(msgspec.Struct, frozen=True, tag="trace"):
    """The next events of the trace."""

    events: list[Event]


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The run is over and its trace has been sent."""

    result: RunResult


class Stopped(msgspec.Struct, frozen=True, tag="stopped"):
    """The run was stopped; this is what it gave, and its trace has been sent. The child ends."""

    result: RunResult


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The engine said no to the request. error: a key of `ERRORS`, or "LoadError", which has a failure."""

    error: str
    message: str
    failure: Failure | None = None


class Broke(msgspec.Struct, frozen=True, tag="broke"):
    """The engine itself failed. message: what and where, one line."""

    message: str


Reply = Ready | Trace | Done | Stopped | Restored | Opened | Advanced | Sent | Acted | Looked | Refused | Broke

ERRORS: dict[str, type[EngineError]] = {
    "StepError": StepError,
    "ProjectError": ProjectError,
    "EngineError": EngineError,
}
"""What a child may refuse with, by name."""

_encoder = msgspec.json.Encoder()
_wishes = msgspec.json.Decoder(Wish)
_replies = msgspec.json.Decoder(Reply)


def frame(message: Wish | Reply) -> bytes:
    """A message as it travels."""
    data = _encoder.encode(message)
    return HEADER.pack(len(data)) + data


def frame_length(header: bytes) -> int:
    """The length of the frame that `header` announces. Raises ValueError for one that no peer of ours would send."""
    (length,) = HEADER.unpack(header)
    if length > LARGEST_FRAME:
        raise ValueError(f"a frame of {length} bytes")
    return int(length)


def is_stop(data: bytes) -> bool:
    """Whether a wish is a `Stop`, which is read while another one is being done."""
    return data.startswith(b'{"type":"stop"')


def decode_wish(data: bytes) -> Wish:
    """What the parent wants. Raises msgspec.MsgspecError for anything else."""
    wish: Wish = _wishes.decode(data)
    return wish


def requested(ask: Ask) -> RunRequest:
    """The request that it asks for."""
    return RunRequest(
        project=_received(ask.project),
        steps=ask.steps,
        workers=[_received(worker) for worker in ask.workers],
        outbound=ask.outbound,
        seed=ask.seed,
        probes=ask.probes,
        limits=ask.limits,
        eviction=ask.eviction,
        actions=[received_action(sent) for sent in ask.actions],
        network=ask.network,
    )


def ask(request: RunRequest) -> Ask:
    """The message that asks for this run."""
    return Ask(
        project=_sent(request.project),
        steps=request.steps,
        workers=[_sent(worker) for worker in request.workers],
        outbound=request.outbound,
        seed=request.seed,
        probes=request.probes,
        limits=request.limits,
        eviction=request.eviction,
        actions=[sent_action(action) for action in request.actions],
        network=request.network,
    )


def sent_action(action: Action) -> SentAction:
    """An action as it travels."""
    fields = {name: getattr(action, name) for name in Action.__struct_fields__}
    return SentAction(**{**fields, "project": None if action.project is None else _sent(action.project)})


def received_action(sent: SentAction) -> Action:
    """An action that has arrived."""
    fields = {name: getattr(sent, name) for name in Action.__struct_fields__}
    return Action(**{**fields, "project": None if sent.project is None else _received(sent.project)})


def restores(records: list[Record]) -> Iterator[Restore]:
    """Records in pieces of some megabytes."""
    piece: list[Record] = []
    size = 0
    for record in records:
        piece.append(record)
        size += len(record.value or b"") + len(record.key)
        if size > RECORD_BYTES_IN_A_FRAME:
            yield Restore(piece)
            piece, size = [], 0
    if piece:
        yield Restore(piece)


def decode_reply(data: bytes) -> Reply:
    """The reply in a frame's body. Raises msgspec.MsgspecError for anything else."""
    reply: Reply = _replies.decode(data)
    return reply


def report_frames(report: RunReport) -> Iterator[bytes]:
    """A report as it travels: its trace in pieces, then its result."""
    yield from trace_frames(report.trace)
    yield frame(Done(report.result))


def stopped_frames(report: RunReport) -> Iterator[bytes]:
    """What a run gave that was stopped, in the same way."""
    yield from trace_frames(report.trace)
    yield frame(Stopped(report.result))


def told_frames(told: Told) -> Iterator[bytes]:
    """What a session told, in the same way."""
    yield from trace_frames(told.events)
    yield frame(Advanced(msgspec.structs.replace(told, events=[])))


def trace_frames(events: list[Event]) -> Iterator[bytes]:
    """A trace in pieces."""
    for start in range(0, len(events), EVENTS_IN_A_FRAME):
        yield frame(Trace(events[start : start + EVENTS_IN_A_FRAME]))


def _sent(project: Project) -> SentProject:
    return SentProject(
        name=project.name,
        main=project.main,
        text={path: content for path, content in project.files.items() if isinstance(content, str)},
        data={path: content for path, content in project.files.items() if isinstance(content, bytes)},
        configuration=project.configuration,
        secrets=project.secrets,
    )


def _received(project: SentProject) -> Project:
    files: dict[str, str | bytes] = {**project.text, **project.data}
    return Project(
        name=project.name,
        main=project.main,
        files=files,
        configuration=project.configuration,
        secrets=project.secrets,
    )
