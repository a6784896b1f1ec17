"""Random bytes and numbers of a run's keys: the same seed gives the same ones. Never for real secrets."""

from __future__ import annotations

import random


class Randomness:
    """Owned by one run's service."""

    def __init__(self, seed: int) -> None:
        self._source = random.Random(f"workerscope keys {seed}")

    def octets(self, length: int) -> bytes:
        """So many random bytes."""
        return self._source.randbytes(length)

    def below(self, limit: int) -> int:
        """An integer in [1, limit)."""
        return self._source.randrange(1, limit)
