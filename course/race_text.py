"""The race in words: bars, medians, ratios, and the published claim with its year and machine."""

from __future__ import annotations

from course.glyphs import VIEW
from engine.race.results import Summary, ratios

CLAIM = "Cloudflare's page: an isolate starts around a hundred times faster than a Node process on a container or VM."
CLAIM_SOURCE = (
    "The words are of 2018 and of their author's own machine; the same post gives 5 ms for a V8 isolate, 500 ms to "
    "10 s for a container of AWS Lambda (blog.cloudflare.com/cloud-computing-without-containers)."
)
CLAIM_SHORT = (
    'Published: "around a hundred times faster than a Node process" (Cloudflare, 2018, V8, '
    "its author's machine). Here: QuickJS, your machine."
)
CAUTION = "Here the isolates are QuickJS's, not V8's, and the machine is yours: compare the orders, not the digits."


def time_text(ms: float) -> str:
    """A time with its unit, three digits or so: 0.85 ms, 12.3 ms, 140 ms, 2.10 s."""
    if ms >= 1000:
        return f"{ms / 1000:.2f} s"
    return f"{ms:.{2 if ms < 10 else 1 if ms < 100 else 0}f} ms"


def memory_text(kb: float | None) -> str:
    """Memory with its unit: 270 kB, 50 MB."""
    if kb is None:
        return "not told"
    return f"{kb:.0f} kB" if kb < 1000 else f"{kb / 1024:.0f} MB"


def ratio_text(ratio: float) -> str:
    """How many times: 8.3×, 140×."""
    return f"{ratio:.1f}×" if ratio < 10 else f"{ratio:,.0f}×"


def report(lanes: list[Summary], width: int) -> list[str]:
    """The whole race as lines of at most `width` columns."""
    times = ratios(lanes)
    longest = max((one.median_ms or 0.0 for one in lanes), default=0.0) or 1.0
    room = max(10, width - 4)
    lines: list[str] = []
    for one in lanes:
        if one.median_ms is None or one.p90_ms is None:
            lines += [f"{one.lane.title}: not run. {one.lane.why_not}", ""]
            continue
        slower = f", {ratio_text(times[one.lane.id])} the isolate" if one.lane.id in times else ""
        phases = "  ".join(f"{name} {time_text(took)}" for name, took in one.phases.items())
        bar = VIEW.runs * max(1, round(one.median_ms / longest * room))
        lines += [
            f"{one.lane.title}: {time_text(one.median_ms)} median{slower}",
            f"  {bar}",
            f"  p90 {time_text(one.p90_ms)}, {len(one.runs_ms)} runs, {memory_text(one.rss_kb)} of memory each",
            f"  phases: {phases}",
            "",
        ]
    return [*lines, "Measured here and now, from nothing to the first response; bars are linear.", *claim(lanes)]


def claim(lanes: list[Summary]) -> list[str]:
    """The measured ratio beside the published one."""
    times = ratios(lanes)
    measured = "  ".join(f"{one.lane.title} {ratio_text(times[one.lane.id])}" for one in lanes if one.lane.id in times)
    return [f"Times slower than the isolate, measured: {measured}" if measured else "", CLAIM, CLAIM_SOURCE, CAUTION]
