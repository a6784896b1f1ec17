"""One question, yes or no."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class ConfirmScreen(ModalScreen[bool]):
    """Gives True for yes. Escape and n mean no."""

    BINDINGS = [
        Binding("y,enter", "answer(True)", "Yes", id="confirm.yes"),
        Binding("n,escape,q", "answer(False)", "No", id="confirm.no"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(self.question, markup=False)
            yield Static(
                Content.from_markup(
                    "[@click=screen.answer(True)]\\[ y Yes ][/]   [@click=screen.answer(False)]\\[ n No ][/]"
                )
            )

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)
