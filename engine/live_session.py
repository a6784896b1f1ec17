"""An open run in a child process: `engine.session.Session`, awaited.

    live = await client.open_session(request)
    told = await live.advance(33)               # virtual ms
    index = await live.send(Step(url="…"))
    await live.act(Action(kind="tight", bytes=…))
    residents = await live.residents()
    await live.close()

No call blocks, and each is bounded in real time. When the child does not answer in time or dies, it raises ChildError
and the session is lost: open another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from engine import protocol
from engine.errors import ChildError
from engine.eviction import Resident
from engine.step import Step
from engine.told import Told
from engine.trace import Event

if TYPE_CHECKING:
    from engine.actions import Action
    from engine.client import EngineClient
    from engine.run import RunRequest
    from engine.services.websocket import Message
    from engine.stored import Record

GRACE_SECONDS = 2.0
TURNS = 2
"""How many turns that run into their CPU limit one call may have."""

AnyReply = TypeVar("AnyReply", bound=protocol.Reply)


class LiveSession:
    """Owns a child with one open session. lost: it is gone, since the child is."""

    def __init__(self, client: EngineClient, request: RunRequest) -> None:
        self._client = client
        self._seconds = TURNS * request.limits.cpu_seconds + GRACE_SECONDS
        self.lost = False

    @classmethod
    async def open(
        cls, client: EngineClient, request: RunRequest, starts_at: float, stored: list[Record] | None = None
    ) -> LiveSession:
        """Opens one in this client's child, which is the session's from here on. stored: as `Session` has it. Raises
        EngineError."""
        live = cls(client, request)
        try:
            await client.start()
            for piece in protocol.restores(stored or []):
                await live._ask(piece, protocol.Restored)
            asked = protocol.Open(ask=protocol.ask(request), starts_at=starts_at, keeps=stored is not None)
            await live._ask(asked, protocol.Opened)
        except BaseException:
            await client.close()
            raise
        return live

    async def advance(self, to: float) -> Told:
        """Lets virtual time get to `to` (ms); gives the trace and the results since the last call."""
        events, reply = await self._ask(protocol.Advance(to), protocol.Advanced)
        return replace(reply.told, events=events)

    async def send(self, step: Step, at: float | None = None, *, streams: bool = False) -> int:
        """An event arrives, now or at a virtual time. Gives its index. streams: its answer may come in parts. Raises
        StepError."""
        return (await self._ask(protocol.Send(step, at, streams), protocol.Sent))[1].index

    async def say(self, index: int, message: Message, at: float) -> None:
        """The client of a WebSocket says something."""
        await self._ask(protocol.Say(index, message, at), protocol.Acted)

    async def hang_up(self, index: int, at: float) -> None:
        """The client of a step leaves."""
        await self._ask(protocol.HangUp(index, at), protocol.Acted)

    async def act(self, action: Action) -> None:
        """Does it. Raises StepError, LoadError."""
        await self._ask(protocol.Act(protocol.sent_action(action)), protocol.Acted)

    async def residents(self) -> list[Resident]:
        """Every isolate now."""
        return (await self._ask(protocol.Look(), protocol.Looked))[1].residents

    async def close(self) -> None:
        """Ends the session and its child. Safe to call twice."""
        self.lost = True
        await self._client.close()

    async def _ask(self, wish: protocol.Wish, kind: type[AnyReply]) -> tuple[list[Event], AnyReply]:
        if self.lost:
            raise ChildError("The session is over. Open another.")
        if not self._client.alive:  # a new child would know nothing of the session
            self.lost = True
            raise ChildError("The engine ended unexpectedly, and the session with it. Open another.")
        try:
            events, reply = await self._client.ask(wish, self._seconds)
        except ChildError:
            self.lost = True
            raise
        if not isinstance(reply, kind):
            self.lost = True
            raise ChildError(f"The engine answered with {type(reply).__name__}, and the fault is workerscope's.")
        return events, reply
