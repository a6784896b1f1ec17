"""A warm engine with one Worker deployed: what isolates are born into. Shared by the race and the benchmark."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from engine.http import request_record
from engine.invocation import Invocation
from engine.project import Project
from engine.run import RunRequest
from engine.runtime import Runtime
from engine.step import Step
from engine.trace import Event, IsolateBoot, Onset, ResponseBody
from engine.trace_log import TraceLog
from engine.world import World

HELLO = Path(__file__).with_name("hello.mjs")
"""The Worker that every lane of the race starts, and every figure is of."""
HELLO_BODY = b"Hello, World!"
PHASES = ("create", "platform", "top level", "handler")


def hello_project(name: str = "hello") -> Project:
    """The hello Worker as a project."""
    return Project(name=name, main=HELLO.name, files={HELLO.name: HELLO.read_text("utf-8")})


class WarmEngine:
    """One runtime process, ready, the Worker deployed: compiled once, as a platform does it before any request.

    Nothing here is instrumented. Each `cold_start` evicts the isolate there is and makes a new one.
    """

    def __init__(self, project: Project | None = None) -> None:
        project = project or hello_project()
        self._name = project.name
        self.world = World(RunRequest(project=project, steps=[], probes=False))
        self.world.deploy()
        self._runtime = Runtime(self.world)
        self._record = request_record(Step())

    def cold_start(self) -> float:
        """From nothing to a new isolate's first response. Gives real ms. Raises RuntimeError for a wrong answer."""
        self._evict()
        began = time.perf_counter()
        self._runtime = Runtime(self.world)
        body = self.request()
        took = (time.perf_counter() - began) * 1000
        _expect(body)
        return took

    def request(self, name: str = "") -> bytes:
        """One request to the isolate there is (or, when there is none, to a new one). name: a Worker that `also` made.
        Gives the body of the answer."""
        answered: list[Invocation] = []
        self._runtime.dispatch(name or self._name, "fetch", "GET /", self._record, on_answer=answered.append)
        self.world.loop.run()
        answer = answered[0].answer
        return answer.body if answer is not None else b""

    def also(self, name: str) -> None:
        """Deploys the same Worker once more, under another name, and makes its isolate."""
        self.world.workers[name] = self.world.workers[self._name]
        self._runtime.residents.isolate_of(name)
        self.world.log.events.clear()

    def _evict(self) -> None:
        """The last isolate's death is no part of the next one's start."""
        self._runtime.residents.evict(self._name)
        self.world.log.events.clear()

    def cold_start_phases(self) -> dict[str, float]:
        """The same start with a stopwatch between its phases: real ms of each of PHASES."""
        self._evict()
        plain, stopwatch = self.world.log, Stopwatch()
        self.world.log = self.world.loop.log = stopwatch
        try:
            self._runtime = Runtime(self.world)
            _expect(self.request())
        finally:
            self.world.log = self.world.loop.log = plain
        return stopwatch.phases()


class Stopwatch(TraceLog):
    """Keeps no trace, only the real time at which each phase of a birth begins."""

    def __init__(self) -> None:
        super().__init__(lambda: 0.0, 0)
        self._marks: list[tuple[str, float]] = []

    def add(self, event: Event) -> None:
        """Notes the time when the event begins or ends a phase."""
        if isinstance(event, IsolateBoot) and event.phase in PHASES:
            self._marks.append((event.phase, time.perf_counter()))
        elif isinstance(event, (Onset, ResponseBody)):
            self._marks.append(("handler" if isinstance(event, Onset) else "", time.perf_counter()))

    def phases(self) -> dict[str, float]:
        """Real ms of each phase."""
        pairs = zip(self._marks, self._marks[1:], strict=False)
        return {name: (after - before) * 1000 for (name, before), (_, after) in pairs if name}


def _expect(body: bytes) -> None:
    if body != HELLO_BODY:
        raise RuntimeError(f"The isolate answered {body[:80]!r}; expected {HELLO_BODY!r}.")


def resident_kb(process: int | None = None) -> int:
    """Resident memory of a process (default: this one), in kB; 0 where the system does not tell."""
    try:
        for line in Path(f"/proc/{process or 'self'}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    except OSError:
        if process is None:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return peak // 1024 if sys.platform == "darwin" else peak
    return 0
