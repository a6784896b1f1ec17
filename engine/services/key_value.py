"""KV namespaces: the operations on them, their limits, and what those are refused with.

Limits and error texts are those of the real runtime's local store (tests/conformance: kv-…).
https://developers.cloudflare.com/kv/platform/limits/
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.clock import EPOCH
from engine.invocation import Invocation
from engine.services import Call
from engine.services.key_value_store import Entry, Found, KeyValueStore, Place
from engine.stored import Record, names_in, packed_names, packed_value, value_in

if TYPE_CHECKING:
    from engine.world import World

MOST_KEY_BYTES, MOST_METADATA_BYTES, MOST_VALUE_BYTES = 512, 1024, 25 * 1024 * 1024
MOST_KEYS_AT_ONCE, MOST_LISTED = 100, 1000
LEAST_CACHE_TTL, LEAST_EXPIRATION_TTL = 30, 60
"""Seconds."""

WARM_MS, COLD_MS, WRITE_MS = 2.0, 60.0, 80.0
"""A model, virtual ms: a read that the city has a copy for, one that goes to the central store, and a write."""


class Refusal(Exception):
    """The store says no. The first argument: "413 …", as the learner's Error words it."""


def city_of(invocation: Invocation) -> str:
    """The city whose copies an event reads."""
    return invocation.isolate.server.city


class KeyValueService:
    """Answers "kv.get", "kv.getBulk", "kv.put", "kv.delete" and "kv.list"; details as kv-namespace.js sends them."""

    def __init__(self, world: World) -> None:
        self._clock = world.clock
        self.store = KeyValueStore()
        self._write_gap_ms = world.request.limits.kv_write_gap_ms
        self._may_write: dict[Place, float] = {}  # key → the virtual ms from which on it may be written again

    def perform(self, call: Call) -> None:
        """One operation. Refuses it in the words of the real store."""
        actions = {
            "kv.get": (self._get, "GET"),
            "kv.getBulk": (self._get_bulk, "GET_BULK"),
            "kv.put": (self._put, "PUT"),
            "kv.delete": (self._delete, "DELETE"),
            "kv.list": (self._list, "GET"),
        }
        if call.name not in actions:
            call.refuse("Error", f"{call.name} is not available in this engine.")
            return
        action, verb = actions[call.name]
        try:
            action(call, call.details if isinstance(call.details, dict) else {})
        except Refusal as refusal:
            call.refuse("Error", f"KV {verb} failed: {refusal}", after=WARM_MS)
        except (KeyError, TypeError, ValueError, OverflowError, binascii.Error):
            call.refuse("Error", f"{call.name} was given arguments that cannot be read.")

    def changes(self) -> Iterator[Record]:
        """Entries that were written or deleted."""
        for place in sorted(self.store.written):
            entry = self.store.central(place)
            value = None
            if entry is not None:
                value = packed_value({"metadata": entry.metadata, "expiration": entry.expiration}, entry.value)
            names = packed_names(place[0]), packed_names(place[1])
            yield Record(service="kv", kind="entry", place=names[0], key=names[1], value=value)
        self.store.written.clear()

    def restore(self, records: list[Record]) -> None:
        """Entries of an earlier run; those that have expired are told as deleted."""
        for record in records:
            head, data = value_in(record.value)
            place = (names_in(record.place)[0], names_in(record.key)[0])
            entry = Entry(data, head["metadata"], head["expiration"])
            if entry.alive(self._now()):
                self.store.restore(place, entry)
            else:
                self.store.written.add(place)

    def _get(self, call: Call, details: dict[str, Any]) -> None:
        key, cache_ttl = _key(details["key"]), _cache_ttl(details.get("cacheTtl"))
        place = (str(details["namespace"]), key)
        found = self.store.get(city_of(call.invocation), place, self._now(), cache_ttl)
        after = WARM_MS if found.cached else COLD_MS
        call.answer(_answer(found, as_bytes=bool(details.get("bytes"))), after=after, result=_told(found))

    def _get_bulk(self, call: Call, details: dict[str, Any]) -> None:
        keys, cache_ttl = [_key(key) for key in details["keys"]], _cache_ttl(details.get("cacheTtl"))
        if not keys:
            raise Refusal("400 You must request a minimum of 1 key")
        if len(keys) > MOST_KEYS_AT_ONCE:
            raise Refusal(f"400 You can request a maximum of {MOST_KEYS_AT_ONCE} keys")
        city, namespace, now = city_of(call.invocation), str(details["namespace"]), self._now()
        found = [self.store.get(city, (namespace, key), now, cache_ttl) for key in keys]
        after = WARM_MS if all(one.cached for one in found) else COLD_MS
        there = sum(one.entry is not None for one in found)
        call.answer([_answer(one, as_bytes=False) for one in found], after=after, result=f"{there} found")

    def _put(self, call: Call, details: dict[str, Any]) -> None:
        key, now = _key(details["key"]), self._now()
        expiration = _expiration(details, now)
        metadata = details.get("metadata")
        size = 0 if metadata is None else len(metadata.encode("utf-8", "surrogatepass"))
        if size > MOST_METADATA_BYTES:
            raise Refusal(f"413 Metadata length of {size} exceeds limit of {MOST_METADATA_BYTES}.")
        value = _bytes(details["value"])
        if len(value) > MOST_VALUE_BYTES:
            raise Refusal(f"413 Value length of {len(value)} exceeds limit of {MOST_VALUE_BYTES}.")
        place = (str(details["namespace"]), key)
        self._count_write(place)
        self.store.put(city_of(call.invocation), place, Entry(value, metadata, expiration), now)
        call.answer(None, after=WRITE_MS, result="written")

    def _count_write(self, place: Place) -> None:
        """One write a second to a key; a model counts from the last that was taken. Cloudflare does not say whether a
        delete is one; here it is none.
        https://developers.cloudflare.com/kv/api/write-key-value-pairs/#limits-to-kv-writes-to-the-same-key"""
        now = self._clock.now
        if now < self._may_write.get(place, 0.0):
            raise Refusal("429 Too Many Requests")
        self._may_write[place] = now + self._write_gap_ms

    def _delete(self, call: Call, details: dict[str, Any]) -> None:
        place = (str(details["namespace"]), _key(details["key"]))
        self.store.delete(city_of(call.invocation), place, self._now())
        call.answer(None, after=WRITE_MS, result="deleted")

    def _list(self, call: Call, details: dict[str, Any]) -> None:
        limit = MOST_LISTED if details.get("limit") is None else int(details["limit"])
        if limit < 1:
            raise Refusal(f"400 Invalid key_count_limit of {limit}. Please specify an integer greater than 0.")
        if limit > MOST_LISTED:
            raise Refusal(f"400 Invalid key_count_limit of {limit}. Please specify an integer less than {MOST_LISTED}.")
        try:
            last = base64.b64decode(str(details.get("cursor", "")), validate=True)
        except binascii.Error:
            raise Refusal("400 Invalid cursor: take the one that the list before gave.") from None
        names = self.store.names(str(details["namespace"]), str(details.get("prefix", "")), self._now())
        rest = [(name, entry) for name, entry in names if not last or name.encode("utf-8", "surrogatepass") > last]
        page = rest[:limit]
        cursor = ""
        if len(rest) > limit:
            cursor = base64.b64encode(page[-1][0].encode("utf-8", "surrogatepass")).decode()
        keys = [{"name": name, "expiration": entry.expiration, "metadata": entry.metadata} for name, entry in page]
        call.answer({"keys": keys, "cursor": cursor}, after=COLD_MS, result=f"{len(page)} keys")

    def _now(self) -> float:
        """Seconds since 1970."""
        return (EPOCH + self._clock.now) / 1000


