"""A lesson on screen: the notebook, the keys, and the way from a cell's message to the engine and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker

from course import keymap
from course.autosave import Autosave
from course.messages import (
    AnswerGiven,
    DemoRequested,
    ElsewhereRequested,
    HintShown,
    PictureStepped,
    PredictionMade,
    ResetRequested,
    RunRequested,
    Shown,
    TextChanged,
    ViewRequested,
)
from course.screens.failure import tell_failure
from course.screens.marking import mark
from course.screens.page import cells
from course.session import Session
from course.widgets.answer_text import AnswerText
from course.widgets.cell import Cell
from course.widgets.code_cell import CodeCell
from course.widgets.code_editor import CodeEditor
from course.widgets.contents import Contents
from course.widgets.demo_cell import DemoCell
from course.widgets.note_line import NoteLine
from course.widgets.notebook import Notebook
from course.widgets.prediction_cell import PredictionCell
from course.widgets.progress_line import ProgressLine
from course.widgets.question_cell import QuestionCell
from course.widgets.run_cell import RunCell
from course.widgets.stage import Stage, show_picture, step_picture
from course.widgets.status_line import StatusLine
from course.widgets.summary_cell import SummaryCell
from course.widgets.task_cell import TaskCell

if TYPE_CHECKING:
    from course.app import CourseApp
    from course.progress import Answer
    from course.screens.watching import Watching
    from engine.run import RunRequest


class LessonScreen(Screen[None]):
    """session: the lesson and the learner. listing: (number, title, done) of every lesson."""

    BINDINGS = keymap.LESSON
    AUTO_FOCUS = "Notebook"
    HORIZONTAL_BREAKPOINTS = [(0, "-too-narrow"), (40, "-tiny"), (60, "-narrow"), (100, "-normal"), (190, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-too-short"), (12, "-short"), (30, "-tall")]

    def __init__(self, session: Session, listing: list[tuple[int, str, bool]]) -> None:
        super().__init__()
        self.session = session
        self._listing = listing
        self._autosave = Autosave(self)
        self._watching: Watching | None = None
        self._worker: Worker[None] | None = None
        self._busy: CodeCell | None = None
        self._pinned = True
        self._staged: CodeCell | None = None
        self._answers_before: dict[str, Answer] | None = None
        self.wanted_text = ""
        """Words of the cell to begin at, brought into view once the page is whole."""

    # --- what is on it ---------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        lesson = self.session.loaded.lesson
        make, places = cells(self.session, self._following())
        position = self.session.progress.position(self.session.id)
        start = places.get(position.block, 0) if position is not None else 0
        line = position.line if position is not None else 0
        yield ProgressLine(lesson.number, lesson.title, lesson.minutes)
        with Horizontal(id="desk"):
            yield Contents(self._listing, lesson.number, str(self.session.progress.path))
            yield Notebook(make, start, line)
            yield Stage()
        yield StatusLine()
        yield Static("workerscope needs 40 columns and 12 rows. Make this window larger, or press ctrl+q.", id="small")

    def on_mount(self) -> None:
        self._show_progress()
        if self.session.progress.notice:
            self.notify(self.session.progress.notice, severity="warning", timeout=20)
            self.session.progress.notice = ""

    @property
    def notebook(self) -> Notebook:
        """The page."""
        return self.query_one(Notebook)

    async def open(self, session: Session, listing: list[tuple[int, str, bool]]) -> None:
        """Another lesson in place of this one, where the learner left it."""
        self.stop_run()
        if self._watching is not None:
            self._watching.leave()
        self.keep()
        self.session, self._listing, self._staged = session, listing, None
        await self.recompose()
        self.notebook.focus()
        self._show_progress()
        here = session.progress.position(session.id)
        block, line = (here.block, here.line) if here is not None else ("prose:1", 0)
        session.progress.save_position(session.id, block, line)  # so that this lesson is the one they were in last

    def _following(self) -> str:
        """The title of the next lesson, "" after the last."""
        number = self.session.loaded.lesson.number
        return next((title for other, title, _ in self._listing if other > number), "")

    def _show_contents(self) -> None:
        """The lessons that are done by now."""
        self._listing = cast("CourseApp", self.app).listing()
        self.query_one(Contents).show(self._listing)

    def _show_progress(self) -> None:
        line = self.query_one(ProgressLine)
        line.done, line.total = self.session.done()

    # --- keys ------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop":
            return self._busy is not None
        if action == "leave":
            return self._busy is None and not (self.focused is None or isinstance(self.focused, Notebook))
        return True

    def action_leave(self) -> None:
        """Back to reading."""
        self.notebook.leave()

    def action_stop(self) -> None:
        """Stops the run that goes on."""
        self.stop_run()

    @property
    def busy(self) -> bool:
        """Whether something runs."""
        return self._busy is not None

    def stop_run(self) -> bool:
        """Stops the run that goes on; False when none does."""
        if self._busy is None or self._worker is None:
            return False
        self._worker.cancel()
        return True

    def action_next_lesson(self) -> None:
        self._open(1)

    def action_previous_lesson(self) -> None:
        self._open(-1)

    def _open(self, step: int) -> None:
        numbers = [number for number, _, _ in self._listing]
        place = numbers.index(self.session.loaded.lesson.number) + step
        if 0 <= place < len(numbers):
            self.post_message(Contents.Picked(numbers[place]))
        else:
            self.notify("This is the last lesson so far." if step > 0 else "This is the first lesson.", timeout=3)

    def action_pin(self) -> None:
        """The picture at the right, or in its cell."""
        self._pinned = not self._pinned
        self.set_class(not self._pinned, "-unpinned")
        cell, self._staged = self._staged or self.notebook.cell, None
        if isinstance(cell, CodeCell) and cell.report is not None:
            self._draw(cell)

    # --- the learner's own editor ----------------------------------------------------------------------------------

    @property
    def watching(self) -> Watching:
        """The cells that are edited in a program of the learner's."""
        from course.screens.watching import Watching

        if self._watching is None:
            self._watching = Watching(self)
        return self._watching

    @on(ElsewhereRequested)
    def _elsewhere_requested(self, event: ElsewhereRequested) -> None:
        event.stop()
        self.watching.toggle(event.cell, event.file)

    # --- running ---------------------------------------------------------------------------------------------------

    @on(RunRequested)
    def _run_requested(self, event: RunRequested) -> None:
        event.stop()
        cell = event.cell
        if self._busy is not None:
            self.notify("Something still runs. Esc stops it.", timeout=3)
            return
        if isinstance(cell, RunCell) and cell.waiting:
            cell.open_up()
        self._autosave.flush()
        requests = cell.requests if isinstance(cell, RunCell) and not cell.run_data.traffic.steps else None
        from engine.errors import EngineError

        try:
            if requests == []:
                raise EngineError("There is no request to send. Write one, such as: GET /")
            request = self.session.request(cell.cell, cell.texts, requests)
        except EngineError as error:
            cell.stopped(str(error), error)
            cell.post_message(Shown(cell.told))
            return
        self._busy = cell
        cell.begin(request)
        self.refresh_bindings()
        self._worker = self._run_cell(cell, request)

    @work(exit_on_error=False)
    async def _run_cell(self, cell: CodeCell, request: RunRequest) -> None:
        from engine.errors import EngineError

        finished = False
        try:
            report = await self.session.run(request)
            cell.show_report(report, request.steps)
            if isinstance(cell, TaskCell):
                judged = await self.session.judge(cell.task_data, cell.texts, report)
                cell.show_verdicts(*judged)
                self._task_judged(cell)
            elif isinstance(cell, RunCell):
                self.session.has_run(cell.run_data)
            finished = True
        except EngineError as error:
            finished = True
            cell.stopped(str(error))
        finally:
            self._busy = None
            if not finished and self.is_mounted:
                cell.stopped("You stopped this run. Your code is as you left it.")
            self.refresh_bindings()
        self._show_progress()
        cell.post_message(Shown(cell.told))
        if cell.report is not None:
            await self._draw_now(cell)

    @on(Worker.StateChanged)
    def _work_failed(self, event: Worker.StateChanged) -> None:
        tell_failure(self, event)

    def _task_judged(self, cell: TaskCell) -> None:
        from course.lesson import Fix

        for question in self.notebook.query(QuestionCell):
            if isinstance(question.item, Fix) and question.item.task == cell.block:
                question.show_fixed(cell.passed)
        self._answered()

    # --- pictures --------------------------------------------------------------------------------------------------

    @property
    def _wide(self) -> bool:
        return self.has_class("-wide") and self._pinned

    @work(exclusive=True, group="picture")
    async def _draw(self, cell: CodeCell) -> None:
        await self._draw_now(cell)

    async def _draw_now(self, cell: CodeCell) -> None:
        """The picture of the cell's last run, where it belongs."""
        view, report = cell.cell.view, cell.report
        if view == "none" or report is None:
            return
        place = cell.query_one(".view")
        place.display = not self._wide
        if self._wide:
            self._staged = cell
            place = self.query_one(Stage)
        await show_picture(place, view, report.trace, self._files(cell), cell.cell.traffic.plan)

    def _files(self, cell: CodeCell) -> dict[str, str]:
        texts = {name: text for name, text in cell.project.files.items() if isinstance(text, str)}
        return {**texts, **cell.texts}

    @on(HintShown)
    def _hint_shown(self, event: HintShown) -> None:
        event.stop()
        self.session.progress.save_hints(self.session.id, event.cell.block, event.count)
        self._say_if_not_saved()

    @on(ViewRequested)
    def _view_requested(self, event: ViewRequested) -> None:
        event.stop()
        cell = event.cell
        if cell.report is None:
            self.notify("Run it first, with F5. Then step through what happened.", timeout=4)
            return
        if cell.cell.view == "event-loop":
            from course.screens.event_loop import EventLoopScreen

            self.app.push_screen(EventLoopScreen(cell.report.trace, self._files(cell), cell.cell.title))
        elif cell.cell.view == "machine":
            from course.screens.machine import MachineScreen

            trace, plan = cell.report.trace, cell.cell.traffic.plan
            self.app.push_screen(MachineScreen(trace, self._files(cell), cell.cell.title, plan))
        elif cell.cell.view == "network" and cell.request is not None:
            from course.screens.network import NetworkScreen

            screen = NetworkScreen(cell.request, cell.cell.title, self.session.runner, cell.report.trace)
            self.app.push_screen(screen)
        else:
            from course.screens.path import PathScreen

            self.app.push_screen(PathScreen(cell.report.trace, self._files(cell), cell.cell.title))

    @on(DemoRequested)
    def _demo_requested(self, event: DemoRequested) -> None:
        """A demonstration over the lesson; q comes back to its cell."""
        event.stop()
        from course.demo import DEMONSTRATIONS
        from course.screens.cold_start import ColdStartScreen

        cell = event.cell
        self.notebook.current = self.notebook.cells.index(cell)
        screen = DEMONSTRATIONS[cell.demo.name].screen(1.0)

        def closed(_: None) -> None:
            self.session.has_played(cell.demo, screen.race if isinstance(screen, ColdStartScreen) else ())
            self._show_demo(cell)
            self._show_progress()
            output = cell.query_one(".output")  # it is laid out once this screen is on top again, and then drawn
            self.call_after_refresh(self.call_after_refresh, self.notebook.reveal, output)

        self.app.push_screen(screen, closed)

    def _show_demo(self, cell: DemoCell) -> None:
        """What is kept of a demonstration, beside what was predicted of it."""
        made = [(one, words) for one, words in self.session.predictions_about(cell.block) if words]
        cell.show(self.session.progress.answers(self.session.id).get(cell.block), made)

    @on(PictureStepped)
    def _picture_stepped(self, event: PictureStepped) -> None:
        event.stop()
        place = self.query_one(Stage) if self._wide else event.cell.query_one(".view")
        for picture in place.query(".picture"):
            step_picture(picture, event.direction)

    def on_resize(self, event: Resize) -> None:
        cell = self.notebook.cell
        if isinstance(cell, CodeCell) and cell.report is not None:
            self.call_after_refresh(self._draw, cell)

    # --- answers ---------------------------------------------------------------------------------------------------

    @on(PredictionMade)
    def _prediction_made(self, event: PredictionMade) -> None:
        event.stop()
        self.session.progress.save_prediction(self.session.id, event.cell.block, event.text)
        self._show_progress()
        assert isinstance(event.cell, PredictionCell)
        about = self.notebook.find(event.cell.prediction.about)
        if isinstance(about, RunCell):
            predictions = self.session.predictions_about(about.block)
            about.show_predictions([(one, words) for one, words in predictions if words])
        elif isinstance(about, DemoCell):
            self._show_demo(about)
        if about is not None:
            if about.waiting:
                about.open_up()
            self.notebook.go_to(about.block)

    @on(AnswerGiven)
    def _answer_given(self, event: AnswerGiven) -> None:
        event.stop()
        self._grade(event.cell, event.answer, event.confidence)

    @work(exit_on_error=False)
    async def _grade(self, cell: QuestionCell, answer: int | str | tuple[int, ...], confidence: str) -> None:
        if await mark(self.session, cell, answer, confidence) is not None:
            self._answered()

    def _answered(self) -> None:
        self._show_progress()
        self.session.keep_if_done()
        self._show_contents()
        for summary in self.notebook.query(SummaryCell):
            summary.show(self.session.progress.answers(self.session.id))

    # --- words and notes -------------------------------------------------------------------------------------------

    @work(exclusive=True, group="export")
    async def action_export(self) -> None:
        """The lesson with all that was done in it, as one HTML file."""
        from course.export.beside import ExportFailed, export_beside

        self.keep()
        self.notify("Writing the lesson to a file: your code runs again for it.", timeout=4)
        try:
            path = await export_beside(self.session.loaded)
        except ExportFailed as failure:
            self.notify(str(failure), severity="warning", timeout=8)
        else:
            self.notify(f"The lesson, with what you did: {path}", timeout=12)

    def action_words(self) -> None:
        """The words of the glossary that stand on the screen."""
        from course.reference import load_reference
        from course.screens.glossary import WordsScreen
        from course.search import terms_in

        def closed(all_words: bool | None) -> None:
            if all_words:
                self.call_later(self.run_action, "app.find('glossary')")

        self.app.push_screen(WordsScreen(terms_in(self.notebook.seen_text, load_reference())), closed)

    def action_note(self) -> None:
        """A note beside the current cell, or beside the first on the screen."""
        cell = self.notebook.cell or self.notebook.first_seen
        if cell is not None:
            self.write_note(cell)

    def write_note(self, cell: Cell) -> None:
        """Opens the note beside a cell; it is kept while it is typed."""
        from course.screens.notes import NoteScreen, place_words

        progress, lesson, block = self.session.progress, self.session.id, cell.block
        text = next((note.text for note in progress.notes(lesson) if note.block == block), "")
        self.app.push_screen(
            NoteScreen(
                place_words(self.session.loaded, block), text, lambda new: progress.save_note(lesson, block, new)
            )
        )

    @on(NoteLine.Picked)
    def _note_picked(self, event: NoteLine.Picked) -> None:
        event.stop()
        if (cell := self.notebook.find(event.block)) is not None:
            self.write_note(cell)

    @on(Notebook.Complete)
    def _complete(self) -> None:
        self._show_notes()
        self.watching.resume()
        text, self.wanted_text = self.wanted_text, ""
        if text and (cell := self.notebook.cell) is not None:
            self.notebook.go_to(cell.block, text)

    def _show_notes(self) -> None:
        """Each note below the cell that it stands beside."""
        notes = {note.block: note.text for note in self.session.progress.notes(self.session.id)}
        for cell in self.notebook.cells:
            cell.show_note(notes.get(cell.block, ""))

    def on_screen_suspend(self) -> None:
        """Another screen comes over this one."""
        self._answers_before = self.session.progress.answers(self.session.id)

    def on_screen_resume(self) -> None:
        """What was answered and noted on other screens meanwhile."""
        before, self._answers_before = self._answers_before, None
        if before is None or not self.notebook.complete:
            return
        self._show_notes()
        self._show_contents()
        after = self.session.progress.answers(self.session.id)
        changed = {item for item, answer in after.items() if before.get(item) != answer}
        for question in self.notebook.query(QuestionCell):
            if question.block in changed:
                question.restore(after[question.block])
        if changed:
            self._answered()

    # --- keeping ---------------------------------------------------------------------------------------------------

    @on(TextChanged)
    def _text_changed(self, event: TextChanged) -> None:
        event.stop()
        cell, file = event.cell, event.file
        self._autosave.later(f"{cell.block}/{file}", lambda: self.save_text(cell, file))

    def save_text(self, cell: Cell, file: str) -> None:
        """Keeps what the learner has in a cell. file: as in TextChanged."""
        progress, lesson = self.session.progress, self.session.id
        if isinstance(cell, RunCell) and file == "requests":
            text, changed = "\n".join(cell.requests), cell.requests_changed
        elif isinstance(cell, CodeCell):
            text, changed = cell.text_of(file), cell.file_changed(file)
        else:
            text = cell.query_one(AnswerText).text
            changed = bool(text)
        if changed:
            progress.save_code(lesson, cell.block, file, text)
        else:
            progress.reset_code(lesson, cell.block, file)
        self._say_if_not_saved()

    def _say_if_not_saved(self) -> None:
        if self.session.progress.notice:
            self.notify(self.session.progress.notice, severity="error", timeout=20)
            self.session.progress.notice = ""

    @on(Notebook.Moved)
    def _moved(self, event: Notebook.Moved) -> None:
        event.stop()
        self._autosave.later("position", self._save_position)
        cell = self.notebook.cell
        if self._wide and isinstance(cell, CodeCell) and cell.report is not None and cell is not self._staged:
            self._draw(cell)

    def _save_position(self) -> None:
        cell = self.notebook.cell
        if cell is not None:
            editing = isinstance(self.focused, CodeEditor) and self.focused in cell.query(CodeEditor)
            self.session.progress.save_position(self.session.id, cell.block, cell.line if editing else 0)

    def keep(self) -> None:
        """Saves now whatever is not saved yet."""
        if self.is_mounted:
            self._save_position()
        self._autosave.flush()

    @on(ResetRequested)
    def _reset_requested(self, event: ResetRequested) -> None:
        event.stop()
        from course.screens.versions import choose_code

        choose_code(self, self.session, event.cell)
