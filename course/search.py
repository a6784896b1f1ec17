"""Search over the course: lessons, questions, the glossary, the limits, the misconceptions, and the learner's notes.

Pure. Case and accents do not matter; every word must be found in the same passage.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from course.glyphs import quoted
from course.lesson import Demo, Prediction, Prose, Run, Task
from course.library import LoadedLesson, own_lesson
from course.progress import Note
from course.prose_text import pieces
from course.reference import Reference, Term
from course.visible import visible

MOST_HITS = 60
"""Hits shown; whoever gets more types another word."""
BEFORE = 28
"""Characters of a passage shown before the first word that was found."""

LESSONS, NOTES, WORDS, LIMITS, BELIEFS = "In the lessons", "Your notes", "Words", "Limits", "What many believe"


class Passage(NamedTuple):
    """One text that can be found. kind: the heading that it is listed under. lesson: its id, "" where none is here;
    block: where in it ("" is its start). title: what it is the text of. is_title: found first."""

    kind: str
    lesson: str
    block: str
    title: str
    text: str
    is_title: bool = False


class Hit(NamedTuple):
    """A passage, and where the words stand in its text: (start, end), in order; none when only the title has them."""

    passage: Passage
    found: tuple[tuple[int, int], ...]


def passages(lessons: Sequence[LoadedLesson], reference: Reference, notes: Sequence[Note] = ()) -> tuple[Passage, ...]:
    """Everything that can be found, in order of the course. notes: the learner's."""

    def lesson(number: int) -> str:
        loaded = own_lesson(lessons, number)
        return loaded.lesson.id if loaded is not None else ""

    there = {one.lesson.id for one in lessons}
    found = [
        Passage(NOTES, note.lesson, note.block, "", visible(" ".join(note.text.split())))
        for note in notes
        if note.lesson in there
    ]
    for loaded in lessons:
        found += _of_lesson(loaded)
    for term in reference.terms:
        block = first_mention(term, lessons)
        title = ", ".join([term.word, *term.also])
        found.append(Passage(WORDS, lesson(term.lesson), block, title, _told(term.meaning), is_title=True))
    for limit in reference.limits:
        then = f" Once: {limit.then}." if limit.then else ""
        text = f"Free: {limit.free}. Paid: {limit.paid}. Beyond it: {limit.beyond}.{then}"
        found.append(Passage(LIMITS, lesson(limit.lesson), "", limit.name, _told(text)))
    for one in reference.misconceptions:
        found.append(Passage(BELIEFS, lesson(one.lesson), "", f"{one.id} {quoted(one.belief)}", _told(one.truth)))
    return tuple(found)


def _of_lesson(loaded: LoadedLesson) -> Iterable[Passage]:
    lesson = loaded.lesson
    id = lesson.id
    yield Passage(LESSONS, id, "", lesson.title, lesson.objective, is_title=True)
    for name, block in loaded.named_blocks():
        if isinstance(block, Prose):
            for piece in pieces(block.markdown):
                yield Passage(LESSONS, id, name, "", " ".join(piece.text.split()), piece.kind == "heading")
        elif isinstance(block, Run):
            yield Passage(LESSONS, id, name, block.title, _told("\n\n".join(block.ideas)))
        elif isinstance(block, (Task, Demo)):
            yield Passage(LESSONS, id, name, block.title, _told(block.brief))
        elif isinstance(block, Prediction):
            yield Passage(LESSONS, id, name, "Predict", _told(block.prompt))
        else:
            yield Passage(LESSONS, id, name, "Question", _told(block.prompt))
    for item in lesson.item:  # what is asked, never what is right
        yield Passage(LESSONS, id, item.id, "Self-check", _told(item.prompt))


def _told(markdown: str) -> str:
    """Markdown as it is read: one line, without its marks."""
    return " ".join(" ".join(piece.text for piece in pieces(markdown)).split())


def search(words: str, among: Sequence[Passage]) -> list[Hit]:
    """The passages in which every word is found: titles first, then whole words before parts of words, else in the
    order of the course. At most MOST_HITS."""
    wanted = [folded for folded in (plain(word)[0] for word in words.split()) if folded]
    if not wanted:
        return []
    found: list[tuple[int, Hit]] = []
    for passage in among:
        text, places = plain(passage.text)
        title = plain(passage.title)[0]
        if not all(word in text or word in title for word in wanted):
            continue
        spans = sorted(
            (places[match.start()], places[match.end() - 1] + 1)
            for word in wanted
            for match in re.finditer(re.escape(word), text)
        )
        in_title = passage.is_title and all(word in title or (not title and word in text) for word in wanted)
        whole = all(re.search(rf"(?<!\w){re.escape(word)}", f"{title} {text}") for word in wanted)
        found.append(((not in_title) * 2 + (not whole), Hit(passage, _apart(spans))))
    return [hit for _, hit in sorted(found, key=lambda each: each[0])][:MOST_HITS]


def _apart(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans without overlaps."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(kept)


def plain(text: str) -> tuple[str, list[int]]:
    """The text in lower case without accents, and for each of its characters the place in `text` that it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for apart in unicodedata.normalize("NFKD", character):
            if not unicodedata.combining(apart):
                folded = apart.casefold()
                letters.append(folded)
                places += [place] * len(folded)
    return "".join(letters), places


# --- the glossary in prose -------------------------------------------------------------------------------------------


def terms_in(text: str, reference: Reference) -> list[Term]:
    """The words of the glossary that stand in a text, in the order in which they come."""
    found: list[tuple[int, Term]] = []
    for term in reference.terms:
        first = min(
            (match.start() for name in (term.word, *term.also) if (match := _name(name).search(text))), default=-1
        )
        if first >= 0:
            found.append((first, term))
    return [term for _, term in sorted(found, key=lambda each: each[0])]


def first_mention(term: Term, lessons: Sequence[LoadedLesson]) -> str:
    """The block of prose, in the lesson that teaches a term, where it is first named; "" when none names it."""
    loaded = own_lesson(lessons, term.lesson)
    for name, block in loaded.named_blocks() if loaded is not None else ():
        if isinstance(block, Prose) and any(_name(word).search(block.markdown) for word in (term.word, *term.also)):
            return name
    return ""


def _name(word: str) -> re.Pattern[str]:
    """A word as it stands in prose: whole, also in the plural. Capitals must be there: a Queue is not any queue."""
    case = re.IGNORECASE if word == word.lower() else 0
    return re.compile(rf"(?<!\w){re.escape(word)}(?:s|es)?(?!\w)".replace(r"\ ", r"\s+"), case)
