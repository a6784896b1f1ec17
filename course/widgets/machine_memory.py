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
            return self.strip(
                ((" Not measured: this run has no machine of limited memory.", "muted"),) if row == 0 else ()
            )
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
        """ "calm 75% ↑  tight 90% ↑", each arrow below its place of the bar; only the shares where words do not fit."""
        line = [" "] * width
        shares = (("calm", self._budget.calm_share), ("tight", self._budget.tight_share))
        texts = [f"{name} {share:.0%} {MARKS.up}" for name, share in shares]
        calm, tight = (round(share * width) for _, share in shares)
        if tight - calm <= len(texts[1]):
            texts = [f"{share:.0%} {MARKS.up}" for _, share in shares]
        for at, text in zip((calm, tight), texts, strict=True):
            begin = max(0, at - len(text))
            line[begin : begin + len(text)] = text
        return "".join(line)[:width]
