"""What a run cell and a task have in common: a Worker's file in an editor, a run, and what came of it in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static, TextArea

from course.glyphs import MARKS
from course.lesson import Run, Task
from course.messages import LeaveCell, ResetRequested, RunRequested, TextChanged
from course.widgets.cell import Bar, Cell
from course.widgets.code_editor import CodeEditor, Note
from course.widgets.prose import Paragraph, Wrapped
from course.widgets.result import failed, notes, run_parts

if TYPE_CHECKING:
    from engine.project import Project
    from engine.run import RunReport
    from engine.step import Step

IDLE, RUNNING, RAN, EDITED, FAILED, STOPPED = "idle", "running", "ran", "edited", "failed", "stopped"


class CodeCell(Cell):
    """cell: its data. project: what it starts from. text: the learner's version of the file shown, or None."""

    state: var[str] = var(IDLE, init=False)

    def __init__(self, cell: Run | Task, project: Project, text: str | None = None) -> None:
        super().__init__(cell.id)
        self.cell = cell
        self.project = project
        self.file = cell.file or project.main
        self.original = str(project.files.get(self.file, ""))
        self.report: RunReport | None = None
        self.steps: Sequence[Step] = ()
        self.runs = 0
        self._text = self.original if text is None else text
        self._all_headers = False

    def compose(self) -> ComposeResult:
        yield Bar(classes="bar")
        yield from self.above_editor()
        yield CodeEditor(self._text.rstrip("\n"), self.file, id="code")
        yield from self.below_editor()
        yield Static(self.actions(), classes="actions")
        yield Wrapped(classes="output", widest=96)
        yield Vertical(classes="view")

    def above_editor(self) -> ComposeResult:
        """Widgets between the head and the code."""
        return iter(())

    def below_editor(self) -> ComposeResult:
        """Widgets between the code and the run button."""
        return iter(())

    def actions(self) -> Content:
        """The row of buttons, which also names the keys."""
        return Content.from_markup(
            "[@click=run]\\[ F5 Run ][/]   [@click=reset]\\[ ^l Original code ][/]" + self.more_actions()
        )

    def more_actions(self) -> str:
        """Further buttons, as markup."""
        return ""

    def on_mount(self) -> None:
        self.query_one(".output").display = False
        self.query_one(".view").display = False
        self._show_state()

    # --- what the learner has --------------------------------------------------------------------------------------

    @property
    def editor(self) -> CodeEditor:
        """The editor of the cell's file."""
        return self.query_one("#code", CodeEditor)

    @property
    def text(self) -> str:
        """The learner's version of the file, ending in a newline."""
        return self.editor.text.rstrip("\n") + "\n" if self.is_mounted else self._text

    @property
    def changed(self) -> bool:
        """Whether it differs from the original."""
        return self.text.rstrip("\n") != self.original.rstrip("\n")

    def target(self) -> CodeEditor:
        return self.editor

    @property
    def line(self) -> int:
        return self.editor.cursor_location[0] + 1

    def go_to_line(self, line: int) -> None:
        row = min(max(line, 1), self.editor.document.line_count) - 1
        self.editor.move_cursor((row, len(self.editor.document.get_line(row))))

    def reset(self) -> None:
        """The original code, in one step that undo takes back."""
        self.editor.replace_all(self.original.rstrip("\n"))
        self.editor.notes = ()

    # --- messages of the editor ------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.state in (RAN, FAILED):
            self.state = EDITED
        self.post_message(TextChanged(self, "requests" if event.text_area.id == "requests" else self.file))

    @on(CodeEditor.Run)
    def _run(self, event: CodeEditor.Run) -> None:
        event.stop()
        self.action_run()

    @on(CodeEditor.Leave)
    def _leave(self, event: CodeEditor.Leave) -> None:
        event.stop()
        order = list(self.query(CodeEditor))
        place = order.index(event.editor) + event.direction
        if 0 <= place < len(order):
            order[place].focus(scroll_visible=False)
        else:
            self.post_message(LeaveCell(self, event.direction))

    @on(CodeEditor.Reset)
    def _reset(self, event: CodeEditor.Reset) -> None:
        event.stop()
        self.action_reset()

    def action_run(self) -> None:
        """Asks for a run."""
        self.post_message(RunRequested(self))

    def action_reset(self) -> None:
        """Asks for the original code."""
        self.post_message(ResetRequested(self))

    # --- what the screen tells it ----------------------------------------------------------------------------------

    def begin(self) -> None:
        """A run has begun."""
        self.state = RUNNING

    def stopped(self, why: str) -> None:
        """The run ended without a report. why: one sentence."""
        self.state = STOPPED
        self.show_output(
            [Paragraph(Content.assemble((f"{MARKS.error} ", "bold $text-error"), why), rest=Content("  "))]
        )

    def show_report(self, report: RunReport, steps: Sequence[Step]) -> None:
        """What came of a run."""
        self.report, self.steps = report, steps
        self.runs += 1
        self.editor.notes = self.notes_of(report)
        self.state = FAILED if failed(report) else RAN
        self.show_output(self.output_of(report))

    def notes_of(self, report: RunReport) -> tuple[Note, ...]:
        """Messages under the lines of the code."""
        return notes(report, self.file)

    def output_of(self, report: RunReport) -> list[Paragraph]:
        """The result as text."""
        return run_parts(report, self.steps, self._all_headers)

    def show_output(self, parts: Sequence[Paragraph]) -> None:
        """Puts text in the place of results."""
        output = self.query_one(".output", Wrapped)
        output.show_parts(parts)
        output.display = bool(parts)

    def toggle_headers(self) -> None:
        """All headers, or the key ones."""
        self._all_headers = not self._all_headers
        if self.report is not None:
            self.show_output(self.output_of(self.report))

    def watch_state(self) -> None:
        self._show_state()

    def _show_state(self) -> None:
        words, style = self.state_words()
        self.query_one(Bar).show(self.cell.title, f"{self.file}  {words}", style)

    def state_words(self) -> tuple[str, str]:
        """The state in words with its mark, and a style that repeats it."""
        nth = f" (run {self.runs})" if self.runs > 1 else ""
        return {
            IDLE: (f"{MARKS.idle} not run yet", "$text-muted"),
            RUNNING: (f"{MARKS.running} running, Esc stops it", "$text-warning"),
            RAN: (f"{MARKS.right} ran{nth}", "$text-success"),
            EDITED: (f"{MARKS.edited} edited since the last run", "$text-warning"),
            FAILED: (f"{MARKS.error} an error{nth}", "$text-error"),
            STOPPED: (f"{MARKS.error} stopped", "$text-error"),
        }[self.state]
