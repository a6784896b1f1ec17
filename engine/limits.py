"""Limits that a request meets before any Worker runs, and the pages that stand in for a Worker's answer.

https://developers.cloudflare.com/workers/platform/limits/ and
https://developers.cloudflare.com/workers/observability/errors/
"""

from __future__ import annotations

from engine.http import METHODS, UNKNOWN_METHOD
from engine.step import Step, StepResult

URL_BYTES = 16 * 1024
HEADER_BYTES = 128 * 1024
BODY_BYTES = 100 * 1024 * 1024
"""Of a request to a zone on the Free and Pro plans."""
CRON_WALL_MS = 15 * 60 * 1000.0
"""How long a scheduled, queue or alarm event may take altogether."""

LOG_CHARACTERS = 256 * 1024
"""What an event may write to the console. https://developers.cloudflare.com/workers/observability/logs/workers-logs/"""
LOG_LIMIT_REACHED = (
    "Log size limit exceeded: More than 256KB of data (across console.log statements, exception, request metadata and "
    "headers) was logged during a single request. Subsequent data for this request will not be recorded in logs, "
    "appear when tailing this Worker's logs, or in Tail Workers."
)
"""The last line of an event that writes more, in workerd's words."""

STATUS_OF_CODE = {1019: 500, 1027: 429, 1042: 404, 1101: 500, 1102: 503}
"""The HTTP status that each error page comes with."""
CODE_OF_OUTCOME = {"exceededCpu": 1102, "exceededMemory": 1102}
"""Of events that ended without an answer; any other outcome is 1101."""

TOO_MANY_SUBREQUESTS = (
    "Too many subrequests by single Worker invocation. To configure this limit, refer to "
    "https://developers.cloudflare.com/workers/wrangler/configuration/#limits"
)
NOTHING_HERE = "There is nothing here yet"
"""What a workers.dev address without a Worker says."""


def error_page(code: int) -> StepResult:
    """The page of an error code, as a client that asks for no HTML gets it: "error code: 1101"."""
    return plain(STATUS_OF_CODE[code], f"error code: {code}")


def plain(status: int, text: str) -> StepResult:
    """An answer of the network itself."""
    return StepResult(status=status, headers=[("content-type", "text/plain")], body=text)


def refusal(step: Step) -> StepResult | None:
    """The answer to a request that never gets to a Worker; None for one that does."""
    if step.method not in METHODS:
        return plain(501, UNKNOWN_METHOD)
    if len(step.url.encode("utf-8", "surrogatepass")) > URL_BYTES:
        return plain(414, "URI Too Long")
    if sum(len(name) + len(value) for name, value in step.headers) > HEADER_BYTES:
        return plain(431, "Request Header Fields Too Large")
    if _body_bytes(step) > BODY_BYTES:
        return plain(413, "Request Entity Too Large")
    return None


def _body_bytes(step: Step) -> int:
    if isinstance(step.body, str):
        return len(step.body.encode("utf-8", "surrogatepass"))
    return 0 if step.body is None else len(step.body.get("base64", "")) * 3 // 4
