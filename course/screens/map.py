"""The map of the course: every lesson, what is done, begun, due and next. Any of them can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from textual.content import Content

from course import keymap
from course.course_map import LessonState, course_map, line_of
from course.glyphs import MARKS
from course.messages import TakeTest
from course.screens.finding import FindingScreen
from course.widgets.chooser import Entry, Place, fitted
from course.widgets.prose import Paragraph, paragraphs

TITLE_COLUMNS = 44
"""Of a title at most; the state beside it must be seen on a narrow screen too."""
STATE_COLUMNS = 34
"""What is left for everything else of a row."""


class MapScreen(FindingScreen):
    """Lessons by part. Enter opens one where the learner left it."""

    BINDINGS = keymap.MAP
    here = "map"

    def first_key(self) -> str:
        return self.course.lesson.lesson.id

    def entries(self, words: str) -> Sequence[Entry]:
        states = course_map(self.course.lessons, self.course.progress, datetime.now(timezone.utc))
        done = sum(state.done for state in states)
        minutes = sum(state.loaded.lesson.minutes for state in states if not state.done)
        left = f", about {minutes} minutes left" if minutes else ""
        found = [Entry(Content.styled(f"{done} of {len(states)} lessons done{left}. Open any of them.", "$text-muted"))]
        part = ""
        for state in states:
            if state.part and state.part != part:
                part = state.part
                line = line_of(part, self.course.lessons).replace("→", MARKS.arrow)
                found.append(Entry(Content.assemble((part, "bold $text-primary"), (f"  {line}", "$text-muted"))))
            found.append(self._entry(state))
        return found

    def _entry(self, state: LessonState) -> Entry:
        lesson = state.loaded.lesson
        mark = MARKS.right if state.done else MARKS.running if state.begun else MARKS.idle
        columns = max(12, min(TITLE_COLUMNS, self.app.size.width - STATE_COLUMNS))
        here = MARKS.here if lesson.id == self.course.lesson.lesson.id else " "
        row = Content.assemble(
            f"{here} ",
            (mark, "bold $text-success" if state.done else ""),
            f" {lesson.number:>2}  ",
            fitted(lesson.title, columns),
            ("  " + _word(state), "bold" if state.next or state.due else ""),
        )
        return Entry(row, tuple(_detail(state)), Place(lesson.id), lesson.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "test_out":
            return self._testable() != []
        return super().check_action(action, parameters)

    def _testable(self) -> list[str]:
        """The id of the lesson under the cursor, where it has questions to be tested with."""
        from course.screens.test_out import questions

        entry = self.chooser.entry
        loaded = next((one for one in self.course.lessons if entry is not None and one.lesson.id == entry.key), None)
        return [loaded.lesson.id] if loaded is not None and questions(loaded) else []

    def action_test_out(self) -> None:
        """The self-check of the lesson under the cursor, at once."""
        for lesson in self._testable():
            self.post_message(TakeTest(lesson))


def _word(state: LessonState) -> str:
    """The state, short enough for 80 columns."""
    word = state.word
    if state.begun and not state.done:
        word = "{} of {}{}".format(*state.steps, ", next" if state.next else "")
    return f"{word}, {state.due} due" if state.due else word


def _detail(state: LessonState) -> list[Paragraph]:
    lesson = state.loaded.lesson
    done, total = state.steps
    taught = f"Teaches {', '.join(lesson.statements)} of the page. " if lesson.statements else ""
    minutes = "1 minute" if lesson.minutes == 1 else f"{lesson.minutes} minutes"
    told = f", {done} of {total} things in it" if state.done and done < total else ""
    due = f" {state.due} of its questions are due: `t` asks them." if state.due else ""
    lines = [
        f"**{lesson.number}  {lesson.title}**",
        f"About {minutes}. {state.word.capitalize()}{told}.{due}",
        f"You will be able to: {lesson.objective}",
        f"Assumes: {lesson.assumes}",
        f"{taught}`Enter` opens it. `s` tests you at once: all right, and it is done.",
    ]
    return [part for line in lines for part in paragraphs(line)]
