"""The network of a run: its cities, their servers, and a runtime on each. Requests go through it to a Worker's isolate.

For those who write runs (`RunRequest.network`, a `NetworkPlan`):

* `Step.city` is where a client stands, any code of engine/cities.py (default: the plan's first city). It enters at the
  nearest city of the plan. `Step.client` names a client: its steps share one connection, and so one server; without a
  name every step is a client of its own. `Step.worker` names the Worker that a step is for, whatever the routes say.
* Of a city's servers one is chosen by the seed and the connection. Each server has a runtime of its own, so that a
  Worker has an isolate, with globals of its own, on each server that it was asked on: `hello#1` where the run has one
  server, `hello@NRT-2#1` where it has several. `StepResult` says city, server and isolate.
* Sharding: by a hash ring over the city's servers each Worker has a server of its own there, and the others forward to
  it. With `shed_above` events in flight it hands work back.
* When any Worker of the run has routes, a URL goes where engine/routes.py says: to a Worker, or to
  the origin. Else everything goes to the run's project. `explain(url)` of `Network.table` says why.
* `crons_until_ms` lets the clock fire cron triggers: their events are in the trace, not among the results.
* `engine.traffic.send(request, on_trace)` hands the trace of a long run out in pieces. Its memory grows by the results.

For those who watch: `Hop` events say each place with its time; `Routed` which Worker, by which pattern and why;
`IsolateBoot` the city and server of a new isolate; `IsolateReused` a warm one. Isolates compute in parallel, each on a
thread of its own, when the run has more than one Worker or server.

Where it all is, is simulated, and every time is a model: see engine/cities.py and `NetworkPlan`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from engine.cities import City, city, nearest, round_trip_ms
from engine.clock import EPOCH
from engine.cron import parse_cron
from engine.domains import zone_of, zones_named
from engine.errors import StepError
from engine.hash_ring import HashRing, number_from
from engine.invocation import Invocation
from engine.isolate import Isolate
from engine.network_plan import NetworkPlan, Server
from engine.routes import RouteError, RouteTable, route_table
from engine.runtime import Runtime

if TYPE_CHECKING:
    from engine.world import World

FORWARD_MS = 0.5
"""One way between two servers of a city: a model. Cloudflare says that forwarding costs less than a millisecond.
https://blog.cloudflare.com/eliminating-cold-starts-2-shard-and-conquer/"""
DAY_MS = 24 * 60 * 60 * 1000.0
ROUTE_KEYS = ("route", "routes")
STRICTLY_PUBLIC = "global_fetch_strictly_public"
ORIGIN, NOTHING = "", "-"
"""Where a request goes that no Worker takes: to the origin; or nowhere, since there is none."""


class Destination(msgspec.Struct, frozen=True):
    """Where a request goes. worker: its name, ORIGIN or NOTHING. pattern: the route that says so. why: in words."""

    worker: str
    pattern: str = ""
    why: str = ""


