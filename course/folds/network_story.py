"""The network of a run as values: places, requests under way, isolates, copies, and the story that they make."""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from engine.cities import CITIES

ROAD = ("client", "city", "server", "runtime", "isolate", "handler")
"""The places of a request's way, outside in."""
NAMES = {city.code: city.name for city in CITIES}
COLD, WARM = "cold", "warm"
MS_A_FRAME, MOST_BETWEEN = 4.0, 18
"""Virtual ms from frame to frame on a way between cities, and how many frames there are at most on one."""


class Request(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event under way. client: code of the city in which its client stands. place: of ROAD, or "origin".
    temperature: COLD when it is its isolate's first event, else WARM; "" until it is known. back: it is returning."""

    event: int
    client: str
    sent: float
    place: str = "client"
    city: str = ""
    server: str = ""
    isolate: str = ""
    temperature: str = ""
    back: bool = False


class Isolate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One isolate. state: "starting", "ready", "draining" or "gone". events: it has had, this one included. inside:
    those it has now."""

    id: str
    worker: str
    city: str
    server: str
    state: str = "starting"
    events: int = 0
    inside: tuple[int, ...] = ()


class Copy(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A city's copy of one KV value. since: when it was fetched (virtual ms). old: somebody has written since then."""

    city: str
    key: str
    since: float
    old: bool = False


class Home(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The one place of a Durable Object. label: "Room/one"."""

    label: str
    city: str
    isolate: str
    calls: int = 0


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """Everything at one moment. requests: those under way. cities: of the network, in the order in which they were met.
    servers: name → city. asked: names of the servers whose runtime has been asked. isolates: by id. starts: city →
    (cold, warm) requests so far. forwarded: how many requests were handed to their Worker's own server. answered: how
    many clients have their answer."""

    requests: dict[int, Request] = {}
    cities: tuple[str, ...] = ()
    servers: dict[str, str] = {}
    asked: frozenset[str] = frozenset()
    isolates: dict[str, Isolate] = {}
    copies: dict[tuple[str, str], Copy] = {}
    homes: dict[str, Home] = {}
    starts: dict[str, tuple[int, int]] = {}
    forwarded: int = 0
    answered: int = 0


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """After `after` events of the trace. told: one sentence. event, city: what it is about (0, "": nobody's). sends: a
    client sends it here."""

    after: int
    time: float
    told: str
    event: int
    city: str
    picture: Picture
    sends: bool = False


class Leg(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A way between two cities, by their codes, from the moment `first` until `last` (indexes). handshake: there and
    back again, twice as far."""

    event: int
    first: int
    last: int
    start: float
    end: float
    source: str
    target: str
    back: bool = False
    handshake: bool = False

    def share(self, time: float) -> float:
        """How much of the way from source to target is behind it at that time, 0 to 1."""
        share = min(1.0, max(0.0, (time - self.start) / (self.end - self.start)))
        return 1 - abs(1 - 2 * share) if self.handshake else share


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One picture of the film: a moment (its index), and the time, which may be later when somebody is on the way."""

    moment: int
    time: float


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run. clients: codes of the cities in which clients stand. cities: those of its network."""

    moments: tuple[Moment, ...]
    legs: tuple[Leg, ...]
    clients: tuple[str, ...]

    @property
    def cities(self) -> tuple[str, ...]:
        """Codes of every city that a request came to."""
        return self.moments[-1].picture.cities

    def under_way(self, frame: Frame) -> list[Leg]:
        """The legs that somebody is on then."""
        return [leg for leg in self.legs if leg.first <= frame.moment < leg.last and leg.start <= frame.time]

    def at(self, after: int) -> int:
        """Index of the last moment at or before `after` events; 0 is before all."""
        return max(0, bisect_right(self.moments, after, key=_after) - 1)

    def frames(self, *, leaps: bool = False) -> tuple[Frame, ...]:
        """Every moment, and while somebody is on the way also times between. leaps: without those (reduced motion)."""
        found: list[Frame] = []
        travelled = {index for leg in self.legs for index in range(leg.first, leg.last)}
        for index, moment in enumerate(self.moments):
            found.append(Frame(index, moment.time))
            following = self.moments[index + 1].time if index + 1 < len(self.moments) else moment.time
            passes = following - moment.time
            if leaps or passes <= 0 or index not in travelled:
                continue
            count = min(MOST_BETWEEN, int(passes / MS_A_FRAME))
            found += [Frame(index, moment.time + passes * part / (count + 1)) for part in range(1, count + 1)]
        return tuple(found)


def name(code: str) -> str:
    """A city as people call it."""
    return NAMES.get(code, code)


def _after(moment: Moment) -> int:
    return moment.after
