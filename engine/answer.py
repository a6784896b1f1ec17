"""What the client of an event gets: status, headers and body, filled as it comes."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from engine.bodies import LARGE_BYTES, Body, HeldBody, body_of, keep

if TYPE_CHECKING:
    from engine.invocation import Invocation

BEGINNING_BYTES = 8000
"""Of a body whose bytes have gone out, or which is outside: for the trace, and for results."""

PART_BYTES = 4 << 20
"""Of a body outside, what goes out at once to a client that takes it in parts."""

MOST_HELD_BYTES = 256 << 20
"""Of one answer as it is made. The real runtime lets a stream wait until its client takes more; a run's client takes
all at the end, so a stream without an end would fill the machine."""
HELD_TOO_MUCH = f"The answer is longer than {MOST_HELD_BYTES >> 20} MB, and the engine holds no more of one."


class Answer:
    """complete: the whole body is here. broken: its stream ended with an error."""

    def __init__(self, status: int, status_text: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.status_text, self.headers = status, status_text, headers
        self._parts: list[bytes] = []
        self._held = 0  # bytes in them
        self._outside: Body | None = None  # all of it, where the Worker passed it on unread
        self._passed = 0  # bytes of it that have gone out
        self._taken, self._begins = 0, b""  # of what has gone out already: bytes, and the first of them
        self.complete = False
        self.broken = False

    @classmethod
    def from_origin(cls, value: dict[str, Any], invocation: Invocation) -> Answer:
        """What `internals.responseFrom` takes, as an answer that is complete. invocation: the event that asked."""
        answer = cls(value["status"], value["statusText"], [(name, text) for name, text in value["headers"]])
        answer.pass_on(body_of(value["body"], invocation))
        answer.complete = True
        return answer

    def add(self, kind: str, data: str) -> None:
        """A piece of the body. kind: "text" or "t", else base64."""
        part = data.encode("utf-8", "surrogatepass") if kind in ("text", "t") else base64.b64decode(data)
        self._parts.append(part)
        self._held += len(part)

    @property
    def is_too_much(self) -> bool:
        """Whether more of it is here than the engine holds of an answer that nobody takes."""
        return self._held > MOST_HELD_BYTES

    def pass_on(self, body: Body | None) -> None:
        """The whole of a body that no isolate has read."""
        self._outside = body

    @property
    def body(self) -> bytes:
        """The bytes so far, those apart that were taken."""
        held = b"".join(self._parts)
        return held if self._outside is None else held + self._outside.read(self._passed, self._outside.size)

    def take(self) -> bytes:
        """The bytes so far, of a body outside at most PART_BYTES: they go out while the rest is still made or outside,
        and are forgotten here."""
        data = b"".join(self._parts)
        self._parts.clear()
        self._held = 0
        if self._outside is not None:
            data = self._outside.read(self._passed, self._passed + PART_BYTES)
            self._passed += len(data)
        self._taken += len(data)
        self._begins = (self._begins + data)[:BEGINNING_BYTES]
        return data

    @property
    def size(self) -> int:
        """Bytes of the body, those that were taken too."""
        return self._taken + self._held + self._left

    @property
    def needs_parts(self) -> bool:
        """Whether more of it waits outside than goes out at once."""
        return self._left > PART_BYTES

    @property
    def _left(self) -> int:
        return 0 if self._outside is None else self._outside.size - self._passed

    @property
    def beginning(self) -> bytes:
        """How the body begins, at most BEGINNING_BYTES."""
        outside = b"" if self._outside is None else self._outside.read(self._passed, self._passed + BEGINNING_BYTES)
        begins = self._begins
        for part in self._parts:
            if len(begins) >= BEGINNING_BYTES:
                break
            begins += part[:BEGINNING_BYTES]
        return (begins + outside)[:BEGINNING_BYTES]

    def handed_to(self, invocation: Invocation) -> dict[str, Any] | None:
        """The body as the event gets it that asked for this answer: outside when it is large. None when it is empty."""
        if self.size >= LARGE_BYTES:
            return keep(invocation, self._outside or HeldBody(self.body))
        return {"base64": base64.b64encode(self.body).decode()} if self.size else None
