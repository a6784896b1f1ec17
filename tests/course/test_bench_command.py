"""`workerscope bench`: what it prints, and how the first paint is timed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from course import first_paint
from course.bench_command import app_figures, lines
from engine.bench import ColdStart, Figures, Isolates, TraceCost

FIGURES = Figures(
    ColdStart(0.91, 1.4, {"create": 0.1, "platform": 0.7, "top level": 0.06, "handler": 0.05}),
    18_000.0,
    TraceCost(250_000.0, 2.3, 36.0),
    Isolates(10_000, 9.5, 290.0),
)
APP = {"first_paint_ms": 400.0, "minimal_textual_ms": 250.0, "times_minimal": 1.6}


def test_every_figure_has_its_unit_and_its_budget() -> None:
    text = "\n".join(lines(FIGURES, APP))
    for part in (
        "0.91 ms median, 1.40 ms p90", "platform 0.70", "18,000 /s", "2.3 times", "36 times", "10,000 alive",
        "9.5 s, 290 kB", "400 ms, 1.6 times", "budget: 1 ms", "budget: 15,000 /s", "budget: 10 s, 300 kB",
    ):  # fmt: skip
        assert part in text


def test_without_a_pseudo_terminal_it_says_so() -> None:
    nothing = {"first_paint_ms": None, "minimal_textual_ms": None, "times_minimal": None}
    assert lines(FIGURES, nothing)[-1].endswith("not measured")


def test_the_time_runs_until_the_text_is_written() -> None:
    early = first_paint.first_paint_ms([sys.executable, "-S", "-c", "print('here', flush=True)"], "here")
    late = first_paint.first_paint_ms(
        [sys.executable, "-S", "-c", "import time; time.sleep(0.3); print('here', flush=True)"], "here"
    )
    assert early is not None
    assert late is not None
    assert early < late
    assert late > 300


def test_a_program_that_ends_without_the_text_has_no_first_paint() -> None:
    assert first_paint.first_paint_ms([sys.executable, "-S", "-c", "print('gone')"], "here") is None
    assert first_paint.first_paint_ms(["/no/such/program"], "here") is None


def test_the_program_is_ended(tmp_path: Path) -> None:
    note = f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))"
    code = f"import os, time; {note}; print('here', flush=True); time.sleep(60)"
    assert first_paint.first_paint_ms([sys.executable, "-S", "-c", code], "here") is not None
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_lesson_one_and_the_smallest_app_are_painted_in_a_real_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.bench_command.PAINTS", 1)
    figures = app_figures()
    assert figures["first_paint_ms"] is not None
    assert figures["minimal_textual_ms"] is not None
