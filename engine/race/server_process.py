"""One start of a program that serves the hello Worker: started, asked once, measured, ended."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import time
from pathlib import Path

import msgspec

from engine.race.warm import HELLO_BODY, resident_kb

REQUEST = b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"
GIVE_UP_SECONDS = 20.0
ERROR_SHOWN = 300
LEAVE_SECONDS = 5.0


class Start(msgspec.Struct, frozen=True):
    """One start. ms: real time from nothing to the first response. phases: real ms of each, in order.
    rss_kb: resident memory of the program and its children once it had answered; 0 where the system does not tell."""

    ms: float
    phases: dict[str, float]
    rss_kb: int


class StartError(Exception):
    """The program did not answer. str() says what it said instead."""


class Recipe(msgspec.Struct, frozen=True):
    """How a program is started. marks: (line on standard error, the phase that it ends), in order.
    status_phase: the phase that the first line on the descriptor `{status}` ends. listens: it takes a listening socket
    as the descriptor `{socket}`, instead of HTTP over its standard streams. leaves: it is told to end by the end of its
    input first, for it only stands for a program that is no child of ours."""

    command: tuple[str, ...]
    marks: tuple[tuple[str, str], ...] = ()
    last: str = "handler"
    status_phase: str = ""
    listens: bool = False
    leaves: bool = False


class ServerProcess:
    """A program that was started and has answered once; `end` ends it. Raises StartError when it does not answer."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._said = b""
        self._ends: list[tuple[str, float]] = []
        with contextlib.ExitStack() as opened:
            self._start(opened)

    def _start(self, opened: contextlib.ExitStack) -> None:
        recipe, words, given = self._recipe, {}, []
        status = listener = None
        if recipe.status_phase:
            status, write_end = os.pipe()
            opened.callback(os.close, status)
            words["{status}"] = str(write_end)
            given.append(write_end)
        if recipe.listens:
            listener = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
            words["{socket}"] = str(listener.fileno())
            given.append(listener.fileno())
        command = [_filled(word, words) for word in recipe.command]
        began = time.perf_counter()
        try:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                bufsize=0, pass_fds=given, start_new_session=True, env=_environment(), cwd="/",
            )  # fmt: skip
        except OSError as error:
            raise StartError(f"{command[0]}: {error.strerror}") from None
        finally:
            if recipe.status_phase:
                os.close(given[0])
        self._ends.append(("process", time.perf_counter()))
        try:
            if listener is not None:
                connection = opened.enter_context(socket.create_connection(listener.getsockname()))
                connection.sendall(REQUEST)
                answered = self._answer(connection.fileno(), status)
            else:
                self._ask()
                assert self.process.stdout is not None
                answered = self._answer(self.process.stdout.fileno(), status)
            self._ends.append((recipe.last, answered))
            self.start = Start((answered - began) * 1000, self._phases(began), tree_kb(self.process.pid))
        except BaseException:
            self.end()
            raise

    def _ask(self) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(REQUEST)

    def _answer(self, answer: int, status: int | None) -> float:
        """Reads until the answer is whole, noting when each phase ends. Gives the time of the answer."""
        assert self.process.stderr is not None
        said, got = self.process.stderr.fileno(), b""
        watched = {answer, said} | ({status} if status is not None else set())
        give_up = time.perf_counter() + GIVE_UP_SECONDS
        while (left := give_up - time.perf_counter()) > 0:
            ready = select.select(list(watched), [], [], left)[0]
            now = time.perf_counter()
            for descriptor in sorted(ready, key=lambda one: one == answer):
                data = os.read(descriptor, 65536)
                if not data:
                    watched.discard(descriptor)
                if descriptor == status and data:
                    watched.discard(descriptor)
                    self._ends.append((self._recipe.status_phase, now))
                elif descriptor == said:
                    self._hear(data, now)
                elif descriptor == answer:
                    got += data
                    if HELLO_BODY in got:
                        return now
                    if not data:
                        raise StartError(self._why())
        raise StartError(f"it did not answer within {GIVE_UP_SECONDS:.0f} seconds")

    def _hear(self, data: bytes, now: float) -> None:
        before = self._said
        self._said += data
        for line, phase in self._recipe.marks:
            mark = f"{line}\n".encode()
            if mark in self._said and mark not in before:
                self._ends.append((phase, now))

    def _why(self) -> str:
        lines = [line for line in self._said.decode("utf-8", "replace").splitlines() if not line.startswith("@")]
        return " ".join(lines)[:ERROR_SHOWN] or "it ended without an answer"

    def _phases(self, began: float) -> dict[str, float]:
        phases: dict[str, float] = {}
        for name, ended in self._ends:
            phases[name] = phases.get(name, 0.0) + (ended - began) * 1000
            began = ended
        return phases

    def end(self) -> None:
        """Ends it and what it started (its own process group), and waits for it."""
        if self._recipe.leaves and self.process.stdin is not None:
            self.process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(LEAVE_SECONDS)
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


def _filled(word: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        word = word.replace(name, value)
    return word


def _environment() -> dict[str, str]:
    """Nothing but where programs are: the same for every lane."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": "/", "LANG": "C.UTF-8"}


def tree_kb(process: int) -> int:
    """Resident memory of a process and all below it, in kB."""
    total = resident_kb(process)
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            total += sum(tree_kb(int(child)) for child in (thread / "children").read_text().split())
    return total
