"""What the child engine and its parent say to each other: frames of four bytes of length, then JSON.

Parent → child: one `Ask` a run. Child → parent: `Ready` once, then for each run any number of `Trace` and one of
`Done`, `Refused` or `Broke`. Everything is decoded into typed values; nothing is ever unpickled or evaluated.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import msgspec

from engine.errors import EngineError, ProjectError, StepError
from engine.eviction import EvictionPlan
from engine.network_plan import NetworkPlan
from engine.project import Project
from engine.run import Limits, RunReport, RunRequest
from engine.step import RunResult, Step
from engine.trace import Event

HEADER = struct.Struct(">I")
LARGEST_FRAME = 512 * 1024 * 1024
EVENTS_IN_A_FRAME = 1000
"""A frame of trace is decoded in a few milliseconds, so that a parent with a screen to paint stays awake."""

OUT_OF_MEMORY = 75
"""Exit status with which a child says that its address space is full."""


class SentProject(msgspec.Struct, frozen=True, kw_only=True):
    """A Project on the wire: text and binary files apart, since both are strings in JSON."""

    name: str
    main: str
    text: dict[str, str]
    data: dict[str, bytes]
    configuration: dict[str, Any]


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
    network: NetworkPlan


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The child is up."""


class Trace(msgspec.Struct, frozen=True, tag="trace"):
    """The next events of the trace."""

    events: list[Event]


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The run is over and its trace has been sent."""

    result: RunResult


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The engine said no to the request. error: a key of `ERRORS`."""

    error: str
    message: str


class Broke(msgspec.Struct, frozen=True, tag="broke"):
    """The engine itself failed. message: what and where, one line."""

    message: str


Reply = Ready | Trace | Done | Refused | Broke

ERRORS: dict[str, type[EngineError]] = {
    "StepError": StepError,
    "ProjectError": ProjectError,
    "EngineError": EngineError,
}
"""What a child may refuse with, by name."""

_encoder = msgspec.json.Encoder()
_asks = msgspec.json.Decoder(Ask)
_replies = msgspec.json.Decoder(Reply)


def frame(message: Ask | Reply) -> bytes:
    """A message as it travels."""
    data = _encoder.encode(message)
    return HEADER.pack(len(data)) + data


def frame_length(header: bytes) -> int:
    """The length of the frame that `header` announces. Raises ValueError for one that no peer of ours would send."""
    (length,) = HEADER.unpack(header)
    if length > LARGEST_FRAME:
        raise ValueError(f"a frame of {length} bytes")
    return int(length)


def decode_ask(data: bytes) -> RunRequest:
    """The request in a frame's body. Raises msgspec.MsgspecError for anything else."""
    ask = _asks.decode(data)
    return RunRequest(
        project=_received(ask.project),
        steps=ask.steps,
        workers=[_received(worker) for worker in ask.workers],
        outbound=ask.outbound,
        seed=ask.seed,
        probes=ask.probes,
        limits=ask.limits,
        eviction=ask.eviction,
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
        network=request.network,
    )


def decode_reply(data: bytes) -> Reply:
    """The reply in a frame's body. Raises msgspec.MsgspecError for anything else."""
    reply: Reply = _replies.decode(data)
    return reply


def report_frames(report: RunReport) -> Iterator[bytes]:
    """A report as it travels: its trace in pieces, then its result."""
    for start in range(0, len(report.trace), EVENTS_IN_A_FRAME):
        yield frame(Trace(report.trace[start : start + EVENTS_IN_A_FRAME]))
    yield frame(Done(report.result))


def _sent(project: Project) -> SentProject:
    return SentProject(
        name=project.name,
        main=project.main,
        text={path: content for path, content in project.files.items() if isinstance(content, str)},
        data={path: content for path, content in project.files.items() if isinstance(content, bytes)},
        configuration=project.configuration,
    )


def _received(project: SentProject) -> Project:
    files: dict[str, str | bytes] = {**project.text, **project.data}
    return Project(name=project.name, main=project.main, files=files, configuration=project.configuration)
