"""Runs that stay open, in this process and in a child; what is done to them; and streams of traffic."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from engine import origin
from engine.actions import Action
from engine.bodies import RepeatedBody
from engine.client import EngineClient
from engine.errors import ChildError, LoadError, StepError
from engine.eviction import BY_HAND, IDLE, MEGABYTE, NEW_VERSION, SUSPECTED, TIGHT, Budget, EvictionPlan
from engine.live_session import LiveSession
from engine.network_plan import NetworkPlan
from engine.project import Project
from engine.run import Limits, RunRequest, run_project
from engine.session import Session
from engine.step import Step
from engine.streams import Stream
from engine.trace import (
    Event,
    IsolateCondemned,
    IsolateEvicted,
    MachineMemory,
    Onset,
    Outcome,
    ResponseBody,
    Return,
)

COUNTER = """
let count = 0;
const kept = [];
export default {
  async fetch(request) {
    count += 1;
    const { searchParams } = new URL(request.url);
    kept.push(new Uint8Array(Number(searchParams.get("kb") ?? 0) * 1024));
    console.log("counted", count);
    await scheduler.wait(Number(searchParams.get("wait") ?? 0));
    return new Response("v1 " + count);
  },
};
"""
PLAN = EvictionPlan(budget=Budget(idle_ms=10_000))
WIDE = NetworkPlan(cities=("LIS", "NRT"), servers=2, latency=True, sharding=True)


def project(source: str = COUNTER, name: str = "hello", **configuration: object) -> Project:
    return Project(name=name, main="index.js", files={"index.js": source}, configuration=configuration)


def request(*steps: Step, source: str = COUNTER, **options: object) -> RunRequest:
    return RunRequest(project=project(source), steps=list(steps), **options)  # type: ignore[arg-type]


def get(path: str = "", **options: object) -> Step:
    return Step(url=f"http://example.com/{path}", **options)  # type: ignore[arg-type]


def version(number: int) -> Action:
    return Action(kind="deploy", project=project(COUNTER.replace("v1", f"v{number}")))


def reasons(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.isolate, event.reason) for event in events if isinstance(event, IsolateEvicted)]


# --- in this process -------------------------------------------------------------------------------------------------


def test_time_goes_on_when_told_to() -> None:
    session = Session(request())
    index = session.send(get("?wait=50"))
    told = session.advance(30)
    assert (told.now, told.results, told.next_due) == (30, [], 50)
    assert [event.worker for event in told.events if isinstance(event, Onset)] == ["hello"]
    told = session.advance(60)
    assert [(i, result.body, result.logs[0].message) for i, result in told.results] == [(index, "v1 1", "counted 1")]
    assert [type(event) for event in told.events if isinstance(event, (Onset, Outcome))] == [Outcome]
    assert session.advance(1000).results == []
    assert told.next_due is None


def test_the_trace_in_pieces_is_the_trace_of_a_run() -> None:
    steps = [get("?wait=50"), get("a"), get("b?wait=7")]
    session, pieces = Session(request(*steps)), []
    for frame in range(1, 10):
        pieces += session.advance(frame * 10).events
    grouped = [Step(url=step.url, concurrent_group="all") for step in steps]
    assert pieces == run_project(request(*grouped)).trace


def test_steps_may_come_later() -> None:
    session = Session(request())
    session.send(get(), at=500)
    assert session.advance(499.9).events == []
    assert len(session.advance(500).results) == 1


def test_a_session_starts_at_any_time() -> None:
    session = Session(request(source="export default { fetch: () => new Response(Date.now()) }"), starts_at=86_400_000)
    session.send(get())
    ((_, result),) = session.advance(86_400_001).results
    assert result.body == "1767312000000"  # 2026-01-02


def test_a_new_version_drains_the_old_one() -> None:
    session = Session(request(get("?wait=100"), eviction=PLAN))
    session.advance(10)
    session.act(version(2))
    session.send(get())
    told = session.advance(20)
    assert [result.body for _, result in told.results] == ["v2 1"]
    assert [event.reason for event in told.events if isinstance(event, IsolateCondemned)] == [NEW_VERSION]
    assert reasons(told.events) == []
    told = session.advance(100)
    assert [result.body for _, result in told.results] == ["v1 1"]
    assert reasons(told.events) == [("hello#1", NEW_VERSION)]


@pytest.mark.parametrize(
    "broken", ["export default {", "\nnull.x", "export const a = 1;", "await new Promise(() => {})"]
)
def test_a_version_that_does_not_load_changes_nothing(broken: str) -> None:
    session = Session(request(get()))
    with pytest.raises(LoadError) as error:
        session.act(Action(kind="deploy", project=project(broken)))
    assert str(error.value)
    assert [result.body for _, result in session.advance(1).results] == ["v1 1"]


def test_a_worker_that_does_not_load_answers_with_its_failure_and_the_session_goes_on() -> None:
    session = Session(request(get(), source="\nnull.x;"))
    ((_, result),) = session.advance(1).results
    assert (result.status, result.outcome, result.exceptions[0].line) == (500, "exception", 2)
    session.act(version(1))
    session.send(get())
    assert [result.body for _, result in session.advance(2).results] == ["v1 1"]


def test_a_callee_that_does_not_load_is_its_callers_exception() -> None:
    caller = project(
        "export default { fetch: (request, env) => env.OTHER.fetch(request) }",
        services=[{"binding": "OTHER", "service": "other"}],
    )
    session = Session(RunRequest(project=caller, workers=[project("null.x", "other")], steps=[get()]))
    ((_, result),) = session.advance(10).results
    assert (result.outcome, result.status) == ("exception", 500)


def test_suspected_evicted_and_tight() -> None:
    session = Session(request(get("?kb=4000"), eviction=PLAN))
    session.advance(1)
    for kind, reason in (("suspect", SUSPECTED), ("evict", BY_HAND)):
        session.act(Action(kind=kind, worker="hello"))
        assert [reason for _, reason in reasons(session.advance(session.now + 1).events)] == [reason]
        session.send(get("?kb=4000"))
        session.advance(session.now + 1)
    session.act(Action(kind="tight", bytes=4094 * MEGABYTE))
    told = session.advance(session.now + 1)
    assert reasons(told.events) == [("hello#3", TIGHT)]
    assert [event.used for event in told.events if isinstance(event, MachineMemory)][-1] == 4094 * MEGABYTE
    session.act(Action(kind="tight", bytes=0))
    assert session.residents() == []


def test_another_plan_holds_from_now_on() -> None:
    session = Session(request(get(), eviction=PLAN))
    assert reasons(session.advance(9_000).events) == []
    session.act(Action(kind="plan", plan=EvictionPlan(budget=Budget(idle_ms=5_000))))
    assert reasons(session.advance(9_001).events) == [("hello#1", IDLE)]


def test_residents_say_what_they_hold() -> None:
    session = Session(request(get("?kb=2000&wait=50"), eviction=PLAN))
    session.advance(10)
    (resident,) = session.residents()
    assert (resident.id, resident.running, resident.condemned) == ("hello#1", 1, "")
    assert 2_000_000 < resident.bytes < 3_000_000


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Action(kind="explode"), "there is no action"),
        (Action(kind="deploy"), "needs its project"),
        (Action(kind="suspect"), "needs its worker"),
        (Action(kind="plan", plan=EvictionPlan(policy="whim")), "There are: longest idle first, largest first"),
        (Action(kind="tight", bytes=-1), "less than 0"),
        (Action(kind="stream", stream=Stream(name="s", step=get(), every_ms=5, jitter=2)), "jitter from 0 to 1"),
    ],
)
def test_actions_that_cannot_be_done(action: Action, words: str) -> None:
    with pytest.raises(StepError, match=words):
        Session(request()).act(action)


# --- streams and actions over time -----------------------------------------------------------------------------------


def test_a_stream_comes_as_often_as_it_says_and_the_same_each_time() -> None:
    def arrivals(jitter: float) -> list[float]:
        session = Session(request())
        session.act(Action(kind="stream", stream=Stream(name="s", step=get(), every_ms=10, jitter=jitter)))
        return [event.time for event in session.advance(1000).events if isinstance(event, Onset)]

    assert arrivals(0) == [float(time) for time in range(0, 1000, 10)][: len(arrivals(0))] or len(arrivals(0)) == 100
    jittered = arrivals(1)
    assert jittered == arrivals(1)
    assert 80 < len(jittered) < 120
    assert len(set(jittered)) == len(jittered)


def test_a_stream_can_be_changed_and_ended() -> None:
    session = Session(request())

    def served(every_ms: float) -> int:
        session.act(Action(kind="stream", stream=Stream(name="s", step=get(), every_ms=every_ms, jitter=0)))
        return Counter(type(event) for event in session.advance(session.now + 1000).events)[Onset]

    assert 99 <= served(10) <= 101
    assert 9 <= served(100) <= 11
    assert served(0) == 0


def test_actions_of_a_run_come_in_their_time() -> None:
    stream = Stream(name="s", step=get(), every_ms=10, until_ms=995)
    actions = [Action(kind="stream", stream=stream), Action(kind="suspect", worker="hello", at_ms=500)]
    report = run_project(request(get(), eviction=PLAN, actions=actions))
    assert reasons(report.trace) == [("hello#1", SUSPECTED)]
    assert [event.time for event in report.trace if isinstance(event, IsolateEvicted)] == [500]
    with pytest.raises(StepError, match="never ends"):
        run_project(request(actions=[Action(kind="stream", stream=Stream(name="s", step=get(), every_ms=10))]))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_traffic_and_the_pressure_no_event_is_lost(seed: int) -> None:
    """Every event ends with one outcome; a draining isolate never loses one; and memory returns to nothing."""
    chance = random.Random(seed)
    budget = Budget(isolate_bytes=4 * MEGABYTE, machine_bytes=8 * MEGABYTE, idle_ms=300)
    workers = [project(name=f"w{number}") for number in range(5)]
    network = WIDE if seed % 3 == 0 else NetworkPlan()
    plan = EvictionPlan(budget=budget)
    session = Session(RunRequest(project=workers[0], workers=workers[1:], steps=[], eviction=plan, network=network))
    events: list[Event] = []
    sent, answered = set(), {}
    for _ in range(150):
        what, worker = chance.random(), f"w{chance.randrange(5)}"
        if what < 0.8:
            path = f"?wait={chance.randrange(80)}&kb={chance.choice([0, 100, 1500, 7000 if seed % 2 else 0])}"
            sent.add(session.send(get(path, worker=worker, city=chance.choice(["LIS", "NRT"]))))
        elif what < 0.9:
            session.act(Action(kind=chance.choice(["suspect", "evict"]), worker=worker))
        elif what < 0.95:
            session.act(Action(kind="deploy", project=project(name=worker)))
        else:
            session.act(Action(kind="tight", bytes=chance.choice([0, 4, 7]) * MEGABYTE))
        told = session.advance(session.now + chance.randrange(30))
        events += told.events
        answered.update(told.results)
    session.act(Action(kind="tight", bytes=0))
    told = session.advance(session.now + 5000)
    events += told.events
    answered.update(told.results)
    assert set(answered) == sent
    onsets = Counter(event.event for event in events if isinstance(event, Onset))
    outcomes = {event.event: event.outcome for event in events if isinstance(event, Outcome)}
    assert Counter(event.event for event in events if isinstance(event, Outcome)) == onsets == Counter(onsets.keys())
    assert set(outcomes.values()) <= ({"ok", "exceededMemory"} if seed % 2 else {"ok"})
    assert session.residents() == []
    assert set({event.server: event.used for event in events if isinstance(event, MachineMemory)}.values()) == {0}
    assert sum(isinstance(event, IsolateEvicted) for event in events) > 5
    assert not {event.isolate for event in _after_eviction(events)}


def _after_eviction(events: list[Event]) -> list[Event]:
    """Events of isolates that were gone by then."""
    gone: set[str] = set()
    late = []
    for event in events:
        if isinstance(event, IsolateEvicted):
            gone.add(event.isolate)
        elif isinstance(event, (Onset, Return, Outcome)) and event.isolate in gone:
            late.append(event)
    return late


def test_many_isolates_in_one_process() -> None:
    """Made, measured, weighed; and dismissed when memory gets tight, those idle longest first."""
    count = 1_500
    session = Session(
        RunRequest(
            project=project("export default { fetch: () => new Response('x') }", "w0"),
            steps=[],
            probes=False,
            eviction=EvictionPlan(budget=Budget(machine_bytes=1 << 40, idle_ms=1e9)),
        )
    )
    world = session._world
    for number in range(1, count):
        world.workers[f"w{number}"] = world.workers["w0"]
    for number in range(count):
        session.send(get(worker=f"w{number}"), at=number)
    events = session.advance(count).events
    assert len(session.residents()) == count
    used = [event.used for event in events if isinstance(event, MachineMemory)][-1]
    session.act(Action(kind="plan", plan=EvictionPlan(budget=Budget(machine_bytes=used, idle_ms=1e9))))
    evicted = [isolate for isolate, _ in reasons(session.advance(count + 1).events)]
    assert evicted == [f"w{number}#1" for number in range(len(evicted))]
    assert count * 0.24 < len(evicted) < count * 0.26
    session.act(Action(kind="plan", plan=EvictionPlan(budget=Budget(idle_ms=1))))
    session.advance(count + 10)
    assert session.residents() == []


# --- in a child ------------------------------------------------------------------------------------------------------


@pytest.fixture
async def client() -> AsyncIterator[EngineClient]:
    made = EngineClient()
    yield made
    await made.close()


@pytest.fixture
async def live(client: EngineClient) -> AsyncIterator[LiveSession]:
    opened = await client.open_session(request(eviction=PLAN))
    yield opened
    await opened.close()


async def test_a_child_tells_what_this_process_tells(live: LiveSession) -> None:
    here = Session(request(eviction=PLAN))
    assert await live.send(get("?wait=5")) == here.send(get("?wait=5"))
    assert await live.advance(3) == here.advance(3)
    for action in (version(2), Action(kind="stream", stream=Stream(name="s", step=get("?kb=1"), every_ms=3))):
        await live.act(action)
        here.act(action)
    there, told = await live.advance(100), here.advance(100)
    assert there.results == told.results
    assert [type(event) for event in there.events] == [type(event) for event in told.events]
    assert await live.residents() == here.residents()


async def test_a_child_says_what_cannot_be_done(live: LiveSession) -> None:
    with pytest.raises(StepError, match="no action"):
        await live.act(Action(kind="explode"))
    with pytest.raises(LoadError) as error:
        await live.act(Action(kind="deploy", project=project("export default {")))
    assert error.value.failure.line == 1
    await live.send(get())
    assert len((await live.advance(1)).results) == 1


async def test_a_run_goes_on_beside_a_session(client: EngineClient, live: LiveSession) -> None:
    await live.send(get())
    assert (await client.run(request(get()))).result.steps[0].body == "v1 1"
    assert len((await live.advance(1)).results) == 1


async def test_a_session_that_hangs_is_killed_and_another_opens(client: EngineClient) -> None:
    endless = "export default { fetch() { for (;;); } }"
    live = await client.open_session(request(source=endless, limits=Limits(cpu_seconds=60)))
    live._seconds = 0.5
    await live.send(get())
    with pytest.raises(ChildError, match="still busy"):
        await live.advance(1)
    assert live.lost
    with pytest.raises(ChildError, match="Open another"):
        await live.advance(2)
    another = await client.open_session(request(get()))
    assert len((await another.advance(1)).results) == 1
    await another.close()


async def test_a_child_that_died_between_two_calls_is_no_session(live: LiveSession) -> None:
    child = live._client._process
    assert child is not None
    child.kill()
    await child.wait()
    with pytest.raises(ChildError, match="ended unexpectedly"):
        await live.advance(1)
    assert live.lost


async def test_a_worker_that_is_bound_to_nothing_opens_no_session(client: EngineClient) -> None:
    bound = project(services=[{"binding": "OTHER", "service": "other"}])
    with pytest.raises(LoadError, match="no such service"):
        await client.open_session(RunRequest(project=bound, steps=[]))


STREAM = """
export default {
  async fetch(request) {
    let n = 0;
    const { searchParams } = new URL(request.url);
    const ends = Number(searchParams.get("ends") ?? 1e9);
    return new Response(new ReadableStream({
      async pull(controller) {
        await scheduler.wait(50);
        controller.enqueue(new TextEncoder().encode(`tick ${n++} `));
        if (n === ends) controller.close();
      },
    }), { status: 201, headers: { "x-a": "b", "content-encoding": searchParams.get("as") ?? "" } });
  },
};
"""


def test_a_body_that_takes_its_time_comes_in_parts_and_the_rest_with_the_result() -> None:
    session = Session(request(source=STREAM))
    index = session.send(get("?ends=3"), streams=True)
    first, second = session.advance(60).parts, session.advance(120).parts
    assert [(part.index, part.status, part.data) for part in (*first, *second)] == [
        (index, 201, b"tick 0 "),
        (index, 201, b"tick 1 "),
    ]
    assert ("x-a", "b") in first[0].headers
    told = session.advance(200)
    assert told.parts == []
    assert told.results[0][1].body == "tick 2 "
    (body,) = [event for event in told.events if isinstance(event, ResponseBody)]
    assert (body.size, body.text) == (21, "tick 0 tick 1 tick 2 ")


def test_a_body_that_is_compressed_or_not_to_be_streamed_comes_whole() -> None:
    session = Session(request(source=STREAM))
    session.send(get("?ends=2&as=gzip"), streams=True)
    session.send(get("?ends=2"))
    assert session.advance(60).parts == []
    told = session.advance(200)
    assert (told.parts, len(told.results)) == ([], 2)


def test_a_large_body_that_is_passed_on_unread_goes_out_in_parts() -> None:
    passing = "export default { fetch: () => fetch('https://big.example/?mb=40') };"
    session = Session(request(source=passing))
    session.send(get(), streams=True)
    told = session.advance(50)
    pieces = [told.parts[0].data]
    while not told.results:
        assert told.next_due == told.now
        told = session.advance(50)
        pieces += [part.data for part in told.parts]
    pieces.append((told.results[0][1].body or "").encode())
    assert max(map(len, pieces)) <= 4 << 20
    assert b"".join(pieces) == RepeatedBody(origin.LINE, 40 << 20).read(0, 40 << 20)
    left = session.send(get(), streams=True)
    session.advance(100)
    session.hang_up(left, 101)
    assert [index for index, _ in session.advance(110).results] == [left]


def test_a_client_that_leaves_ends_a_body_that_never_would() -> None:
    session = Session(request(source=STREAM))
    index = session.send(get(), streams=True)
    session.advance(200)
    session.hang_up(index, 210)
    told = session.advance(300)
    assert [result.outcome for _, result in told.results] == ["canceled"]
    assert told.next_due is None
    session.hang_up(index, 400)
    assert session.advance(500).results == []
