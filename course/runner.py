"""What the app needs of an engine: its child process in real life, a fake in tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from engine.client import EngineClient
    from engine.run import RunReport, RunRequest


class Runner(Protocol):
    """Runs requests one at a time. Cancelling the task that awaits `run` stops the run; the next one works."""

    async def run(self, request: RunRequest) -> RunReport:
        """Raises engine.errors.EngineError with a sentence for the learner."""

    async def close(self) -> None:
        """Lets go of the engine. Called once, when the app ends."""


class ChildEngine:
    """The engine's child process. Nothing of it is imported before the first run: the first screen does not wait."""

    def __init__(self) -> None:
        self._client: EngineClient | None = None

    async def run(self, request: RunRequest) -> RunReport:
        """Raises engine.errors.EngineError with a sentence for the learner."""
        if self._client is None:
            from engine.client import EngineClient

            self._client = EngineClient()
        return await self._client.run(request)

    async def close(self) -> None:
        """Ends the child, if there is one."""
        if self._client is not None:
            await self._client.close()
