"""The parent's side of the child engine: asks for runs, waits without blocking, kills and replaces what hangs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import TYPE_CHECKING

from engine import protocol
from engine.errors import ChildError, EngineError, LoadError, StepError
from engine.protocol import Broke, Done, Ready, Refused, Reply, Stopped, Trace
from engine.run import RunReport, RunRequest
from engine.trace import Event

if TYPE_CHECKING:
    from engine.live_session import LiveSession
    from engine.stored import Record

GRACE_SECONDS = 1.0
"""Real time that a run may take beyond its CPU limit."""
STEPS_FREE, SECONDS_A_STEP = 10, 0.1
"""A run of more than ten steps may take a little longer for each further one."""
STOP_SECONDS = 2.0
"""Real time in which a run that is stopped may say what it gave until then."""
START_SECONDS = 20.0
QUIT_SECONDS = 1.0

BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from engine.child import main; main()"
"""What the child starts with. It is isolated (-I), so that a file of the learner's called json.py is never imported."""

LOOK = "Look for a loop or a timer that never ends."
REINSTALL = "Install workerscope again: pip install --force-reinstall workerscope."


def run_seconds(request: RunRequest) -> float:
    """The real time after which a run is killed: its CPU limit and a second, and a little for each step past ten."""
    extra = max(0, len(request.steps) - STEPS_FREE) * SECONDS_A_STEP
    return request.limits.cpu_seconds + GRACE_SECONDS + extra


