"""No unexplained word: what the lessons lean on, the glossary knows, and tells of it not later than it is used."""

from __future__ import annotations

import re

import pytest

from course.lesson import Prose
from course.library import load_lessons
from course.prose_text import pieces
from course.reference import load_reference

LESSONS = load_lessons()

LADDER = ("network", "city", "server", "runtime", "isolate", "event", "turn", "job", "Worker", "instance")
"""The words that the whole course is built on, from the outside in."""

TECHNICAL = (
    "alarm", "batch", "binding", "certificate", "cold start", "compatibility date", "condemned", "container",
    "CPU time", "cron trigger", "custom domain", "dashboard", "dead-letter queue", "DNS record", "entry point",
    "environment", "event loop", "eviction", "global scope", "handler", "handshake", "header slots", "heap",
    "hypervisor", "language runtime", "metrics", "microtask queue", "migration", "Miniflare", "Node.js", "origin",
    "outcome", "process", "promise", "proxied", "QuickJS", "route", "sandbox", "script", "secret", "seed",
    "service binding", "sharding", "Spectre", "spin", "static assets", "stateless", "stream", "subrequest", "thread",
    "top level", "UTC", "V8", "virtual machine", "virtual time", "waitUntil", "wall time", "web standards", "workerd",
    "Wrangler", "zone",
)  # fmt: skip
"""Words that a developer who never wrote a Worker cannot be expected to know."""

STRESSED = {
    "outside", "inside", "table", "and", "not", "below", "in front of", "no Worker", "where", "How Workers works",
    "can", "created", "compiled", "set", "queued", "wait", "less", "rarely", "predict",
    "who must see a change, and how soon?", "nothing may be relied on to be there next time, though it often is",
}  # fmt: skip
"""Italics that only lay stress, or are explained where they stand."""

COMMON = {"HTTP", "URL", "URLs", "HTML", "JSON", "API", "AI", "SQL", "MB", "CPU", "VM", "MON", "OK"}
"""Capitals that anybody who wrote some JavaScript has met, units and weekdays."""


def _prose(lesson: int) -> list[str]:
    loaded = next(one for one in LESSONS if one.lesson.number == lesson)
    return [block.markdown for block in loaded.blocks if isinstance(block, Prose)]


@pytest.mark.parametrize("word", [*LADDER, *TECHNICAL])
def test_the_glossary_knows(word: str) -> None:
    assert load_reference().term(word) is not None


@pytest.mark.parametrize("lesson", [one.lesson.number for one in LESSONS])
def test_what_stands_in_italics_is_known(lesson: int) -> None:
    found: set[str] = set()
    for markdown in _prose(lesson):
        for piece in pieces(markdown):
            text, style = "", ""
            for span in piece.spans:  # a line's end parts a span in two
                if span.style == "emphasis" or (span.text == " " and style == "emphasis"):
                    text, style = text + span.text, "emphasis"
                    continue
                found.add(text.strip())
                text, style = "", ""
            found.add(text.strip())
    unknown = {text for text in found - {""} - STRESSED if load_reference().term(text) is None}
    assert not unknown, "explain it in lessons/reference/glossary.toml"


@pytest.mark.parametrize("lesson", [one.lesson.number for one in LESSONS])
def test_capitals_are_known(lesson: int) -> None:
    found: set[str] = set()
    for markdown in _prose(lesson):
        for piece in pieces(markdown):
            if piece.kind != "code":
                text = " ".join(span.text for span in piece.spans if span.style != "code")
                found |= set(re.findall(r"\b[A-Z]{2,}s?\b", text))
    unknown = {word for word in found - COMMON if load_reference().term(word) is None}
    assert not unknown, "explain it in lessons/reference/glossary.toml"


def test_a_term_is_taught_not_after_it_is_first_leant_on() -> None:
    """The lesson that the glossary names for a word of the ladder is one that says the word."""
    for word in LADDER:
        term = load_reference().term(word)
        assert term is not None
        names = [name.casefold() for name in (term.word, *term.also)]
        assert any(name in " ".join(_prose(term.lesson)).casefold() for name in names), word
