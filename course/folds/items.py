"""What stands in the panes of the event loop: frames, jobs, timers, operations, requests. Pure values."""

from __future__ import annotations

import msgspec

PLUMBING = "promise plumbing"
"""The label of a job that reaches none of the learner's code."""


class Item(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Something in a pane. key: (isolate, number), unique among its kind. event: whose it is."""

    key: tuple[str, int]
    event: int = 0
    file: str = ""
    line: int = 0


class Frame(Item, frozen=True, gc=False, kw_only=True):
    """A call of a function. line: where it stands now; written: the line where the function begins."""

    function: str
    written: int = 0


class Job(Item, frozen=True, gc=False, kw_only=True):
    """A microtask. line: of the code it runs. queued_at: ms; queued_line: the line that ran then (0: none of yours)."""

    label: str
    queued_at: float
    queued_line: int = 0

    @property
    def plumbing(self) -> bool:
        """Whether it runs none of the learner's code."""
        return self.label == PLUMBING


class Timer(Item, frozen=True, gc=False, kw_only=True):
    """A timer that is set. delay: ms asked for; due: virtual ms."""

    delay: float
    due: float
    repeats: bool = False


class Operation(Item, frozen=True, gc=False, kw_only=True):
    """I/O on its way. started: false while it waits for a header slot. due: virtual ms of its answer (0: unknown).
    slotless: it takes no header slot."""

    name: str
    target: str
    started: bool = False
    due: float = 0.0
    slotless: bool = False


class Request(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An event in flight or over. state: running, waiting, answered (waitUntil goes on), over. status: 0 for none."""

    event: int
    handler: str
    trigger: str
    method: str = ""
    url: str = ""
    arrived: float = 0.0
    state: str = "waiting"
    answered: bool = False
    status: int = 0
    outcome: str = ""
    tasks: int = 0
