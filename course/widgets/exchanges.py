"""The requests of `workerscope dev` as they come, one row each; the newest at the end."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.message import Message
from textual.strip import Strip

from course.folds.exchanges import Exchange
from course.folds.marks import mark
from course.glyphs import VIEW
from course.keymap import DEV
from course.visible import visible
from course.widgets.pane import Pane, Row, Span, mark_style
from engine.clock import EPOCH

WITH_TIME = 100
"""Columns from which on the time of day is shown."""
ANSWER, WALL, CPU, ISOLATE = 12, 10, 11, 17
"""Columns of each."""
NOTHING_YET = "  No request yet. Open the address above, or: curl {address}/"


class ExchangesPane(Pane, can_focus=True):
    """Follows the newest row until the learner chooses another one. address: where requests go."""

    @dataclass
    class Opened(Message):
        """The learner wants to look into this one."""

        id: int

    BINDINGS = DEV
    DEFAULT_CSS = "ExchangesPane { height: 3fr; &:focus { background-tint: $foreground 4%; } }"

    def __init__(self, address: str, *, id: str | None = None) -> None:
        super().__init__("Requests", id=id)
        self._address = address
        self._lines: Sequence[Exchange] = ()
        self._chosen = 0
        self._follows = True

    # --- what is shown ---------------------------------------------------------------------------------------------

    def set_lines(self, lines: Sequence[Exchange], note: str) -> None:
        """Rows, oldest first."""
        if lines != self._lines or note != self._note:
            self._lines, self._note = lines, note
            if self._follows or self._place() < 0:
                self._chosen = lines[-1].id if lines else 0
            self.refresh()

    @property
    def chosen(self) -> int:
        """The id of the row that is lit; 0 for none."""
        return self._chosen

    def _place(self) -> int:
        return next((at for at, line in enumerate(self._lines) if line.id == self._chosen), -1)

    def _choose(self, place: int) -> None:
        if self._lines:
            place = max(0, min(place, len(self._lines) - 1))
            self._chosen = self._lines[place].id
            self._follows = place == len(self._lines) - 1
            self.refresh()

    # --- keys and mouse --------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """To a row further down or up."""
        self._choose(self._place() + by)

    def action_ends(self, to: int) -> None:
        """To the first row; or to the newest, which is followed from here on."""
        self._choose(0 if to < 0 else len(self._lines))

    def action_open(self) -> None:
        """Looks into the row that is lit."""
        if self._chosen:
            self.post_message(self.Opened(self._chosen))

    def on_click(self, event: events.Click) -> None:
        place = self._first(self.size.height - 2) + event.y - 2
        if event.y < 2 or not 0 <= place < len(self._lines):
            return
        again = self._lines[place].id == self._chosen and event.chain > 1
        self._choose(place)
        if again:
            self.action_open()

    def on_mouse_scroll_down(self) -> None:
        self.action_move(1)

    def on_mouse_scroll_up(self) -> None:
        self.action_move(-1)

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _first(self, room: int) -> int:
        """The row at the top: the lit one stays in view."""
        last = len(self._lines) - room
        return max(0, min(last, self._place() - room // 2)) if not self._follows else max(0, last)

    def render_row(self, row: int, height: int) -> Strip:
        if not self._lines:
            words = NOTHING_YET.format(address=self._address)
            return self.strip(((words, "muted"),) if row == 0 else ())
        if row == 0:
            return self.strip(self._heads())
        at = self._first(height - 1) + row - 1
        return self.strip(self._row(self._lines[at]) if at < len(self._lines) else ())

    @property
    def _path(self) -> int:
        """Columns of the path."""
        taken = 6 + ANSWER + WALL + CPU + ISOLATE + 7 + (9 if self.size.width >= WITH_TIME else 0)
        return max(8, self.size.width - taken)

    def _heads(self) -> Row:
        clock = "at       " if self.size.width >= WITH_TIME else ""
        words = (
            f"      {clock}{'':<7}{'':<{self._path}}{'answer':<{ANSWER}}{'after':>{WALL - 1}} {'model CPU':>{CPU - 1}} "
        )
        return ((words, "muted"), ("isolate", "muted"))

    def _row(self, line: Exchange) -> Row:
        here = line.id == self._chosen
        plain = "strong" if here else ""
        spans: list[Span] = [
            (f"{VIEW.line if here else ' '} ", "strong"),
            (f"{mark(line.id):<4}", mark_style(line.id)),
        ]
        if self.size.width >= WITH_TIME:
            at = time.strftime("%H:%M:%S", time.localtime((EPOCH + line.began) / 1000))
            spans.append((f"{at} ", "muted"))
        spans += [
            (f"{line.method or _HANDLERS.get(line.handler, line.handler):<7}"[:7], plain),
            (_fitted(visible(line.target), self._path), plain),
            _answer(line),
            (f"{_ms(line.wall_ms):>{WALL - 1}} ", plain),
            (f"{_ms(line.cpu_ms):>{CPU - 1}} ", "muted"),
            (_fitted(line.isolate, ISOLATE - 5), "muted"),
            ("cold" if line.cold else "warm" if line.isolate else "", "warn" if line.cold else "muted"),
        ]
        return tuple(spans)


_HANDLERS = {"scheduled": "cron", "hibernatableWebSocket": "socket"}
"""Handlers whose names are long."""


def _answer(line: Exchange) -> Span:
    if line.outcome not in ("", "ok"):
        return (_fitted(line.outcome, ANSWER), "error")
    if line.status:
        return (_fitted(str(line.status), ANSWER), "error" if line.status >= 500 else "")
    return (_fitted(line.outcome or "running", ANSWER), "" if line.outcome else "muted")


def _ms(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.1f} ms" if value < 10 else f"{value:,.0f} ms"


def _fitted(text: str, width: int) -> str:
    """Padded, or cut with a mark, and a space at the end."""
    room = width - 1
    text = text if cell_len(text) <= room else set_cell_size(text, room - 1) + VIEW.cut
    return set_cell_size(text, width)
