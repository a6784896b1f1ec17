"""Named checks of a task → verdicts. Pure: a verdict follows from the run that the learner saw and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from course.lesson import Check
from course.measure import Value, measure, shown
from course.on_paper import is_on_paper
from engine.run import RunReport, RunRequest


class Verdict(msgspec.Struct, frozen=True):
    """One check, judged. expected, got: for the learner's eyes. line: of the learner's file, from 1 (0: no line)."""

    name: str
    passed: bool
    expected: str
    got: str
    line: int = 0


def verdicts(
    checks: Sequence[Check], report: RunReport, source: str = "", request: RunRequest | None = None
) -> list[Verdict]:
    """Each check against this run, in order. source: the learner's file, to find the line a check belongs to. request:
    what was run, for checks of the configuration.

    Raises KeyError for a check of a field there is not.
    """
    return [_verdict(check, report, source, request) for check in checks]


def all_passed(found: Sequence[Verdict]) -> bool:
    """Whether the task is done."""
    return all(verdict.passed for verdict in found)


def _verdict(check: Check, report: RunReport, source: str, request: RunRequest | None) -> Verdict:
    got = measure(report, check, request)
    error = None if is_on_paper(check.field) else report.result.error
    seen = "nothing: the Worker did not load" if error else shown(got, check.field)
    return Verdict(check.name, _holds(check, got), expectation(check), seen, line_of(check.line_of, source))


def expectation(check: Check) -> str:
    """What the check wants, in words."""
    if check.equals is not None:
        return shown(float(check.equals) if isinstance(check.equals, (int, float)) else check.equals, check.field)
    if check.starts_with is not None:
        return f"starts with {check.starts_with}"
    if check.contains is not None:
        return f"contains {check.contains}"
    if check.lacks is not None:
        return f"does not contain {check.lacks}"
    if check.at_most is not None:
        return f"at most {shown(check.at_most, check.field)}"
    return f"at least {shown(check.at_least, check.field)}"


def _holds(check: Check, got: Value) -> bool:
    if got is None:
        return False
    if check.equals is not None:
        return _same(got, check.equals)
    text = shown(got)
    if check.starts_with is not None:
        return text.startswith(check.starts_with)
    if check.contains is not None:
        return check.contains in text
    if check.lacks is not None:
        return check.lacks not in text
    if not isinstance(got, float):
        return False
    if check.at_most is not None:
        return got <= check.at_most
    return check.at_least is not None and got >= check.at_least


def _same(got: str | float, wanted: str | float) -> bool:
    if isinstance(got, float):
        try:
            return abs(got - float(wanted)) < 1e-9
        except ValueError:
            return False
    return got == (wanted if isinstance(wanted, str) else shown(float(wanted)))


def comparisons(check: Check) -> int:
    """How many of the comparisons a check names; a sound one names exactly one."""
    named = (check.equals, check.starts_with, check.contains, check.lacks, check.at_most, check.at_least)
    return sum(value is not None for value in named)


def line_of(text: str, source: str) -> int:
    """The first line (from 1) that holds `text`; 0 when none does or there is no text."""
    if not text:
        return 0
    return next((number for number, line in enumerate(source.splitlines(), 1) if text in line), 0)
