"""What a race gives: a stream of small frozen values while it runs, and the summary of each lane."""

from __future__ import annotations

import statistics

import msgspec

from engine.race.lanes import ISOLATE, Lane


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The lanes are known, in the order in which they run."""

    lanes: list[Lane]


class Started(msgspec.Struct, frozen=True, tag=True):
    """A lane starts from nothing. run: from 1."""

    lane: str
    run: int


class Finished(msgspec.Struct, frozen=True, tag=True):
    """Its first response is there. ms and phases: real milliseconds. rss_kb: resident memory of this one start.
    error: why there was no response, "" when there was."""

    lane: str
    run: int
    ms: float = 0.0
    phases: dict[str, float] = {}
    rss_kb: float = 0.0
    error: str = ""


class Counted(msgspec.Struct, frozen=True, tag=True):
    """How many of a kind are alive. kind: "isolate" or "process". rss_kb: what all of them add to resident memory.
    seconds: real time spent on starting them. full: why no more are started, "" while they are."""

    kind: str
    count: int
    rss_kb: float
    seconds: float
    full: str = ""


Result = Ready | Started | Finished | Counted


class Summary(msgspec.Struct, frozen=True):
    """All runs of one lane. runs_ms, median_ms, p90_ms: real ms. rss_kb: the median."""

    lane: Lane
    runs_ms: list[float]
    phases: dict[str, float]
    rss_kb: float | None

    @property
    def median_ms(self) -> float | None:
        """The middle of the runs; None when there is none."""
        return statistics.median(self.runs_ms) if self.runs_ms else None

    @property
    def p90_ms(self) -> float | None:
        """The time that nine of ten runs keep within."""
        return percentile(self.runs_ms, 0.9) if self.runs_ms else None


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def summaries(results: list[Result]) -> list[Summary]:
    """A fold: what the results so far say of each lane, in the order of the lanes. A lane whose last run failed and
    that has no other says so as its `why_not`."""
    lanes = next((result.lanes for result in results if isinstance(result, Ready)), [])
    return [_summary(lane, [r for r in results if isinstance(r, Finished) and r.lane == lane.id]) for lane in lanes]


def _summary(lane: Lane, finished: list[Finished]) -> Summary:
    good = [result for result in finished if not result.error]
    if finished and not good:
        lane = msgspec.structs.replace(lane, why_not=finished[-1].error)
    names = list(good[-1].phases) if good else []
    phases = {name: statistics.median(one.phases.get(name, 0.0) for one in good) for name in names}
    memory = [one.rss_kb for one in good if one.rss_kb]
    return Summary(lane, [one.ms for one in good], phases, statistics.median(memory) if memory else None)


def ratios(lanes: list[Summary]) -> dict[str, float]:
    """Lane id → how many times slower than the lane "isolate" its median is. Empty before that lane has run."""
    isolate = next((one.median_ms for one in lanes if one.lane.id == ISOLATE), None)
    if not isolate:
        return {}
    return {one.lane.id: one.median_ms / isolate for one in lanes if one.median_ms and one.lane.id != ISOLATE}
