"""The child engine as its parent sees it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from engine import protocol
from engine.client import EngineClient, run_blocking, run_seconds
from engine.errors import ChildError, StepError
from engine.project import Project
from engine.request_line import request_step
from engine.run import Limits, RunRequest, run_project
from engine.step import Step

ROOT = Path(__file__).resolve().parents[2]


def ask(body: str, *steps: Step, **options: object) -> RunRequest:
    """A run of one Worker whose fetch handler has this body."""
    code = f"let n = 0; export default {{ async fetch(request, env, ctx) {{ {body} }} }};"
    project = Project(name="w", main="index.js", files={"index.js": code})
    return RunRequest(project=project, steps=list(steps) or [request_step("GET /")], **options)  # type: ignore[arg-type]


HELLO = ask("n += 1; console.log(request.url); return new Response('hello ' + n);")
ENDLESS = ask("while (true);", limits=Limits(cpu_seconds=30))


@pytest.fixture
async def client() -> AsyncIterator[EngineClient]:
    made = EngineClient()
    yield made
    await made.close()


async def test_the_child_gives_what_the_engine_gives(client: EngineClient) -> None:
    request = msgspec.structs.replace(HELLO, steps=[request_step("/a"), request_step("POST /b é")])
    there, here = await client.run(request), run_project(request)
    assert there.result == here.result
    assert there.trace == here.trace


async def test_a_large_trace_arrives_whole(client: EngineClient) -> None:
    request = ask("for (let i = 0; i < 3000; i++) { await 0; } return new Response('x');")
    report = await client.run(request)
    assert len(report.trace) > 5 * protocol.EVENTS_IN_A_FRAME
    assert [event.seq for event in report.trace] == list(range(1, len(report.trace) + 1))


async def test_the_child_is_kept_warm_and_its_runs_share_nothing(client: EngineClient) -> None:
    first = await client.run(HELLO)
    process = client._process
    second = await client.run(HELLO)
    assert client._process is process
    assert first.result.steps[0].body == second.result.steps[0].body == "hello 1"


async def test_runs_asked_for_together_are_done_one_by_one(client: EngineClient) -> None:
    reports = await asyncio.gather(*(client.run(HELLO) for _ in range(5)))
    assert [report.result.steps[0].body for report in reports] == ["hello 1"] * 5


async def test_binary_files_reach_the_child() -> None:
    project = Project(
        name="w", main="index.js", files={"index.js": "x", "data.bin": b"\x00\xff"}, configuration={"a": 1}
    )
    data = protocol.frame(protocol.ask(RunRequest(project=project, steps=[])))
    assert protocol.frame_length(data[:4]) == len(data) - 4
    assert protocol.requested(protocol.decode_wish(data[4:])).project == project


def test_a_frame_of_nonsense_is_refused() -> None:
    with pytest.raises(msgspec.MsgspecError):
        protocol.decode_reply(b'{"type": "ready", "x": __import__("os")}')
    with pytest.raises(ValueError, match="a frame of"):
        protocol.frame_length(b"\xff\xff\xff\xff")


async def test_a_step_that_cannot_be_sent_is_refused_in_words(client: EngineClient) -> None:
    with pytest.raises(StepError, match="email"):
        await client.run(ask("", Step(kind="email")))
    assert (await client.run(HELLO)).result.steps[0].status == 200


async def test_half_a_character_is_refused_in_words(client: EngineClient) -> None:
    with pytest.raises(StepError, match="half a character"):
        await client.run(ask("return new Response('\ud800')"))


async def test_cancelling_kills_the_child_and_the_next_run_works(client: EngineClient) -> None:
    await client.start()
    process = client._process
    assert process is not None
    task = asyncio.create_task(client.run(ENDLESS))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert process.returncode == -signal.SIGKILL
    assert (await client.run(HELLO)).result.steps[0].status == 200


async def test_a_child_that_dies_is_named_and_replaced(client: EngineClient) -> None:
    await client.start()
    task = asyncio.create_task(client.run(ENDLESS))
    await asyncio.sleep(0.3)
    assert client._process is not None
    client._process.send_signal(signal.SIGSEGV)
    with pytest.raises(ChildError, match=r"crashed \(SIGSEGV\)"):
        await task
    assert (await client.run(HELLO)).result.steps[0].status == 200


async def test_a_child_that_died_between_two_runs_is_replaced(client: EngineClient) -> None:
    await client.start()
    assert client._process is not None
    client._process.kill()
    await client._process.wait()
    assert (await client.run(HELLO)).result.steps[0].status == 200


async def test_close_twice_and_run_again(client: EngineClient) -> None:
    await client.run(HELLO)
    process = client._process
    await client.close()
    await client.close()
    assert process is not None
    assert process.returncode == 0
    assert (await client.run(HELLO)).result.steps[0].status == 200


def test_without_a_loop() -> None:
    assert run_blocking(HELLO).result.steps[0].body == "hello 1"


def test_many_steps_may_take_longer() -> None:
    assert run_seconds(HELLO) == 3.0
    assert run_seconds(ask("", *[Step()] * 110)) == pytest.approx(13.0)


@pytest.mark.skipif(os.name != "posix", reason="process groups and /proc are POSIX")
def test_when_the_parent_is_killed_the_child_ends_too() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_PARENT), str(ROOT)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child)


_PARENT = """
    import asyncio, sys
    sys.path.insert(0, sys.argv[1])
    from tests.engine.test_client import ENDLESS, EngineClient

    async def main():
        client = EngineClient()
        await client.start()
        asyncio.get_running_loop().call_later(0.3, lambda: print(client._process.pid, flush=True))
        await client.run(ENDLESS)

    asyncio.run(main())
"""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not (status.exists() and "\nState:\tZ" in status.read_text())


async def test_workers_run_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    source = "export default { fetch() { return new Response(String(new Date().getTimezoneOffset())) } }"
    project = Project(name="zone", main="index.js", files={"index.js": source})
    client = EngineClient()
    try:
        report = await client.run(RunRequest(project=project, steps=[Step()]))
    finally:
        await client.close()
    assert report.result.steps[0].body == "0"
