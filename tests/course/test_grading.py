from __future__ import annotations

import pytest

from course.answer_keys import KeyNotFound, key_from, order_key
from course.grading import AnswerError, grade, normalised, number_of, same_answer
from course.lesson import (
    Choice,
    Choices,
    Find,
    Firings,
    Fix,
    Line,
    Measure,
    Number,
    Option,
    Order,
    Predict,
    Traffic,
    WrongAnswer,
)
from course.verdict import Verdict
from engine.step import Failure, StepResult
from engine.trace import FrameEntered, Hop, IoDone, IoQueued, Onset, Outcome, Return
from tests.course.reports import report

OPTIONS = [
    Option(text="yes", why="It is.", correct=True),
    Option(text="no", why="It is not.", misconception="M5"),
    Option(text="both", why="Also true.", correct=True),
    Option(text="never", why="Sometimes.", misconception="M6"),
]
CHOICE = Choice(id="c", prompt="?", options=[OPTIONS[1], OPTIONS[0], OPTIONS[3]], replay="run")
CHOICES = Choices(id="cs", prompt="?", options=OPTIONS)
TRAFFIC = Traffic(requests=["GET /"])
PREDICT = Predict(
    id="p",
    prompt="?",
    project="x",
    traffic=TRAFFIC,
    answer=Measure(),
    why="So it is.",
    wrong=[WrongAnswer(answer="A C B", why="No.", misconception="M4")],
)
NUMBER = Number(
    id="n",
    prompt="?",
    low=180,
    high=260,
    unit="ms",
    why="They overlap.",
    wrong=[WrongAnswer(answer="800", why="That is one by one.", misconception="M5")],
)


def test_a_choice_explains_the_chosen_option_and_all_others() -> None:
    wrong = grade(CHOICE, 0, key_from(CHOICE, None))
    assert (wrong.right, wrong.expected, wrong.got, wrong.misconceptions) == (False, "b", "a", ("M5",))
    assert wrong.why == "It is not."
    assert [option.why for option in wrong.options] == ["It is not.", "It is.", "Sometimes."]
    assert wrong.replay == "run"
    right = grade(CHOICE, 1, key_from(CHOICE, None))
    assert (right.right, right.misconceptions, right.replay) == (True, (), "")


def test_choices_are_all_or_nothing_with_a_why_for_each() -> None:
    assert grade(CHOICES, [0, 2], None).right
    partly = grade(CHOICES, {0}, None)
    assert (partly.right, partly.expected, partly.got) == (False, "a c", "a")
    over = grade(CHOICES, (0, 1, 2, 3), None)
    assert over.misconceptions == ("M5", "M6")
    with pytest.raises(AnswerError):
        grade(CHOICES, [], None)
    with pytest.raises(AnswerError):
        grade(CHOICES, [9], None)


@pytest.mark.parametrize("typed", ["A B C", " A  B C ", '"A B C"', "'A B C'", "“A B C”", "`A B C`"])
def test_typed_output_is_normalised(typed: str) -> None:
    assert normalised(typed) == "A B C"
    assert grade(PREDICT, typed, "A B C").right


def test_commas_between_values_are_no_mistake_where_the_output_has_none() -> None:
    assert grade(PREDICT, "1, 2,1", "1\n2\n1").right
    assert not grade(PREDICT, "ana bo", "ana, bo").right


def test_a_wrong_output_that_was_foreseen_gets_its_own_why() -> None:
    graded = grade(PREDICT, "A C B", "A B C")
    assert (graded.right, graded.why, graded.misconceptions) == (False, "No. So it is.", ("M4",))
    assert graded.about == "No."
    assert grade(PREDICT, "C", "A B C").about == ""
    assert grade(PREDICT, "a b c", "A B C").why.startswith("Only capital letters differ.")
    assert grade(PREDICT, "a b c", "A B C").right is False
    with pytest.raises(AnswerError):
        grade(PREDICT, "  ", "A B C")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("200", 200),
        ("200 ms", 200),
        ("200ms", 200),
        ("0.2 s", 200),
        (".2s", 200),
        ("about 200", 200),
        ("≈ 200 ms", 200),
        ("1,000", 1000),
        ("1 second", 1000),
        ("200 milliseconds", 200),
        ("2 min", 120000),
    ],
)
def test_numbers_with_units(typed: str, value: float) -> None:
    assert number_of(typed, "ms") == pytest.approx(value)


@pytest.mark.parametrize("typed", ["", "soon", "ms", "12 apples", "1 2 x 3"])
def test_what_is_no_number_says_what_to_type(typed: str) -> None:
    with pytest.raises(AnswerError, match="200 ms"):
        number_of(typed, "ms")


def test_a_number_in_the_band_is_right_and_a_foreseen_one_is_explained() -> None:
    assert grade(NUMBER, "0.25 s", 200.0).right
    graded = grade(NUMBER, "800 ms", 200.0)
    assert (graded.right, graded.misconceptions) == (False, ("M5",))
    assert graded.why == "That is one by one. They overlap."
    assert "200 ms" in graded.expected


