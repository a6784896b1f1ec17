"""A demonstration as data: which Worker, which traffic, which scenes. The run itself is the engine's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from course.stage.scene import Placed, Scene, placed
from engine.network_plan import NetworkPlan

if TYPE_CHECKING:
    from engine.actions import Action
    from engine.eviction import EvictionPlan
    from engine.run import RunReport, RunRequest
    from engine.step import Step

ONE_SERVER = NetworkPlan()
SEED = 1
"""The same demonstration gives the same trace, to the byte."""


class Demonstration(NamedTuple):
    """title: one line for the top of the screen. source: the Worker's index.js. steps: what is sent, in order.
    network: cities and times on the way, a model; as it stands one server beside every client. workers: names of
    Workers that all run this source; the first is the project's. eviction, actions: as in engine.run.RunRequest.
    configuration: what its wrangler file says."""

    title: str
    source: str
    steps: Sequence[Step]
    scenes: Sequence[Scene]
    network: NetworkPlan = ONE_SERVER
    workers: Sequence[str] = ("demo",)
    eviction: EvictionPlan | None = None
    actions: Sequence[Action] = ()
    configuration: Mapping[str, Any] = {}

    @property
    def files(self) -> dict[str, str]:
        """Path → source, as the views take it."""
        return {"index.js": self.source}

    def request(self) -> RunRequest:
        """What to ask of the engine."""
        from engine.project import Project
        from engine.run import RunRequest

        configuration = dict(self.configuration)
        first, *others = (
            Project(name=name, main="index.js", files=dict(self.files), configuration=configuration)
            for name in self.workers
        )
        return RunRequest(
            project=first,
            workers=others,
            steps=list(self.steps),
            seed=SEED,
            network=self.network,
            eviction=self.eviction,
            actions=list(self.actions),
        )

    def placed(self, report: RunReport) -> list[Placed]:
        """Its scenes in the trace of its run."""
        return placed(self.scenes, report.trace, self.files)
