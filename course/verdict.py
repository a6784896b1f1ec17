"""Named checks of a task → verdicts. Pure: a verdict follows from the run that the learner saw and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from course.lesson import Check
from course.measure import Value, measure, shown
from course.on_paper import is_on_paper
from course.sent import sent_lines
from engine.run import RunReport, RunRequest

MOST_LINES = 6
"""Lines of an expected value, and of what came, that are shown."""


class Verdict(msgspec.Struct, frozen=True):
    """One check, judged. expected, got: for the learner's eyes. file, line: the learner's line that it belongs to, from
    1 (0: none). why: the error that its event ended in, "" for none. sent: what it is about, a line an event ("" where
    nothing runs for it). reached: False when the Worker did not load, so that there was nothing to judge."""

    name: str
    passed: bool
    expected: str
    got: str
    file: str = ""
    line: int = 0
    why: str = ""
    sent: str = ""
    reached: bool = True


def verdicts(
    checks: Sequence[Check],
    report: RunReport,
    files: Mapping[str, str] | None = None,
    request: RunRequest | None = None,
) -> list[Verdict]:
    """Each check against this run, in order. files: what the learner sees, to find the line a check belongs to.
    request: what was run, for what was sent and for checks of the configuration.

    Raises KeyError for a check of a field there is not.
    """
    return [_verdict(check, report, files or {}, request) for check in checks]


def all_passed(found: Sequence[Verdict]) -> bool:
    """Whether the task is done."""
    return all(verdict.passed for verdict in found)


def _verdict(check: Check, report: RunReport, files: Mapping[str, str], request: RunRequest | None) -> Verdict:
    got = measure(report, check, request)
    on_paper = is_on_paper(check.field)
    reached = on_paper or report.result.error is None
    passed = _holds(check, got)
    seen = shown(got, check.field) if reached else "nothing: the Worker did not load"
    file, line = place_of(check.line_of, files)
    sent = "\n".join(sent_lines(request.steps, check.step)) if request is not None and not on_paper else ""
    return Verdict(
        name=check.name,
        passed=passed,
        expected=expectation(check),
        got=seen,
        file=file,
        line=line,
        why="" if passed or on_paper or not reached else _error_of(check, report),
        sent=sent,
        reached=reached,
    )


def _error_of(check: Check, report: RunReport) -> str:
    """The error that ended the event that a check is about, and where; of all events, the first that has one."""
    steps = report.result.steps
    about = steps[check.step - 1 : check.step] if check.step else steps
    failed = next((step for step in about if step.outcome != "ok"), None)
    if failed is None or check.field in ("outcome", "exception"):
        return ""
    if not failed.exceptions:
        return failed.outcome
    failure = failed.exceptions[0]
    name = failure.name if failed.outcome == "exception" else failed.outcome
    where = f" ({failure.file}:{failure.line})" if failure.line else ""
    return f"{name or failed.outcome}: {failure.message}{where}"


def told(verdict: Verdict) -> tuple[str, str]:
    """(expected, got) as they are shown: of values with many lines, those from the first that differs on."""
    expected, got = verdict.expected.split("\n"), verdict.got.split("\n")
    if max(len(expected), len(got)) <= MOST_LINES:
        return verdict.expected or "nothing", verdict.got or "nothing"
    same = next((place for place, (one, other) in enumerate(zip(expected, got, strict=False)) if one != other), 0)
    return _from_line(expected, same), _from_line(got, same)


def _from_line(lines: list[str], first: int) -> str:
    shown = lines[first : first + MOST_LINES]
    before = [f"({first} lines as expected)"] if first else []
    after = len(lines) - first - len(shown)
    return "\n".join([*before, *shown, *([f"and {after} more lines"] if after else [])])


def hidden_words(found: Sequence[Verdict]) -> str:
    """What failing checks of hidden traffic mean. found: all of that traffic's checks."""
    failing = [one for one in found if not one.passed]
    count = f"{len(failing)} of {len(found)} checks fail" if len(found) > 1 else "its check fails"
    if any(one.sent for one in failing):
        return f"What you see passes. Hidden traffic does not: {count}. Answer from each request."
    return f"What you see passes. What is checked besides does not: {count}."


def hidden_name(verdict: Verdict) -> str:
    """What stands before the name of a hidden check: whether something was sent for it."""
    return "hidden traffic" if verdict.sent else "hidden check"


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


def place_of(text: str, files: Mapping[str, str]) -> tuple[str, int]:
    """The first of the files with a line that holds `text`, and that line; ("", 0) when none does."""
    places = ((file, line_of(text, source)) for file, source in files.items())
    return next(((file, line) for file, line in places if line), ("", 0))


def line_of(text: str, source: str) -> int:
    """The first line (from 1) that holds `text`; 0 when none does or there is no text."""
    if not text:
        return 0
    return next((number for number, line in enumerate(source.splitlines(), 1) if text in line), 0)
