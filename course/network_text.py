"""The network of a run in words: what a city holds, and how far a request is. For the screen and for plain text."""

from __future__ import annotations

from collections.abc import Iterator

from course.folds.marks import mark
from course.folds.network_story import ROAD, Copy, Isolate, Moment, Picture, Request, name

SECOND_MS = 1000


def city_title(code: str) -> str:
    """ "Tokyo, NRT"."""
    return f"{name(code)}, {code}"


def counted(number: int, what: str) -> str:
    """ "1 event", "2 events"."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def starts_text(picture: Picture, code: str) -> str:
    """How many of a city's requests met a cold isolate, and how many a warm one."""
    cold, warm = picture.starts.get(code, (0, 0))
    return f"requests: {cold} cold, {warm} warm"


def servers_of(picture: Picture, code: str) -> list[str]:
    """Names of a city's servers, as far as anybody came to them."""
    return sorted(server for server, city in picture.servers.items() if city == code)


def isolates_on(picture: Picture, server: str) -> list[Isolate]:
    """Those on a server that are not gone."""
    return [one for one in picture.isolates.values() if one.server == server and one.state != "gone"]


def gone_from(picture: Picture, server: str) -> int:
    """How many isolates a server has had that are gone."""
    return sum(one.server == server and one.state == "gone" for one in picture.isolates.values())


def isolate_name(isolate: Isolate) -> str:
    """ "hello #1": its number among this Worker's on its server."""
    return f"{isolate.worker} #{isolate.id.rpartition('#')[2]}"


def isolate_words(isolate: Isolate) -> str:
    """ "3 events" or "starting"."""
    events = counted(isolate.events, "event")
    return events if isolate.state == "ready" else f"{isolate.state}, {events}" if isolate.events else isolate.state


CHANGED = "changed elsewhere since"
"""Of a copy that is older than the last write."""


def copy_text(copy: Copy, now: float) -> str:
    """ "news: copy 12 s old"."""
    return f"{copy.key}: copy {(now - copy.since) / SECOND_MS:.0f} s old"


def way_names(request: Request) -> list[str]:
    """The places of its way, by name as far as they are known."""
    known = {
        "client": name(request.client) if request.client else "client",
        "city": request.city or "city",
        "server": request.server or "server",
    }
    return [known.get(place, place) for place in ROAD]


def city_lines(picture: Picture, code: str, now: float) -> Iterator[str]:
    """Everything that a city holds, a line each."""
    yield f"{city_title(code)}: {starts_text(picture, code)}"
    for server in servers_of(picture, code):
        asked = "runtime" if server in picture.asked else "has only passed requests on"
        yield f"  server {server}: {asked}"
        for isolate in isolates_on(picture, server):
            inside = f", in it now: {' '.join(map(mark, isolate.inside))}" if isolate.inside else ""
            yield f"    isolate {isolate_name(isolate)}: {isolate_words(isolate)}{inside}"
        if gone := gone_from(picture, server):
            yield f"    {counted(gone, 'isolate')} gone"
    for copy in picture.copies.values():
        if copy.city == code:
            yield f"  KV, {copy_text(copy, now)}{f', {CHANGED}' if copy.old else ''}"
    for home in picture.homes.values():
        if home.city == code:
            yield f"  Durable Object {home.label} lives here: {counted(home.calls, 'call')}"


def city_sentence(picture: Picture, code: str, now: float) -> str:
    """The same in one line."""
    return "; ".join(line.strip() for line in city_lines(picture, code, now))


def moment_line(moment: Moment) -> str:
    """ "12.5 ms  A  It enters in Lisbon."."""
    letter = mark(moment.event) if moment.event else " "
    return f"{moment.time:>9,.1f} ms  {letter:<2} {moment.told}"
