"""The words of the course: all of them, and those that stand on a lesson's screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from course.library import own_lesson
from course.reference import Term, load_reference, matching
from course.screens.finding import FindingScreen
from course.search import first_mention
from course.widgets.chooser import Entry, Place
from course.widgets.prose import Paragraph, Wrapped, inline_markdown

WORD_COLUMNS = 22


class GlossaryScreen(FindingScreen):
    """Every word with its meaning. Enter goes to where a lesson first names it."""

    here = "glossary"
    asks = "Type to find a word"

    def entries(self, words: str) -> Sequence[Entry]:
        terms = [one for one in load_reference().terms if matching(words, [one.word, *one.also, one.meaning])]
        named = [one for one in terms if matching(words, [one.word, *one.also])]
        return [self._entry(one) for one in [*named, *(one for one in terms if one not in named)]]

    def _entry(self, term: Term) -> Entry:
        loaded = own_lesson(self.course.lessons, term.lesson)
        row = Content.assemble((f"{term.word:<{WORD_COLUMNS}} ", "bold"), inline_markdown(term.meaning))
        where = f"Lesson {term.lesson}: {loaded.lesson.title}. Enter opens it." if loaded is not None else ""
        place = (
            Place(loaded.lesson.id, first_mention(term, self.course.lessons), term.word) if loaded is not None else None
        )
        return Entry(row, (*term_parts(term), Paragraph(Content.styled(where, "$text-muted"))), place, term.word)


class WordsScreen(ModalScreen[bool]):
    """The words that stand on the screen below. Gives True for: show all words."""

    BINDINGS = [
        Binding("escape,q,enter", "dismiss(False)", "Close", key_display="Esc", id="words.close"),
        Binding("d", "dismiss(True)", "All words", id="words.all"),
    ]
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, terms: Sequence[Term]) -> None:
        super().__init__()
        self._terms = tuple(terms)

    def compose(self) -> ComposeResult:
        head = "Words on this screen" if self._terms else "No word of the glossary is on this screen."
        hint = Content.from_markup(
            "[@click=screen.dismiss(True)]d[/] shows all words   [@click=screen.dismiss(False)]Esc[/] closes this"
        )
        parts = [Paragraph(Content.styled(head, "bold $text-primary")), Paragraph(hint)]
        for term in self._terms:
            parts += [Paragraph(Content("")), *term_parts(term)]
            if term.lesson:
                parts.append(Paragraph(Content.styled(f"lesson {term.lesson}", "$text-muted"), Content("  ")))
        with VerticalScroll(id="box"):
            yield Wrapped(parts)


def term_parts(term: Term) -> list[Paragraph]:
    """A word and what it means."""
    also = f"  also: {', '.join(term.also)}" if term.also else ""
    indent = Content("  ")
    return [
        Paragraph(Content.assemble((term.word, "bold"), (also, "$text-muted")), rest=indent),
        Paragraph(inline_markdown(term.meaning), indent, indent),
    ]
