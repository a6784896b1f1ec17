"""WebSockets: connections with two ends, each held by an event of a Worker or by a client outside.

An end that is handed out in a response belongs to whoever got the response. Messages take no virtual time: how far
apart the two are is not simulated. https://developers.cloudflare.com/workers/runtime-apis/websockets/
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.bodies import base64_bytes
from engine.services import Call
from engine.services.object_sockets import OPERATIONS

if TYPE_CHECKING:
    from engine.world import World

Message = dict[str, Any]
"""{"text"}, {"base64"}, or the last that an end gets: {"close": {"code", "reason", "wasClean"}} or {"error": words}."""

NO_CLOSE_FRAME = "WebSocket disconnected without sending Close frame."
ABNORMAL = {"close": {"code": 1006, "reason": NO_CLOSE_FRAME, "wasClean": False}}
"""What an end gets when the other one is gone, in workerd's words.
https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1"""
MOST_MESSAGE_BYTES = 32 * 1024 * 1024
"""Of one message from a client. https://developers.cloudflare.com/workers/platform/limits/#websocket-limits"""
TOO_LARGE = 1009


class End:
    """One end of a connection. waiting: the call of its event that waits for a message. listener: its client outside.
    open: no close sent yet. gone: nobody holds it any more. finished: it has had its close message."""

    def __init__(self) -> None:
        self.inbox: deque[Message] = deque()
        self.waiting: Call | None = None
        self.listener: Callable[[Message], None] | None = None
        self.accepted = False
        self.open = True
        self.gone = False
        self.finished = False
        self.closed = False  # the other end has put a close message here


class WebSocketService:
    """Answers "websocket.receive", "websocket.send", "websocket.close" and "websocket.abort": details {connection,
    side, …}. Owns the connections of a run, named by the isolate that made the pair and its number there."""

    def __init__(self, world: World) -> None:
        self._clock = world.clock
        self._connections: dict[str, tuple[End, End]] = {}
        self._when_over: dict[str, list[Callable[[], None]]] = {}

    def perform(self, call: Call) -> None:
        """One step of an end that an isolate holds."""
        details = call.details
        if not isinstance(details, dict) or details.get("side") not in (0, 1) or "connection" not in details:
            call.refuse("Error", f"{call.name} was given arguments that cannot be read.")
            return
        name, side = full_name(str(details["connection"]), call.invocation.isolate.id), int(details["side"])
        if call.name in OPERATIONS:
            place = call.invocation.place
            if place is None:
                call.refuse("Error", "Only a Durable Object can accept WebSockets that hibernate.")
            else:
                place.sockets.perform(call, self, name, side)
            return
        if call.name == "websocket.receive":
            self._receive(call, name, side)
            return
        if call.name == "websocket.send":
            kind = "text" if "text" in details else "base64"
            self.send(name, side, {kind: str(details.get(kind, ""))})
        elif call.name == "websocket.close":
            self.close(name, side, int(details.get("code") or 1005), str(details.get("reason", "")))
        else:
            self.leave(name, side)
        call.answer(None, result="sent")

    def listen(self, name: str, side: int, listener: Callable[[Message], None]) -> None:
        """A client outside takes an end."""
        end = self._ends(name)[side]
        end.listener, end.accepted = listener, True
        self._hand_out(name, side)

    def when_over(self, name: str, action: Callable[[], None]) -> None:
        """Has something done once both ends are done with the connection."""
        self._when_over.setdefault(name, []).append(action)

    def send(self, name: str, side: int, message: Message) -> None:
        """A message from the end `side` to the other."""
        if self._ends(name)[side].open:
            self._put(name, 1 - side, message)

    def say(self, name: str, side: int, message: Message) -> None:
        """A message from a client outside: one that is too large breaks the connection, as in workerd."""
        size = message_bytes(message)
        if size > MOST_MESSAGE_BYTES:
            self.fail(name, side, TOO_LARGE, f"Message is too large: {size} > {MOST_MESSAGE_BYTES}")
        else:
            self.send(name, side, message)

    def fail(self, name: str, side: int, code: int, what: str) -> None:
        """The client at the end `side` broke the protocol: the other end hears of an error, and the client is told."""
        words = f"WebSocket protocol error; protocolError.statusCode = {code}; protocolError.description = {what}"
        end = self._ends(name)[side]
        if not end.open:
            return
        end.open = False  # what it says from here on is not heard

        def break_off() -> None:
            self._put(name, 1 - side, {"error": words})
            self._shut(name, 1 - side, {"close": {"code": code, "reason": what, "wasClean": True}})

        self._clock.schedule(self._clock.now, break_off)  # the other end may be about to listen

    def close(self, name: str, side: int, code: int, reason: str) -> None:
        """The end `side` says that it is done, and why."""
        self._shut(name, side, {"close": {"code": code, "reason": reason, "wasClean": True}})

    def leave(self, name: str, side: int) -> None:
        """Whoever held the end is gone without a word."""
        self._ends(name)[side].gone = True
        self._shut(name, side, ABNORMAL)

    # --- between the ends ------------------------------------------------------------------------------------------

    def _ends(self, name: str) -> tuple[End, End]:
        return self._connections.setdefault(name, (End(), End()))

    def _receive(self, call: Call, name: str, side: int) -> None:
        end = self._ends(name)[side]
        if not end.accepted:
            end.accepted = True
            call.invocation.when_over.append(lambda: self.leave(name, side))
        end.waiting = call
        self._hand_out(name, side)
        if end.waiting is call:
            call.due = 0.0  # nobody knows when the next message comes

    def _put(self, name: str, side: int, message: Message) -> None:
        end = self._ends(name)[side]
        if end.gone or end.closed:
            return
        end.closed = is_last(message)
        end.inbox.append(message)
        self._hand_out(name, side)

    def _shut(self, name: str, side: int, message: Message) -> None:
        end = self._ends(name)[side]
        if end.open:
            end.open = False
            self._put(name, 1 - side, message)
        self._settle(name)

    def _hand_out(self, name: str, side: int) -> None:
        end = self._ends(name)[side]
        while end.inbox and (end.listener is not None or end.waiting is not None):
            message = end.inbox.popleft()
            call, end.waiting = end.waiting, None
            if call is not None:
                call.answer(message, result="closed" if is_last(message) else "message")
            elif end.listener is not None:
                self._clock.schedule(self._clock.now, _delivery(end.listener, message))
            if is_last(message):
                end.finished = True
                self._settle(name)

    def _settle(self, name: str) -> None:
        """Whether the connection is over: each end is gone, has had its close message, or never listened."""
        ends = self._ends(name)
        done = [end.gone or ((end.finished or not end.accepted) and not end.open) for end in ends]
        left = any(end.gone and (other.finished or not other.accepted) for end, other in (ends, ends[::-1]))
        if not (all(done) or left):
            return
        for action in self._when_over.pop(name, []):
            self._clock.schedule(self._clock.now, action)


def is_last(message: Message) -> bool:
    """Whether an end gets nothing after it."""
    return "close" in message or "error" in message


def message_bytes(message: Message) -> int:
    """How large a message is on the wire."""
    if "text" in message:
        return len(str(message["text"]).encode("utf-8", "surrogatepass"))
    return base64_bytes(str(message.get("base64", "")))


def full_name(connection: str, isolate: str) -> str:
    """A connection's name in the run. An isolate calls those that it made itself by their number alone."""
    return connection if "/" in connection else f"{isolate}/{connection}"


def _delivery(listener: Callable[[Message], None], message: Message) -> Callable[[], None]:
    return lambda: listener(message)
