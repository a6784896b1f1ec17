"""What a run gave, as text for people and as JSON for programs."""

from __future__ import annotations

import http
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from course.folds.captions import milliseconds
from course.machine_text import LONG_BODY_LINES, and_so_on
from engine.bodies import base64_bytes
from engine.cities import city
from engine.project import Project
from engine.run import RunReport, RunRequest
from engine.step import Failure, LogLine, Step, StepResult

# --- JSON ------------------------------------------------------------------------------------------------------------


def as_json(report: RunReport) -> str:
    """The results, in the fixed shape of `run --json`. A Worker that did not load gives `error` and no steps."""
    result = report.result
    if result.error is not None:
        return error_json(result.error, result.startup_logs)
    shape = {
        "startup_logs": result.startup_logs,
        "steps": [_step_json(step) for step in result.steps],
        "logs": result.logs,
    }
    return _json(shape)


def error_json(error: Failure, startup_logs: list[LogLine] | None = None) -> str:
    """What stands there instead when the Worker did not load."""
    shape = {name: getattr(error, name) for name in ("name", "message", "file", "line", "column", "stack")}
    return _json({"startup_logs": startup_logs or [], "error": shape})


def _step_json(step: StepResult) -> dict[str, Any]:
    """A step's fields: those that its kind of event has, and those that every event has."""
    optional = ("status", "headers", "body", "body_base64", "body_bytes", "result", "received", "close")
    shape = {name: value for name in optional if (value := getattr(step, name)) is not None}
    if step.status is not None and step.body is None and step.body_base64 is None:
        shape["body"] = ""
    shape["outcome"] = step.outcome
    shape["logs"] = step.logs
    shape["exceptions"] = [_failure_json(failure) for failure in step.exceptions]
    shape |= {"cpu_ms": step.cpu_ms, "wall_ms": step.wall_ms, "isolate": step.isolate}
    if step.server:  # the run says something of the network, or has routes
        shape |= {"worker": step.worker, "city": step.city, "server": step.server, "cold": step.cold}
    return shape


def _failure_json(failure: Failure) -> dict[str, Any]:
    return {name: getattr(failure, name) for name in failure.__struct_fields__}


def _json(shape: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(shape), indent=2).decode()


# --- text ------------------------------------------------------------------------------------------------------------


def as_text(report: RunReport, request: RunRequest, *, styled: bool) -> str:
    """The results to read. styled: whether bold and dim may be used; nothing depends on them."""
    painter = _Painter(styled)
    projects = [request.project, *request.workers]
    blocks = []
    if report.result.startup_logs:
        blocks.append("\n".join(["global scope", *_logs(report.result.startup_logs)]))
    if report.result.error is not None:
        blocks.append(_failure_text(report.result.error, projects, painter, "The Worker did not load."))
    for step, result in zip(request.steps, report.result.steps, strict=False):
        blocks.append("\n".join(_step_text(step, result, projects, painter)))
    return "\n\n".join(blocks)


