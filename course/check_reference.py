"""Rules that the glossary, the limits and the misconceptions keep, and that lessons keep towards them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from course.check_rules import LONGEST_SENTENCE, Problem
from course.lesson import Lesson
from course.prose_text import sentences, words
from course.reference import Reference

MOST_SENTENCES = 2
"""Of a meaning: whoever looks up a word wants to read on."""


def problems_in_reference(reference: Reference, lessons: Sequence[Lesson]) -> list[Problem]:
    """Everything that reading them shows. lessons: of the course."""
    return [*_terms(reference), *_limits(reference), *_misconceptions(reference), *_lessons(reference, lessons)]


def _terms(reference: Reference) -> Iterator[Problem]:
    file = "glossary.toml"
    names = Counter(name.casefold() for term in reference.terms for name in (term.word, *term.also))
    for name, times in names.items():
        if times > 1:
            yield Problem(file, f'"{name}" stands there {times} times.', "A word has one meaning here.")
    for term in reference.terms:
        told = sentences(term.meaning)
        if sum(not sentence.endswith(":") for sentence in told) > MOST_SENTENCES:
            yield Problem(file, f'"{term.word}" has {len(told)} sentences.', f"At most {MOST_SENTENCES}.")
        if any(words(sentence) > LONGEST_SENTENCE for sentence in told):
            yield Problem(file, f'"{term.word}" has a sentence of over {LONGEST_SENTENCE} words.', "Cut it.")


def _limits(reference: Reference) -> Iterator[Problem]:
    file = "limits.toml"
    for name, times in Counter(limit.name.casefold() for limit in reference.limits).items():
        if times > 1:
            yield Problem(file, f'"{name}" stands there {times} times.')
    for limit in reference.limits:
        if not limit.source.startswith("https://"):
            yield Problem(file, f'"{limit.name}" has no source.', "Give the address of the page that says it.")
        if not re.fullmatch(r"20\d\d-\d\d-\d\d", limit.checked):
            yield Problem(file, f'"{limit.name}": checked = "{limit.checked}" is no day.', "Such as 2026-11-17.")


def _misconceptions(reference: Reference) -> Iterator[Problem]:
    for id, times in Counter(one.id for one in reference.misconceptions).items():
        if times > 1:
            yield Problem("misconceptions.toml", f'"{id}" stands there {times} times.')


def _lessons(reference: Reference, lessons: Sequence[Lesson]) -> Iterator[Problem]:
    there = {lesson.number for lesson in lessons}
    named = [("glossary.toml", term.word, term.lesson) for term in reference.terms]
    named += [("limits.toml", limit.name, limit.lesson) for limit in reference.limits]
    named += [("misconceptions.toml", one.id, one.lesson) for one in reference.misconceptions]
    for file, name, number in named:
        if number not in there and not (file == "glossary.toml" and number == 0):
            yield Problem(file, f'"{name}": there is no lesson {number}.', "Give the one that teaches it.")
