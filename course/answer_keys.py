"""Keys of questions, computed by running the engine: what came out, and in which order things happened.

`key_request` says what to run and `key_from` reads the key from the report, so that the app may run it in the child
engine; `answer_key` does both. Keys are: an option's index (choice), a frozenset of indexes (choices), text (predict),
line indexes in order (order), a number (number), None (fix: its task's checks are the key).
"""

from __future__ import annotations

from collections.abc import Callable

from course.deploy import item_request
from course.lesson import Choice, Choices, Find, Item, Number, Order, Predict
from course.library import LoadedLesson
from course.measure import event_of_step, measure, shown
from course.on_paper import cron_answer, is_on_paper
from engine.run import RunReport, RunRequest, run_project
from engine.trace import Event

Key = int | frozenset[int] | str | tuple[int, ...] | float | None
RunEngine = Callable[[RunRequest], RunReport]


class KeyNotFound(Exception):
    """The engine did not give a key. str(error) says why, for the author of the lesson."""


def key_request(loaded: LoadedLesson, item: Item) -> RunRequest | None:
    """What to run to know the key; None when nothing needs to run. Raises ProjectError, StepError."""
    if isinstance(item, (Predict, Order, Number)) and item.project:
        if item.traffic is None and not _on_paper(item):
            raise KeyNotFound("the item has a project but no traffic.")
        return item_request(loaded, item)
    return None


def _on_paper(item: Item) -> bool:
    """Whether the key follows from the wrangler files alone."""
    asked = item.answer if isinstance(item, Predict) else item.measure if isinstance(item, Number) else None
    return asked is not None and is_on_paper(asked.field)


def key_from(item: Item, report: RunReport | None, request: RunRequest | None = None) -> Key:
    """The key, from the run that `key_request` asked for, and that request. Raises KeyNotFound, CronError."""
    if isinstance(item, Choice):
        correct = [index for index, option in enumerate(item.options) if option.correct]
        if len(correct) != 1:
            raise KeyNotFound(f"{len(correct)} options are marked correct; a choice has exactly one.")
        return correct[0]
    if isinstance(item, Choices):
        return frozenset(index for index, option in enumerate(item.options) if option.correct)
    if isinstance(item, (Predict, Number)) and item.cron is not None:
        return cron_answer(item.cron)
    if report is None:
        return item.published if isinstance(item, Number) else None
    if report.result.error is not None:
        raise KeyNotFound(f"the Worker did not load: {report.result.error.message}")
    if isinstance(item, Predict):
        if item.answer is None:
            raise KeyNotFound("the item has a project but no answer.")
        value = measure(report, item.answer, request)
        if value is None or value == "":
            raise KeyNotFound(f'the run gave no "{item.answer.field}".')
        return shown(value)
    if isinstance(item, Order):
        return order_key(item, report)
    if isinstance(item, Number):
        if item.measure is None:
            raise KeyNotFound("the item has a project but no measure.")
        value = measure(report, item.measure, request)
        if not isinstance(value, float):
            raise KeyNotFound(f'"{item.measure.field}" is no number.')
        return value
    return None


def answer_key(loaded: LoadedLesson, item: Item, run: RunEngine = run_project) -> Key:
    """The key of an item of this lesson. Raises KeyNotFound, ProjectError, StepError."""
    request = key_request(loaded, item)
    return key_from(item, run(request) if request is not None else None, request)


def order_key(item: Order, report: RunReport) -> tuple[int, ...]:
    """Indexes of the item's lines in the order of their moments in the trace. Raises KeyNotFound."""
    moments = [moment(report, line.at) for line in item.lines]
    for line, found in zip(item.lines, moments, strict=True):
        if found is None:
            raise KeyNotFound(f'no moment of the trace is "{line.text}".')
    places = [found.seq for found in moments if found is not None]
    if len(set(places)) != len(places):
        raise KeyNotFound("two lines stand for the same moment of the trace.")
    return tuple(sorted(range(len(places)), key=places.__getitem__))


def moment(report: RunReport, find: Find) -> Event | None:
    """The event of the trace that `find` points at, or None."""
    event = event_of_step(report, find.event) if find.event is not None else None
    operations = {getattr(e, "io", 0): e.operation for e in report.trace if hasattr(e, "operation")}
    count = 0
    for candidate in report.trace:
        if not _matches(candidate, find, event, operations):
            continue
        count += 1
        if count == find.nth:
            return candidate
    return None


def _matches(candidate: Event, find: Find, event: int | None, operations: dict[int, str]) -> bool:
    if candidate.__struct_config__.tag != find.kind or (event is not None and candidate.event != event):
        return False
    if find.operation is not None and operations.get(getattr(candidate, "io", 0)) != find.operation:
        return False
    for name in ("place", "returning", "function", "line", "message"):
        wanted = getattr(find, name)
        if wanted is not None and getattr(candidate, name, None) != wanted:
            return False
    return True
