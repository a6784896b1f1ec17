"""The screen of `workerscope dev`: requests as they come, what Workers print, and a look into each of them."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Static

from course import keymap
from course.demo_app import DemoApp
from course.dev_live import LiveRecord
from course.folds.exchanges import MOST_TRACES
from course.stage.screen import PresenterScreen
from course.stage.trace_view import TraceView
from course.visible import visible
from course.widgets.event_loop import EventLoopView
from course.widgets.exchanges import ExchangesPane
from course.widgets.pane import Pane, Row, marked
from course.widgets.request import RequestView
from course.widgets.status_line import StatusLine

PAINTS_A_SECOND = 12
SAID_ROWS = 100
"""The newest lines that the console holds."""
STYLES = {"warn": "warn", "error": "error", "exception": "error", "debug": "muted", "": "muted"}
VIEWS = {"loop": "event loop", "request": "sequence"}


class SaidPane(Pane):
    """What Workers printed and threw, and what dev says; the newest line last."""

    DEFAULT_CSS = "SaidPane { height: 2fr; }"

    def __init__(self) -> None:
        super().__init__("Console", id="said")

    def show(self, record: LiveRecord) -> None:
        """The newest lines."""
        rows: list[Row] = []
        for said in list(record.said)[-SAID_ROWS:]:
            first, *rest = visible(said.text).split("\n")
            start = marked(said.event) if said.event else (" ", "")
            style = STYLES.get(said.level, "")
            rows.append((("  ", ""), start, (" ", ""), (first, style)))
            rows.extend((("    ", ""), (more, style)) for more in rest)
        room = max(1, self.size.height - 1)
        self.set_rows(tuple(rows[-room:]))


class DevScreen(PresenterScreen):
    """record: what has happened. title: the Worker and its address."""

    picture = "dev"
    DEFAULT_CSS = """
    DevScreen #problem { height: auto; max-height: 6; padding: 0 1; color: $text-error; text-style: bold; }
    """

    def __init__(self, record: LiveRecord, title: str, address: str) -> None:
        super().__init__()
        self._record, self._heading, self._address = record, title, address
        self._painted = -1

    def compose(self) -> ComposeResult:
        yield Static(self._heading, classes="heading", markup=False)
        yield Static("", id="problem", markup=False)
        yield ExchangesPane(self._address)
        yield SaidPane()
        yield StatusLine()

    def on_mount(self) -> None:
        self.query_one(ExchangesPane).focus()
        self._paint()
        self.set_interval(1 / PAINTS_A_SECOND, self._paint)

    def on_resize(self) -> None:
        self.call_after_refresh(self._paint, anyway=True)

    def pause(self) -> None:
        """Nothing plays here."""

    def _paint(self, *, anyway: bool = False) -> None:
        """Shows what has come since it was last painted; several changes are one paint."""
        record = self._record
        if record.changes == self._painted and not anyway:
            return
        self._painted = record.changes
        problem, exchanges = self.query_one("#problem", Static), record.exchanges
        problem.display = record.problem is not None
        if record.problem is not None:
            problem.update(visible(record.problem.message))
        running = f", {exchanges.running} running" if exchanges.running else ""
        self.query_one(ExchangesPane).set_lines(exchanges.lines, f"{exchanges.total:,}{running}")
        self.query_one(SaidPane).show(record)

    @on(ExchangesPane.Opened)
    def _open(self, event: ExchangesPane.Opened) -> None:
        event.stop()
        if self._record.exchanges.trace(event.id):
            self.app.push_screen(ExchangeScreen(self._record, event.id))
        else:
            self.query_one(StatusLine).say(f"Only the newest {MOST_TRACES} requests can be looked into.")


class ExchangeScreen(PresenterScreen):
    """One request of dev, in the event loop's view or as a sequence; its time counts from its beginning."""

    BINDINGS = keymap.DEV_REQUEST
    picture = "request"
    DEFAULT_CSS = """
    ExchangeScreen {
        ContentSwitcher { height: 1fr; }
        EventLoopView, RequestView { height: 1fr; }
    }
    """

    def __init__(self, record: LiveRecord, id: int) -> None:
        super().__init__()
        self._record, self._which, self._shown = record, id, "loop"
        self._views: dict[str, TraceView] = {"loop": EventLoopView(), "request": RequestView()}

    def compose(self) -> ComposeResult:
        yield Static("", classes="heading", id="title", markup=False)
        with ContentSwitcher(initial="loop"):
            for name, view in self._views.items():
                with Vertical(id=name):
                    yield view
        yield StatusLine()

    def on_mount(self) -> None:
        self.action_again()

    def pause(self) -> None:
        for view in self._views.values():
            view.pause()

    def action_again(self) -> None:
        """Shows what there is by now, from the start."""
        exchanges = self._record.exchanges
        events, files = exchanges.trace(self._which), exchanges.files(self._which)
        for view in self._views.values():
            view.show(events, files)
        self._label()
        self._focus_view()

    def action_switch(self) -> None:
        """The other view, at the same moment of the trace."""
        self.pause()
        self._shown = "request" if self._shown == "loop" else "loop"
        self.query_one(ContentSwitcher).current = self._shown
        self._label()
        self._focus_view()

    def _label(self) -> None:
        line = self._record.exchanges.get(self._which)
        if line is None:
            return
        what = f"{line.method or line.handler} {line.target}"
        came = str(line.status or line.outcome) if line.outcome else "still running: r shows more"
        self.query_one("#title", Static).update(f"{visible(what)}  {came}  ({VIEWS[self._shown]})")

    def _focus_view(self) -> None:
        self._views[self._shown].focus()


class DevApp(DemoApp):
    """The live view on its own."""

    CSS_PATH = ["../styles/base.tcss", "../styles/cells.tcss", "../styles/screens.tcss"]

    def __init__(self, record: LiveRecord, title: str, address: str) -> None:
        super().__init__(lambda: DevScreen(record, title, address))
