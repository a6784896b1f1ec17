"""The WebSockets that a Durable Object has accepted with acceptWebSocket(): they stay open while it hibernates. Each
message is an event of its own. https://developers.cloudflare.com/durable-objects/best-practices/websockets/"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.services import Call

if TYPE_CHECKING:
    from engine.services.websocket import Message, WebSocketService

HIBERNATE_MS = 10_000.0
"""Without events for so long, an object that has accepted WebSockets is dropped from memory.
https://developers.cloudflare.com/durable-objects/concepts/durable-object-lifecycle/"""

OPERATIONS = frozenset({"websocket.hibernate", "websocket.attach", "websocket.autoResponse"})
"""What `perform` answers."""


@dataclass
class AcceptedSocket:
    """One of them. id: what the object's isolate calls it. name, side: its end. attachment: text of what it carries.
    accepted_by: the step's event that brought it. responded: when it was last answered without the object, ms since
    1970."""

    id: str
    name: str
    side: int
    tags: list[str]
    attachment: str | None
    accepted_by: int
    responded: float | None = None

    def described(self) -> dict[str, Any]:
        """As durable-object-sockets.js makes it anew."""
        return {
            "id": self.id,
            "connection": self.name,
            "side": self.side,
            "tags": self.tags,
            "attachment": self.attachment,
            "responded": self.responded,
        }


class AcceptedSockets:
    """Those of one object. deliver: makes an event of a message. now: ms since 1970. auto_response: the message that is
    answered without waking the object, and the answer."""

    def __init__(self, deliver: Callable[[AcceptedSocket, Message], None], now: Callable[[], float]) -> None:
        self._deliver, self._now = deliver, now
        self._open: dict[str, AcceptedSocket] = {}
        self.auto_response: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        return bool(self._open)

    def described(self) -> list[dict[str, Any]]:
        """All that are open, in the order in which they were accepted."""
        return [socket.described() for socket in self._open.values()]

    def perform(self, call: Call, connections: WebSocketService, name: str, side: int) -> None:
        """Accepts one, keeps what it carries, or answers some messages without the object from here on."""
        details = call.details
        if call.name == "websocket.autoResponse":
            asked, given = details.get("request"), details.get("response")
            self.auto_response = None if asked is None else (str(asked), str(given))
        elif call.name == "websocket.attach":
            if (found := self._open.get(str(details.get("id")))) is not None:
                found.attachment = str(details.get("attachment"))
        else:
            attachment = details.get("attachment")
            socket = AcceptedSocket(
                id=str(details.get("id")),
                name=name,
                side=side,
                tags=[str(tag) for tag in details.get("tags", [])],
                attachment=None if attachment is None else str(attachment),
                accepted_by=call.invocation.root.id,
            )
            self._open[socket.id] = socket
            connections.listen(name, side, lambda message: self._arrives(socket, message, connections))
        call.answer(None)

    def _arrives(self, socket: AcceptedSocket, message: Message, connections: WebSocketService) -> None:
        automatic = self.auto_response
        if automatic is not None and message.get("text") == automatic[0]:
            socket.responded = self._now()
            connections.send(socket.name, socket.side, {"text": automatic[1]})
            return
        self._deliver(socket, message)

    def drop(self, socket: AcceptedSocket) -> None:
        """Its close or error has been handled: until then it is among the object's sockets, as in workerd."""
        self._open.pop(socket.id, None)
