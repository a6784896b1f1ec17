"""The network: cities, servers, sharding, handshakes, routes, crons by the clock, and isolates that run in parallel."""

from __future__ import annotations

import base64
import random
from collections import Counter

import msgspec
import pytest

from engine import limits
from engine.actions import Action
from engine.cities import CITIES, CityError, city, distance_km, nearest, round_trip_ms
from engine.domains import zone_of, zones_named
from engine.errors import StepError
from engine.hash_ring import HashRing
from engine.network_plan import NetworkPlan
from engine.project import Project
from engine.run import Limits, RunReport, RunRequest, run_project
from engine.step import Step
from engine.trace import Event, Hop, IsolateBoot, IsolateReady, Onset, Outcome, Routed, ShardingSet, encode
from engine.traffic import send
from tests.engine.worlds import bodies, run

COUNTER = "let n = 0; export default { fetch() { return new Response(String(++n)); } }"
SLOW = """export default { async fetch(request) {
  const url = new URL(request.url);
  spin(Number(url.searchParams.get('spin') ?? 0));
  return new Response(String(Date.now() - 1767225600000));
} }"""


def _worker(name: str, source: str = COUNTER, **configuration: object) -> Project:
    return Project(name=name, main="index.js", files={"index.js": source}, configuration=configuration)


def test_cities_are_on_every_continent_and_distances_are_real() -> None:
    assert len(CITIES) >= 30
    assert {one.continent for one in CITIES} == {"AF", "AS", "EU", "NA", "OC", "SA"}
    assert distance_km(city("LIS"), city("NRT")) == pytest.approx(11_140, rel=0.01)
    assert round_trip_ms(city("LIS"), city("LIS")) == 2
    assert nearest(city("MAD"), [city("LIS"), city("FRA")]).code == "LIS"
    with pytest.raises(CityError, match='no city "XXX"'):
        city("XXX")


def test_a_ring_moves_few_keys_when_a_server_goes() -> None:
    names = [f"S-{number}" for number in range(5)]
    whole, smaller = HashRing(names), HashRing(names[:-1])
    keys = [f"worker {number}" for number in range(500)]
    assert set(map(whole.owner, keys)) == set(names)
    assert all(whole.owner(key) == smaller.owner(key) for key in keys if whole.owner(key) != "S-4")


def test_one_server_says_nothing_of_the_network() -> None:
    (step,) = run(COUNTER, "http://example.com/").result.steps
    assert (step.isolate, step.city, step.server, step.cold) == ("hello#1", "", "", False)


def test_each_server_has_an_isolate_and_a_counter_of_its_own() -> None:
    steps = [Step(city=("LIS", "NRT")[number % 2]) for number in range(24)]
    plan = NetworkPlan(cities=("LIS", "NRT"), servers=2)
    report = run(COUNTER, *steps, probes=False, network=plan)
    counts: Counter[str] = Counter()
    for step in report.result.steps:
        counts[step.server] += 1
        assert step.body == str(counts[step.server])
        assert step.isolate == f"hello@{step.server}#1"
    assert set(counts) == {"LIS-1", "LIS-2", "NRT-1", "NRT-2"}
    assert sum(step.cold for step in report.result.steps) == 4


def test_a_client_enters_at_its_nearest_city_and_cf_says_where_it_is() -> None:
    source = "export default { fetch(r) { return Response.json([r.cf.colo, r.cf.city, r.cf.timezone]); } }"
    report = run(source, Step(city="MAD"), network=NetworkPlan(cities=("NRT", "LIS")))
    assert bodies(report) == ['["LIS","Madrid","Europe/Madrid"]']


def test_one_client_keeps_its_server() -> None:
    steps = [Step(client="ana") for _ in range(8)]
    report = run(COUNTER, *steps, probes=False, network=NetworkPlan(servers=4))
    assert bodies(report) == [str(number) for number in range(1, 9)]


