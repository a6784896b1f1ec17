"""What HTTP adds around a Worker: methods the runtime knows, reason phrases, headers that the connection needs.

The values are what workerd says on the wire (tests/conformance: request-unknown-method-wire, response-status-text,
headers-incoming-request, response-content-length-mismatch).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from engine.bodies import base64_bytes
from engine.step import Step

COMMON_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
"""Those that a slip of the finger most likely means."""

METHODS = frozenset((
    *COMMON_METHODS, "TRACE", "PURGE", "COPY", "LOCK", "MKCOL", "MOVE", "PROPFIND", "PROPPATCH", "SEARCH", "UNLOCK",
    "ACL", "REPORT", "MKACTIVITY", "CHECKOUT", "MERGE", "MSEARCH", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "QUERY", "BAN",
))  # fmt: skip
"""Methods that reach a Worker's fetch(), each asked of workerd over the wire; M-SEARCH goes by MSEARCH there. CONNECT
goes to another handler. Any other is answered 501 before one runs."""

UNKNOWN_METHOD = "ERROR: Unrecognized request method."
"""The body of that 501."""

FRAMING = frozenset({"content-length", "transfer-encoding"})
"""Headers that say how long a body is. The runtime writes them itself, whatever the Worker said."""

_ZLIB_FORMAT = {"gzip": 31, "deflate": 15}


def on_the_wire(body: bytes, headers: Iterable[tuple[str, str]]) -> bytes:
    """The body as it goes over the wire: compressed where the Worker set `content-encoding: gzip` or `deflate`,
    whatever the client accepts. Brotli is not here: such a body goes out as it is.
    https://developers.cloudflare.com/workers/runtime-apis/response/#parameters (encodeBody)"""
    coding = _coding(headers)
    if coding not in _ZLIB_FORMAT or not body:
        return body
    compressor = zlib.compressobj(wbits=_ZLIB_FORMAT[coding])
    return compressor.compress(body) + compressor.flush()


def is_compressed(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether `on_the_wire` changes a body with these headers."""
    return _coding(headers) in _ZLIB_FORMAT


def _coding(headers: Iterable[tuple[str, str]]) -> str:
    return next((value.strip().lower() for name, value in headers if name.lower() == "content-encoding"), "")


CLIENT = "127.0.0.1"
"""Where the client is, as `request.cf.clientIp` says."""

_REASONS = {
    200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information", 204: "No Content",
    205: "Reset Content", 206: "Partial Content", 207: "Multi-Status", 208: "Already Reported", 226: "IM Used",
    300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
    305: "Use Proxy", 307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required", 408: "Request Timeout",
    409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed", 413: "Payload Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable", 417: "Expectation Failed",
    418: "I'm a teapot", 421: "Misdirected Request", 422: "Unprocessable Entity", 423: "Locked",
    424: "Failed Dependency", 426: "Upgrade Required", 428: "Precondition Required", 429: "Too Many Requests",
    431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout", 505: "HTTP Version Not Supported", 506: "Variant Also Negotiates",
    507: "Insufficient Storage", 508: "Loop Detected", 510: "Not Extended", 511: "Network Authentication Required",
}  # fmt: skip
_REASONS_OF_CLASSES = {2: "Successful", 3: "Redirection", 4: "Client Error", 5: "Server Error"}


def reason_phrase(status: int, said: str = "") -> str:
    """What the status line says after the number: `said` by the Worker, or else the usual phrase."""
    return said or _REASONS.get(status) or _REASONS_OF_CLASSES.get(status // 100, "")


def incoming_headers(url: str, headers: Iterable[tuple[str, str]], body_bytes: int | None) -> list[list[str]]:
    """Request headers as they reach a Worker: those of the step and those that its connection needs.

    body_bytes: length of the body, None where there is none. Headers of the step win.
    """
    given = [[name, value] for name, value in headers]
    names = {name.lower() for name, _ in given}
    added = [["Host", urlsplit(url).netloc.rpartition("@")[2]], ["Connection", "close"]]
    if body_bytes is not None and "transfer-encoding" not in names:
        added.append(["Content-Length", str(body_bytes)])
    return given + [[name, value] for name, value in added if name.lower() not in names]


def request_record(step: Step) -> dict[str, Any]:
    """A fetch step as kernel.js gives it: method, url, headers, body ({"text"}, {"base64"} or None), cf."""
    body: dict[str, str] | None = None
    length: int | None = None
    if isinstance(step.body, str):
        body, length = {"text": step.body}, len(step.body.encode("utf-8", "surrogatepass"))
    elif step.body is not None:
        encoded = step.body.get("base64", "")
        body, length = {"base64": encoded}, base64_bytes(encoded)
    headers = incoming_headers(step.url, step.headers, length)
    return {"method": step.method, "url": step.url, "headers": headers, "body": body, "cf": {"clientIp": CLIENT}}