class Network:
    """Owns the runtimes. plan: what was asked for. servers: city by city. table: the routes; None: there are none.
    Raises StepError for a plan that cannot be, RouteError for a bad route."""

    def __init__(self, world: World) -> None:
        plan = world.request.network
        self.plan: NetworkPlan = plan
        if not plan.cities or plan.servers < 1:
            raise StepError("a network needs one city and one server at least.")
        self.cities = tuple(city(code) for code in dict.fromkeys(plan.cities))
        self.servers = plan.every_server
        self.table = _table(world)
        _check_fail_open(plan, self.table)
        self._world = world
        self._runtimes: dict[Server, Runtime] = {}
        self._of_city = {one.code: [s for s in self.servers if s.city == one.code] for one in self.cities}
        self._rings: dict[str, HashRing] = {}
        self._shaken: set[str] = set()
        self._nearest: dict[str, City] = {}
        self._day, self._requests_today = -1, 0

    # --- servers and runtimes --------------------------------------------------------------------------------------

    @property
    def told(self) -> bool:
        """Whether the run says something of the network, so that results say where they come from."""
        return self.table is not None or self.plan != NetworkPlan()

    @property
    def alone(self) -> bool:
        """Whether there is one server only."""
        return len(self.servers) == 1

    @property
    def runtimes(self) -> dict[Server, Runtime]:
        """Of the servers that have been asked for something, in the order in which they were."""
        return self._runtimes

    def runtime(self, server: Server) -> Runtime:
        """The runtime of a server."""
        if server not in self._runtimes:
            self._runtimes[server] = Runtime(self._world, server)
        return self._runtimes[server]

    def runtime_of(self, invocation: Invocation) -> Runtime:
        """The runtime that an event is in."""
        return self.runtime(invocation.isolate.server)

    def isolate_with_id(self, id: str) -> Isolate | None:
        """A live isolate by its id, on whichever server; None when it is gone."""
        found = (runtime.residents.with_id(id) for runtime in self._runtimes.values())
        return next((isolate for isolate in found if isolate is not None), None)

    def isolate_id(self, worker: str, number: int, server: Server) -> str:
        """What the `number`-th isolate of a Worker on a server is called."""
        return f"{worker}#{number}" if self.alone else f"{worker}@{server.name}#{number}"

    def seed_for(self, number: int, server: Server) -> int:
        """What the chance of a server's `number`-th isolate of a Worker begins with."""
        seed = self._world.request.seed + number
        return seed if self.alone else seed + number_from(server.name) % 2**32

    # --- the way in ------------------------------------------------------------------------------------------------

    def place_of(self, code: str) -> City:
        """Where a client stands. code: "" for the plan's first city. Raises CityError."""
        return city(code) if code else self.cities[0]

    def entry(self, client: City) -> City:
        """The city of the plan that a client's requests enter at."""
        if client.code not in self._nearest:
            self._nearest[client.code] = nearest(client, self.cities)
        return self._nearest[client.code]

    def server_for(self, connection: str, entry: City) -> Server:
        """The server of a city that takes a connection: chosen by the seed, the same for the same connection."""
        servers = self._of_city[entry.code]
        if len(servers) == 1:
            return servers[0]
        return servers[number_from(self._world.request.seed, connection, entry.code) % len(servers)]

    def shakes_hands(self, connection: str) -> bool:
        """Whether a connection is new, and its handshake takes time."""
        if not self.plan.handshake or connection in self._shaken:
            return False
        self._shaken.add(connection)
        return True

    def shard_of(self, worker: str, city: str) -> Server:
        """The server of `city` that a Worker belongs to, by the hash ring."""
        servers = self._of_city[city]
        if city not in self._rings:
            self._rings[city] = HashRing([server.name for server in servers])
        owner = self._rings[city].owner(worker)
        return next(server for server in servers if server.name == owner)

    def sheds(self, server: Server) -> bool:
        """Whether a shard server has so much to do that it hands work back."""
        return 0 < self.plan.shed_above <= self.runtime(server).in_flight

    def some_server(self, *key: object) -> Server:
        """Any server, chosen by the seed and `key`: for events that no client sends."""
        if self.alone:
            return self.servers[0]
        return self.servers[number_from(self._world.request.seed, *key) % len(self.servers)]

    def one_way(self, client: City, other: City) -> float:
        """How long a message takes, ms: a model; 0 without latency."""
        return round_trip_ms(client, other) / 2 if self.plan.latency else 0.0

    def one_way_between(self, here: str, there: str) -> float:
        """The same between cities of the plan, by their codes; 0 within one."""
        return 0.0 if here == there else self.one_way(city(here), city(there))

    def home(self, hint: str, asked_from: str) -> str:
        """The city of the plan in which a Durable Object lives: the nearest in its location hint's part of the world,
        or where it was first asked for."""
        hinted = [one for one in self.cities if one.hint == hint]
        return nearest(city(asked_from), hinted).code if hinted else asked_from

    def server_in(self, code: str, *key: object) -> Server:
        """A server of a city, chosen by the seed and `key`."""
        servers = self._of_city[code]
        return servers[0] if len(servers) == 1 else servers[number_from(self._world.request.seed, *key) % len(servers)]

    def describe(self, client: City, entry: City) -> dict[str, Any]:
        """What `request.cf` says of where a request comes from; nothing in a run that says nothing of the network.
        https://developers.cloudflare.com/workers/runtime-apis/request/#incomingrequestcfproperties"""
        if self.plan == NetworkPlan() and client is self.cities[0]:
            return {}
        return {
            "colo": entry.code,
            "city": client.name,
            "country": client.country,
            "continent": client.continent,
            "region": client.region,
            "latitude": f"{client.latitude:.5f}",
            "longitude": f"{client.longitude:.5f}",
            "timezone": client.timezone,
            "clientTcpRtt": round(round_trip_ms(client, entry)),
        }

    # --- the clock ------------------------------------------------------------------------------------------------

    def fire_crons(self) -> None:
        """From now on the clock fires the Workers' cron triggers, until the plan's `crons_until_ms`, each at a server
        that the seed chooses: Cloudflare takes machines that have little to do. Raises CronError."""
        for worker in self._world.workers.values():
            triggers = worker.project.configuration.get("triggers")
            crons = triggers.get("crons") if isinstance(triggers, dict) else None
            for expression in (crons or ()) if self.plan.crons_until_ms > 0 else ():
                self._expect(worker.name, str(expression), parse_cron(str(expression)).firings(EPOCH - 1))

    def _expect(self, worker: str, expression: str, firings: Iterator[float]) -> None:
        time = next(firings, None)
        if time is None or time - EPOCH > self.plan.crons_until_ms:
            return
        when = time

        def fire() -> None:
            server = self.some_server(worker, expression, when)
            record = {"cron": expression, "scheduledTime": when}
            self.runtime(server).dispatch(worker, "scheduled", expression, record, on_answer=lambda invocation: None)
            self._expect(worker, expression, firings)

        self._world.clock.schedule(when - EPOCH, fire)

    # --- who answers -----------------------------------------------------------------------------------------------

    def over_the_day(self) -> bool:
        """Counts a request for a Worker. Whether it is one more than the account may have today; the day begins at
        00:00 UTC. https://developers.cloudflare.com/workers/platform/limits/#daily-requests"""
        if self.plan.requests_per_day is None:
            return False
        today = int((EPOCH + self._world.clock.now) // DAY_MS)
        if today != self._day:
            self._day, self._requests_today = today, 0
        self._requests_today += 1
        return self._requests_today > self.plan.requests_per_day

    def destination(self, url: str) -> Destination:
        """Where a request from outside goes."""
        if self.table is None:
            return Destination(self._world.request.project.name)
        try:
            told = self.table.explain(url)
        except RouteError as error:
            return Destination(ORIGIN, "", str(error))
        if told.winner is None:
            dev = _host(url).endswith(".workers.dev")
            return Destination(NOTHING if dev else ORIGIN, "", told.sentence)
        return Destination(told.worker or told.behind, told.winner.pattern.text, told.sentence)

    def instead_of_worker(self, url: str) -> Destination:
        """Where a request goes that is one too many for the account's day: to the origin where its route fails open and
        there is one, else to nothing, which is error 1027."""
        used_up = f"The account's {self.plan.requests_per_day} requests of today are used up"
        told = None if self.table is None else self.table.explain(url)
        if told is None or told.winner is None:
            return Destination(NOTHING, "", f"{used_up}: error 1027.")
        pattern = told.winner.pattern.text
        if told.winner.kind != "route" or told.behind:
            return Destination(NOTHING, pattern, f"{used_up}, and there is no origin behind the Worker: error 1027.")
        if pattern in self.plan.fail_open_routes:
            return Destination(ORIGIN, pattern, f'{used_up}. "{pattern}" fails open: it goes on to the origin.')
        return Destination(NOTHING, pattern, f'{used_up}, and "{pattern}" fails closed: error 1027.')

    def destination_of_fetch(self, caller: Invocation, url: str) -> Destination:
        """Where a Worker's own fetch() goes. Within its zone routes do not count: it goes on to the origin, or to the
        Worker that a custom domain makes one; another zone is met as from outside, and with the flag its own, too.
        https://developers.cloudflare.com/workers/configuration/compatibility-flags/#global-fetch-strictly-public"""
        if self.table is None:
            return Destination(ORIGIN)
        own = caller.root.trigger.partition(" ")[2]
        outside = self.destination(url)
        flags = caller.isolate.worker.project.configuration.get("compatibility_flags", ())
        if STRICTLY_PUBLIC in flags or self._zone(own) != self._zone(url):
            return outside
        told = self.table.explain(url)
        if told.winner is not None and told.winner.kind == "workers.dev":
            why = "Another Worker of this zone is not met by fetch(): use a service binding (error 1042)."
            return Destination(NOTHING, told.winner.pattern.text, why)
        if told.behind or (told.winner is not None and told.winner.kind == "custom domain"):
            return Destination(
                told.behind or told.worker, outside.pattern, "A custom domain makes its Worker the origin."
            )
        return Destination(ORIGIN, outside.pattern, "Within a zone, fetch() goes on to the origin, past every route.")

    def _zone(self, url: str) -> str:
        workers = self._world.workers.values()  # as they are now: a new version may name other zones
        return zone_of(_host(url), zones_named(worker.project.configuration for worker in workers))


def _table(world: World) -> RouteTable | None:
    """The routes of a run's Workers; None when no Worker says where it is."""
    projects = [world.request.project, *world.request.workers]
    no_worker = world.request.network.no_worker_routes
    if not no_worker and not any(key in project.configuration for project in projects for key in ROUTE_KEYS):
        return None
    return route_table(({**project.configuration, "name": project.name} for project in projects), no_worker)


def _check_fail_open(plan: NetworkPlan, table: RouteTable | None) -> None:
    routes = () if table is None else table.routes
    known = [route.pattern.text for route in routes if route.kind == "route" and route.worker]
    for pattern in plan.fail_open_routes:
        if pattern not in known:
            there = ", ".join(known) or "none: write `routes` in the wrangler file"
            raise StepError(f'no Worker has the route "{pattern}", so it cannot fail open. Routes here: {there}.')


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
