"""The network of a run: the map with its requests on their ways, and what the servers of one city hold."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize

from course.folds.captions import milliseconds
from course.folds.marks import mark
from course.folds.network import network
from course.folds.network_story import ROAD, Frame, Moment, Picture, Request, Story
from course.glyphs import MARKS, VIEW
from course.keymap import NETWORK
from course.network_text import (
    CHANGED,
    city_title,
    copy_text,
    counted,
    gone_from,
    isolate_name,
    isolate_words,
    isolates_on,
    servers_of,
    starts_text,
    way_names,
)
from course.stage import motion
from course.stage.trace_view import TraceView
from course.visible import visible
from course.widgets.pane import Pane, Row, Span, mark_style, marked
from course.widgets.scrubber import Scrubber
from course.widgets.world_map import MapPane, Pin, Way
from engine.trace import Event

FRAMES_A_SECOND = 8.0
NO_CITY = "No city yet"
STACKED_WIDTH, STACKED_HEIGHT = 90, 36
"""Narrower than this and at least so high, map and list stand one above the other."""


class CityPane(Pane):
    """The servers of one city, the runtime on each, and the isolates in it with their counters."""

    DEFAULT_CSS = "CityPane { height: 1fr; width: 36%; min-width: 27; max-width: 46; margin-left: 1; }"

    def __init__(self) -> None:
        super().__init__(NO_CITY, id="city")

    def set_city(self, picture: Picture, code: str, time: float, *, chosen: bool) -> None:
        """chosen: by the learner; else it is the city in which something happens."""
        if not code:
            self.set_rows((((" Nobody has asked yet.", "muted"),),), title=NO_CITY)
            return
        rows: list[Row] = [((f" {starts_text(picture, code)}", ""),)]
        for server in servers_of(picture, code):
            rows += _server(picture, server)
        rows += _copies(picture, code, time, " KV ", "")
        for home in picture.homes.values():
            if home.city == code:
                rows.append(((f" {home.label}", "strong"), (f" lives here, {counted(home.calls, 'call')}", "")))
        rows.append(())
        rows += [row for other in picture.cities if other != code for row in _elsewhere(picture, other, time)]
        self.set_rows(rows, note="chosen" if chosen else "", title=city_title(code))


def _server(picture: Picture, server: str) -> list[Row]:
    asked = server in picture.asked
    words = "runtime" if asked else "passes requests on"
    rows: list[Row] = [((f" {server} ", "strong"), (words, "" if asked else "muted"))]
    isolates = isolates_on(picture, server)
    for at, isolate in enumerate(isolates):
        branch = VIEW.last_branch if at == len(isolates) - 1 else VIEW.branch
        style = "warn" if isolate.state != "ready" else ""
        inside = tuple(span for event in isolate.inside for span in ((" ", ""), marked(event)))
        rows.append(
            (
                (f"  {branch} ", "rule"),
                (f"{isolate_name(isolate)} ", "strong"),
                (isolate_words(isolate), style),
                *inside,
            )
        )
    if gone := gone_from(picture, server):
        rows.append(((f"    {counted(gone, 'isolate')} gone", "muted"),))
    return rows


def _copies(picture: Picture, code: str, time: float, label: str, style: str) -> Iterator[Row]:
    """A city's copies of KV values, and which of them are behind."""
    for copy in picture.copies.values():
        if copy.city == code:
            yield ((label, style or "strong"), (copy_text(copy, time), style))
            if copy.old:
                yield ((" " * len(label), ""), (CHANGED, "warn"))


def _elsewhere(picture: Picture, code: str, time: float) -> Iterator[Row]:
    """Another city in short: what it counts, its copies, and the objects that live there."""
    here = [one for one in picture.isolates.values() if one.city == code and one.state != "gone"]
    events = counted(sum(one.events for one in here), "event")
    yield ((f" {code} ", "strong"), (f"{counted(len(here), 'isolate')}, {events}", "muted"))
    yield from _copies(picture, code, time, "  KV ", "muted")
    for home in picture.homes.values():
        if home.city == code:
            yield ((f"  {home.label} lives there", "muted"),)


class WayPane(Pane):
    """How far the request is, from its client to the handler, and what happens, in a sentence."""

    DEFAULT_CSS = "WayPane { height: 4; }"

    def __init__(self) -> None:
        super().__init__("What happens", id="way")

    def set_moment(self, moment: Moment, request: Request | None, time: float) -> None:
        """request: the one that the moment is about, if it is still under way."""
        note = f"{milliseconds(round(time, 1))}, virtual; distances real, times a model"
        if not moment.after:
            self.set_rows((((" Press → for the first hop, or Space to watch all.", "muted"),),), note=note)
            return
        lines = textwrap.wrap(visible(moment.told).replace("\n", " "), max(20, self.size.width - 2))[:2]
        rows: list[Row] = [_road(request, moment.event)]
        rows += [((f" {line}", "strong"),) for line in lines]
        self.set_rows(rows, note=note)


def _road(request: Request | None, event: int) -> Row:
    """The places of a request's way; it is at the lit one."""
    if request is None:
        return ((" ", ""), marked(event)) if event else ()
    spans: list[Span] = [(" ", ""), marked(event), (f" {request.temperature or '    '} ", "")]
    arrow = VIEW.to_left if request.back else VIEW.to_right
    at = ROAD.index(request.place) if request.place in ROAD else 0
    for index, words in enumerate(way_names(request)):
        if index:
            spans.append((f" {arrow} ", mark_style(event) if index <= at else "muted"))
        spans.append((words, "here" if index == at else "strong" if index < at else "muted"))
    if request.place == "origin":
        spans.append((f" {arrow} the origin", "here"))
    return tuple(spans)