class _Painter:
    """Bold and dim where the terminal has them."""

    def __init__(self, styled: bool) -> None:
        self._styled = styled

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[22m" if self._styled else text

    def dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[22m" if self._styled else text


def _step_text(step: Step, result: StepResult, projects: list[Project], painter: _Painter) -> Iterator[str]:
    what = step.url if step.kind == "websocket" else step.cron or step.queue
    sent = f"{step.method} {step.url}" if step.kind == "fetch" else f"{step.kind} {what}".rstrip()
    whence = f" from {city(step.city).name}" if step.city else ""
    yield painter.bold(f"→ {sent}{whence}")
    yield painter.bold(f"← {_answer(result)}") + painter.dim(f"   {_figures(result)}")
    for name, value in result.headers or []:
        yield f"  {name}: {_printable(value)}"
    body = _body(result)
    if body:
        yield ""
        yield body
    if result.received is not None:
        yield from _conversation(step, result)
    if result.logs:
        yield ""
        yield from _logs(result.logs)
    for failure in result.exceptions:
        yield ""
        yield _failure_text(failure, projects, painter)


def _conversation(step: Step, result: StepResult) -> Iterator[str]:
    """What a WebSocket's client said and heard, and how the connection ended."""
    yield ""
    yield from (f"  sent      {_printable(text)}" for text in step.send)
    for message in result.received or []:
        binary = "" if isinstance(message, str) else " (binary, in base64)"
        text = message if isinstance(message, str) else message["base64"]  # type: ignore[index]
        yield f"  received  {_printable(text)}{binary}"
    if result.close is not None:
        yield f"  closed    {result.close['code']} {_printable(str(result.close['reason']))}".rstrip()
    elif result.status == 101:
        yield "  closed    by the client, when its time was up"


def _answer(result: StepResult) -> str:
    outcome = "" if result.outcome == "ok" else f", outcome {result.outcome}"
    if result.status is None:
        return f"outcome {result.outcome}"
    try:
        phrase = http.HTTPStatus(result.status).phrase
    except ValueError:
        phrase = ""
    return f"{result.status} {phrase}".rstrip() + outcome


def _figures(result: StepResult) -> str:
    """Each figure says what it is: virtual time, or CPU by the engine's model."""
    small = 0 < result.cpu_ms < 0.001
    cpu = f"{result.cpu_ms * 1_000_000:.0f} ns" if small else f"{result.cpu_ms:g} ms"
    if not result.isolate:
        return f"no Worker ran · {milliseconds(result.wall_ms)} virtual"
    stopped = result.outcome == "exceededCpu"  # the model counts what was done, and this was never done
    spent = "CPU limit reached" if stopped else f"{cpu} CPU (model)"
    return f"isolate {result.isolate} · {milliseconds(result.wall_ms)} virtual · {spent}"


def _body(result: StepResult) -> str:
    if result.body_base64 is not None:
        size = base64_bytes(result.body_base64)
        return f"({size} bytes that are not text; --json shows them in base64)"
    text = _printable(result.body or "").removesuffix("\n")
    if result.body_bytes is None:
        return text
    return "\n".join([*text.split("\n")[:LONG_BODY_LINES], and_so_on(result.body_bytes)])


def _logs(lines: list[LogLine]) -> Iterator[str]:
    for line in lines:
        first, *rest = _printable(line.message).split("\n")
        yield f"  {line.level:5} {first}".rstrip()
        yield from (f"        {text}" for text in rest)


def _failure_text(failure: Failure, projects: list[Project], painter: _Painter, opening: str = "") -> str:
    """What was thrown, where, and the line it happened on."""
    lines = [opening] if opening else []
    what = f"{failure.name}: {failure.message}" if failure.name else failure.message
    lines.append(painter.bold(_printable(what)))
    frames = [text.strip() for text in failure.stack.splitlines() if re.match(r"\s+at ", text)]
    if not frames and failure.line:
        frames = [f"at {failure.file}:{failure.line}:{failure.column}"]
    lines += [f"    {_printable(frame)}" for frame in frames]
    return "\n".join([*lines, *_excerpt(failure, projects)])


def _excerpt(failure: Failure, projects: list[Project]) -> Iterator[str]:
    """The source line and a caret below the column."""
    source = next((p.files[failure.file] for p in projects if failure.file in p.files), None)
    lines = source.splitlines() if isinstance(source, str) else []
    if not 0 < failure.line <= len(lines):
        return
    number = f"{failure.line:>6} │ "
    text = lines[failure.line - 1]
    yield number + _printable(text.expandtabs(1))
    if 0 < failure.column <= len(text) + 1:
        yield " " * 7 + "│ " + " " * (failure.column - 1) + "^"


def _printable(text: str) -> str:
    """Text in which nothing can command the terminal: control characters are shown as pictures (␛)."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", lambda match: _picture(ord(match[0])), text)


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"
