"""What a run gave, as paragraphs: status line, headers, body, logs, errors in production's words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from course.folds.captions import milliseconds
from course.glyphs import MARKS
from course.machine_text import LONG_BODY_LINES, and_so_on
from course.sent import short_url
from course.visible import visible
from course.widgets.code_editor import Note
from course.widgets.prose import Paragraph, paragraphs
from engine.cities import city

if TYPE_CHECKING:
    from engine.project import Project
    from engine.run import RunReport, RunRequest
    from engine.step import Failure, Step, StepResult

LONGEST_IN_SHORT = 60
"""Characters of a body that may stand on the line of its request."""

MANY = 5
"""So many answers are shown in short: twenty of them must not push the lesson away."""

BODY_LINES = 14
"""Lines of a body shown before it is cut; a page of HTML must not push the lesson away."""

_KEY_HEADERS = ("content-type", "location", "set-cookie", "cache-control", "allow")
_SEEN = "In production the visitor sees Cloudflare's error page {}."
_PRODUCTION = {
    "exception": _SEEN.format("1101, “Worker threw exception”"),
    "exceededCpu": _SEEN.format("1102, “Worker exceeded resource limits”"),
    "exceededMemory": _SEEN.format("1102, “Worker exceeded resource limits”"),
}


def styled(*parts: tuple[str, str] | str) -> Content:
    """Text from (text, style) pairs."""
    return Content.assemble(*parts)


def run_parts(
    report: RunReport, steps: Sequence[Step], all_headers: bool = False, brief: bool = False
) -> list[Paragraph]:
    """Everything a run gave, request by request. brief: many answers in short, without their headers."""
    result = report.result
    parts: list[Paragraph] = []
    if result.startup_logs:
        parts.append(Paragraph(styled(("While the Worker loaded", "bold"))))
        parts += [_log(line.level, line.message) for line in result.startup_logs]
    if result.error is not None:
        parts += _load_error(result.error)
        return parts
    in_short = brief and not all_headers and len(result.steps) >= MANY
    for number, (step, outcome) in enumerate(zip(steps, result.steps, strict=False)):
        if number and not in_short:
            parts.append(Paragraph(Content("")))
        parts += _in_short(step, outcome) if in_short else _step(step, outcome, all_headers)
    total = max((event.time for event in report.trace), default=0.0)
    if len(result.steps) > 1 and total:
        parts += [
            Paragraph(Content("")),
            Paragraph(styled((f"All over after {milliseconds(total)} (virtual time).", "$text-muted"))),
        ]
    if in_short:
        parts.append(Paragraph(styled(("Many answers, in short: a shows each with its headers.", "$text-muted"))))
    return parts


def no_default_parts(project: Project) -> list[Paragraph]:
    """That the Worker has no default export, below what it gave; nothing for one that has."""
    from course.no_default import no_default_note

    note = no_default_note(project)
    return [Paragraph(Content("")), Paragraph(styled((f"{MARKS.wrong} {note}", "$text-warning")))] if note else []


def notes(report: RunReport, file: str) -> tuple[Note, ...]:
    """The errors of a run that belong to a line of `file`, each once."""
    failures = [report.result.error] if report.result.error else []
    failures += [failure for step in report.result.steps for failure in step.exceptions]
    found = {
        Note(failure.line, visible(_told(failure)))
        for failure in failures
        if failure.line and _same_file(failure.file, file)
    }
    return tuple(sorted(found))


def failed(report: RunReport) -> bool:
    """Whether the Worker did not load or threw."""
    return report.result.error is not None or any(step.outcome != "ok" for step in report.result.steps)


def _same_file(one: str, other: str) -> bool:
    return one == other or one.rpartition("/")[2] == other.rpartition("/")[2]


def _told(failure: Failure) -> str:
    return f"{failure.name}: {failure.message}" if failure.name else failure.message


def _load_error(failure: Failure) -> Iterator[Paragraph]:
    where = f"  {failure.file}:{failure.line}:{failure.column}" if failure.line else ""
    yield Paragraph(
        styled(
            (f"{MARKS.error} ", "bold $text-error"), (visible(_told(failure)), "$text-error"), (where, "$text-muted")
        ),
        rest=Content("  "),
    )
    yield Paragraph(
        Content("The Worker did not load, so no request reached it. A deploy would refuse this code too."),
        Content("  "),
        Content("  "),
    )


def _step(step: Step, result: StepResult, all_headers: bool) -> Iterator[Paragraph]:
    yield Paragraph(_head(step, result), rest=Content("    "))
    yield from _headers(result, all_headers)
    yield from _told_below(result)


def _told_below(result: StepResult) -> Iterator[Paragraph]:
    """The body, the console and the errors."""
    if result.body is not None:
        yield from _body(result.body, result.body_bytes)
    elif result.body_base64 is not None:
        size = len(result.body_base64) * 3 // 4
        yield Paragraph(
            styled((f"about {size:,} bytes that are not text", "$text-muted")), Content("  "), Content("  ")
        )
    for line in result.logs:
        yield _log(line.level, line.message)
    for failure in result.exceptions:
        yield from _exception(failure)
    if result.outcome in _PRODUCTION and (result.status or 0) >= 500:  # not where the answer had already left
        yield Paragraph(styled((_PRODUCTION[result.outcome], "$text-muted")), Content("  "), Content("  "))


def _in_short(step: Step, result: StepResult) -> Iterator[Paragraph]:
    """On one line where all went well and there is one line to show; else all but the headers."""
    body = visible(result.body or "")
    if result.outcome == "ok" and body and "\n" not in body and len(body) <= LONGEST_IN_SHORT:
        yield Paragraph(_head(step, result, body), rest=Content("    "))
        yield from (_log(line.level, line.message) for line in result.logs)
    else:
        yield Paragraph(_head(step, result), rest=Content("    "))
        yield from _told_below(result)


def _head(step: Step, result: StepResult, body: str = "") -> Content:
    """What was sent and what came. body: where it stands in the same line."""
    what = f"{step.method} {short_url(step.url)}" if step.kind == "fetch" else f"{step.kind} {step.cron or step.queue}"
    what += f" from {city(step.city).name}" if step.city else ""
    parts: list[tuple[str, str]] = [(visible(what), "bold"), (f"  {MARKS.arrow}  ", "$text-muted")]
    good = result.outcome == "ok" and (result.status or 200) < 500
    style = "bold $text-success" if good else "bold $text-error"
    mark = "" if good else f"{MARKS.error} "
    if result.status is not None:
        parts.append((f"{mark}{result.status} {_phrase(result.status)}".rstrip(), style))
    else:
        parts.append((f"{mark}{result.outcome}", style))
    if result.outcome != "ok" and result.status is not None:
        parts.append((f" ({result.outcome})", style))
    if body:
        parts += [(f"  {MARKS.bar} ", "$text-muted"), (body, "")]
    facts = [_ms(result.wall_ms) if body else f"{_ms(result.wall_ms)} virtual"]
    if result.cpu_ms and not (body and result.cpu_ms < 0.01):
        facts.append(f"CPU {_ms(result.cpu_ms)} model")
    if result.isolate:
        facts.append(result.isolate if body else f"isolate {result.isolate}")
    parts.append(("  " + f" {MARKS.dot} ".join(facts), "$text-muted"))
    return styled(*parts)


def _headers(result: StepResult, all_headers: bool) -> Iterator[Paragraph]:
    headers = result.headers or []
    shown = headers if all_headers or len(headers) <= 3 else [one for one in headers if one[0].lower() in _KEY_HEADERS]
    for name, value in shown:
        yield Paragraph(
            styled((f"{visible(name)}: ", "$text-secondary"), visible(value)), Content("  "), Content("    ")
        )
    if len(shown) < len(headers):
        yield Paragraph(styled((f"{len(headers) - len(shown)} more headers: press a", "$text-muted")), Content("  "))


def _body(body: str, whole_bytes: int | None) -> Iterator[Paragraph]:
    bar = styled((f"  {MARKS.bar} ", "$text-muted"))
    lines = visible(body).split("\n")
    if not body:
        yield Paragraph(styled(("(empty body)", "italic $text-muted")), bar, bar)
        return
    for line in lines[: BODY_LINES if whole_bytes is None else LONG_BODY_LINES]:
        yield Paragraph(Content(line[:2000]), bar, bar)
    if whole_bytes is not None:
        yield Paragraph(styled((and_so_on(whole_bytes), "$text-muted")), bar, bar)
    elif len(lines) > BODY_LINES:
        yield Paragraph(styled((f"{len(lines) - BODY_LINES} more lines", "$text-muted")), bar, bar)


def _log(level: str, message: str) -> Paragraph:
    style = {"error": "$text-error", "warn": "$text-warning"}.get(level, "$text-secondary")
    return Paragraph(Content(visible(message)), styled((f"  {level:<5} ", style)), Content(" " * 8))


def _exception(failure: Failure) -> Iterator[Paragraph]:
    where = f"  {failure.file}:{failure.line}:{failure.column}" if failure.line else ""
    yield Paragraph(
        styled(("Uncaught ", "$text-error"), (visible(_told(failure)), "bold $text-error"), (where, "$text-muted")),
        styled((f"  {MARKS.error} ", "bold $text-error")),
        Content("    "),
    )


def _ms(value: float) -> str:
    if 0 < value < 0.001:
        return f"{value * 1_000_000:.0f} ns"
    return f"{value:.10g} ms" if value == int(value) else f"{value:.3g} ms"


def _phrase(status: int) -> str:
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def explained_parts(panels: Sequence[str], request: RunRequest) -> list[Paragraph]:
    """What the wrangler files say, panel by panel."""
    if not panels:
        return []
    from course.explained import explained

    parts: list[Paragraph] = []
    for row in (row for panel in panels for row in explained(panel, request)):
        text = visible(row.text)
        if row.kind == "title":
            parts += [Paragraph(Content("")), Paragraph(styled((text, "bold")))]
        elif row.kind == "name":
            name = f"{visible(row.label)}  "
            parts.append(
                Paragraph(styled((name, "bold $text-success"), (text, "$text-muted")), Content("  "), Content("    "))
            )
        elif row.kind == "warning":
            parts.append(
                Paragraph(
                    styled((text, "$text-warning")),
                    styled((f"    {MARKS.error} ", "bold $text-warning")),
                    Content("      "),
                )
            )
        else:
            label = f"    {visible(row.label):<11}" if row.label else " " * 4
            lead = styled((label if len(label) == 15 or not row.label else f"{label}  ", "$text-secondary"))
            parts.append(Paragraph(Content(text), lead, Content(" " * min(len(label), 15))))
    return parts


def prediction_parts(words: str, actual: str, explain: str) -> list[Paragraph]:
    """A prediction quoted beside what came out."""
    quoted = f"{MARKS.quote_open}{visible(words)}{MARKS.quote_close}"
    if len(actual) <= LONGEST_IN_SHORT:
        actual = actual.replace("\n", ", ")
    parts = [Paragraph(styled(("You predicted  ", "$text-muted"), (quoted, "italic")), rest=Content(" " * 15))]
    if actual:
        parts.append(
            Paragraph(styled(("What came out  ", "$text-muted"), (visible(actual), "bold")), rest=Content(" " * 15))
        )
    if explain:
        parts += [Paragraph(Content("")), *paragraphs(explain)]
    return parts
