"""A cell that tells something and leads on: a text, then places of the course to open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from course.glyphs import MARKS
from course.messages import LeaveCell, OpenPlace
from course.widgets.cell import Cell
from course.widgets.chooser import Place, fitted
from course.widgets.prose import Prose


class Link(NamedTuple):
    """What stands there, and where it leads."""

    text: str
    place: Place


class PlaceLink(Widget, can_focus=True):
    """One line. Enter or a click opens its place."""

    BINDINGS = [
        Binding("enter,space", "follow", "Go there", key_display="Enter", id="link.follow"),
        Binding("up,k", "leave(-1)", "Up", id="link.up", show=False),
        Binding("down,j", "leave(1)", "Down", id="link.down", show=False),
    ]

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link

    def render(self) -> Content:
        here = MARKS.here if self.has_focus else " "
        text = fitted(f"{here} {MARKS.arrow} {self._link.text}", max(8, self.size.width))
        return text.stylize("reverse" if self.has_focus else "bold $text-accent")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    def action_follow(self) -> None:
        self.post_message(OpenPlace(*self._link.place))

    def action_leave(self, direction: int) -> None:
        cell = next(one for one in self.ancestors if isinstance(one, LinksCell))
        links = list(cell.query(PlaceLink))
        place = links.index(self) + direction
        if 0 <= place < len(links):
            links[place].focus()
        else:
            self.post_message(LeaveCell(cell, direction))

    def on_click(self) -> None:
        self.action_follow()


class LinksCell(Cell):
    """markdown: what is told. links: below it."""

    def __init__(self, block: str, markdown: str, links: Sequence[Link] = ()) -> None:
        super().__init__(block)
        self._markdown, self._links = markdown, tuple(links)

    def compose(self) -> ComposeResult:
        yield Prose(self._markdown)
        yield from (PlaceLink(link) for link in self._links)

    def target(self) -> Widget | None:
        return next(iter(self.query(PlaceLink)), None)

    @property
    def enterable(self) -> bool:  # type: ignore[override]
        """Whether there is a link to follow."""
        return bool(self._links)

    async def show(self, markdown: str, links: Sequence[Link] = ()) -> None:
        """Another text, other links."""
        self._markdown, self._links = markdown, tuple(links)
        await self.recompose()
