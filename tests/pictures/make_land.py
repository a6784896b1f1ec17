"""Makes course/land.txt from a map of the world: `python -m tests.pictures.make_land land-110m.json`.

The map is `land-110m.json` of the npm package world-atlas: Natural Earth's land at 1:110 million, which is in the
public domain. https://www.naturalearthdata.com/about/terms-of-use/
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate, pairwise
from math import ceil, floor
from pathlib import Path

from course.world_map import LAND_FILE, NORTH, SOUTH

HEAD = (
    "# Land, a degree a dot, made by tests/pictures/make_land.py from Natural Earth (public domain), 1:110 million.\n"
)
Ring = list[tuple[float, float]]


def rings(topology: dict) -> list[Ring]:
    """Every ring of the land, as (longitude, latitude) points. https://github.com/topojson/topojson-specification"""
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        across, up = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
        arcs.append([(x * scale[0] + move[0], y * scale[1] + move[1]) for x, y in zip(across, up, strict=True)])
    found = []
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for ring in (ring for polygon in polygons for ring in polygon):
            parts = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in ring]
            found.append([point for part in parts for point in part])
    return found


def unwrapped(ring: Ring) -> Ring:
    """The ring with longitudes that go on past 180 degrees, where it crosses the line at which dates change."""
    points, turn = [ring[0]], 0
    for (x1, _), (x2, y2) in pairwise(ring):
        turn += (x2 - x1 < -180) - (x2 - x1 > 180)
        points.append((x2 + 360 * turn, y2))
    return points


def crossings(ring: Ring, latitude: float) -> list[float]:
    """Longitudes at which a line of latitude meets the ring, from west to east."""
    found = []
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 <= latitude) != (y2 <= latitude):
            found.append(x1 + (latitude - y1) / (y2 - y1) * (x2 - x1))
    return sorted(found)


def land_on(all_rings: list[Ring], latitude: float) -> list[bool]:
    """For each degree east of 180 degrees W, whether there is land on this latitude. A ring in a ring is a lake."""
    dots = [False] * 360
    for ring in all_rings:
        meets = crossings(ring, latitude)
        for west, east in zip(meets[::2], meets[1::2], strict=True):
            for dot in range(ceil(west - 0.5), floor(east - 0.5) + 1):
                dots[(dot + 180) % 360] ^= True
    return dots


def main(source: str) -> None:
    """Writes one line a degree of latitude: the stretches of land on it, in degrees east of 180 degrees W."""
    all_rings = [unwrapped(ring) for ring in rings(json.loads(Path(source).read_text("utf-8")))]
    lines = []
    for north in range(NORTH, SOUTH, -1):
        dots = land_on(all_rings, north - 0.5)
        edges = [dot for dot in range(361) if (dot < 360 and dots[dot]) != (dot > 0 and dots[dot - 1])]
        lines.append(" ".join(f"{a}-{b}" for a, b in zip(edges[::2], edges[1::2], strict=True)))
    LAND_FILE.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
