"""Clients of WebSockets: that of a websocket step, and that of an open session, behind which is a real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.services.websocket import Message

if TYPE_CHECKING:
    from engine.step import Step
    from engine.world import World

NOBODY = 1006
"""What a client says itself of a connection that broke off; nobody told it a reason."""
PATIENCE_MS = 5000.0
"""How long a client stays whose step names no timeout_ms: virtual ms."""


class WebSocketClient:
    """Says a step's lines, keeps what comes back, and leaves when its time is up. received: texts, and {"base64"} for
    what was binary. close: {"code", "reason"}, None when it left by itself."""

    def __init__(self, world: World, step: Step, connection: tuple[str, int], on_done: Callable[[], None]) -> None:
        self.received: list[object] = []
        self.close: dict[str, object] | None = None
        self._service, self._connection, self._on_done = world.web_sockets, connection, on_done
        self._done = False
        for text in step.send:
            self._service.say(*connection, {"text": text})
        patience = PATIENCE_MS if step.timeout_ms is None else step.timeout_ms
        self._service.listen(*connection, self._hear)
        world.clock.schedule(world.clock.now + patience, self._leave, lambda: not self._done)

    def _hear(self, message: Message) -> None:
        if self._done:
            return
        if "close" not in message:
            self.received.append(message.get("text", message))
            return
        code, reason = _closing(message)
        self.close = {"code": code, "reason": reason}
        self._service.close(*self._connection, code, reason)
        self._finish()

    def _leave(self) -> None:
        self._finish()
        self._service.leave(*self._connection)

    def _finish(self) -> None:
        self._done = True
        self._on_done()


class LiveWebSocket:
    """Says what it is told to, and keeps what comes until it is taken. on_done: called once the connection is over."""

    def __init__(self, world: World, connection: tuple[str, int], on_done: Callable[[], None]) -> None:
        self.received: list[object] = []  # nothing is kept of what was taken
        self.close: dict[str, object] | None = None
        self._service, self._connection, self._on_done = world.web_sockets, connection, on_done
        self._waiting: list[Message] = []
        self._done = False
        self._service.listen(*connection, self._hear)

    def take(self) -> list[Message]:
        """What has come since the last call."""
        taken, self._waiting = self._waiting, []
        return taken

    def say(self, message: Message) -> None:
        """{"text"}, {"base64"}, {"close": {"code", "reason"}}, or {"broken": {"code", "reason"}} of one that did not
        keep to the protocol."""
        if "broken" in message:
            said = message["broken"]
            self._service.fail(*self._connection, int(said["code"]), str(said["reason"]))
        elif "close" in message:
            said = message["close"]
            self._service.close(*self._connection, int(said["code"]), str(said["reason"]))
        else:
            self._service.say(*self._connection, message)

    def leave(self) -> None:
        """The client is gone."""
        self._service.leave(*self._connection)
        self._finish()

    def _hear(self, message: Message) -> None:
        if self._done:
            return
        if "close" not in message:
            self._waiting.append(message)
            return
        code, reason = _closing(message)
        self.close = {"code": code, "reason": reason}
        self._waiting.append({"close": self.close})
        self._service.close(*self._connection, code, reason)
        self._finish()

    def _finish(self) -> None:
        if not self._done:
            self._done = True
            self._on_done()


def _closing(message: Message) -> tuple[int, str]:
    """The code of a close message, and its reason."""
    said = message["close"]
    return int(said["code"]), "" if said["code"] == NOBODY else str(said["reason"])