def test_distance_takes_time() -> None:
    report = run(COUNTER, Step(city="NRT"), network=NetworkPlan(latency=True))
    assert report.result.steps[0].wall_ms == pytest.approx(round_trip_ms(city("NRT"), city("LIS")))
    times = [(hop.place, hop.returning, hop.time) for hop in report.trace if isinstance(hop, Hop)]
    assert times == sorted(times, key=lambda one: one[2])
    assert times[0][:2] == ("client", False)
    assert times[-1][:2] == ("client", True)


@pytest.mark.parametrize(("prewarm", "waits"), [(False, 5.0), (True, 0.0)])
def test_the_handshake_hides_a_cold_start(prewarm: bool, waits: float) -> None:
    plan = NetworkPlan(latency=True, handshake=True, cold_start_ms=5, prewarm=prewarm)
    steps = [Step(city="NRT", client="ana"), Step(city="NRT", client="ana")]
    first, second = run(COUNTER, *steps, network=plan).result.steps
    trip = round_trip_ms(city("NRT"), city("LIS"))
    assert first.wall_ms == pytest.approx(2 * trip + waits)
    assert second.wall_ms == pytest.approx(trip)


def test_a_cold_start_takes_its_time_in_four_phases() -> None:
    report = run(COUNTER, "http://a.com/", network=NetworkPlan(cold_start_ms=4))
    boots = [event.time for event in report.trace if isinstance(event, IsolateBoot)]
    (ready,) = (event.time for event in report.trace if isinstance(event, IsolateReady))
    assert [*boots, ready] == [0, 1, 2, 3, 4]
    assert report.result.steps[0].wall_ms == 4


@pytest.mark.parametrize("probes", [True, False])
def test_a_handler_is_called_when_its_isolate_is_ready(probes: bool) -> None:
    steps = [Step(concurrent_group="all"), Step(concurrent_group="all", delay_before_ms=1, abort_after_ms=2), Step()]
    report = run(COUNTER, *steps, probes=probes, network=NetworkPlan(cold_start_ms=4))
    assert [step.outcome for step in report.result.steps] == ["ok", "canceled", "ok"]
    told = [event for event in report.trace if isinstance(event, (Hop, IsolateReady, Onset, Outcome))]
    inside = [event for event in told if not isinstance(event, Hop) or event.name == "hello#1"]
    order = [(event.time, type(event).__name__, event.event) for event in inside]
    assert order == [
        (0, "Hop", 1), (1, "Hop", 2), (3, "Onset", 2), (3, "Outcome", 2),  # its client left while the isolate started
        (4, "IsolateReady", 0), (4, "Onset", 1), (4, "Hop", 1), (4, "Outcome", 1),
        (4, "Hop", 3), (4, "Onset", 3), (4, "Hop", 3), (4, "Outcome", 3),
    ]  # fmt: skip
    assert [event.arrived for event in report.trace if isinstance(event, Onset)] == [1, 0, 4]


def _warm_share(*, sharding: bool) -> float:
    workers = [_worker(f"w{number}") for number in range(10)]
    chance = random.Random(7)
    steps = [Step(worker=f"w{chance.randrange(10)}") for _ in range(200)]
    plan = NetworkPlan(servers=8, sharding=sharding)
    request = RunRequest(project=workers[0], workers=workers[1:], steps=steps, probes=False, network=plan)
    results = run_project(request).result.steps
    return sum(not step.cold for step in results) / len(results)


def test_sharding_lifts_the_share_of_warm_requests() -> None:
    spread, sharded = _warm_share(sharding=False), _warm_share(sharding=True)
    assert sharded == pytest.approx(0.95)
    assert spread < 0.75


def test_sharding_may_begin_and_end_in_the_middle_of_a_run() -> None:
    steps = [Step(client=f"client {number}", settle_ms=10) for number in range(30)]
    actions = [Action(kind="sharding", at_ms=95, sharding=True), Action(kind="sharding", at_ms=195, sharding=False)]
    plan = NetworkPlan(servers=4)
    project = _worker("hello")
    report = run_project(RunRequest(project=project, steps=steps, network=plan, actions=actions, probes=False))
    servers = [step.server for step in report.result.steps]
    assert len(set(servers[:10])) > 1
    assert len(set(servers[10:20])) == 1
    assert len(set(servers[20:])) > 1
    assert [event.on for event in report.trace if isinstance(event, ShardingSet)] == [True, False]


