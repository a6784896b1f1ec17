"""The knobs of a machine, and what turning each asks of the engine: done to a real open run."""

from __future__ import annotations

import pytest

from course.folds.machine import DRAINING, GONE
from course.folds.machine_timeline import SPACING, MachineTimeline
from course.live_machine import SIZES, Knobs, knobs_for, project, request, streams, tight, turned
from engine.actions import Action, check_action
from engine.eviction import MEGABYTE, NEW_VERSION, TIGHT
from engine.session import Session


def machine(session: Session, timeline: MachineTimeline, to: float) -> None:
    """Lets time get to `to` ms."""
    told = session.advance(to)
    timeline.extend(told.events, told.now)


def test_traffic_tight_and_a_deployment_on_an_open_machine() -> None:
    knobs = knobs_for(12)
    session, timeline = Session(request(knobs)), MachineTimeline()
    machine(session, timeline, 3000)
    warm = timeline.state(len(timeline) - 1)
    assert len(warm.places) == 12
    assert warm.budget == knobs.machine_mb * MEGABYTE

    knobs, actions = turned(knobs, "tight", 1)
    for action in actions:
        session.act(action)
    machine(session, timeline, 3500)
    short = timeline.state(len(timeline) - 1)
    assert {gone.reason for gone in short.departures} == {TIGHT}
    assert 0 < len(short.places) < 12

    knobs, actions = turned(knobs, "tight", 1)
    session.act(actions[0])
    session.act(Action(kind="deploy", project=project("shop", 2)))
    machine(session, timeline, 3600)
    deployed = timeline.state(len(timeline) - 1)
    assert any(gone.reason == NEW_VERSION and gone.worker == "shop" for gone in deployed.departures)
    assert {cell.condition for cell in deployed.cells if cell.reason} <= {DRAINING, GONE}


def test_no_traffic_comes_once_it_is_turned_down_for_a_worker() -> None:
    knobs = knobs_for(12)
    before = knobs.rates()
    for _ in range(10):
        knobs, actions = turned(knobs, "own", -1, "shop")
    assert [action.stream.name for action in actions if action.stream] == ["shop"]
    assert knobs.rates()["shop"] == before["shop"] / 64, "it stops somewhere"
    assert knobs.rates()["blog"] == before["blog"]


@pytest.mark.parametrize("knob", ["traffic", "own", "request", "machine", "policy", "tight"])
@pytest.mark.parametrize("by", [-1, 1])
def test_no_knob_goes_out_of_bounds(knob: str, by: int) -> None:
    knobs = knobs_for(12)
    for _ in range(30):
        knobs, actions = turned(knobs, knob, by, "shop")
        for action in actions:
            check_action(action)
    assert all(rate > 0 for rate in knobs.rates().values())
    assert 0 <= tight(knobs).bytes <= knobs.machine_mb * MEGABYTE
    assert knobs.kilobytes >= 0


def test_every_worker_has_a_name_and_traffic_of_its_own() -> None:
    for workers in SIZES:
        knobs = Knobs(workers=workers)
        assert len(set(knobs.names)) == workers
        assert sum(knobs.rates().values()) == pytest.approx(knobs.rate)
        assert len(streams(knobs)) == workers


def test_the_oldest_is_forgotten_and_the_rest_stays_as_it_was() -> None:
    session, timeline = Session(request(knobs_for(12))), MachineTimeline()
    for frame in range(40):
        machine(session, timeline, 50.0 * (frame + 1))
    whole = [timeline.state(position) for position in range(len(timeline))]
    gone = timeline.forget(4 * SPACING + 7)
    assert gone > 0
    assert [timeline.state(position) for position in range(len(timeline))] == whole[gone:]
    machine(session, timeline, 2500)
    assert timeline.state(len(timeline) - 1).warm > whole[-1].warm
