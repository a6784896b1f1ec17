"""The table of limits: free, paid, what happens beyond, and the old numbers that tutorials still teach."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from course.library import own_lesson
from course.reference import Limit, load_reference, matching
from course.screens.finding import FindingScreen
from course.widgets.chooser import Entry, Place, fitted
from course.widgets.prose import Paragraph, inline_markdown

NAME_COLUMNS, FREE_COLUMNS = 37, 17


class LimitsScreen(FindingScreen):
    """One row a limit; in full below. Enter opens the lesson that shows it."""

    here = "limits"
    asks = "Type to find a limit"

    def entries(self, words: str) -> Sequence[Entry]:
        found = [
            one
            for one in load_reference().limits
            if matching(words, [one.name, one.free, one.paid, one.beyond, one.then])
        ]
        if not found:
            return []
        head = f"{'':<{NAME_COLUMNS}} {'Free':<{FREE_COLUMNS}} Paid"
        return [Entry(Content.styled(head, "bold $text-primary")), *(self._entry(one) for one in found)]

    def _entry(self, limit: Limit) -> Entry:
        loaded = own_lesson(self.course.lessons, limit.lesson)
        row = Content.assemble(
            fitted(limit.name, NAME_COLUMNS, "bold"), " ", fitted(limit.free, FREE_COLUMNS), " ", limit.paid
        )
        detail = [Paragraph(Content.styled(limit.name, "bold"))]
        detail += [_fact("Free", limit.free), _fact("Paid", limit.paid), _fact("Beyond it", limit.beyond)]
        if limit.then:
            detail.append(_fact("Changed", f"Tutorials still say: {limit.then}."))
        if loaded is not None:
            detail.append(_fact("Lesson", f"{limit.lesson}: {loaded.lesson.title}. Enter opens it."))
        detail.append(_fact("Source", f"{limit.source}, read on {limit.checked}"))
        return Entry(row, tuple(detail), Place(loaded.lesson.id) if loaded is not None else None, limit.name)


def _fact(name: str, text: str) -> Paragraph:
    return Paragraph(inline_markdown(text), Content.styled(f"{name:<11}", "$text-muted"), Content(" " * 11))
