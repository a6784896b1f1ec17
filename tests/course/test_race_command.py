"""`workerscope race`: its JSON, its text, and what it does with wrong numbers."""

from __future__ import annotations

import json

import pytest

from course import race_text
from course.command_line import main
from course.exit_status import DONE, WRONG_USAGE
from course.race_command import as_json
from engine.race.lanes import Lane
from engine.race.results import Summary

LANES = [
    Summary(Lane(id="isolate", title="isolate", kind="isolate"), [1.0, 2.0, 9.0], {"create": 2.0}, 280.0),
    Summary(Lane(id="node", title="Node process", kind="process"), [90.0, 100.0, 110.0], {"process": 100.0}, 51_200.0),
    Summary(Lane(id="container", title="container", kind="container", why_not="Install one."), [], {}, None),
]


def test_json_has_the_fixed_shape() -> None:
    shape = json.loads(as_json(LANES))
    assert shape["ratios"] == {"node": 50.0}
    isolate, _, container = shape["lanes"]
    assert isolate["runs_ms"] == [1.0, 2.0, 9.0]
    assert (isolate["median_ms"], isolate["p90_ms"], isolate["rss_kb"]) == (2.0, 9.0, 280.0)
    assert (container["available"], container["why_not"], container["median_ms"]) == (False, "Install one.", None)


def test_text_says_what_it_measured_and_when_the_claim_was_made() -> None:
    text = "\n".join(race_text.report(LANES, 80))
    assert "Node process: 100 ms median, 50× the isolate" in text
    assert "container: not run. Install one." in text
    assert "50 MB" in text
    assert "2018" in text
    bars = [line for line in text.splitlines() if set(line.strip()) == {race_text.VIEW.runs}]
    assert [len(bar.strip()) for bar in bars] == [2, 76]  # linear: 2 % of the longest, which has all the room


def test_times_and_memory_have_their_units() -> None:
    assert [race_text.time_text(ms) for ms in (0.846, 12.34, 140.4, 2100)] == ["0.85 ms", "12.3 ms", "140 ms", "2.10 s"]
    assert [race_text.memory_text(kb) for kb in (270.4, 51_200, None)] == ["270 kB", "50 MB", "not told"]


def test_a_race_of_one_round(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["race", "--runs", "1", "--json"]) == DONE
    shape = json.loads(capsys.readouterr().out)
    assert shape["lanes"][0]["id"] == "isolate"
    assert len(shape["lanes"][0]["runs_ms"]) == 1
    assert shape["ratios"]["python"] > 1


def test_no_rounds_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["race", "--runs", "0"]) == WRONG_USAGE
    assert "at least one" in capsys.readouterr().err