def test_a_shard_server_with_too_much_to_do_hands_work_back() -> None:
    source = "export default { async fetch() { await scheduler.wait(50); return new Response(''); } }"
    steps = [Step(concurrent_group="all") for _ in range(12)]
    plan = NetworkPlan(servers=4, sharding=True, shed_above=3)
    report = run(source, *steps, probes=False, network=plan)
    assert len({step.server for step in report.result.steps}) > 1
    assert {"forwarded", "handed back"} <= {hop.why for hop in report.trace if isinstance(hop, Hop)}


def _routed(*urls: str, no_worker: tuple[str, ...] = ()) -> RunReport:
    say = "export default {{ fetch(r) {{ return new Response('{}'); }} }}"
    workers = [
        _worker("shop", say.format("shop"), routes=["example.com/shop/*"]),
        _worker("blog", say.format("blog"), routes=[{"pattern": "blog.example.com", "custom_domain": True}]),
    ]
    steps = [Step(url=url) for url in urls]
    network = NetworkPlan(no_worker_routes=no_worker)
    return run_project(RunRequest(project=workers[0], workers=workers[1:], steps=steps, network=network))


def test_a_url_goes_to_the_worker_of_its_route_or_to_the_origin() -> None:
    urls = ("http://example.com/shop/1", "http://blog.example.com/x", "http://example.com/about")
    report = _routed(*urls)
    assert bodies(report) == ["shop", "blog", "example.com answers GET /about"]
    assert [step.worker for step in report.result.steps] == ["shop", "blog", ""]
    told = [event for event in report.trace if isinstance(event, Routed)]
    assert [one.worker for one in told] == ["shop", "blog", ""]
    assert all(one.why for one in told)


def test_a_route_without_a_worker_goes_to_the_origin() -> None:
    report = _routed("http://example.com/shop/free", no_worker=("example.com/shop/free",))
    assert report.result.steps[0].worker == ""


def test_fetch_goes_on_to_the_origin_and_to_a_custom_domain_but_past_routes() -> None:
    source = "export default { async fetch(r) { return fetch(new URL(r.url).searchParams.get('to') ?? r); } }"
    front = _worker("front", source, routes=["example.com/*"])
    other = _worker("other", routes=["example.com/other*"])
    blog = _worker("blog", routes=[{"pattern": "blog.example.com", "custom_domain": True}])
    urls = ["/", "/?to=http://example.com/other", "/?to=http://blog.example.com/"]
    steps = [Step(url=f"http://example.com{url}") for url in urls]
    report = run_project(RunRequest(project=front, workers=[other, blog], steps=steps))
    assert bodies(report) == ["example.com answers GET /", "example.com answers GET /other", "1"]


def test_crons_fire_by_the_clock() -> None:
    source = "export default { scheduled(c) { console.log(c.cron); }, fetch() { return new Response(''); } }"
    project = _worker("clock", source, triggers={"crons": ["*/15 * * * *", "0 * * * *"]})
    plan = NetworkPlan(crons_until_ms=3_600_000)
    report = run_project(RunRequest(project=project, steps=[], network=plan, probes=False))
    fired = Counter(event.trigger for event in report.trace if isinstance(event, Onset))
    assert fired == {"*/15 * * * *": 5, "0 * * * *": 2}


def test_isolates_on_two_servers_compute_in_parallel_and_the_trace_keeps_the_order_of_time() -> None:
    steps = [
        Step(url="http://a.com/?spin=100", city="LIS", concurrent_group="all"),
        Step(url="http://a.com/?spin=10", city="NRT", concurrent_group="all", delay_before_ms=20),
        Step(url="http://a.com/", city="LIS", concurrent_group="all", delay_before_ms=10),
    ]
    report = run(SLOW, *steps, network=NetworkPlan(cities=("LIS", "NRT")))
    assert [step.wall_ms for step in report.result.steps] == [100, 10, 70]
    assert bodies(report) == ["0", "20", "100"]
    times = [event.time for event in report.trace]
    assert times == sorted(times)
    assert [event.seq for event in report.trace] == list(range(1, len(times) + 1))


