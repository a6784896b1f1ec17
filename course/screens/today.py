"""Today: the questions that are due, over all lessons, and what the answers say to look at again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from course.course_map import course_map
from course.reminders import missed_lessons
from course.review import next_review, today
from course.screens.questions import Posed, QuestionsScreen
from course.session import Session
from course.widgets.chooser import Place
from course.widgets.links_cell import Link

if TYPE_CHECKING:
    from course.app import CourseApp


class TodayScreen(QuestionsScreen):
    """At most ten questions; then the lessons that refute what was believed again and again."""

    here = "today"

    def __init__(self, course: CourseApp) -> None:
        sessions: dict[str, Session] = {}
        posed: list[Posed] = []
        for loaded, item in today(course.lessons, course.progress, datetime.now(timezone.utc)):
            session = sessions.setdefault(loaded.lesson.id, Session(loaded, course.progress, course.runner))
            posed.append(Posed(session, item))
        super().__init__(posed)

    def head(self) -> str:
        if not self.posed:
            return f"## Nothing is due today\n\n{self._coming()}"
        count = "One question is" if len(self.posed) == 1 else f"{len(self.posed)} questions are"
        return (
            f"## Today\n\n{count} due. Answer from memory; `n` goes to the next, `Enter` into it. "
            "What you know comes back later, what you miss comes back sooner."
        )

    def foot(self) -> tuple[str, Sequence[Link]]:
        right = sum(self.first_marks.values())
        lines: list[str] = []
        links: list[Link] = []
        if self.first_marks:
            lines.append(f"**{right} of {len(self.first_marks)} right at once**, of {len(self.posed)}.")
        for text, loaded in missed_lessons(self.course.progress, self.course.lessons):
            lines.append(f"More than once your answers said: {text}")
            links.append(
                Link(f"Lesson {loaded.lesson.number} shows it: {loaded.lesson.title}", Place(loaded.lesson.id))
            )
        if self.posed and len(self.first_marks) == len(self.posed):
            lines.append(f"That was all for today. {self._coming()}")
        if not self.posed or len(self.first_marks) == len(self.posed):
            states = course_map(self.course.lessons, self.course.progress, datetime.now(timezone.utc))
            links += [
                Link(
                    f"Go on with lesson {one.loaded.lesson.number}: {one.loaded.lesson.title}",
                    Place(one.loaded.lesson.id),
                )
                for one in states
                if one.next
            ]
        return "\n\n".join([*lines, "`Esc` goes back to the lesson."]), links

    def _coming(self) -> str:
        coming = next_review(self.course.lessons, self.course.progress, datetime.now(timezone.utc))
        if coming is None:
            return "Questions that you answer come back here after 1, 3, 7, 21 and 60 days."
        at, count = coming
        words = "1 question comes" if count == 1 else f"{count} questions come"
        return f"{words} back on {at.astimezone():%d %B}."
