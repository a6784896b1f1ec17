"""The race and the density count in a process of their own, as an asynchronous stream: a view draws without slowing
what is measured, and closing the stream ends everything that was started."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import msgspec

from engine.errors import ChildError
from engine.race.results import Result

BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from engine.race.live import child; child()"
LINE_BYTES = 1_000_000
_decoder = msgspec.json.Decoder(Result)


@asynccontextmanager
async def live_race(runs: int | None = None) -> AsyncIterator[AsyncIterator[Result]]:
    """The race of `engine.race.race.race`, live."""
    async with _stream(["race", runs]) as results:
        yield results


@asynccontextmanager
async def live_density(most: int, memory_kb: int) -> AsyncIterator[AsyncIterator[Result]]:
    """The count of `engine.race.density.density`, live."""
    async with _stream(["density", most, memory_kb]) as results:
        yield results


@asynccontextmanager
async def _stream(what: list[object]) -> AsyncIterator[AsyncIterator[Result]]:
    words = [sys.executable, "-I", "-c", BOOT, json.dumps([path for path in sys.path if path]), json.dumps(what)]
    process = await asyncio.create_subprocess_exec(
        *words, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=LINE_BYTES, start_new_session=True
    )
    assert process.stdout is not None
    try:
        yield _results(process, process.stdout)
    finally:
        # The end of its input asks the child to leave; it ends what it started before it goes.
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5.0)
        except asyncio.TimeoutError:
            process.kill()
            await process.wait()


async def _results(process: Process, lines: asyncio.StreamReader) -> AsyncIterator[Result]:
    while line := await lines.readline():
        try:
            yield _decoder.decode(line)
        except msgspec.DecodeError:
            raise ChildError("The process that measures said something that is no result. Start it again.") from None
    if await process.wait() != 0:
        raise ChildError(f"The process that measures ended (status {process.returncode}). Start it again.")


def child() -> None:
    """What the process does: one JSON object a line on standard output, until done, or until standard input ends."""
    import threading

    def leave_with_parent() -> None:
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    def leave(*_: object) -> None:
        raise SystemExit

    signal.signal(signal.SIGTERM, leave)
    threading.Thread(target=leave_with_parent, daemon=True).start()
    encode, output = msgspec.json.encode, sys.stdout.buffer
    results = _asked(json.loads(sys.argv[2]))
    try:
        for result in results:
            output.write(encode(result) + b"\n")
            output.flush()
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 (Python would complain of the pipe at exit)
    finally:
        results.close()  # type: ignore[attr-defined]  # a generator: its processes end now


def _asked(what: list[object]) -> Iterator[Result]:
    from engine.race.density import density
    from engine.race.race import race

    kind, *numbers = what
    return race(*numbers) if kind == "race" else density(*numbers)  # type: ignore[arg-type]
