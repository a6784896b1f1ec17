"""Runs cases one by one, each in a process of its own, so that none can hang, crash or colour the next."""

from __future__ import annotations

import multiprocessing
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

import engine.runtime  # noqa: F401 (loaded once, here, rather than in the process of each case)
from engine.errors import EngineError
from engine.run import run_project
from tests.conformance.cases import Case
from tests.conformance.compare import differences

TIMEOUT_SECONDS = 15
"""Wall time of one case. A passing one takes milliseconds."""

_processes = multiprocessing.get_context("fork" if sys.platform != "win32" else "spawn")


@dataclass(frozen=True)
class Verdict:
    """What became of a case. differences: empty when it passed."""

    case: Case
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the engine did what workerd did."""
        return not self.differences


def judge(cases: Iterable[Case]) -> Iterator[Verdict]:
    """A verdict for each case, in order."""
    for case in cases:
        receiver, sender = _processes.Pipe(duplex=False)
        process = _processes.Process(target=_run_here, args=(case, sender), daemon=True)
        process.start()
        sender.close()
        found = _await(receiver, process)
        receiver.close()
        yield Verdict(case, tuple(found))


def run_case(case: Case) -> list[str]:
    """Runs one case in this process and compares. Raises what the engine raises."""
    return differences(case, run_project(case.request()))


def _await(receiver: Connection, process: multiprocessing.process.BaseProcess) -> list[str]:
    try:
        if receiver.poll(TIMEOUT_SECONDS):
            found: list[str] = receiver.recv()
            process.join(TIMEOUT_SECONDS)
            return found
        found = [f"did not end within {TIMEOUT_SECONDS} s"]
    except EOFError:
        process.join(TIMEOUT_SECONDS)
        return [f"the engine's process died with exit code {process.exitcode}"]
    process.kill()
    process.join()
    return found


def _run_here(case: Case, sender: Connection) -> None:
    try:
        found = run_case(case)
    except EngineError as error:
        found = [f"{type(error).__name__}: {error}"]
    except Exception:
        found = ["the engine raised:\n" + traceback.format_exc(limit=-4)]
    sender.send(found)
    sender.close()
