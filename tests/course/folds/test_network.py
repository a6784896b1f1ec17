"""The story of a run over its network: where requests are, what servers hold, and what is kept in which city."""

from __future__ import annotations

from functools import cache

import pytest

from course.folds.network import network
from course.folds.network_story import COLD, ROAD, WARM, Picture, Story
from course.scenes.network import NETWORK_DEMONSTRATION
from engine.cities import city, round_trip_ms
from engine.network_plan import NetworkPlan
from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.step import Step
from tests.course.folds.traces import PROGRAMS, report_of

COUNTER = "let n = 0; export default { fetch(r) { return new Response(`${r.cf.colo} #${++n}`); } }"


@cache
def demonstration() -> RunReport:
    return run_project(NETWORK_DEMONSTRATION.request())


def run(*steps: Step, plan: NetworkPlan) -> RunReport:
    project = Project(name="hello", main="index.js", files={"index.js": COUNTER})
    return run_project(RunRequest(project=project, steps=list(steps), network=plan))


def pictures(story: Story, event: int) -> list[Picture]:
    return [moment.picture for moment in story.moments if event in moment.picture.requests]


def test_a_request_goes_through_every_place_and_back() -> None:
    story = network(run(Step(city="MAD"), plan=NetworkPlan(latency=True, cold_start_ms=5)).trace)
    places = [(one.requests[1].place, one.requests[1].back) for one in pictures(story, 1)]
    there = list(dict.fromkeys(place for place, back in places if not back))
    assert there == list(ROAD)
    back = list(dict.fromkeys(place for place, back in places if back))
    assert back == ["isolate", "runtime", "server", "city"]
    assert story.moments[-1].picture.requests == {}
    assert story.moments[-1].picture.answered == 1


def test_the_handler_is_called_only_when_its_isolate_is_ready() -> None:
    story = network(run(Step(), plan=NetworkPlan(cold_start_ms=5)).trace)
    for moment in story.moments:
        request = moment.picture.requests.get(1)
        if request is not None and request.place == "handler":
            assert moment.picture.isolates[request.isolate].state == "ready"
            assert moment.time >= 5


def test_cold_and_warm_are_those_of_the_results() -> None:
    report = demonstration()
    story = network(report.trace)
    seen: dict[int, str] = {}
    for moment in story.moments:
        for request in moment.picture.requests.values():
            if request.temperature:
                seen[request.event] = request.temperature
    assert list(seen.values()) == [COLD if step.cold else WARM for step in report.result.steps]
    last = story.moments[-1].picture
    assert sum(cold for cold, _ in last.starts.values()) == sum(step.cold for step in report.result.steps)


def test_isolates_stand_on_their_servers_with_their_counters() -> None:
    steps = [Step(city=("LIS", "NRT")[number % 2], client=f"client {number}") for number in range(16)]
    report = run(*steps, plan=NetworkPlan(cities=("LIS", "NRT"), servers=2))
    last = network(report.trace).moments[-1].picture
    assert set(last.servers.items()) == {("LIS-1", "LIS"), ("LIS-2", "LIS"), ("NRT-1", "NRT"), ("NRT-2", "NRT")}
    for isolate in last.isolates.values():
        bodies = [step.body for step in report.result.steps if step.isolate == isolate.id]
        assert bodies[-1] == f"{isolate.city} #{isolate.events}"
        assert isolate.inside == ()


def test_a_way_takes_as_long_as_the_engine_says() -> None:
    story = network(run(Step(city="NRT"), plan=NetworkPlan(latency=True, handshake=True)).trace)
    way = round_trip_ms(city("NRT"), city("LIS")) / 2
    first, shake, back = story.legs
    assert [leg.end - leg.start for leg in story.legs] == pytest.approx([way, 2 * way, way])
    assert (first.source, first.target, back.source, back.target) == ("NRT", "LIS", "LIS", "NRT")
    assert first.share((first.start + first.end) / 2) == pytest.approx(0.5)
    assert shake.handshake
    assert shake.share(shake.start) == shake.share(shake.end) == pytest.approx(1 if shake.target == "LIS" else 0)
    assert shake.share((shake.start + shake.end) / 2) == pytest.approx(0 if shake.target == "LIS" else 1)


def test_cron_events_have_no_client() -> None:
    source = "export default { scheduled() {}, fetch() { return new Response('hi'); } }"
    project = Project(name="hello", main="index.js", files={"index.js": source})
    steps = [Step(kind="scheduled", cron="0 * * * *"), Step()]
    story = network(run_project(RunRequest(project=project, steps=steps, network=NetworkPlan(latency=True))).trace)
    told = [[moment.told for moment in story.moments if moment.event == event] for event in (1, 2)]
    assert told[0][:2] == ["A cron event is due.", "The network takes it to a server in Lisbon."]
    assert any(words.startswith("It is done") for words in told[0])
    assert not any("client" in words for words in told[0])
    assert told[1][0] == "A client sends a request."
    assert any(words.startswith("The client has its answer") for words in told[1])


