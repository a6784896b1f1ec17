"""An isolate: one Worker's own heap and globals, and the turns of JavaScript run in it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from engine import errors, outbox
from engine.errors import LimitExceeded
from engine.javascript import JavaScriptError, JavaScriptHeap
from engine.network_plan import FIRST_SERVER, Server
from engine.recorder import PROBES, Recorder
from engine.run import Limits
from engine.stack import failure, failure_of_text, failure_with_place
from engine.startup import CPU_EXCEEDED, OF_THE_ENGINE, refusal
from engine.step import Failure
from engine.trace import IsolateBoot, IsolateReady, TurnEnded, TurnStarted
from engine.trace_log import TraceLog
from engine.worker import Worker

DRAIN, ADOPT, DISPATCH, FIRE, SETTLE, SET_CLOCK, FORGET, EXPORTS, SCRIPT, CPU_LIMIT, CPU, REJECTIONS = range(12)
"""Commands of kernel.js."""

UNSETTLED = "Top-level await in module is unsettled."
SPOILED = "The Worker replaced built-ins that the runtime's own JavaScript works with."
CHECK_EVERY = 512
"""Jobs between two looks at the CPU that a turn has used."""


class Owner(Protocol):
    """Who acts on what an isolate writes in its outbox. running: the isolate whose turn it is."""

    running: Isolate | None

    def effect(self, isolate: Isolate, record: tuple[Any, ...]) -> None:
        """One record that is no probe."""

    def exceeded(self, isolate: Isolate, event: int, error: LimitExceeded) -> None:
        """A limit stopped the turn of `event`."""

    def ask(self, text: str) -> str:
        """Answers at once what JavaScript asks, both as JSON. Never raises."""


class Keeper(Protocol):
    """Who keeps an isolate, and may have to let it go."""

    def event_begins(self, isolate: Isolate) -> None:
        """It gets an event."""

    def event_over(self, isolate: Isolate) -> None:
        """One of its events is over."""


class Isolate:
    """One Worker's isolate in one runtime. served: events it has been given. running: those in flight.
    server: where it is. last_event_at: when one last began or ended, virtual ms. condemned: why it takes no new ones
    ("": it does). gone: its heap is freed."""

    def __init__(
        self, id: str, worker: Worker, owner: Owner, keeper: Keeper, log: TraceLog, now: Callable[[], float],
        limits: Limits, seed: int, server: Server = FIRST_SERVER,
    ) -> None:  # fmt: skip
        self.id, self.worker = id, worker
        self.recorder = Recorder(id, worker.compiled.probes, now)
        self.served = 0
        self.condemned = ""
        self.running = 0
        self.last_event_at = 0.0
        self.gone = False
        self.plain = False  # its module exports one default object and nothing else
        self.cpu_seconds = 0.0
        self._turn_nanoseconds = 0  # model CPU of this turn
        self.keeper, self.server = keeper, server
        self.on_phase: Callable[[], None] = lambda: None  # called when a phase of its birth is over
        self.drops_lines = False  # an event has written all that it may to the console
        self.busy = False  # its thread computes, while others go on
        self.queue: deque[Callable[[], None]] = deque()  # what waits for the thread
        self.most_subrequests = worker.most_subrequests(limits.subrequests)
        self._owner, self._log, self._now, self._limits, self._seed = owner, log, now, limits, seed
        self._turn = 0
        self._clock = 0.0  # what its `Date.now()` says
        self.probed = bool(worker.compiled.probes)
        self._loaded = False
        self._load_failure: Failure | None = None

    # --- birth -----------------------------------------------------------------------------------------------------

    def boot(self) -> Failure | None:
        """Makes the heap, installs the platform, evaluates the Worker's module. Gives what went wrong, or None."""
        self._phase("create")
        limits = self._limits
        self._heap = JavaScriptHeap(
            cpu_seconds=limits.cpu_seconds,
            memory_bytes=limits.memory_bytes,
            stack_bytes=limits.stack_bytes,
            ask=self._owner.ask if self.worker.asks else None,
        )
        self.on_phase()
        self._phase("platform")
        script = self.worker.platform_script(self._seed)
        self._heap.start(script.text, *script.values)
        cpu_limit = self.worker.cpu_limit_ms(limits.cpu_ms) if self.worker.metered else None
        if cpu_limit is not None:
            self._heap.call(CPU_LIMIT, round(cpu_limit * 1_000_000))
        self.on_phase()
        self._phase("compile")
        try:
            self._run("startup", 0, 0, self._evaluate)
        except JavaScriptError as error:
            return failure_of_text(error.text, self.worker.compiled)
        if self._load_failure is not None:
            return self._load_failure
        if not self._loaded:
            return Failure(name="Error", message=UNSETTLED)
        self.on_phase()
        self._log.add(IsolateReady(worker=self.worker.name, isolate=self.id))
        return None

    def _evaluate(self) -> None:
        self.on_phase()
        self._phase("top level")
        compiled = self.worker.compiled
        if compiled.script:
            self._heap.call(SCRIPT, 1)
            self._heap.run(compiled.text)
            self._heap.call(SCRIPT, 0)
        else:
            self._heap.load(compiled.text)
            self._heap.call(ADOPT)

    def _phase(self, phase: str) -> None:
        city, server = self.server.city, self.server.name
        self._log.add(IsolateBoot(worker=self.worker.name, phase=phase, isolate=self.id, city=city, server=server))

    def exports(self) -> list[str]:
        """What the module exports: name, type and class kind, again and again."""
        return outbox.flat_list(self._heap.call(EXPORTS))

    def close(self) -> None:
        """Frees its heap. Nothing runs in it any more."""
        self.gone = True
        self._heap.close()

    @property
    def heap_bytes(self) -> int:
        """Bytes of its heap now. Measured: not in the trace, which is the same in every run."""
        return self._heap.heap_bytes

    # --- turns -----------------------------------------------------------------------------------------------------

    def dispatch(self, event: int, handler: str, record: str) -> None:
        """A turn that calls the Worker's handler. record: JSON that kernel.js gives the platform."""
        self.served += 1
        self._run("event", event, event, lambda: self._heap.call(DISPATCH, event, handler, record))

    def fire(self, event: int, timer: int) -> None:
        """A turn that runs a timer's callback."""
        self._run("timer", timer, event, lambda: self._heap.call(FIRE, timer))

    def settle(self, event: int, io: int, error: str, answer: str) -> None:
        """A turn that resolves the promise of an operation. error: "" or the error's type; answer: JSON."""
        self._run("io", io, event, lambda: self._heap.call(SETTLE, io, error, answer))

    def forget(self, event: int) -> None:
        """The event is over: its timers and promises go."""
        self._heap.call(FORGET, event)

    def set_clock(self, milliseconds: float) -> None:
        """What `Date.now()` says from here on: it moves only when control enters the isolate."""
        if milliseconds != self._clock:
            self._clock = milliseconds
            self._heap.call(SET_CLOCK, float(milliseconds))

    def _run(self, cause: str, cause_id: int, event: int, enter: Callable[[], object]) -> None:
        """One turn: enter JavaScript, then run the microtask queue until it is empty."""
        self._turn += 1
        self._turn_nanoseconds = 0
        recorder, limit_hit = self.recorder, None
        self._owner.running = self
        recorder.begin_turn(event)
        ids: dict[str, Any] = {"isolate": self.id, "event": event}
        recorder.add(TurnStarted(turn=self._turn, cause=cause, cause_id=cause_id, time=self._now(), **ids))
        began = time.process_time()
        try:
            try:
                enter()
            except JavaScriptError as error:
                # The kernel catches what learner code throws; here the language itself was broken under its feet.
                if cause == "startup":
                    raise
                self._owner.effect(self, _uncaught(event, "handler" if cause == "event" else cause, error))
            self._take(self._heap.call(DRAIN), event, in_job=False)
            self._run_jobs(event, began)
            while self.worker.listens and self._heap.call(REJECTIONS):
                self._take(self._heap.call(DRAIN), event, in_job=False)
                self._check_budget(0, began)
                self._run_jobs(event, began)
            if self.worker.metered:
                self._take(self._heap.call(CPU), event, in_job=False)
        except LimitExceeded as error:
            limit_hit = error
        finally:
            self.cpu_seconds += time.process_time() - began
            recorder.add(TurnEnded(turn=self._turn, cpu_ms=self._turn_nanoseconds / 1_000_000, time=self._now(), **ids))
            self._log.extend(recorder.end_turn())
            self._owner.running = None
        if limit_hit is not None and cause == "startup":
            self._load_failure = refusal(limit_hit)
        elif limit_hit is not None:
            self._owner.exceeded(self, event, limit_hit)

    def abandon_turn(self) -> int:
        """The turn that runs will not end: what is known of it goes to the trace. Gives its event. The heap is not
        touched: another thread is in it."""
        event = self.recorder.turn_event
        cpu_ms = self._turn_nanoseconds / 1_000_000
        self.recorder.add(TurnEnded(turn=self._turn, cpu_ms=cpu_ms, time=self._now(), isolate=self.id, event=event))
        self._log.extend(self.recorder.end_turn())
        return event

    def _run_jobs(self, event: int, began: float) -> None:
        heap, probed, marker_ran, jobs = self._heap, self.probed, self.recorder.marker_ran, 0
        while heap.run_job():
            jobs += 1
            if probed:
                drained = heap.call(DRAIN)
                if drained == outbox.MARKER:  # most jobs of a traced turn
                    marker_ran()
                else:
                    self._take(drained, event, in_job=True)
            if jobs % CHECK_EVERY == 0:
                self._check_budget(jobs, began)
        if jobs and not probed:
            self._take(heap.call(DRAIN), event, in_job=False)

    def _check_budget(self, jobs: int, began: float) -> None:
        if time.process_time() - began > self._limits.cpu_seconds:
            raise LimitExceeded("exceededCpu", errors.CPU_EXCEEDED)
        if jobs > self._limits.jobs:
            raise LimitExceeded("exceededCpu", f"one turn queued more than {self._limits.jobs:,} microtasks")

    def _take(self, drained: str, event: int, *, in_job: bool) -> None:
        ticks, flat = outbox.ticks_and_list(drained)
        if ticks:
            self.recorder.marker_ran()
        is_job = in_job and not ticks and flat[:1] != [outbox.OBSERVED]
        if is_job:
            self.recorder.job_starts()
        try:
            self._act(flat)
        except outbox.SpoiledOutbox:
            self._owner.effect(self, (outbox.EXCEPTION, event, "handler", "Error", SPOILED, ""))
        if is_job:
            self.recorder.job_ends()

    def _act(self, flat: list[Any]) -> None:
        for record in outbox.records(flat):
            if record[0] in PROBES:
                self.recorder.probe(record)
            elif record[0] == outbox.LOADED:
                self._loaded = True
                self.plain = bool(record[1])
            elif record[0] == outbox.EXCEPTION and not self._loaded and record[1] == 0:
                if self._load_failure is None:
                    message = OF_THE_ENGINE.get(record[4], record[4])
                    what = failure(record[3], message, record[5], self.worker.compiled)
                    self._load_failure = failure_with_place(what, self.recorder.last_statement)
            elif record[0] == outbox.EXCEEDED and record[1] == 0:
                what = Failure(name="Error", message=CPU_EXCEEDED)
                self._load_failure = failure_with_place(what, self.recorder.last_statement)
            else:
                if record[0] == outbox.CPU:
                    self._turn_nanoseconds += record[2]
                self._owner.effect(self, record)


def _uncaught(event: int, where: str, error: JavaScriptError) -> tuple[Any, ...]:
    """The record of an exception that came out of the kernel itself."""
    head, _, stack = error.text.partition("\n")
    name, _, message = head.partition(": ")
    return outbox.EXCEPTION, event, where, name, message, stack
