"""V8 isolates in this process, when the package mini-racer is installed: the engine that Cloudflare runs.

Bare: V8 has no `Response`, so the Worker gets one of five lines, and there is no event loop around it. What the lane
shows is what an isolate of V8 itself costs.
"""

from __future__ import annotations

import importlib
import time
from importlib.util import find_spec
from typing import Any

from engine.race.warm import HELLO, HELLO_BODY, resident_kb

PLATFORM = """\
class Response {
  constructor(body) {
    this.body = body;
  }
}
"""
EXPORT, ASSIGNED = "export default ", "const worker = "
CALL = "worker.fetch({ method: 'GET', url: 'http://example.com/' }).body"
NO_V8 = "V8 is not here. pip install mini-racer (22 MB) lets a V8 isolate race too."


def has_v8() -> bool:
    """Whether the package is installed; it is not loaded for that."""
    return find_spec("py_mini_racer") is not None


class WarmV8:
    """V8, loaded and used once, so that what is measured is an isolate and not the library."""

    def __init__(self) -> None:
        self._make: Any = importlib.import_module("py_mini_racer").MiniRacer
        source = HELLO.read_text("utf-8")
        if not source.startswith(EXPORT):
            raise RuntimeError(f"{HELLO.name} must begin with `{EXPORT.strip()}`, for V8 runs it as a script.")
        self._script = ASSIGNED + source.removeprefix(EXPORT)
        self._birth()[0].close()

    def _birth(self) -> tuple[Any, dict[str, float]]:
        """A new isolate that has answered once, and the real ms of each phase."""
        marks = [time.perf_counter()]
        isolate = self._make()
        marks.append(time.perf_counter())
        for script in (PLATFORM, self._script):
            isolate.eval(script)
            marks.append(time.perf_counter())
        body = isolate.eval(CALL)
        marks.append(time.perf_counter())
        if body != HELLO_BODY.decode():
            raise RuntimeError(f"V8 answered {body!r}; expected {HELLO_BODY!r}.")
        names = ("create", "platform", "top level", "handler")
        phases = {name: (end - start) * 1000 for name, start, end in zip(names, marks, marks[1:], strict=False)}
        return isolate, phases

    def cold_start(self) -> dict[str, float]:
        """From nothing to a new isolate's first response, in real ms of each phase; then it is closed."""
        isolate, phases = self._birth()
        isolate.close()
        return phases

    def isolate_kb(self, sample: int = 20) -> float:
        """What one more isolate adds to the resident memory of this process, in kB."""
        before = resident_kb()
        alive = [self._birth()[0] for _ in range(sample)]
        grown = resident_kb() - before
        for isolate in alive:
            isolate.close()
        return max(0.0, grown / sample)
