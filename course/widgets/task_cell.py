"""Code to repair: named checks with what was expected and got, three hints, and after success ours beside theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import TextArea

from course.comparison import compare_files
from course.glyphs import MARKS
from course.lesson import Task
from course.messages import HintShown, Shown, ViewRequested
from course.task_record import hint_name
from course.visible import visible
from course.widgets.cell import Buttons
from course.widgets.code_cell import RAN, CodeCell
from course.widgets.code_editor import Note
from course.widgets.comparison import Comparison
from course.widgets.prose import Paragraph, Prose, Wrapped, paragraphs
from course.widgets.result import styled

if TYPE_CHECKING:
    from course.verdict import Verdict
    from engine.errors import EngineError
    from engine.project import Project

MOST_HIDDEN = 3
"""Failing checks of hidden traffic that are told at once."""


class TaskCell(CodeCell):
    """A task. passed: whether it was done before; then solution is our version of its files. hints: how many the
    learner has asked for, on other days too."""

    def __init__(
        self,
        cell: Task,
        project: Project,
        texts: Mapping[str, str] | None = None,
        passed: bool = False,
        solution: Mapping[str, str] | None = None,
        hints: int = 0,
    ) -> None:
        super().__init__(cell, project, texts)
        self.task_data = cell
        self.passed = passed
        self.solution = dict(solution or {})
        self.hints_shown = min(hints, len(cell.hints))
        self._after_answer = False
        self._verdicts: Sequence[Verdict] = ()
        self._hidden: Sequence[Verdict] = ()

    def above_editor(self) -> ComposeResult:
        yield Prose(self.task_data.brief, classes="question")

    def below_editor(self) -> ComposeResult:
        yield Wrapped(self._check_parts(), classes="checks", widest=96)
        yield Comparison(classes="solution")
        yield Wrapped(classes="hints")

    def more_actions(self) -> str:
        view = "   [@click=view]\\[ v Step through ][/]" if self.task_data.view != "none" else ""
        if self.passed:
            return f"   [@click=compare]\\[ s Beside ours ][/]{view}"
        return f"   [@click=hint]\\[ h {self._next_hint} ][/]{view}"

    @property
    def _next_hint(self) -> str:
        if self.following_hint == "next":
            return f"Hint {self.hints_shown + 1} of {len(self.task_data.hints)}"
        return "The answer" if self.following_hint == "answer" else "Hints"

    @property
    def following_hint(self) -> str:
        """What the next press of h shows: "next" (a hint), "answer" (the last one), or "again" (all of them)."""
        left = len(self.task_data.hints) - self.hints_shown
        return "next" if left > 1 else "answer" if left else "again"

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(".hints").display = False
        self.query_one(".solution").display = False

    def action_hint(self) -> None:
        """One more hint; each says more than the one before. Those of another day come back first."""
        count = len(self.task_data.hints)
        if self.query_one(".hints").display or not self.hints_shown:
            self.hints_shown = min(self.hints_shown + 1, count)
        parts: list[Paragraph] = []
        for number, hint in enumerate(self.task_data.hints[: self.hints_shown], 1):
            parts.append(Paragraph(styled((hint_name(number, count), "bold $text-secondary"))))
            parts += [part._replace(first=part.first or Content("  "), rest=Content("  ")) for part in paragraphs(hint)]
        hints = self.query_one(".hints", Wrapped)
        hints.show_parts(parts)
        hints.display = True
        self.query_one(".actions", Buttons).update(self.actions())
        self.refresh_bindings()
        self.post_message(Shown(hints, whole=True))
        self.post_message(HintShown(self, self.hints_shown))

    def action_view(self) -> None:
        """Asks for the full-screen view."""
        self.post_message(ViewRequested(self))

    def stopped(self, why: str, error: EngineError | None = None) -> None:
        """Nothing came of the run, so nothing is judged: the checks of an earlier one would speak of other code."""
        super().stopped(why, error)
        self._verdicts, self._hidden = (), ()
        self.query_one(".checks", Wrapped).show_parts(self._check_parts())

    def show_verdicts(
        self, verdicts: Sequence[Verdict], hidden: Sequence[Verdict], solution: Mapping[str, str]
    ) -> None:
        """The checks, judged. hidden: those of the traffic not shown, where it was sent. solution: our files, once
        everything holds, else empty."""
        self._verdicts, self._hidden = verdicts, hidden
        if solution and not self.passed:
            self.passed, self._after_answer = True, self.hints_shown == len(self.task_data.hints)
        self.query_one(".checks", Wrapped).show_parts(self._check_parts())
        for file in self.files:
            errors = [note for note in self.editor_of(file).notes if note.kind == "error"]
            failed = [one for one in verdicts if one.file == file and one.reached and not one.passed]
            self.editor_of(file).notes = (*errors, *(Note(one.line, _note(one), "wrong") for one in failed))
        if solution:
            self.solution = dict(solution)
            self.show_aside()
            self._compare(True)
        self._show_state()

    @property
    def told(self) -> Widget:
        """Once everything holds, ours beside theirs, with why it is right above it."""
        comparison = self.query_one(Comparison)
        return comparison if comparison.display and self._all_hold else super().told

    @property
    def _all_hold(self) -> bool:
        """Whether the last run was judged, and all checks held, those of hidden traffic too."""
        judged = (*self._verdicts, *self._hidden)
        return bool(self._verdicts) and all(one.passed for one in judged)

    def action_compare(self) -> None:
        """Shows our files beside the learner's, or takes them away."""
        if self.passed:
            comparison = self.query_one(Comparison)
            self._compare(not comparison.display)
            if comparison.display:
                self.post_message(Shown(comparison))

    @on(TextArea.Changed)
    def _compared_text_changed(self) -> None:
        if self.query_one(Comparison).display:
            self._compare(True)

    def _compare(self, shown: bool) -> None:
        comparison = self.query_one(Comparison)
        comparison.display = shown
        if shown:
            comparison.show(compare_files(self.texts, self.solution))

    def state_words(self) -> tuple[str, str]:
        if self.state == RAN and self._verdicts:
            held, count = sum(one.passed for one in self._verdicts), len(self._verdicts)
            if self._all_hold:
                how = ", after the answer was shown" if self._after_answer else ""
                return f"{MARKS.right} all {held} checks hold{how}", "$text-success"
            but = ", but not with hidden traffic" if held == count else ""
            return f"{MARKS.wrong} {held} of {count} checks hold{but}", "$text-error"
        words, style = super().state_words()
        return (f"{words}, done before", style) if self.passed and not self.runs else (words, style)

    def _check_parts(self) -> list[Paragraph]:
        from course.verdict import expectation, hidden_words

        if not self._verdicts:
            parts = [
                Paragraph(styled(check.name, (f"  {visible(expectation(check))}", "$text-muted")), *_lead(MARKS.idle))
                for check in self.task_data.checks
            ]
            return [Paragraph(styled(("Checks", "bold"))), *parts]
        parts = [Paragraph(styled(("Checks", "bold")))]
        for one in self._verdicts:
            parts += _judged(one)
        if self._all_hold:
            parts.append(Paragraph(styled(("All checks hold, with hidden traffic too. ", "bold $text-success"))))
            if self.task_data.why:
                parts += paragraphs(self.task_data.why)
        elif self._hidden:
            parts.append(Paragraph(Content(hidden_words(self._hidden)), *_lead(MARKS.wrong, "bold $text-error")))
            for one in [one for one in self._hidden if not one.passed][:MOST_HIDDEN]:
                parts += _judged(one, hidden=True)
        return parts


