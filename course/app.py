"""The course as a full-screen app. `run` is what the command line calls; nothing is imported before it is needed."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timezone
from pathlib import Path

from textual import on
from textual.app import App
from textual.screen import ModalScreen, Screen

from course import garbage, keymap, themes
from course.glyphs import ASCII, MARKS
from course.library import LessonError, LoadedLesson, find_lesson, load_lessons
from course.messages import OpenPlace, TakeTest
from course.progress import Progress
from course.runner import ChildEngine, Runner
from course.screens.lesson import LessonScreen
from course.session import Session
from course.widgets.contents import Contents
from course.widgets.notebook import Notebook
from course.widgets.status_line import StatusLine

PLAIN = "workerscope learn --plain"


class CourseApp(App[None]):
    """lessons: all of them; lesson: the one to open; runner: what runs learners' code (None: the child engine)."""

    TITLE = "workerscope"
    CSS_PATH = ["styles/base.tcss", "styles/cells.tcss", "styles/screens.tcss", "styles/finding.tcss"]
    BINDINGS = keymap.APP
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, lessons: list[LoadedLesson], lesson: LoadedLesson, progress: Progress, runner: Runner | None = None
    ) -> None:
        no_colour = "NO_COLOR" in os.environ
        super().__init__(ansi_color=no_colour)
        self.animation_level = "none"
        self.lessons, self.lesson, self.progress = lessons, lesson, progress
        self.runner = runner or ChildEngine()
        self._told_due = False
        self.set_class(MARKS is ASCII, "-ascii")
        for theme in themes.THEMES:
            self.register_theme(theme)
        kept = progress.setting("theme", themes.DARK.name)
        known = {theme.name for theme in themes.THEMES}
        self.theme = themes.NO_COLOUR if no_colour else (kept if kept in known else themes.DARK.name)

    def get_default_screen(self) -> Screen[None]:
        return LessonScreen(Session(self.lesson, self.progress, self.runner), self.listing())

    def listing(self) -> list[tuple[int, str, bool]]:
        """(number, title, done) of every lesson."""
        done = self.progress.lessons_done()
        return [(one.lesson.number, one.lesson.title, one.lesson.id in done) for one in self.lessons]

    # --- moving between lessons ------------------------------------------------------------------------------------

    @on(Contents.Picked)
    async def _picked(self, event: Contents.Picked) -> None:
        event.stop()
        screen = self.screen
        loaded = next(one for one in self.lessons if one.lesson.number == event.number)
        if loaded is not self.lesson and isinstance(screen, LessonScreen):
            self.lesson = loaded
            await screen.open(Session(loaded, self.progress, self.runner), self.listing())

    @on(Notebook.Complete)
    def _is_there(self) -> None:
        garbage.go_on()
        self._tell_what_is_due()

    def _tell_what_is_due(self) -> None:
        """Once, when the first page is there: how many questions wait for review."""
        screen = self.screen
        if self._told_due or not isinstance(screen, LessonScreen):
            return
        from course.review import today

        self._told_due = True
        count = len(today(self.lessons, self.progress, datetime.now(timezone.utc)))
        if count:
            waiting = "1 question waits" if count == 1 else f"{count} questions wait"
            screen.query_one(StatusLine).say(f"{waiting} for review. t asks what is due today.")

    @on(OpenPlace)
    async def _open_place(self, event: OpenPlace) -> None:
        """From any screen to a place of a lesson."""
        event.stop()
        loaded = next(one for one in self.lessons if one.lesson.id == event.lesson)
        while not isinstance(self.screen, LessonScreen):
            await self.pop_screen()
        screen = self.screen
        if loaded is not self.lesson:
            if event.block:
                self.progress.save_position(loaded.lesson.id, event.block, 0)
            self.lesson = loaded
            await screen.open(Session(loaded, self.progress, self.runner), self.listing())
            screen.wanted_text = event.text
        elif event.block:
            screen.notebook.go_to(event.block, event.text)

    @on(TakeTest)
    def _test_out(self, event: TakeTest) -> None:
        from course.screens.test_out import SelfTestScreen

        event.stop()
        loaded = next(one for one in self.lessons if one.lesson.id == event.lesson)
        self._show(SelfTestScreen(Session(loaded, self.progress, self.runner)))

    def action_find(self, name: str) -> None:
        """One of the screens that find the way, by its name in keymap.FINDING_TITLES."""
        if not isinstance(self.screen, ModalScreen):
            self.keep()
            self._show(self._finding(name))

    def _finding(self, name: str) -> Screen[None]:
        """Each is imported when it is first wanted."""
        if name == "map":
            from course.screens.map import MapScreen

            return MapScreen()
        if name == "today":
            from course.screens.today import TodayScreen

            return TodayScreen(self)
        if name == "search":
            from course.screens.search import SearchScreen

            return SearchScreen()
        if name == "glossary":
            from course.screens.glossary import GlossaryScreen

            return GlossaryScreen()
        if name == "limits":
            from course.screens.limits import LimitsScreen

            return LimitsScreen()
        from course.screens.notes import NotesScreen

        return NotesScreen()

    def _show(self, screen: Screen[None]) -> None:
        """In place of another such screen, else over the lesson."""
        from course.screens.finding import FindingScreen
        from course.screens.questions import QuestionsScreen

        if isinstance(self.screen, (FindingScreen, QuestionsScreen)):
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    # --- keys ------------------------------------------------------------------------------------------------------

    def action_next_theme(self) -> None:
        """The next of our themes; kept for the next time."""
        if "NO_COLOR" in os.environ:
            self.notify("NO_COLOR is set, so there are no colours to change.", timeout=3)
            return
        names = [theme.name for theme in themes.THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]
        self.progress.save_setting("theme", self.theme)

    def action_help(self) -> None:
        from course.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(str(self.progress.path)))

    def action_help_quit(self) -> None:
        """ctrl+c where there is nothing to copy: stops a run, else says how to quit."""
        screen = self.screen
        if isinstance(screen, LessonScreen) and screen.stop_run():
            return
        self.notify("ctrl+q quits. Everything you did is kept.", timeout=4)

    async def action_quit(self) -> None:
        """Saves what is left, and ends."""
        self.keep()
        self.exit()

    def keep(self) -> None:
        """Saves whatever the screens have not saved yet."""
        for screen in self.screen_stack:
            if isinstance(screen, LessonScreen):
                screen.keep()

    async def on_unmount(self) -> None:
        await self.runner.close()


