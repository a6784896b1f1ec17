"""A cell's view told in lines: for the plain course, and beside the picture in an export."""

from __future__ import annotations

from course.folds.machine_story import story
from course.folds.marks import mark
from course.folds.network import network
from course.folds.path import Path, paths
from course.folds.timeline import Timeline
from course.network_text import city_sentence, moment_line
from engine.run import RunReport
from engine.trace import Onset


def view_lines(view: str, report: RunReport) -> tuple[list[str], str]:
    """(what the view shows, a line a step; what it is called). No lines where the cell has no view."""
    if view == "path":
        return _path_lines(paths(report.trace))
    if view == "machine":
        return list(story(report.trace)), "What happened on the machine, in virtual time"
    if view == "network":
        moments = network(report.trace).moments
        lines = [moment_line(moment).strip() for moment in moments[1:]]
        end = moments[-1]
        lines += [f"At the end. {city_sentence(end.picture, code, end.time)}" for code in end.picture.cities]
        return lines, "What happened on the network; its times are a model"
    if view != "event-loop":
        return [], ""
    first = next((index for index, event in enumerate(report.trace, 1) if isinstance(event, Onset)), 1)
    timeline = Timeline(report.trace)
    states = [timeline.state(stop) for stop in timeline.stops if stop >= first]
    return [f"{state.time:g} ms: {state.caption}" for state in states], "The event loop, in virtual time"


def _path_lines(ways: tuple[Path, ...]) -> tuple[list[str], str]:
    """The hops in the order in which they happened; of several requests, each hop with the letter of its request."""
    if len(ways) == 1:
        return [hop.caption for hop in ways[0].hops], "The way of the request"
    told = sorted((hop.seq, f"{mark(way.event)}  {hop.caption}") for way in ways for hop in way.hops)
    return [line for _, line in told], "The ways of the requests"
