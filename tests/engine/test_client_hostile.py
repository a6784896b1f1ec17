"""Code that would take the machine: each ends with a clear sentence, in time, and the next run works."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator

import pytest

from engine.client import EngineClient, run_seconds
from engine.errors import ChildError
from engine.project import Project
from engine.request_line import request_step
from engine.run import Limits, RunReport, RunRequest

LIMITS = Limits(cpu_seconds=0.5)
SLACK_SECONDS = 4.0
"""What a busy machine may add to the time allowed. On a quiet one nothing is added."""

HOSTILE = {
    "endless loop": "while (true);",
    "endless loop after an await": "await 0; for (;;);",
    "runaway regular expression": "/^(a+)+$/.test('a'.repeat(50) + 'b');",
    "one string into 134 million": "'x'.repeat(2 ** 27).split('');",
    "growing arrays": "const all = []; while (true) all.push(new Array(100000).fill(1));",
    "growing string": "let s = 'x'; while (true) s += s;",
    "growing map": "const m = new Map(); for (let i = 0; ; i++) m.set(i, 'x' + i);",
    "large buffers": "const all = []; while (true) all.push(new Uint8Array(2 ** 24).fill(1));",
    "endless recursion": "function down() { return down() + 1; } down();",
    "recursion that catches": "function down() { try { down(); } finally { down(); } } down();",
    "flood of microtasks": "function again() { queueMicrotask(again); } again(); await scheduler.wait(1);",
    "endless awaits": "(async () => { while (true) await 0; })(); await scheduler.wait(1);",
    "flood of promises": "function fork() { Promise.resolve().then(fork); Promise.resolve().then(fork); } fork();",
    "interval without end": "setInterval(() => {}, 0); await new Promise(() => {});",
    "timers that set two": "const two = () => [setTimeout(two), setTimeout(two)]; two(); await new Promise(() => {});",
    "flood of logs": "while (true) console.log('x'.repeat(1000));",
    "flood of small logs": "while (true) console.log('x');",
    "sort of three million": "new Array(3e6).fill(0).map(() => Math.random()).sort();",
    "huge number": "let a = 3n; while (true) a *= a;",
    "body without end": "return new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(65536)); } }));",
    "loop in a thenable": "await { then() { while (true); } };",
    "loop in toString": "new Response({ toString() { while (true); } });",
}


@pytest.fixture
async def client() -> AsyncIterator[EngineClient]:
    made = EngineClient()
    await made.start()
    yield made
    await made.close()


def ask(code: str) -> RunRequest:
    """A run of a module, with one request."""
    project = Project(name="w", main="index.js", files={"index.js": code})
    return RunRequest(project=project, steps=[request_step("GET /")], limits=LIMITS)


HELLO = ask("export default { fetch() { return new Response('fine'); } };")


async def told(client: EngineClient, request: RunRequest) -> str:
    """Runs it; gives what the learner is told, and checks that it is in time and that the loop stayed awake."""
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticker = asyncio.create_task(tick())
    began = time.monotonic()
    try:
        message = _message(await client.run(request))
    except ChildError as error:
        message = str(error)
    took = time.monotonic() - began
    ticker.cancel()
    assert took < run_seconds(request) + SLACK_SECONDS
    assert ticks >= took / 0.1 - 1, "the event loop of the parent was blocked"
    return message


def _message(report: RunReport) -> str:
    if report.result.error is not None:
        return f"{report.result.error.name}: {report.result.error.message}"
    step = report.result.steps[0]
    assert step.outcome != "ok"
    return "; ".join(failure.message for failure in step.exceptions)


@pytest.mark.parametrize("name", HOSTILE)
async def test_in_a_handler(client: EngineClient, name: str) -> None:
    body = f"{HOSTILE[name]}\nreturn new Response('done');"
    message = await told(client, ask(f"export default {{ async fetch(request, env, ctx) {{ {body} }} }};"))
    assert len(message) > 10, message
    assert "Traceback" not in message
    assert "workerscope's" not in message, message
    assert (await client.run(HELLO)).result.steps[0].body == "fine"


@pytest.mark.parametrize("name", ["endless loop", "runaway regular expression", "growing arrays", "endless recursion"])
async def test_in_global_scope(client: EngineClient, name: str) -> None:
    message = await told(client, ask(f"{HOSTILE[name]}\nexport default {{}};"))
    assert len(message) > 10, message
    assert (await client.run(HELLO)).result.steps[0].body == "fine"


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is limited on Linux only")
async def test_a_child_without_memory_says_so(client: EngineClient) -> None:
    """Python's own memory (the trace, the logs) is bounded too."""
    code = "const s = 'x'.repeat(2 ** 22); export default { fetch() { while (true) console.log(s); } };"
    request = ask(code)
    message = await told(client, request)
    assert "memory" in message or "CPU" in message or "busy" in message
    assert (await client.run(HELLO)).result.steps[0].body == "fine"
