"""The glossary, the limits and the misconceptions: whole, unique, short, and what lessons point at is there."""

import re
from pathlib import Path

import pytest

from course.library import LessonError, load_lessons
from course.prose_text import sentences, words
from course.reference import load_reference, matching, read_reference


def test_words_are_unique_and_in_order():
    terms = [term.word for term in load_reference().terms]
    assert len({word.lower() for word in terms}) == len(terms)
    first_letters = [word[0].lower() for word in terms]
    assert first_letters == sorted(first_letters)


def test_every_text_is_short():
    reference = load_reference()
    texts = [term.meaning for term in reference.terms]
    texts += [text for one in reference.misconceptions for text in (one.belief, one.truth)]
    for text in texts:
        for sentence in sentences(text):
            assert words(sentence) <= 30, sentence


def test_a_source_is_cloudflares_own_page_and_dated():
    for limit in load_reference().limits:
        assert limit.source.startswith("https://developers.cloudflare.com/"), limit.name
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", limit.checked), limit.name


def test_misconceptions_that_lessons_name_are_known():
    known = {one.id for one in load_reference().misconceptions}
    for loaded in load_lessons():
        named = set(re.findall(r'"(M\d+)"', (loaded.folder / "lesson.toml").read_text("utf-8")))
        assert named <= known, loaded.folder.name


@pytest.mark.parametrize("word", ["isolate", "Isolates", "MICROTASK", "colo", "1102"])
def test_a_term_is_found_as_people_write_it(word):
    assert load_reference().term(word) is not None


def test_searching_ignores_case_and_accents_and_wants_every_word():
    assert matching("cafe LIMIT", ["The limit of a Café"])
    assert not matching("limit tea", ["The limit of a Café"])


def test_a_broken_file_is_named(tmp_path: Path):
    for name in ("glossary", "limits", "misconceptions"):
        (tmp_path / f"{name}.toml").write_text("[[term]]\nword = 1\n", "utf-8")
    with pytest.raises(LessonError, match=r"glossary\.toml"):
        read_reference(tmp_path)
