"""The memory of a machine: a bar of isolates, other things and what is free, with the marks at which isolates go."""

from __future__ import annotations

from textual.strip import Strip

from course.folds.machine import MachineState
from course.glyphs import MARKS, VIEW
from course.machine_text import memory_text
from course.widgets.pane import Pane
from engine.eviction import Budget


class MachineMemory(Pane):
    """One bar, and below it where the machine is tight, and to where it is emptied then."""

    DEFAULT_CSS = "MachineMemory { height: 3; }"

    def __init__(self) -> None:
        super().__init__("Memory", id="memory")
        self._state, self._budget = MachineState(), Budget()

    def set_machine(self, state: MachineState, budget: Budget) -> None:
        """The moment to show. budget: its shares are the marks."""
        now = (state.heaps, state.elsewhere, state.budget, budget)
        if now != (self._state.heaps, self._state.elsewhere, self._state.budget, self._budget):
            self._state, self._budget = state, budget
            self.set_rows((), title=f"Memory {memory_text(state)}" if state.budget else "Memory")
            self.refresh()

    def render_row(self, row: int, height: int) -> Strip:
        state, width = self._state, max(10, self.size.width - 2)
        if not state.budget:
            return self.strip(())
        if row == 1:
            return self.strip(((" ", ""), (self._marks(width), "muted")))
        heaps = min(width, round(state.heaps / state.budget * width))
        other = min(width - heaps, round(state.elsewhere / state.budget * width))
        tight = state.used >= state.budget * self._budget.tight_share
        return self.strip(
            (
                (" ", ""),
                (VIEW.runs * heaps, "warn" if tight else "mark-2"),
                (VIEW.wait_until * other, "warn" if tight else "mark-0"),
                (VIEW.waits * (width - heaps - other), "muted"),
            )
        )

    def _marks(self, width: int) -> str:
        """ "↑ calm 75 %  ↑ tight 90 %": each arrow below its place of the bar."""
        line = [" "] * width
        tight, calm = round(self._budget.tight_share * width), round(self._budget.calm_share * width)
        for at, words in (
            (calm, f"calm {self._budget.calm_share:.0%}"),
            (tight, f"tight {self._budget.tight_share:.0%}"),
        ):
            line[at - len(words) - 2 : at] = f"{words} {MARKS.up}"
        return "".join(line)
