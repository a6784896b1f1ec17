"""A question of a lesson or of its self-check: the answer, how sure, then what is true and why.

The first wrong answer explains itself only, so that a second try still means something; after the second, or when
right, every option says why. The same answer again is no second try.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea

from course.glyphs import MARKS
from course.lesson import Choice, Choices, Fix, Item, Number, Order, Predict
from course.messages import AnswerGiven, GoTo, LeaveCell, Shown, TextChanged
from course.widgets.answer_text import AnswerText
from course.widgets.cell import Bar, Cell
from course.widgets.confidence import ConfidenceBar
from course.widgets.fix_link import FixLink
from course.widgets.highlighting import highlighted
from course.widgets.options import Options
from course.widgets.order_list import OrderList
from course.widgets.prose import Paragraph, Prose, Wrapped, paragraphs

if TYPE_CHECKING:
    from course.grading import Grade
    from course.progress import Answer
    from course.reminders import Reminder

_MANY_LINES = ("logs", "bodies", "statuses")
_SAME = "That is the answer you gave already. It does not count: your second try is still yours."
_HOW = {
    Choice: "one is right",
    Choices: "mark every one that is right",
    Predict: "type exactly what comes out",
    Order: "put the lines in order",
    Number: "estimate",
    Fix: "make the checks pass",
}


class QuestionCell(Cell):
    """item: what is asked. number: its place in the self-check ("" inside a lesson). code: shown with the question.
    before: the learner's latest answer, where there is one."""

    held_words = "A question about it opens with the {} above."

    def __init__(
        self, item: Item, number: str = "", code: str = "", draft: str = "", before: Answer | None = None
    ) -> None:
        super().__init__(item.id)
        self.item = item
        self.number = number
        self.code = code or getattr(item, "code", "")
        self._draft = draft
        self._before = before
        self._tries = 0
        self.replay = ""
        """The run cell to look at again, once an answer was wrong."""
        self._chosen: int | str | tuple[int, ...] | None = None
        self._wrong: int | str | tuple[int, ...] | None = None
        self._of_mark: list[Paragraph] = []
        self.control_widget = self._control()
        """The widget that takes the answer."""

    def compose(self) -> ComposeResult:
        yield Bar(classes="bar")
        yield Prose(self.item.prompt, classes="question")
        if self.code:
            yield Static(highlighted(self.code.rstrip("\n")), classes="code")
        yield self.control_widget
        yield ConfidenceBar(classes="confidence")
        yield Wrapped(classes="feedback")

    def _control(self) -> Widget:
        item = self.item
        if isinstance(item, (Choice, Choices)):
            return Options([option.text for option in item.options], many=isinstance(item, Choices))
        if isinstance(item, Order):
            return OrderList([line.text for line in item.lines], seed=item.id)
        if isinstance(item, Fix):
            return FixLink(item.task)
        many = isinstance(item, Predict) and item.answer is not None and item.answer.field in _MANY_LINES
        if isinstance(item, Number):
            hint = f"a number{f', in {item.unit}' if item.unit else ''}, then Enter"
        else:
            hint = "one a line; Enter twice when done" if many else "what comes out, then Enter"
        return AnswerText(self._draft, hint, many_lines=many)

    def on_mount(self) -> None:
        self.query_one(ConfidenceBar).display = False
        self.query_one(".feedback").display = False
        if self._before is not None:
            self.restore(self._before)
        else:
            self._head()

    def target(self) -> Widget:
        bar = self.query_one(ConfidenceBar)
        return bar if bar.display else self.control_widget

    # --- answering -------------------------------------------------------------------------------------------------

    @on(Options.Submitted)
    def _options(self, event: Options.Submitted) -> None:
        event.stop()
        if isinstance(self.item, Choice):
            self._ask_confidence(event.chosen[0])
        elif event.chosen:
            self._ask_confidence(event.chosen)
        else:
            self.say("Mark at least one with Space, then press Enter.")

    @on(OrderList.Submitted)
    def _order(self, event: OrderList.Submitted) -> None:
        event.stop()
        self._ask_confidence(event.order)

    @on(AnswerText.Submitted)
    def _text(self, event: AnswerText.Submitted) -> None:
        event.stop()
        if not event.text:
            self.say("Type your answer first. A guess is fine: say so in the next step.")
            return
        if isinstance(self.item, Number):
            from course.grading import AnswerError, number_of

            try:
                number_of(event.text, self.item.unit)
            except AnswerError as error:
                self.say(str(error))
                return
        self._ask_confidence(event.text)

    def _ask_confidence(self, answer: int | str | tuple[int, ...]) -> None:
        if self._is_the_same(answer):
            self._show([*paragraphs(_SAME), *self._of_mark])
            self.post_message(Shown(self.told))
            return
        self._chosen = answer
        self.query_one(".feedback").display = False
        bar = self.query_one(ConfidenceBar)
        bar.display = True
        bar.focus()
        bar.scroll_visible(animate=False)

    def _is_the_same(self, answer: int | str | tuple[int, ...]) -> bool:
        """Whether it is the first try's wrong answer, while the second try is left."""
        from course.grading import same_answer

        return self._wrong is not None and same_answer(self.item, answer, self._wrong)

    @on(ConfidenceBar.Chosen)
    def _confident(self, event: ConfidenceBar.Chosen) -> None:
        event.stop()
        self.query_one(ConfidenceBar).display = False
        if self._chosen is not None:
            self._head(f"{MARKS.running} comparing with the engine")
            self.post_message(AnswerGiven(self, self._chosen, event.level))
        self.control_widget.focus(scroll_visible=False)

    @on(Options.Leave)
    @on(OrderList.Leave)
    @on(AnswerText.Leave)
    @on(FixLink.Leave)
    def _leave(self, event: Options.Leave | OrderList.Leave | AnswerText.Leave | FixLink.Leave) -> None:
        event.stop()
        self.post_message(LeaveCell(self, event.direction))

    @on(FixLink.Followed)
    def _followed(self, event: FixLink.Followed) -> None:
        event.stop()
        self.post_message(GoTo(event.task))

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(TextChanged(self, "draft"))

    # --- after -----------------------------------------------------------------------------------------------------

    def show_grade(self, grade: Grade, confidence: str, said: Sequence[Reminder] = ()) -> None:
        """The mark, and as much of the why as this try has earned. said: what the learner said before. Once all is
        told, back to reading: n goes on, and Enter answers again."""
        self._tries += 1
        everything = grade.right or self._tries > 1
        self._wrong = None if everything else self._chosen
        parts = _verdict_line(grade, confidence)
        if isinstance(self.item, (Choice, Choices)):
            self.query_one(Options).show_reasons(
                {
                    number: (option.correct, option.why)
                    for number, option in enumerate(grade.options)
                    if everything or (option.chosen and not option.correct)
                }
            )
            if isinstance(self.item, Choices) and not everything:
                parts += paragraphs(_missing(grade))
        elif everything:
            if not grade.right:
                parts.append(_fact("Expected", grade.expected))
            parts += paragraphs(grade.why)
        else:
            if not isinstance(self.item, Order):  # whose lines stand above, as they were put
                parts.append(_fact("You gave", grade.got))
            parts += paragraphs(grade.about)
        if not grade.right and not everything:
            parts += paragraphs("One more try; after it, everything is explained.")
        parts += [_fact(one.label, one.text) for one in said]
        self.replay = grade.replay
        if self.replay:
            key = "`Esc`, then `w`," if self._types and not everything else "`w`"
            parts += paragraphs(f"{key} goes to the Worker it is about, to watch it again.")
        self.post_message(self.Opened(self.block))
        self._of_mark = parts
        self._show(parts)
        self._head()
        self._state(grade.right)
        if everything and self.control_widget.has_focus:
            self.post_message(LeaveCell(self, 0))

    @property
    def _types(self) -> bool:
        """Whether letters are typed into the answer, and are no commands there."""
        return isinstance(self.control_widget, AnswerText)

    def show_fixed(self, right: bool) -> None:
        """For a question whose answer is a task: whether its checks pass."""
        self.query_one(FixLink).show(right)
        self._state(right) if right else self._head()

    def not_compared(self, why: str) -> None:
        """The answer could not be marked. why: one sentence."""
        self._head()
        self.say(why)

    def say(self, text: str) -> None:
        """One sentence in the place of feedback."""
        self._show(list(paragraphs(text)))
        self.post_message(Shown(self.told))

    @property
    def told(self) -> Wrapped:
        """What is said about the answer, below it."""
        return self.query_one(".feedback", Wrapped)

    def _show(self, parts: list[Paragraph]) -> None:
        self.told.show_parts(parts)
        self.told.display = True

    def _head(self, state: str = "") -> None:
        name = f"Question {self.number}" if self.number else "Question"
        self.query_one(Bar).show(name, state or f"{MARKS.idle} {_HOW[type(self.item)]}")

    def _state(self, right: bool) -> None:
        name = f"Question {self.number}" if self.number else "Question"
        word = f"{MARKS.right} right" if right else f"{MARKS.wrong} not yet"
        self.query_one(Bar).show(name, word, "$text-success" if right else "$text-error")

    def restore(self, before: Answer) -> None:
        """What stood here when the learner left, or was answered elsewhere: the answer, its mark, and the reasons when
        it was right."""
        from course.answer_keys import key_from
        from course.grading import AnswerError, grade

        right = bool(before.right)
        item = self.item
        if isinstance(item, (Choice, Choices)):
            chosen = [ord(letter) - 97 for letter in before.answer.split() if len(letter) == 1]
            chosen = [index for index in chosen if 0 <= index < len(item.options)]
            options = self.query_one(Options)
            options.marked = frozenset(chosen)
            if chosen:
                self._chosen = chosen[0] if isinstance(item, Choice) else tuple(chosen)
                try:
                    found = grade(item, self._chosen, key_from(item, None))
                    self.show_grade(found, before.confidence)
                except AnswerError:
                    self._head()
                return
        elif isinstance(item, Order):
            places = [line.text for line in item.lines]
            order = tuple(places.index(text) for text in before.answer.split(" → ") if text in places)
            if sorted(order) == list(range(len(places))):
                self.query_one(OrderList).order = order
        elif isinstance(item, Fix):
            self.show_fixed(right)
            return
        elif not self._draft:
            self.query_one(AnswerText).text = before.answer
        parts = [_fact("You answered", before.answer)]
        self._show(parts + list(paragraphs(getattr(item, "why", "")) if right else parts[:0]))
        self._state(right)


def _verdict_line(grade: Grade, confidence: str) -> list[Paragraph]:
    mark, word, style = (
        (MARKS.right, "Right.", "bold $text-success") if grade.right else (MARKS.wrong, "Not yet.", "bold $text-error")
    )
    said = ""
    if confidence == "sure" and not grade.right:
        said = "You were sure, so this one is worth remembering."
    elif confidence == "guess" and grade.right:
        said = "A guess that held. Read why it is so."
    return [Paragraph(Content.assemble((f"{mark} {word} ", style), (said, "$text-muted")))]


def _fact(name: str, text: str) -> Paragraph:
    return Paragraph(Content(text), Content.assemble((f"{name}  ", "$text-muted")), Content(" " * (len(name) + 2)))


def _missing(grade: Grade) -> str:
    missed = sum(option.correct and not option.chosen for option in grade.options)
    return f"{missed} more would be right." if missed else ""
