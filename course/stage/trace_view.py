"""A player over the trace of a run: what every view of events is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from course.stage.player import Player
from engine.trace import Event


class TraceView(Player):
    """A player over the trace of a run."""

    @abstractmethod
    def show(self, trace: Sequence[Event], files: Mapping[str, str]) -> None:
        """Begins at the start of this trace. files: path → the source that ran."""

    @abstractmethod
    def step_from(self, index: int) -> int:
        """The first position that shows what `index` events of the trace did."""