def _judged(one: Verdict, *, hidden: bool = False) -> Iterator[Paragraph]:
    """One check and what came of it. hidden: of traffic that the learner did not see, so that is told too."""
    from course.verdict import hidden_name, told

    mark, style = (MARKS.right, "$text-success") if one.passed else (MARKS.wrong, "$text-error")
    name = styled((f"{hidden_name(one)}: ", "bold"), one.name) if hidden else Content(one.name)
    yield Paragraph(name, *_lead(mark, f"bold {style}"))
    if one.passed:
        return
    expected, got = told(one)
    sent = [("sent", one.sent)] if hidden and one.sent else []
    why = [("because", one.why)] if one.why else []
    for label, text in (*sent, ("expected", expected), ("got", got), *why):
        lead = styled((f"      {label:<9} ", "$text-muted"))
        yield Paragraph(Content(visible(text) or "nothing"), lead, Content(" " * 16))


def _note(one: Verdict) -> str:
    """A check for under its line: each value on one line."""
    from course.verdict import told

    expected, got = (" / ".join(visible(text).split("\n")) for text in told(one))
    return f"{one.name}: expected {expected}, got {got}"


def _lead(mark: str, style: str = "$text-muted") -> tuple[Content, Content]:
    return styled((f"  {mark} ", style)), Content("    ")
