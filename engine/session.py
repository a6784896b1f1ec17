"""A run that stays open: time goes on when it is told to, events and actions come while it does.

In this process; `engine.live_session.LiveSession` is the same in a child process, which is what the app and `dev` use.

    session = Session(request)                  # deploys; `request.steps` and `request.actions` come in their time
    told = session.advance(33)                  # virtual ms, from 0; told.events is the trace since the last call
    index = session.send(Step(url="…"))         # arrives now, that is, as the next `advance` begins
    session.act(Action(kind="tight", bytes=…))  # see engine/actions.py; streams of traffic are actions too
    session.residents()                         # every isolate now, with its bytes
"""

from __future__ import annotations

from itertools import count

import msgspec

from engine.actions import Action, do, do_in_time
from engine.errors import LoadError
from engine.eviction import Resident
from engine.journey import Journey
from engine.run import RunRequest
from engine.services.websocket import Message
from engine.step import Failure, LogLine, Step, StepResult
from engine.stored import Record
from engine.streams import Streams
from engine.told import Part, Told
from engine.traffic import check_kind
from engine.world import World


class Session:
    """Owns an open run. starts_at: virtual ms at which its time begins; `Date.now()` says EPOCH and that, so that with
    the real time less EPOCH it is right. stored: what an earlier session told that Workers stored; then this one tells
    it too (`Told.stored`). Raises LoadError when a Worker does not compile, StepError for a bad step."""

    def __init__(self, request: RunRequest, *, starts_at: float = 0.0, stored: list[Record] | None = None) -> None:
        self._world = world = World(request)
        world.stays_open = True
        world.clock.advance(starts_at)
        self._streams = Streams(world.clock, request.seed, self._flow)
        self._indexes = count()
        self._open: dict[int, Journey] = {}
        self._step_of: dict[int, int] = {}
        self._logs: dict[int, list[LogLine]] = {}
        self._answered: list[int] = []
        self._streamed: dict[int, bool] = {}  # steps to be streamed, and whether their answers have begun
        world.loop.on_log = self._remember_log
        world.loop.on_amend = self._amend_log
        world.deploy()
        self._keeps = stored is not None
        world.restore(stored or [])
        world.network.fire_crons()
        do_in_time(world, self._streams, request.actions)
        for step in request.steps:
            self.send(step)

    @property
    def now(self) -> float:
        """Virtual ms."""
        return self._world.clock.now

    def send(self, step: Step, at: float | None = None, *, streams: bool = False) -> int:
        """An event arrives: now, or at a virtual time. Gives its index, by which `advance` gives its result.
        `step.delay_before_ms` counts from there; groups do not count. streams: `advance` gives a body that takes its
        time, or what a WebSocket says, piece by piece. Raises StepError."""
        check_kind(step)
        index = next(self._indexes)
        if streams:
            self._streamed[index] = False
        due = (self.now if at is None else at) + step.delay_before_ms
        self._world.clock.schedule(due, lambda: self._arrive(step, index))
        return index

    def say(self, index: int, message: Message, at: float) -> None:
        """The client of a WebSocket that is open says something, at a virtual time."""
        self._world.clock.schedule(at, lambda: self._open[index].say(message), lambda: index in self._open)

    def hang_up(self, index: int, at: float) -> None:
        """The client of a step leaves, at a virtual time, if it still waits for its answer."""
        self._world.clock.schedule(at, lambda: self._open[index].hang_up(), lambda: index in self._open)

    def act(self, action: Action) -> None:
        """Does it: now, or at its time when that is yet to come. Raises StepError; LoadError (the old version
        stays)."""
        if action.at_ms > self.now:
            do_in_time(self._world, self._streams, [action])
        else:
            do(self._world, self._streams, action)

    def advance(self, to: float) -> Told:
        """Lets virtual time get to `to` (ms), and everything happen that is due until then."""
        failures: list[Failure] = []
        while True:
            try:
                self._world.loop.run(until=to)
                break
            except LoadError as error:
                failures.append(error.failure)
        parts, results = self._take_parts(), self._take_results()
        clock = self._world.clock
        return Told(
            now=clock.now,
            events=self._world.log.take(),
            results=results,
            next_due=clock.now if self._answered else clock.next_due(),
            failures=failures,
            stored=self._world.stored() if self._keeps else [],
            parts=parts,
        )

    def residents(self) -> list[Resident]:
        """Every isolate now. bytes: measured, when there is an eviction plan."""
        return [resident for residents in self._world.residents() for resident in residents.snapshot()]

    # --- steps -----------------------------------------------------------------------------------------------------

    def _arrive(self, step: Step, index: int) -> None:
        event = next(self._world.event_ids)
        self._step_of[event] = index
        self._open[index] = journey = Journey(self._world, step, event, lambda: self._answered.append(index))
        journey.live = index in self._streamed
        journey.start()

    def _flow(self, step: Step) -> None:
        """An arrival of a stream."""
        Journey(self._world, step, next(self._world.event_ids), _nothing).start()

    def _take_parts(self) -> list[Part]:
        parts = []
        for index, begun in self._streamed.items():
            journey = self._open.get(index)
            taken = None if journey is None else journey.take_part()
            heard = None if journey is None else journey.take_messages()
            if heard is not None and (heard[1] or not begun):
                self._streamed[index] = True
                parts.append(Part(index=index, status=101, headers=heard[0], messages=heard[1]))
            elif taken is not None and (taken[2] or not begun):
                self._streamed[index] = True
                parts.append(Part(index=index, status=taken[0], headers=taken[1], data=taken[2]))
        return parts

    def _take_results(self) -> list[tuple[int, StepResult]]:
        taken = []
        answered, self._answered = self._answered, []
        for index in answered:
            journey = self._open.pop(index, None)
            if journey is not None and journey.needs_parts:
                self._open[index] = journey
                self._answered.append(index)
                continue
            self._streamed.pop(index, None)
            if journey is not None:
                self._step_of.pop(journey.event, None)
                logs = self._logs.pop(index, [])
                taken.append((index, msgspec.structs.replace(journey.result(), logs=logs)))
        return taken

    def _remember_log(self, event: int, level: str, message: str) -> None:
        index = self._step_of.get(event)
        if index is not None:
            self._logs.setdefault(index, []).append(LogLine(level, message))

    def _amend_log(self, event: int, back: int, message: str) -> None:
        lines = self._logs.get(self._step_of.get(event, -1), [])
        if back < len(lines):
            lines[-1 - back] = LogLine(lines[-1 - back].level, message)


def _nothing() -> None:
    """Nobody waits."""