def test_error_pages_and_the_account_s_day() -> None:
    source = "export default { fetch() { throw new Error('no'); } }"
    report = run(source, Step(), Step(), network=NetworkPlan(error_pages=True, requests_per_day=1))
    assert [(step.status, step.body) for step in report.result.steps] == [
        (500, "error code: 1101"),
        (429, "error code: 1027"),
    ]


ROUTED = {"routes": [{"pattern": "example.com/*", "zone_name": "example.com"}]}


@pytest.mark.parametrize(("fail_open", "status", "says"), [
    ((), 429, "error code: 1027"),
    (("example.com/*",), 200, "example.com answers GET /b"),
])  # fmt: skip
def test_a_route_fails_closed_or_open_when_the_day_is_used_up(
    fail_open: tuple[str, ...], status: int, says: str
) -> None:
    steps = [Step(url="https://example.com/a"), Step(url="https://example.com/b", settle_ms=86_400_000), Step()]
    plan = NetworkPlan(requests_per_day=1, fail_open_routes=fail_open)
    request = RunRequest(project=_worker("shop", **ROUTED), steps=[*steps[:2], steps[0]], network=plan)
    report = run_project(request)
    first, second, tomorrow = report.result.steps
    assert (first.body, first.worker, tomorrow.body) == ("1", "shop", "2")  # the next day begins at 00:00 UTC
    assert (second.status, second.body, second.worker) == (status, says, "")
    told = [event.why for event in report.trace if isinstance(event, Routed)][1]
    assert "1 requests of today are used up" in told
    assert ("fails open" in told) == bool(fail_open)


def test_only_requests_for_workers_count_and_without_an_origin_nothing_can_fail_open() -> None:
    domain = {"pattern": "api.example.com", "custom_domain": True}
    project = _worker("shop", routes=["example.com/shop*", domain])
    urls = ["https://example.com/", "https://example.com/shop", "https://api.example.com/", "https://example.com/"]
    plan = NetworkPlan(requests_per_day=1, fail_open_routes=("example.com/shop*",))
    report = run_project(RunRequest(project=project, steps=[Step(url=url) for url in urls], network=plan))
    assert bodies(report) == ["example.com answers GET /", "1", "error code: 1027", "example.com answers GET /"]


def test_a_route_that_no_worker_has_cannot_fail_open() -> None:
    plan = NetworkPlan(fail_open_routes=("example.com/x",))
    request = RunRequest(project=_worker("shop", **ROUTED), steps=[Step()], network=plan)
    with pytest.raises(StepError, match=r'no Worker has the route "example.com/x".*Routes here: example.com/\*'):
        run_project(request)


@pytest.mark.parametrize(("host", "named", "zone"), [
    ("example.com", (), "example.com"), ("www.example.com", (), "example.com"), ("a.b.example.com", (), "example.com"),
    ("shop.co.uk", (), "shop.co.uk"), ("www.shop.co.uk", (), "shop.co.uk"), ("www.shop.com.br", (), "shop.com.br"),
    ("t.co", (), "t.co"), ("www.t.co", (), "t.co"), ("co.uk", (), "co.uk"), ("www.go.com", (), "go.com"),
    ("www.shop.kyoto.jp", ("shop.kyoto.jp",), "shop.kyoto.jp"), ("shop.kyoto.jp", ("shop.kyoto.jp",), "shop.kyoto.jp"),
    ("a.eu.example.com", ("example.com", "eu.example.com"), "eu.example.com"),
    ("noteu.example.com", ("example.com", "eu.example.com"), "example.com"),
    ("localhost", (), "localhost"), ("10.0.0.1", (), "10.0.0.1"), ("::1", (), "::1"),
])  # fmt: skip
def test_the_zone_of_a_host(host: str, named: tuple[str, ...], zone: str) -> None:
    assert zone_of(host, named) == zone


