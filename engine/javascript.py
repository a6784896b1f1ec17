"""The one place that knows QuickJS: a JavaScript heap behind a handful of methods.

Another engine could stand here. What it must offer: run a script and a module, call the function that the script gave,
run one microtask at a time, say how big its heap is, and stop code that uses too much CPU, memory or stack.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import quickjs  # the package quickjs-ng

from engine import bytecode
from engine.errors import CPU_EXCEEDED, MEMORY_EXCEEDED, LimitExceeded

MODULE_NAME = "<input>"
"""QuickJS's fixed name of every script and module here; lines tell whose code a position is in."""

BEGIN = "begin"
"""The global in which the platform's script leaves its function. It is gone before anything else runs."""
ASK = "ask"
TAKE_ASK = f"(() => {{ const {{ {ASK} }} = globalThis; delete globalThis.{ASK}; return {ASK}; }})()"

INTERRUPTED = "InternalError: interrupted"
OUT_OF_MEMORY = ("InternalError: out of memory", "InternalError", "null")
"""What QuickJS throws then; without words, or null, where there was no room for them or for the error itself. The
kernel lets no other null out."""


class JavaScriptError(Exception):
    """A script, module or call threw. text: QuickJS's own "Name: message\\n    at f (<input>:1:2)…"."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


class JavaScriptHeap:
    """One QuickJS runtime: its own heap and globals, one thread of JavaScript.

    cpu_seconds limits each call into it; memory_bytes its heap; stack_bytes its native stack. Every method that runs
    JavaScript raises JavaScriptError for an exception and LimitExceeded when a limit stopped it.

    ask: what JavaScript may call for an answer at once: it takes and gives a text and never raises. QuickJS's binding
    lets nothing call Python under a time limit, so that a heap with it has none: what runs there must be in a process
    that can be killed (engine/client.py).
    """

    def __init__(
        self, *, cpu_seconds: float, memory_bytes: int, stack_bytes: int, ask: Callable[[str], str] | None = None
    ) -> None:
        _run_in_utc()
        self._context: Any = quickjs.Context()
        self._context.set_memory_limit(memory_bytes)
        self._context.set_max_stack_size(stack_bytes)
        if ask is None:
            self._context.set_time_limit(cpu_seconds)
        self._ask = ask
        self._host: Any = None

    def start(self, script: str, *arguments: str) -> None:
        """Runs the platform's script, which leaves a function in the global BEGIN; what that gives for `arguments`, and
        `ask` where there is one, is what `call` calls. Taking the global away again is the function's first act. The
        script is compiled once a process where that can be (engine/bytecode.py)."""
        given: list[Any] = list(arguments)
        if self._ask is not None:
            self._context.add_callable(ASK, self._ask)
            given.append(self._context.eval(TAKE_ASK))  # the global is gone before anything else runs
        code = bytecode.compiled(script, MODULE_NAME)
        if code is None or not bytecode.run(self._context, code):
            self._guard(self._context.eval, script)
        self._host = self._guard(self._context.get(BEGIN), *given)

    def run(self, script: str) -> None:
        """Evaluates the learner's script, in sloppy mode."""
        self._guard(self._context.eval, script)

    def load(self, module: str) -> None:
        """Evaluates the learner's ES module. A module that throws says so through the namespace, not here."""
        self._guard(self._context.module, module)

    def call(self, command: int, *arguments: Any) -> str:
        """One command to the kernel (kernel.js lists them)."""
        result = self._guard(self._host, command, *arguments)
        return result if isinstance(result, str) else ""

    def run_job(self) -> bool:
        """Runs the microtask at the head of the queue. False when there was none."""
        return bool(self._guard(self._context.execute_pending_job))

    def close(self) -> None:
        """Gives the memory back."""
        self._host = self._context = None

    @property
    def heap_bytes(self) -> int:
        """Bytes in use in its heap now, without what the allocator rounds up: that differs from run to run."""
        return int(self._context.memory()["memory_used_size"])

    @staticmethod
    def _guard(function: Any, *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except quickjs.JSException as error:
            text = str(error)
            if text.startswith(INTERRUPTED):
                raise LimitExceeded("exceededCpu", CPU_EXCEEDED) from None
            if text.partition("\n")[0] in OUT_OF_MEMORY:
                raise LimitExceeded("exceededMemory", MEMORY_EXCEEDED) from None
            raise JavaScriptError(text) from None
        except MemoryError:
            raise LimitExceeded("exceededMemory", MEMORY_EXCEEDED) from None


@cache
def _run_in_utc() -> None:
    """Workers run in UTC, whatever zone this machine is in. QuickJS asks the C library, whose zone is the process's: so
    a process that runs Workers itself is in UTC from here on. (Windows has no such switch: there run a child.)"""
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
