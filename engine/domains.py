"""Zones: the domain on Cloudflare that a host belongs to. Within one, a Worker's fetch() goes past every route.

A zone is what its owner registered and gave to Cloudflare, so a route says it: `zone_name` in the wrangler file. For
hosts that no zone_name covers it is a model: the last two labels, or three under a country's `co.`, `com.`, `org.` and
their like (shop.co.uk). Only registrars know all such names; write zone_name where it matters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

SECOND_LEVELS = frozenset(
    [
        "ac",
        "co",
        "com",
        "edu",
        "go",
        "gob",
        "gouv",
        "gov",
        "gv",
        "ltd",
        "me",
        "mil",
        "ne",
        "net",
        "nom",
        "or",
        "org",
        "plc",
    ]
)
"""Under two-letter domains, labels that registrars sell names below. https://publicsuffix.org/list/ has them all."""


def zones_named(configurations: Iterable[dict[str, Any]]) -> frozenset[str]:
    """The zones that routes of wrangler configurations name."""
    found = set()
    for configuration in configurations:
        for route in (configuration.get("route"), *configuration.get("routes", ())):
            if isinstance(route, dict) and isinstance(route.get("zone_name"), str):
                found.add(route["zone_name"].lower().rstrip("."))
    return frozenset(found)


def zone_of(host: str, named: Collection[str] = ()) -> str:
    """The zone of a host (lower case). named: zones that are known; the smallest that holds it is its own."""
    mine = [zone for zone in named if host == zone or host.endswith(f".{zone}")]
    if mine:
        return max(mine, key=len)
    labels = host.split(".")
    if labels[-1].isdecimal() or ":" in host:
        return host  # an address
    registered = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVELS else 2
    return ".".join(labels[-registered:])
