"""Marks, the queue, the console."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.folds import console
from course.folds.captions import milliseconds
from course.folds.marks import mark
from course.folds.queue import Queue
from engine import trace


def test_marks_are_letters() -> None:
    assert [mark(event) for event in (0, 1, 2, 26, 27, 52, 53, 703)] == ["·", "A", "B", "Z", "AA", "AZ", "BA", "AAA"]


@given(st.lists(st.one_of(st.none(), st.integers())))
def test_a_queue_behaves_as_a_list_and_keeps_its_past(operations: list[int | None]) -> None:
    queue: Queue[int] = Queue()
    model: list[int] = []
    past: list[tuple[Queue[int], list[int]]] = []
    for operation in operations:
        past.append((queue, list(model)))
        if operation is not None:
            queue, model = queue.put(operation), [*model, operation]
        elif model:
            queue, model = queue.taken(), model[1:]
    for kept, expected in [*past, (queue, model)]:
        assert list(kept) == expected
        assert len(kept) == len(expected)
        assert kept.first(2) == expected[:2]
        assert kept == Queue(tuple(expected))


def test_an_empty_queue_has_nothing_to_take() -> None:
    with pytest.raises(IndexError):
        Queue().taken()


def test_the_console_keeps_the_latest_lines_and_counts_all() -> None:
    state = console.EMPTY
    for number in range(console.KEPT + 50):
        state = console.step(state, trace.Log(level="log", message=str(number)))
    assert len(state.lines) == console.KEPT
    assert (state.lines[-1].message, state.total) == (str(console.KEPT + 49), console.KEPT + 50)
    assert state.lines[-1].number == state.total


def test_an_uncaught_exception_is_a_console_line() -> None:
    state = console.step(console.EMPTY, trace.ExceptionThrown(name="TypeError", message="x is not a function", event=2))
    assert [(line.level, line.message) for line in state.lines] == [
        ("exception", "Uncaught TypeError: x is not a function")
    ]


def test_long_times_are_told_in_hours_minutes_and_seconds() -> None:
    told = [milliseconds(value) for value in (0, 0.25, 80, 59_999, 60_000, 75_500, 1_800_140, 7_200_562)]
    assert told == ["0 ms", "0.2 ms", "80 ms", "59999 ms", "1 min", "1 min 15.5 s", "30 min 0.14 s", "2 h 0.562 s"]