TRACE = [
    Hop(seq=1, event=1, place="client"),
    Onset(seq=2, event=1, worker="w", handler="fetch", trigger="GET /"),
    FrameEntered(seq=3, event=1, frame=1, function="fetch", file="f", line=2),
    IoQueued(seq=4, event=1, io=7, operation="kv.get", target="k"),
    IoQueued(seq=5, event=1, io=8, operation="fetch", target="u"),
    Hop(seq=6, event=2, place="client"),
    Onset(seq=7, event=2, worker="w", handler="fetch", trigger="GET /"),
    IoDone(seq=8, event=1, io=7),
    IoDone(seq=9, event=1, io=8),
    Return(seq=10, event=2, status=200),
    Return(seq=11, event=1, status=200),
    Hop(seq=12, event=1, place="client", returning=True),
    Outcome(seq=13, event=1, outcome="ok"),
]


def _order(*finds: Find) -> Order:
    lines = [Line(text=f"line {number}", at=at, why=f"why {number}") for number, at in enumerate(finds)]
    return Order(id="o", prompt="?", project="x", traffic=TRAFFIC, lines=lines, why="All in all.")


def test_the_key_of_an_order_follows_from_the_trace() -> None:
    item = _order(
        Find(kind="return", event=1),
        Find(kind="ioDone", operation="fetch"),
        Find(kind="hop", place="client", returning=True),
        Find(kind="onset", nth=2),
        Find(kind="frameEntered", function="fetch", line=2),
        Find(kind="return", event=2),
    )
    assert order_key(item, report(StepResult(), trace=TRACE)) == (4, 3, 1, 5, 0, 2)


def test_a_line_without_a_moment_and_two_for_one_moment_are_errors() -> None:
    run = report(StepResult(), trace=TRACE)
    with pytest.raises(KeyNotFound, match="line 1"):
        order_key(_order(Find(kind="onset"), Find(kind="timerSet")), run)
    with pytest.raises(KeyNotFound, match="same moment"):
        order_key(_order(Find(kind="onset"), Find(kind="onset", event=1)), run)


def test_an_order_says_where_it_first_differs() -> None:
    item = _order(Find(kind="return"), Find(kind="onset"), Find(kind="outcome"))
    assert grade(item, (1, 0, 2), (1, 0, 2)).right
    graded = grade(item, [1, 2, 0], (1, 0, 2))
    assert (graded.right, graded.expected) == (False, "line 1 → line 0 → line 2")
    assert graded.why == "The first that differs is number 2: line 0. why 0 All in all."
    assert graded.about == "The first that differs is number 2."
    with pytest.raises(AnswerError):
        grade(item, [0, 0, 1], (1, 0, 2))


def test_a_fix_is_graded_by_its_checks() -> None:
    item = Fix(id="f", prompt="?", task="t")
    passing, failing = Verdict("a", True, "1", "1"), Verdict("b", False, "2", "3")
    assert grade(item, [passing], None).right
    graded = grade(item, [passing, failing], None)
    assert (graded.right, graded.got, graded.why) == (False, "1 of 2 hold", "b: expected 2, got 3")
    with pytest.raises(AnswerError):
        grade(item, [], None)


def test_keys_that_the_engine_does_not_give() -> None:
    with pytest.raises(KeyNotFound, match="did not load: oops"):
        key_from(PREDICT, report(error=Failure(name="Error", message="oops")))
    with pytest.raises(KeyNotFound, match='no "body"'):
        key_from(PREDICT, report(StepResult(body="")))


@pytest.mark.parametrize(
    "typed", ["2026-01-11", "2026-1-11", "11 January 2026", "January 11, 2026", "Jan 11th 2026", "11. Jan 2026"]
)
def test_a_day_is_right_in_any_form(typed: str) -> None:
    item = Predict(id="d", prompt="?", why="So it is.", cron=Firings(expression="0 17 * * 1", after="2026-01-07"))
    assert grade(item, typed, "2026-01-11").right
    assert not grade(item, typed, "2026-11-01").right
    assert not grade(PREDICT, "11 January 2026", "2026-01-11").right, "only where a day is asked"


@pytest.mark.parametrize(
    "typed", ["Sunday", "January 2026", "11 Brumaire 2026", "11 January 12 2026", "2026-01-11 17:00"]
)
def test_what_is_no_day_is_compared_as_it_is(typed: str) -> None:
    item = Predict(id="d", prompt="?", why="So it is.", cron=Firings(expression="0 17 * * 1", after="2026-01-07"))
    graded = grade(item, typed, "2026-01-11")
    assert (graded.right, graded.got) == (False, typed)


def test_a_count_says_one_number_and_an_estimate_its_band() -> None:
    count = Number(id="n", prompt="?", low=2.5, high=3.5, unit="Workers", why="Three.")
    assert grade(count, "2", 3).expected == "3 Workers"
    assert grade(NUMBER, "100", 200).expected == "200 ms (180 to 260 counts as right)"


def test_one_answer_written_in_two_ways_is_the_same() -> None:
    assert same_answer(NUMBER, "200 ms", "0.2 s")
    assert not same_answer(NUMBER, "200", "201")
    assert same_answer(PREDICT, " a   b", "“a b”")
    assert not same_answer(PREDICT, "a b", "a, b"), "a comma may be part of the answer"
    assert not same_answer(PREDICT, "Hello", "hello"), "capital letters are marked"
