"""Routes: which Worker a URL reaches, and why. Pure.

A route runs its Worker in front of the origin; a custom domain makes its Worker the origin; a workers.dev address needs
neither. Of the patterns that match, the most specific wins; a route without a Worker keeps Workers away from its URLs.
https://developers.cloudflare.com/workers/configuration/routing/routes/

How specific a pattern is: 26 × host parts + path parts, where a `*` that is a whole part takes two away. That is how
Miniflare counts, after Cloudflare's own table. Between equals it takes the longer pattern; what Cloudflare does there
is not documented, so an explanation calls it a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from engine.errors import EngineError

HOST_WEIGHT = 26
ACCOUNT = "example"
"""The account's part of workers.dev addresses here: `shop.example.workers.dev`."""

HOST_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")


class RouteError(EngineError):
    """A pattern that Cloudflare refuses. pattern, what is wrong, and what to write."""

    def __init__(self, pattern: str, what: str, fix: str) -> None:
        self.pattern, self.what, self.fix = pattern, what, fix
        super().__init__(f'route "{pattern}": {what} {fix}')


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """A route pattern, taken apart. text: as written. scheme: "" for both. host: lower case, without its leading `*`.
    any_host: it began with `*`. path: from the slash, without its trailing `*`. any_path: it ended with `*`."""

    text: str
    scheme: str
    host: str
    any_host: bool
    path: str
    any_path: bool

    @property
    def host_parts(self) -> int:
        """Labels of the host; two fewer when the first is `*`."""
        return len(self.host.split(".")) - (2 if self.any_host and self.host.startswith(".") else 0)

    @property
    def path_parts(self) -> int:
        """Parts of the path between slashes, the empty first one too; two fewer when the last is `*`."""
        return len(self.path.split("/")) - (2 if self.any_path and self.path.endswith("/") else 0)

    @property
    def score(self) -> int:
        """How specific it is: the larger wins."""
        return self.host_parts * HOST_WEIGHT + self.path_parts

    def matches_host(self, host: str) -> bool:
        """Whether `host` (lower case) is one of its hosts."""
        return host.endswith(self.host) if self.any_host else host == self.host

    def matches_path(self, path: str) -> bool:
        """Whether `path`, with its query, is one of its paths. Upper and lower case differ."""
        return path.startswith(self.path) if self.any_path else path == self.path

    def mismatch(self, scheme: str, host: str, path: str) -> str:
        """Why a URL is none of its URLs, in words; "" when it is one."""
        if self.scheme and scheme != self.scheme:
            return f"it takes {self.scheme}:// only"
        if not self.matches_host(host):
            if self.any_host and self.host == f".{host}":
                return f"*.{host} means the hosts below {host}, not {host} itself"
            return f"{host} is not {'one of ' if self.any_host else ''}{'*' * self.any_host}{self.host}"
        return "" if self.matches_path(path) else self._path_mismatch(path)

    def _path_mismatch(self, path: str) -> str:
        own = self.path + "*" * self.any_path
        bare, _, query = path.partition("?")
        if query and self.matches_path(bare):
            return f"the whole URL counts, and ?{query} is part of it; only a * at the end would take it"
        if path.lower().startswith(self.path.lower()) and (self.any_path or len(path) == len(self.path)):
            return "upper and lower case differ in paths"
        if self.path == "/" and "/" not in self.text.split("://")[-1]:
            return "a pattern without a path means / alone"
        return f"{path} is not {'one of ' if self.any_path else ''}{own}"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the table. kind: "route", "custom domain" or "workers.dev". worker: "" keeps Workers away."""

    kind: str
    pattern: Pattern
    worker: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one route for one URL. score: only routes have one. why: a clause, for people."""

    route: Route
    matches: bool
    wins: bool
    score: int | None
    why: str


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Where a URL goes. worker: which one runs; "" for none. behind: the Worker that answers its `fetch(request)`, or
    the URL itself when no Worker runs; "" is the origin server. verdicts: every route, the most specific first, then
    custom domains and workers.dev. sentence: the whole in one or two sentences."""

    url: str
    worker: str
    behind: str
    winner: Route | None
    verdicts: tuple[Verdict, ...]
    sentence: str


class RouteTable(msgspec.Struct, frozen=True):
    """Every route of some Workers, the most specific first."""

    routes: tuple[Route, ...]

    def explain(self, url: str) -> Explanation:
        """Where `url` goes and why each route won or lost. Raises RouteError for what is no http URL."""
        scheme, host, path = _parts(url)
        reasons = [(route, route.pattern.mismatch(scheme, host, path)) for route in self.routes]
        front = next((route for route, why in reasons if not why and route.kind == "route"), None)
        address = next((route for route, why in reasons if not why and route.kind != "route"), None)
        winner = front or address
        worker = winner.worker if winner else ""
        behind = address.worker if front and address else ""
        return Explanation(
            url=url,
            worker=worker,
            behind=behind,
            winner=winner,
            verdicts=tuple(_verdict(route, why, winner) for route, why in reasons),
            sentence=_sentence(winner, worker, behind, host),
        )


def parse_pattern(text: str, zone: str = "") -> Pattern:
    """The pattern of a route. zone: the domain it is of, when known. Raises RouteError for one that is not allowed."""
    scheme, _, rest = text.rpartition("://")
    if "://" in text and scheme.lower() not in ("http", "https"):
        raise RouteError(
            text, f"{scheme}:// is no scheme of a route.", "Write http:// or https://, or no scheme for both."
        )
    host, slash, path = rest.partition("/")
    path = slash + path
    for sign, what in (("?", "a query"), ("#", "a fragment")):
        if sign in rest:
            raise RouteError(text, f"it has {what}, which patterns cannot have.", _without(rest, sign))
    _check_host(text, host, zone)
    if "*" in path[:-1]:
        fix = f"Such as {host}{path.split('*')[0]}*, and look at the rest of the path in the Worker."
        raise RouteError(text, "in a path, * may only be the last character.", fix)
    return Pattern(
        text=text,
        scheme=scheme.lower(),
        host=host.lower().removeprefix("*"),
        any_host=host.startswith("*"),
        path=path.removesuffix("*") or "/",
        any_path=path.endswith("*"),
    )


def route_table(configurations: Iterable[dict[str, Any]], no_worker: Iterable[str] = ()) -> RouteTable:
    """The table of Workers, from their resolved wrangler configurations. no_worker: patterns that no Worker answers,
    which are set in the dashboard. Raises RouteError for a bad pattern and for one that is given twice."""
    routes = [Route(kind="route", pattern=parse_pattern(text), worker="") for text in no_worker]
    for configuration in configurations:
        routes += routes_of(configuration)
    taken: dict[tuple[str, str], Route] = {}
    for route in routes:
        key = (route.kind, route.pattern.text.lower())
        if key in taken:
            whose = f"the Worker {taken[key].worker}" if taken[key].worker else "the route without a Worker"
            raise RouteError(
                route.pattern.text, f"{whose} has it already.", "A pattern belongs to one Worker: drop one."
            )
        taken[key] = route
    return RouteTable(tuple(sorted(routes, key=_order)))


def routes_of(configuration: dict[str, Any]) -> list[Route]:
    """The routes, custom domains and workers.dev address of one Worker. Without `workers_dev` it has that address only
    when it has no routes, as Wrangler deploys it."""
    worker = str(configuration["name"])
    one = [configuration["route"]] if "route" in configuration else []
    entries = [*configuration.get("routes", []), *one]
    routes = [_route(worker, entry) for entry in entries]
    if configuration.get("workers_dev", not entries):
        pattern = domain_pattern(f"{worker.replace('_', '-')}.{ACCOUNT}.workers.dev")
        routes.append(Route(kind="workers.dev", pattern=pattern, worker=worker))
    return routes


def domain_pattern(host: str) -> Pattern:
    """Every URL of one host: a custom domain. Raises RouteError, in Wrangler's words, for more than a host."""
    if "*" in host:
        raise RouteError(host, "Wildcard operators (*) are not allowed in Custom Domains.", "Name the host in full.")
    if "/" in host:
        raise RouteError(host, "Paths are not allowed in Custom Domains.", f"Write {host.split('/')[0] or 'the host'}.")
    _check_host(host, host, "")
    return Pattern(text=host, scheme="", host=host.lower(), any_host=False, path="/", any_path=True)


