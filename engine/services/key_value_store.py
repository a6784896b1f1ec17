"""What KV holds: one central store, and a cache in each city that reads from it. A model of its consistency.

A city answers from its cache until what it read there is `cacheTtl` old, also where it read that there is nothing; a
write reaches the central store and the writer's own city at once, and every other city when its copy has grown old.
https://developers.cloudflare.com/kv/concepts/how-kv-works/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Place = tuple[str, str]
"""A namespace's id and a key."""

CACHE_TTL_SECONDS = 60.0
"""How old a city's copy may be where `get` does not say. https://developers.cloudflare.com/kv/api/read-key-value-pairs/"""


@dataclass(frozen=True)
class Entry:
    """A value. metadata: JSON text. expiration: seconds since 1970; None: never."""

    value: bytes
    metadata: str | None = None
    expiration: int | None = None

    def alive(self, seconds: float) -> bool:
        """Whether it has not expired at `seconds` since 1970."""
        return self.expiration is None or seconds < self.expiration


@dataclass(frozen=True)
class Copy:
    """What one city read. entry: None when there was nothing. read: seconds since 1970. keeps: seconds."""

    entry: Entry | None
    read: float
    keeps: float


@dataclass(frozen=True)
class Found:
    """The answer of a read. entry: None when there is nothing. age: of the city's copy, in seconds; 0.0 when read
    from the central store. cached: whether the city had it."""

    entry: Entry | None
    cached: bool
    age: float


class KeyValueStore:
    """Owns the central store and the copies of every city. All times are seconds since 1970."""

    def __init__(self) -> None:
        self._central: dict[Place, Entry] = {}
        self._copies: dict[tuple[str, Place], Copy] = {}
        self.written: set[Place] = set()  # since they were last taken

    def get(self, city: str, place: Place, now: float, cache_ttl: float | None = None) -> Found:
        """What `city` knows of a key. cache_ttl: how old its copy may be, in seconds: a lower one than the copy was
        read with holds from now on, a higher one changes nothing."""
        asked = CACHE_TTL_SECONDS if cache_ttl is None else cache_ttl
        copy = self._copies.get((city, place))
        if copy is not None:
            keeps = min(copy.keeps, asked)
            if now - copy.read < keeps and (copy.entry is None or copy.entry.alive(now)):
                self._copies[city, place] = Copy(copy.entry, copy.read, keeps)
                return Found(copy.entry, cached=True, age=now - copy.read)
        entry = self._alive(place, now)
        self._copies[city, place] = Copy(entry, now, asked)
        return Found(entry, cached=False, age=0.0)

    def put(self, city: str, place: Place, entry: Entry, now: float) -> None:
        """Writes to the central store and to the copy of the city that wrote."""
        self._central[place] = entry
        self.written.add(place)
        self._copies[city, place] = Copy(entry, now, CACHE_TTL_SECONDS)

    def delete(self, city: str, place: Place, now: float) -> None:
        """Takes a key out of the central store and of the city that asked."""
        if self._central.pop(place, None) is not None:
            self.written.add(place)
        self._copies[city, place] = Copy(None, now, CACHE_TTL_SECONDS)

    def central(self, place: Place) -> Entry | None:
        """What the central store holds, whether it has expired or not."""
        return self._central.get(place)

    def restore(self, place: Place, entry: Entry) -> None:
        """The central store has it from the start; no city has a copy."""
        self._central[place] = entry

    def names(self, namespace: str, prefix: str, now: float) -> Iterator[tuple[str, Entry]]:
        """The keys in the central store that begin with `prefix`, by their UTF-8 bytes."""
        for place in sorted(self._central, key=lambda place: place[1].encode("utf-8", "surrogatepass")):
            if place[0] == namespace and place[1].startswith(prefix):
                entry = self._alive(place, now)
                if entry is not None:
                    yield place[1], entry

    def _alive(self, place: Place, now: float) -> Entry | None:
        entry = self._central.get(place)
        return entry if entry is not None and entry.alive(now) else None
