"""The machine of a run: who is there, how large, how warm, who had to go and why; at any moment, in any order."""

from __future__ import annotations

import random

import pytest

from course.folds.machine import BUSY, DRAINING, GONE, HALF_LIFE_MS, IDLE, START, MachineState, heat_at, step
from course.folds.machine_story import story
from course.folds.machine_timeline import MOST_TICKS, MachineTimeline
from engine.actions import Action
from engine.eviction import MEGABYTE, NEW_VERSION, TIGHT, Budget, EvictionPlan
from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.step import Step
from engine.trace import IsolateCondemned, IsolateEvicted, MachineMemory, Onset, Outcome

SOURCE = """
let count = 0;
export default {
  async fetch(request) {
    count += 1;
    await scheduler.wait(Number(new URL(request.url).searchParams.get("wait") ?? 20));
    return new Response(String(count));
  },
};
"""
NAMES = ("a", "b", "c", "d")


def project(name: str) -> Project:
    return Project(name=name, main="index.js", files={"index.js": SOURCE})


@pytest.fixture(scope="module")
def report() -> RunReport:
    """Four Workers; d waits 2 s. At 1000 the machine is tight; at 1500 no longer; at 4000 d is deployed anew."""
    steps = [
        Step(worker=name, url=f"http://example.com/?wait={2000 if name == 'd' else 20}", concurrent_group="first",
             delay_before_ms=50)
        for name in NAMES
    ]  # fmt: skip
    again = [Step(worker=name, concurrent_group="again") for name in "dd"]
    return run_project(
        RunRequest(
            project=project("a"),
            workers=[project(name) for name in NAMES[1:]],
            steps=[*steps, *again],
            probes=False,
            eviction=EvictionPlan(budget=Budget(machine_bytes=16 * MEGABYTE)),
            actions=[
                Action(kind="tight", at_ms=1000, bytes=15 * MEGABYTE),
                Action(kind="tight", at_ms=1500, bytes=0),
                Action(kind="deploy", at_ms=4000, project=project("d")),
            ],
        )
    )


def after(report: RunReport, kind: type, which: int = -1) -> MachineState:
    """The machine right after one of the events of a kind."""
    index = [index for index, event in enumerate(report.trace, 1) if isinstance(event, kind)][which]
    state = START
    for event in report.trace[:index]:
        state = step(state, event)
    return state


def test_traffic_makes_isolates_busy_and_leaves_them_idle_and_warm(report: RunReport) -> None:
    state = after(report, Outcome, 2)
    assert [(cell.worker, cell.condition, cell.served) for cell in state.cells] == [
        ("a", IDLE, 1),
        ("b", IDLE, 1),
        ("c", IDLE, 1),
    ]
    state = after(report, Onset, 3)
    assert state.cells[3].condition == BUSY
    assert all(cell.bytes >= cell.born_bytes > 100_000 for cell in state.cells)
    assert state.heaps == sum(cell.bytes for cell in state.cells)
    assert (state.cold, state.warm) == (4, 0)


def test_memory_elsewhere_is_told_apart(report: RunReport) -> None:
    tight = next(i for i, event in enumerate(report.trace) if isinstance(event, MachineMemory) and event.time >= 1000)
    state = START
    for event in report.trace[: tight + 1]:
        state = step(state, event)
    assert state.elsewhere == 15 * MEGABYTE
    assert state.budget == 16 * MEGABYTE
    assert state.used == report.trace[tight].used  # type: ignore[union-attr]
    assert state.count(IDLE) == 3, "the machine is tight, and nobody has gone yet"


def test_idle_ones_go_and_the_busy_one_drains(report: RunReport) -> None:
    state = after(report, IsolateCondemned, 3)
    assert [cell.condition for cell in state.cells] == [GONE, GONE, GONE, DRAINING]
    assert {cell.reason for cell in state.cells} == {TIGHT}
    drained = after(report, IsolateEvicted, 3)
    gone = drained.departures[-1]
    assert (gone.isolate, gone.running, gone.condemned_at, gone.gone_at) == ("d#1", 1, 1000, 2200)
    assert gone.bytes > 100_000
    assert drained.heaps == 0


