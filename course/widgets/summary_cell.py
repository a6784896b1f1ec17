"""The end of a lesson: what the self-check says, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from course.glyphs import MARKS
from course.lesson import Item
from course.task_record import answer_was_shown
from course.widgets.cell import Cell
from course.widgets.prose import Prose

if TYPE_CHECKING:
    from course.progress import Answer


class SummaryCell(Cell):
    """items: the questions of the self-check. following: title of the next lesson, "" at the end of the course."""

    enterable = False

    def __init__(self, items: Sequence[Item], following: str, answers: Mapping[str, Answer]) -> None:
        super().__init__("end")
        self.items, self.following = items, following
        self._text = self._told(answers)

    def compose(self) -> ComposeResult:
        yield Prose(self._text)

    def show(self, answers: Mapping[str, Answer]) -> None:
        """The latest answers."""
        self._text = self._told(answers)
        if self.is_mounted:
            self.query_one(Prose).show(self._text)

    def _told(self, answers: Mapping[str, Answer]) -> str:
        given = [(number, answers.get(item.id)) for number, item in enumerate(self.items, 1)]
        answered = [(number, answer) for number, answer in given if answer is not None]
        right = [number for number, answer in answered if answer.right]
        lines = [f"**Self-check: {len(right)} of {len(self.items)} right**, {len(answered)} answered."]
        surprised = [str(number) for number, answer in answered if not answer.right and answer.confidence == "sure"]
        lucky = [str(number) for number, answer in answered if answer.right and answer.confidence == "guess"]
        if surprised:
            lines.append(f"You were sure and it was otherwise: question {', '.join(surprised)}. Look there again.")
        if lucky:
            lines.append(f"Guessed right: question {', '.join(lucky)}. Read why it is so.")
        told = [str(number) for number, answer in answered if answer_was_shown(answer.answer)]
        if told:
            lines.append(f"Done after the answer was shown: question {', '.join(told)}. Try it again without it.")
        left = [str(number) for number, answer in given if answer is None]
        if left and answered:
            lines.append(f"Still open: question {', '.join(left)}.")
        if len(answered) == len(self.items):
            lines.append(
                f"{MARKS.right} This lesson is done. Its questions come back for review: `t` asks what is due."
            )
        after = f"Next: *{self.following}*. Press `]`." if self.following else "That was the last lesson so far."
        return "\n\n".join([*lines, f"{after} `q` leaves; everything is kept."])
