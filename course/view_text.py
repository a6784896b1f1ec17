"""A cell's view told in lines: for the plain course, and beside the picture in an export."""

from __future__ import annotations

from course.folds.machine_story import story
from course.folds.network import network
from course.folds.path import paths
from course.folds.timeline import Timeline
from course.network_text import city_sentence, moment_line
from engine.run import RunReport
from engine.trace import Onset


def view_lines(view: str, report: RunReport) -> tuple[list[str], str]:
    """(what the view shows, a line a step; what it is called). No lines where the cell has no view."""
    if view == "path":
        hops = [hop.caption for path in paths(report.trace) for hop in path.hops]
        return hops, "The way of the request"
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
