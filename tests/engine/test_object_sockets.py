"""WebSockets that a Durable Object accepts stay open while it hibernates: what is lost, what is kept, what answers."""

from __future__ import annotations

import json
from typing import Any

from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
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
    [dropped] = [event for event in report.trace if isinstance(event, ObjectDropped)]
    assert (dropped.object, dropped.since, dropped.why) == ("Room/one", HIBERNATE_MS, "hibernated")
    assert dropped.time > dropped.since


def test_an_object_that_hears_from_its_sockets_stays_in_memory() -> None:
    report = run(connect("first", "second", wait=30_000), say(HIBERNATE_MS - 1000))
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
    assert [line.message for line in step.logs] == ["closed 1000 true 0"]


def test_an_automatic_response_does_not_wake_the_object() -> None:
    report = run(connect("ping", "first", wait=1000))
    pong, first = map(str, report.result.steps[0].received or [])
    assert pong == "pong"
    message, heard, *_, at = json.loads(first)
    assert (message, heard, at[:16]) == ("first", 1, "2026-01-01T00:00")