def test_a_client_that_leaves_is_under_way_no_longer() -> None:
    source = "export default { async fetch() { await scheduler.wait(500); return new Response('late'); } }"
    project = Project(name="hello", main="index.js", files={"index.js": source})
    steps = [Step(city="MAD", abort_after_ms=100)]
    request = RunRequest(project=project, steps=steps, network=NetworkPlan(latency=True))
    last = network(run_project(request).trace).moments[-1]
    assert (last.told, last.picture.requests) == ("Its client has left, and so the event is canceled.", {})


def test_routes_and_what_a_handler_waits_for_are_told() -> None:
    source = "export default { async fetch() { return fetch('https://origin/tea?ms=80'); } }"
    project = Project(
        name="shop", main="index.js", files={"index.js": source}, configuration={"routes": ["shop.example.com/*"]}
    )
    steps = [Step(url="https://shop.example.com/"), Step(url="https://example.com/")]
    story = network(run_project(RunRequest(project=project, steps=steps)).trace)
    told = " ".join(moment.told for moment in story.moments)
    assert "The route shop.example.com/* takes it: Worker shop." in told
    assert "The handler waits for fetch https://origin/tea?ms=80." in told
    assert "fetch https://origin/tea?ms=80 is answered: 200." in told
    assert "No Worker takes it: the origin example.com answers." in told
    assert story.moments[-1].picture.requests == {}


def test_kv_copies_grow_old_and_one_city_does_not_know_of_anothers_write() -> None:
    story = network(demonstration().trace)
    steps = demonstration().result.steps
    assert [steps[index].body for index in (7, 9, 10)] == ["old", "old", "new"]
    behind = [m for m in story.moments if ("NRT", "news") in m.picture.copies and m.picture.copies["NRT", "news"].old]
    assert behind
    assert any("its own copy of news" in moment.told and "written since" in moment.told for moment in behind)
    last = story.moments[-1].picture.copies["NRT", "news"]
    assert not last.old
    assert last.since > 60_000


def test_a_durable_object_has_one_home_and_calls_travel_there() -> None:
    story = network(demonstration().trace)
    home = story.moments[-1].picture.homes["Room/one"]
    assert (home.city, home.calls) == ("LIS", 2)
    assert [step.body for step in demonstration().result.steps[-2:]] == ["member 1", "member 2"]
    ways = [(leg.source, leg.target) for leg in story.legs if {leg.source, leg.target} == {"LIS", "NRT"}]
    assert ways == [("NRT", "LIS"), ("LIS", "NRT")]


def test_sharding_forwards_and_is_told() -> None:
    story = network(demonstration().trace)
    set_at = next(at for at, moment in enumerate(story.moments) if moment.told.startswith("Sharding is on"))
    assert story.moments[set_at].picture.forwarded == 0
    assert story.moments[-1].picture.forwarded > 0


def test_frames_go_on_in_time_and_stand_between_moments_only_where_somebody_is_on_the_way() -> None:
    story = network(demonstration().trace)
    frames = story.frames()
    assert [frame.time for frame in frames] == sorted(frame.time for frame in frames)
    assert [frame.moment for frame in frames] == sorted(frame.moment for frame in frames)
    assert len(story.frames(leaps=True)) == len(story.moments)
    between = [frame for frame in frames if frame.time > story.moments[frame.moment].time]
    assert len(between) > 100
    assert sum(bool(story.under_way(frame)) for frame in between) > len(between) / 2
    for frame in frames:
        for leg in story.under_way(frame):
            assert 0 <= leg.share(frame.time) <= 1
            assert leg.event in story.moments[frame.moment].picture.requests


def test_every_scene_of_the_demonstration_comes() -> None:
    placed = NETWORK_DEMONSTRATION.placed(demonstration())
    assert [scene.after for scene in placed] == sorted(scene.after for scene in placed)
    captions = " ".join(scene.caption for scene in placed)
    for words in ("“LIS #1” a second time", "gets “old”", "reads “new”", "“member 2”"):
        assert words in captions


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_beginning_of_a_run_has_the_beginning_of_its_story(path: object) -> None:
    events = report_of(path).trace  # type: ignore[arg-type]
    whole = network(events).moments
    for index in range(0, len(events), 11):
        part = network(events[:index]).moments
        assert part == tuple(moment for moment in whole if moment.after <= index)
