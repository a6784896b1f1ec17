"""The Cache API: what `caches` stores, in each city for itself, until it expires on the virtual clock.

What is stored and how a match answers is as the real runtime's local store does it (tests/conformance: cache-…).
https://developers.cloudflare.com/workers/runtime-apis/cache/
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from engine.clock import EPOCH
from engine.services import Call

if TYPE_CHECKING:
    from engine.world import World

Headers = list[tuple[str, str]]

STORABLE = frozenset({200, 203, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501})
"""Status codes that a put stores; others are dropped without a word."""

ACCESS_MS = 1.0
"""A model: how long the store of one's own city takes to answer, virtual ms."""


@dataclass(frozen=True)
class Stored:
    """A response in the store. expires: ms since 1970 on the virtual clock."""

    status: int
    status_text: str
    headers: Headers
    body: bytes
    expires: float


class CacheService:
    """Answers "cache.match", "cache.put" and "cache.delete". Owns the stores, by city, cache name and URL."""

    def __init__(self, world: World) -> None:
        self._clock = world.clock
        self._stored: dict[tuple[str, str, str], Stored] = {}

    def perform(self, call: Call) -> None:
        """One access to the store."""
        try:
            self._perform(call, call.details if isinstance(call.details, dict) else {})
        except (KeyError, TypeError, ValueError):
            call.refuse("Error", f"{call.name} was given arguments that cannot be read.")

    def _perform(self, call: Call, details: dict[str, Any]) -> None:
        key = (call.invocation.isolate.server.city, str(details.get("name", "")), call.target)
        if call.name == "cache.put":
            self._put(key, details["response"])
            call.answer(None, after=ACCESS_MS, result="done")
        elif call.name == "cache.delete":
            gone = self._fresh(key) is not None
            self._stored.pop(key, None)
            call.answer(gone, after=ACCESS_MS, result="deleted" if gone else "nothing there")
        elif call.name == "cache.match":
            found = self._fresh(key)
            asked = {str(name).lower(): str(value) for name, value in details.get("headers", ())}
            answer = None if found is None else _answer(found, asked)
            call.answer(answer, after=ACCESS_MS, result="miss" if answer is None else "hit")
        else:
            call.refuse("Error", f"{call.name} is not available in this engine.")

    def _fresh(self, key: tuple[str, str, str]) -> Stored | None:
        found = self._stored.get(key)
        return found if found is not None and found.expires > self._now() else None

    def _now(self) -> float:
        return EPOCH + self._clock.now

    def _put(self, key: tuple[str, str, str], response: dict[str, Any]) -> None:
        headers = [(str(name), str(value)) for name, value in response["headers"]]
        keeps_ms = lifetime(int(response["status"]), headers, self._now())
        if keeps_ms <= 0:
            return
        if "set-cookie" in _directives(headers).get("private", ""):
            headers = [(name, value) for name, value in headers if name.lower() != "set-cookie"]
        body = response["body"] or {"text": ""}
        data = body["text"].encode("utf-8", "surrogatepass") if "text" in body else base64.b64decode(body["base64"])
        status, text = int(response["status"]), str(response["statusText"])
        self._stored[key] = Stored(status, text, headers, data, self._now() + keeps_ms)


def lifetime(status: int, headers: Headers, now: float) -> float:
    """For how many ms a response is stored: 0 when it is not. now: ms since 1970.
    https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1, and the page above."""
    directives = _directives(headers)
    named = {name.lower(): value for name, value in headers}
    cookies_apart = "set-cookie" in directives.get("private", "")
    if status not in STORABLE or "no-store" in directives or "no-cache" in directives:
        return 0.0
    if ("private" in directives or "set-cookie" in named) and not cookies_apart:
        return 0.0
    for name in ("s-maxage", "max-age"):
        if name in directives:
            seconds = directives[name]
            return float(seconds) * 1000 if seconds.isdigit() else 0.0
    if "expires" not in named:
        return 0.0
    try:
        return parsedate_to_datetime(named["expires"]).timestamp() * 1000 - now
    except (TypeError, ValueError):
        return 0.0


def _directives(headers: Headers) -> dict[str, str]:
    """Of Cache-Control, in lower case: name → value without quotes ("" where there is none)."""
    text = ",".join(value for name, value in headers if name.lower() == "cache-control").lower()
    parts = re.findall(r'([^\s=,]+)(?:\s*=\s*("[^"]*"|[^,]*))?', text)
    return {name: value.strip().strip('"') for name, value in parts}


def _answer(found: Stored, asked: dict[str, str]) -> dict[str, Any]:
    """What a match gives: the response, or 304, 206 and 416 where the request's headers ask for that."""
    headers = [*found.headers, ("CF-Cache-Status", "HIT")]
    if _not_modified(found, asked):
        return _record(304, "Not Modified", headers, b"")
    size = len(found.body)
    wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", asked.get("range", "").strip())
    if found.status != 200 or wanted is None or wanted[0] == "bytes=-":
        return _record(found.status, found.status_text, headers, found.body)
    first, last = wanted[1], wanted[2]
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or start > end:
        return _record(416, "Range Not Satisfiable", [*headers, ("Content-Range", f"bytes */{size}")], b"")
    part = found.body[start : end + 1]
    return _record(206, "Partial Content", [*headers, ("Content-Range", f"bytes {start}-{end}/{size}")], part)


def _not_modified(found: Stored, asked: dict[str, str]) -> bool:
    """https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2"""
    named = {name.lower(): value for name, value in found.headers}
    if "if-none-match" in asked:
        tag = named.get("etag", "").removeprefix("W/")
        tags = [given.strip().removeprefix("W/") for given in asked["if-none-match"].split(",")]
        return bool(tag) and (tag in tags or "*" in tags)
    try:
        since, changed = (parsedate_to_datetime(text) for text in (asked["if-modified-since"], named["last-modified"]))
        return changed <= since
    except (KeyError, TypeError, ValueError):
        return False


def _record(status: int, text: str, headers: Headers, body: bytes) -> dict[str, Any]:
    """What internals.responseFrom takes."""
    data = {"base64": base64.b64encode(body).decode()} if status != 304 else None
    return {"status": status, "statusText": text, "headers": headers, "body": data, "url": ""}
