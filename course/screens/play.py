"""The sandbox: code and traffic at one side, and what they did in every view, each a key away."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import ContentSwitcher, Static, TextArea

from course import keymap
from course.demo_app import DemoApp
from course.paths import data_folder
from course.runner import ChildEngine, Runner
from course.scenario import Scenario, write_scenario
from course.screens.event_loop import EventLoopScreen
from course.stage.player import Player
from course.stage.screen import PresenterScreen
from course.traffic_script import read_network, read_traffic
from course.widgets.code_editor import CodeEditor
from course.widgets.event_loop import EventLoopView
from course.widgets.network import NetworkView
from course.widgets.path import PathView
from course.widgets.prose import Wrapped
from course.widgets.request import RequestView
from course.widgets.result import run_parts
from course.widgets.status_line import StatusLine
from engine.errors import EngineError
from engine.run import RunReport, RunRequest
from engine.trace import Event

VIEWS = {
    "code": "Code and traffic",
    "result": "Result",
    "loop": "Event loop",
    "request": "Sequence",
    "path": "Path",
    "network": "Network",
}
"""In the order of their number keys."""


class PlayScreen(PresenterScreen):
    """scenario: what it begins with. runner: runs it, and is closed with the screen."""

    BINDINGS = keymap.PLAY
    picture = "play"
    DEFAULT_CSS = """
    PlayScreen {
        ContentSwitcher { height: 1fr; }
        #code, #result { padding: 0 1; }
        .label { color: $text-muted; }
        #traffic { margin-bottom: 1; }
        EventLoopView, RequestView, PathView, NetworkView { height: 1fr; }
    }
    """

    def __init__(self, scenario: Scenario, runner: Runner) -> None:
        super().__init__()
        self._scenario, self._runner = scenario, runner
        self._file = scenario.project.main
        self._shown = "code"

    def compose(self) -> ComposeResult:
        yield Static(self._tabs(), classes="heading", id="tabs")
        with ContentSwitcher(initial="code"):
            with VerticalScroll(id="code", can_focus=True):
                yield Static(f"{self._file}: Enter edits, Esc leaves, F5 runs", classes="label")
                yield CodeEditor(str(self._scenario.project.files[self._file]).rstrip("\n"), self._file, id="source")
                yield Static("", classes="label")
                how = "Traffic, one a line: GET /x, CRON 0 * * * *, TOGETHER 20 ms, ALONE, WAIT 2 h"
                yield Static(how, classes="label", markup=False)
                where = "On a network: NETWORK LIS NRT 2 (cities, servers in each), FROM SYD GET /x"
                yield Static(where, classes="label", markup=False)
                yield CodeEditor(self._scenario.traffic.rstrip("\n"), "traffic.txt", numbers=False, id="traffic")
            with VerticalScroll(id="result", can_focus=True):
                yield Wrapped(classes="output", widest=96)
            with Vertical(id="loop"):
                yield EventLoopView()
            with Vertical(id="request"):
                yield RequestView()
            with Vertical(id="path"):
                yield PathView()
            with Vertical(id="network"):
                yield NetworkView()
        yield StatusLine()

    def on_mount(self) -> None:
        self.query_one("#code").focus()

    async def on_unmount(self) -> None:
        await self._runner.close()

    def _tabs(self) -> str:
        words = []
        for number, (view, title) in enumerate(VIEWS.items(), 1):
            label = f"{number} {title}"
            words.append(
                f"[reverse] {label} [/]" if view == self._shown else f"[@click=screen.show('{view}')] {label} [/]"
            )
        return "".join(words)

    # --- what the learner has --------------------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """Project, traffic and seed, as they are in the editors now."""
        source = self.query_one("#source", CodeEditor).text.rstrip("\n") + "\n"
        traffic = self.query_one("#traffic", CodeEditor).text.rstrip("\n") + "\n"
        return Scenario(self._scenario.project.with_files({self._file: source}), traffic, self._scenario.seed)

    # --- keys ------------------------------------------------------------------------------------------------------

    def pause(self) -> None:
        for view in self.query("ContentSwitcher Player").results(Player):
            view.pause()

    def action_show(self, view: str) -> None:
        """One of the views."""
        self._shown = view
        self.query_one(ContentSwitcher).current = view
        self.query_one("#tabs", Static).update(self._tabs())
        for player in self.query(f"#{view} > *").results():
            if isinstance(player, Player):
                player.focus()
                return
        self.query_one(f"#{view}").focus()

    def action_edit(self) -> None:
        """Into the code; from the code into the traffic."""
        self.action_show("code")
        self.query_one("#source", CodeEditor).focus()

    def action_traffic(self) -> None:
        """Into the traffic."""
        self.action_show("code")
        self.query_one("#traffic", CodeEditor).focus()

    def action_leave(self) -> None:
        """Out of an editor; else out of the sandbox."""
        if isinstance(self.focused, TextArea):
            self.query_one("#code").focus()
        else:
            super().action_leave()

    @on(CodeEditor.Leave)
    def _left_editor(self, event: CodeEditor.Leave) -> None:
        event.stop()
        order = [self.query_one("#source", CodeEditor), self.query_one("#traffic", CodeEditor)]
        place = order.index(event.editor) + event.direction
        if 0 <= place < len(order):
            order[place].focus()

    @on(CodeEditor.Run)
    def _run_in_editor(self, event: CodeEditor.Run) -> None:
        event.stop()
        self.action_run()

    @on(CodeEditor.Reset)
    def _reset(self, event: CodeEditor.Reset) -> None:
        event.stop()
        first = self._scenario.traffic if event.editor.id == "traffic" else self._scenario.project.files[self._file]
        event.editor.replace_all(str(first).rstrip("\n"))

    @work(exclusive=True)
    async def action_run(self) -> None:
        """Runs the code with the traffic, and shows what came of it."""
        scenario, line = self.scenario, self.query_one(StatusLine)
        try:
            steps = read_traffic(scenario.traffic)
            line.say("Running …")
            request = RunRequest(
                project=scenario.project, steps=steps, seed=scenario.seed, network=read_network(scenario.traffic)
            )
            report = await self._runner.run(request)
        except EngineError as error:
            line.say(str(error))
            return
        line.say("It has run. 1 to 6 choose a view.")
        self._show_report(report, scenario)
        self.query_one(".output", Wrapped).show_parts(run_parts(report, steps))
        self.action_show("result" if self._shown == "code" else self._shown)

    def _show_report(self, report: RunReport, scenario: Scenario) -> None:
        files = {path: text for path, text in scenario.project.files.items() if isinstance(text, str)}
        self.query_one(EventLoopView).show(report.trace, files)
        self.query_one(RequestView).show(report.trace, files)
        self.query_one(PathView).show(report.trace, files)
        self.query_one(NetworkView).show(report.trace, files)

    def action_share(self) -> None:
        """The scenario as one text file, in the learner's folder."""
        line = self.query_one(StatusLine)
        folder = data_folder() / "scenarios"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            number = next(
                n for n in range(1, 10_000) if not (folder / f"{self._scenario.project.name}-{n}.toml").exists()
            )
            path = folder / f"{self._scenario.project.name}-{number}.toml"
            path.write_text(write_scenario(self.scenario), "utf-8")
        except OSError as error:
            line.say(f"The scenario could not be saved: {error.strerror}.")
        else:
            line.say(f"Saved. Open it with: workerscope play {path}")


class PlayApp(DemoApp):
    """The sandbox on its own."""

    CSS_PATH = ["../styles/base.tcss", "../styles/cells.tcss", "../styles/screens.tcss"]

    def __init__(self, scenario: Scenario, runner: Runner | None = None) -> None:
        super().__init__(lambda: PlayScreen(scenario, runner or ChildEngine()))


class TraceApp(DemoApp):
    """A recorded trace, replayed in the event loop's view. name: of its file."""

    CSS_PATH = ["../styles/base.tcss", "../styles/screens.tcss"]

    def __init__(self, events: Sequence[Event], name: str) -> None:
        title = f"{name}: {len(events):,} events, recorded; a trace holds no source"
        super().__init__(lambda: EventLoopScreen(events, {}, title))