def _route(worker: str, entry: str | dict[str, Any]) -> Route:
    table = {"pattern": entry} if isinstance(entry, str) else entry
    if table.get("custom_domain"):
        return Route(kind="custom domain", pattern=domain_pattern(table["pattern"]), worker=worker)
    return Route(kind="route", pattern=parse_pattern(table["pattern"], table.get("zone_name", "")), worker=worker)


def _order(route: Route) -> tuple[bool, int, int]:
    """Routes before addresses; among routes the most specific, then the longest, first."""
    return route.kind != "route", -route.pattern.score, -len(route.pattern.text)


def _check_host(text: str, host: str, zone: str) -> None:
    name = host.removeprefix("*").removeprefix(".").lower()
    if "*" in name:
        fix = (
            f"Such as {text.replace('*', '/*', 1)}"
            if text.endswith("*") and "/" not in text
            else "Such as *.example.com/*"
        )
        raise RouteError(text, "in a host, * may only be the first character.", f"{fix}.")
    if ":" in host:
        raise RouteError(text, "a pattern has no port.", "Leave it out: a route holds on every port.")
    if not all(HOST_LABEL.fullmatch(label) for label in name.split(".")):
        raise RouteError(text, f'"{host}" is no host name.', "Such as example.com/* or *.example.com/*.")
    if zone and name != zone.lower() and not name.endswith(f".{zone.lower()}"):
        raise RouteError(text, f"its host is not in the zone {zone}.", f"Such as {zone}/* or *.{zone}/*.")


