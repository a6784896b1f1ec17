"""Demonstrations in lessons: the rules on paper, the linear text, the export, and what is kept of a race."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from course import demo, plain_demo
from course.check import check_lessons
from course.export.notebook import Fact, Output, notebook
from course.kept_race import FIELDS, LANES, kept_race, lanes_of, race_lines, race_value
from course.library import load_lesson
from course.plain import learn
from course.progress import Progress
from engine.race import race
from engine.race.lanes import ISOLATE, Lane, find_lanes
from engine.race.results import Finished, Ready, Result
from engine.run import run_project
from tests.course.lesson_folder import with_demonstrations

NODE = Lane(id="node", title="Node process", kind="process")
PYTHON = Lane(id="python", title="Python process + engine", kind="process")
LANE = Lane(id=ISOLATE, title="isolate in a warm engine", kind="isolate")


def _results(*lanes: tuple[Lane, float]) -> list[Result]:
    return [Ready([lane for lane, _ in lanes]), *(Finished(lane.id, 1, ms) for lane, ms in lanes if ms)]


def _no_race(*_: object) -> None:
    raise AssertionError("Nobody asked for a race.")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", ""),
        ('"event-loop"', '"event-lop"', 'played: name = "event-lop" is no demonstration. One of: event-loop, request'),
        ("race:process", "race:nod", 'guess-race: a cold-start race gives no "race:nod" at step 0.'),
        ('step = 0, field = "race:process"', 'step = 1, field = "body"', 'gives no "body" at step 1.'),
        ('about = "race"', 'about = "played"', 'guess-race: about = "played" is no run cell.'),
        ('about = "race"', 'about = "hello"', 'step 0 has no field "race:process".'),
    ],
)
def test_check_reads_them_and_starts_no_race(
    old: str, new: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(race, "race", _no_race)
    (found,) = check_lessons(with_demonstrations(tmp_path, (old, new)))
    problems = [str(problem) for problem in found.problems]
    assert any(said in problem for problem in problems) if said else problems == []


def test_every_lane_of_the_race_can_be_predicted() -> None:
    assert {lane.id for lane in find_lanes()} == {ISOLATE, *LANES}
    assert {f"race:{lane}" for lane in LANES} < set(FIELDS)


def test_what_a_race_gave_is_kept_and_told() -> None:
    lanes = lanes_of(kept_race(_results((LANE, 0.5), (PYTHON, 300.0), (NODE, 40.0))))
    assert race_value(lanes, "race:node") == "80× as long (Node process)"
    assert race_value(lanes, "race:process") == "80× as long (Node process)"
    assert race_value(lanes, "race:container") == ""
    assert " ".join(race_lines(lanes)[0].split()) == "isolate in a warm engine 0.50 ms 1 start"


def test_without_node_the_python_process_stands_for_a_process() -> None:
    lanes = lanes_of(kept_race(_results((LANE, 0.5), (PYTHON, 300.0), (NODE, 0.0))))
    assert race_value(lanes, "race:process") == "600× as long (Python process + engine)"
    assert race_value(lanes, "race:node") == ""
    assert race_lines(lanes)[2].endswith("did not run here")


@pytest.mark.parametrize("lanes", [[], [(LANE, 0.5)], [(NODE, 40.0)], [(LANE, 0.0), (NODE, 40.0)]])
def test_one_lane_alone_is_no_race(lanes: list[tuple[Lane, float]]) -> None:
    assert kept_race(_results(*lanes)) == ""


def _told(folder: Path, typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert learn("small", folder) == 0
    return capsys.readouterr().out


def test_plain_asks_before_it_races(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "race_told", _no_race)
    monkeypatch.setattr(plain_demo, "race_told", _no_race)
    out = _told(with_demonstrations(tmp_path), "", monkeypatch, capsys)
    assert "Nobody asked for the race. It runs with: workerscope race" in out
    assert "Scene 1 of" in out
    with Progress() as progress:
        assert progress.answers("small") == {}


def test_plain_races_for_real_beside_the_prediction_and_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plain_demo, "RACE_ROUNDS", 1)
    folder = with_demonstrations(tmp_path)
    # predict, skip the run; predict, race; skip what is played; leave
    out = _told(folder, "a path\ns\n50\n\ns\nq\n", monkeypatch, capsys)
    for part in ("Round 1, isolate in a warm engine:", "You predicted: 50", "times slower", "A runtime starts first."):
        assert part.lower() in out.lower(), out
    assert "Scene 1 of" not in out
    with Progress() as progress:
        lanes = lanes_of(progress.answers("small")["race"].answer)
        parts = notebook(load_lesson(folder), progress, run_project)
    came = race_value(lanes, "race:process")
    assert f"What came:     {came}" in out
    assert Fact(label="What came", text=came) in parts
    assert Fact(label="To see it", text="workerscope demo event-loop") in parts
    assert any(isinstance(part, Output) and "isolate in a warm engine" in part.text for part in parts)
