"""Bytecode of the platform's script: the same isolate as from its text, sooner, and only where the binding is known."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import pytest
import quickjs

from engine import bytecode
from engine.errors import LimitExceeded
from engine.javascript import JavaScriptError, JavaScriptHeap
from engine.project import Project
from engine.race.warm import WarmEngine
from engine.run import RunRequest, RunResult, run_project
from engine.step import Step
from engine.trace import Event

NAME = "<input>"
WORKER = """
import { WorkerEntrypoint } from 'cloudflare:workers';
console.log('begin' in globalThis, typeof library);
export default class extends WorkerEntrypoint {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === '/throw') new Headers([['a']]);
    await scheduler.wait(5);
    return Response.json({ query: [...url.searchParams], random: Math.random() });
  }
}
"""

needs_bytecode = pytest.mark.skipif(
    not bytecode.available(), reason="this Python's binding is not one whose bytecode can be had"
)


@pytest.fixture
def text_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(bytecode, "compiled", lambda script, file_name: None)
        yield


def _run(probes: bool) -> tuple[RunResult, list[Event]]:
    project = Project(name="hello", main="index.js", files={"index.js": WORKER})
    steps = [Step(url="http://example.com/?a=1&b=2"), Step(url="http://example.com/throw")]
    report = run_project(RunRequest(project=project, steps=steps, probes=probes))
    return report.result, report.trace


@needs_bytecode
@pytest.mark.parametrize("probes", [True, False])
def test_a_run_is_the_same_with_bytecode_and_with_text(probes: bool, request: pytest.FixtureRequest) -> None:
    with_bytecode = _run(probes)
    assert [step.outcome for step in with_bytecode[0].steps] == ["ok", "exception"]
    request.getfixturevalue("text_only")
    assert _run(probes) == with_bytecode


@needs_bytecode
def test_an_isolate_from_bytecode_starts_in_less_than_half_the_time(request: pytest.FixtureRequest) -> None:
    engine = WarmEngine()

    def median_ms() -> float:
        return statistics.median(engine.cold_start() for _ in range(60))

    median_ms()
    with_bytecode = median_ms()
    request.getfixturevalue("text_only")
    assert with_bytecode < median_ms() / 2


@needs_bytecode
def test_a_heap_that_is_too_small_says_so() -> None:
    heap = JavaScriptHeap(cpu_seconds=1, memory_bytes=200_000, stack_bytes=1_000_000)
    script = "begin = () => { return [" + ",".join(f"() => {number}" for number in range(3000)) + "]; }"
    with pytest.raises(LimitExceeded):
        heap.start(script)


@needs_bytecode
def test_a_script_that_throws_is_told_from_one_that_ran() -> None:
    context = quickjs.Context()
    throws, runs = bytecode.compiled("throw new Error('no')", NAME), bytecode.compiled("answer = 42", NAME)
    assert throws is not None
    assert runs is not None
    assert (bytecode.run(context, throws), bytecode.run(context, runs)) == (False, True)
    assert context.get("answer") == 42


def test_a_script_that_does_not_compile_throws_as_from_text() -> None:
    assert bytecode.compiled("begin = (", NAME) is None
    with pytest.raises(JavaScriptError, match="SyntaxError"):
        JavaScriptHeap(cpu_seconds=1, memory_bytes=1 << 24, stack_bytes=1 << 20).start("begin = (")


@pytest.mark.parametrize("known", ["HEADER_BYTES", "CONTEXT_BYTES", "KNOWN_VERSION"])
def test_of_a_binding_that_is_not_as_known_nothing_is_asked(known: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bytecode._library.cache_clear()
    bytecode.compiled.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(bytecode, known, b"0.0" if known == "KNOWN_VERSION" else 8)
        assert bytecode.compiled("1", NAME) is None
    bytecode._library.cache_clear()
    bytecode.compiled.cache_clear()
