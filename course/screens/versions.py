"""The original code in place of the learner's, or theirs again: asked first, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList, Static

from course import keymap
from course.comparison import Row, compare_files
from course.glyphs import MARKS
from course.progress import Version, when
from course.screens.confirm import ConfirmScreen
from course.session import Session
from course.widgets.chooser import Chooser, Entry, Place
from course.widgets.code_cell import CodeCell

BACK = "The original code is back. ctrl+z in the editor undoes that. Yours stays under ^l, on other days too."


class VersionsScreen(ModalScreen[dict[str, str]]):
    """Which code shall stand in a cell. choices: (what it is, its files). here: the files as they are now. question:
    what it asks. Gives the chosen files, None for none."""

    BINDINGS = keymap.VERSIONS
    AUTO_FOCUS = "Chooser"

    def __init__(self, choices: Sequence[tuple[str, dict[str, str]]], here: Mapping[str, str], question: str) -> None:
        super().__init__()
        self._choices, self._here, self._question = choices, here, question

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(self._question, markup=False)
            yield Chooser()
            hint = f"Enter takes it {MARKS.dot} [@click=screen.back]Esc[/] leaves everything as it is"
            yield Static(Content.from_markup(hint))

    def on_mount(self) -> None:
        self.query_one(Chooser).show([self._entry(number) for number in range(len(self._choices))])

    def _entry(self, number: int) -> Entry:
        name, texts = self._choices[number]
        differ = different_lines(self._here, texts)
        told = "1 line differs" if differ == 1 else f"{differ} lines differ"
        row = Content.assemble(name, (f"  {told}", "$text-muted"))
        return Entry(row, place=Place(""), key=str(number))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._choices[event.option_index][1])

    def action_back(self) -> None:
        """Leaves the code as it is."""
        self.dismiss(None)


def choose_code(screen: Screen[None], session: Session, cell: CodeCell) -> None:
    """Puts other code into a cell when the learner says so: the original, or what of theirs was put aside before."""
    progress, lesson = session.progress, session.id
    own, original = cell.own_texts, cell.original_texts
    versions = [Version({**original, **one.texts}, one.at) for one in progress.versions(lesson, cell.block)]
    aside = [one for one in versions if one.texts not in (own, original)]

    def put(texts: dict[str, str] | None) -> None:
        if texts is None:
            return
        if own != original:
            progress.put_aside(lesson, cell.block, own)
        cell.put(texts)
        cell.show_aside()
        screen.notify(BACK if texts == original else "Yours is back. ctrl+z in the editor undoes that.", timeout=8)

    if aside:
        choices = [("The original code", original)] if own != original else []
        question = f"Which code shall stand here?{' Yours is kept aside.' if choices else ''}"
        screen.app.push_screen(VersionsScreen([*choices, *map(_named, aside)], own, question), put)
    elif own == original:
        screen.notify("This is the original code already.", timeout=3)
    else:
        question = "Show the original code again, in place of yours? Yours is kept aside."
        screen.app.push_screen(ConfirmScreen(question), lambda yes: put(original if yes else None))


def different_lines(one: Mapping[str, str], other: Mapping[str, str]) -> int:
    """How many lines of the files differ."""
    return sum(isinstance(row, Row) and not row.same for file in compare_files(one, other) for row in file.rows)


def _named(version: Version) -> tuple[str, dict[str, str]]:
    return f"Yours of {when(version)}", version.texts
