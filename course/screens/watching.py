"""The cells of a lesson that the learner edits with a program of their own: begun and ended by one key, remembered
until then, also over a quit or a kill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from course.own_editor import open_file
from course.paths import short, work_folder
from course.watch import LOOK_SECONDS, Watch
from course.widgets.code_cell import CodeCell
from course.widgets.status_line import StatusLine
from course.widgets.task_cell import TaskCell
from course.work_folder import Kept, WorkFolder, kept_as

if TYPE_CHECKING:
    from course.screens.lesson import LessonScreen


class Watching:
    """screen: whose page it is. Looks at the files only while some are watched."""

    def __init__(self, screen: LessonScreen) -> None:
        self._screen = screen
        self._watches: dict[str, Watch] = {}
        self._run: set[str] = set()
        self._remembered: dict[str, Kept] = {}
        self._told: dict[str, list[str]] = {}
        self._timer: Timer | None = None

    def toggle(self, cell: CodeCell, file: str) -> None:
        """Writes and watches the cell's files and opens `file` in the learner's editor, or ends it. An editor of the
        terminal that saved something has ended it too: left without saving, it may not be the one that is wanted."""
        if cell.block in self._watches:
            self._look_at(cell, at_once=True)
            self._end(cell)
            self._say("No longer watched. The files stay where they are.")
            return
        watch = self._begin(cell)
        if watch is None:
            return
        self._screen.app.copy_to_clipboard(str(watch.path))
        saves = watch.saves
        opening = open_file(watch.work.path(file), self._screen.app.suspend)
        if opening.lent:
            self._look_at(cell, at_once=True)
            if watch.saves > saves:
                self._end(cell)
                self._say(f"What you saved is taken. {opening.sentence}".rstrip())
                return
        self._screen.notify("The path is copied, where your terminal allows it.", timeout=4)
        self._say(f"{opening.sentence or 'Save there:'} {short(watch.path)}")

    def resume(self) -> None:
        """Goes on with what was watched when the learner was last in this lesson."""
        for cell in self._screen.notebook.query(CodeCell):
            if cell.block not in self._watches and self._kept(cell).watched:
                if cell.waiting:
                    cell.open_up()
                if (watch := self._begin(cell)) is not None:
                    self._say(f"Still watched, F4 there ends it: {short(watch.path)}")

    def leave(self) -> None:
        """The lesson is left: what is saved meanwhile is taken when the learner comes back."""
        self._watches, self._run, self._remembered, self._told = {}, set(), {}, {}
        self._stop_looking()

    # --- looking ---------------------------------------------------------------------------------------------------

    def _begin(self, cell: CodeCell) -> Watch | None:
        session = self._screen.session
        kept = self._kept(cell)
        work = WorkFolder(work_folder(session.id, cell.block), list(cell.editors), dict(kept.agreed))
        watch = Watch(work, cell.editors, cell.originals, lambda file: self._screen.save_text(cell, cell.kept_as(file)))
        try:
            taken = watch.begin()
        except OSError as error:
            told = f"The code cannot be written to {work.folder} ({error.strerror}). Set WORKERSCOPE_DATA to a folder"
            self._screen.notify(f"{told} you can write to.", severity="warning", timeout=10)
            return None
        self._watches[cell.block] = watch
        self._taken(cell, taken)
        if self._timer is None:
            self._timer = self._screen.set_interval(LOOK_SECONDS, self._look)
        return watch

    def _look(self) -> None:
        for block in list(self._watches):
            cell = self._cell(block)
            if cell is not None:
                self._look_at(cell)
        for block in list(self._run):
            cell = self._cell(block)
            if cell is not None and not self._screen.busy:
                self._run.discard(block)
                cell.action_run()
                return
        if not self._watches and not self._run:
            self._stop_looking()

    def _look_at(self, cell: CodeCell, *, at_once: bool = False) -> None:
        self._taken(cell, self._watches[cell.block].look(at_once=at_once))

    def _taken(self, cell: CodeCell, taken: bool) -> None:
        """Keeps and shows where it stands. A task runs again after every save, an experiment if it was run before."""
        watch, session = self._watches[cell.block], self._screen.session
        self._keep(cell, watched=True)
        cell.show_watch(short(watch.path), watch.saves, watch.sentences)
        for sentence in watch.sentences:
            if sentence not in self._told.get(cell.block, []):
                self._screen.notify(sentence, severity="warning", timeout=10)  # its cell may not be on the screen
        self._told[cell.block] = watch.sentences
        if taken and (isinstance(cell, TaskCell) or cell.runs or cell.block in session.progress.answers(session.id)):
            self._run.add(cell.block)

    def _end(self, cell: CodeCell) -> None:
        self._keep(cell, watched=False)
        del self._watches[cell.block], self._told[cell.block]
        cell.show_watch("", 0, [])

    def _stop_looking(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _cell(self, block: str) -> CodeCell | None:
        cell = self._screen.notebook.find(block)
        return cell if isinstance(cell, CodeCell) else None

    def _say(self, sentence: str) -> None:
        self._screen.query_one(StatusLine).say(sentence)

    # --- remembering -----------------------------------------------------------------------------------------------

    def _name(self, cell: CodeCell) -> str:
        return kept_as(self._screen.session.id, cell.block)

    def _kept(self, cell: CodeCell) -> Kept:
        return Kept.read(self._screen.session.progress.setting(self._name(cell)))

    def _keep(self, cell: CodeCell, *, watched: bool) -> None:
        kept = Kept(watched=watched, agreed=dict(self._watches[cell.block].work.agreed))
        if kept != self._remembered.get(cell.block):
            self._remembered[cell.block] = kept
            self._screen.session.progress.save_setting(self._name(cell), kept.write())
