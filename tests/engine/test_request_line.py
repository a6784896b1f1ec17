"""One line of text, one request."""

from __future__ import annotations

import pytest

from engine.errors import StepError
from engine.request_line import cron_step, request_step
from engine.step import Step


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("GET /", Step(url="http://example.com/")),
        ("/", Step(url="http://example.com/")),
        ("  get   /a?b=1&c= ", Step(url="http://example.com/a?b=1&c=")),
        ("GET https://x.dev", Step(url="https://x.dev/")),
        ("GET https://x.dev?q", Step(url="https://x.dev/?q")),
        ("GET /a?", Step(url="http://example.com/a?")),
        ("GET /a#part", Step(url="http://example.com/a")),
        ("GET /a/../b", Step(url="http://example.com/a/../b")),
        ("GET /caf%C3%A9/é", Step(url="http://example.com/caf%C3%A9/%C3%A9")),
        ("POST /a?b=1 body text", Step(method="POST", url="http://example.com/a?b=1", body="body text")),
        ("PUT /  two", Step(method="PUT", url="http://example.com/", body=" two")),
        ("POST / [1, 2]", Step(method="POST", url="http://example.com/", body="[1, 2]")),
        ('POST / {"a":[1]}', Step(method="POST", url="http://example.com/", body='{"a":[1]}')),
        ("GET / [X-A: b c] [x-d:e]", Step(url="http://example.com/", headers=[("X-A", "b c"), ("x-d", "e")])),
        (
            "POST / [Content-Type: application/json] [1]",
            Step(method="POST", url="http://example.com/", headers=[("Content-Type", "application/json")], body="[1]"),
        ),
        ("PROPFIND /", Step(method="PROPFIND", url="http://example.com/")),
    ],
)
def test_lines(line: str, step: Step) -> None:
    assert request_step(line) == step


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "such as GET /"),
        ("GTE /", "Did you mean GET?"),
        ("hello there", "HELLO"),
        ("GET", "GET what?"),
        ("GET example.com", "Begin with / or with https://"),
        ("GET http://", "not a URL"),
        ("GET https://x.dev:99999/", "not a URL"),
        ("GET / hello", "Send it with POST"),
    ],
)
def test_mistakes_say_what_to_write(line: str, words: str) -> None:
    with pytest.raises(StepError) as caught:
        request_step(line)
    assert words.lower() in str(caught.value).lower()


def test_cron() -> None:
    assert cron_step(" */5 *  * * * ") == Step(kind="scheduled", cron="*/5 * * * *")
    with pytest.raises(StepError, match="has 3 fields"):
        cron_step("* * *")