class EngineClient:
    """Runs requests in a child engine, one at a time. The child starts with the first and is kept warm.

    Whatever learners' code does, `run` ends, never blocks the event loop, and the next `run` works.
    """

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    @property
    def alive(self) -> bool:
        """Whether there is a child, and it has not ended as far as is known."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Starts the child now, so that the first run does not wait for it. Raises ChildError when it cannot."""
        async with self._turn:
            await self._child()

    async def run(self, request: RunRequest) -> RunReport:
        """Runs it in the child. Cancelling the task that awaits this kills the child.

        A run that takes too long is stopped: the step that was running has outcome exceededCpu and says so, the steps
        before it have what they gave, those after it are canceled. Raises ChildError when the child died, or could not
        even say that; and what `engine.run.run_project` raises.
        """
        seconds = run_seconds(request)
        stop = protocol.Stop(f"The code was still busy after {seconds:.3g} s, so the run was stopped. {LOOK}")
        trace, reply = await self.ask(protocol.ask(request), seconds, stop)
        if not isinstance(reply, (Done, Stopped)):
            raise _fault(reply)
        return RunReport(result=reply.result, trace=trace)

    async def open_session(
        self, request: RunRequest, *, starts_at: float = 0.0, stored: list[Record] | None = None
    ) -> LiveSession:
        """A run that stays open, in a child of its own: this client can run other things meanwhile. starts_at: virtual
        ms. stored: what an earlier session told that Workers stored; then this one tells it too. Raises what
        `engine.session.Session` raises, and ChildError."""
        from engine.live_session import LiveSession

        return await LiveSession.open(EngineClient(), request, starts_at, stored)

    async def ask(
        self, wish: protocol.Wish, seconds: float, stop: protocol.Stop | None = None
    ) -> tuple[list[Event], Reply]:
        """Has the child do one thing, within `seconds` of real time; gives what it traced and its reply. stop: what it
        is told when it is late, before it is killed. Raises what `run` does."""
        try:
            data = protocol.frame(wish)
        except UnicodeEncodeError:
            raise StepError(
                "The code or the request holds half a character (a lone surrogate). Type it again."
            ) from None
        async with self._turn:
            process = await self._child()
            try:
                return await self._converse(process, data, seconds, stop)
            except EngineError:
                raise
            except BaseException:
                await self._kill()
                raise

    async def close(self) -> None:
        """Ends the child. Safe to call twice; a later `run` starts a new one."""
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), QUIT_SECONDS)
        except asyncio.TimeoutError:
            await self._kill()
        self._process = None

    # --- the child -------------------------------------------------------------------------------------------------

    async def _child(self) -> Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        root = str(Path(__file__).resolve().parent.parent)
        paths = json.dumps([root, *(path for path in sys.path if path and path != root)])
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-c", BOOT, paths,
                stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=os.name == "posix",
                env={**os.environ, "TZ": "UTC"},  # Workers run in UTC, whatever zone this machine is in
            )  # fmt: skip
        except OSError as error:
            raise ChildError(f"The engine could not be started: {error.strerror}. {REINSTALL}") from None
        try:
            ready = await self._reply(self._process, START_SECONDS, f"did not start within {START_SECONDS:.0f} s")
        except BaseException:
            await self._kill()
            raise
        if not isinstance(ready, Ready):
            await self._kill()
            raise ChildError(
                f"The engine did not start. {ready.message if isinstance(ready, Broke) else ''} {REINSTALL}"
            )
        return self._process

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    # --- one wish --------------------------------------------------------------------------------------------------

    async def _converse(
        self, process: Process, data: bytes, seconds: float, stop: protocol.Stop | None
    ) -> tuple[list[Event], Reply]:
        assert process.stdin is not None
        with contextlib.suppress(ConnectionError):  # a child that died is found out below, with its reason
            process.stdin.write(data)
            await process.stdin.drain()
        trace: list[Event] = []
        late = f"was still busy after {seconds:.3g} s, so it was stopped. {LOOK.removesuffix('.')}"
        while True:
            match await self._reply(process, seconds, late, stop):
                case Trace(events):
                    trace += events
                    await asyncio.sleep(0)
                case Refused(error, message, failure):
                    raise LoadError(failure) if failure is not None else _refusal(error, message)
                case Broke(message):
                    raise ChildError(f"The engine failed, and the fault is workerscope's, not yours: {message}")
                case Ready():
                    continue
                case Stopped() as reply:
                    await self._kill()
                    return trace, reply
                case reply:
                    return trace, reply

    async def _reply(self, process: Process, seconds: float, late: str, stop: protocol.Stop | None = None) -> Reply:
        """The next reply. Raises ChildError when it is late, even after `stop`, or the child dies first; either way the
        child is gone."""
        reading = asyncio.ensure_future(_read(process))
        try:
            await asyncio.wait({reading}, timeout=seconds)
            if not reading.done() and stop is not None and process.stdin is not None:
                process.stdin.write(protocol.frame(stop))
                await asyncio.wait({reading}, timeout=STOP_SECONDS)
            if not reading.done():
                await self._kill()
                raise ChildError(f"The engine {late}.")
            return reading.result()
        except (asyncio.IncompleteReadError, ConnectionError):
            status = await process.wait()
            self._process = None
            raise ChildError(_last_words(status)) from None
        finally:
            reading.cancel()


def run_blocking(request: RunRequest) -> RunReport:
    """Runs it in a child of its own and waits. For the command line. Raises what `EngineClient.run` raises."""

    async def run() -> RunReport:
        client = EngineClient()
        try:
            return await client.run(request)
        finally:
            await client.close()

    return asyncio.run(run())


async def _read(process: Process) -> Reply:
    assert process.stdout is not None
    header = await process.stdout.readexactly(protocol.HEADER.size)
    return protocol.decode_reply(await process.stdout.readexactly(protocol.frame_length(header)))


def _fault(reply: Reply) -> ChildError:
    """A reply that answers another question."""
    what = f"it answered with {type(reply).__name__}"
    return ChildError(f"The engine failed, and the fault is workerscope's, not yours: {what}.")


def _refusal(error: str, message: str) -> EngineError:
    kind = protocol.ERRORS.get(error, EngineError)
    return kind(message)


def _last_words(status: int) -> str:
    """Why the child died, in words."""
    again = "It has been replaced; the next run works."
    if status == protocol.OUT_OF_MEMORY or -status == getattr(signal, "SIGKILL", 9):
        return f"The run used more memory than the engine may have, so it was stopped. {again}"
    if status < 0:
        return f"The JavaScript engine crashed ({signal.Signals(-status).name}) while it ran this code. {again}"
    return f"The engine ended unexpectedly with status {status}. {again}"
