"""Projects in real time: a live session whose virtual clock follows this machine's, and that reloads on save."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import msgspec

from course.state_file import StateFile
from engine.actions import Action
from engine.client import EngineClient
from engine.clock import EPOCH
from engine.errors import ChildError, EngineError, LoadError, ProjectError
from engine.live_session import LiveSession
from engine.project import Project
from engine.run import RunRequest
from engine.services.websocket import Message
from engine.step import Step, StepResult
from engine.told import Part
from engine.trace import Event

NOT_WATCHED = {".git", ".workerscope", ".wrangler", "node_modules", "__pycache__"}
"""Folders whose changes are no new version."""
LONGEST_SLEEP_S = 3600.0


class Problem(msgspec.Struct, frozen=True):
    """Why the project does not run as it is saved now: what, where, and what to do."""

    message: str


def real_now() -> float:
    """This machine's time as virtual ms: `Date.now()` in a Worker then says what it says here."""
    return time.time() * 1000 - EPOCH


class DevSession:
    """Owns the live session, and what stands between it and the saved files.

    load: reads the projects anew, the main one first; raises ProjectError. on_events: gets the trace as it comes.
    on_reload: told after each save what is wrong with it, None when nothing is. on_lost: told why the engine had to be
    replaced. state: keeps what Workers store.
    """

    def __init__(
        self,
        load: Callable[[], RunRequest],
        on_events: Callable[[list[Event]], None],
        on_reload: Callable[[Problem | None], None],
        on_lost: Callable[[Problem], None],
        state: StateFile,
    ) -> None:
        self._load, self._on_events, self._on_reload, self._on_lost = load, on_events, on_reload, on_lost
        self._client, self._state = EngineClient(), state
        self._live: LiveSession | None = None
        self._request = load()
        self._waiting: dict[int, asyncio.Queue[Part | StepResult | EngineError]] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.problem: Problem | None = None

    @property
    def project(self) -> Project:
        """The main one, as last read."""
        return self._request.project

    @property
    def projects(self) -> list[Project]:
        """All, the main one first."""
        return [self._request.project, *self._request.workers]

    async def start(self) -> None:
        """Opens the session. A project that does not load is no error here: `problem` says so until it does."""
        await self._open()
        folders = {project.folder for project in self.projects if project.folder is not None}
        self._tasks = [asyncio.create_task(self._keep_time()), asyncio.create_task(self._watch(folders))]

    async def close(self) -> None:
        """Ends it, and its child process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._live is not None:
            await self._live.close()
        await self._client.close()
        self._state.close()

    async def answer(self, step: Step) -> AsyncGenerator[Part | StepResult, None]:
        """Has the event handled; gives the parts of an answer that takes its time, and at last the result. Closing it
        before that means that the client left. Raises EngineError when the engine could not: the next one works."""
        if self._live is None or self._live.lost:
            await self._open()
        live = self._live
        if live is None:
            raise ChildError(self.problem.message if self.problem is not None else "The engine did not start.")
        sending = asyncio.ensure_future(live.send(step, real_now(), streams=True))  # its own time may be long past
        index = await asyncio.shield(sending)  # whoever is cancelled in the middle of it would end the engine
        queue = self._waiting[index] = asyncio.Queue()
        self._woken.set()
        over = False
        try:
            while not over:
                piece = await queue.get()
                over = not isinstance(piece, Part)
                if isinstance(piece, EngineError):
                    raise piece
                yield piece
        finally:
            self._waiting.pop(index, None)
            if not over:
                self._hang_up(live, index)

    async def say(self, index: int, message: Message) -> None:
        """The client of a WebSocket says something. index: of its parts."""
        live = self._live
        if live is not None and not live.lost and index in self._waiting:
            with contextlib.suppress(EngineError):
                await asyncio.shield(asyncio.ensure_future(live.say(index, message, real_now())))
            self._woken.set()

    def leave(self, index: int) -> None:
        """The client of a WebSocket is gone."""
        if self._live is not None and index in self._waiting:
            self._hang_up(self._live, index)

    # --- the session -----------------------------------------------------------------------------------------------

    async def _open(self) -> None:
        try:
            fresh = msgspec.structs.replace(self._request, seed=secrets.randbits(31))  # no id is made a second time
            self._live = await self._client.open_session(fresh, starts_at=real_now(), stored=self._state.records())
            self.problem = None
            for project in self.projects:
                await self._live.act(Action(kind="deploy", project=project))
        except LoadError as error:
            self.problem = Problem(str(error))

    async def _keep_time(self) -> None:
        """Lets the session's time follow this machine's: whenever something is due there, or was sent."""
        while True:
            wait = LONGEST_SLEEP_S
            live = self._live
            if live is not None and not live.lost:
                self._woken.clear()
                try:
                    told = await live.advance(real_now())
                except EngineError as error:
                    self._fail(error)
                    continue
                if told.stored:
                    self._state.keep(told.stored)
                if told.events:
                    self._on_events(told.events)
                for part in told.parts:
                    self._give(part.index, part)
                for index, result in told.results:
                    self._give(index, result)
                if told.next_due is not None:
                    wait = max(0.0, (told.next_due - real_now()) / 1000)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._woken.wait(), min(wait, LONGEST_SLEEP_S))

    def _fail(self, error: EngineError) -> None:
        """The session is lost with all that it was doing."""
        self._on_lost(Problem(str(error)))
        for index in list(self._waiting):
            self._give(index, ChildError(str(error)))

    def _give(self, index: int, piece: Part | StepResult | EngineError) -> None:
        if (queue := self._waiting.get(index)) is not None:
            queue.put_nowait(piece)

    def _hang_up(self, live: LiveSession, index: int) -> None:
        """Nobody waits for the answer any more: the Worker is told."""

        async def leave() -> None:
            with contextlib.suppress(EngineError):
                await live.hang_up(index, real_now())
            self._woken.set()

        if live is self._live and not live.lost:
            task = asyncio.create_task(leave())
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    # --- saved files -----------------------------------------------------------------------------------------------

    async def _watch(self, folders: set[Path]) -> None:
        from watchfiles import DefaultFilter, awatch

        if not folders:
            return
        ignored = DefaultFilter(ignore_dirs=tuple(NOT_WATCHED))
        async for _ in awatch(*folders, watch_filter=ignored, debounce=200, step=50, rust_timeout=500):
            await self.reload()

    async def reload(self) -> None:
        """Reads the projects again, and deploys those that changed. A save that changes nothing does nothing."""
        try:
            request = self._load()
        except ProjectError as error:
            self.problem = Problem(str(error))
            self._on_reload(self.problem)
            return
        before = {project.name: project for project in self.projects}
        changed = [one for one in [request.project, *request.workers] if before.get(one.name) != one]
        if not changed and self.problem is None:
            return
        self._request, self.problem = request, None
        if self._live is None or self._live.lost:
            with contextlib.suppress(EngineError):
                await self._open()
        else:
            await self._deploy(changed or [request.project, *request.workers])
        self._on_reload(self.problem)

    async def _deploy(self, projects: list[Project]) -> None:
        assert self._live is not None
        try:
            for project in projects:
                await self._live.act(Action(kind="deploy", project=project))
        except LoadError as error:
            self.problem = Problem(str(error))
        except EngineError as error:
            self.problem = Problem(str(error))
        self._woken.set()
