"""Simulated origins: what answers `fetch("https://origin/?ms=80")`. The real network is never touched.

Any host answers. What it answers is in the query: `ms` after how many virtual milliseconds (default 10), `status`
(default 200), `body` (default a line naming method and path), `type` (content-type, default text/plain), `mb` (a body
of so many MB instead, at most 1,000, which is made as it is read).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from engine.bodies import RepeatedBody
from engine.http import reason_phrase

DEFAULT_MS = 10.0
MB = 1 << 20
MOST_MB = 1000
LINE = b"A line of a long body, which is the same again and again, to the end.\n"


def answer(method: str, url: str) -> tuple[float, dict[str, Any]]:
    """(virtual milliseconds until the answer, the answer as `internals.responseFrom` takes it; a long body is a
    RepeatedBody)."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    status = _whole(query.get("status"), 200)
    path = parts.path or "/"
    body = query.get("body", f"{parts.hostname} answers {method} {path}")
    if method == "HEAD" or status in (101, 204, 205, 304):
        body = ""
    long = min(_whole(query.get("mb"), 0), MOST_MB)
    response: dict[str, Any] = {
        "status": status if 200 <= status <= 599 else 200,
        "statusText": reason_phrase(status),
        "headers": [["content-type", query.get("type", "text/plain;charset=UTF-8")]],
        "body": RepeatedBody(LINE, long * MB) if body and long else {"text": body} if body else None,
        "url": url,
    }
    if "location" in query:
        response["headers"].append(["location", query["location"]])
    return max(0.0, _number(query.get("ms"), DEFAULT_MS)), response


def _number(text: str | None, default: float) -> float:
    try:
        return float(text) if text is not None else default
    except ValueError:
        return default


def _whole(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdigit() else default
