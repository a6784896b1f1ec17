"""The path of one request, lit hop by hop: there, into the handler with its three arguments, and back."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.strip import Strip

from course.folds.captions import milliseconds
from course.folds.marks import mark
from course.folds.path import PLACES, Path, PathHop, paths
from course.glyphs import VIEW
from course.keymap import PATH, PLAYER
from course.stage.player import Player
from course.visible import visible
from course.widgets.pane import Pane, Row, Span, mark_style
from engine.trace import Event

HOPS_PER_SECOND = 1.5
THERE, BACK = 3, 4
"""Rows of the two roads."""
Tree = tuple[str, Sequence[Span]]
"""A heading, and its branches: text and style."""


class PathView(Pane, Player, can_focus=True):
    """One cursor over the hops of one of a trace's requests. One widget; every row is drawn."""

    @dataclass
    class Moved(Player.Moved):
        """Another hop is lit. place: client, city, server, runtime, isolate or handler."""

        place: str = ""
        returning: bool = False

    BINDINGS = [*PLAYER, *PATH]
    DEFAULT_CSS = """
    PathView { height: 16; &:focus { background-tint: $foreground 6%; } }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self.playhead.rate = HOPS_PER_SECOND
        self._paths: Sequence[Path] = ()
        self._which = 0

    # --- what is shown ---------------------------------------------------------------------------------------------

    def show(self, trace: Sequence[Event], files: Mapping[str, str]) -> None:
        """Begins with the first request of this trace, at the client."""
        self._paths = paths(trace)
        self._which = 0
        self._load()

    def _load(self) -> None:
        self.load(len(self.path.hops) if self.path else 1)
        self.refresh()

    @property
    def path(self) -> Path | None:
        """The request on screen."""
        return self._paths[self._which] if self._paths else None

    @property
    def hop(self) -> PathHop | None:
        """The hop that is lit last."""
        return self.path.hops[self.step] if self.path else None

    def draw_position(self, position: int) -> None:
        self.refresh()

    def moved(self) -> Moved:
        """Which hop is lit now."""
        hop = self.hop
        return self.Moved(self, self.step, hop.place if hop else "", bool(hop and hop.returning))

    # --- keys and mouse --------------------------------------------------------------------------------------------

    def action_request(self, by: int) -> None:
        """To the start of another request."""
        which = max(0, min(self._which + by, len(self._paths) - 1))
        if which != self._which:
            self._which = which
            self._load()
            self.post_message(self.moved())

    def on_click(self, event: events.Click) -> None:
        """A click on a place goes to it, on the road there or on the road back."""
        if self.path is None or event.y not in (THERE - 1, THERE, BACK, BACK + 1):
            return
        columns = self._columns()
        place = PLACES[min(range(len(PLACES)), key=lambda index: abs(columns[index] - event.x))]
        for at, hop in enumerate(self.path.hops):
            if hop.place == place and hop.returning == (event.y >= BACK):
                self.pause()
                self.seek(at)

    # --- drawing ---------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        if self.path is None:
            return self.strip((("  No request went through yet.", "muted"),) if y == 0 else ())
        if y == 0:
            return self.strip(self._heading(self.path))
        if y in (THERE - 1, BACK + 1):
            return self.strip(self._labels(above=y < THERE))
        if y in (THERE, BACK):
            return self.strip(self._road(returning=y == BACK))
        if y in (BACK + 3, BACK + 4, BACK + 5):
            lines = textwrap.wrap(self.hop.caption if self.hop else "", max(10, self.size.width - 3))
            at = y - BACK - 3
            return self.strip(((f" {VIEW.down} ", "rule"), (lines[at], "strong")) if at < len(lines) else ())
        if y >= BACK + 6:
            return self.strip(self._tree_row(y - BACK - 6, self.size.height - BACK - 6))
        return self.strip(())

    def _heading(self, path: Path) -> Row:
        what = "request" if all(one.handler == "fetch" for one in self._paths) else "event"
        count = f"{what} {self._which + 1} of {len(self._paths)}, " if len(self._paths) > 1 else ""
        time = f"{milliseconds(self.hop.time)} virtual" if self.hop else ""
        note = f" {count}hop {self.step + 1} of {len(path.hops)}, {time} "
        trigger = visible(path.trigger) or "on its way"
        room = self.size.width - len(note) - len(mark(path.event)) - 7
        trigger = trigger if cell_len(trigger) <= room else set_cell_size(trigger, max(0, room - 1)) + VIEW.cut
        return (
            (VIEW.rule + " ", "rule"),
            (mark(path.event), mark_style(path.event)),
            (f" {trigger} ", "title"),
            (VIEW.rule * max(0, room - cell_len(trigger) + 2), "rule"),
            (note, "muted"),
            (VIEW.rule, "rule"),
        )

    def _columns(self) -> list[int]:
        """Where the places stand."""
        first = 5
        last = max(first + 5, self.size.width - 18)
        return [first + (last - first) * index // (len(PLACES) - 1) for index in range(len(PLACES))]

    def _labels(self, *, above: bool) -> Row:
        """What the places are, or which ones, centred on them. The ones not reached yet have no names."""
        assert self.path is not None
        names = {hop.place: hop.name for hop in self.path.hops[: self.step + 1] if hop.name}
        sent = any(hop.place == "client" for hop in self.path.hops)  # a call by another Worker begins further in
        names |= {"client": _SENDERS[self.path.sender] if sent else "", "runtime": ""}
        spans: list[Span] = []
        column = 0
        for place, centre in zip(PLACES, self._columns(), strict=True):
            text = place if above else names.get(place, "")
            begin = max(column + (1 if column else 0), centre - cell_len(text) // 2)
            lit = self.hop is not None and self.hop.place == place
            style = "strong" if lit else "" if above else "muted"
            spans += [(" " * (begin - column), ""), (text, style)]
            column = begin + cell_len(text)
        return tuple(spans)

    def _road(self, *, returning: bool) -> Row:
        """Places as marks with road between: solid where the request or its response has been."""
        assert self.path is not None
        columns = self._columns()
        reached = {hop.place for hop in self.path.hops[: self.step + 1] if hop.returning == returning}
        here = self.hop.place if self.hop is not None and self.hop.returning == returning else ""
        colour = mark_style(self.path.event)
        spans: list[Span] = [(" " * columns[0], "")]
        for index, place in enumerate(PLACES):
            glyph = VIEW.at if place == here else VIEW.reached if place in reached else VIEW.ahead
            spans.append((glyph, colour if place in reached else "muted"))
            if index + 1 < len(PLACES):
                length = columns[index + 1] - columns[index] - 1
                solid = place in reached and PLACES[index + 1] in reached
                spans.append(((VIEW.road if solid else VIEW.road_ahead) * length, colour if solid else "muted"))
        spans.append(("  response" if returning else "  request", "strong" if here else "muted"))
        return tuple(spans)

    # --- the three arguments, and the response ---------------------------------------------------------------------

    def _tree_row(self, row: int, height: int) -> Row:
        trees = self._trees()
        widths = _tree_widths(len(trees), self.size.width - 1)
        spans: list[Span] = [(" ", "")]
        for (heading, branches), width in zip(trees, widths, strict=True):
            if row == 0:
                text, style = heading, "strong"
            elif row == height - 1 and len(branches) > height - 1:
                text, style = f"{VIEW.last_branch} {VIEW.cut} {len(branches) - row + 1} more", "muted"
            elif row <= len(branches):
                branch, style = branches[row - 1]
                text = f"{VIEW.last_branch if row == len(branches) else VIEW.branch} {branch}"
            else:
                text, style = "", ""
            text = visible(text).replace("\n", " ")
            text = text if cell_len(text) < width else set_cell_size(text, width - 2) + VIEW.cut
            spans.append((set_cell_size(text, width), style))
        return tuple(spans)

    def _trees(self) -> Sequence[Tree]:
        path = self.path
        assert path is not None
        seen = [(hop.place, hop.returning) for hop in path.hops[: self.step + 1]]
        if ("handler", True) in seen and path.sender != "client" and not path.failure:
            return (("ended", ((f"outcome  {path.outcome or 'not known yet'}", ""),)),)
        if ("handler", True) in seen:
            return (
                (("Response", _response(path)),) if not path.failure else (("no Response", ((path.failure, "error"),)),)
            )
        if ("handler", False) not in seen:
            return ()
        if path.handler == "queue":
            return (("batch", ((f"queue  {path.trigger}", ""),)), ("env", _variables(path)), ("ctx", _CTX))
        if path.handler != "fetch":
            return (("controller", ((f"cron  {path.trigger}", ""),)), ("env", _variables(path)), ("ctx", _CTX))
        return (("request", _request(path)), ("env", _variables(path)), ("ctx", _CTX))


_SENDERS = {"client": "you", "cron": "the clock", "batch": "a queue"}
"""Who stands at the beginning of the road."""
_CTX: Sequence[Span] = (("waitUntil(promise)", ""), ("passThroughOnException()", ""))


def _request(path: Path) -> Sequence[Span]:
    headers = [(f"headers  {name}: {value}", "") for name, value in path.headers] or [("headers  none sent", "muted")]
    return [(f"method  {path.method}", ""), (f"url  {path.url}", ""), *headers]


def _variables(path: Path) -> Sequence[Span]:
    return [(f"{name}  {value}", "") for name, value in path.variables] or [("no vars, no bindings", "muted")]


def _response(path: Path) -> Sequence[Span]:
    headers = [(f"{name}: {value}", "") for name, value in path.answer_headers]
    body = path.text.split("\n")[0] if path.text else f"{path.size:,} bytes" if path.size else "empty"
    return [(f"status  {path.status}", ""), *headers, (f"body  {body}", "")]


def _tree_widths(count: int, width: int) -> list[int]:
    """The first tree holds URLs and takes half."""
    if count < 2:
        return [width] * count
    rest = width // 2 // (count - 1)
    return [width - rest * (count - 1), *([rest] * (count - 1))]
