"""Turns what one isolate's probes wrote into the loop layer of the trace.

One recorder an isolate. A turn is recorded into a list and handed over when the turn is over, because when a job
*entered* the queue is known only once it runs: the probes' marker jobs run in the queue's own order, so a job that runs
after marker k and before marker k+1 was queued between probes k and k+1, and `JobQueued` goes right after probe k.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from engine.compile import Position, Probe
from engine.outbox import ENTER, LEAVE, QUIET, RESUME, STATEMENT, SUSPEND
from engine.trace import (
    Event,
    FrameEntered,
    FrameLeft,
    FrameResumed,
    FrameSuspended,
    JobEnded,
    JobQueued,
    JobStarted,
    Log,
    StatementReached,
)

PLUMBING = "promise plumbing"
PROBES = frozenset((STATEMENT, QUIET, ENTER, LEAVE, SUSPEND, RESUME))


class Frame:
    """One call of a learner's function: its id, name, event, and where it stands."""

    __slots__ = ("event", "file", "function", "id", "line")

    def __init__(self, id: int, function: str, file: str, line: int, event: int) -> None:
        self.id, self.function, self.file, self.line, self.event = id, function, file, line, event


class Recorder:
    """Owns the call stack of one isolate and the events of the turn that is running.

    probes: the compiled project's table. now: virtual ms.
    """

    def __init__(self, isolate: str, probes: tuple[Probe, ...], now: Callable[[], float]) -> None:
        self._isolate = isolate
        self._probes = probes
        self._now = now
        self._frames: dict[int, Frame] = {}
        self._stack: list[Frame] = []
        self._next_job = 1
        self._last: tuple[Frame, Probe] | None = None
        self._begin()

    # --- a turn ----------------------------------------------------------------------------------------------------

    def begin_turn(self, event: int) -> None:
        """A turn starts, entered on behalf of `event` (0: global scope)."""
        self._turn_event = event

    @property
    def turn_event(self) -> int:
        """The event on whose behalf the turn was entered."""
        return self._turn_event

    def _begin(self) -> None:
        self._events: list[Event] = []
        self._after_probe: list[tuple[int, int]] = []  # of each probe of this turn: index right after it, its event
        self._ran = 0  # markers that have run in this turn
        self._queued: list[tuple[int, JobQueued]] = []  # where each job entered the queue
        self._label: tuple[str, str, int, int] | None = None  # text, file, line, event
        self._in_job = False
        self._job_position = 0
        self._turn_event = 0

    def add(self, event: Event) -> None:
        """Another event of this turn (a log, a timer set …), in order."""
        self._events.append(event)

    def amend_log(self, ago: int, message: str) -> int:
        """The line that `ago` others of this turn followed reads otherwise. Gives how many of its own event did."""
        lines = [index for index, event in enumerate(self._events) if isinstance(event, Log)]
        index = lines[-1 - ago]
        said = self._events[index]
        assert isinstance(said, Log)
        self._events[index] = replace(said, message=message)
        return sum(self._events[later].event == said.event for later in lines[len(lines) - ago :])

    def end_turn(self) -> list[Event]:
        """The turn's events in order, jobs placed where they were queued. The next turn may begin."""
        self._suspend_rest()
        queued, merged, position = iter(self._queued), [], 0
        for index, job in queued:
            merged.extend(self._events[position:index])
            merged.append(job)
            position = index
        merged.extend(self._events[position:])
        self._begin()
        return merged

    # --- jobs ------------------------------------------------------------------------------------------------------

    def job_starts(self) -> None:
        """A job that is no marker has run; its records follow."""
        self._suspend_rest()
        self._in_job = True
        self._label = None
        self._job_position = len(self._events)
        self._events.append(JobStarted(job=self._next_job, time=self._now(), isolate=self._isolate))

    def job_ends(self) -> None:
        """Its records have all been taken: name it, and place it where it was queued."""
        self._suspend_rest()
        job = self._next_job
        self._next_job += 1
        turn_started = 1  # the turn's first event: what was queued before any probe was queued right after it
        known = min(self._ran, len(self._after_probe))  # fewer probes than markers: learner code spoiled the records
        index, event = self._after_probe[known - 1] if known else (turn_started, self._turn_event)
        label, file, line, event = self._label or (PLUMBING, "", 0, event)
        time = self._events[index - 1].time
        ids: dict[str, Any] = {"isolate": self._isolate, "event": event}
        self._queued.append((index, JobQueued(job=job, label=label, file=file, line=line, time=time, **ids)))
        started = self._events[self._job_position]
        self._events[self._job_position] = JobStarted(job=job, time=started.time, **ids)
        self._events.append(JobEnded(job=job, time=self._now(), **ids))
        self._in_job = False

    def marker_ran(self) -> None:
        """One marker job ran: jobs from here on were queued after the next probe."""
        self._ran += 1

    # --- probes ----------------------------------------------------------------------------------------------------

    def probe(self, record: tuple[Any, ...]) -> None:
        """One record of a probe: statement, enter, leave, suspend or resume."""
        code = record[0]
        if code == QUIET:
            self._reach_statements(record[1], record[3:])
            return
        if code == ENTER:
            self._enter(record[1], record[2], record[3])
        frame = self._frames.get(record[1] if code == LEAVE else record[-1])
        if frame is not None:
            if code == STATEMENT:
                self._reach_statements(frame.id, (record[1],))
            elif code == RESUME:
                self._reach(frame, self._probes[record[1]])
            elif code == SUSPEND:
                self._suspend(frame, self._probes[record[1]])
            elif code == LEAVE:
                self._leave(frame)
        self._after_probe.append((len(self._events), frame.event if frame else self._turn_event))

    def _reach_statements(self, frame_id: int, probe_ids: Sequence[int]) -> None:
        """A frame reaches statements, one after another: by far the most frequent record."""
        frame = self._frames.get(frame_id)
        if frame is None or not probe_ids:
            return
        probe_of = self._probes.__getitem__
        if not self._stack or self._stack[-1] is not frame:
            self._reach(frame, probe_of(probe_ids[0]))
        time, isolate, event = self._now(), self._isolate, frame.event
        self._events += [
            StatementReached(
                frame=frame_id,
                file=probe.file,
                line=probe.line,
                column=probe.column,
                time=time,
                isolate=isolate,
                event=event,
            )
            for probe in map(probe_of, probe_ids)
        ]
        last = probe_of(probe_ids[-1])
        frame.line, self._last = last.line, (frame, last)

    @property
    def last_statement(self) -> tuple[str, Position] | None:
        """The last statement reached, of whichever function: that function's name, and where. None: none yet."""
        if self._last is None:
            return None
        frame, probe = self._last
        return frame.function, Position(probe.file, probe.line, probe.column)

    def where(self) -> tuple[str, int]:
        """File and line of the statement that runs now ("" and 0: none of the learner's)."""
        if not self._stack:
            return "", 0
        return self._stack[-1].file, self._stack[-1].line

    def _enter(self, event: int, probe_id: int, frame_id: int) -> None:
        probe = self._probes[probe_id]
        frame = Frame(frame_id, probe.name, probe.file, probe.line, event)
        self._frames[frame_id] = frame
        self._stack.append(frame)
        if self._in_job and self._label is None:
            self._label = (f"{probe.name}, line {probe.line}", probe.file, probe.line, event)
        self._events.append(
            FrameEntered(
                frame=frame_id,
                function=probe.name,
                file=probe.file,
                line=probe.line,
                column=probe.column,
                time=self._now(),
                isolate=self._isolate,
                event=event,
            )
        )

    def _reach(self, frame: Frame, probe: Probe) -> None:
        """The frame runs now: frames above it are gone; one that was off the stack has been resumed."""
        if frame in self._stack:
            del self._stack[self._stack.index(frame) + 1 :]
        else:
            self._name_job(frame)
            self._stack.append(frame)
            self._say(FrameResumed, frame, probe.line, probe.column)
        frame.line = probe.line

    def _suspend(self, frame: Frame, probe: Probe) -> None:
        if frame in self._stack:
            del self._stack[self._stack.index(frame) :]
        frame.line = probe.line
        self._say(FrameSuspended, frame, probe.line, probe.column)

    def _leave(self, frame: Frame) -> None:
        del self._frames[frame.id]
        if frame in self._stack:
            del self._stack[self._stack.index(frame) :]
        else:
            self._name_job(frame)
            self._say(FrameResumed, frame, frame.line, 1)
        self._events.append(FrameLeft(frame=frame.id, time=self._now(), isolate=self._isolate, event=frame.event))

    def _name_job(self, frame: Frame) -> None:
        if self._in_job and self._label is None:
            text = f"{frame.function} goes on after line {frame.line}"
            self._label = (text, frame.file, frame.line, frame.event)

    def _say(self, kind: Any, frame: Frame, line: int, column: int) -> None:
        self._events.append(
            kind(
                frame=frame.id,
                file=frame.file,
                line=line,
                column=column,
                time=self._now(),
                isolate=self._isolate,
                event=frame.event,
            )
        )

    def _suspend_rest(self) -> None:
        """A job or turn is over: what is still on the stack waits inside a loop such as `for await`."""
        while self._stack:
            frame = self._stack.pop()
            self._say(FrameSuspended, frame, frame.line, 1)