@pytest.mark.parametrize(("named", "says"), [(None, "b.kyoto.jp answers GET /"), ("kyoto", "1")])
def test_another_zone_is_met_as_from_outside(named: str | None, says: str) -> None:
    """Two shops under kyoto.jp: each a zone of its own, which only the wrangler file can say."""

    def at(host: str) -> str | dict[str, str]:
        return {"pattern": f"{host}/*", "zone_name": host} if named else f"{host}/*"

    front = _worker("front", "export default { fetch: () => fetch('https://b.kyoto.jp/') }", routes=[at("a.kyoto.jp")])
    back = _worker("back", routes=[at("b.kyoto.jp")])
    request = RunRequest(project=front, workers=[back], steps=[Step(url="https://a.kyoto.jp/")])
    assert bodies(run_project(request)) == [says]


def test_two_shops_under_co_uk_are_two_zones() -> None:
    front = _worker("front", "export default { fetch: () => fetch('https://b.co.uk/') }", routes=["a.co.uk/*"])
    back = _worker("back", routes=["b.co.uk/*"])
    request = RunRequest(project=front, workers=[back], steps=[Step(url="https://a.co.uk/")])
    assert bodies(run_project(request)) == ["1"]


def test_zones_are_named_by_routes() -> None:
    routes = ["a.com/*", {"pattern": "b.com/*", "zone_name": "B.com"}, {"pattern": "c.com", "custom_domain": True}]
    assert zones_named([{"routes": routes}, {"route": {"pattern": "d.com/*", "zone_name": "d.com"}}, {}]) == {
        "b.com",
        "d.com",
    }


FRONT = "export default { fetch(r) { return fetch('https://back.example.workers.dev/'); } }"


@pytest.mark.parametrize(("flags", "status", "says"), [
    ([], 404, "error code: 1042"), (["global_fetch_strictly_public"], 200, "1"),
])  # fmt: skip
def test_a_worker_meets_another_one_of_its_zone_only_with_the_flag(flags: list[str], status: int, says: str) -> None:
    front = _worker("front", FRONT, workers_dev=True, compatibility_flags=flags, routes=["other.com/*"])
    step = Step(url="https://front.example.workers.dev/")
    report = run_project(RunRequest(project=front, workers=[_worker("back")], steps=[step]))
    assert [(one.status, one.body) for one in report.result.steps] == [(status, says)]


@pytest.mark.parametrize(("source", "outcome"), [
    ("for (;;) spin(10);", "exceededCpu"),
    ("const held = []; for (;;) held.push(new Array(1e5).fill(held.length));", "exceededMemory"),
])  # fmt: skip
def test_what_a_client_sees_of_used_up_cpu_time_or_memory_is_error_1102(source: str, outcome: str) -> None:
    source, limits = f"export default {{ fetch() {{ {source} }} }}", Limits(cpu_ms=50)
    report = run(source, Step(), probes=False, limits=limits, network=NetworkPlan(error_pages=True))
    (step,) = report.result.steps
    assert (step.status, step.body, step.outcome) == (503, "error code: 1102", outcome)
    assert step.headers == [("content-type", "text/plain")]


def test_a_body_beyond_the_limit_of_the_plan_never_gets_to_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """https://developers.cloudflare.com/workers/platform/limits/#request-and-response-limits"""
    assert limits.BODY_BYTES == 100 * 1024 * 1024  # of a domain on the Free or Pro plan
    monkeypatch.setattr(limits, "BODY_BYTES", 1000)
    long, whole = "é" * 500, base64.b64encode(bytes(1001)).decode()
    steps = [Step(method="POST", body=body) for body in (long, f"{long}.", {"base64": whole})]
    report = run(COUNTER, *steps)
    assert [(step.status, step.body) for step in report.result.steps] == [
        (200, "1"),
        (413, "Request Entity Too Large"),
        (413, "Request Entity Too Large"),
    ]
    assert sum(isinstance(event, Onset) for event in report.trace) == 1


LONG = "await scheduler.wait(16 * 60_000); console.log('never');"


