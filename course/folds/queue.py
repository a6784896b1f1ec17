"""A first-in, first-out queue that never changes: adding and taking give a new one and share the rest.

A flood of microtasks makes queues of a hundred thousand jobs, and every one of their states is kept for stepping back;
tuples would copy them all each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Queue(Generic[T]):
    """Items in the order they were put. `_front` from `_at` on comes first; `_back` is a chain, newest first."""

    __slots__ = ("_at", "_back", "_front", "_length")

    def __init__(self, items: tuple[T, ...] = ()) -> None:
        self._set(items, 0, None, len(items))

    def _set(self, front: tuple[T, ...], at: int, back: Any, length: int) -> None:
        self._front, self._at, self._back, self._length = front, at, back, length

    @classmethod
    def _of(cls, front: tuple[T, ...], at: int, back: Any, length: int) -> Queue[T]:
        queue: Queue[T] = cls.__new__(cls)
        queue._set(front, at, back, length)
        return queue

    def put(self, item: T) -> Queue[T]:
        """With one more item at the end."""
        return self._of(self._front, self._at, (item, self._back), self._length + 1)

    def taken(self) -> Queue[T]:
        """Without its first item. Raises IndexError when empty."""
        if not self._length:
            raise IndexError("an empty queue has nothing to take")
        front, at, back = self._front, self._at, self._back
        if at == len(front):
            front, at, back = self._reversed(), 0, None
        return self._of(front, at + 1, back, self._length - 1)

    def first(self, count: int) -> list[T]:
        """Its first items, at most `count`."""
        return list(islice(self, count))

    def _reversed(self) -> tuple[T, ...]:
        items, link = [], self._back
        while link is not None:
            items.append(link[0])
            link = link[1]
        return tuple(reversed(items))

    def __iter__(self) -> Iterator[T]:
        for index in range(self._at, len(self._front)):
            yield self._front[index]
        if self._back is not None:
            yield from self._reversed()

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Queue)
            and len(self) == len(other)
            and all(a == b for a, b in zip(self, other, strict=True))
        )

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Queue({tuple(self)!r})"
