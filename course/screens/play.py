"""The sandbox: code and traffic at one side, and what they did in every view, each a key away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.timer import Timer
from textual.widgets import ContentSwitcher, Static, TextArea

from course import keymap
from course.demo_app import DemoApp
from course.on_paper import crons_of, refused_line
from course.paths import data_folder, short, work_folder
from course.runner import ChildEngine, Runner
from course.scenario import Scenario, as_configured, write_scenario
from course.screens.trace import TraceScreen
from course.stage.player import Player
from course.stage.screen import PresenterScreen
from course.traffic_script import TrafficError, copies_of, read_machine, read_network, read_traffic
from course.visible import visible
from course.watch import LOOK_SECONDS, Watch
from course.widgets.code_editor import CodeEditor, Note
from course.widgets.event_loop import EventLoopView
from course.widgets.machine import MachineView
from course.widgets.network import NetworkView
from course.widgets.path import PathView
from course.widgets.prose import Paragraph, Wrapped
from course.widgets.request import RequestView
from course.widgets.result import no_default_parts, notes, run_parts
from course.widgets.status_line import StatusLine
from course.work_folder import WorkFolder
from engine.errors import EngineError, ProjectError
from engine.eviction import Budget, EvictionPlan
from engine.project import Project
from engine.run import RunReport, RunRequest
from engine.trace import Event
from engine.wrangler import CONFIGURATION_FILES

VIEWS = {
    "code": "Code",
    "result": "Result",
    "loop": "Event loop",
    "request": "Sequence",
    "path": "Path",
    "network": "Network",
    "machine": "Machine",
}
"""In the order of their number keys."""


INSTALLED = "node_modules/"
TRAFFIC = "traffic.txt"


def editable_files(project: Project) -> list[str]:
    """Its texts: the entry, the wrangler file, then the others. Installed packages run as they are."""
    texts = [name for name, text in project.files.items() if isinstance(text, str) and not name.startswith(INSTALLED)]
    return sorted(texts, key=lambda name: (name != project.main, name not in CONFIGURATION_FILES, name))


class PlayScreen(PresenterScreen):
    """scenario: what it begins with. runner: runs it, and is closed with the screen."""

    BINDINGS = keymap.PLAY
    picture = "play"
    DEFAULT_CSS = """
    PlayScreen {
        #views { height: 1fr; }
        #files, #files > CodeEditor { height: auto; }
        #code, #result { padding: 0 1; }
        .label { color: $text-muted; }
        #traffic { margin-bottom: 1; }
        EventLoopView, RequestView, PathView, NetworkView, MachineView { height: 1fr; }
    }
    """

    def __init__(self, scenario: Scenario, runner: Runner) -> None:
        super().__init__()
        self._scenario, self._runner = scenario, runner
        self._files = editable_files(scenario.project)
        self._file = scenario.project.main
        self._shown = "code"
        self._work: WorkFolder | None = None
        self._watch: Watch | None = None
        self._looking: Timer | None = None
        self._has_run = False

    def compose(self) -> ComposeResult:
        yield Static(self._tabs(), classes="heading", id="tabs")
        with ContentSwitcher(initial="code", id="views"):
            with VerticalScroll(id="code", can_focus=True):
                yield Static(self._file_names(), classes="label", id="names")
                with ContentSwitcher(initial="file0", id="files"):
                    for number, file in enumerate(self._files):
                        text = str(self._scenario.project.files[file]).rstrip("\n")
                        yield CodeEditor(text, file, id=f"file{number}")
                yield Static("", classes="label")
                how = "Traffic, one a line: GET /x, CRON 0 * * * *, TOGETHER 20 ms, ALONE, WAIT 2 h"
                yield Static(how, classes="label", markup=False)
                where = "On a network: NETWORK LIS NRT 2 (cities, servers in each), FROM SYD GET /x"
                yield Static(where, classes="label", markup=False)
                memory = "Short of memory: MACHINE 24 8 (MB, of an isolate 8), TO blog GET /x (a copy)"
                yield Static(memory, classes="label", markup=False)
                day = "Short of requests: DAY 3 example.com/* (3 a day; that route fails open)"
                yield Static(day, classes="label", markup=False)
                yield CodeEditor(self._scenario.traffic.rstrip("\n"), TRAFFIC, numbers=False, id="traffic")
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
            with Vertical(id="machine"):
                yield MachineView()
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

    def _file_names(self) -> Content:
        """The file shown, and the others to choose."""
        if len(self._files) == 1:
            return Content(f"{self._file}: Enter edits, Esc leaves, F5 runs")
        parts: list[Content | str] = []
        for number, file in enumerate(self._files):
            name = Content(f" {file} ")
            parts.append(
                name.stylize("reverse")
                if file == self._file
                else name.stylize(Style.from_meta({"@click": f"screen.open({number})"}))
            )
        return Content.assemble(*parts, Content("  f: next file, F5 runs"))

    # --- what the learner has --------------------------------------------------------------------------------------

    @property
    def _editor(self) -> CodeEditor:
        """The editor of the file shown."""
        return self._editor_of(self._file)

    def _editor_of(self, file: str) -> CodeEditor:
        return self.query_one(f"#file{self._files.index(file)}", CodeEditor)

    @property
    def scenario(self) -> Scenario:
        """Project, traffic and seed, as they are in the editors now. Raises ProjectError for a wrangler file that
        cannot be."""
        texts = {file: self._editor_of(file).text.rstrip("\n") + "\n" for file in self._files}
        traffic = self.query_one("#traffic", CodeEditor).text.rstrip("\n") + "\n"
        project = as_configured(self._scenario.project.with_files(texts))
        return Scenario(project, traffic, self._scenario.seed)

    # --- keys ------------------------------------------------------------------------------------------------------

    def pause(self) -> None:
        for view in self.query("#views Player").results(Player):
            view.pause()

    def action_show(self, view: str) -> None:
        """One of the views."""
        self._shown = view
        self.query_one("#views", ContentSwitcher).current = view
        self.query_one("#tabs", Static).update(self._tabs())
        for player in self.query(f"#{view} > *").results():
            if isinstance(player, Player):
                player.focus()
                return
        self.query_one(f"#{view}").focus()

    def action_edit(self) -> None:
        """Into the code; from the code into the traffic."""
        self.action_show("code")
        self._editor.focus()

    def action_open(self, number: int) -> None:
        """One of the files."""
        self._file = self._files[number]
        self.query_one("#files", ContentSwitcher).current = f"file{number}"
        self.query_one("#names", Static).update(self._file_names())
        self.action_edit()

    def action_file(self, direction: int) -> None:
        """The file after, or before."""
        self.action_open((self._files.index(self._file) + direction) % len(self._files))

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
        order = [self._editor, self.query_one("#traffic", CodeEditor)]
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
        file = self._scenario.project.files[self._file]
        first = self._scenario.traffic if event.editor.id == "traffic" else file
        event.editor.replace_all(str(first).rstrip("\n"))

    # --- the learner's own editor ----------------------------------------------------------------------------------

    @property
    def _editors(self) -> dict[str, CodeEditor]:
        """All that can be edited, by file."""
        traffic = self.query_one("#traffic", CodeEditor)
        return {**{file: self._editor_of(file) for file in self._files}, TRAFFIC: traffic}

    @on(CodeEditor.Elsewhere)
    def _elsewhere(self, event: CodeEditor.Elsewhere) -> None:
        event.stop()
        self._toggle_watch(next(file for file, editor in self._editors.items() if editor is event.editor))

    def action_elsewhere(self) -> None:
        """The file shown in the learner's own editor, or no longer."""
        self._toggle_watch(self._file)

    def _toggle_watch(self, file: str) -> None:
        from course.own_editor import open_file

        say = self.query_one(StatusLine).say
        if self._watch is not None:
            self._look(at_once=True)
            self._end_watch()
            say("No longer watched. The files stay where they are.")
            return
        if self._work is None:
            folders = (work_folder("sandbox", f"{self._scenario.project.name}-{number}") for number in count(1))
            folder = next(folder for folder in folders if not folder.exists())
            self._work = WorkFolder(folder, list(self._editors))
        work = self._work
        watch = Watch(work, self._editors, {}, lambda file: None)
        try:
            watch.begin()
        except OSError as error:
            say(f"The code cannot be written to {short(work.folder)}: {error.strerror}.")
            return
        self._watch, saves = watch, watch.saves
        self._looking = self.set_interval(LOOK_SECONDS, self._look)
        self.app.copy_to_clipboard(str(work.folder))
        opening = open_file(work.path(file), self.app.suspend)
        if opening.lent:
            self._look(at_once=True)
            if watch.saves > saves:
                self._end_watch()
                return
        say(f"{opening.sentence or 'Save there, until F4:'} {short(work.folder)}")

    def _look(self, *, at_once: bool = False) -> None:
        watch = self._watch
        if watch is None:
            return
        before = watch.sentences
        taken = watch.look(at_once=at_once)
        for sentence in watch.sentences:
            if sentence not in before:
                self.notify(sentence, severity="warning", timeout=12)
        if taken and self._has_run:
            self.action_run()
        elif taken:
            self.query_one(StatusLine).say("What you saved is taken. F5 runs it.")

    def _end_watch(self) -> None:
        self._watch = None
        if self._looking is not None:
            self._looking.stop()
            self._looking = None

    @work(exclusive=True)
    async def action_run(self) -> None:
        """Runs the code with the traffic, and shows what came of it."""
        line = self.query_one(StatusLine)
        try:
            scenario = self.scenario
            steps = read_traffic(scenario.traffic, crons_of(scenario.project))
            line.say("Running …")
            request = RunRequest(
                project=scenario.project,
                workers=copies_of(scenario.project, steps),
                steps=steps,
                seed=scenario.seed,
                network=read_network(scenario.traffic),
                eviction=read_machine(scenario.traffic),
            )
            report = await self._runner.run(request)
        except EngineError as error:
            line.say(str(error))
            self._show_refusal(error)
            return
        self._has_run = True
        loaded = report.result.error is None
        line.say("It has run. 1 to 7 choose a view." if loaded else "It did not load. 1 shows the code.")
        self._show_report(report, scenario, request.eviction)
        self.query_one("#traffic", CodeEditor).notes = ()
        for file in self._files:
            self._editor_of(file).notes = notes(report, file)
        self.query_one(".output", Wrapped).show_parts([*run_parts(report, steps), *no_default_parts(scenario.project)])
        self.action_show("result" if self._shown == "code" else self._shown)

    def _show_report(self, report: RunReport, scenario: Scenario, plan: EvictionPlan | None) -> None:
        files = {path: text for path, text in scenario.project.files.items() if isinstance(text, str)}
        self.query_one(EventLoopView).show(report.trace, files)
        self.query_one(RequestView).show(report.trace, files)
        self.query_one(PathView).show(report.trace, files)
        self.query_one(NetworkView).show(report.trace, files)
        machine = self.query_one(MachineView)
        machine.show(report.trace, files)
        machine.set_budget(plan.budget if plan is not None else Budget())

    def _show_refusal(self, error: EngineError) -> None:
        """Why nothing ran: as the result, and at its line."""
        told = visible(str(error))
        self.query_one(".output", Wrapped).show_parts([Paragraph(Content(told))])
        if isinstance(error, TrafficError):
            self.query_one("#traffic", CodeEditor).notes = (Note(error.line, told),)
        elif isinstance(error, ProjectError) and error.file in self._files:
            editor = self._editor_of(error.file)
            editor.notes = (Note(refused_line(editor.text, error) or 1, told),)

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
        except EngineError as error:
            line.say(str(error))
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
    """A recorded trace, replayed in every view. title: of the screen. files: path → source, where known."""

    CSS_PATH = ["../styles/base.tcss", "../styles/screens.tcss"]

    def __init__(self, events: Sequence[Event], title: str, files: Mapping[str, str]) -> None:
        super().__init__(lambda: TraceScreen(events, files, title))