MESSAGE = msgspec.Raw(b'{"id": "m1", "timestamp": 0, "body": 1, "attempts": 1}')


@pytest.mark.parametrize(("step", "handler"), [
    (Step(kind="scheduled", cron="0 * * * *"), "scheduled"),
    (Step(kind="queue", queue="jobs", messages=[MESSAGE]), "queue"),
])  # fmt: skip
def test_cron_events_and_batches_may_take_fifteen_minutes(step: Step, handler: str) -> None:
    """https://developers.cloudflare.com/workers/platform/limits/#wall-time-limits-by-invocation-type"""
    handlers = f"async {handler}() {{ {LONG} }}, async fetch() {{ {LONG} return new Response('ok'); }}"
    source = f"export default {{ {handlers} }}"
    report = run(source, step, Step())
    event, request = report.result.steps
    assert (event.outcome, event.wall_ms, event.logs) == ("exceededWallTime", 15 * 60_000, [])
    assert [failure.message for failure in event.exceptions] == ["Worker exceeded wall time limit."]
    assert (request.body, request.wall_ms) == ("ok", 16 * 60_000)  # while the client stays there is no such limit


def test_an_alarm_may_take_fifteen_minutes() -> None:
    source = f"""import {{ DurableObject }} from 'cloudflare:workers';
    export class Clock extends DurableObject {{
      async set() {{ await this.ctx.storage.setAlarm(Date.now() + 10); }}
      async alarm() {{ if (!this.ran) {{ this.ran = true; {LONG} }} }}
    }}
    export default {{ async fetch(request, env) {{
      await env.CLOCK.get(env.CLOCK.idFromName('one')).set();
      return new Response('set');
    }} }}"""
    bindings = {"bindings": [{"name": "CLOCK", "class_name": "Clock"}]}
    project = _worker("clock", source, durable_objects=bindings)
    report = run_project(RunRequest(project=project, steps=[Step()]))
    alarms = [event.event for event in report.trace if isinstance(event, Onset) and event.handler == "alarm"]
    outcomes = [e for e in report.trace if isinstance(e, Outcome) and e.event in alarms]
    assert (outcomes[0].outcome, outcomes[0].wall_ms) == ("exceededWallTime", 15 * 60_000)
    assert report.result.logs == []


def test_what_is_too_large_never_gets_to_a_worker() -> None:
    steps = [Step(url="http://a.com/" + "x" * 20_000), Step(headers=[("a", "x" * 140_000)])]
    assert [step.status for step in run(COUNTER, *steps).result.steps] == [414, 431]


def test_subrequests_are_limited() -> None:
    source = """export default { async fetch() {
      for (let n = 1; ; n++) try { await fetch('https://o/'); } catch (e) { return new Response(n + ' ' + e.message); }
    } }"""
    project = _worker("many", source, limits={"subrequests": 3})
    report = run_project(RunRequest(project=project, steps=[Step()]))
    assert bodies(report)[0].startswith("4 Too many subrequests")  # type: ignore[union-attr]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_traffic_every_event_ends_once_and_the_same_run_gives_the_same_trace(seed: int) -> None:
    chance = random.Random(seed)
    source = """export default { async fetch(r, env, ctx) {
      const q = new URL(r.url).searchParams;
      spin(Number(q.get('spin')));
      if (q.get('wait')) await scheduler.wait(Number(q.get('wait')));
      if (q.get('late')) ctx.waitUntil(scheduler.wait(5));
      if (q.get('throw')) throw new Error('no');
      return new Response('ok');
    } }"""
    codes = [one.code for one in CITIES]
    steps = [
        Step(
            url=f"http://a.com/?spin={chance.choice([0, 0, 3, 20])}&wait={chance.choice(['', 1, 30])}"
            f"&throw={chance.choice(['', '', 1])}&late={chance.choice(['', 1])}",
            city=chance.choice(codes),
            concurrent_group=f"group {number // 10}",
            delay_before_ms=chance.choice([0, 1, 7]),
            abort_after_ms=chance.choice([None, None, 15.0]),
        )
        for number in range(60)
    ]
    plan = NetworkPlan(
        cities=tuple(chance.sample(codes, 4)), servers=3, latency=chance.random() < 0.5, handshake=True,
        cold_start_ms=chance.choice([0.0, 5.0]), prewarm=True, sharding=chance.random() < 0.5, shed_above=2,
    )  # fmt: skip
    report = run(source, *steps, probes=False, network=plan, seed=seed)
    began = Counter(event.event for event in report.trace if isinstance(event, Onset))
    ended = Counter(event.event for event in report.trace if isinstance(event, Outcome))
    assert began == ended
    assert set(began.values()) == {1}
    assert all(step.status in (200, 500) or step.outcome == "canceled" for step in report.result.steps)
    assert [event.time for event in report.trace] == sorted(event.time for event in report.trace)
    assert encode(run(source, *steps, probes=False, network=plan, seed=seed).trace) == encode(report.trace)


