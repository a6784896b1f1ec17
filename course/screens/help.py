"""The keys, where they work, and where the learner's things are kept."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from course.keymap import SECTIONS

_WORDS = {
    "question_mark": "?",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "dollar_sign": "$",
    "full_stop": ".",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "pagedown": "PageDown",
    "pageup": "PageUp",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "space": "Space",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
}

_ELSEWHERE = (
    "F4 writes the files of a cell, or of the sandbox, to a folder and takes every save from there, until F4 again. "
    "What you type here is written there. Where $VISUAL or $EDITOR is set, F4 opens it as well. An editor of the "
    "terminal takes the screen; once you have saved and left it, the watching has ended too."
)


class HelpScreen(ModalScreen[None]):
    """where: the path of the progress file."""

    BINDINGS = [Binding("escape,q,f1,question_mark,enter", "dismiss", "Close", key_display="Esc", id="help.close")]
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box"):
            yield Static(Content("\n").join(self._lines()))

    def _lines(self) -> Iterator[Content]:
        yield Content.assemble(("Keys", "bold underline $text-primary"), ("   Esc closes this", "$text-muted"))
        yield Content("")
        yield Content("You are either reading (letters are commands) or in a control (Esc comes back).")
        for title, bindings in SECTIONS:
            yield Content("")
            yield Content.styled(title, "bold $text-primary")
            for binding in bindings:
                assert isinstance(binding, Binding)
                keys = "  ".join(_name(key) for key in binding.key.split(","))
                yield Content.assemble((f"  {keys:<34}", "bold $text-accent"), (" " + binding.description, ""))
        yield Content("")
        yield Content("The mouse works too: click an answer, a button or a line of code; the wheel scrolls.")
        yield Content("")
        yield Content(_ELSEWHERE)
        yield Content("")
        yield Content("Every edit and answer is saved as it happens, in")
        yield Content.assemble((self.where, "$text-secondary"))
        yield Content("The same lessons as plain text: workerscope learn --plain")


def _name(key: str) -> str:
    """A key as it is printed on a keyboard."""
    *held, last = key.split("+")
    shown = _WORDS.get(last, last.upper() if last.startswith("f") and last[1:].isdigit() else last)
    return "+".join([*held, shown])
