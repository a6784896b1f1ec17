"""What is sent to a project, and what comes back. Pure values; the shapes are those of `run --steps … --json`."""

from __future__ import annotations

import msgspec


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One event to send. Steps of one `concurrent_group` overlap, each `delay_before_ms` after the one before it;
    other steps begin once the step before them is answered (its waitUntil may go on). `settle_ms`: virtual time to let
    pass afterwards. `abort_after_ms`: the client leaves then. `send`: what a WebSocket client says. `city`: where the
    client stands, `client`: whose connection it uses, `worker`: for which Worker it is (engine/network.py)."""

    kind: str = "fetch"
    method: str = "GET"
    url: str = "http://example.com/"
    headers: list[tuple[str, str]] = []
    body: str | dict[str, str] | None = None
    raw_path: str | None = None
    cron: str = ""
    scheduledTime: float | None = None
    queue: str = ""
    messages: list[msgspec.Raw] = []
    send: list[str] = []
    concurrent_group: str | None = None
    delay_before_ms: float = 0
    settle_ms: float = 0
    abort_after_ms: float | None = None
    timeout_ms: float | None = None
    city: str = ""
    client: str = ""
    worker: str = ""


class LogLine(msgspec.Struct, frozen=True):
    """One console line. level: log, info, debug, warn, error. message: as the real runtime prints it."""

    level: str
    message: str


class StepLogLine(msgspec.Struct, frozen=True):
    """A console line and the index (from 0) of the step it belongs to."""

    step: int
    level: str
    message: str


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """An exception nobody caught, in the learner's own positions. line and column count from 1 (0: unknown)."""

    name: str
    message: str
    stack: str = ""
    file: str = ""
    line: int = 0
    column: int = 0


class StepResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one step gave. A fetch has status, headers and body (or body_base64 when the body is not UTF-8; of one too
    long for a result, body is how it begins and body_bytes how long it is); a scheduled or queue step has `result`;
    cpu_ms is model CPU, wall_ms virtual time; isolate its id. Where the run says something of the network: city and
    server that handled it, worker ("": the origin), wall_ms as the client sees it, and cold: it was the isolate's
    first event."""

    status: int | None = None
    headers: list[tuple[str, str]] | None = None
    body: str | None = None
    body_base64: str | None = None
    body_bytes: int | None = None
    result: dict[str, object] | None = None
    received: list[object] | None = None
    close: dict[str, object] | None = None
    outcome: str = "ok"
    logs: list[LogLine] = []
    exceptions: list[Failure] = []
    cpu_ms: float = 0.0
    wall_ms: float = 0.0
    isolate: str = ""
    city: str = ""
    server: str = ""
    worker: str = ""
    cold: bool = False


class RunResult(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run. error: set when the Worker did not load (then there are no steps)."""

    startup_logs: list[LogLine]
    steps: list[StepResult]
    logs: list[StepLogLine]
    error: Failure | None = None
