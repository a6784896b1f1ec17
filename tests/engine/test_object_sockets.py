"""WebSockets that a Durable Object accepts stay open while it hibernates: what is lost, what is kept, what answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.services import websocket
from engine.services.object_sockets import HIBERNATE_MS
from engine.step import Step
from engine.trace import ObjectDropped, Onset

URL = "https://x.dev"
ROOM = """
import { DurableObject } from "cloudflare:workers";
export class Room extends DurableObject {
  heard = 0;
  constructor(ctx, env) { super(ctx, env); this.found = ctx.getWebSockets().map((one) => one.deserializeAttachment()); }
  fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/say") {
      for (const one of this.ctx.getWebSockets()) one.send("said");
      return Response.json({ heard: this.heard, found: this.found });
    }
    this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    const [client, server] = Object.values(new WebSocketPair());
    server.serializeAttachment({ who: "early" });
    this.ctx.acceptWebSocket(server, ["tag"]);
    server.serializeAttachment({ who: pathname });
    return new Response(null, { status: 101, webSocket: client });
  }
  webSocketMessage(socket, message) {
    this.heard++;
    const at = this.ctx.getWebSocketAutoResponseTimestamp(socket);
    socket.send(JSON.stringify([message, this.heard, this.found, this.ctx.getTags(socket), at]));
    if (message === "leave") socket.close(1000, "bye");
  }
  webSocketClose(socket, code, reason, wasClean) {
    console.log("closed", code, wasClean, this.ctx.getWebSockets().length);
  }
}
export default { fetch: (request, { ROOM }) => ROOM.getByName("one").fetch(request) };
"""


def run(*steps: Step) -> RunReport:
    configuration: dict[str, Any] = {"durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]}}
    project = Project(name="main", main="index.js", files={"index.js": ROOM}, configuration=configuration)
    report = run_project(RunRequest(project=project, steps=list(steps)))
    assert report.result.error is None, report.result.error
    return report


def connect(*send: str, wait: float) -> Step:
    return Step(kind="websocket", url=f"{URL}/ann", send=list(send), timeout_ms=wait, concurrent_group="g")


def say(after: float) -> Step:
    return Step(url=f"{URL}/say", concurrent_group="g", delay_before_ms=after)


def test_an_object_hibernates_and_its_sockets_stay_open() -> None:
    report = run(connect("first", wait=30_000), say(HIBERNATE_MS + 1000))
    socket, answered = report.result.steps
    assert [json.loads(text) if "[" in text else text for text in map(str, socket.received or [])] == [
        ["first", 1, [], ["tag"], None],
        "said",
    ]
    assert json.loads(answered.body or "") == {"heard": 0, "found": [{"who": "/ann"}]}
    dropped, again = [event for event in report.trace if isinstance(event, ObjectDropped)]
    assert (dropped.object, dropped.since, dropped.why) == ("Room/one", HIBERNATE_MS, "hibernated")
    assert dropped.time > dropped.since
    assert (again.since, again.time) == (2 * HIBERNATE_MS + 1000, 30_000)  # until the client left


def test_an_object_that_hears_from_its_sockets_stays_in_memory() -> None:
    report = run(connect("first", "second", wait=HIBERNATE_MS + 5000), say(HIBERNATE_MS - 1000))
    assert json.loads(report.result.steps[1].body or "") == {"heard": 2, "found": []}
    assert not [event for event in report.trace if isinstance(event, ObjectDropped)]


def test_each_message_is_an_event_of_the_object() -> None:
    report = run(connect("first", "leave", wait=1000))
    onsets = [event for event in report.trace if isinstance(event, Onset) and event.object]
    assert [(event.handler, event.trigger) for event in onsets[1:]] == [
        ("hibernatableWebSocket", "message Room/one"),
        ("hibernatableWebSocket", "message Room/one"),
        ("hibernatableWebSocket", "close Room/one"),
    ]
    [step] = report.result.steps
    assert [line.message for line in step.logs] == ["closed 1000 true 1"]  # it is one of them until it is handled


def test_an_automatic_response_does_not_wake_the_object() -> None:
    report = run(connect("ping", "first", wait=1000))
    pong, first = map(str, report.result.steps[0].received or [])
    assert pong == "pong"
    message, heard, *_, at = json.loads(first)
    assert (message, heard, at[:16]) == ("first", 1, "2026-01-01T00:00")


LAST_WORDS = """
import { DurableObject } from "cloudflare:workers";
export class Room extends DurableObject {
  fetch(request) {
    if (request.headers.get("upgrade") === null) return new Response(this.ctx.getWebSockets().length);
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server, ["ann"]);
    return new Response(null, { status: 101, webSocket: client });
  }
  told(kind, socket, ...more) {
    console.log(kind, ...more, socket.readyState, this.ctx.getTags(socket)[0], this.ctx.getWebSockets().length);
  }
  webSocketMessage(socket, message) { this.told("message", socket, message.length); }
  webSocketClose(socket, code, reason, wasClean) { this.told("close", socket, code, reason, wasClean); }
  webSocketError(socket, error) {
    this.told("error", socket, String(error));
    socket.send("too late");
  }
}
export default { fetch: (request, { ROOM }) => ROOM.getByName("one").fetch(request) };
"""


def last_words(*steps: Step) -> RunReport:
    configuration: dict[str, Any] = {"durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]}}
    project = Project(name="main", main="index.js", files={"index.js": LAST_WORDS}, configuration=configuration)
    report = run_project(RunRequest(project=project, steps=list(steps)))
    assert report.result.error is None, report.result.error
    return report


@pytest.mark.parametrize("patience", [1000, HIBERNATE_MS + 5000], ids=["awake", "hibernated"])
def test_a_client_that_is_gone_closes_without_a_close_frame(patience: float) -> None:
    """The words are those of workerd 1.20261117.1 when a client cuts its connection."""
    report = last_words(connect(wait=patience), Step(url=URL, settle_ms=100))
    said = "close 1006 WebSocket disconnected without sending Close frame. false 2 ann 1"
    assert [line.message for line in report.result.logs] == [said]
    assert report.result.steps[1].body == "0"


def test_a_message_that_is_too_large_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words, the state, the code that the client gets and that no close follows: as workerd 1.20261117.1."""
    monkeypatch.setattr(websocket, "MOST_MESSAGE_BYTES", 10)
    report = last_words(connect("é" * 5, "é" * 5 + "a", wait=1000), Step(url=URL))
    what = "Message is too large: 11 > 10"
    words = f"WebSocket protocol error; protocolError.statusCode = 1009; protocolError.description = {what}"
    assert [line.message for line in report.result.logs] == ["message 5 1 ann 1", f"error Error: {words} 2 ann 1"]
    socket, after = report.result.steps
    assert (socket.received, socket.close) == ([], {"code": 1009, "reason": what})
    assert after.body == "0"
    events = [event.trigger for event in report.trace if isinstance(event, Onset) and event.object]
    assert events[1:3] == ["message Room/one", "error Room/one"]
