"""The race and the density count, really run: programs start, answer and are ended."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from engine.race.density import density
from engine.race.lanes import CONTAINER_TOOLS, HERE, Lane, find_lanes
from engine.race.live import live_density, live_race
from engine.race.race import race
from engine.race.results import Counted, Finished, Ready, Started, summaries
from engine.race.server_process import Recipe, ServerProcess, StartError

LANES = find_lanes()


def lane(id: str) -> Lane:
    found = next(one for one in LANES if one.id == id)
    if not found.available:
        pytest.skip(found.why_not)
    return found


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("id", ["python", "node", "container", "workerd"])
def test_a_lane_answers_and_its_phases_add_up(id: str) -> None:
    start = lane(id).start()
    assert start.ms > 1
    assert sum(start.phases.values()) == pytest.approx(start.ms)
    assert all(took >= 0 for took in start.phases.values())


@pytest.mark.parametrize("tool", list(CONTAINER_TOOLS))
def test_every_container_tool_that_works_has_its_phases_apart(tool: str) -> None:
    node = shutil.which("node")
    recipe = (
        CONTAINER_TOOLS[tool]((node, str(Path(sys.modules["engine.race"].__path__[0]) / "serve.mjs")), "handler")
        if node
        else None
    )
    if recipe is None:
        pytest.skip(f"{tool}, a local image or node is missing")
    try:
        start = Lane(id="box", title="", kind="container", recipe=recipe).start()
    except StartError as error:
        pytest.skip(f"{tool} does not work here: {error}")
    assert any("namespaces" in phase for phase in start.phases)
    assert list(start.phases)[-1] == "handler"


DOCKER = """\
#!/bin/sh
case $1 in
  images) echo postgres:17; echo docker.io/library/node:22-slim ;;
  run) echo "$@" > "$(dirname "$0")/asked"; exec node "{here}/serve.mjs" ;;
esac
"""


def test_docker_is_asked_for_a_local_image_without_network_and_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane("node")
    docker = tmp_path / "docker"
    docker.write_text(DOCKER.format(here=HERE))
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    box = next(one for one in find_lanes() if one.id == "container")
    assert box.title == "Node, container (docker)"
    start = box.start()
    assert list(start.phases) == ["process", "namespaces, root file system, language runtime", "code", "handler"]
    asked = (tmp_path / "asked").read_text()
    assert "--network none --read-only --cap-drop ALL" in asked
    assert "--pull never" in asked
    assert asked.strip().endswith("docker.io/library/node:22-slim node /worker/serve.mjs")


@pytest.mark.parametrize("id", ["node", "container"])
def test_an_ended_server_is_gone(id: str) -> None:
    recipe = lane(id).recipe
    assert recipe is not None
    server = ServerProcess(recipe)
    assert is_alive(server.process.pid)
    server.end()
    assert not is_alive(server.process.pid)


def test_a_program_that_does_not_answer_says_what_it_said() -> None:
    code = "import sys; sys.exit('no such thing')"
    with pytest.raises(StartError, match="no such thing"):
        ServerProcess(Recipe((sys.executable, "-c", code)))
    with pytest.raises(StartError, match="No such file"):
        ServerProcess(Recipe(("/no/such/program",)))


def test_v8_isolates_race_in_this_process() -> None:
    v8 = lane("v8")
    (finished,) = [one for one in race(1, [v8]) if isinstance(one, Finished)]
    assert finished.ms == pytest.approx(sum(finished.phases.values()))
    assert finished.rss_kb > 0


def test_rounds_go_lane_by_lane_and_leave_out_what_cannot_run() -> None:
    lanes = [
        Lane(id="isolate", title="", kind="isolate"),
        Lane(id="box", title="", kind="container", why_not="No tool."),
        lane("python"),
    ]
    results = list(race(2, lanes))
    assert results[0] == Ready(lanes)
    order = [(one.lane, one.run) for one in results if isinstance(one, Started)]
    assert order == [("isolate", 1), ("python", 1), ("isolate", 2), ("python", 2)]
    isolate, box, python = summaries(results)
    assert isolate.median_ms is not None
    assert python.median_ms is not None
    assert isolate.median_ms < python.median_ms
    assert box.median_ms is None


def test_a_failing_lane_rests_after_three_times() -> None:
    broken = Lane(id="broken", title="", kind="process", recipe=Recipe(("/no/such/program",)))
    failed = [one for one in race(5, [broken]) if isinstance(one, Finished)]
    assert len(failed) == 3
    assert all("No such file" in one.error for one in failed)


def test_density_counts_both_kinds_up_to_the_limit() -> None:
    counted = list(density(3, 4_000_000))
    last = {one.kind: one for one in counted}
    assert {kind: one.count for kind, one in last.items()} == {"isolate": 3, "process": 3}
    assert all(one.full for one in last.values())


def test_density_stops_early_where_memory_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.race.server_process.tree_kb", lambda process: 0)
    monkeypatch.setattr("engine.race.density.UNTOLD", 2)
    last = {one.kind: one for one in density(5, 1_000_000)}
    assert (last["process"].count, last["process"].full) == (2, "this system does not tell their memory")
    assert last["isolate"].count == 5


async def test_the_live_race_is_the_same_stream() -> None:
    async with live_race(1) as results:
        seen = [result async for result in results]
    assert isinstance(seen[0], Ready)
    assert [one.lane for one in seen if isinstance(one, Finished)] == [one.id for one in LANES if one.available]


async def test_leaving_a_live_stream_ends_its_process_soon() -> None:
    async with live_density(100_000, 2_000_000) as results:
        async for result in results:
            assert isinstance(result, Counted)
            if result.kind == "process":
                break
        began = time.monotonic()
    assert time.monotonic() - began < 4.5  # it left by itself: it was not killed after five seconds
