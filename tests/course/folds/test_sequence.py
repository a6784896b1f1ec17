"""A run as a sequence diagram: every row follows from the trace, in its order, with the line that acts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from course.folds.sequence import PLACES, sequence
from course.scenes.request import REQUEST
from engine import trace
from engine.run import run_project
from tests.course.folds.traces import PROGRAMS, numbered, report_of


def test_there_into_the_handler_and_back() -> None:
    rows = sequence(run_project(REQUEST.request()).trace)
    first = [row for row in rows if row.event == 1]
    arrows = [(row.source, row.target) for row in first if row.source != row.target]
    there = list(pairwise(PLACES[:6]))
    back = [(target, source) for source, target in reversed(there)]
    handshake = ("client", "city")
    assert [arrow for arrow in arrows if "outside" not in arrow] == [handshake, *there, *back]
    assert first[0].words == "sends a request"
    lines = REQUEST.source.split("\n")
    acting = {row.words.split(",")[0]: lines[row.line - 1].strip() for row in first if row.line}
    assert acting["ctx.waitUntil()"].startswith("ctx.waitUntil(")
    assert acting["a Response"].startswith("return new Response(")
    assert acting["fetch https://origin/stock?ms=60"].startswith("const stock = await fetch(")


def test_what_comes_after_the_response_is_late() -> None:
    rows = [row for row in sequence(run_project(REQUEST.request()).trace) if row.event == 1]
    left = next(at for at, row in enumerate(rows) if row.words.startswith("leaves the isolate"))
    assert not any(row.late for row in rows[: left + 1])
    assert [row.words for row in rows[left:] if row.late] == [
        "fetch https://origin/count?ms=40",
        "answer to fetch, 200",
        "the waitUntil promise is fulfilled",
        "event A is over: ok",
    ]


def test_cold_once_warm_and_cold_again_after_the_eviction() -> None:
    words = [row.words for row in sequence(run_project(REQUEST.request()).trace)]
    births = [at for at, text in enumerate(words) if text.startswith("a new isolate")]
    gone = next(at for at, text in enumerate(words) if text.endswith("#1 is evicted"))
    warm = next(at for at, text in enumerate(words) if text.endswith("#1 is here, warm: 1 event before"))
    assert len(births) == 2
    assert births[0] < warm < gone < births[1]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_beginning_of_a_run_has_the_beginning_of_its_rows(path: Path) -> None:
    events = report_of(path).trace
    whole = sequence(events)
    assert [row.after for row in whole] == sorted(row.after for row in whole)
    for index in range(0, len(events), 7):
        assert sequence(events[:index]) == tuple(row for row in whole if row.after <= index)


def test_a_trace_cut_at_its_start_is_read_too() -> None:
    rows = sequence(
        numbered(
            trace.IoDone(event=1, io=7, result="200"),
            trace.Hop(event=1, place="runtime", returning=True),
            trace.Hop(event=1, place="client", returning=True),
        )
    )
    assert [(row.source, row.target) for row in rows] == [
        ("outside", "handler"),
        ("handler", "runtime"),
        ("runtime", "client"),
    ]


def test_a_limit_is_nothing_that_code_could_catch() -> None:
    for where, detail in (("handler", "Nobody caught it."), ("limit", "No code can catch a limit.")):
        thrown = trace.ExceptionThrown(seq=1, time=0.0, name="Error", message="too much", where=where, event=1)
        [row] = sequence([thrown])
        assert (row.words, row.detail) == ("Error: too much", detail)