def test_the_next_isolate_takes_the_place_of_the_gone_one(report: RunReport) -> None:
    state = after(report, Outcome)
    assert len(state.cells) == 4
    assert (state.cells[3].id, state.cells[3].served) == ("d#2", 2)
    assert (state.cold, state.warm) == (5, 1)
    end = after(report, IsolateEvicted)
    assert end.departures[-1].reason == NEW_VERSION
    assert end.count(GONE) == 4


def test_heat_fades(report: RunReport) -> None:
    cell = after(report, Onset, 0).cells[0]
    assert heat_at(cell, cell.last_event_at) == 1
    assert heat_at(cell, cell.last_event_at + HALF_LIFE_MS) == 0.5


def test_any_moment_is_the_same_however_one_comes_to_it(report: RunReport) -> None:
    timeline = MachineTimeline(report.trace)
    forwards = [timeline.state(position) for position in range(len(timeline))]
    shuffled = list(range(len(timeline)))
    random.Random(1).shuffle(shuffled)
    assert all(timeline.state(position) == forwards[position] for position in shuffled)
    grown = MachineTimeline()
    for at in range(0, len(report.trace), 7):
        grown.extend(report.trace[at : at + 7])
    assert grown.moments == timeline.moments
    assert [grown.state(position) for position in range(len(grown))] == forwards


def test_time_passes_in_ticks_and_departures_are_found(report: RunReport) -> None:
    timeline = MachineTimeline(report.trace)
    times = [moment.time for moment in timeline.moments]
    assert times == sorted(times)
    waiting = [time for time in times if 1000 < time < 2200]
    assert 4 <= len(waiting) <= 2 * MOST_TICKS
    first = timeline.next_leaving(0, 1)
    assert timeline.state(first).departures[0].isolate == "a#1"
    assert timeline.next_leaving(first, -1) == first
    second = timeline.next_leaving(first, 1)
    assert timeline.next_leaving(second, -1) == first
    at = timeline.position_after(len(report.trace))
    assert timeline.state(at).count(GONE) == 4
    quiet = MachineTimeline()
    quiet.extend([], until=250.0)
    assert [moment.time for moment in quiet.moments] == [0, 125, 250]


def test_the_story_tells_it_in_order(report: RunReport) -> None:
    lines = list(story(report.trace))
    told = [
        "50 ms: a#1 is made, a cold start",
        "200 ms: d#1 begins GET http://example.com/?wait=2000",
        "1000 ms: a#1 gone at once (short of memory)",
        "1000 ms: d#1 is condemned: the machine was short of memory; it drains, and takes no new event",
        "2200 ms: d#1 is done with one: ok",
        "2200 ms: d#1 gone once 1 event finished, 1.2 s (short of memory)",
        "d#2 is there, warm",
        "4000 ms: d#2 is condemned: a new version was deployed; it has no events",
    ]
    at = 0
    for words in told:
        found = [place for place, line in enumerate(lines) if words in line and place >= at]
        assert found, f"{words} does not come after line {at} of {lines}"
        at = found[0]


def test_the_story_tells_heaps_that_changed_much_also_of_one_that_is_cut_off() -> None:
    source = """
    export default {
      async fetch(request) {
        const kept = new Uint8Array(3_000_000);
        await scheduler.wait(new URL(request.url).pathname === "/small" ? 0 : 100);
        return new Response(String(kept.length));
      },
    };
    """
    keeper = Project(name="keeper", main="index.js", files={"index.js": source})
    small = Step(url="http://example.com/small", concurrent_group="all")
    large = Step(concurrent_group="all", delay_before_ms=10)
    plan = EvictionPlan(budget=Budget(isolate_bytes=8 * MEGABYTE, machine_bytes=24 * MEGABYTE))

    def told(steps: list[Step]) -> list[str]:
        request = RunRequest(project=keeper, steps=steps, probes=False, eviction=plan)
        return [line for line in story(run_project(request).trace) if "heap is" in line or "free" in line]

    grown, shrunk = told([large, small])
    assert grown == "10 ms: keeper#1's heap is 3.1 MB now"
    assert shrunk.endswith(" kB now")
    heap, gone = told([large] * 5)[:2]
    assert "keeper#1's heap is 11." in heap
    assert "4 events cut off (far over limit), 11." in gone
