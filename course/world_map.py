"""A map of the world for the terminal: land in braille dots, and where a place stands on it.

The projection is equirectangular: a degree is as wide everywhere. The far north and Antarctica are left out.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

LAND_FILE = Path(__file__).with_name("land.txt")
NORTH, SOUTH = 78, -56
"""Degrees of latitude at the map's upper and lower edge."""
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a braille character, row by row. https://www.unicode.org/charts/PDF/U2800.pdf"""


@lru_cache(maxsize=1)
def _land() -> tuple[bytes, ...]:
    """A row a degree of latitude from the north, a byte a degree of longitude from 180° W: 1 is land."""
    rows = []
    for line in LAND_FILE.read_text("utf-8").splitlines()[1:]:
        row = bytearray(360)
        for stretch in line.split():
            start, end = (int(edge) for edge in stretch.split("-"))
            row[start:end] = b"\1" * (end - start)
        rows.append(bytes(row))
    return tuple(rows)


def is_land(latitude: float, longitude: float) -> bool:
    """Whether a place, in degrees, is on land; False outside the map."""
    row, column = int(NORTH - latitude), int(longitude + 180) % 360
    return 0 <= row < NORTH - SOUTH and bool(_land()[row][column])


def position(latitude: float, longitude: float, width: int, height: int) -> tuple[int, int]:
    """(column, row) of a place on a map of so many characters; at the nearest edge when it is off the map."""
    column = int((longitude + 180) / 360 * width)
    row = int((NORTH - latitude) / (NORTH - SOUTH) * height)
    return max(0, min(width - 1, column)), max(0, min(height - 1, row))


def great_circle(start: tuple[float, float], end: tuple[float, float], count: int) -> list[tuple[float, float]]:
    """`count` places, two at least, along the shortest way over the globe: (latitude, longitude) in degrees, both ends
    included. https://en.wikipedia.org/wiki/Great-circle_navigation"""
    first, last = _on_globe(*start), _on_globe(*end)
    angle = math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(first, last, strict=True)))))
    if angle < 1e-9:
        return [start] * count
    places = []
    for index in range(count):
        share = index / (count - 1)
        here, there = math.sin((1 - share) * angle) / math.sin(angle), math.sin(share * angle) / math.sin(angle)
        x, y, z = (here * a + there * b for a, b in zip(first, last, strict=True))
        places.append((math.degrees(math.asin(max(-1.0, min(1.0, z)))), math.degrees(math.atan2(y, x))))
    return places


def _on_globe(latitude: float, longitude: float) -> tuple[float, float, float]:
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


@lru_cache(maxsize=8)
def land_lines(width: int, height: int, *, ascii_only: bool = False) -> tuple[str, ...]:
    """The map: `height` lines of `width` characters, in braille, or with full stops where only ASCII may be shown."""
    if ascii_only:
        return tuple("".join(" ."[dots > 0] for dots in row) for row in _cells(width, height))
    return tuple("".join(chr(0x2800 + dots) if dots else " " for dots in row) for row in _cells(width, height))


def _cells(width: int, height: int) -> list[list[int]]:
    """The dots of each character, as the bits of its braille pattern."""
    down, across = (NORTH - SOUTH) / (height * 4), 360 / (width * 2)
    cells = []
    for row in range(height):
        line = []
        for column in range(width):
            bits = 0
            for dot_row, pair in enumerate(_DOTS):
                latitude = NORTH - (row * 4 + dot_row + 0.5) * down
                for dot_column, bit in enumerate(pair):
                    if is_land(latitude, (column * 2 + dot_column + 0.5) * across - 180):
                        bits |= bit
            line.append(bits)
        cells.append(line)
    return cells
