"""The engine's own figures, measured here and now: cold starts, warm requests, many isolates, the cost of the trace."""

from __future__ import annotations

import gc
import statistics
import time

import msgspec

from engine.project import Project
from engine.race.results import percentile
from engine.race.warm import WarmEngine, resident_kb
from engine.run import RunRequest, run_project
from engine.step import Step

COLD_RUNS, PHASE_RUNS, WARM_UP = 300, 100, 20
WARM_SECONDS = 2.0
MANY = 10_000
TRACED_RUNS = 5

HANDLER = """\
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function total(values) {
  let sum = 0;
  for (const value of values) sum += await Promise.resolve(value);
  return sum;
}

export default {
  async fetch(request) {
    const path = new URL(request.url).pathname;
    await later(5);
    const sum = await total([1, 2, 3, 4]);
    return Response.json({ path, sum });
  },
};
"""
"""What the trace is measured on: a handler as lessons have them, with a URL, a timer, some awaits and JSON."""
LOOP = """\
export default {
  fetch(request) {
    let sum = 0;
    for (let number = 0; number < 2000; number += 1) {
      sum += number % 7;
    }
    return new Response(String(sum));
  },
};
"""
"""The dearest thing to trace: arithmetic that does next to nothing between one statement and the next."""
REQUESTS = 50


class ColdStart(msgspec.Struct, frozen=True):
    """Nothing → isolate → first response, in real ms. phases: the median of each phase, with a stopwatch between."""

    median: float
    p90: float
    phases: dict[str, float]


class Isolates(msgspec.Struct, frozen=True):
    """Many isolates alive in this process. create_s: real seconds for all. rss_kb_each: resident memory of one."""

    count: int
    create_s: float
    rss_kb_each: float


class TraceCost(msgspec.Struct, frozen=True):
    """An instrumented run. events_per_s: trace events a second of CPU. slowdown: times the CPU without probes, of a
    handler as lessons have them; slowdown_of_loops: of bare arithmetic, the dearest case."""

    events_per_s: float
    slowdown: float
    slowdown_of_loops: float


class Figures(msgspec.Struct, frozen=True):
    """All of it."""

    cold_start_ms: ColdStart
    warm_requests_per_s: float
    trace: TraceCost
    isolates: Isolates


def measure(isolates: int = MANY) -> Figures:
    """Measures everything, one thing after another: about twenty seconds, and about 2 GB for 10,000 isolates."""
    return Figures(
        cold_start_ms=cold_start(),
        warm_requests_per_s=warm_requests_per_s(),
        trace=trace_cost(),
        isolates=many_isolates(isolates),
    )


def cold_start(runs: int = COLD_RUNS) -> ColdStart:
    """Isolates made, asked once and dropped, one after another, in a warm engine."""
    engine = WarmEngine()
    for _ in range(WARM_UP):
        engine.cold_start()
    times = [engine.cold_start() for _ in range(runs)]
    phased = [engine.cold_start_phases() for _ in range(min(runs, PHASE_RUNS))]
    phases = {name: statistics.median(one[name] for one in phased) for name in phased[0]}
    return ColdStart(statistics.median(times), percentile(times, 0.9), phases)


def warm_requests_per_s(seconds: float = WARM_SECONDS) -> float:
    """Requests a second to one warm isolate, one after another, without probes and without a network."""
    engine = WarmEngine()
    for _ in range(WARM_UP):
        engine.request()
    began, requests = time.perf_counter(), 0
    while (now := time.perf_counter()) - began < seconds:
        for _ in range(100):
            engine.request()
        requests += 100
        engine.world.log.events.clear()
    return requests / (now - began)


def trace_cost(runs: int = TRACED_RUNS) -> TraceCost:
    """The same Workers with and without probes."""
    events_per_s, slowdown = _cost_of(HANDLER, runs)
    return TraceCost(events_per_s, slowdown, _cost_of(LOOP, runs)[1])


def _cost_of(source: str, runs: int) -> tuple[float, float]:
    """Events a second, and times the CPU. Turn about, and the least CPU of each counts: the rest is other load."""
    with_probes, without, events = [], [], 0
    for _ in range(runs):
        seconds, events = _cpu_of(source, probes=True)
        with_probes.append(seconds)
        without.append(_cpu_of(source, probes=False)[0])
    return events / min(with_probes), min(with_probes) / min(without)


def _cpu_of(source: str, *, probes: bool) -> tuple[float, int]:
    """CPU seconds and trace events of one run."""
    project = Project(name="traced", main="index.js", files={"index.js": source})
    steps = [Step(url=f"http://example.com/{number}") for number in range(REQUESTS)]
    gc.collect()  # the heaps of earlier isolates are not freed at this run's cost
    began = time.process_time()
    report = run_project(RunRequest(project=project, steps=steps, probes=probes))
    took = time.process_time() - began
    wrong = report.result.error or next((step for step in report.result.steps if step.status != 200), None)
    if wrong is not None:
        raise RuntimeError(f"The benchmark's Worker failed: {wrong}")
    return took, len(report.trace)


def many_isolates(count: int = MANY) -> Isolates:
    """So many Workers of one runtime, each in an isolate of its own, all alive at once; then one of them is asked."""
    engine = WarmEngine()
    engine.request()
    before, began = resident_kb(), time.perf_counter()
    for number in range(count):
        engine.also(f"hello-{number}")
    create_s, grown = time.perf_counter() - began, resident_kb() - before
    engine.request(f"hello-{count - 1}")
    return Isolates(count, create_s, grown / count)
