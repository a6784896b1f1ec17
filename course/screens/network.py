"""The network, full screen: one run with sharding on or off, or the demonstration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from textual.widgets import Static

from course import keymap
from course.runner import Runner
from course.scenes.network import NETWORK_DEMONSTRATION
from course.stage.screen import StageScreen
from course.stage.scripted import ScriptedScreen
from course.widgets.network import NetworkView
from course.widgets.status_line import StatusLine
from engine.errors import EngineError
from engine.run import RunReport, RunRequest
from engine.trace import Event


class NetworkScreen(StageScreen):
    """A run, with its network's sharding on or off. title: one line that says what runs. trace: of a run of `request`
    that has been; without it, it runs first. runner: runs it; it stays whoever's it is."""

    BINDINGS = keymap.SHARDING

    def __init__(self, request: RunRequest, title: str, runner: Runner, trace: Sequence[Event] = ()) -> None:
        self.view = NetworkView()
        super().__init__(self.view, title, picture="network")
        self._request, self._title, self._runner, self._trace = request, title, runner, trace

    def on_mount(self) -> None:
        if self._trace:
            self._show(self._trace)
        else:
            self.run_worker(self._run(), exclusive=True)

    @property
    def _files(self) -> Mapping[str, str]:
        return {path: text for path, text in self._request.project.files.items() if isinstance(text, str)}

    async def _run(self) -> None:
        try:
            report: RunReport = await self._runner.run(self._request)
        except EngineError as error:
            self.query_one(StatusLine).say(str(error))
            return
        self._show(report.trace)

    def _show(self, trace: Sequence[Event]) -> None:
        self.view.show(trace, self._files)
        last = self.view.story.moments[-1].picture
        cold, warm = (sum(counts[index] for counts in last.starts.values()) for index in (0, 1))
        setting = "on" if self._request.network.sharding else "off"
        told = f"{self._title}; sharding {setting}: {cold} cold, {warm} warm in all"
        self.query_one(".heading", Static).update(told)

    def action_sharding(self) -> None:
        """The same run with the other setting, from its start."""
        network = msgspec.structs.replace(self._request.network, sharding=not self._request.network.sharding)
        self._request = msgspec.structs.replace(self._request, network=network)
        self.pause()
        self.run_worker(self._run(), exclusive=True)


class NetworkDemonstration(ScriptedScreen):
    """The demonstration; a key opens its requests with sharding on, or off, from the start."""

    BINDINGS = keymap.SHARDING

    def __init__(self, runner: Runner, speed: float = 1.0) -> None:
        super().__init__(NETWORK_DEMONSTRATION, NetworkView(), runner, picture="network", speed=speed)

    def action_sharding(self) -> None:
        """Its requests without the script: q comes back."""
        self.pause()
        request = msgspec.structs.replace(NETWORK_DEMONSTRATION.request(), actions=[])
        self.app.push_screen(NetworkScreen(request, "The same requests", self._runner))
