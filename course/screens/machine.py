"""The machine of one run, full screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from course.stage.screen import StageScreen
from course.widgets.machine import MachineView
from engine.eviction import EvictionPlan
from engine.trace import Event


class MachineScreen(StageScreen):
    """One trace and its view; Esc goes back. plan: how the run evicted. title: one line that says what ran."""

    def __init__(
        self, trace: Sequence[Event], files: Mapping[str, str], title: str, plan: EvictionPlan | None = None
    ) -> None:
        self.view = MachineView(budget=plan.budget if plan is not None else None)
        super().__init__(self.view, title, picture="machine")
        self._trace, self._files = trace, files

    def on_mount(self) -> None:
        self.view.show(self._trace, self._files)
