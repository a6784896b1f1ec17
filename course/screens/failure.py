"""A fault of the course itself, in background work of a screen: said in a sentence, and nothing of the learner's is
lost."""

from __future__ import annotations

from textual.screen import Screen
from textual.worker import Worker, WorkerState


def tell_failure(screen: Screen[None], event: Worker.StateChanged) -> None:
    """Says that work failed, when it did."""
    if event.state is WorkerState.ERROR:
        error = event.worker.error
        screen.notify(
            f"The course itself failed here ({type(error).__name__}: {error}). Your work is kept. "
            "Go on, or start again; please report it.",
            severity="error",
            timeout=20,
        )
