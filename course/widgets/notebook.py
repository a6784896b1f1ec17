"""The one scroller of a lesson. Two notions only: reading (the notebook has the focus, letters are commands) and
editing (a control in a cell has it, Escape comes back). Nothing inside scrolls down, so nothing can trap."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import DescendantFocus
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import TextArea

from course.keymap import READING
from course.messages import GoTo, LeaveCell, PictureStepped, Shown
from course.widgets.cell import Cell
from course.widgets.code_cell import CodeCell
from course.widgets.code_editor import CodeEditor
from course.widgets.demo_cell import DemoCell
from course.widgets.prose import Wrapped
from course.widgets.question_cell import QuestionCell
from course.widgets.run_cell import RunCell
from course.widgets.task_cell import TaskCell

FIRST = 4
"""Cells mounted before the first paint; the rest follow a few at a time, so that the screen is there at once."""

REVEALED_LINES = 8
"""Lines of a result that a run brings into view; the code above it stays where it can be seen."""

_ANYWHERE = ("page", "view", "copy", "all_headers", "replay")


class Notebook(VerticalScroll, can_focus=True):
    """make: one factory for each cell, in order. start: place of the cell to begin at, line: of the cursor in it."""

    BINDINGS = READING

    current: var[int] = var(-1, init=False)

    @dataclass
    class Moved(Message):
        """Another cell is the current one, or the cursor moved in it."""

        notebook: Notebook

    @dataclass
    class Complete(Message):
        """Every cell is mounted."""

        notebook: Notebook

    def __init__(self, make: Sequence[Callable[[], Widget]], start: int = 0, line: int = 0) -> None:
        super().__init__()
        self._make = list(make)
        self._start, self._line = start, line
        self._first = min(len(self._make), max(FIRST, start + 3))
        self.complete = False

    def compose(self) -> ComposeResult:
        for make in self._make[: self._first]:
            yield make()

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        """The learner's place first, then the rest of the lesson."""
        begins_inside = self._start > 0 or self._line > 0
        if begins_inside:
            self.current = self._start
            cell = self.cells[self.current]
            if self._line and (target := cell.target()) is not None:
                cell.go_to_line(self._line)
                target.focus(scroll_visible=False)
            self._show_place()
        for place in range(self._first, len(self._make), 4):
            await self.mount_all([make() for make in self._make[place : place + 4]])
            await asyncio.sleep(0)
        self.complete = True
        if begins_inside and self.current == self._start:
            self.call_after_refresh(self._show_place)  # cells above may have grown when they restored their answers
        self.post_message(self.Complete(self))

    def _show_place(self) -> None:
        """The current cell, and the cursor in it when it is being edited."""
        self.show_current()
        self.call_after_refresh(self._keep_cursor_visible)

    # --- cells -----------------------------------------------------------------------------------------------------

    @property
    def cells(self) -> list[Cell]:
        """The cells mounted so far, in order."""
        return [child for child in self.children if isinstance(child, Cell)]

    @property
    def cell(self) -> Cell | None:
        """The current cell."""
        cells = self.cells
        return cells[self.current] if 0 <= self.current < len(cells) else None

    def find(self, block: str) -> Cell | None:
        """The cell with this id."""
        return next((cell for cell in self.cells if cell.block == block), None)

    @property
    def first_seen(self) -> Cell | None:
        """The first cell that is on the screen."""
        seen = self.content_region
        return next((one for one in self.cells if one.region.bottom > seen.y and one.region.y < seen.bottom), None)

    @property
    def seen_text(self) -> str:
        """The prose that is on the screen now, as one line."""
        seen = self.content_region
        lines: list[str] = []
        for text in self.query(Wrapped):
            region = text.region
            if text.display and region.height:
                lines += text.lines_between(seen.y - region.y, seen.bottom - region.y)
        return " ".join(" ".join(lines).split())

    def validate_current(self, place: int) -> int:
        return max(0, min(place, len(self.cells) - 1))

    def watch_current(self, old: int, new: int) -> None:
        cells = self.cells
        changed = [cell for at, cell in enumerate(cells) if cell.has_class("-current") != (at == new)]
        for cell in changed:
            cell.set_class(not cell.has_class("-current"), "-current", update=False)
        self.app.stylesheet.update_nodes(changed)  # not what is in them: the class says something of their border alone
        self.refresh_bindings()
        self.post_message(self.Moved(self))

    def show_current(self) -> None:
        """Scrolls so that the current cell is seen: its top, when it is higher than the screen."""
        cell = self.cell
        if cell is not None:
            tall = cell.outer_size.height > self.size.height
            self.scroll_to_widget(cell, animate=False, top=tall, force=True)

    def go_to(self, block: str, text: str = "") -> None:
        """Makes a cell the current one, shows it from its top, and reads on. text: words of it that must be in view."""
        cell = self.find(block)
        if cell is not None:
            cell.show_all()  # whoever looks for it has decided to read it
            self.current = self.cells.index(cell)
            self.focus(scroll_visible=False)
            self.call_after_refresh(self._show_from_top, cell, text)

    def _show_from_top(self, cell: Cell, text: str = "") -> None:
        """With the end of what stands before it, so that its introduction is not scrolled away; further down when the
        text would be below the screen."""
        top = max(0, cell.virtual_region.y - 3)
        line = next((y for one in cell.query(Wrapped) if (y := one.line_of(text)) >= 0), -1) if text else -1
        below = cell.virtual_region.y + line - (top + self.content_region.height * 2 // 3)
        self.scroll_to(y=top + max(0, below), animate=False, force=True)

    def reveal(self, widget: Widget, whole: bool = False) -> None:
        """Brings the first lines of a result into view when they are below the fold, or all above it because the page
        became shorter, and moves no more than that. whole: all of it, or the end of what is higher than the page.

        It counts in rows of the page, not of the screen: what was scrolled just now is not laid out yet.
        """
        height = self.content_region.height
        lines = widget.outer_size.height if whole else min(REVEALED_LINES, widget.outer_size.height, height // 2)
        within = [one for one in widget.ancestors_with_self if isinstance(one, Widget) and self in one.ancestors]
        start = sum(one.virtual_region.y for one in within)
        end = start + lines
        if end > self.scroll_target_y + height or end <= self.scroll_target_y:
            self.scroll_to(y=end - height, animate=False)

    # --- keys ------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.has_focus and action not in _ANYWHERE:
            return False
        cell = self.cell
        if action in ("run", "view") and isinstance(cell, DemoCell):
            return True
        if action == "run":
            return self._runnable() is not None
        if action in ("reset", "copy", "all_headers"):
            return isinstance(cell, CodeCell)
        if action == "step_picture":
            return isinstance(cell, CodeCell) and cell.report is not None and cell.cell.view != "none"
        if action == "replay":
            return isinstance(cell, QuestionCell) and bool(cell.replay)
        if action == "hint":
            return isinstance(cell, TaskCell) and parameters == (cell.following_hint,)
        if action == "compare":
            return isinstance(cell, TaskCell) and cell.passed
        if action == "view":
            return self._steppable() is not None
        if action == "elsewhere":
            return isinstance(cell, CodeCell) and not cell.waiting
        if action in ("open_cell", "play_cell", "enter_cell"):
            return self._what_enter_does() == action
        return True

    def action_cell(self, direction: int) -> None:
        self.current += direction
        self.show_current()
        self.call_after_refresh(self.refresh_bindings)  # the run key means what is on screen then

    def _runnable(self) -> CodeCell | None:
        """The cell that the run key means: the current one or the one that opens it, else the first on screen that has
        code."""
        if isinstance(self.cell, CodeCell):
            return self.cell
        if isinstance(opens := self._opens(), CodeCell):
            return opens
        if isinstance(opens, DemoCell):
            return None
        seen = self.content_region
        with_code = (one for one in self.children if isinstance(one, CodeCell))
        return next((one for one in with_code if seen.y <= one.region.y < seen.bottom), None)

    def _opens(self) -> Cell | None:
        """The cell that opens the current one, where that is held back: a run cell, a race, or a question."""
        cell = self.cell
        while cell is not None and cell.awaits:
            cell = self.find(cell.awaits)
        return cell if cell is not self.cell else None

    def _answerable(self) -> Cell | None:
        """The cell that Enter means: the current one, else the next that has something to do in it. Where something is
        held back, what opens it."""
        if (opens := self._opens()) is not None:
            return opens
        return next((one for one in self.cells[max(0, self.current) :] if one.enterable and not one.awaits), None)

    def _what_enter_does(self) -> str:
        """The action of Enter here: a cell that waits only opens, a demonstration plays, any other is entered."""
        cell = self._answerable()
        if cell is None:
            return ""
        if cell.waiting or (isinstance(cell, DemoCell) and cell is not self.cell):
            return "open_cell"
        return "play_cell" if isinstance(cell, DemoCell) else "enter_cell"

    def action_open_cell(self) -> None:
        """Shows what waits for a prediction, or a demonstration further down."""
        cell = self._answerable()
        if cell is None:
            return
        if cell.waiting:
            cell.open_up()
        self.go_to(cell.block)
        self.refresh_bindings()

    def action_play_cell(self) -> None:
        """Plays the demonstration."""
        if isinstance(self.cell, DemoCell):
            self.cell.action_open()

    def action_enter_cell(self) -> None:
        """Into the cell: its editor, or its question."""
        cell = self._answerable()
        if cell is None:
            return
        self.current = self.cells.index(cell)
        target = cell.target()
        if target is not None:
            target.focus(scroll_visible=False)
            self._show_place()

    def _enter_demo(self, cell: DemoCell) -> None:
        """Plays the current one. One further down is shown first, and one that waits for a prediction opens first."""
        if cell is self.cell and not cell.waiting:
            cell.action_open()
            return
        if cell.waiting:
            cell.open_up()
        self.go_to(cell.block)

    def action_page(self, direction: int) -> None:
        if direction > 0:
            self.scroll_page_down(animate=False)
        else:
            self.scroll_page_up(animate=False)
        self.call_after_refresh(self._current_is_what_is_seen)

    def action_ends(self, direction: int) -> None:
        if direction < 0:
            self.scroll_home(animate=False)
            self.current = 0
        else:
            self.scroll_end(animate=False)
            self.current = len(self.cells) - 1

    def action_scroll_up(self) -> None:
        self.scroll_up(animate=False)
        self.call_after_refresh(self._current_is_what_is_seen)

    def action_scroll_down(self) -> None:
        self.scroll_down(animate=False)
        self.call_after_refresh(self._current_is_what_is_seen)

    def action_run(self) -> None:
        if isinstance(self.cell, DemoCell):
            self._enter_demo(self.cell)
            return
        cell = self._runnable()
        if isinstance(cell, RunCell) and cell.waiting:
            cell.open_up()
            self.go_to(cell.block)
            self.refresh_bindings()
        elif isinstance(cell, CodeCell):
            cell.action_run()

    def _steppable(self) -> RunCell | TaskCell | None:
        """The cell that can be stepped through: the current one, or the one above it once it was run, for what follows
        a run speaks of it. None in the self-check."""
        cell = self.cell
        if isinstance(cell, (RunCell, TaskCell)):
            return cell if cell.cell.view != "none" else None
        if cell is None or (isinstance(cell, QuestionCell) and cell.number):
            return None
        above = reversed(self.cells[: self.current])
        last = next((one for one in above if isinstance(one, (RunCell, TaskCell))), None)
        return last if last is not None and last.report is not None and last.cell.view != "none" else None

    def action_view(self) -> None:
        if isinstance(self.cell, DemoCell):
            self._enter_demo(self.cell)
            return
        cell = self._steppable()
        if cell is not None:
            cell.action_view()

    def action_step_picture(self, direction: int) -> None:
        if self.cell is not None:
            self.post_message(PictureStepped(self.cell, direction))

    def action_hint(self, which: str) -> None:
        """which: as the task's own button says it, for the footer."""
        if isinstance(self.cell, TaskCell):
            self.cell.action_hint()

    def action_compare(self) -> None:
        if isinstance(self.cell, TaskCell):
            self.cell.action_compare()

    def action_replay(self) -> None:
        if isinstance(self.cell, QuestionCell) and self.cell.replay:
            self.post_message(GoTo(self.cell.replay))

    def action_elsewhere(self) -> None:
        if isinstance(self.cell, CodeCell):
            self.cell.action_elsewhere()

    def action_reset(self) -> None:
        if isinstance(self.cell, CodeCell):
            self.cell.action_reset()

    def action_all_headers(self) -> None:
        if isinstance(self.cell, CodeCell):
            self.cell.toggle_headers()

    def action_copy(self) -> None:
        if isinstance(self.cell, CodeCell):
            self.app.copy_to_clipboard(self.cell.text)
            self.notify("The code is copied, where your terminal allows it.", timeout=3)

    # --- following the learner -------------------------------------------------------------------------------------

    def leave(self) -> None:
        """Back to reading."""
        self.focus(scroll_visible=False)

    def _current_is_what_is_seen(self) -> None:
        """While scrolling by lines and pages, the current cell is the one that fills the upper part of the screen."""
        middle = self.content_region.y + self.content_region.height // 3
        for number, cell in enumerate(self.cells):
            if cell.region.y <= middle < cell.region.bottom:
                self.current = number
                break
        self.refresh_bindings()

    @on(LeaveCell)
    def _leave_cell(self, event: LeaveCell) -> None:
        event.stop()
        self.current = self.cells.index(event.cell)
        self.leave()
        if event.direction:
            self.action_cell(event.direction)

    @on(Cell.Opened)
    def _cell_opened(self, event: Cell.Opened) -> None:
        event.stop()
        for cell in self.cells:
            if cell.awaits == event.block:
                cell.show_all()

    @on(Shown)
    def _shown(self, event: Shown) -> None:
        event.stop()
        self.call_after_refresh(self.reveal, event.widget, event.whole)

    @on(GoTo)
    def _go_to(self, event: GoTo) -> None:
        """What is not on this page, the screen looks for elsewhere."""
        if self.find(event.block) is not None:
            event.stop()
            self.go_to(event.block)

    @on(CodeEditor.Page)
    def _page(self, event: CodeEditor.Page) -> None:
        event.stop()
        if event.direction > 0:
            self.scroll_page_down(animate=False)
        else:
            self.scroll_page_up(animate=False)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        for ancestor in event.widget.ancestors_with_self:
            if isinstance(ancestor, Cell):
                self.current = self.cells.index(ancestor)
                break
        if isinstance(event.widget, TextArea):
            self.call_after_refresh(self._keep_cursor_visible)
        else:
            self.call_after_refresh(self._keep_widget_visible, event.widget)

    @on(TextArea.SelectionChanged)
    def _cursor_moved(self, event: TextArea.SelectionChanged) -> None:
        if event.text_area.has_focus:
            self.call_after_refresh(self._keep_cursor_visible)
            self.post_message(self.Moved(self))

    def _keep_cursor_visible(self) -> None:
        editor = self.screen.focused
        if not isinstance(editor, TextArea):
            return
        y = editor.cursor_screen_offset.y
        top, height = self.content_region.y, self.content_region.height
        if y < top + 1:
            self.scroll_relative(y=y - top - 1, animate=False)
        elif y > top + height - 2:
            self.scroll_relative(y=y - (top + height - 2), animate=False)

    def _keep_widget_visible(self, widget: Widget) -> None:
        """A question's options, from the question above them where there is room."""
        cell = next((one for one in widget.ancestors_with_self if isinstance(one, Cell)), None)
        if cell is None:
            return
        tall = cell.outer_size.height > self.size.height
        if isinstance(cell, QuestionCell) and not tall:
            self.scroll_to_widget(cell, animate=False)
        else:
            self.scroll_to_widget(widget, animate=False)
