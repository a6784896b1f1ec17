"""What Workers have stored, as it travels out of an open run and into the next one: records, each a key and bytes.

A service that stores (engine/services) tells what changed since it last told, and takes it all back before a run
begins. The engine writes no file: whoever holds the session keeps the records (`workerscope dev` does).
"""

from __future__ import annotations

import json
from typing import Any

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One of them. service: whose it is ("kv", "d1", "r2", "queue", "durable-object"). kind: what it is there. place:
    the namespace, database, bucket, queue or object. key: within it. value: None when it is gone."""

    service: str
    kind: str
    place: bytes
    key: bytes = b""
    value: bytes | None = None


def packed_names(*names: str) -> bytes:
    """Names as a place or a key. Any text, half characters (lone surrogates) too."""
    return json.dumps(names).encode()


def names_in(packed: bytes) -> list[str]:
    """The names of `packed_names`."""
    return [str(name) for name in json.loads(packed)]


def packed_value(head: dict[str, Any], data: bytes = b"") -> bytes:
    """A table of JSON values and bytes as one value."""
    return json.dumps(head).encode() + b"\n" + data


def value_in(packed: bytes | None) -> tuple[dict[str, Any], bytes]:
    """The table and the bytes of `packed_value`."""
    head, _, data = (packed or b"{}").partition(b"\n")
    return json.loads(head), data
