"""A version is started once before it is deployed: one that does not load never replaces one that does.

So does Cloudflare when a Worker is uploaded. https://developers.cloudflare.com/workers/platform/limits/#worker-startup-time
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import exports
from engine.errors import LimitExceeded, LoadError
from engine.isolate import Isolate
from engine.trace_log import TraceLog

if TYPE_CHECKING:
    from engine.worker import Worker
    from engine.world import World


class Unheard:
    """Keeps an isolate whose words and works nobody acts on."""

    running: Isolate | None = None

    def effect(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        """Nothing."""

    def exceeded(self, isolate: Isolate, event: int, error: LimitExceeded) -> None:
        """Nothing: it does not load, and says so."""

    def ask(self, text: str) -> str:
        """Nothing to answer with."""
        return "{}"

    def event_begins(self, isolate: Isolate) -> None:
        """None does."""

    def event_over(self, isolate: Isolate) -> None:
        """None is."""


def start_once(world: World, worker: Worker) -> None:
    """Raises LoadError when the Worker's module does not load. Leaves no trace."""
    unheard, now = Unheard(), world.clock.now
    log = TraceLog(lambda: now, 0)
    isolate = Isolate("trial", worker, unheard, unheard, log, lambda: now, world.request.limits, world.request.seed)
    failure = isolate.boot()
    if failure is None and not isolate.plain:
        failure = exports.load_failure(isolate.exports())
    isolate.close()
    if failure is not None:
        raise LoadError(failure)
