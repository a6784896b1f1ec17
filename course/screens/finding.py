"""What the screens that find the way have in common: a list, what is chosen in full, a line to type in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, OptionList

from course import keymap
from course.glyphs import quoted
from course.messages import OpenPlace
from course.widgets.chooser import Chooser, Entry
from course.widgets.find_bar import FindBar
from course.widgets.prose import Paragraph, Wrapped, paragraphs
from course.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from course.app import CourseApp


class FindingScreen(Screen[None]):
    """One list of the course. A subclass gives `entries`; typing, where `asks` is not "", narrows them."""

    BINDINGS = keymap.FINDING
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (150, "-broad")]

    here: ClassVar[str]
    """Its name in keymap.FINDING_TITLES."""
    asks: ClassVar[str] = ""
    """What stands in the empty line to type in; "" when there is none."""
    typing_first: ClassVar[bool] = False
    """Whether the cursor begins in that line."""

    def entries(self, words: str) -> Sequence[Entry]:
        """The rows that fit what was typed."""
        raise NotImplementedError

    def nothing(self, words: str) -> str:
        """What is told when there is no row. Markdown."""
        return f"Nothing here has {quoted(words)} in it. Fewer letters find more."

    @property
    def course(self) -> CourseApp:
        """The app, with its lessons and the learner's progress."""
        return cast("CourseApp", self.app)

    @property
    def chooser(self) -> Chooser:
        """The list."""
        return self.query_one(Chooser)

    @property
    def words(self) -> str:
        """What is typed."""
        return self.query_one(Input).value if self.asks else ""

    def compose(self) -> ComposeResult:
        yield FindBar(self.here)
        if self.asks:
            yield Input(placeholder=self.asks, compact=True, select_on_focus=False)
        with Container(id="found"):
            yield Chooser()
            with VerticalScroll(id="detail", can_focus=False):
                yield Wrapped()
        yield StatusLine()

    def on_mount(self) -> None:
        self.fill(self.first_key())
        (self.query_one(Input) if self.typing_first else self.chooser).focus()

    def first_key(self) -> str:
        """The key of the entry to begin at."""
        return ""

    def fill(self, key: str = "") -> None:
        """Shows the rows again; the cursor stays at `key`."""
        found = self.entries(self.words)
        self.chooser.show(found, key)
        if not found:
            self._tell(paragraphs(self.nothing(self.words)))

    def on_resize(self) -> None:
        """Rows are made for the width."""
        entry = self.chooser.entry
        self.fill(entry.key if entry is not None else "")

    # --- moving ----------------------------------------------------------------------------------------------------

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        entry = self.chooser.entry
        if entry is not None:
            self._tell(entry.detail)
        self.refresh_bindings()

    def _tell(self, detail: Sequence[Paragraph]) -> None:
        self.query_one("#detail Wrapped", Wrapped).show_parts(detail)
        self.query_one("#detail").scroll_home(animate=False)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        entry = self.chooser.entry
        if entry is not None and entry.place is not None:
            self.post_message(OpenPlace(*entry.place))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.fill()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.chooser.action_select()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "type":
            return not isinstance(self.focused, Input)
        if action == "move":
            return isinstance(self.focused, Input)
        return True

    def action_type(self) -> None:
        """Into the line to type in; where there is none, to the search over everything."""
        if self.asks:
            self.query_one(Input).focus()
        else:
            self.call_later(self.run_action, "app.find('search')")

    def action_move(self, direction: int) -> None:
        """Through the list, while the cursor stays in the line to type in."""
        if direction > 0:
            self.chooser.action_cursor_down()
        else:
            self.chooser.action_cursor_up()

    def action_detail(self, direction: int) -> None:
        """Scrolls what is told of the chosen row, where it is longer than its place."""
        self.query_one("#detail").scroll_relative(y=4 * direction, animate=False)

    def action_back(self) -> None:
        """From typing to the list, from the list to the lesson."""
        if isinstance(self.focused, Input) and not self.typing_first:
            self.chooser.focus()
        else:
            self.dismiss()
