"""One run: a project, the steps to send to it, and what came of them.

This is the whole surface that the course uses: `RunRequest` → `run_project` (in this process) or
`engine.client.EngineClient.run` (in a child process, which is what the app does) → `RunReport`.
"""

from __future__ import annotations

import msgspec

from engine.actions import Action
from engine.eviction import EvictionPlan
from engine.network_plan import SUBREQUESTS_PAID, NetworkPlan
from engine.project import Project
from engine.step import RunResult, Step
from engine.trace import Event


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What learner code may use before it is stopped.

    cpu_seconds: real CPU of one turn. cpu_ms: model CPU of one event, as `limits.cpu_ms` of a wrangler configuration,
    of which the smaller one counts (None: no limit). memory_bytes: heap of one isolate. jobs: microtasks of one turn.
    subrequests: of one event, where the configuration does not say. kv_write_gap_ms: between two writes of one key of
    KV; 0, as in local tools, enforces none. stack_bytes: native stack. trace_events: of a whole run; past it the trace
    stops growing and says so.
    """

    cpu_seconds: float = 2.0
    cpu_ms: float | None = None
    memory_bytes: int = 128 * 1024 * 1024
    jobs: int = 1_000_000
    stack_bytes: int = 1024 * 1024
    trace_events: int = 1_000_000
    subrequests: int = SUBREQUESTS_PAID
    kv_write_gap_ms: float = 1000.0


class RunRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What to run. workers: further Workers in the same runtime. outbound: the name of the one that answers global
    fetch(); "" means simulated origins do. seed: of randomness; the same request gives the same trace to the byte.
    probes: whether the loop layer (statements, frames, jobs) is traced. eviction: how isolates are evicted; None: only
    those that hit a limit. network: its cities and servers (engine/network.py). actions: what is done while it goes on
    (engine/actions.py)."""

    project: Project
    steps: list[Step]
    workers: list[Project] = []
    outbound: str = ""
    seed: int = 1
    probes: bool = True
    limits: Limits = Limits()
    eviction: EvictionPlan | None = None
    actions: list[Action] = []
    network: NetworkPlan = NetworkPlan()


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: results in step order, and the trace they follow from."""

    result: RunResult
    trace: list[Event]


def run_project(request: RunRequest) -> RunReport:
    """Runs it here and now, in this process, on the virtual clock.

    Raises StepError for a step that cannot be sent. A Worker that does not load is no exception: `result.error` says.
    """
    from engine.traffic import send

    return send(request)
