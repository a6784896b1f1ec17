"""Time zones that a Worker formats dates in: when the offset from UTC changes, for platform/date-format.js.

JavaScript cannot ask the host in the middle of a call, so an isolate is given the zones that its Worker may name: those
whose names stand in its code and, where it reads `request.cf.timezone`, those of the cities of the network.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from engine.cities import CITIES

OF_THE_CLIENT = ".timezone"
FIRST, LAST = 1970, 2038
"""Years between which changes are known."""

Changes = tuple[int | str, ...]
"""From which second since 1970 on, the offset in minutes, the abbreviation; and so on in threes."""


def zones_code(names: Collection[str]) -> str:
    """JavaScript that gives the zones for code with these names; "" where it names none. What this machine knows of
    zones is read: where it has no such data, no zone is known."""
    wanted = {name for name in names if "/" in name} & _available()
    if OF_THE_CLIENT in names:
        wanted |= {city.timezone for city in CITIES} & _available()
    if not wanted:
        return ""
    return f"() => () => ({msgspec.json.encode({name: changes(name) for name in sorted(wanted)}).decode()})"


@lru_cache(maxsize=1)
def _available() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=512)
def changes(name: str) -> Changes:
    """The changes of a zone. The first holds for all time before the second."""
    zone = ZoneInfo(name)
    begin, end = (
        int(datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc).timestamp()) for year in (FIRST, LAST)
    )
    found: list[int | str] = [begin, *_at(zone, begin)]
    step = 21 * 86400  # shorter than any spell of summer time
    for second in range(begin, end, step):
        before, after = _at(zone, second), _at(zone, second + step)
        if before == after:
            continue
        low, high = second, second + step
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _at(zone, middle) == before else (low, middle)
        found += [high, *after]
    return tuple(found)


def _at(zone: ZoneInfo, second: int) -> tuple[int, str]:
    local = datetime.datetime.fromtimestamp(second, zone)
    offset = local.utcoffset() or datetime.timedelta()
    return round(offset.total_seconds() / 60), local.tzname() or ""
