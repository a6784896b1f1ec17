"""Why something runs now: the chain of causes, each of which can be gone to."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from course.folds.why import Reason


class WhyScreen(ModalScreen[int]):
    """reasons: the nearest first. Gives `after` of the one chosen, 0 for none."""

    BINDINGS = [
        Binding("escape,q,w", "close", "Close", key_display="Esc", id="why.close"),
        Binding("down,j", "move(1)", "Down", show=False, id="why.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="why.up"),
    ]
    DEFAULT_CSS = """
    WhyScreen {
        align: center middle;
        background: $background 60%;
        #box {
            width: 84; max-width: 96%; height: auto; max-height: 90%; padding: 1 2; background: $panel;
            border: round $border;
        }
        OptionList { height: auto; max-height: 16; background: $panel; border: none; padding: 0; margin: 1 0; }
        .hint { color: $text-muted; }
    }
    """

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__()
        self._reasons = reasons

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content.styled("Why did this run now?", "bold $text-primary"))
            yield OptionList(*(Option(Content(f"{at}. {one.words}")) for at, one in enumerate(self._reasons, 1)))
            yield Static("Enter goes to where it comes from. Esc closes this.", classes="hint")

    def action_close(self) -> None:
        self.dismiss(0)

    def action_move(self, by: int) -> None:
        """The next reason, or the one before."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if by > 0 else options.action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._reasons[event.option_index].after)
