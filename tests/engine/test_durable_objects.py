"""Durable Objects: one place each, the gates, storage, alarms, and what is lost and what is kept."""

from __future__ import annotations

import json

import pytest

from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.services.durable_object import IDLE_MS, MOST_ALARMS, READ_MS
from engine.services.object_entries import WRITE_MS
from engine.step import Step
from engine.trace import IoStarted, Onset

URL = "https://x.dev"
BINDING = {"durable_objects": {"bindings": [{"name": "OBJ", "class_name": "Obj"}]}}
WORKER = """
import { DurableObject } from "cloudflare:workers";
export class Obj extends DurableObject { %s }
export default { async fetch(request, { OBJ }) {
  try { return await OBJ.getByName("one").fetch(request) }
  catch ({ name, message, durableObjectReset = false }) {
    return Response.json([name, message, durableObjectReset], { status: 599 });
  }
} };
"""


@pytest.fixture(params=[True, False], ids=["probes", "plain"])
def probes(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def run(source: str, steps: list[Step], *, probes: bool = True, **more: object) -> RunReport:
    project = Project(name="main", main="index.js", files={"index.js": source}, configuration=BINDING)
    report = run_project(RunRequest(project=project, steps=steps, probes=probes, **more))  # type: ignore[arg-type]
    assert report.result.error is None, report.result.error
    return report


def bodies(report: RunReport) -> list[str]:
    return [step.body or "" for step in report.result.steps]


def together(count: int, path: str) -> list[Step]:
    return [Step(url=f"{URL}{path}", concurrent_group="g") for _ in range(count)]


COUNTER = """
  async fetch(request) {
    const { storage } = this.ctx;
    const n = (await storage.get("n")) ?? 0;
    if (request.url.endsWith("/slow")) await new Promise((done) => setTimeout(done, 10));
    await storage.put("n", n + 1);
    return new Response(n + 1);
  }
"""


def test_fifty_at_once_count_to_fifty(probes: bool) -> None:
    report = run(WORKER % COUNTER, together(50, "/"), probes=probes)
    assert sorted(map(int, bodies(report))) == list(range(1, 51))


def test_with_a_timer_between_they_lose_updates(probes: bool) -> None:
    report = run(WORKER % COUNTER, together(50, "/slow"), probes=probes)
    assert max(map(int, bodies(report))) < 50


def test_allow_concurrency_leaves_the_gate_open() -> None:
    source = COUNTER.replace('get("n")', 'get("n", { allowConcurrency: true })')
    assert max(map(int, bodies(run(WORKER % source, together(5, "/"))))) < 5


def test_objects_are_apart_and_each_is_one(probes: bool) -> None:
    source = """
    export class Obj { constructor() { this.n = 0 } fetch() { return new Response(++this.n) } }
    export default { async fetch(request, { OBJ }) {
      const to = async (name) => (await OBJ.get(OBJ.idFromName(name)).fetch(request)).text();
      return new Response(String([await to("a"), await to("a"), await to("b")]));
    } };
    """
    assert bodies(run(source, [Step(url=URL), Step(url=URL)], probes=probes)) == ["1,2,1", "3,4,2"]


def test_storage_survives_and_memory_does_not(probes: bool) -> None:
    memory = """
      n = 0;
      async fetch() {
        const stored = ((await this.ctx.storage.get("n")) ?? 0) + 1;
        await this.ctx.storage.put("n", stored);
        return Response.json([++this.n, stored]);
      }
    """
    steps = [Step(url=URL), Step(url=URL, delay_before_ms=IDLE_MS / 2), Step(url=URL, delay_before_ms=IDLE_MS + 1)]
    assert bodies(run(WORKER % memory, steps, probes=probes)) == ["[1,1]", "[2,2]", "[1,3]"]


def test_abort_loses_memory_and_every_event_in_it(probes: bool) -> None:
    source = """
      n = 0;
      async fetch(request) {
        this.n++;
        if (request.url.endsWith("/abort")) { await this.ctx.storage.put("kept", 1); this.ctx.abort("because") }
        if (request.url.endsWith("/wait")) await new Promise((done) => setTimeout(done, 1000));
        return Response.json([this.n, await this.ctx.storage.get("kept")]);
      }
    """
    group = [Step(url=f"{URL}/{path}", concurrent_group="g", delay_before_ms=5) for path in ("wait", "abort")]
    report = run(WORKER % source, [*group, Step(url=f"{URL}/after")], probes=probes)
    lost = '["Error","because",true]'
    assert bodies(report) == [lost, lost, "[1,1]"]


def test_a_throw_in_a_blocking_callback_resets_the_object(probes: bool) -> None:
    source = """
      n = 0;
      async fetch(request) {
        this.n++;
        if (request.url.endsWith("/throw")) {
          try { await this.ctx.blockConcurrencyWhile(async () => { throw new TypeError("inside") }) }
          catch { return new Response("never") }
        }
        return new Response(this.n);
      }
    """
    steps = [Step(url=f"{URL}/{path}") for path in ("", "throw", "")]
    assert bodies(run(WORKER % source, steps, probes=probes)) == ["1", '["TypeError","inside",true]', "1"]


def test_events_wait_for_what_the_constructor_blocks_on(probes: bool) -> None:
    source = """
      constructor(ctx, env) {
        super(ctx, env);
        ctx.blockConcurrencyWhile(async () => {
          await new Promise((done) => setTimeout(done, 100));
          this.ready = await ctx.storage.get("nothing") ?? "ready";
        });
      }
      fetch() { return new Response(this.ready) }
    """
    assert bodies(run(WORKER % source, together(3, "/"), probes=probes)) == ["ready"] * 3


def test_the_output_gate_holds_the_answer_until_the_write_is_safe() -> None:
    source = 'fetch() { this.ctx.storage.put("n", 1); return new Response("done") }'
    [step] = run(WORKER % source, [Step(url=URL)]).result.steps
    assert step.wall_ms >= WRITE_MS


def test_the_output_gate_holds_what_goes_out() -> None:
    source = """async fetch() {
      this.ctx.storage.put("n", 1);
      await fetch("https://example.com/");
      return new Response();
    }"""
    report = run(WORKER % source, [Step(url=URL)])
    [sent] = [event for event in report.trace if isinstance(event, IoStarted) and event.event == 2 and event.io > 2]
    assert sent.due >= WRITE_MS
    assert report.result.steps[0].wall_ms > WRITE_MS


def test_the_trace_shows_the_line_at_the_door() -> None:
    source = "async fetch() { await this.ctx.storage.get('n'); return new Response() }"
    onsets = [e for e in run(WORKER % source, together(3, "/")).trace if isinstance(e, Onset) and e.object]
    assert [event.arrived for event in onsets] == [0, 0, 0]
    assert [event.time for event in onsets] == [0, READ_MS, 2 * READ_MS]


def test_a_class_that_is_not_exported_is_named() -> None:
    source = """export default { fetch: (request, { OBJ }) => OBJ.getByName("x").fetch(request) }"""
    result = run(source, [Step(url=URL)]).result
    assert "export class Obj extends DurableObject" in result.startup_logs[0].message
    assert 'no Durable Object class "Obj"' in result.steps[0].exceptions[0].message


def test_a_transaction_is_undone_when_it_throws(probes: bool) -> None:
    source = """
      async fetch() {
        const { storage } = this.ctx;
        await storage.put("n", 1);
        const broken = async (t) => { await t.put("n", 2); throw new Error("no") };
        const thrown = await storage.transaction(broken).catch(String);
        const after = await storage.get("n");
        await storage.transaction(async (t) => { await t.put("n", 3); t.rollback() });
        const rolled = await storage.get("n");
        const kept = await storage.transaction(async (t) => { await t.put("n", 4); return "kept" });
        return Response.json([thrown, after, rolled, kept, await storage.get("n")]);
      }
    """
    assert bodies(run(WORKER % source, [Step(url=URL)], probes=probes)) == ['["Error: no",1,1,"kept",4]']


ALARM = """
  async fetch() { await this.ctx.storage.setAlarm(Date.now() + 1000); return new Response("set") }
  async alarm({ retryCount, isRetry }) {
    console.log("rings", retryCount, isRetry, await this.ctx.storage.getAlarm());
    if (retryCount < 2) throw new Error("not yet");
  }
"""


def test_an_alarm_that_throws_rings_again(probes: bool) -> None:
    report = run(WORKER % ALARM, [Step(url=URL)], probes=probes)
    lines = [line.message for line in report.result.logs]
    assert lines == ["rings 0 false null", "rings 1 true null", "rings 2 true null"]
    assert [event.time for event in report.trace if isinstance(event, Onset) and event.handler == "alarm"] == [
        1000, 3001, 7002,
    ]  # fmt: skip


def test_an_alarm_that_always_sets_itself_again_lets_the_run_end() -> None:
    source = """
      async fetch() { await this.ctx.storage.setAlarm(Date.now() + 10); return new Response("set") }
      async alarm() { console.log("tick"); await this.ctx.storage.setAlarm(Date.now() + 10) }
    """
    assert len(run(WORKER % source, [Step(url=URL)], probes=False).result.logs) == MOST_ALARMS


def test_input_and_output_belong_to_the_object_and_not_to_the_isolate(probes: bool) -> None:
    source = """
    const bodies = {};
    export class Obj {
      constructor(state) { this.state = state }
      async fetch(request) {
        if (request.method === "POST") {
          this.kept = bodies[this.state.id.name] = request;
          await new Promise((done) => setTimeout(done, 50));
          return new Response("kept");
        }
        const theirs = await bodies.a.text().catch((error) => error.message.slice(0, 52));
        return new Response(theirs);
      }
    }
    const nameIn = ({ url }) => new URL(url).pathname.slice(1);
    export default { fetch: (request, { OBJ }) => OBJ.getByName(nameIn(request)).fetch(request) };
    """
    for name, seen in (("a", "hello"), ("b", "Cannot perform I/O on behalf of a different request.")):
        steps = [
            Step(method="POST", url=f"{URL}/a", body="hello", concurrent_group="g"),
            Step(url=f"{URL}/{name}", concurrent_group="g", delay_before_ms=10),
        ]
        assert bodies(run(source, steps, probes=probes)) == ["kept", seen]


def test_a_room_tells_everybody_by_tag(probes: bool) -> None:
    source = """
      fetch(request) {
        const [client, server] = Object.values(new WebSocketPair());
        this.ctx.acceptWebSocket(server, [new URL(request.url).pathname]);
        server.serializeAttachment({ heard: 0 });
        return new Response(null, { status: 101, webSocket: client });
      }
      async webSocketMessage(socket, message) {
        const { heard } = socket.deserializeAttachment();
        socket.serializeAttachment({ heard: heard + 1 });
        for (const peer of this.ctx.getWebSockets("/a")) peer.send(`${message} ${heard} ${this.ctx.getTags(socket)}`);
      }
    """
    steps = [
        Step(kind="websocket", url=f"{URL}/a", send=["one", "two"], timeout_ms=500, concurrent_group="g"),
        Step(kind="websocket", url=f"{URL}/b", send=["three"], timeout_ms=300, concurrent_group="g"),
    ]
    first, second = run(WORKER % source, steps, probes=probes).result.steps
    assert sorted(map(str, first.received or [])) == ["one 0 /a", "three 0 /b", "two 1 /a"]
    assert second.received == []


def test_the_trace_says_which_object() -> None:
    report = run(WORKER % "fetch() { return new Response() } hi() { return 1 }", [Step(url=URL)])
    onsets = [(event.handler, event.object, event.caller) for event in report.trace if isinstance(event, Onset)]
    assert onsets == [("fetch", "", 0), ("durableObject", "Obj/one", 1)]


def test_a_plain_class_cannot_be_called_by_its_methods() -> None:
    source = """
    export class Obj { fetch() {} hi() { return 1 } }
    export default { async fetch(request, { OBJ }) {
      return new Response(await OBJ.getByName("x").hi().catch((error) => error.message));
    } };
    """
    assert "extends DurableObject" in bodies(run(source, [Step(url=URL)]))[0]


def test_storage_of_another_object_is_out_of_reach() -> None:
    source = """
    let stolen;
    export class Obj {
      constructor({ storage }) { stolen = storage }
      fetch() { return new Response() }
    }
    export default { async fetch(request, { OBJ }) {
      await OBJ.getByName("a").fetch(request);
      return new Response(await stolen.get("n").catch((error) => error.message));
    } };
    """
    assert "different Durable Object" in bodies(run(source, [Step(url=URL)]))[0]


def test_an_object_of_another_worker(probes: bool) -> None:
    owner = Project(
        name="owner", main="index.js",
        files={"index.js": "export class Room { fetch() { return new Response('room of ' + this.constructor.name) } }"},
    )  # fmt: skip
    bindings = [{"name": "ROOM", "class_name": "Room", "script_name": "owner"}]
    main = Project(
        name="main",
        main="index.js",
        files={"index.js": "export default { fetch: (request, { ROOM }) => ROOM.getByName('r').fetch(request) }"},
        configuration={"durable_objects": {"bindings": bindings}},
    )
    report = run_project(RunRequest(project=main, workers=[owner], steps=[Step(url=URL)], probes=probes))
    assert bodies(report) == ["room of Room"]


def test_the_same_run_gives_the_same_trace() -> None:
    first, second = (run(WORKER % COUNTER, together(5, "/slow")).trace for _ in range(2))
    assert json.dumps([repr(event) for event in first]) == json.dumps([repr(event) for event in second])
