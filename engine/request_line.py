"""One line of text that says which request to send.

    METHOD URL [Name: value]… BODY

    GET /                               a path means http://example.com/…
    /search?q=tea                       no method means GET
    POST /orders two cups               everything after the URL is the body, as it stands
    POST /orders [Content-Type: application/json] {"cups": 2}
    GET https://shop.example/ [Cookie: a=1] [X-Test: yes]

A header is a name, a colon and a value in square brackets, after the URL and before the body.
"""

from __future__ import annotations

import difflib
import re
from urllib.parse import quote, urlsplit

from engine.cron import CronError, parse_cron
from engine.errors import StepError
from engine.http import COMMON_METHODS, METHODS
from engine.step import Step

BASE = "http://example.com"

WITHOUT_BODY = ("GET", "HEAD")

_HEADER = re.compile(r"\s*\[([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*([^\]\r\n]*?)\s*\]")
_UNQUOTED = "%/?#[]@!$&'()*+,;=:~"


def request_step(line: str) -> Step:
    """The step that `line` stands for. Raises StepError, with a sentence that says what to write instead."""
    method, rest = _method(line.strip())
    target, _, rest = rest.partition(" ")
    headers, body = _headers(rest)
    if body and method in WITHOUT_BODY:
        raise StepError(f"A {method} request has no body, and after the URL stands: {body}. Send it with POST.")
    return Step(method=method, url=_url(target), headers=headers, body=body or None)


def cron_step(expression: str) -> Step:
    """The scheduled event of an expression such as "*/5 * * * *". Raises StepError for one that Cloudflare refuses."""
    try:
        parse_cron(expression)
    except CronError as error:
        raise StepError(str(error)) from None
    return Step(kind="scheduled", cron=" ".join(expression.split()))


def _method(line: str) -> tuple[str, str]:
    """(method, what follows). A line that begins with a path or a URL is a GET."""
    if not line:
        raise StepError("There is no request on this line. Write a method and a path, such as GET /")
    word, _, rest = line.partition(" ")
    if word.startswith("/") or "://" in word:
        return "GET", line
    method = word.upper()
    if method not in METHODS:
        near = difflib.get_close_matches(method, COMMON_METHODS, 1)
        hint = f"Did you mean {near[0]}?" if near else "A request begins with a method or a path, such as GET /"
        raise StepError(f"{word} is no method that a Worker can be sent. {hint}")
    if not rest.strip():
        raise StepError(f"{method} what? A path or a URL follows the method, such as {method} /")
    return method, rest.lstrip()


def _url(target: str) -> str:
    """The absolute URL, with what a client would escape escaped and without the fragment, which no client sends."""
    if not target.startswith("/") and not re.match(r"https?://", target, re.IGNORECASE):
        raise StepError(f"{target} is neither a path nor a URL. Begin with / or with https://")
    url = BASE + target if target.startswith("/") else target
    try:
        url = url.partition("#")[0]
        parts = urlsplit(url)
        reachable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        reachable = False
    if not reachable:
        raise StepError(f"{target} is not a URL. Write one such as https://example.com/path")
    if not parts.path:
        url = url.replace(parts.netloc, parts.netloc + "/", 1)
    return quote(url, safe=_UNQUOTED)


def _headers(text: str) -> tuple[list[tuple[str, str]], str]:
    """The bracketed headers at the start of `text`, and what follows them."""
    headers: list[tuple[str, str]] = []
    while match := _HEADER.match(text):
        headers.append((match[1], match[2]))
        text = text[match.end() :]
        text = text.removeprefix(" ")
    return headers, text