def test_a_long_run_hands_its_trace_out_in_pieces() -> None:
    project = _worker("hello", SLOW)
    steps = [
        Step(
            url=f"http://a.com/?spin={number % 3}",
            concurrent_group="all",
            delay_before_ms=1,
            city=("LIS", "NRT")[number % 2],
        )
        for number in range(200)
    ]
    request = RunRequest(
        project=project, steps=steps, probes=False, network=NetworkPlan(cities=("LIS", "NRT"), latency=True)
    )
    pieces: list[list[Event]] = []
    report = send(request, pieces.append)
    assert report.trace == []
    assert len(pieces) > 2
    assert max(map(len, pieces)) < 1100
    assert [event for piece in pieces for event in piece] == run_project(request).trace


def test_a_durable_object_is_in_one_place_and_far_cities_wait_for_it() -> None:
    source = """import { DurableObject } from 'cloudflare:workers';
    export class Counter extends DurableObject { n = 0; async add() { return ++this.n; } }
    export default { async fetch(request, env) {
      const place = { locationHint: new URL(request.url).searchParams.get('hint') ?? undefined };
      const stub = env.COUNTER.get(env.COUNTER.idFromName('one'), place);
      return new Response(await stub.add());
    } }"""
    bindings = {"bindings": [{"name": "COUNTER", "class_name": "Counter"}]}
    migrations = [{"tag": "v1", "new_sqlite_classes": ["Counter"]}]
    project = _worker("rooms", source, durable_objects=bindings, migrations=migrations)
    plan = NetworkPlan(cities=("LIS", "NRT"), latency=True)

    def walls(url: str) -> list[float]:
        steps = [Step(url=url, city="LIS"), Step(url=url, city="NRT")]
        report = run_project(RunRequest(project=project, steps=steps, network=plan))
        assert bodies(report) == ["1", "2"]
        return [step.wall_ms for step in report.result.steps]

    far = round_trip_ms(city("LIS"), city("NRT"))
    near = round_trip_ms(city("LIS"), city("LIS"))
    assert walls("http://a.com/") == pytest.approx([near, near + far])
    assert walls("http://a.com/?hint=apac") == pytest.approx([near + far, near])


def test_a_far_city_reads_an_old_value_of_kv_until_its_copy_is_a_minute_old() -> None:
    source = """export default { async fetch(request, env) {
      const value = new URL(request.url).searchParams.get('put');
      if (value) await env.STORE.put('key', value);
      return new Response(await env.STORE.get('key'));
    } }"""
    project = _worker("store", source, kv_namespaces=[{"binding": "STORE", "id": "store"}])
    steps = [
        Step(url="http://a.com/?put=old", city="LIS"),
        Step(city="NRT", settle_ms=1_000),
        Step(url="http://a.com/?put=new", city="LIS", settle_ms=1_000),
        Step(city="NRT", settle_ms=60_000),
        Step(city="NRT"),
    ]
    report = run_project(RunRequest(project=project, steps=steps, network=NetworkPlan(cities=("LIS", "NRT"))))
    assert bodies(report) == ["old", "old", "new", "old", "new"]
