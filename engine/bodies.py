"""Bodies outside of heaps: a large one waits at the host, and an isolate gets a piece of it when it reads.

So it is on Cloudflare: a body comes over the network while the Worker runs, and one that a Worker passes on without
reading never enters its heap. How large the pieces are, and from which size on a body comes in pieces, is a model.
https://developers.cloudflare.com/workers/runtime-apis/streams/
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from engine.invocation import Invocation

LARGE_BYTES = 1 << 20
"""A body of this size or more stays outside."""
PIECE_BYTES = 1 << 18
"""What one read of it gives, at most."""


class Body(Protocol):
    """Bytes that can be read from anywhere. size: how many."""

    @property
    def size(self) -> int:
        """How many bytes there are."""

    def read(self, start: int, end: int) -> bytes:
        """Those from `start` up to `end`, fewer at the end of the body."""


class HeldBody:
    """Bytes that are here."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self._data)

    def read(self, start: int, end: int) -> bytes:
        """A part of them."""
        return self._data[start:end]


class RepeatedBody:
    """One line again and again, up to `size` bytes: made when it is read, so that it takes no memory."""

    def __init__(self, line: bytes, size: int) -> None:
        self._line, self._size = line, size

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._size

    def read(self, start: int, end: int) -> bytes:
        """A part of them."""
        line, end = self._line, min(end, self._size)
        skipped = start % len(line)
        lines = -(-(skipped + max(0, end - start)) // len(line))
        return (line * lines)[skipped : skipped + max(0, end - start)]


class Outside:
    """A body as one event reads it, from its beginning. Once it is read or passed on, nothing of it stays here."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._read = 0

    def next_piece(self) -> bytes:
        """The next bytes; b"" after the last."""
        piece = self._body.read(self._read, self._read + PIECE_BYTES)
        self._read += len(piece)
        if self._read >= self._body.size:
            self.take()
        return piece

    def take(self) -> Body:
        """All of it, which is not here any more."""
        body, self._body, self._read = self._body, HeldBody(b""), 0
        return body


def base64_bytes(encoded: str) -> int:
    """How many bytes a text in base64 stands for."""
    return len(encoded) * 3 // 4 - encoded[-2:].count("=")


def keep(invocation: Invocation, body: Body) -> dict[str, Any]:
    """Leaves a body outside for an event. Gives what `internals.bodyFromHost` takes for it."""
    invocation.outside.append(Outside(body))
    return {"outside": len(invocation.outside), "size": body.size}


def kept(invocation: Invocation, number: object) -> Outside | None:
    """The body that `keep` gave this number for that event; the number is what the isolate says it is."""
    if not isinstance(number, int) or not 0 < number <= len(invocation.outside):
        return None
    return invocation.outside[number - 1]


def body_of(record: dict[str, Any] | None, invocation: Invocation | None) -> Body | None:
    """What a body is that an isolate or the client sends: {"text"}, {"base64"} or, of something that `keep` kept for
    `invocation`, {"outside"}. None where there is none."""
    if record is None:
        return None
    if "outside" in record:
        there = None if invocation is None else kept(invocation, record["outside"])
        return None if there is None else there.take()
    if "text" in record:
        return HeldBody(str(record["text"]).encode("utf-8", "surrogatepass"))
    return HeldBody(base64.b64decode(str(record.get("base64", ""))))


def let_go(record: object, sender: Invocation) -> None:
    """A body goes where nobody looks at it, such as to a simulated origin. record: as an isolate sends it."""
    there = kept(sender, record.get("outside")) if isinstance(record, dict) else None
    if there is not None:
        there.take()


def arriving(record: dict[str, Any] | None, sender: Invocation | None, receiver: Invocation) -> dict[str, Any] | None:
    """The body of a message as it reaches the isolate of `receiver`: as it is, or outside when it is large. sender: the
    event whose body it is, if it is one's."""
    if record is None or ("outside" not in record and sum(map(len, record.values())) < LARGE_BYTES):
        return record
    body = body_of(record, sender)
    return None if body is None else keep(receiver, body)
