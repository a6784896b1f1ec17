"""Everything that one run owns: time, trace, loop, Workers, the network and the services."""

from __future__ import annotations

from itertools import count
from typing import cast

import msgspec

from engine.clock import VirtualClock
from engine.invocation import Invocation
from engine.loop import EventLoop
from engine.network import Network
from engine.project import Project
from engine.residents import Residents
from engine.run import RunRequest
from engine.runtime import Runtime
from engine.services import STORING, Call, StoringService, goes_out, make_services, passes_gate, perform
from engine.services.websocket import WebSocketService
from engine.stored import Record
from engine.trace_log import TraceLog
from engine.trial import start_once
from engine.worker import Worker, check_services, errors_of


class World:
    """Made once a run; its parts know each other through it. Raises LoadError when a Worker does not compile."""

    def __init__(self, request: RunRequest) -> None:
        self.request = request
        self.clock = VirtualClock()
        self.log = TraceLog(lambda: self.clock.now, request.limits.trace_events)
        self.event_ids = count(1)
        self.causes: dict[int, int] = {}  # an event that no step sent → the event that caused it
        self.workers: dict[str, Worker] = {}
        self.loop = EventLoop(self.clock, self.log, self.operate)
        self.network = Network(self)
        self.loop.parallel = len(self.network.servers) > 1 or bool(request.workers)
        self.loop.cold_start_ms = request.network.cold_start_ms
        self.web_sockets = WebSocketService(self)
        self.loop.on_web_socket = self._release_when_over
        self.loop.on_ask = self._answer_at_once
        self.stays_open = False  # a session: what comes of a Worker that does not load is told to who called it
        self.bytes_elsewhere = 0  # of every machine, see engine/actions.py
        self._services = make_services(self)

    @property
    def runtime(self) -> Runtime:
        """The runtime of the run's first server: for a run that has but one."""
        return self.network.runtime(self.network.servers[0])

    def residents(self) -> list[Residents]:
        """Of every server that was asked for something."""
        return [runtime.residents for runtime in self.network.runtimes.values()]

    def deploy(self) -> None:
        """Compiles the run's Workers. Raises LoadError when one does not compile or is bound to nothing."""
        for project in self._projects:
            self.workers[project.name] = self._compiled(project)
        for worker in self.workers.values():
            check_services(worker, self.workers)

    def redeploy(self, project: Project) -> None:
        """A new version of one Worker, or a further Worker. Raises LoadError when it does not load: then all stays as
        it was."""
        request, worker = self.request, self._compiled(project)
        with errors_of(project.name, request.project.name):
            start_once(self, worker)
        check_services(worker, {**self.workers, worker.name: worker})
        self.workers[worker.name] = worker
        if project.name == request.project.name:
            self.request = msgspec.structs.replace(request, project=project)
        else:
            others = [other for other in request.workers if other.name != project.name]
            self.request = msgspec.structs.replace(request, workers=[*others, project])

    @property
    def _projects(self) -> list[Project]:
        return [self.request.project, *self.request.workers]

    def _compiled(self, project: Project) -> Worker:
        called = any(one.configuration.get("services") or _objects_elsewhere(one) for one in self._projects)
        with errors_of(project.name, self.request.project.name):
            return Worker(project, probes=self.request.probes, called=called)

    def _release_when_over(self, invocation: Invocation) -> None:
        """An event that handed out a WebSocket lives until both ends are done with it."""
        if invocation.web_socket is not None:
            self.web_sockets.when_over(invocation.web_socket[0], lambda: self.loop.release(invocation))

    def _answer_at_once(self, text: str) -> str:
        """What the storage of a Durable Object answers without a promise."""
        from engine.services.object_ask import answer

        return answer(self.loop.invocations, self.clock.now, text)

    def restore(self, records: list[Record]) -> None:
        """Takes back what an earlier run stored, before anything happens."""
        for name in STORING:
            if mine := [record for record in records if record.service == name]:
                cast("StoringService", self._services[name]).restore(mine)

    def stored(self) -> list[Record]:
        """What has been stored since this was last asked."""
        return [record for name in STORING for record in cast("StoringService", self._services[name]).changes()]

    def operate(self, call: Call) -> float:
        """Has an operation done. Gives the virtual ms at which its answer is due, as far as it is known."""
        place = call.invocation.place
        if place is None or passes_gate(call.name) or not goes_out(call.name):
            perform(self._services, call)
            return call.due
        return place.send_when_safe(lambda: perform(self._services, call), call.invocation)


def _objects_elsewhere(project: Project) -> bool:
    """Whether the Worker is bound to Durable Objects of another one."""
    bindings = project.configuration.get("durable_objects", {}).get("bindings", [])
    return any(binding.get("script_name") for binding in bindings)
