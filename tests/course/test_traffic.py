"""Lines of traffic: whom a request is for, who sends it, and waits between requests that overlap."""

from __future__ import annotations

import pytest

from course.lesson import Traffic
from course.traffic import steps_of
from engine.errors import StepError


def test_to_names_the_worker_and_from_the_city() -> None:
    both = steps_of(Traffic(requests=["TO shop GET /a", "from nrt GET /b", "FROM NRT TO shop POST /c two cups"]))
    assert [(step.worker, step.city, step.method) for step in both] == [
        ("shop", "", "GET"),
        ("", "NRT", "GET"),
        ("shop", "NRT", "POST"),
    ]


def test_a_wait_counts_among_requests_that_overlap() -> None:
    lines = ["GET /", "GET /", "WAIT 2 s", "GET /"]
    steps = steps_of(Traffic(requests=lines, together=True, apart_ms=100))
    assert [step.delay_before_ms for step in steps] == [0, 100, 2100]


def test_to_without_a_request_says_what_to_write() -> None:
    with pytest.raises(StepError, match="such as GET /"):
        steps_of(Traffic(requests=["TO shop"]))
