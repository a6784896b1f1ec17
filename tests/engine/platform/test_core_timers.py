"""Timers, microtasks and the clock, as tests/conformance/OBSERVED.md says workerd and production have them."""

from __future__ import annotations

import pytest

from engine import outbox
from tests.engine.platform.heap import CLOCK, Heap

SCOPE = "ServiceWorkerGlobalScope"
BANNED = "Error: Disallowed operation called within global scope."


@pytest.fixture
def heap() -> Heap:
    return Heap({"setTimeout", "setInterval", "queueMicrotask", "Date", "performance", "scheduler", "AbortController"})


def test_zero_and_one_are_distinct_and_nothing_is_clamped(heap: Heap) -> None:
    body = "for (const d of [0, 1, -5, NaN, 'abc', null, {}, 0.9, '7', true, Infinity]) setTimeout(() => {}, d);"
    heap.run(body)
    delays = [record[3] for record in heap.records if record[0] == outbox.TIMER_SET]
    assert delays == [0, 1, 0, 0, 0, 0, 0, 0, 7, 1, 3153600000000]


def test_ids_are_numbers_that_rise_by_one(heap: Heap) -> None:
    assert heap.run("const a = setTimeout(() => {}); return [typeof a, setInterval(() => {}) - a];") == ["number", 1]


def test_arguments_and_this_of_the_callback(heap: Heap) -> None:
    body = (
        "return await new Promise((done) => setTimeout(function (...x) { done([this === globalThis, x]); }, 1, 2, 3));"
    )
    assert heap.run(body) == [True, [2, 3]]


def test_clearing(heap: Heap) -> None:
    body = """
      const log = [];
      const never = setTimeout(() => log.push('never'), 5);
      clearInterval(never);
      for (const id of [undefined, NaN, 'x', -1, 99999, {}]) clearTimeout(id);
      let n = 0;
      const id = setInterval(() => { log.push(++n); if (n === 3) clearTimeout(id); }, 10);
      await new Promise((done) => setTimeout(done, 100));
      return log;"""
    assert heap.run(body) == [1, 2, 3]
    wrong = f"TypeError: Failed to execute 'clearTimeout' on '{SCOPE}': parameter 1 is not of type 'Number'."
    assert heap.run("clearTimeout();") == wrong


def test_the_timer_of_another_event_cannot_be_cleared(heap: Heap) -> None:
    heap.run("globalThis.id = setTimeout(() => {}, 50);", event=1)
    before = len(heap.records)
    heap.run("clearTimeout(id);", event=2)
    assert heap.records[before:] == []


def test_ten_thousand_at_once(heap: Heap) -> None:
    body = """
      for (let n = 0; ; n++) {
        try { setTimeout(() => {}, 9); } catch (error) { return [n, error.name, error.message]; }
      }"""
    count, name, message = heap.run(body)
    assert (count, name) == (10000, "QuotaExceededError")
    assert message.endswith("max active timeouts: 10000, current active timeouts: 10000, finished timeouts: 0")


@pytest.mark.parametrize("call", ["setTimeout(() => {})", "clearTimeout(1)", "setInterval(() => {}, 1)"])
def test_no_timers_in_global_scope(heap: Heap, call: str) -> None:
    assert heap.run(f"{call};", event=0).startswith(BANNED)


def test_a_string_is_no_callback(heap: Heap) -> None:
    words = f"TypeError: Failed to execute 'setTimeout' on '{SCOPE}': parameter 1 is not of type 'function'."
    assert heap.run("setTimeout('1 + 1');") == words


def test_microtasks_share_the_queue_with_promises(heap: Heap) -> None:
    body = """
      const log = [];
      Promise.resolve().then(() => log.push('p1')).then(() => log.push('p2'));
      queueMicrotask(() => log.push('m'));
      (async () => { await null; log.push('a'); })();
      setTimeout(() => log.push('t'), 0);
      log.push('sync');
      await new Promise((done) => setTimeout(done, 5));
      return log;"""
    assert heap.run(body) == ["sync", "p1", "m", "a", "p2", "t"]


def test_a_microtask_that_throws_is_reported_and_the_next_still_runs(heap: Heap) -> None:
    body = """
      queueMicrotask(() => { throw new Error('boom'); });
      return await new Promise((done) => queueMicrotask(() => done(1)));"""
    assert heap.run(body) == 1
    assert [record[1:5] for record in heap.records if record[0] == outbox.EXCEPTION] == [
        (1, "microtask", "Error", "boom")
    ]


def test_the_clock_stands_still_and_moves_with_timers(heap: Heap) -> None:
    body = """
      const before = Date.now();
      let spun = 0;
      for (let i = 0; i < 1e5; i++) spun = Math.max(spun, Date.now() - before);
      await scheduler.wait(30);
      return [before, spun, Date.now() - before, performance.now() - Date.now(), performance.timeOrigin,
        +new Date() - Date.now()];"""
    assert heap.run(body) == [CLOCK, 0, 30, 0, 0, 0]


def test_the_clock_says_nothing_in_global_scope(heap: Heap) -> None:
    body = "return [Date.now(), new Date().toISOString(), performance.now(), Date()];"
    midnight = "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)"
    assert heap.run(body, event=0) == [0, "1970-01-01T00:00:00.000Z", 0, midnight]


def test_everything_else_of_date_is_as_ever(heap: Heap) -> None:
    body = """
      class Day extends Date {}
      const day = new Day(2020, 1, 29);
      return [day instanceof Date, day.constructor === Day, new Date(5).constructor === Date, Date.length, Date.name,
        Date.UTC(1970, 0, 2), new Date('2020-02-29').getTime(), Object.prototype.toString.call(new Date())];"""
    assert heap.run(body) == [True, True, True, 7, "Date", 86400000, 1582934400000, "[object Date]"]


def test_scheduler_wait_ends_with_its_signal(heap: Heap) -> None:
    body = """
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 10);
      try { await scheduler.wait(1000, { signal: controller.signal }); }
      catch (error) { return [error.name, error.message, Date.now()]; }"""
    name, message, now = heap.run(body)
    assert (name, message, now - CLOCK) == ("AbortError", "The operation was aborted", 10)
