"""Scenes are found in the trace of a real run, never by number; and the same demonstration is the same each time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from course.folds.timeline import Timeline
from course.scenes.event_loop import EVENT_LOOP
from course.scenes.eviction import EVICTION
from course.scenes.request import REQUEST
from course.stage.demonstration import Demonstration
from course.stage.narration import Told, hops, machine, narrate, panes
from course.stage.scene import LEAST_SECONDS, Scene, SceneNotFound, happens, placed, reaches, the_end
from engine import trace
from engine.run import RunReport, run_project
from tests.course.folds.traces import run_source

SOURCE = """\
export default { async fetch() {
  await null;
  return new Response("hi");
} };
"""
FILES = {"index.js": SOURCE}
DEMONSTRATIONS = pytest.mark.parametrize("demonstration", [EVENT_LOOP, REQUEST, EVICTION], ids=lambda one: one.title)


def test_a_scene_is_the_first_such_moment_after_the_one_before() -> None:
    events = run_source(SOURCE, "/a", "/b").trace
    scenes = [
        Scene("first"),
        Scene("at {event.line}", reaches("return new", event=1)),
        Scene("then", happens(trace.FrameSuspended)),
        Scene("end", the_end),
    ]
    found = placed(scenes, events, FILES)
    assert [one.after for one in found] == sorted(one.after for one in found)
    assert found[0].after == 0
    assert found[1].caption == "at 3"
    assert events[found[2].after - 1].event == 2, "A has waited before; B's await is the next one"
    assert found[3].after == len(events)


def test_a_scene_that_does_not_come_is_named() -> None:
    events = run_source(SOURCE, "/a").trace
    with pytest.raises(SceneNotFound, match="A timer fires"):
        placed([Scene("A timer fires.", happens(trace.TimerFired))], events, FILES)


@DEMONSTRATIONS
def test_every_scene_has_its_moment_and_the_run_repeats_to_the_byte(demonstration: Demonstration) -> None:
    report = run_project(demonstration.request())
    assert report.result.error is None
    assert trace.encode(report.trace) == trace.encode(run_project(demonstration.request()).trace)
    found = demonstration.placed(report)
    steps = [Timeline(report.trace).stop_from(scene.after) for scene in found]
    assert steps == sorted(steps)
    for scene in found:
        assert "{" not in scene.caption
        assert scene.seconds >= LEAST_SECONDS
        assert len(scene.caption) <= 78 * 3, "three lines at 80 columns"


@pytest.mark.parametrize("told", [panes, hops, machine])
@DEMONSTRATIONS
def test_the_plain_text_tells_every_scene(demonstration: Demonstration, told: Callable[[RunReport], Told]) -> None:
    report = run_project(demonstration.request())
    lines = list(narrate(demonstration, report, told))
    told = " ".join(line.strip() for line in lines)
    for scene in demonstration.placed(report):
        assert scene.caption in told
    assert all(len(line) <= 120 for line in lines)
