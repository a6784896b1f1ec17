"""What network a run has: its cities and servers, and which of its tricks are on. Values only."""

from __future__ import annotations

import msgspec

SUBREQUESTS_FREE, SUBREQUESTS_PAID = 50, 10_000
"""Of one event, by the account's plan; paid ones may ask for more by `limits.subrequests`.
https://developers.cloudflare.com/workers/platform/limits/#subrequests"""


class Server(msgspec.Struct, frozen=True):
    """One machine. city: the code of where it stands. name: "LIS-1"."""

    city: str
    name: str


FIRST_SERVER = Server("LIS", "LIS-1")
"""The one server of a run that says nothing about the network."""


class NetworkPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The default is one server, next to every client, and no time passes on the way. Every time here is a model.

    cities: codes of engine/cities.py. servers: in each city. latency: whether distance takes time. handshake: a
    client's first request waits for one more round trip (TLS 1.3). cold_start_ms: how long a new isolate takes to be
    ready. prewarm: the isolate starts when the handshake names its host, not when the request comes. sharding: in each
    city one server is the Worker's own, by consistent hashing, and the others forward to it. shed_above: events in
    flight from which on that server hands work back (0: never).

    no_worker_routes: patterns that no Worker answers, as set in the dashboard. crons_until_ms: the Workers' cron
    triggers fire by the virtual clock until then. error_pages: whether clients see Cloudflare's pages ("error code:
    1101") where the Worker gave no answer. requests_per_day: of the whole account, until 00:00 UTC; beyond them clients
    get error 1027. fail_open_routes: patterns that let requests pass to their origin instead, as if they had no Worker:
    "fail open" of a route in the dashboard, `request_limit_fail_open` in the API.
    """

    cities: tuple[str, ...] = ("LIS",)
    servers: int = 1
    latency: bool = False
    handshake: bool = False
    cold_start_ms: float = 0.0
    prewarm: bool = False
    sharding: bool = False
    shed_above: int = 0
    no_worker_routes: tuple[str, ...] = ()
    crons_until_ms: float = 0.0
    error_pages: bool = False
    requests_per_day: int | None = None
    fail_open_routes: tuple[str, ...] = ()

    @property
    def every_server(self) -> tuple[Server, ...]:
        """City by city."""
        return tuple(Server(code, f"{code}-{number + 1}") for code in self.cities for number in range(self.servers))
