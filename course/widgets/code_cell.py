"""What a run cell and a task have in common: a Worker's files in editors, a run, and what came of it in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Static, TextArea

from course.glyphs import MARKS
from course.lesson import Run, Task
from course.library import WRANGLER, shown_files
from course.messages import ElsewhereRequested, LeaveCell, ResetRequested, RunRequested, TextChanged
from course.widgets.cell import Bar, Buttons, Cell
from course.widgets.code_editor import CodeEditor, Note
from course.widgets.prose import Paragraph, Wrapped
from course.widgets.result import explained_parts, failed, no_default_parts, notes, run_parts

if TYPE_CHECKING:
    from engine.errors import EngineError
    from engine.project import Project
    from engine.run import RunReport, RunRequest
    from engine.step import Step

IDLE, RUNNING, RAN, EDITED, FAILED, STOPPED = "idle", "running", "ran", "edited", "failed", "stopped"


class CodeCell(Cell):
    """cell: its data. project: what it starts from. texts: the learner's versions of the files shown, where there are.

    Several files stand one below the other, each in an editor of its own; the checks and notes speak of the first.
    """

    state: var[str] = var(IDLE, init=False)

    def __init__(self, cell: Run | Task, project: Project, texts: Mapping[str, str] | None = None) -> None:
        super().__init__(cell.id)
        self.cell = cell
        self.project = project
        self.files = shown_files(cell, project)
        self.file = self.files[0]
        self.originals = {file: str(project.files.get(file, "")) for file in self.files}
        self.report: RunReport | None = None
        self.steps: Sequence[Step] = ()
        self.runs = 0
        self.aside = False
        """Whether code of the learner's was put aside: where other code took its place, or when it passed."""
        self._request: RunRequest | None = None
        self._texts = {**self.originals, **(texts or {})}
        self._all_headers = False
        self._watch_told = ""

    def compose(self) -> ComposeResult:
        yield Bar(classes="bar")
        yield Static(classes="watch", markup=False)
        yield from self.above_editor()
        for number, file in enumerate(self.files):
            if len(self.files) > 1:
                yield Static(file, classes="label")
            yield CodeEditor(self._texts[file].rstrip("\n"), file, id=f"code{number or ''}")
        yield from self.below_editor()
        yield Buttons(self.actions(), classes="actions")
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
        reset = "Versions" if self.aside else "Original code"
        return Content.from_markup(
            f"[@click=run]\\[ F5 Run ][/]   [@click=reset]\\[ ^l {reset} ][/]{self.more_actions()}"
        )

    def more_actions(self) -> str:
        """Further buttons, as markup."""
        return ""

    def on_mount(self) -> None:
        self.query_one(".watch").display = False
        self.query_one(".output").display = False
        self.query_one(".view").display = False
        self._show_state()

    # --- what the learner has --------------------------------------------------------------------------------------

    @property
    def editor(self) -> CodeEditor:
        """The editor of the cell's first file."""
        return self.query_one("#code", CodeEditor)

    def editor_of(self, file: str) -> CodeEditor:
        """The editor of one of the cell's files."""
        return self.query_one(f"#code{self.files.index(file) or ''}", CodeEditor)

    @property
    def editors(self) -> dict[str, CodeEditor]:
        """All that can be edited, by the name of its file."""
        return {file: self.editor_of(file) for file in self.files}

    def kept_as(self, file: str) -> str:
        """The name that the text of one of `editors` is kept under."""
        return file

    def text_of(self, file: str) -> str:
        """The learner's version of a file, ending in a newline."""
        return self.editor_of(file).text.rstrip("\n") + "\n" if self.is_mounted else self._texts[file]

    @property
    def texts(self) -> dict[str, str]:
        """The learner's version of every file shown."""
        return {file: self.text_of(file) for file in self.files}

    @property
    def request(self) -> RunRequest | None:
        """What the last run was of."""
        return self._request

    @property
    def original(self) -> str:
        """What the first file was."""
        return self.originals[self.file]

    @property
    def text(self) -> str:
        """The learner's version of the first file."""
        return self.text_of(self.file)

    def file_changed(self, file: str) -> bool:
        """Whether it differs from the original."""
        return self.text_of(file).rstrip("\n") != self.originals[file].rstrip("\n")

    @property
    def changed(self) -> bool:
        """Whether any file differs from the original."""
        return any(self.file_changed(file) for file in self.files)

    def target(self) -> CodeEditor:
        return self.editor

    @property
    def line(self) -> int:
        return self.editor.cursor_location[0] + 1

    def go_to_line(self, line: int) -> None:
        row = min(max(line, 1), self.editor.document.line_count) - 1
        self.editor.move_cursor((row, len(self.editor.document.get_line(row))))

    @property
    def own_texts(self) -> dict[str, str]:
        """All that the learner may have changed, by file, without the newline at the end."""
        return {file: editor.text.rstrip("\n") for file, editor in self.editors.items()}

    @property
    def original_texts(self) -> dict[str, str]:
        """The same as it was."""
        return {file: text.rstrip("\n") for file, text in self.originals.items()}

    def put(self, texts: Mapping[str, str]) -> None:
        """Other texts in place of the learner's: in each file one step that undo takes back."""
        for file, editor in self.editors.items():
            if file in texts and editor.text.rstrip("\n") != texts[file].rstrip("\n"):
                editor.replace_all(texts[file].rstrip("\n"))
            editor.notes = ()

    def show_aside(self) -> None:
        """Code of the learner's was put aside: the button says so."""
        self.aside = True
        self.query_one(".actions", Buttons).update(self.actions())

    # --- messages of the editor ------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.state in (RAN, FAILED):
            self.state = EDITED
        file = next((one for one in self.files if self.editor_of(one) is event.text_area), "requests")
        self.post_message(TextChanged(self, file))

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

    @on(CodeEditor.Elsewhere)
    def _elsewhere(self, event: CodeEditor.Elsewhere) -> None:
        event.stop()
        file = next(file for file, editor in self.editors.items() if editor is event.editor)
        self.post_message(ElsewhereRequested(self, file))

    def action_run(self) -> None:
        """Asks for a run."""
        self.post_message(RunRequested(self))

    def action_reset(self) -> None:
        """Asks for the original code."""
        self.post_message(ResetRequested(self))

    def action_elsewhere(self) -> None:
        """Asks for the learner's own editor."""
        self.post_message(ElsewhereRequested(self, self.file))

    # --- what the screen tells it ----------------------------------------------------------------------------------

    def begin(self, request: RunRequest) -> None:
        """A run has begun."""
        self._request = request
        self.state = RUNNING

    def stopped(self, why: str, error: EngineError | None = None) -> None:
        """The run ended without a report. why: one sentence. error: where it came from, if from the engine."""
        self.state = STOPPED
        if WRANGLER in self.files:
            from course.on_paper import refused_line

            line = refused_line(self.text_of(WRANGLER), error)
            for file in self.files:
                told = (Note(line, "Wrangler stops here; its words are below."),) if file == WRANGLER and line else ()
                self.editor_of(file).notes = told
        self.show_output(
            [Paragraph(Content.assemble((f"{MARKS.error} ", "bold $text-error"), why), rest=Content("  "))]
        )

    def show_report(self, report: RunReport, steps: Sequence[Step]) -> None:
        """What came of a run."""
        self.report, self.steps = report, steps
        self.runs += 1
        for file in self.files:
            self.editor_of(file).notes = notes(report, file)
        self.state = FAILED if failed(report) else RAN
        self.show_output(self.output_of(report))

    def output_of(self, report: RunReport) -> list[Paragraph]:
        """The result as text."""
        parts = run_parts(report, self.steps, self._all_headers, brief=True)
        if self._request is not None:
            parts += no_default_parts(self._request.project)
            parts += explained_parts(self.cell.explains, self._request)
        return parts

    def show_output(self, parts: Sequence[Paragraph]) -> None:
        """Puts text in the place of results."""
        output = self.query_one(".output", Wrapped)
        output.show_parts(parts)
        output.display = bool(parts)

    @property
    def told(self) -> Widget:
        """What a run brings into view."""
        return self.query_one(".output")

    def show_watch(self, path: str, saves: int, sentences: Sequence[str]) -> None:
        """That its files are watched: where, how many saves were taken, and what is to be said of them. path "": no
        longer."""
        mark = self.query_one(".watch", Static)
        taken = f"{saves} save{'' if saves == 1 else 's'} taken" if saves else "no save yet"
        lines = [f"{MARKS.running} watching {path}", f"  {taken}, F4 ends it"]
        told = "\n".join([*lines, *(f"{MARKS.wrong} {sentence}" for sentence in sentences)]) if path else ""
        if told != self._watch_told:
            self._watch_told = told
            mark.update(told)
            mark.display = bool(told)

    def toggle_headers(self) -> None:
        """All headers, or the key ones."""
        self._all_headers = not self._all_headers
        if self.report is not None:
            self.show_output(self.output_of(self.report))

    def watch_state(self) -> None:
        self._show_state()

    def _show_state(self) -> None:
        words, style = self.state_words()
        shown = f"{self.file}  {words}" if len(self.files) == 1 else words
        self.query_one(Bar).show(self.cell.title, shown, style)

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