def _without(rest: str, sign: str) -> str:
    """A pattern that takes what was meant, and more: only a trailing `*` reaches a query."""
    return f"Write {rest.partition(sign)[0].removesuffix('*') or rest[:1]}*, and look at the rest in the Worker."


def _parts(url: str) -> tuple[str, str, str]:
    """(scheme, host, path with query) of a URL as a server receives it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        raise RouteError(url, "that is no URL.", "Such as https://example.com/path.")
    return parts.scheme, host, (parts.path or "/") + ("?" + parts.query if parts.query else "")


def _verdict(route: Route, mismatch: str, winner: Route | None) -> Verdict:
    score = route.pattern.score if route.kind == "route" else None
    return Verdict(
        route=route, matches=not mismatch, wins=route is winner, score=score, why=mismatch or _standing(route, winner)
    )


def _standing(route: Route, winner: Route | None) -> str:
    """Why a route that matches won, or did not."""
    pattern = route.pattern
    if route is winner and route.kind == "route":
        counted = f"{pattern.host_parts} × {HOST_WEIGHT} + {pattern.path_parts} = {pattern.score}"
        return f"it matches, and none that does is more specific ({counted})"
    if route is winner or winner is None:
        return "it is this host's Worker, and no route stands before it"
    if route.kind != "route":
        return "it matches, behind the route: fetch(request) goes on to it" if winner.worker else "it matches, behind"
    if pattern.score < winner.pattern.score:
        return f"it matches too, and is less specific: {pattern.score} < {winner.pattern.score}"
    return f"it matches too and is as specific ({pattern.score}); the longer pattern wins (a model: not documented)"


def _sentence(winner: Route | None, worker: str, behind: str, host: str) -> str:
    origin = f"the Worker {behind}" if behind else "the origin"
    if winner is None:
        return f"No route matches: no Worker runs, and the request goes to the origin of {host}, if it has one."
    if winner.kind != "route":
        kind = "the workers.dev address" if winner.kind == "workers.dev" else "a custom domain"
        return f"{host} is {kind} of the Worker {worker}, which answers itself: there is no origin behind it."
    if not worker:
        return f'"{winner.pattern.text}" has no Worker: the request goes on to {origin}.'
    return f'"{winner.pattern.text}" runs the Worker {worker}; its fetch(request) goes on to {origin}.'
