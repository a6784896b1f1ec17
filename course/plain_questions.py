"""Questions as linear text: asked, graded at once, with what is true about every option."""

from __future__ import annotations

from course.answer_keys import KeyNotFound, answer_key
from course.grading import CONFIDENCE, Answer, AnswerError, Grade, grade, letter
from course.lesson import Choice, Choices, Fix, Item, Number, Order, Predict, Run
from course.library import LoadedLesson
from course.plain_console import PlainConsole
from course.plain_engine import PlainEngine
from course.plain_task import TaskCell
from course.progress import Progress
from course.reminders import reminders
from course.task_record import PASSED
from engine.errors import EngineError


def ask_question(
    loaded: LoadedLesson, item: Item, name: str, console: PlainConsole, engine: PlainEngine, progress: Progress
) -> Grade | None:
    """Asks, grades, explains and saves. None when it was passed over. name: "Question 2 of 7"."""
    console.heading(name)
    console.prose_line(item.prompt)
    try:
        key = answer_key(loaded, item, engine.run)
    except (EngineError, KeyNotFound) as error:
        console.line(f"This question cannot be asked now: {error}")
        return None
    _show(loaded, item, console)
    if isinstance(item, Fix):
        return _fix(loaded, item, console, engine, progress)
    given = _answered(item, console)
    if given is None:
        if console.ended:
            _explain(loaded, item, grade(item, _right_answer(item, key), key), console, asked=False)
        return None
    while True:
        try:
            graded = grade(item, given, key)
            break
        except AnswerError as error:
            console.line(str(error))
        if (given := _answered(item, console)) is None:
            return None
    sure = _confidence(console)
    progress.save_answer(loaded.lesson.id, item.id, graded.got, graded.right, sure, graded.misconceptions)
    _explain(loaded, item, graded, console)
    for said in reminders(loaded, item, graded, progress):
        console.line(f"{said.label}: {said.text}")
    return graded


def _show(loaded: LoadedLesson, item: Item, console: PlainConsole) -> None:
    """Code and options."""
    code = loaded.code_of(item) if isinstance(item, Predict) else getattr(item, "code", "")
    if code:
        console.code(code)
    if isinstance(item, (Choice, Choices)):
        for index, option in enumerate(item.options):
            console.line(f"{letter(index)}: {option.text}", indent=2)
    elif isinstance(item, Order):
        for number, line in enumerate(item.lines, 1):
            console.line(f"{number}: {line.text}", indent=2)


_PROMPTS = {
    Choice: "Your answer, one letter (Enter: pass) >",
    Choices: "Every right letter, such as a c (Enter: pass) >",
    Order: "The numbers in order, such as 2 1 3 (Enter: pass) >",
    Predict: "What comes out (Enter: pass) >",
}


def _answered(item: Item, console: PlainConsole) -> Answer | None:
    """What the learner typed, as the item takes it; None for nothing."""
    unit = f" in {item.unit}" if isinstance(item, Number) and item.unit else ""
    while typed := console.ask(_PROMPTS.get(type(item), f"A number{unit} (Enter: pass) >")):
        try:
            return _parsed(item, typed)
        except AnswerError as error:
            console.line(str(error))
    return None


def _parsed(item: Item, typed: str) -> Answer:
    parts = typed.lower().replace(",", " ").split()
    if isinstance(item, (Choice, Choices)):
        letters = [letter(index) for index in range(len(item.options))]
        chosen = [sign for part in parts for sign in part]
        if any(sign not in letters for sign in chosen):
            raise AnswerError(f"The letters here are {letters[0]} to {letters[-1]}.")
        if isinstance(item, Choices):
            return [letters.index(sign) for sign in chosen]
        if len(chosen) != 1:
            raise AnswerError("One letter.")
        return letters.index(chosen[0])
    if isinstance(item, Order):
        if not all(part.isdecimal() for part in parts):
            raise AnswerError(f"Name each of the {len(item.lines)} lines once by its number, such as 2 1 3.")
        return [int(part) - 1 for part in parts]
    return typed


def _right_answer(item: Item, key: object) -> Answer:
    """An answer that is right: how a lesson that nobody answers still says what holds."""
    if isinstance(key, frozenset):
        return sorted(key)
    if isinstance(item, Number):
        return str(key)
    return key  # type: ignore[return-value]


def _confidence(console: PlainConsole) -> str:
    """sure, think so, guess, or "" when not said."""
    typed = console.ask("How sure are you? s: sure · t: think so · g: guess (Enter: not said) >") or ""
    return next((level for level in CONFIDENCE if typed and level.startswith(typed.lower())), "")


def _explain(loaded: LoadedLesson, item: Item, graded: Grade, console: PlainConsole, *, asked: bool = True) -> None:
    console.line()
    if not asked:
        console.line(f"Right is: {graded.expected}")
    elif graded.right:
        console.line("Right.", "bold")
    else:
        console.line(f"Not yet. Expected: {graded.expected}. You gave: {graded.got}", "bold")
    for index, option in enumerate(graded.options):
        mark = "right" if option.correct else "wrong"
        yours = ", your answer" if option.chosen and asked else ""
        console.prose_line(option.why, indent=2, marker=f"{letter(index)} ({mark}{yours}): ")
    if graded.why and not graded.options:
        console.prose_line(graded.why)
    if asked and graded.replay:
        title = next(
            (cell.title for cell in loaded.lesson.cell if cell.id == graded.replay and isinstance(cell, Run)), ""
        )
        console.line(f'To run it again: "{title}" in workerscope learn {loaded.lesson.number} --plain')


def _fix(
    loaded: LoadedLesson, item: Fix, console: PlainConsole, engine: PlainEngine, progress: Progress
) -> Grade | None:
    """The task it points at, which the prose has shown; done there, it is done here."""
    task = loaded.task_of(item)
    before = progress.answers(loaded.lesson.id).get(task.id)
    if before is not None and before.right:
        console.line(f'It is done: all checks of "{task.title}" hold.')
        return Grade(right=True, expected=PASSED, got=before.answer)
    if console.ended:
        console.line(f'This is the task "{task.title}".')
        return None
    cell = TaskCell(loaded, task, console, engine, progress)
    cell.show()
    found = cell.attempt()
    return grade(item, found, None) if found else None
