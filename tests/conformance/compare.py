"""Compares what the engine gave with what workerd gave, field by field.

Compared: startup error (text, file and line), startup logs, and of each step: status, headers (as a multiset, names in
lower case), body, logs, the uncaught exception, the result of a scheduled or queue event, what a WebSocket received and
how it closed. Not compared: framing, the status text, tail-worker records and the raw warnings that workerd's
developers print on stderr: they are of the tool, not of the platform. Columns are not compared: V8 and QuickJS count
from different places of an expression.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from engine.run import RunReport
from engine.step import Failure, LogLine, StepResult
from tests.conformance.cases import Case

NOT_THE_WORKERS = {"stderr", "runtime"}
"""Log levels in golden.json that are the tool's own voice."""


def differences(case: Case, report: RunReport) -> list[str]:
    """What differs, one line each; empty when the case passes. Each accepted answer is tried; the nearest is shown."""
    return min((_against(answer, report) for answer in case.accepted), key=len)


def _against(answer: dict[str, Any], report: RunReport) -> list[str]:
    result = report.result
    if answer.get("startup_error"):
        return _startup_error(answer["startup_error"], result.error)
    if result.error is not None:
        return [f"the Worker did not load: {result.error.name}: {result.error.message}"]
    found = _field("startup logs", _lines(answer.get("startup_logs")), _lines(result.startup_logs))
    if len(result.steps) != len(answer["expected"]):
        return [*found, f"expected {len(answer['expected'])} results, got {len(result.steps)}"]
    for index, (expected, got) in enumerate(zip(answer["expected"], result.steps, strict=True)):
        where = f"step {index + 1} "
        found += [where + text for text in _step(expected, got)]
        found += [where + text for text in _logs(index, answer, expected, report)]
    return found


def _step(expected: dict[str, Any], got: StepResult) -> list[str]:
    found: list[str] = []
    if "client_error" not in expected and "received" not in expected:
        found += _field("status", expected.get("status"), got.status)
    if "headers" in expected and "client_error" not in expected:
        wanted = sorted([name, value] for name, value in expected["headers"])
        found += _field("headers", wanted, sorted([name.lower(), value] for name, value in got.headers or []))
    if "body_sha256" in expected:
        body = (got.body or "").encode()
        found += _field("body length", expected["body_length"], len(body))
        found += _field("body sha-256", expected["body_sha256"], hashlib.sha256(body).hexdigest())
    elif "body" in expected:
        found += _field("body", expected["body"] or "", got.body or "")
    if "body_base64" in expected:
        found += _field("body in base64", expected["body_base64"], got.body_base64)
    if expected.get("error"):
        found += _field("exception", expected["error"], _exception(got.exceptions))
    if "result" in expected:
        found += _field("result", expected["result"], got.result)
    if "received" in expected:
        found += _field("received", expected["received"], got.received)
    if "close" in expected:
        found += _field("close", expected["close"], got.close)
    return found


def _logs(index: int, answer: dict[str, Any], expected: dict[str, Any], report: RunReport) -> list[str]:
    """A concurrent group has all its lines on its first step, in the order of writing, and null on the others."""
    group = expected.get("logs_cover_group")
    if expected["logs"] is None:
        return []
    steps = answer.get("steps", [])
    members = {i for i, step in enumerate(steps) if group and step.get("concurrent_group") == group} or {index}
    got = [LogLine(line.level, line.message) for line in report.result.logs if line.step in members]
    # What workerd itself warns of it prints on stderr; here, as in a tail, it is a line of the console.
    printed = {line["message"] for line in expected["logs"] if line["level"] == "stderr"}
    got = [line for line in got if not (line.level == "warn" and line.message in printed)]
    return _field("logs", _lines(expected["logs"]), _lines(got))


def _lines(lines: list[Any] | None) -> list[str]:
    """`level: message`. Level "console" in golden.json is a line that only an inspector saw; its level is not known."""
    pairs = [
        (line["level"], line["message"]) if isinstance(line, dict) else (line.level, line.message)
        for line in lines or []
    ]
    return [
        f"{'log' if level == 'console' else level}: {text}" for level, text in pairs if level not in NOT_THE_WORKERS
    ]


def _exception(exceptions: list[Failure]) -> str | None:
    if not exceptions:
        return None
    return f"{exceptions[0].name}: {exceptions[0].message}".removesuffix(": ")


def _startup_error(expected: dict[str, Any], got: Failure | None) -> list[str]:
    if got is None:
        return ["the Worker loaded, but workerd refuses it: " + expected["message"]]
    lines = re.sub(r"^service \w+: Uncaught ", "", expected["message"]).split("\n")
    frames = [line for line in lines if re.match(r"\s+at |:\d", line)]
    text = "\n".join(line for line in lines if line not in frames)
    found = _field("startup error", text, f"{got.name}: {got.message}" if got.name else got.message)
    position = re.match(r"\s+at ([\w./-]+):(\d+)", frames[0]) if frames else None
    if position and not found:
        found = _field("startup error at", f"{position[1]}:{position[2]}", f"{got.file}:{got.line}")
    return found


def _field(name: str, expected: object, got: object) -> list[str]:
    if expected == got:
        return []
    return [f"{name}\n    expected {_show(expected)}\n    got      {_show(got)}"]


def _show(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
