"""Search: results while you type; Enter opens the place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from textual.content import Content

from course.glyphs import VIEW
from course.reference import load_reference
from course.screens.finding import FindingScreen
from course.search import BEFORE, LESSONS, Hit, Passage, passages, search
from course.widgets.chooser import Entry, Place
from course.widgets.prose import Paragraph

LOOKED_FOR = 24
"""Characters from the first word on that find the place in its prose."""


class SearchScreen(FindingScreen):
    """Over lessons, words, limits and beliefs."""

    here = "search"
    asks = "Type a word, such as waitUntil; arrows choose, Enter opens"
    typing_first = True

    @cached_property
    def _passages(self) -> tuple[Passage, ...]:
        return passages(self.course.lessons, load_reference(), self.course.progress.notes())

    def entries(self, words: str) -> Sequence[Entry]:
        found: list[Entry] = []
        kinds: dict[str, list[Hit]] = {}
        for hit in search(words, self._passages):
            kinds.setdefault(hit.passage.kind, []).append(hit)
        for kind, hits in kinds.items():
            found.append(Entry(Content.assemble((kind, "bold $text-primary"), (f"  {len(hits)}", "$text-muted"))))
            found += [self._entry(hit) for hit in hits]
        return found

    def _entry(self, hit: Hit) -> Entry:
        passage = hit.passage
        loaded = next((one for one in self.course.lessons if one.lesson.id == passage.lesson), None)
        start = max(0, hit.found[0][0] - BEFORE) if hit.found else 0
        cut = passage.text.rfind(" ", 0, start) + 1 if start else 0
        text = _marked(passage.text, hit.found)[cut:]
        title = Content.styled(f"{passage.title}  ", "bold" if passage.is_title else "$text-secondary")
        number = f"{loaded.lesson.number:>2}  " if loaded is not None else "    "
        row = Content.assemble(
            (number, "$text-muted"), title if passage.title else "", f"{VIEW.cut} " if cut else "", text
        )
        where = f"Lesson {loaded.lesson.number}: {loaded.lesson.title}" if loaded is not None else ""
        detail = [Paragraph(Content.styled(passage.title, "bold"))] if passage.title else []
        detail += [Paragraph(_marked(passage.text, hit.found)), Paragraph(Content.styled(where, "$text-muted"))]
        first = passage.text[hit.found[0][0] :][:LOOKED_FOR] if hit.found else ""
        seen = first if passage.kind == LESSONS else passage.title.split(",")[0]
        place = Place(loaded.lesson.id, passage.block, seen) if loaded is not None else None
        return Entry(row, tuple(detail), place, f"{passage.kind}/{passage.lesson}/{passage.title}/{passage.text}")

    def nothing(self, words: str) -> str:
        if words.strip():
            return super().nothing(words.strip())
        lessons = sum(passage.kind == LESSONS for passage in self._passages)
        return f"Finds words in {lessons} passages of the lessons, in the glossary, the limits and common beliefs."


def _marked(text: str, found: tuple[tuple[int, int], ...]) -> Content:
    """The text with what was found in bold."""
    content = Content(text)
    for start, end in found:
        content = content.stylize("bold underline $text-accent", start, end)
    return content
