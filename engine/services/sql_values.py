"""Values between JavaScript and SQLite, on their way as JSON: a blob is {"base64"}, an infinite number {"number"}."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

Value = None | int | float | str | bytes


def carried(rows: Iterable[Iterable[Value]]) -> list[list[Any]]:
    """Rows for JavaScript."""
    return [[_carried(value) for value in row] for row in rows]


def _carried(value: Value) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return {"number": "Infinity" if value > 0 else "-Infinity"}
    return value


def given(values: Iterable[Any]) -> list[Value]:
    """What JavaScript bound. Raises TypeError, KeyError or ValueError for what sql-value.js does not send."""
    return [_given(value) for value in values]


def _given(value: Any) -> Value:
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    if value is None or isinstance(value, (int, float, str)):
        return value
    raise TypeError


def bound(value: Value) -> Value:
    """As workerd binds it: every number is a real one, which a column of integers turns back."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return float(value) if isinstance(value, int) else value
