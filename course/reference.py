"""What a learner looks up: the glossary, the table of limits, the misconceptions. Data in lessons/reference/.

Pure values, read once. The lessons' own tags (`M7`) and numbers point here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec
import tomli

from course.library import LessonError, lessons_folder


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base: an unknown key is an error that names it. lesson: the number of the lesson that teaches it."""

    lesson: int


class Term(_Entry, frozen=True, kw_only=True):
    """A word of the course. also: other words under which people look for it."""

    word: str
    meaning: str
    also: list[str] = []


class Limit(_Entry, frozen=True, kw_only=True):
    """What Cloudflare allows on its free and paid plans. beyond: what happens past it. checked: the day on which
    `source` was read. then: the old value, where tutorials still teach it."""

    name: str
    free: str
    paid: str
    beyond: str
    source: str
    checked: str
    then: str = ""


class Misconception(_Entry, frozen=True, kw_only=True):
    """A belief that many have, and what is so. id: "M7", as the options of questions say it."""

    id: str
    belief: str
    truth: str


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """All three, in the order of their files."""

    terms: list[Term]
    limits: list[Limit]
    misconceptions: list[Misconception]

    def misconception(self, id: str) -> Misconception | None:
        """The one with this id."""
        return next((one for one in self.misconceptions if one.id == id), None)

    def term(self, word: str) -> Term | None:
        """What `word` means, however it is written ("Isolates" finds "isolate")."""
        wanted = _plain(word)
        for term in self.terms:
            names = [_plain(name) for name in (term.word, *term.also)]
            if wanted in names or wanted.removesuffix("s") in names:
                return term
        return None


class _Glossary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    term: list[Term]


class _Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: list[Limit]


class _Misconceptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    misconception: list[Misconception]


def reference_folder() -> Path:
    """Where the course keeps them."""
    return lessons_folder() / "reference"


@lru_cache(maxsize=1)
def load_reference() -> Reference:
    """The course's own reference. Raises LessonError for a file that cannot be used."""
    return read_reference(reference_folder())


def read_reference(folder: Path) -> Reference:
    """The reference in a folder. Raises LessonError for a file that cannot be used."""
    return Reference(
        terms=_read(folder / "glossary.toml", _Glossary).term,
        limits=_read(folder / "limits.toml", _Limits).limit,
        misconceptions=_read(folder / "misconceptions.toml", _Misconceptions).misconception,
    )


def matching(words: str, texts: Sequence[str]) -> bool:
    """Whether every word of `words` begins or is inside one of the texts, whatever the case and accents."""
    searched = " ".join(_plain(text) for text in texts)
    return all(word in searched for word in _plain(words).split())


def _plain(text: str) -> str:
    """Lower case, without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold().strip()


_File = TypeVar("_File", bound=msgspec.Struct)


def _read(path: Path, shape: type[_File]) -> _File:
    try:
        return msgspec.convert(tomli.loads(path.read_text("utf-8")), shape)
    except (OSError, UnicodeDecodeError) as error:
        raise LessonError(f"cannot be read: {error}.", file=path) from None
    except (tomli.TOMLDecodeError, msgspec.ValidationError) as error:
        raise LessonError(f"{error}.", file=path, fix="Its neighbours show the fields.") from None
