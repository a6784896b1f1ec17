"""Searching the course, and the words of the glossary in a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.library import load_lessons
from course.progress import Note
from course.reference import load_reference
from course.search import (
    BELIEFS,
    LESSONS,
    LIMITS,
    MOST_HITS,
    NOTES,
    WORDS,
    Passage,
    first_mention,
    passages,
    search,
    terms_in,
)


@pytest.fixture(scope="module")
def everything() -> tuple[Passage, ...]:
    return passages(load_lessons(), load_reference())


def test_case_and_accents_do_not_matter_and_every_word_is_wanted() -> None:
    among = (
        Passage(LESSONS, "1", "prose:1", "", "The Café was a limit."),
        Passage(LESSONS, "1", "prose:2", "", "A limit."),
    )
    (hit,) = search("CAFE  limit", among)
    assert hit.passage.block == "prose:1"
    assert [hit.passage.text[start:end] for start, end in hit.found] == ["Café", "limit"]
    assert search("cafe tea", among) == []
    assert search("  ", among) == []


def test_letters_that_become_two_keep_their_places() -> None:
    (hit,) = search("strasse x", [Passage(LESSONS, "1", "", "", "ﬁne Straße, x.")])
    assert [hit.passage.text[start:end] for start, end in hit.found] == ["Straße", "x"]


def test_words_found_twice_in_one_place_are_marked_once() -> None:
    (hit,) = search("isolate iso", [Passage(LESSONS, "1", "", "", "An isolate.")])
    assert hit.found == ((3, 10),)


def test_titles_come_first_then_whole_words_then_the_order_of_the_course() -> None:
    among = [
        Passage(LESSONS, "1", "a", "", "A preroute."),
        Passage(LESSONS, "2", "b", "", "One route."),
        Passage(LESSONS, "3", "c", "", "Two routes."),
        Passage(LESSONS, "4", "", "Routes", "Objective.", is_title=True),
    ]
    assert [hit.passage.lesson for hit in search("route", among)] == ["4", "2", "3", "1"]


def test_every_kind_is_found(everything: tuple[Passage, ...]) -> None:
    assert {hit.passage.kind for hit in search("cpu", everything)} == {LESSONS, WORDS, LIMITS, BELIEFS}
    assert search("colo", everything)[0].passage.title.startswith("city")
    assert any(hit.passage.title == "Memory of an isolate" for hit in search("128 mb", everything))
    assert len(search("a", everything)) == MOST_HITS


def test_notes_are_found_where_their_lesson_is_here() -> None:
    lessons = load_lessons()
    notes = [Note(lessons[0].lesson.id, "prose:1", "Ask\nAna", ""), Note("gone", "prose:1", "Ask Ana", "")]
    found = search("ask ana", passages(lessons, load_reference(), notes))
    assert [(hit.passage.kind, hit.passage.lesson, hit.passage.text) for hit in found] == [
        (NOTES, lessons[0].lesson.id, "Ask Ana")
    ]


def test_lessons_of_a_teacher_are_not_taken_for_the_courses_own() -> None:
    lessons = load_lessons(Path(__file__).parent / "app" / "lessons")
    assert {one.lesson for one in passages(lessons, load_reference())} == {"small", "next", ""}
    assert all(one.kind == LESSONS for one in passages(lessons, load_reference()) if one.lesson)


def test_the_reasons_of_questions_are_not_found(everything: tuple[Passage, ...]) -> None:
    loaded = load_lessons()[0]
    item = next(one for one in loaded.lesson.item if hasattr(one, "options"))
    whys = {option.why for option in item.options}
    assert not any(why in passage.text for passage in everything for why in whys)
    assert any(passage.block == item.id for passage in everything)


def test_places_are_of_their_lessons(everything: tuple[Passage, ...]) -> None:
    places = {
        one.lesson.id: {name for name, _ in one.named_blocks()} | {item.id for item in one.lesson.item} | {""}
        for one in load_lessons()
    }
    assert all(one.block in places[one.lesson] for one in everything)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two isolates of one Worker.", ["isolate", "Worker"]),
        ("An Event\nloop runs.", ["event", "event loop"]),
        ("Put it in a queue.", []),
        ("A Queue holds messages.", ["Queue"]),
        ("It isolated the jobless.", []),
        ("Cloudflare calls it a colo.", ["city"]),
    ],
)
def test_the_words_of_a_text(text: str, words: list[str]) -> None:
    assert [term.word for term in terms_in(text, load_reference())] == words


def test_a_word_is_first_named_where_its_lesson_names_it() -> None:
    lessons = load_lessons()
    term = load_reference().term("event loop")
    assert term is not None
    block = first_mention(term, lessons)
    loaded = next(one for one in lessons if one.lesson.number == term.lesson)
    text = dict(loaded.named_blocks())[block].markdown  # type: ignore[union-attr]
    assert "event loop" in text
