"""Grades an answer to a question of the self-check. Pure: the key comes from course/answer_keys.py.

A grade never says only "wrong": it carries what is true about every option, the belief that a wrong answer stands for
(its misconception), what was expected and what the learner gave. Confidence is recorded elsewhere, not graded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import msgspec

from course.answer_keys import Key
from course.lesson import Choice, Choices, Fix, Item, Number, Option, Order, Predict, WrongAnswer
from course.measure import shown
from course.verdict import Verdict, all_passed

Answer = int | Collection[int] | str | Sequence[int] | Sequence[Verdict]
"""choice: an option's index · choices: indexes · predict, number: what was typed · order: line indexes as the learner
put them · fix: the verdicts of its task."""

CONFIDENCE = ("sure", "think so", "guess")

_NUMBER = re.compile(r"(?:about|around|ca\.?|circa|~|≈)?\s*([-+]?(?:\d[\d_, ]*)?(?:\.\d+)?)\s*([a-zA-Zµμ%]*)\.?")
_UNITS = {
    "ms": {"ms": 1.0, "millisecond": 1.0, "msec": 1.0, "s": 1000.0, "sec": 1000.0, "second": 1000.0, "min": 60000.0,
           "minute": 60000.0, "us": 0.001, "µs": 0.001, "μs": 0.001},
    "s": {"s": 1.0, "sec": 1.0, "second": 1.0, "ms": 0.001, "millisecond": 0.001, "min": 60.0, "minute": 60.0},
    "MB": {"mb": 1.0, "mib": 1.0, "megabyte": 1.0, "kb": 0.001, "gb": 1000.0},
}  # fmt: skip
"""What one of the typed unit is in the item's unit."""


class AnswerError(ValueError):
    """An answer that cannot be graded, such as words where a number is asked. str(error) says what to type."""


class OptionFeedback(msgspec.Struct, frozen=True):
    """What is true about one option, and whether the learner chose it."""

    text: str
    why: str
    correct: bool
    chosen: bool
    misconception: str = ""


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """One graded answer. expected, got: in words. why: what is true. about: what is true about a wrong answer, for a
    second try: the right one is still untold. options: for choices, each with its own why. misconceptions: the beliefs
    (M1, M5 …) that this answer shows. replay: the run cell to look at again, if wrong."""

    right: bool
    expected: str
    got: str
    why: str = ""
    about: str = ""
    options: tuple[OptionFeedback, ...] = ()
    misconceptions: tuple[str, ...] = ()
    replay: str = ""


def grade(item: Item, answer: Answer, key: Key) -> Grade:
    """The grade of this answer. Raises AnswerError when the answer is of no use to the item."""
    if isinstance(item, Choice):
        given = _one_index(answer, len(item.options))
        graded = _grade_options(item.options, frozenset([given]), item.options[given].why)
    elif isinstance(item, Choices):
        graded = _grade_options(item.options, _indexes(answer, len(item.options)), "")
    elif isinstance(item, Predict):
        graded = _grade_text(item, _text(answer), str(key))
    elif isinstance(item, Number):
        graded = _grade_number(item, _text(answer), key)
    elif isinstance(item, Order):
        graded = _grade_order(item, answer, key)
    else:
        graded = _grade_fix(item, answer)
    return graded if graded.right else msgspec.structs.replace(graded, replay=item.replay)


def _grade_options(options: Sequence[Option], chosen: frozenset[int], why: str) -> Grade:
    correct = frozenset(index for index, option in enumerate(options) if option.correct)
    feedback = tuple(
        OptionFeedback(option.text, option.why, option.correct, index in chosen, option.misconception)
        for index, option in enumerate(options)
    )
    missed = [options[index].misconception for index in sorted(chosen ^ correct)]
    return Grade(
        right=chosen == correct,
        expected=_letters(correct),
        got=_letters(chosen) or "nothing",
        why=why,
        options=feedback,
        misconceptions=tuple(dict.fromkeys(tag for tag in missed if tag)),
    )


def letter(index: int) -> str:
    """a, b, c … as options are named on screen."""
    return "abcdefghijklmnopqrstuvwxyz"[index]


def _letters(indexes: Collection[int]) -> str:
    return " ".join(letter(index) for index in sorted(indexes))


def normalised(text: str) -> str:
    """Typed text as it is compared: trimmed, runs of blanks as one space, without quotes around the whole."""
    text = text.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"})
    text = " ".join(text.split())
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'`":
        text = text[1:-1].strip()
    return text


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_IN_WORDS = re.compile(
    r"(?:(\d{1,2})\.? )?([a-z]{3})[a-z]*\.?(?: (\d{1,2})(?:st|nd|rd|th)?)?,? (\d{4})", re.IGNORECASE
)


def _as_day(text: str) -> str:
    """A day as 2026-01-11, when that is what was typed in another form: "2026-1-11", "11 January 2026"."""
    if match := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return f"{year}-{month:02}-{day:02}"
    match = _DAY_IN_WORDS.fullmatch(text)
    if match is None or (match[1] is None) == (match[3] is None) or match[2].lower() not in _MONTHS:
        return text
    return f"{match[4]}-{_MONTHS.index(match[2].lower()) + 1:02}-{int(match[1] or match[3]):02}"


