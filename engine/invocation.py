"""One event in flight: what it waits for, what it has answered, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.step import Failure

if TYPE_CHECKING:
    from engine.answer import Answer
    from engine.bodies import Outside
    from engine.isolate import Isolate
    from engine.services.object_place import ObjectPlace

HEADER_SLOTS = 6
"""Simultaneous connections that wait for response headers, per event; a seventh queues.
https://developers.cloudflare.com/workers/platform/limits/#simultaneous-open-connections"""


class Invocation:
    """Owned by the loop. id: the event's number. arrived, started, answered_at: virtual ms.

    on_answer: called once, when the client has the whole answer (or the handler is over, for other events).
    caller: the event whose I/O this one is, when another Worker called. root: where the chain of callers began; what
    all of them write to the console is in one list.
    """

    def __init__(
        self,
        id: int,
        isolate: Isolate,
        handler: str,
        trigger: str,
        arrived: float,
        on_answer: Callable[[Invocation], None],
        caller: Invocation | None = None,
    ) -> None:
        self.id, self.isolate, self.handler, self.trigger = id, isolate, handler, trigger
        self.arrived = arrived
        self.on_answer = on_answer
        self.answer: Answer | None = None
        self.outside: list[Outside] = []  # bodies of its own that no heap holds
        self.result: dict[str, Any] = {}
        self.returned = False
        self.answered_at: float | None = None
        self.tasks: set[int] = set()
        self.timers: dict[int, float] = {}
        self.waiting_io: list[int] = []
        self.running_io: set[int] = set()
        self.slotless: set[int] = set()  # those of running_io that take no header slot
        self.io: dict[int, tuple[str, str, Any]] = {}
        self.leans_on: set[int] = set()  # events whose promises it awaits
        self.subrequests = 0
        self.failures: list[Failure] = []
        self.place: ObjectPlace | None = None  # of the Durable Object that the event is in
        self.object_reset = False  # the object was lost under it
        self.caller = caller
        self.root: Invocation = self if caller is None else caller.root
        self.depth: int = 0 if caller is None else caller.depth + 1  # callers in the chain before it
        self.invocations = 1  # of Workers, that this one as a root has caused; itself among them
        self.logs: list[tuple[str, str]] = [] if caller is None else caller.logs
        self.logged = 0  # characters that it has written to the console
        self.outcome = "ok"
        self.pass_through = False
        self.upgrade = False  # the request asked for a WebSocket
        self.web_socket: tuple[str, int] | None = None  # the connection and side that went out in the response
        self.when_over: list[Callable[[], None]] = []
        self.encoded_by_hand = False  # the Worker said encodeBody: "manual"
        self.cpu_nanoseconds = 0  # of the model, see engine/platform/cpu.js
        self.exceeded = False  # its CPU limit: it runs nothing more, and ends after the turn
        self.over = False
        self.first = False  # of its isolate
        self.at_door = False  # it waits for the isolate's thread

    @property
    def waits(self) -> bool:
        """Whether anything of its own could still wake it."""
        return bool(self.at_door or self.timers or self.waiting_io or self.running_io)

    @property
    def cpu_ms(self) -> float:
        """Model CPU so far."""
        return self.cpu_nanoseconds / 1_000_000

    @property
    def answered(self) -> bool:
        """Whether the client has everything."""
        return self.answered_at is not None