def _key(given: Any) -> str:
    key = str(given)
    size = len(key.encode("utf-8", "surrogatepass"))
    if size > MOST_KEY_BYTES:
        raise Refusal(f"414 UTF-8 encoded length of {size} exceeds key length limit of {MOST_KEY_BYTES}.")
    return key


def _cache_ttl(given: Any) -> float | None:
    """Seconds, or None when the call does not say."""
    if given is None:
        return None
    seconds = float(given)
    if seconds < LEAST_CACHE_TTL:
        raise Refusal(f"400 Invalid cache_ttl of {seconds:g}. Cache TTL must be at least {LEAST_CACHE_TTL}.")
    return seconds


def _expiration(details: dict[str, Any], now: float) -> int | None:
    """When an entry expires, in seconds since 1970. An expirationTtl goes before an expiration."""
    if (given := details.get("expirationTtl")) is not None:
        seconds = int(given)
        if seconds <= 0:
            raise Refusal(f"400 Invalid expiration_ttl of {seconds}. Please specify integer greater than 0.")
        if seconds < LEAST_EXPIRATION_TTL:
            least = f"Expiration TTL must be at least {LEAST_EXPIRATION_TTL}."
            raise Refusal(f"400 Invalid expiration_ttl of {seconds}. {least}")
        return math.floor(now) + seconds
    if (given := details.get("expiration")) is not None:
        seconds = int(given)
        if seconds <= math.floor(now):
            later = "Please specify integer greater than the current number of seconds since the UNIX epoch."
            raise Refusal(f"400 Invalid expiration of {seconds}. {later}")
        if seconds < math.floor(now) + LEAST_EXPIRATION_TTL:
            least = f"Expiration times must be at least {LEAST_EXPIRATION_TTL} seconds in the future."
            raise Refusal(f"400 Invalid expiration of {seconds}. {least}")
        return seconds
    return None


def _bytes(value: dict[str, str]) -> bytes:
    if "text" in value:
        return value["text"].encode("utf-8", "surrogatepass")
    return base64.b64decode(value["base64"])


def _answer(found: Found, *, as_bytes: bool) -> dict[str, Any]:
    entry = found.entry
    if entry is None:
        return {"value": None, "metadata": None}
    if as_bytes:
        return {"value": {"base64": base64.b64encode(entry.value).decode()}, "metadata": entry.metadata}
    return {"value": {"text": entry.value.decode("utf-8", "replace")}, "metadata": entry.metadata}


def _told(found: Found) -> str:
    """For the trace: what was found, and how old this city's copy of it is."""
    what = "missing" if found.entry is None else "found"
    return f"{what}, cached {found.age:.0f} s ago" if found.cached else f"{what}, from the central store"
