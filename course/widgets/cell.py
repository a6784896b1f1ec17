"""The base of everything a notebook holds: one block of a lesson, with an id that is its place in the progress file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.events import Event
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from course.glyphs import MARKS
from course.lesson import Prose as ProseBlock
from course.widgets.prose import Prose


class Cell(Vertical, can_focus=False):
    """One block. block: the cell's id in the lesson, "prose:N" for prose."""

    def __init__(self, block: str) -> None:
        super().__init__()
        self.block = block
        self._above, self._done = "Worker", "open"
        self.awaits = ""
        """The cell that must open, or be answered, before this one is shown: it tells what that one shows or asks for.
        "": none."""

    enterable: ClassVar[bool] = True
    """Whether there is something to do here: code, a question."""
    held_words: ClassVar[str] = "opens with the {} above."
    """What stands here while it is held back. {}: `above` and `done` of `hold_back`."""

    @dataclass
    class Opened(Message):
        """A cell that waited for a prediction is shown whole now, or a question is answered, and what follows it may be
        told. block: its id."""

        block: str

    @property
    def waiting(self) -> bool:
        """Whether only its head is shown, until a prediction about it is made."""
        return self.has_class("-waiting")

    def open_up(self) -> None:
        """Shows all of it."""
        self.remove_class("-waiting")
        self.post_message(self.Opened(self.block))

    def hold_back(self, block: str, above: str, done: str) -> None:
        """Shows one line only until the cell `block` posts Opened. A prediction is worth little beside its answer.
        above: what that cell is called, done: what it is then, such as "Worker" and "open"."""
        self.awaits, self._above, self._done = block, above, done
        self.add_class("-held")

    def show_all(self) -> None:
        """No longer held back."""
        self.awaits = ""
        self.remove_class("-held")
        for line in self.query(".held"):
            line.remove()

    def on_mount(self) -> None:
        if self.awaits:
            words = self.held_words.format(self._above, self._done)
            self.mount(Static(f"{MARKS.idle} {words}", classes="held", markup=False))

    def target(self) -> Widget | None:
        """What Enter goes to; None when there is nothing to do here."""
        return None

    @property
    def line(self) -> int:
        """The cursor's line in the cell's editor, from 1; 0 when there is none."""
        return 0

    def go_to_line(self, line: int) -> None:
        """Puts the cursor back where it was."""

    def show_note(self, text: str) -> None:
        """The learner's note below the cell; "" takes it away."""
        from course.widgets.note_line import NoteLine

        for line in self.query(NoteLine):
            line.remove()
        if text:
            self.mount(NoteLine(self.block, text))


class ProseCell(Cell):
    """Text to read."""

    enterable = False
    held_words = "What happens is explained here, when the {} above is {}."

    def __init__(self, block: str, prose: ProseBlock) -> None:
        super().__init__(block)
        self.prose = prose

    def compose(self):  # type: ignore[no-untyped-def]
        yield Prose(self.prose.markdown)


class Bar(Static):
    """The one-line head of a cell: what it is, and its state in words."""

    def show(self, title: str, state: str = "", style: str = "$text-muted") -> None:
        """title in bold, state behind it."""
        parts: list[tuple[str, str]] = [(title, "bold")]
        if state:
            parts += [("  ", ""), (state, style)]
        self.update(Content.assemble(*parts))


class Buttons(Static):
    """A row of `[@click=…]` links whose actions are the cell's: Textual would look for them in this widget."""

    async def broker_event(self, event_name: str, event: Event) -> bool:
        """A click on a link does what the cell can do."""
        cell = next(one for one in self.ancestors if isinstance(one, Cell))
        return await self.app._broker_event(event_name, event, default_namespace=cell)
