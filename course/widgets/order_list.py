"""Lines to put in order: one widget. Space takes a line and puts it down; the arrows carry it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from course.glyphs import MARKS
from course.keymap import ORDER
from course.widgets.prose import WIDEST, inline_markdown


class OrderList(Widget, can_focus=True):
    """The lines, shuffled by `seed`; `order` holds their original indexes from top to bottom."""

    BINDINGS = ORDER

    cursor: reactive[int] = reactive(0)
    carrying: reactive[bool] = reactive(False)
    order: reactive[tuple[int, ...]] = reactive((), layout=True)

    @dataclass
    class Submitted(Message):
        """order: original indexes, top to bottom."""

        source: OrderList
        order: tuple[int, ...]

    @dataclass
    class Leave(Message):
        """The cursor went over an edge. direction: -1 up, 1 down."""

        source: OrderList
        direction: int

    def __init__(self, texts: Sequence[str], seed: str) -> None:
        super().__init__()
        self.texts = tuple(texts)
        order = list(range(len(self.texts)))
        random.Random(seed).shuffle(order)
        if order == sorted(order):
            order.reverse()
        self.set_reactive(OrderList.order, tuple(order))

    def render(self) -> Content:
        return Content("\n").join(line for _, line in self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return sum(1 for _ in self._lines(width))

    def _lines(self, width: int) -> Iterator[tuple[int, Content]]:
        width = min(width, WIDEST)
        for place, index in enumerate(self.order):
            here = place == self.cursor and self.has_focus
            grip = MARKS.grip if here and self.carrying else " "
            head = f"{MARKS.here if here else ' '} {place + 1:>2} {grip} "
            for number, line in enumerate(inline_markdown(self.texts[index]).wrap(max(10, width - len(head)))):
                row = Content(" " * len(head) if number else head) + line
                yield place, row.stylize("bold reverse" if self.carrying else "reverse") if here else row

    def action_move(self, direction: int) -> None:
        if self.carrying:
            self.action_carry(direction)
            return
        place = self.cursor + direction
        if 0 <= place < len(self.order):
            self.cursor = place
        else:
            self.action_leave(direction)

    def action_leave(self, direction: int) -> None:
        """On to the next thing, as in reading."""
        self.post_message(self.Leave(self, direction))

    def action_carry(self, direction: int) -> None:
        place = self.cursor + direction
        if 0 <= place < len(self.order):
            order = list(self.order)
            order[self.cursor], order[place] = order[place], order[self.cursor]
            self.order, self.cursor = tuple(order), place

    def action_grab(self) -> None:
        self.carrying = not self.carrying

    def action_submit(self) -> None:
        self.carrying = False
        self.post_message(self.Submitted(self, self.order))

    def on_blur(self) -> None:
        self.carrying = False

    def on_click(self, event: Click) -> None:
        """One click takes a line, the next puts it down there."""
        places = [place for place, _ in self._lines(self.size.width)]
        if not 0 <= event.y < len(places):
            return
        place = places[event.y]
        if self.carrying:
            order = list(self.order)
            order.insert(place, order.pop(self.cursor))
            self.order, self.cursor, self.carrying = tuple(order), place, False
        else:
            self.cursor, self.carrying = place, True
