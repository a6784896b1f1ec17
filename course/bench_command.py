"""`workerscope bench`: the engine's and the app's own figures, measured here and now, for people or as JSON."""

from __future__ import annotations

import argparse
import statistics
import sys
from typing import Any

import msgspec

from course import first_paint
from course.exit_status import DONE
from course.library import load_lessons
from engine import bench

PAINTS = 3


def run(parsed: argparse.Namespace) -> int:
    """Does what `workerscope bench` was asked."""
    if not parsed.json:
        print("Measuring on this machine, about half a minute…", file=sys.stderr)
    figures = bench.measure()
    app = app_figures()
    if parsed.json:
        shape = {**msgspec.to_builtins(figures), "app": app}
        print(msgspec.json.format(msgspec.json.encode(shape), indent=2).decode())
    else:
        print("\n".join(lines(figures, app)))
    return DONE


def app_figures() -> dict[str, float | None]:
    """first_paint_ms: from start to lesson 1 on the screen; minimal_textual_ms: the same of the smallest Textual app;
    times_minimal: their ratio. Medians of turns in the same run; None where there is no pseudo-terminal."""
    words = " ".join(load_lessons()[0].lesson.title.split()[:3])
    pairs = [(first_paint.course_ms(words), first_paint.minimal_ms()) for _ in range(PAINTS)]
    known = [(course, minimal) for course, minimal in pairs if course is not None and minimal is not None]
    if not known:
        return {"first_paint_ms": None, "minimal_textual_ms": None, "times_minimal": None}
    course, minimal = (statistics.median(column) for column in zip(*known, strict=True))
    return {"first_paint_ms": course, "minimal_textual_ms": minimal, "times_minimal": course / minimal}


def lines(figures: bench.Figures, app: dict[str, Any]) -> list[str]:
    """The figures as text, each with its unit and, where there is one, the budget it is held against."""
    cold, many, trace = figures.cold_start_ms, figures.isolates, figures.trace
    phases = ", ".join(f"{name} {took:.2f}" for name, took in cold.phases.items())
    painted = "no pseudo-terminal here: not measured"
    if app["first_paint_ms"] is not None:
        painted = (
            f"{app['first_paint_ms']:.0f} ms, {app['times_minimal']:.1f} times the smallest Textual app "
            f"({app['minimal_textual_ms']:.0f} ms)   budget: 2 times"
        )
    return [
        f"cold start     {cold.median:.2f} ms median, {cold.p90:.2f} ms p90: nothing → isolate → first response"
        "   budget: 1 ms",
        f"               phases, median ms: {phases}",
        f"warm requests  {figures.warm_requests_per_s:,.0f} /s, one isolate, no probes   budget: 15,000 /s",
        f"trace          {trace.events_per_s:,.0f} events a CPU second; a traced handler takes {trace.slowdown:.1f} "
        "times the CPU   budget: 5 times",
        f"               a bare loop of arithmetic, the dearest case: {trace.slowdown_of_loops:.0f} times",
        f"isolates       {many.count:,} alive, made in {many.create_s:.1f} s, {many.rss_kb_each:.0f} kB resident each"
        "   budget: 10 s, 300 kB",
        f"app            first paint {painted}",
    ]
