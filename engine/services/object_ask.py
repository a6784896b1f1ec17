"""What the storage of a SQLite-backed Durable Object answers without a promise: `storage.sql`, `storage.kv` and
`transactionSync`. It takes no virtual time, as the database lies where the object runs; what is written keeps the
output gate shut until it is safe. https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from engine.effects import decoded
from engine.invocation import Invocation
from engine.services.object_entries import ENTRIES, on_entries, written
from engine.services.object_place import ObjectPlace
from engine.services.sql_error import SqlError
from engine.services.sql_values import carried, given

NOT_BACKED = (
    "This Durable Object is not backed by SQLite storage, so the SQL API is not available. SQL can be enabled on a new "
    "Durable Object class by using the `new_sqlite_classes` instead of `new_classes` under `[[migrations]]` in your "
    "wrangler.toml, but an already-deployed class cannot be converted to SQLite (except by deleting the existing data)."
)
ELSEWHERE = "Cannot perform I/O on behalf of a different Durable Object: this storage belongs to another one."
UNREADABLE = "The storage was given arguments that cannot be read."


class Refusal(Exception):
    """The storage says no. The first argument: the message."""


def answer(invocations: Mapping[int, Invocation], now: float, text: str) -> str:
    """Answers one question of durable-object-sql.js: {value, result} or {error}. invocations: those in flight, by their
    event. now: virtual ms. Never raises: nothing may leave Python by way of JavaScript."""
    try:
        value, result = _act(invocations, now, decoded(text))
        said: dict[str, Any] = {"value": value, "result": result}
    except (Refusal, SqlError) as error:
        said = {"error": {"name": "Error", "message": str(error)}}
    except MemoryError:
        said = {"error": {"name": "Error", "message": "The answer does not fit into memory."}}
    except Exception:  # what learner code spoiled; raised on, it would cross JavaScript
        said = {"error": {"name": "TypeError", "message": UNREADABLE}}
    return msgspec.json.encode(said).decode()


def _act(invocations: Mapping[int, Invocation], now: float, asked: Any) -> tuple[Any, str]:
    invocation, details = invocations[asked["event"]], asked["details"]
    name = asked["name"].removeprefix("storage.")
    place = invocation.place
    if place is None or details["place"] != place.key:
        raise Refusal(ELSEWHERE)
    place.told.touched = True
    if not place.sqlite:
        raise Refusal("Durable Object is not backed by SQL." if name == "begin" else NOT_BACKED)
    if name == "exec":
        return _exec(place, now, details)
    if name == "size":
        return place.database.size, "ok"
    if name in ENTRIES:
        if name in ("put", "delete"):
            written(place, now)
        return on_entries(place, name, details)
    if name == "begin":
        place.begin(invocation)
    elif place.transactions and name == "commit":
        place.commit()
    elif place.transactions and name == "rollback":
        place.roll_back()
    else:
        raise ValueError(name)
    return None, "ok"


def _exec(place: ObjectPlace, now: float, details: dict[str, Any]) -> tuple[Any, str]:
    result = place.database.run(details["sql"], given(details["values"]))
    if result.rows_written:
        written(place, now)
    count = len(result.rows)
    value = {
        "columns": result.columns,
        "rows": carried(result.rows),
        "rowsRead": result.rows_read,
        "rowsWritten": result.rows_written,
    }
    return value, "1 row" if count == 1 else f"{count} rows"
