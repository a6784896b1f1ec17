"""The Cache API: what is stored, for how long on the virtual clock, and how a match answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.services.cache import lifetime
from engine.step import Step
from tests.engine.worlds import bodies, run

NOW = 1_735_689_600_000.0  # 2025-01-01


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (200, [("Cache-Control", "max-age=60")], 60),
        (200, [("Cache-Control", "max-age=60, s-maxage=5")], 5),
        (200, [("Cache-Control", "public"), ("Cache-Control", 'max-age="7"')], 7),
        (200, [("Expires", "Wed, 01 Jan 2025 00:01:00 GMT")], 60),
        (200, [("Expires", "0")], 0),
        (200, [("Cache-Control", "no-cache, max-age=60")], 0),
        (200, [("Cache-Control", "max-age=60"), ("Set-Cookie", "a=1")], 0),
        (200, [("Cache-Control", "max-age=60, private=Set-Cookie"), ("Set-Cookie", "a=1")], 60),
        (500, [("Cache-Control", "max-age=60")], 0),
        (200, [("Cache-Control", "max-age=soon")], 0),
    ],
)
def test_how_long_a_response_is_stored(status: int, headers: list[tuple[str, str]], seconds: float) -> None:
    assert lifetime(status, headers, NOW) == seconds * 1000


def answers(handler: str, *steps: Step | str) -> list[Any]:
    report = run(f"const cache = caches.default;\nexport default {{ async fetch(request) {{ {handler} }} }};", *steps)
    return [json.loads(body or "null") for body in bodies(report)]


def test_what_one_request_stores_the_next_one_finds_until_it_expires() -> None:
    handler = """
      const found = await cache.match(request);
      if (found) return Response.json([await found.text(), found.headers.get('cf-cache-status')]);
      await cache.put(request, new Response('made', { headers: { 'Cache-Control': 'max-age=10' } }));
      return Response.json('miss');
    """
    steps = [Step(url="http://x.org/", settle_ms=5000), Step(url="http://x.org/", settle_ms=6000)]
    assert answers(handler, *steps, "http://x.org/") == ["miss", ["made", "HIT"], "miss"]


def test_delete_says_whether_there_was_something() -> None:
    handler = """
      await cache.put('http://x.org/a#here', new Response('made', { headers: { 'Cache-Control': 'max-age=10' } }));
      return Response.json([await cache.delete('http://x.org/a'), await cache.delete('http://x.org/a'),
        (await cache.match('http://x.org/a')) === undefined]);
    """
    assert answers(handler, "http://x.org/") == [[True, False, True]]


def test_a_cookie_that_is_private_is_left_out_and_a_stream_is_stored_whole() -> None:
    handler = """
      const headers = { 'Cache-Control': 'max-age=10, private="Set-Cookie"', 'Set-Cookie': 'a=1' };
      const body = new Blob([new Uint8Array([1, 2, 255])]).stream();
      await cache.put('http://x.org/a', new Response(body, { headers }));
      const found = await cache.match('http://x.org/a');
      return Response.json([found.headers.get('set-cookie'), [...new Uint8Array(await found.arrayBuffer())]]);
    """
    assert answers(handler, "http://x.org/") == [[None, [1, 2, 255]]]


def test_a_match_of_another_method_finds_nothing_unless_told_to_ignore_it() -> None:
    handler = """
      await cache.put('http://x.org/a', new Response('made', { headers: { 'Cache-Control': 'max-age=10' } }));
      const post = () => new Request('http://x.org/a', { method: 'POST' });
      return Response.json([!!(await cache.match(post())), !!(await cache.match(post(), { ignoreMethod: true }))]);
    """
    assert answers(handler, "http://x.org/") == [[False, True]]
