"""A demonstration of a lesson as linear text. A race is asked for first: it takes seconds and the machine's power."""

from __future__ import annotations

from course.demo import COLD_START, DEMONSTRATIONS, race_told
from course.kept_race import lanes_of, race_value
from course.lesson import Demo, Prediction
from course.library import LoadedLesson
from course.plain_console import PlainConsole
from course.plain_engine import PlainEngine
from course.progress import Progress
from course.runner import ChildEngine
from course.session import Session
from engine.errors import EngineError
from engine.race.results import Result

RACE_ROUNDS = 5


def play_demo(loaded: LoadedLesson, cell: Demo, console: PlainConsole, engine: PlainEngine, progress: Progress) -> None:
    """Tells the demonstration, and keeps that it was told."""
    console.heading(cell.title)
    console.prose_line(cell.brief)
    session = Session(loaded, progress, ChildEngine())
    if cell.name == COLD_START:
        _race(session, cell, console)
        return
    if console.ask("Enter: read it, scene by scene · s: skip it >") == "s":
        return
    console.line()
    try:
        for line in DEMONSTRATIONS[cell.name].plain(engine.run):
            console.raw(line)
    except EngineError as error:
        console.line(str(error))
        return
    if not console.ended:
        session.has_played(cell)


def _race(session: Session, cell: Demo, console: PlainConsole) -> None:
    """Races when the learner says so; where nobody answers, says how to."""
    choice = console.ask(f"Enter: race {RACE_ROUNDS} rounds on this machine, some seconds · s: skip it >")
    if choice is None:
        console.line("Nobody asked for the race. It runs with: workerscope race")
    if choice is None or choice == "s":
        return
    console.line()
    results: list[Result] = []
    try:
        for line in race_told(RACE_ROUNDS, results):
            console.raw(line)
    except EngineError as error:
        console.line(str(error))
        return
    session.has_played(cell, results)
    answer = session.progress.answers(session.id).get(cell.id)
    _beside_predictions(session, cell, answer.answer if answer is not None else "", console)


def _beside_predictions(session: Session, cell: Demo, kept: str, console: PlainConsole) -> None:
    """What the learner expected, beside what this machine measured."""
    lanes = lanes_of(kept)
    predicted = session.progress.predictions(session.id)
    for one in session.loaded.lesson.cell:
        if not isinstance(one, Prediction) or one.about != cell.id:
            continue
        console.line()
        if words := predicted.get(one.id):
            console.line(f"You predicted: {words}")
        if one.actual is not None and (came := race_value(lanes, one.actual.field)):
            console.line(f"What came:     {came}")
        if one.explain:
            console.prose_line(one.explain)
