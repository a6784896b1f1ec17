"""What an open run tells each time that it is let go on."""

from __future__ import annotations

import msgspec

from engine.step import Failure, StepResult
from engine.stored import Record
from engine.trace import Event


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What `Session.advance` gives. now: virtual ms. events: of the trace since the last call. results: of steps that
    were answered since then, each with its index; what a step logs afterwards is in the trace alone. next_due: when
    something happens next, if nothing is sent (None: nothing will). failures: of Workers that did not load for events
    that no step sent. stored: what Workers have stored since the last call, in a session that keeps it."""

    now: float
    events: list[Event]
    results: list[tuple[int, StepResult]] = []
    next_due: float | None = None
    failures: list[Failure] = []
    stored: list[Record] = []
