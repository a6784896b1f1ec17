"""Rules that a lesson keeps on paper, without running anything. Each rule gives the problems that it finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress

import msgspec

from course.demo import COLD_START, DEMONSTRATIONS
from course.explained import PANELS
from course.kept_race import FIELDS as RACE_FIELDS
from course.lesson import (
    Check,
    Choice,
    Choices,
    Demo,
    Fix,
    Measure,
    Number,
    Order,
    Predict,
    Prediction,
    Prose,
    Run,
    Task,
)
from course.library import LoadedLesson, shown_files
from course.measure import RUN_FIELDS, STEP_FIELDS, is_field
from course.on_paper import FIELDS, PREFIXES
from course.prose_text import pieces, sentences, words
from course.reference import load_reference
from course.verdict import comparisons
from engine.errors import ProjectError

LONGEST_SENTENCE = 30
"""Words."""
VIEWS = ("none", "path", "event-loop", "machine", "network")
WIDEST_CODE = 71
"""Columns of a code block in prose, and of a line of a project that learners see: more is cut at 80 columns."""
FEWEST_ITEMS = 4
"""Questions of a self-check. Mixed formats, because choosing alone teaches less than producing (Greving & Richter 2018,
https://doi.org/10.3389/fpsyg.2018.02412)."""
FEWEST_ITEMS_OF_THE_COURSE = 6
FEWEST_KINDS_OF_THE_COURSE = 4
"""What the course asks of its own lessons; a teacher's may be shorter."""


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with a lesson. where: the cell, item or file. fix: what to do about it."""

    where: str
    what: str
    fix: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.where}:" if self.where else "", self.what, self.fix) if part)


def problems_on_paper(loaded: LoadedLesson) -> list[Problem]:
    """Everything that reading the lesson shows."""
    rules = (_ids, _places, _links, _options, _tasks, _measures, _numbers, _lesson_data, _sentences, _widths, _stars)
    return [problem for rule in rules for problem in rule(loaded)]


def _ids(loaded: LoadedLesson) -> Iterator[Problem]:
    ids = Counter([cell.id for cell in loaded.lesson.cell] + [item.id for item in loaded.lesson.item])
    for id, times in ids.items():
        if times > 1:
            yield Problem(id, f"{times} cells or items have this id.", "Progress is kept by id: make each unique.")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id):
            yield Problem(id, "an id is lowercase words joined by dashes.")


def _places(loaded: LoadedLesson) -> Iterator[Problem]:
    shown = {block.id for block in loaded.blocks if not isinstance(block, Prose)}
    for cell in loaded.lesson.cell:
        if cell.id not in shown:
            yield Problem(cell.id, "is never shown.", f"Put a line [[{cell.id}]] into lesson.md, or delete the cell.")


def _links(loaded: LoadedLesson) -> Iterator[Problem]:
    runs = {cell.id for cell in loaded.lesson.cell if isinstance(cell, Run)}
    predictable = runs | _races(loaded)
    tasks = {cell.id for cell in loaded.lesson.cell if isinstance(cell, Task)}
    order = [block.id for block in loaded.blocks if not isinstance(block, Prose)]
    for cell in loaded.lesson.cell:
        if isinstance(cell, Prediction):
            if cell.about not in predictable:
                fix = f"Run cells and cold-start demonstrations: {_listed(predictable)}."
                yield Problem(cell.id, f'about = "{cell.about}" is no run cell.', fix)
            elif cell.id in order and cell.about in order and order.index(cell.id) > order.index(cell.about):
                yield Problem(cell.id, f"comes after {cell.about}.", "A prediction is made before the run.")
    for one in [*loaded.lesson.item, *(cell for cell in loaded.lesson.cell if isinstance(cell, (Choice, Choices)))]:
        if one.replay and one.replay not in runs:
            yield Problem(one.id, f'replay = "{one.replay}" is no run cell.', f"Run cells: {_listed(runs)}.")
        if isinstance(one, Fix) and one.task not in tasks:
            yield Problem(one.id, f'task = "{one.task}" is no task cell.', f"Task cells: {_listed(tasks)}.")


def _options(loaded: LoadedLesson) -> Iterator[Problem]:
    for one in [*loaded.lesson.cell, *loaded.lesson.item]:
        if not isinstance(one, (Choice, Choices)):
            continue
        correct = sum(option.correct for option in one.options)
        if isinstance(one, Choice) and correct != 1:
            yield Problem(one.id, f"{correct} options are correct; a choice has exactly one.")
        if isinstance(one, Choices) and not 1 <= correct < len(one.options):
            yield Problem(
                one.id, f"{correct} of {len(one.options)} options are correct.", "At least one is right, one wrong."
            )
        if len(one.options) < 3:
            yield Problem(one.id, f"has {len(one.options)} options.", "Three or more, each wrong one a real belief.")
        for option in one.options:
            if not option.why.strip():
                yield Problem(one.id, f'"{option.text}" has no why.', "Say what is true about it.")
            yield from _tag(one.id, option.misconception)
        if len({option.text for option in one.options}) < len(one.options):
            yield Problem(one.id, "two options have the same text.")


def _tasks(loaded: LoadedLesson) -> Iterator[Problem]:
    for cell in loaded.lesson.cell:
        if isinstance(cell, Demo) and cell.name not in DEMONSTRATIONS:
            fix = f"One of: {_listed([*DEMONSTRATIONS])}."
            yield Problem(cell.id, f'name = "{cell.name}" is no demonstration.', fix)
        if isinstance(cell, (Run, Task)) and cell.view not in VIEWS:
            yield Problem(cell.id, f'view = "{cell.view}".', f"One of: {_listed(VIEWS)}.")
        for panel in cell.explains if isinstance(cell, (Run, Task)) else ():
            if panel not in PANELS:
                yield Problem(cell.id, f'explains = "{panel}".', f"One of: {_listed(PANELS)}.")
        if not isinstance(cell, Task):
            continue
        if len(cell.hints) != 3:
            yield Problem(
                cell.id, f"has {len(cell.hints)} hints.", "Three: each says more, the last is the answer in words."
            )
        if not cell.checks or not cell.hidden.checks:
            yield Problem(cell.id, "has no checks, or none on hidden traffic.")
        names = Counter(check.name for check in cell.checks)
        yield from (Problem(cell.id, f'two checks are named "{name}".') for name, times in names.items() if times > 1)
        if cell.hidden.traffic == cell.traffic:
            yield Problem(cell.id, "the hidden traffic is the shown traffic.", "Send something else.")
        for tag in cell.misconceptions:
            yield from _tag(cell.id, tag)


def _measures(loaded: LoadedLesson) -> Iterator[Problem]:
    measures: list[tuple[str, Measure | None]] = []
    races = _races(loaded)
    for cell in loaded.lesson.cell:
        if isinstance(cell, Prediction):
            if cell.about in races:
                yield from _of_race(cell)
            else:
                measures.append((cell.id, cell.actual))
            if cell.expects not in ("text", "number"):
                yield Problem(cell.id, f'expects = "{cell.expects}".', 'Either "text" or "number".')
        elif isinstance(cell, Task):
            measures += [(cell.id, check) for check in [*cell.checks, *cell.hidden.checks]]
    for item in loaded.lesson.item:
        if isinstance(item, (Predict, Number)):
            measures.append((item.id, item.answer if isinstance(item, Predict) else item.measure))
    for id, measure in measures:
        if measure is None:
            continue
        if not is_field(measure):
            known = (*RUN_FIELDS, *FIELDS, *PREFIXES) if measure.step == 0 else (*STEP_FIELDS, "header:NAME")
            yield Problem(id, f'step {measure.step} has no field "{measure.field}".', f"Fields: {_listed(known)}.")
        if isinstance(measure, Check) and (count := comparisons(measure)) != 1:
            yield Problem(id, f'the check "{measure.name}" compares {count} times.', "Name exactly one comparison.")


def _races(loaded: LoadedLesson) -> set[str]:
    """Ids of the cells that measure cold starts."""
    return {cell.id for cell in loaded.lesson.cell if isinstance(cell, Demo) and cell.name == COLD_START}


def _of_race(cell: Prediction) -> Iterator[Problem]:
    """What a prediction about a cold-start demonstration may be shown beside."""
    if cell.actual is not None and (cell.actual.step != 0 or cell.actual.field not in RACE_FIELDS):
        what = f'a cold-start race gives no "{cell.actual.field}" at step {cell.actual.step}.'
        yield Problem(cell.id, what, f"step = 0 and one of: {_listed(RACE_FIELDS)}.")


def _numbers(loaded: LoadedLesson) -> Iterator[Problem]:
    for item in loaded.lesson.item:
        if isinstance(item, Number):
            computed = bool(item.cron or (item.project and item.measure))
            if not computed and (item.published is None or not item.source):
                fix = "Give project, traffic and measure; or cron; or published and source."
                yield Problem(item.id, "has no key.", fix)
            if item.cron is not None and not item.cron.before:
                yield Problem(item.id, "its cron has no before.", "A number counts firings: say until which day.")
            if item.low >= item.high:
                yield Problem(item.id, "low is not below high.")
        if isinstance(item, Predict) and bool(item.cron) == bool(item.project and item.answer):
            yield Problem(item.id, "has no key, or two.", "Give project, traffic and answer; or cron.")
        if isinstance(item, (Number, Predict)):
            for wrong in item.wrong:
                yield from _tag(item.id, wrong.misconception)
        if isinstance(item, Order) and len(item.lines) < 3:
            yield Problem(item.id, "has fewer than three lines to order.")


def _lesson_data(loaded: LoadedLesson) -> Iterator[Problem]:
    lesson = loaded.lesson
    if len(lesson.item) < FEWEST_ITEMS:
        yield Problem("self-check", f"has {len(lesson.item)} questions.", f"At least {FEWEST_ITEMS}.")
    if lesson.item and not any(isinstance(item, (Predict, Order, Number, Fix)) for item in lesson.item):
        yield Problem("self-check", "asks only to choose.", "Add a predict, order, number or fix item.")
    for statement in lesson.statements:
        if not re.fullmatch(r"S\d{1,2}", statement):
            yield Problem("statements", f'"{statement}" is no statement id.', "They are S1 to S44.")


def problems_of_the_course(loaded: LoadedLesson) -> list[Problem]:
    """What a lesson of the course itself must keep besides: enough questions, of enough kinds."""
    items = loaded.lesson.item
    kinds = {type(item).__name__.lower() for item in items}
    problems = []
    if len(items) < FEWEST_ITEMS_OF_THE_COURSE:
        fix = f"In the course at least {FEWEST_ITEMS_OF_THE_COURSE}."
        problems.append(Problem("self-check", f"has {len(items)} questions.", fix))
    if len(kinds) < FEWEST_KINDS_OF_THE_COURSE:
        fix = f"In the course at least {FEWEST_KINDS_OF_THE_COURSE}."
        problems.append(Problem("self-check", f"has questions of {len(kinds)} kinds: {_listed(kinds)}.", fix))
    return problems


def _sentences(loaded: LoadedLesson) -> Iterator[Problem]:
    texts = [("lesson.md", block.markdown) for block in loaded.blocks if isinstance(block, Prose)]
    for one in [*loaded.lesson.cell, *loaded.lesson.item]:
        texts += [(one.id, text) for text in _texts(msgspec.to_builtins(one))]
    for where, text in texts:
        for sentence in sentences(text):
            if (count := words(sentence)) > LONGEST_SENTENCE:
                fix = f"Cut it: at most {LONGEST_SENTENCE}."
                yield Problem(where, f'a sentence of {count} words: "{sentence[:60]}…"', fix)


def _widths(loaded: LoadedLesson) -> Iterator[Problem]:
    """Code does not wrap on a screen: what is wider is not seen."""
    for block in loaded.blocks:
        for piece in pieces(block.markdown) if isinstance(block, Prose) else []:
            if piece.kind == "code":
                yield from _wide("lesson.md", piece.text)
    for cell in loaded.lesson.cell:
        if isinstance(cell, (Run, Task)):
            with suppress(ProjectError):  # told where it is run
                project = loaded.project_of(cell)
                for name in shown_files(cell, project):
                    yield from _wide(f"{cell.id}, {name}", str(project.files.get(name, "")))
    for item in loaded.lesson.item:
        with suppress(ProjectError):
            yield from _wide(item.id, loaded.code_of(item))


def _wide(where: str, code: str) -> Iterator[Problem]:
    for number, line in enumerate(code.split("\n"), 1):
        if len(line) > WIDEST_CODE:
            fix = f"At most {WIDEST_CODE}: a screen of 80 columns cuts the rest."
            yield Problem(where, f"line {number} of the code has {len(line)} columns.", fix)


def _stars(loaded: LoadedLesson) -> Iterator[Problem]:
    """A pattern such as *.a.example/* in plain text is taken as emphasis, and loses its stars."""
    texts = [("lesson.md", block.markdown) for block in loaded.blocks if isinstance(block, Prose)]
    for one in [*loaded.lesson.cell, *loaded.lesson.item]:
        texts += [(one.id, text) for text in _texts(msgspec.to_builtins(one), ("text", *_TOLD))]
    for where, text in texts:
        for span in (span for piece in pieces(text) for span in piece.spans):
            if span.style == "emphasis" and (span.text[:1] in ".,/" or span.text[-1:] in ",/"):
                yield Problem(where, f"* and * make emphasis of this: {span.text}", "Put code between `backticks`.")


_TOLD = ("prompt", "why", "explain", "brief", "hints", "ideas")
"""The fields whose values are sentences for learners."""


def _texts(value: object, fields: Sequence[str] = _TOLD, key: str = "") -> Iterator[str]:
    """Every text for learners inside a cell or item."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, fields, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, fields, key)
    elif isinstance(value, str) and key in fields:
        yield value


def _tag(where: str, tag: str) -> Iterator[Problem]:
    if tag and load_reference().misconception(tag) is None:
        yield Problem(where, f'"{tag}" is no misconception.', "They stand in lessons/reference/misconceptions.toml.")


def _listed(names: Sequence[str] | set[str]) -> str:
    return ", ".join(sorted(names) if isinstance(names, set) else names) or "none"
