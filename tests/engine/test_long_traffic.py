"""An hour of traffic in one run, scaled down: what a request costs does not grow with those before it.

The whole hour is 100,000 requests to 50 Workers in 30 cities: `python -m tests.engine.test_long_traffic` runs it, and
says how long that took and what stayed in memory.
"""

from __future__ import annotations

import gc
import random
import time

import pytest

from engine.cities import CITIES
from engine.invocation import Invocation
from engine.network_plan import NetworkPlan
from engine.project import Project
from engine.race.warm import resident_kb
from engine.run import RunRequest
from engine.step import Step
from engine.trace import Event
from engine.trace_log import PIECE
from engine.traffic import Traffic, send

HOUR_MS = 3_600_000.0
SOURCE = """let served = 0;
export default { async fetch(request, env, context) {
  served += 1;
  context.waitUntil(scheduler.wait(20));
  await scheduler.wait(5);
  console.log('answering');
  return Response.json({ served, path: new URL(request.url).pathname });
} };"""


def hour(requests: int, workers: int, cities: int) -> RunRequest:
    """So many requests, evenly over an hour, each from a city and to a Worker that the seed chooses."""
    chance, codes = random.Random(1), [city.code for city in CITIES][:cities]
    steps = [
        Step(
            url=f"http://example.com/{number}",
            worker=f"w{chance.randrange(workers)}",
            city=chance.choice(codes),
            client=f"client {chance.randrange(1000)}",
            concurrent_group="hour",
            delay_before_ms=HOUR_MS / requests,
        )
        for number in range(requests)
    ]
    projects = [Project(name=f"w{n}", main="index.js", files={"index.js": SOURCE}) for n in range(workers)]
    plan = NetworkPlan(cities=tuple(codes), latency=True, handshake=True)
    return RunRequest(project=projects[0], workers=projects[1:], steps=steps, probes=False, network=plan)


@pytest.fixture(scope="module")
def after() -> tuple[Traffic, list[int]]:
    """A run of 2,000 requests to 5 Workers in 4 cities, and how large the pieces of its trace were."""
    pieces: list[int] = []
    traffic = Traffic(hour(2000, 5, 4))
    traffic.world.log.on_piece = lambda events: pieces.append(len(events))
    traffic.run()
    return traffic, pieces


def test_every_request_is_answered_by_its_worker_and_in_its_city(after: tuple[Traffic, list[int]]) -> None:
    traffic, _ = after
    results = traffic.result().steps
    assert {result.status for result in results} == {200}
    assert [result.worker for result in results] == [step.worker for step in traffic.world.request.steps]
    assert [result.city for result in results] == [step.city for step in traffic.world.request.steps]
    assert sum(result.cold for result in results) == len({result.isolate for result in results}) == 20
    assert traffic.world.clock.now >= HOUR_MS


def test_nothing_of_an_event_stays_but_its_result(after: tuple[Traffic, list[int]]) -> None:
    traffic, _ = after
    assert not traffic.world.loop.invocations
    assert traffic.world.clock.next_due() is None
    gc.collect()
    assert sum(isinstance(one, Invocation) for one in gc.get_objects()) < 20


def test_the_trace_goes_out_in_pieces_of_one_size(after: tuple[Traffic, list[int]]) -> None:
    traffic, pieces = after
    assert len(pieces) > 50
    assert max(pieces) < 2 * PIECE
    assert len(traffic.world.log.events) < 2 * PIECE


EACH = {
    "waitUntil": "context.waitUntil(1);",
    "timers that never fire": "setInterval(() => {}, 5);",
    "promises that never settle": "new Promise(() => {});",
    "KV": "await env.KV.get('key');",
    "a queue": "await env.QUEUE.send(1);",
    "a Durable Object": "await env.ROOM.getByName('a').fetch('http://room/');",
    "its methods": "await env.ROOM.getByName('a').hi();",
    "fetch": "await (await fetch('http://origin.example/')).text();",
    "a body read twice": "const copy = request.clone(); await copy.text(); await request.text();",
    "Web Crypto": "await crypto.subtle.digest('SHA-256', new Uint8Array(3));",
    "a signal": "AbortSignal.timeout(5);",
}
ROOM = """import { DurableObject } from 'cloudflare:workers';
export class Room extends DurableObject { fetch() { return new Response('room'); } hi() { return 1; } }
"""
BINDINGS: dict[str, object] = {
    "kv_namespaces": [{"binding": "KV", "id": "store"}],
    "queues": {"producers": [{"binding": "QUEUE", "queue": "jobs"}], "consumers": [{"queue": "jobs"}]},
    "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]},
}


@pytest.mark.parametrize("name", EACH)
def test_a_heap_does_not_grow_with_what_it_has_served(name: str) -> None:
    source = f"""{ROOM} export default {{
      async fetch(request, env, context) {{ {EACH[name]} return new Response('x'); }}, queue() {{}},
    }};"""
    project = Project(name="w", main="index.js", files={"index.js": source}, configuration=BINDINGS)

    def heap_after(requests: int) -> int:
        steps = [Step(method="POST", body="x") for _ in range(requests)]
        traffic = Traffic(RunRequest(project=project, steps=steps, probes=False))
        traffic.run()
        assert {result.status for result in traffic.result().steps} == {200}
        isolate = traffic.world.network.isolate_with_id("w#1")
        assert isolate is not None
        isolate._heap._context.gc()  # garbage is no growth
        return isolate.heap_bytes

    assert heap_after(500) - heap_after(100) < 400 * 8  # of a request not even a word


def test_the_pieces_are_the_trace_that_a_run_keeps() -> None:
    pieces: list[Event] = []
    request = hour(300, 3, 2)
    assert send(request, pieces.extend).trace == []
    assert pieces == send(request).trace


def whole_hour() -> None:
    """The hour at full size."""
    events = 0

    def count(piece: list[Event]) -> None:
        nonlocal events
        events += len(piece)

    request = hour(100_000, 50, 30)
    before, began = resident_kb(), time.perf_counter()
    report = send(request, count)
    took, grown = time.perf_counter() - began, resident_kb() - before
    answered = sum(result.status == 200 for result in report.result.steps)
    isolates = len({result.isolate for result in report.result.steps})
    print(f"{answered:,} answered by {isolates:,} isolates, {events:,} events: {took:.1f} s, {grown / 1000:.0f} MB")


if __name__ == "__main__":
    whole_hour()
