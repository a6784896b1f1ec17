"""What the screen of `workerscope dev` shows: told by the session as things happen, read by the screen as it paints."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from course.dev_lines import Said, problem_line, reload_line, said_in
from course.dev_session import Problem
from course.folds.exchanges import Exchanges
from engine.project import Project
from engine.trace import Event

MOST_SAID = 500


class LiveRecord:
    """Owns it. changes: counts what came, so that a screen knows when there is something new to paint."""

    def __init__(self) -> None:
        self.exchanges = Exchanges()
        self.said: deque[Said] = deque(maxlen=MOST_SAID)
        self.problem: Problem | None = None
        self.changes = 0
        self._files: Mapping[str, str] = {}

    def runs(self, project: Project) -> None:
        """From here on this version of the project runs."""
        self._files = {path: text for path, text in project.files.items() if isinstance(text, str)}

    def add(self, events: list[Event]) -> None:
        """The trace goes on."""
        self.exchanges.add(events, self._files)
        offset = self.exchanges.offset
        self.said.extend(Said(one.event + offset if one.event else 0, one.level, one.text) for one in said_in(events))
        self.changes += 1

    def say(self, text: str, level: str = "info") -> None:
        """A line of dev's own."""
        self.said.append(Said(0, level, text))
        self.changes += 1

    def lost(self, problem: Problem) -> None:
        """The engine had to be replaced."""
        self.say(problem_line(problem), "exception")

    def reloaded(self, problem: Problem | None) -> None:
        """After a save: what is wrong with it, None when nothing is."""
        self.problem = problem
        self.say(reload_line(problem), "info" if problem is None else "exception")
