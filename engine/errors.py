"""The engine's errors. Each speaks to the person whose code or file it is about: what, where, what to do.

EngineError
├── ProjectError      a folder, wrangler file or entry that cannot be used
├── LoadError         the Worker's code does not compile, or threw in global scope
├── StepError         a step or request that cannot be sent
├── CronError         a cron expression that Cloudflare refuses (engine.cron)
├── RouteError        a route pattern that Cloudflare refuses (engine.routes)
├── LimitExceeded     learner code used more CPU, memory, stack or microtasks than it may
└── ChildError        the child engine stopped answering or died
"""

from __future__ import annotations

from engine.step import Failure


class EngineError(Exception):
    """Anything the engine says no to. str(error) is the whole message."""


class ProjectError(EngineError):
    """A project that cannot be used. file, key and fix name what to change."""

    def __init__(self, what: str, *, file: str = "", key: str = "", fix: str = "") -> None:
        self.what, self.file, self.key, self.fix = what, file, key, fix
        where = f"{file}: " if file else ""
        super().__init__(f"{where}{what}" + (f" {fix}" if fix else ""))


class LoadError(EngineError):
    """The Worker did not load. failure has name, message, file, line and column in the learner's own source."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        where = f"{failure.file}:{failure.line}:{failure.column}: " if failure.line else ""
        super().__init__(f"{where}{failure.name}: {failure.message}" if failure.name else f"{where}{failure.message}")


class StepError(EngineError):
    """A step or request line that cannot be sent."""


CPU_EXCEEDED = "Worker exceeded CPU time limit."
MEMORY_EXCEEDED = "Worker exceeded memory limit."
"""In Cloudflare's words. https://developers.cloudflare.com/workers/observability/errors/"""


class LimitExceeded(EngineError):
    """outcome: exceededCpu or exceededMemory (workerd's names); the isolate is condemned."""

    def __init__(self, outcome: str, message: str) -> None:
        self.outcome = outcome
        super().__init__(message)


class ChildError(EngineError):
    """The child engine was killed or died. It has been replaced; the next run works."""
