"""The warm engine that the race and the benchmark start isolates in."""

from __future__ import annotations

import pytest

from engine.project import Project
from engine.race.warm import HELLO_BODY, PHASES, WarmEngine, resident_kb

COUNTER = "let n = 0; export default { fetch() { n += 1; return new Response(String(n)); } };"


def counting() -> WarmEngine:
    return WarmEngine(Project(name="counter", main="index.js", files={"index.js": COUNTER}))


def test_a_warm_isolate_keeps_its_globals() -> None:
    engine = counting()
    assert [engine.request(), engine.request()] == [b"1", b"2"]


def test_every_deployment_has_an_isolate_of_its_own() -> None:
    engine = counting()
    engine.request()
    engine.also("other")
    assert engine.request("other") == b"1"
    assert engine.request() == b"2"


def test_a_cold_start_makes_a_new_isolate_each_time() -> None:
    engine = WarmEngine()
    before = engine.request()
    assert engine.cold_start() > 0
    assert before == HELLO_BODY


def test_a_wrong_answer_is_no_cold_start() -> None:
    with pytest.raises(RuntimeError, match="answered b'1'"):
        counting().cold_start()


def test_phases_cover_the_whole_birth() -> None:
    engine = WarmEngine()
    phases = engine.cold_start_phases()
    assert tuple(phases) == PHASES
    assert all(took > 0 for took in phases.values())
    assert engine.cold_start() > 0  # the ordinary trace is back


def test_resident_memory_of_this_process() -> None:
    assert resident_kb() > 1000
