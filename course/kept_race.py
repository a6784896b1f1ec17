"""What this machine measured in a cold-start race, as it is kept beside the lesson's cell. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from course.race_text import ratio_text, time_text

if TYPE_CHECKING:
    from engine.race.results import Result

ISOLATE = "isolate"
LANES = ("v8", "workerd", "python", "node", "container")
"""Ids of the lanes that are compared with the isolate (engine/race/lanes.py)."""
PROCESS = "process"
"""Stands for the Node process; where Node is absent, for the Python process."""
FIELDS = tuple(f"race:{name}" for name in (*LANES, PROCESS))
"""What a prediction about a race may name: how many times as long as the isolate's start."""


class KeptLane(msgspec.Struct, frozen=True, omit_defaults=True):
    """One lane. ms: the median of `runs` starts, real milliseconds; 0 runs: it did not run here. times: as long as the
    isolate's, 0.0 for the isolate itself."""

    id: str
    title: str
    runs: int = 0
    ms: float = 0.0
    times: float = 0.0


def kept_race(results: Sequence[Result]) -> str:
    """The race so far as text to keep; "" before the isolate and another lane have both run."""
    from engine.race.results import ratios, summaries

    found = summaries(list(results))
    times = ratios(found)
    if not times:
        return ""
    lanes = [
        KeptLane(one.lane.id, one.lane.title, len(one.runs_ms), one.median_ms or 0.0, times.get(one.lane.id, 0.0))
        for one in found
    ]
    return msgspec.json.encode(lanes).decode()


def lanes_of(kept: str) -> list[KeptLane]:
    """What was kept; nothing where the text is no race."""
    try:
        return msgspec.json.decode(kept, type=list[KeptLane])
    except msgspec.DecodeError:
        return []


def race_value(lanes: Sequence[KeptLane], field: str) -> str:
    """How many times as long one lane took, and which lane it was; "" where that lane did not run."""
    name = field.removeprefix("race:")
    by_id = {lane.id: lane for lane in lanes if lane.times}
    lane = (by_id.get("node") or by_id.get("python")) if name == PROCESS else by_id.get(name)
    return f"{ratio_text(lane.times)} as long ({lane.title})" if lane is not None else ""


def race_lines(lanes: Sequence[KeptLane]) -> list[str]:
    """One line a lane: its median, and how many times the isolate's that is."""
    width = max((len(lane.title) for lane in lanes), default=0)
    return [f"{lane.title:<{width}}  {_told(lane)}" for lane in lanes]


def _told(lane: KeptLane) -> str:
    if not lane.runs:
        return "did not run here"
    runs = "1 start" if lane.runs == 1 else f"{lane.runs} starts"
    times = f"{ratio_text(lane.times)} as long, " if lane.times else ""
    return f"{time_text(lane.ms):>7}  {times}{runs}"
