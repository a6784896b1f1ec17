"""Code to repair: named checks with what was expected and got, three hints, and after success ours beside theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import TextArea

from course.comparison import compare_files
from course.glyphs import MARKS
from course.lesson import Task
from course.messages import Shown, ViewRequested
from course.visible import visible
from course.widgets.cell import Buttons
from course.widgets.code_cell import RAN, CodeCell
from course.widgets.code_editor import Note
from course.widgets.comparison import Comparison
from course.widgets.prose import Paragraph, Prose, Wrapped, paragraphs
from course.widgets.result import styled

if TYPE_CHECKING:
    from course.verdict import Verdict
    from engine.project import Project


class TaskCell(CodeCell):
    """A task. passed: whether it was done before; then solution is our version of its files."""

    def __init__(
        self,
        cell: Task,
        project: Project,
        texts: Mapping[str, str] | None = None,
        passed: bool = False,
        solution: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(cell, project, texts)
        self.task_data = cell
        self.passed = passed
        self.solution = dict(solution or {})
        self.hints_shown = 0
        self._verdicts: Sequence[Verdict] = ()
        self._hidden: Verdict | None = None

    def above_editor(self) -> ComposeResult:
        yield Prose(self.task_data.brief, classes="question")

    def below_editor(self) -> ComposeResult:
        yield Wrapped(self._check_parts(), classes="checks", widest=96)
        yield Comparison(classes="solution")
        yield Wrapped(classes="hints")

    def more_actions(self) -> str:
        view = "   [@click=view]\\[ v Step through ][/]" if self.task_data.view != "none" else ""
        compare = "   [@click=compare]\\[ s Yours beside ours ][/]" if self.passed else ""
        return f"   [@click=hint]\\[ h Hint ][/]{compare}{view}"

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(".hints").display = False
        self.query_one(".solution").display = False

    def action_hint(self) -> None:
        """One more hint; each says more than the one before."""
        self.hints_shown = min(self.hints_shown + 1, len(self.task_data.hints))
        parts: list[Paragraph] = []
        for number, hint in enumerate(self.task_data.hints[: self.hints_shown], 1):
            first, *rest = paragraphs(hint)
            lead = styled((f"Hint {number} of {len(self.task_data.hints)}  ", "bold $text-secondary"))
            parts.append(Paragraph(first.content, lead, Content("  ")))
            parts += rest
        hints = self.query_one(".hints", Wrapped)
        hints.show_parts(parts)
        hints.display = True
        self.post_message(Shown(hints))

    def action_view(self) -> None:
        """Asks for the full-screen view."""
        self.post_message(ViewRequested(self))

    def show_verdicts(self, verdicts: Sequence[Verdict], hidden: Verdict | None, solution: Mapping[str, str]) -> None:
        """The checks, judged. hidden: the check of other traffic that failed, if one did. solution: our files, once
        everything holds, else empty."""
        self._verdicts, self._hidden = verdicts, hidden
        self.passed = self.passed or bool(solution)
        self.query_one(".checks", Wrapped).show_parts(self._check_parts())
        found = [note for note in self.editor.notes if note.kind == "error"]
        found += [
            Note(one.line, f"{one.name}: expected {visible(one.expected)}, got {visible(one.got)}", "wrong")
            for one in verdicts
            if one.line and not one.passed
        ]
        self.editor.notes = tuple(found)
        if solution:
            self.solution = dict(solution)
            self.query_one(".actions", Buttons).update(self.actions())
            self._compare(True)
        self._show_state()

    @property
    def told(self) -> Widget:
        """Once everything holds, ours beside theirs, with why it is right above it."""
        comparison = self.query_one(Comparison)
        return comparison if comparison.display else super().told

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
            held = sum(one.passed for one in self._verdicts)
            if held == len(self._verdicts) and self._hidden is None:
                return f"{MARKS.right} all {held} checks hold", "$text-success"
            return f"{MARKS.wrong} {held} of {len(self._verdicts)} checks hold", "$text-error"
        words, style = super().state_words()
        return (f"{words}, done before", style) if self.passed and not self.runs else (words, style)

    def _check_parts(self) -> list[Paragraph]:
        from course.verdict import expectation

        if not self._verdicts:
            parts = [
                Paragraph(styled(check.name, (f"  {visible(expectation(check))}", "$text-muted")), *_lead(MARKS.idle))
                for check in self.task_data.checks
            ]
            return [Paragraph(styled(("Checks", "bold"))), *parts]
        parts = [Paragraph(styled(("Checks", "bold")))]
        for one in self._verdicts:
            mark, style = (MARKS.right, "$text-success") if one.passed else (MARKS.wrong, "$text-error")
            parts.append(Paragraph(Content(one.name), *_lead(mark, f"bold {style}")))
            if not one.passed:
                parts += _difference(one)
        if self._hidden is not None:
            text = "What you see passes, but other requests do not: the answer must follow from the request."
            parts.append(Paragraph(Content(text), *_lead(MARKS.wrong, "bold $text-error")))
            parts.append(Paragraph(Content(self._hidden.name), Content("    "), Content("    ")))
            parts += _difference(self._hidden)
        elif all(one.passed for one in self._verdicts):
            parts.append(Paragraph(styled(("All checks hold, with other requests too. ", "bold $text-success"))))
            if self.task_data.why:
                parts += paragraphs(self.task_data.why)
        return parts


def _lead(mark: str, style: str = "$text-muted") -> tuple[Content, Content]:
    return styled((f"  {mark} ", style)), Content("    ")


def _difference(one: Verdict) -> list[Paragraph]:
    return [
        Paragraph(Content(visible(text) or "nothing"), styled((f"      {name:<9} ", "$text-muted")), Content(" " * 16))
        for name, text in (("expected", one.expected), ("got", one.got))
    ]
