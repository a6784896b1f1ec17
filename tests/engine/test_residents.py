"""Isolates come and go: causes, draining, fresh globals, and memory that is really given back."""

from __future__ import annotations

import gc
import weakref

import pytest

from engine import javascript
from engine.eviction import FAR_OVER_LIMIT, IDLE, MEGABYTE, OVER_LIMIT, TIGHT, Budget, EvictionPlan
from engine.run import RunReport
from engine.step import Step
from engine.trace import IsolateCondemned, IsolateEvicted, IsolateMemory, MachineMemory, Outcome
from tests.engine.worlds import bodies, run

COUNTER = """
let count = 0;
const kept = [];
export default {
  async fetch(request) {
    count += 1;
    const { searchParams } = new URL(request.url);
    kept.push(new Uint8Array(Number(searchParams.get("kb") ?? 0) * 1024));
    await scheduler.wait(Number(searchParams.get("wait") ?? 0));
    return new Response(String(count));
  },
};
"""
HOUR = 3_600_000


def plan(**budget: object) -> EvictionPlan:
    return EvictionPlan(budget=Budget(**budget))  # type: ignore[arg-type]


def get(path: str = "", **options: object) -> Step:
    return Step(url=f"http://example.com/{path}", **options)  # type: ignore[arg-type]


def departures(report: RunReport) -> list[tuple[str, str, str]]:
    words = {IsolateCondemned: "condemned", IsolateEvicted: "evicted"}
    return [
        (words[type(event)], event.isolate, event.reason)
        for event in report.trace
        if isinstance(event, (IsolateCondemned, IsolateEvicted))
    ]


def test_without_a_plan_nobody_goes_and_nothing_is_measured() -> None:
    report = run(COUNTER, get("?kb=50000"), get(settle_ms=2 * HOUR), get())
    assert bodies(report) == ["1", "2", "3"]
    assert departures(report) == []
    assert not any(isinstance(event, (IsolateMemory, MachineMemory)) for event in report.trace)


def test_idle_isolates_go_and_the_next_event_meets_fresh_globals() -> None:
    report = run(COUNTER, get(), get(settle_ms=HOUR - 1), get(settle_ms=HOUR + 1), get(), eviction=plan())
    assert bodies(report) == ["1", "2", "3", "1"]
    assert departures(report) == [("condemned", "hello#1", IDLE), ("evicted", "hello#1", IDLE)]


def test_a_long_event_is_not_idle() -> None:
    report = run(COUNTER, get(f"?wait={3 * HOUR}"), get(), eviction=plan())
    assert bodies(report) == ["1", "2"]
    assert departures(report) == []


def test_over_its_limit_it_drains() -> None:
    steps = [
        get("?wait=100", concurrent_group="both"),
        get("?kb=9000", concurrent_group="both", delay_before_ms=10),
        get("", concurrent_group="both", delay_before_ms=10),
    ]
    report = run(COUNTER, *steps, eviction=plan(isolate_bytes=8 * MEGABYTE))
    assert bodies(report) == ["2", "2", "1"]
    assert departures(report) == [("condemned", "hello#1", OVER_LIMIT), ("evicted", "hello#1", OVER_LIMIT)]
    order = [type(event) for event in report.trace if isinstance(event, (IsolateCondemned, IsolateEvicted, Outcome))]
    assert order == [Outcome, IsolateCondemned, Outcome, Outcome, IsolateEvicted]


def test_far_over_its_limit_it_goes_with_its_events() -> None:
    steps = [get("?wait=100", concurrent_group="both"), get("?kb=20000", concurrent_group="both", delay_before_ms=10)]
    report = run(COUNTER, *steps, get(), eviction=plan(isolate_bytes=8 * MEGABYTE))
    assert [step.outcome for step in report.result.steps] == ["exceededMemory", "exceededMemory", "ok"]
    assert [step.status for step in report.result.steps] == [503, 503, 200]
    assert report.result.steps[2].body == "1"
    assert departures(report) == [("condemned", "hello#1", FAR_OVER_LIMIT), ("evicted", "hello#1", FAR_OVER_LIMIT)]


def test_tight_for_one_that_is_busy() -> None:
    report = run(COUNTER, get("?kb=5000"), get(), eviction=plan(machine_bytes=5 * MEGABYTE))
    assert bodies(report) == ["1", "1"]
    assert departures(report)[:2] == [("condemned", "hello#1", TIGHT), ("evicted", "hello#1", TIGHT)]


def test_a_limit_that_was_hit_evicts_at_once() -> None:
    report = run("export default { fetch() { const a = []; for (;;) a.push(new Uint8Array(1e6)); } }", get(), get())
    assert [step.outcome for step in report.result.steps] == ["exceededMemory"] * 2
    assert departures(report) == [
        (what, f"hello#{number}", OVER_LIMIT) for number in (1, 2) for what in ("condemned", "evicted")
    ]


def test_the_heap_is_really_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    contexts: list[weakref.ref[javascript.JavaScriptHeap]] = []
    made, closed = [], []

    class Counted(javascript.JavaScriptHeap):
        def __init__(self, **limits: object) -> None:
            super().__init__(**limits)  # type: ignore[arg-type]
            made.append(self)
            contexts.append(weakref.ref(self))

        def close(self) -> None:
            super().close()
            closed.append(self)

    monkeypatch.setattr("engine.isolate.JavaScriptHeap", Counted)
    report = run(COUNTER, *[get(settle_ms=HOUR)] * 5, eviction=plan())
    assert len(made) == 5
    assert made[:4] == closed
    assert all(heap._context is None and heap._host is None for heap in closed)
    made.clear()
    closed.clear()
    gc.collect()
    assert [ref for ref in contexts if ref() is not None] == []
    memory = [event.used for event in report.trace if isinstance(event, MachineMemory)]
    assert memory.count(0) == 4
