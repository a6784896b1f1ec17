"""What an open run tells each time that it is let go on."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.step import Failure, StepResult
from engine.stored import Record
from engine.trace import Event


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of an answer, while the rest is still made. index: of its step. status, headers: of the answer; the whole
    `StepResult` follows at its end, with what of the body has not gone out by then. Status 101: a
    WebSocket is open; messages for its client: {"text"}, {"base64"} or {"close": {"code", "reason", "wasClean"}}."""

    index: int
    status: int
    headers: list[tuple[str, str]]
    data: bytes = b""
    messages: list[dict[str, Any]] = []


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What `Session.advance` gives. now: virtual ms. events: of the trace since the last call. results: of steps that
    were answered since then, each with its index; what a step logs afterwards is in the trace alone. next_due: when
    something happens next, if nothing is sent (None: nothing will). failures: of Workers that did not load for events
    that no step sent. stored: what Workers have stored since the last call, in a session that keeps it. parts: of
    answers to steps that were sent to be streamed."""

    now: float
    events: list[Event]
    results: list[tuple[int, StepResult]] = []
    next_due: float | None = None
    failures: list[Failure] = []
    stored: list[Record] = []
    parts: list[Part] = []
