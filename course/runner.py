"""What the app needs of an engine: `EngineClient` in real life, a fake in tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from engine.run import RunReport, RunRequest


class Runner(Protocol):
    """Runs requests one at a time. Cancelling the task that awaits `run` stops the run; the next one works."""

    async def run(self, request: RunRequest) -> RunReport:
        """Raises engine.errors.EngineError with a sentence for the learner."""

    async def close(self) -> None:
        """Lets go of the engine. Called once, when the app ends."""
