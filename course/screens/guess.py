"""In which order will the lines be printed? The learner puts them in order first, then sees both."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from course.folds.order import compared
from course.glyphs import MARKS
from course.visible import visible
from course.widgets.order_list import OrderList

COLUMN = 36
"""Columns of each of the two orders."""


class GuessScreen(ModalScreen[None]):
    """lines: as they were printed, in that order."""

    BINDINGS = [Binding("escape,q", "dismiss", "Close", key_display="Esc", id="guess.close")]
    AUTO_FOCUS = "OrderList"
    DEFAULT_CSS = """
    GuessScreen {
        align: center middle;
        background: $background 60%;
        #box {
            width: 84; max-width: 96%; height: auto; max-height: 90%; padding: 1 2; background: $panel;
            border: round $border;
        }
        OrderList { height: auto; margin: 1 0; }
        .hint { color: $text-muted; }
    }
    """

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._printed = tuple(lines)

    def compose(self) -> ComposeResult:
        shown = [f"`{visible(line).replace('`', chr(39))}`" for line in self._printed]
        with VerticalScroll(id="box", can_focus=False):
            yield Static(
                Content.styled("In which order will these lines be printed?", "bold $text-primary"), id="title"
            )
            yield OrderList(shown, seed="\n".join(self._printed))
            hint = "Space takes a line, the arrows carry it, Space puts it down. Enter compares. Esc leaves."
            yield Static(hint, classes="hint", id="hint", markup=False)

    @on(OrderList.Submitted)
    async def _compare(self, event: OrderList.Submitted) -> None:
        event.stop()
        rows = compared(self._printed, event.order)
        right = sum(row.right for row in rows)
        lines = [Content.assemble((f"     {'your order':<{COLUMN}}what was printed", "bold"))]
        for number, row in enumerate(rows, 1):
            sign, style = (MARKS.right, "$text-success") if row.right else (MARKS.wrong, "$text-error")
            guessed, actual = (_fit(visible(text)) for text in (row.guessed, row.actual))
            lines.append(Content.assemble((f"{sign} {number:>2} ", style), (f"{guessed:<{COLUMN}}", ""), (actual, "")))
        self.query_one("#title", Static).update(f"{right} of {len(rows)} lines are where you put them.")
        await event.source.remove()
        await self.query_one("#box").mount(Static(Content("\n").join(lines)), before="#hint")
        self.query_one("#hint", Static).update(
            "Esc goes back. Step through the run, and w tells why a line ran when it did."
        )


def _fit(text: str) -> str:
    return text if len(text) < COLUMN else text[: COLUMN - 2] + MARKS.dot