def _grade_text(item: Predict, given: str, key: str) -> Grade:
    got, expected = normalised(given), normalised(key)
    if item.cron is not None:
        got = _as_day(got)
    if not got:
        raise AnswerError("Type what you think comes out, then press Enter.")
    if "," not in expected:
        got = normalised(got.replace(",", " "))
    if got == expected:
        return Grade(right=True, expected=key, got=given, why=item.why)
    if got.lower() == expected.lower():
        about = "Only capital letters differ."
        return Grade(right=False, expected=key, got=given, why=f"{about} {item.why}", about=about)
    return _wrong(item.wrong, got, Grade(right=False, expected=key, got=given, why=item.why))


def _wrong(known: Sequence[WrongAnswer], got: str, graded: Grade) -> Grade:
    """The grade with the why and the misconception of a wrong answer that the author foresaw."""
    for one in known:
        if normalised(one.answer).lower() == got.lower():
            tags = (one.misconception,) if one.misconception else ()
            return msgspec.structs.replace(graded, why=f"{one.why} {graded.why}", about=one.why, misconceptions=tags)
    return graded


def number_of(text: str, unit: str) -> float:
    """What was typed, in the item's unit: "200", "200 ms", "0.2 s", "about 1,000". Raises AnswerError."""
    match = _NUMBER.fullmatch(text.strip())
    example = f"200 {unit}".strip()
    if match is None or not re.search(r"\d", match[1]):
        raise AnswerError(f"Type a number, such as {example}.")
    value = float(re.sub(r"[_, ]", "", match[1]))
    typed = match[2]
    if not typed or typed == unit or typed.rstrip("s") == unit.rstrip("s"):
        return value
    factors = _UNITS.get(unit, {})
    factor = factors.get(typed.lower()) or factors.get(typed.lower().rstrip("s"))
    if factor is None:
        raise AnswerError(f'"{typed}" is no unit that fits here. Type a number, such as {example}.')
    return value * factor


def same_answer(item: Item, one: Answer, other: Answer) -> bool:
    """Whether these are one answer, written in two ways perhaps. Neither may be one that raises AnswerError."""
    if isinstance(item, Number):
        return number_of(_text(one), item.unit) == number_of(_text(other), item.unit)
    if isinstance(item, Predict):
        return normalised(_text(one)) == normalised(_text(other))
    return one == other


def _grade_number(item: Number, given: str, key: Key) -> Grade:
    value = number_of(given, item.unit)
    expected = f"{shown(float(key))} {item.unit}".strip() if isinstance(key, (int, float)) else ""
    only = (
        isinstance(key, (int, float)) and item.low > key - 1 and item.high < key + 1
    )  # a count: nothing else is right
    graded = Grade(
        right=item.low <= value <= item.high,
        expected=expected if only else f"{expected} ({shown(item.low)} to {shown(item.high)} counts as right)",
        got=f"{shown(value)} {item.unit}".strip(),
        why=item.why,
    )
    if graded.right:
        return graded
    for one in item.wrong:
        if abs(number_of(one.answer, item.unit) - value) <= 0.1 * max(abs(value), 1e-9):
            tags = (one.misconception,) if one.misconception else ()
            return msgspec.structs.replace(graded, why=f"{one.why} {item.why}", about=one.why, misconceptions=tags)
    return graded


def _grade_order(item: Order, answer: Answer, key: Key) -> Grade:
    if not isinstance(key, tuple):
        raise AnswerError("This question has no order to compare with.")
    given = [_index(value, len(item.lines)) for value in _sequence(answer)]
    if sorted(given) != list(range(len(item.lines))):
        raise AnswerError(f"Name each of the {len(item.lines)} lines once, such as 2 1 3.")
    right = tuple(given) == key
    first = next((place for place, pair in enumerate(zip(given, key, strict=True)) if pair[0] != pair[1]), None)
    about = "" if first is None else f"The first that differs is number {first + 1}"
    line = None if first is None else item.lines[key[first]]
    told = "" if line is None else f"{about}: {line.text.rstrip('.')}. {line.why}"
    return Grade(
        right=right,
        expected=" → ".join(item.lines[index].text.rstrip(".") for index in key),
        got=" → ".join(item.lines[index].text for index in given),
        why=" ".join(part for part in (told, item.why) if part),
        about=f"{about}." if about else "",
    )


def _grade_fix(item: Fix, answer: Answer) -> Grade:
    found = [verdict for verdict in _sequence(answer) if isinstance(verdict, Verdict)]
    if not found:
        raise AnswerError("Run your code first: the checks grade it.")
    failing = [verdict for verdict in found if not verdict.passed]
    return Grade(
        right=all_passed(found),
        expected=f"all {len(found)} checks hold",
        got=f"{len(found) - len(failing)} of {len(found)} hold",
        why="; ".join(f"{one.name}: expected {one.expected}, got {one.got}" for one in failing),
    )


# --- what an answer may be ------------------------------------------------------------------------------------------


def _text(answer: Answer) -> str:
    if not isinstance(answer, str):
        raise AnswerError("Type your answer.")
    return answer


def _sequence(answer: Answer) -> Collection[object]:
    if isinstance(answer, (int, str)):
        raise AnswerError("Several things are asked for here.")
    return answer


def _index(value: object, size: int) -> int:
    if not isinstance(value, int) or not 0 <= value < size:
        raise AnswerError(f"There are {size} to choose from.")
    return value


def _one_index(answer: Answer, size: int) -> int:
    if not isinstance(answer, int):
        raise AnswerError("Choose one option.")
    return _index(answer, size)


def _indexes(answer: Answer, size: int) -> frozenset[int]:
    chosen = frozenset(_index(value, size) for value in _sequence(answer))
    if not chosen:
        raise AnswerError("Choose at least one option.")
    return chosen
