"""Consistent hashing: which server a key belongs to, so that a server that comes or goes moves few keys. Pure.
https://en.wikipedia.org/wiki/Consistent_hashing"""

from __future__ import annotations

import hashlib
from bisect import bisect
from collections.abc import Sequence

POINTS = 64
"""Places of one server on the ring: the more, the more even the shares."""


def number_from(*parts: object) -> int:
    """A number that looks random and is always the same for the same parts."""
    text = "\0".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class HashRing:
    """Servers on a ring of numbers. A key belongs to the server whose point follows it."""

    def __init__(self, names: Sequence[str]) -> None:
        placed = sorted((number_from(name, point), name) for name in names for point in range(POINTS))
        self._points = [place for place, _ in placed]
        self._names = [name for _, name in placed]

    def owner(self, key: str) -> str:
        """The server that `key` belongs to."""
        return self._names[bisect(self._points, number_from(key)) % len(self._names)]