class NetworkView(TraceView):
    """One cursor over the moments of a run, and over the times between while somebody is on the way."""

    BINDINGS = NETWORK
    DEFAULT_CSS = """
    NetworkView { height: 20; layout: vertical; &:focus Scrubber { background: $foreground 12%; } }
    NetworkView > Horizontal { height: 1fr; }
    NetworkView.-stacked > Horizontal { layout: vertical; }
    NetworkView.-stacked CityPane { width: 100%; max-width: 100%; margin-left: 0; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.playhead.rate = FRAMES_A_SECOND
        self.story: Story = network(())
        self._frames_of_story: Sequence[Frame] = self.story.frames()
        self._chosen = ""
        self._map, self._city, self._way = MapPane(), CityPane(), WayPane()

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self._map
            yield self._city
        yield self._way
        yield Scrubber(id="scrubber")

    # --- what is shown ---------------------------------------------------------------------------------------------

    def show(self, trace: Sequence[Event], files: Mapping[str, str]) -> None:
        self.story = network(trace)
        self._frames_of_story = self.story.frames(leaps=motion.reduced())
        self._chosen = ""
        self.load(len(self._frames_of_story))

    def step_from(self, index: int) -> int:
        wanted = self.story.at(index)
        return next(at for at, frame in enumerate(self._frames_of_story) if frame.moment == wanted)

    @property
    def city(self) -> str:
        """Code of the city whose servers are listed: the chosen one, else that in which something happens."""
        if self._chosen:
            return self._chosen
        moments = self.story.moments[: self._frames_of_story[self.step].moment + 1]
        return next((one.city for one in reversed(moments) if one.city in one.picture.cities), "")

    def draw_position(self, position: int) -> None:
        frame = self._frames_of_story[position]
        moment = self.story.moments[frame.moment]
        code = self.city
        self._map.set_world(self._pins(moment, code), self._ways(frame), _map_note(moment.picture))
        self._city.set_city(moment.picture, code, frame.time, chosen=bool(self._chosen))
        self._way.set_moment(moment, moment.picture.requests.get(moment.event), frame.time)

    def _pins(self, moment: Moment, code: str) -> tuple[Pin, ...]:
        cities = self.story.cities
        here = {request.city for request in moment.picture.requests.values() if request.place != "client"}
        starting = {one.city for one in moment.picture.isolates.values() if one.state == "starting"}
        clients = [one for one in self.story.clients if one and one not in cities]
        return (
            *(Pin(one, chosen=one == code, busy=one in here, starting=one in starting) for one in cities),
            *(Pin(one, client=True) for one in clients),
        )

    def _ways(self, frame: Frame) -> tuple[Way, ...]:
        return tuple(
            Way(leg.source, leg.target, leg.share(frame.time), mark(leg.event), mark_style(leg.event))
            for leg in self.story.under_way(frame)
            if leg.source != leg.target
        )

    # --- keys and mouse --------------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """To the next moment, or the one before; the times between are for playing."""
        moment = self._frames_of_story[self.step].moment + by
        if by < 0 and self._frames_of_story[self.step].time > self.story.moments[moment + 1].time:
            moment += 1  # from between two moments back to the first of them
        self.pause()
        self.seek(self._first_frame(moment))

    def _first_frame(self, moment: int) -> int:
        wanted = max(0, min(moment, len(self.story.moments) - 1))
        return next(at for at, frame in enumerate(self._frames_of_story) if frame.moment == wanted)

    def action_request(self, by: int) -> None:
        """To where the next request, or the one before, is sent."""
        now = self._frames_of_story[self.step].moment
        sent = [at for at, moment in enumerate(self.story.moments) if moment.sends]
        found = [at for at in sent if at > now] if by > 0 else [at for at in sent if at < now][::-1]
        self.pause()
        if found:
            self.seek(self._first_frame(found[0]))

    def action_city(self, by: int) -> None:
        """Lists another city; beside the last and the first, the one in which something happens."""
        choices = ["", *self.story.cities]
        at = choices.index(self._chosen) if self._chosen in choices else 0
        self.choose(choices[(at + by) % len(choices)])

    def choose(self, code: str) -> None:
        """Lists the servers of this city; "" for the one in which something happens."""
        self._chosen = code
        self.draw_position(self.step)

    def on_map_pane_picked(self, event: MapPane.Picked) -> None:
        event.stop()
        self.choose("" if event.code == self._chosen else event.code)

    def on_resize(self, event: Resize) -> None:
        """Tall and narrow, as beside a page: the list goes below the map."""
        self.set_class(event.size.width < STACKED_WIDTH and event.size.height >= STACKED_HEIGHT, "-stacked")
        self.draw_position(self.step)


def _map_note(picture: Picture) -> str:
    cold = sum(cold for cold, _ in picture.starts.values())
    warm = sum(warm for _, warm in picture.starts.values())
    forwarded = f" {MARKS.dot} {picture.forwarded} forwarded" if picture.forwarded else ""
    return f"{cold} cold, {warm} warm{forwarded}"
