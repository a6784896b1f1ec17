"""The child engine for programs that simply wait: one warm child, one run after another."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType

from engine.client import EngineClient
from engine.run import RunReport, RunRequest


class PlainEngine:
    """Runs learners' code in a child process. Use it as a context manager."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._client = EngineClient()

    def run(self, request: RunRequest) -> RunReport:
        """Waits for the run. Raises EngineError; Ctrl+C kills the run and is passed on."""
        task = self._loop.create_task(self._client.run(request))
        try:
            return self._loop.run_until_complete(task)
        except KeyboardInterrupt:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                self._loop.run_until_complete(task)
            raise

    def __enter__(self) -> PlainEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run_until_complete(self._client.close())
        self._loop.close()
