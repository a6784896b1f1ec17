"""A demonstration as plain text: its scenes, one after another, each with the moment it is about."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from course.folds.captions import job_name, milliseconds
from course.folds.loop import LoopState
from course.folds.machine_timeline import MachineTimeline
from course.folds.marks import mark
from course.folds.network import network
from course.folds.sequence import sequence
from course.folds.timeline import Timeline
from course.machine_text import machine_lines
from course.network_text import city_lines, moment_line
from course.stage.demonstration import Demonstration
from engine.run import RunReport

WIDTH = 78


Told = Callable[[int, int], Iterator[str]]
"""What a view says of the time from so many events to so many."""


def narrate(demonstration: Demonstration, report: RunReport, told: Callable[[RunReport], Told]) -> Iterator[str]:
    """Its lines. told: `panes`, `hops`, `machine` or `cities`, whichever is the view of it. Raises SceneNotFound when
    script and run do not fit together."""
    yield demonstration.title
    yield ""
    yield from (f"{number:>4}  {line}" for number, line in enumerate(demonstration.source.rstrip("\n").split("\n"), 1))
    timeline = Timeline(report.trace)
    scenes, lines, before = demonstration.placed(report), told(report), 0
    for number, scene in enumerate(scenes, 1):
        yield ""
        state = timeline.state(scene.after)
        yield f"Scene {number} of {len(scenes)}, at {milliseconds(state.time)} virtual"
        yield from textwrap.wrap(scene.caption, WIDTH, initial_indent="  ", subsequent_indent="  ")
        yield from (f"    {line}" for line in lines(before, scene.after))
        before = scene.after


def hops(report: RunReport) -> Told:
    """The rows of the sequence diagram that a scene adds."""
    rows = sequence(report.trace)

    def told(before: int, after: int) -> Iterator[str]:
        for row in rows:
            if before < row.after <= after:
                way = row.source if row.source == row.target else f"{row.source} → {row.target}"
                line = f" (line {row.line})" if row.line else ""
                yield f"{milliseconds(row.time):>9} {mark(row.event)}  {way}: {row.words}{line}"

    return told


def panes(report: RunReport) -> Told:
    """The panes of the event loop at the scene."""
    timeline = Timeline(report.trace)
    return lambda before, after: _panes(timeline.state(after))


def machine(report: RunReport) -> Told:
    """The isolates of the machine, its memory, and who had to go since the scene before."""
    timeline = MachineTimeline(report.trace)

    def told(before: int, after: int) -> Iterator[str]:
        states = [timeline.state(timeline.position_after(index)) for index in (before, after)]
        yield from machine_lines(*states)

    return told


def cities(report: RunReport) -> Told:
    """What happened on the network since the scene before, and what the city in question holds now."""
    story = network(report.trace)

    def told(before: int, after: int) -> Iterator[str]:
        moments = [moment for moment in story.moments if before < moment.after <= after]
        yield from map(moment_line, moments)
        last = story.moments[story.at(after)]
        if last.city in last.picture.cities:
            yield from city_lines(last.picture, last.city, last.time)

    return told


def _panes(state: LoopState) -> Iterator[str]:
    """What stands in the panes of the event loop, a line each; nothing for an empty one."""
    if state.line:
        yield f"line that runs: {state.line}"
    if state.stack:
        yield "call stack: " + ", ".join(f"{mark(one.event)} {one.function}" for one in reversed(state.stack))
    if len(state.jobs):
        yield "microtasks: " + ", ".join(f"{mark(job.event)} {job_name(job)}" for job in state.jobs.first(6))
    waiting = [f"{mark(one.event)} timer, due at {milliseconds(one.due)}" for one in state.timers]
    waiting += [f"{mark(one.event)} {one.name}, {_due(one.due)}" for one in state.operations]
    if waiting:
        yield "timers and I/O: " + ", ".join(waiting)
    for line in state.console.lines[-1:]:
        yield f"console, last line: {line.message}"


def _due(due: float) -> str:
    return f"due at {milliseconds(due)}" if due else "on its way"