def why_not() -> str:
    """Why this terminal cannot show the app, "" when it can. In a browser there is none to look at."""
    if "TEXTUAL_DRIVER" in os.environ:
        return ""
    if os.environ.get("TERM") == "dumb":
        return "This terminal (TERM=dumb) cannot show a full screen."
    if not (sys.stdin.isatty() and sys.stderr.isatty() and sys.stdout.isatty()):
        return "The full-screen course needs a terminal, and input or output goes elsewhere."
    return ""


def run(lesson: str | None = None, directory: Path | None = None) -> int:
    """Opens the course where the learner left off, or at a lesson. directory: a folder of lessons (None: the course's
    own). Gives the exit status: 0, 1 for lessons that cannot be read, 2 when there is no such lesson or no terminal,
    130 when interrupted."""
    if problem := why_not():
        print(f"{problem} The same lessons as plain text: {PLAIN}", file=sys.stderr)
        return 2
    try:
        lessons = load_lessons(directory)
    except LessonError as error:
        print(f"workerscope: {error}", file=sys.stderr)
        return 1
    with Progress() as progress:
        try:
            loaded = find_lesson(lessons, lesson) if lesson else _left_off(lessons, progress)
        except LessonError as error:
            print(f"workerscope: {error}", file=sys.stderr)
            return 2
        app = CourseApp(lessons, loaded, progress)
        garbage.keep()
        try:
            app.run()
        except KeyboardInterrupt:
            return 130
        return app.return_code or 0


def _left_off(lessons: list[LoadedLesson], progress: Progress) -> LoadedLesson:
    """The lesson the learner was in last; the first when there is none."""
    position = progress.position()
    known = {one.lesson.id: one for one in lessons}
    return known[position.lesson] if position is not None and position.lesson in known else lessons[0]
