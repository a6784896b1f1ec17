"""A scripted demonstration: its Worker runs in the child engine, then a view of the trace plays its scenes."""

from __future__ import annotations

from course.runner import Runner
from course.stage.demonstration import Demonstration
from course.stage.narrator import Narrator
from course.stage.screen import StageScreen
from course.stage.trace_view import TraceView
from course.widgets.status_line import StatusLine
from engine.errors import EngineError


class ScriptedScreen(StageScreen):
    """demonstration: what runs, and its scenes. view: shows it. runner: runs it, and is closed with the screen."""

    def __init__(
        self, demonstration: Demonstration, view: TraceView, runner: Runner, *, picture: str, speed: float = 1.0
    ) -> None:
        super().__init__(view, demonstration.title, picture=picture, speed=speed)
        self._demonstration, self._view, self._runner = demonstration, view, runner

    def on_mount(self) -> None:
        self.run_worker(self._run(), exclusive=True)

    async def _run(self) -> None:
        try:
            report = await self._runner.run(self._demonstration.request())
        except EngineError as error:
            for line in self.query(StatusLine):  # none any more when the learner left meanwhile
                line.say(str(error))
            return
        if self not in self.app.screen_stack or not self.query(Narrator):
            return  # the learner left meanwhile
        self._view.show(report.trace, self._demonstration.files)
        scenes = self._demonstration.placed(report)
        self.play_scenes(scenes, [self._view.step_from(scene.after) for scene in scenes])

    async def on_unmount(self) -> None:
        await self._runner.close()
