"""The map of the world: land, cities, the ways between them, and who is on the way. Drawn row by row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from textual import events
from textual.message import Message
from textual.strip import Strip

from course.glyphs import MARKS, VIEW, VIEW_ASCII
from course.widgets.pane import Pane, Span
from course.world_map import great_circle, land_lines, position
from engine.cities import city

HEIGHT_OF_WIDTH = 0.3
"""Rows of the map to its columns, at most: beyond that, the world looks stretched."""
LABEL = 3
POINTS = 72
"""Places on a way that are looked at, enough for a way through the whole width of a wide terminal."""
NEAR = 4
"""A click so many columns from a city still means it."""


class Pin(NamedTuple):
    """A city of the network, or one in which a client stands. chosen: the one whose servers are listed. busy: somebody
    is there now. starting: an isolate starts there, a cold start."""

    code: str
    client: bool = False
    chosen: bool = False
    busy: bool = False
    starting: bool = False


class Way(NamedTuple):
    """Somebody between two cities, by their codes. share: of the way that is behind, 0 to 1. mark, style: of the
    event."""

    source: str
    target: str
    share: float
    mark: str
    style: str


@lru_cache(maxsize=256)
def way_cells(source: str, target: str, width: int, height: int) -> tuple[tuple[int, int], ...]:
    """The characters (column, row) of the shortest way over the globe, each once."""
    start, end = city(source), city(target)
    places = great_circle((start.latitude, start.longitude), (end.latitude, end.longitude), POINTS)
    return tuple(dict.fromkeys(position(*place, width, height) for place in places))


class MapPane(Pane):
    """The map. A click on a city asks for it."""

    class Picked(Message):
        """The learner wants this city."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    DEFAULT_CSS = "MapPane { height: 1fr; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__("The network", id="map")
        self._pins: Sequence[Pin] = ()
        self._ways: Sequence[Way] = ()
        self._cells: dict[tuple[int, int], Span] = {}
        self._made_for: object = None

    def set_world(self, pins: Sequence[Pin], ways: Sequence[Way], note: str) -> None:
        """What stands on it now. note: at the right of the title."""
        self.set_rows((), note=note)
        if (pins, ways) != (self._pins, self._ways):
            self._pins, self._ways = pins, ways
            self.refresh()

    # --- drawing ---------------------------------------------------------------------------------------------------

    @property
    def _room(self) -> tuple[int, int]:
        """Columns and rows of the map."""
        width = max(20, self.size.width)
        return width, max(5, min(self.size.height - 1, round(width * HEIGHT_OF_WIDTH)))

    def render_row(self, row: int, height: int) -> Strip:
        width, rows = self._room
        if row >= rows:
            return self.strip(())
        cells = self._all_cells(width, rows)
        land = land_lines(width, rows, ascii_only=VIEW is VIEW_ASCII)[row]
        spans: list[Span] = []
        begin = 0
        for column in sorted(column for column, at in cells if at == row):
            if column > begin:
                spans.append((land[begin:column], "rule"))
            spans.append(cells[column, row])
            begin = column + 1
        spans.append((land[begin:], "rule"))
        return self.strip(tuple(spans))

    def _all_cells(self, width: int, rows: int) -> dict[tuple[int, int], Span]:
        """What stands on the land, by (column, row): ways below, then cities with their codes, then who travels."""
        made_for = (self._pins, self._ways, width, rows)
        if made_for != self._made_for:
            self._made_for = made_for
            self._cells = {**self._roads(width, rows), **self._cities(width, rows), **self._travellers(width, rows)}
        return self._cells

    def _roads(self, width: int, rows: int) -> dict[tuple[int, int], Span]:
        found: dict[tuple[int, int], Span] = {}
        for way in self._ways:
            cells = way_cells(way.source, way.target, width, rows)
            here = round(way.share * (len(cells) - 1))
            for index, cell in enumerate(cells):
                behind = index < here
                found[cell] = (VIEW.road if behind else VIEW.road_ahead, way.style if behind else "muted")
        return found

    def _cities(self, width: int, rows: int) -> dict[tuple[int, int], Span]:
        found: dict[tuple[int, int], Span] = {}
        places = {pin: _place(pin.code, width, rows) for pin in self._pins}
        servers = [place for pin, place in places.items() if not pin.client]
        for pin, place in sorted(places.items(), key=lambda each: not each[0].client):
            found[place] = _dot(pin)
        for pin in sorted(self._pins, key=lambda pin: (not pin.chosen, pin.client)):
            column, row = places[pin]
            if pin.client and any(abs(x - column) <= 1 and abs(y - row) <= 1 for x, y in servers):
                continue  # so near to a city that its name would stand at the wrong dot
            for begin, at in ((column + 1, row), (column - LABEL, row), (column - 1, row - 1), (column - 1, row + 1)):
                cells = [(begin + index, at) for index in range(LABEL)]
                inside = begin >= 0 and begin + LABEL <= width and 0 <= at < rows
                if inside and not any(cell in found for cell in cells):
                    style = "here" if pin.chosen else "muted" if pin.client else "strong"
                    found.update(zip(cells, ((letter, style) for letter in pin.code), strict=True))
                    break
        return found

    def _travellers(self, width: int, rows: int) -> dict[tuple[int, int], Span]:
        found: dict[tuple[int, int], Span] = {}
        for way in self._ways:
            cells = way_cells(way.source, way.target, width, rows)
            column, row = cells[round(way.share * (len(cells) - 1))]
            for index, letter in enumerate(way.mark[: width - column]):
                found[column + index, row] = (letter, "here")
        return found

    # --- mouse -----------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        width, rows = self._room
        near = [
            (abs(column - event.x) + 2 * abs(row - (event.y - 1)), pin.code)
            for pin in self._pins
            if not pin.client
            for column, row in (_place(pin.code, width, rows),)
        ]
        if near and min(near)[0] <= NEAR:
            self.post_message(self.Picked(min(near)[1]))


def _place(code: str, width: int, rows: int) -> tuple[int, int]:
    found = city(code)
    return position(found.latitude, found.longitude, width, rows)


def _dot(pin: Pin) -> Span:
    """A city of the network is full, half full while an isolate starts there; one with a client in it is a ring; the
    chosen one is marked."""
    if pin.client:
        return (VIEW.ahead, "strong")
    if pin.starting:
        return (MARKS.running, "warn")
    return (VIEW.at if pin.chosen else VIEW.reached, "fresh" if pin.busy else "strong")
