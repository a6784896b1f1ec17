"""The entries that a Durable Object stores by key: what is asked of them, with a promise or at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.services.object_place import ObjectPlace

ENTRIES = frozenset({"get", "put", "delete", "list"})
"""The operations of `on_entries`."""

WRITE_MS = 5.0
"""A model, virtual ms: how long a write takes until it is safe and the output gate opens."""


def on_entries(place: ObjectPlace, name: str, details: dict[str, Any]) -> tuple[Any, str]:
    """The answer of one operation, and a word for the trace. details: as durable-object-storage.js sends them. Raises
    KeyError, TypeError or ValueError for others."""
    values = place.values
    if name == "get":
        keys = sorted({str(key) for key in details["keys"]}, key=lambda key: key.encode("utf-8", "surrogatepass"))
        found = [(key, values[key]) for key in keys if key in values]
        return found, f"{len(found)} found"
    if name == "put":
        values.update((str(key), str(text)) for key, text in details["entries"])
        return None, "written"
    if name == "delete":
        gone = [values.pop(key) for key in dict.fromkeys(map(str, details["keys"])) if key in values]
        return len(gone), f"{len(gone)} deleted"
    limit = details.get("limit")
    found = place.listed(
        start=details.get("start"), after=details.get("startAfter"), end=details.get("end"),
        prefix=details.get("prefix"), reverse=bool(details.get("reverse")), limit=None if limit is None else int(limit),
    )  # fmt: skip
    return found, f"{len(found)} found"


def written(place: ObjectPlace, now: float) -> None:
    """Something was written at `now`, virtual ms: what the object says to the outside waits until it is safe."""
    place.writes_safe_at = max(place.writes_safe_at, now + WRITE_MS)
