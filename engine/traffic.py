"""The steps of a run: sent as their groups and delays say, gathered into results."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby

import msgspec

from engine.actions import do_in_time
from engine.errors import LoadError, StepError
from engine.journey import Journey
from engine.limits import error_page
from engine.run import RunReport, RunRequest
from engine.stack import exception_event
from engine.step import Failure, LogLine, RunResult, Step, StepLogLine, StepResult
from engine.streams import Streams
from engine.trace import Event, Outcome
from engine.world import World

KINDS = ("fetch", "scheduled", "queue", "websocket")
NOT_SENT = "The run was stopped before this event was sent."
NOT_ANSWERED = "The run was stopped before this event was answered."


def send(request: RunRequest, on_trace: Callable[[list[Event]], None] | None = None) -> RunReport:
    """Sends every step and waits, on the virtual clock, until all is over. on_trace: gets the trace in pieces as it
    grows; the report then has none, and a long run takes no more memory for it. Raises StepError."""
    traffic = Traffic(request)
    traffic.world.log.on_piece = on_trace
    report = traffic.report()
    if on_trace is None:
        return report
    on_trace(report.trace)
    return msgspec.structs.replace(report, trace=[])


def check_kind(step: Step) -> None:
    """Raises StepError for a step that is no event."""
    if step.kind not in KINDS:
        raise StepError(f'steps of kind "{step.kind}" are not here yet; this engine sends: {", ".join(KINDS)}.')


class Traffic:
    """Owns what each step of one run gave. Raises StepError for a step that is no event."""

    def __init__(self, request: RunRequest) -> None:
        for step in request.steps:
            check_kind(step)
        self.world = World(request)
        self._steps = request.steps
        self._worker = request.project.name
        self._groups = _groups(request.steps)
        self._step_of: dict[int, int] = {}
        self._journeys: dict[int, Journey] = {}
        self._logs: list[StepLogLine] = []
        self._load_error: Failure | None = None
        self._cut: dict[int, StepResult] = {}  # what steps gave that a stopped run left undone
        self.world.loop.on_log = self._remember_log
        self.world.loop.on_amend = self._amend_log

    def report(self) -> RunReport:
        """Runs it, and gives what came of it."""
        self.run()
        trace = self.world.log.take()
        return RunReport(result=self.result(), trace=trace)

    def run(self) -> None:
        """Runs until everything is over, or until a Worker does not load."""
        try:
            self.world.deploy()
            streams = Streams(self.world.clock, self.world.request.seed, self._flow)
            do_in_time(self.world, streams, self.world.request.actions)
            self.world.network.fire_crons()
            if self._groups:
                self._schedule_group(0)
            else:
                self.world.runtime.residents.isolate_of(self._worker)
            self.world.loop.run()
        except LoadError as error:
            self._load_error = error.failure

    # --- sending ---------------------------------------------------------------------------------------------------

    def _schedule_group(self, which: int) -> None:
        """The steps of one group arrive, each its delay after the one before; the next group follows their answers."""
        group, clock = self._groups[which], self.world.clock
        unanswered = set(group)
        settle = max(self._steps[index].settle_ms for index in group)

        def answered(index: int) -> None:
            unanswered.discard(index)
            if not unanswered and which + 1 < len(self._groups):
                clock.schedule(clock.now + settle, lambda: self._schedule_group(which + 1))

        time = clock.now
        for index in group:
            time += self._steps[index].delay_before_ms
            clock.schedule(time, self._arrival(index, time, answered))

    def _arrival(self, index: int, sent: float, answered: Callable[[int], None]) -> Callable[[], None]:
        def arrive() -> None:
            event = next(self.world.event_ids)
            self._step_of[event] = index
            journey = Journey(self.world, self._steps[index], event, partial(answered, index), sent)
            self._journeys[index] = journey
            journey.start()

        return arrive

    def _flow(self, step: Step) -> None:
        """An arrival of a stream, whose answer nobody keeps."""
        Journey(self.world, step, next(self.world.event_ids), lambda: None).start()

    # --- results ---------------------------------------------------------------------------------------------------

    def _remember_log(self, event: int, level: str, message: str) -> None:
        if (step := self._step_behind(event)) is not None:
            self._logs.append(StepLogLine(step=step, level=level, message=message))

    def _step_behind(self, event: int) -> int | None:
        """The step that sent an event, or that sent what caused it."""
        while event not in self._step_of and event in self.world.causes:
            event = self.world.causes[event]
        return self._step_of.get(event)

    def _amend_log(self, event: int, back: int, message: str) -> None:
        step = self._step_behind(event)
        lines = [index for index, line in enumerate(self._logs) if line.step == step]
        if back < len(lines):
            line = self._logs[lines[-1 - back]]
            self._logs[lines[-1 - back]] = StepLogLine(step=line.step, level=line.level, message=message)

    def result(self) -> RunResult:
        """What came of the run so far."""
        startup = [LogLine(level, message) for level, message in self.world.loop.global_logs]
        if self._load_error is not None:
            return RunResult(startup_logs=startup, steps=[], logs=[], error=self._load_error)
        lines: dict[int, list[LogLine]] = {}
        for line in self._logs:  # a step's own, and those of the events that it caused
            lines.setdefault(line.step, []).append(LogLine(line.level, line.message))
        results = [self._step_result(index) for index in range(len(self._steps))]
        steps = [msgspec.structs.replace(result, logs=lines.get(index, [])) for index, result in enumerate(results)]
        return RunResult(startup_logs=startup, steps=steps, logs=self._logs)

    def _step_result(self, index: int) -> StepResult:
        if index in self._cut:
            return self._cut[index]
        journey = self._journeys.get(index)
        return StepResult(outcome="canceled") if journey is None else journey.result()

    # --- a run that has to be stopped ------------------------------------------------------------------------------

    def stopped(self, reason: str) -> RunReport:
        """The run is stopped as a whole, in a turn that does not end or while the host does what one asked: what it
        gave until then. The step behind that turn, or the first that waits, has met a limit, and `reason` says which;
        what was not answered yet is canceled. No isolate is touched: its heap is busy."""
        loop, what = self.world.loop, Failure(name="Error", message=reason)
        isolate = loop.running
        stuck = loop.invocations.get(0 if isolate is None else isolate.abandon_turn())
        unanswered = [index for index, journey in self._journeys.items() if journey.received is None]
        in_global_scope = isolate is not None and stuck is None and len(unanswered) == len(self._journeys)
        if not self._journeys or in_global_scope:
            self._load_error = what
        else:
            behind = None if stuck is None else self._step_behind(stuck.root.id)
            step = next(iter(unanswered or [max(self._journeys)])) if behind is None else behind
            self._cut = dict.fromkeys(range(len(self._steps)), _canceled(NOT_SENT))
            for index in self._journeys:
                self._cut.pop(index)
            self._cut |= dict.fromkeys(unanswered, _canceled(NOT_ANSWERED))
            if stuck is not None and self._journeys[step].event == stuck.root.id:
                self._journeys[step].invocation = stuck.root  # its first turn: nobody was told of it yet
            self._cut[step] = self._limited(step, what)
        for invocation in [] if stuck is None else {stuck.id: stuck, stuck.root.id: stuck.root}.values():
            ids = loop.ids(invocation)
            self.world.log.add(exception_event(what, "limit", **ids))
            wall = self.world.clock.now - invocation.arrived
            self.world.log.add(Outcome(outcome="exceededCpu", cpu_ms=invocation.cpu_ms, wall_ms=wall, **ids))
        return RunReport(result=self.result(), trace=self.world.log.take())

    def _limited(self, step: int, what: Failure) -> StepResult:
        """What a step gives that the limit of the whole run has ended."""
        journey = self._journeys[step]
        if journey.invocation is not None:
            journey.invocation.outcome = "exceededCpu"
            journey.invocation.failures.append(what)
            return journey.result()
        result = journey.result() if journey.received is not None else error_page(1102)
        return msgspec.structs.replace(result, outcome="exceededCpu", exceptions=[*result.exceptions, what])


def _canceled(why: str) -> StepResult:
    return StepResult(outcome="canceled", exceptions=[Failure(name="Error", message=why)])


def _groups(steps: list[Step]) -> list[list[int]]:
    """Indexes of steps that are sent together, in order."""
    keyed = ((step.concurrent_group or f"alone {index}", index) for index, step in enumerate(steps))
    return [[index for _, index in group] for _, group in groupby(keyed, key=lambda pair: pair[0])]
