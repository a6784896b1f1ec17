"""The sandbox's files: traffic by hand, scenarios, and traces that are opened again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.command_line import main
from course.exit_status import FAILED, WRONG_USAGE
from course.play_command import read_trace
from course.scenario import Scenario, as_configured, read_scenario, with_wrangler_file, write_scenario
from course.trace_source import source_beside
from course.traffic_script import copies_of, read_machine, read_network, read_traffic
from engine.clock import EPOCH
from engine.errors import ProjectError, StepError
from engine.eviction import MEGABYTE, Budget, EvictionPlan
from engine.network_plan import NetworkPlan
from engine.project import Project
from engine.wrangler import load_project

HELLO = "export default { fetch() { return new Response('hi') } };\n"


def test_traffic_by_hand() -> None:
    steps = read_traffic(
        "# two\nTOGETHER 20\nGET /a\n/b\nWAIT 500 ms\nwait 1 h\n\nALONE\nPOST /c two cups\ncron */5 * * * *\n"
    )
    assert [(step.kind, step.method, step.url) for step in steps[:3]] == [
        ("fetch", "GET", "http://example.com/a"),
        ("fetch", "GET", "http://example.com/b"),
        ("fetch", "POST", "http://example.com/c"),
    ]
    assert [step.delay_before_ms for step in steps] == [0, 20, 3_600_500, 0]
    assert steps[0].concurrent_group == steps[1].concurrent_group
    assert steps[2].concurrent_group is None
    assert steps[3].kind == "scheduled"


def test_crons_fire_while_time_passes() -> None:
    steps = read_traffic("WAIT 2 h\nGET /\nTOGETHER 1 s\nGET /a\nGET /b\nWAIT 30 min", ["0 * * * *"])
    assert [(step.kind, step.delay_before_ms) for step in steps] == [
        ("scheduled", 3_600_000),
        ("scheduled", 3_600_000),
        ("fetch", 0),
        ("fetch", 0),
        ("fetch", 1000),
    ]
    assert [step.scheduledTime for step in steps[:2]] == [EPOCH + 3_600_000, EPOCH + 7_200_000]
    assert steps[-1].settle_ms == 1_800_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no traffic."),
        ("GET /\nGIT /", "Traffic, line 2: GIT is no method"),
        ("wait 5", "There is no traffic."),
        ("GET /\nwait long", "“long” is no time."),
        ("together -1\nGET /", "“-1” is no time."),
        ("cron nonsense", "Traffic, line 1:"),
    ],
)
def test_traffic_that_cannot_be_sent_says_the_line(text: str, words: str) -> None:
    with pytest.raises(StepError) as caught:
        read_traffic(text)
    assert words in str(caught.value)


def test_a_network_by_hand() -> None:
    text = "network lis NRT 2 sharding\nFROM syd GET /a\nFROM NRT POST /b two cups\n"
    plan, steps = read_network(text), read_traffic(text)
    assert (plan.cities, plan.servers, plan.sharding, plan.latency) == (("LIS", "NRT"), 2, True, True)
    assert [(step.city, step.method, step.url) for step in steps] == [
        ("SYD", "GET", "http://example.com/a"),
        ("NRT", "POST", "http://example.com/b"),
    ]
    assert read_network("NETWORK LIS\nGET /").servers == 1
    assert read_network("GET /") == NetworkPlan()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("GET /\nNETWORK", "Traffic, line 2: write NETWORK, cities,"),
        ("NETWORK 2", "Traffic, line 1: write NETWORK, cities,"),
        ("NETWORK LIS 0", "how many servers each has, 1 to 16"),
        ("NETWORK LIS OSL", 'Traffic, line 1: There is no city "OSL"'),
    ],
)
def test_a_network_that_cannot_be_says_the_line(text: str, words: str) -> None:
    with pytest.raises(StepError) as caught:
        read_network(text)
    assert words in str(caught.value)


def test_a_machine_and_copies_by_hand() -> None:
    text = "machine 24 8\nTO blog GET /a\nTO play GET /b\nTO blog GET /c\n"
    plan, steps = read_machine(text), read_traffic(text)
    assert plan is not None
    assert (plan.budget.machine_bytes, plan.budget.isolate_bytes) == (24 * MEGABYTE, 8 * MEGABYTE)
    project = Project(name="play", main="a.js", files={"a.js": HELLO})
    assert [copy.name for copy in copies_of(project, steps)] == ["blog"]
    assert read_machine("GET /") is None
    assert read_machine("MACHINE 1.5") == EvictionPlan(budget=Budget(machine_bytes=3 * MEGABYTE // 2))
    for wrong in ("MACHINE", "MACHINE small", "MACHINE 1 2 3", "MACHINE 0"):
        with pytest.raises(StepError, match="Traffic, line 1: write MACHINE, its MB"):
            read_machine(wrong)


def test_a_line_says_how_many_requests_a_day_there_are_and_which_routes_fail_open() -> None:
    plan = read_network("DAY 3 example.com/* other.com/a\nNETWORK LIS NRT\nGET /")
    assert (plan.cities, plan.requests_per_day) == (("LIS", "NRT"), 3)
    assert plan.fail_open_routes == ("example.com/*", "other.com/a")
    assert read_network("day 0") == NetworkPlan(requests_per_day=0)
    assert len(read_traffic("DAY 3\nGET /")) == 1
    for wrong in ("DAY", "DAY many", "DAY -1"):
        with pytest.raises(StepError, match="Traffic, line 1: write DAY, a number of requests"):
            read_network(wrong)


def test_a_client_in_no_city_says_the_line() -> None:
    with pytest.raises(StepError, match='Traffic, line 2: There is no city "OSL"'):
        read_traffic("GET /\nFROM OSL GET /")


@given(
    source=st.text(st.characters(exclude_categories=["Cs"])),
    traffic=st.text(st.characters(exclude_categories=["Cs"])),
    seed=st.integers(0, 1000),
)
def test_a_scenario_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, source: str, traffic: str, seed: int
) -> None:
    project = Project(name="it's", main="src/a.js", files={"src/a.js": source}, configuration={"vars": {"A": "ü\n"}})
    path = tmp_path_factory.mktemp("scenario") / "one.toml"
    path.write_bytes(write_scenario(Scenario(project, traffic, seed)).encode())
    again = read_scenario(path)
    assert (again.project.files, again.traffic, again.seed) == (project.files, traffic, seed)
    assert again.project.configuration == project.configuration


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name =", "is not TOML"),
        ("format = 2", "is no scenario of this version"),
        ("format = 1\nname = 'a'\nmain = 'b'\ntraffic = ''", "has no “files”"),
        ("format = 1\nname = 'a'\nmain = 'b'\ntraffic = ''\n[files]\nc = ''", "files has no such path"),
        ("format = 1\nname = 'a'\nmain = 'b'\ntraffic = ''\nconfiguration = '['\n[files]\nb = ''", "no JSON object"),
    ],
)
def test_a_bad_scenario_is_one_sentence(
    tmp_path: Path, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.toml"
    path.write_text(text)
    assert main(["play", str(path)]) in (FAILED, WRONG_USAGE)
    assert words in capsys.readouterr().err


def test_a_trace_is_opened_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "hello.js").write_text(HELLO)
    path = tmp_path / "run.jsonl"
    assert main(["run", str(tmp_path / "hello.js"), "--trace", str(path)]) == 0
    capsys.readouterr()
    events = read_trace(path)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))


def test_the_wrangler_file_is_among_the_files_and_its_edits_count(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text(HELLO)
    (tmp_path / "wrangler.jsonc").write_text(
        '{ "name": "a", "main": "index.js", "compatibility_date": "2026-11-01", "vars": { "A": "1" } } // b'
    )
    project = with_wrangler_file(load_project(tmp_path))
    text = str(project.files["wrangler.jsonc"])
    edited = as_configured(project.with_files({"wrangler.jsonc": text.replace('"1"', '"2"')}))
    assert (project.variables, edited.variables) == ({"A": "1"}, {"A": "2"})
    with pytest.raises(ProjectError, match="main"):
        as_configured(project.with_files({"wrangler.jsonc": text.replace("index.js", "none.js")}))


def test_a_trace_finds_its_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "hello"
    (project / "src").mkdir(parents=True)
    source = project / "src" / "index.js"
    source.write_text(HELLO)
    (project / "wrangler.toml").write_text('name = "hello"\nmain = "src/index.js"\ncompatibility_date = "2026-11-01"\n')
    for path in (project / "run.jsonl", tmp_path / "run.jsonl"):
        assert main(["run", str(project), "--trace", str(path)]) == 0
        found = source_beside(path, read_trace(path))
        assert (found.files["src/index.js"], found.told) == (HELLO, f"source of {project}")
    os.utime(source, (4e9, 4e9))
    assert source_beside(path, read_trace(path)).told == "its source has changed since"
    source.rename(project / "src" / "main.js")
    assert source_beside(path, read_trace(path)).files == {}
    capsys.readouterr()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no event"),
        (b'{"kind":"hop","place":"client"}\nnonsense\n', "line 2, is no event"),
        (b'{"kind":"unknown"}\n', "line 1, is no event"),
        (b"\xff\xfe\n", "line 1, is no event"),
    ],
)
def test_a_bad_trace_is_one_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(data)
    with pytest.raises(ProjectError) as caught:
        read_trace(path)
    assert words in str(caught.value)


def test_what_is_not_there_and_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["play", str(tmp_path / "none.jsonl")]) in (FAILED, WRONG_USAGE)
    assert "cannot be read" in capsys.readouterr().err
    assert main(["play", str(tmp_path / "none")]) in (FAILED, WRONG_USAGE)
    assert "does not exist" in capsys.readouterr().err
    assert main(["play"]) == WRONG_USAGE
    assert "workerscope run PROJECT" in capsys.readouterr().err
