"""Testing out of a lesson: its self-check at once. All right at the first try, and the lesson is done by test."""

from __future__ import annotations

from collections.abc import Sequence

from course.lesson import Fix, Item, Task
from course.library import LoadedLesson
from course.screens.questions import Posed, QuestionsScreen
from course.session import Session
from course.widgets.chooser import Place
from course.widgets.links_cell import Link


def questions(loaded: LoadedLesson) -> list[Item]:
    """What a test asks. Not the tasks: whoever wants those opens the lesson."""
    return [item for item in loaded.lesson.item if not isinstance(item, Fix)]


class SelfTestScreen(QuestionsScreen):
    """session: the lesson to test out of."""

    here = "map"

    def __init__(self, session: Session) -> None:
        super().__init__([Posed(session, item) for item in questions(session.loaded)])
        self.session = session

    def head(self) -> str:
        lesson = self.session.loaded.lesson
        return (
            f"## Test out of lesson {lesson.number}: {lesson.title}\n\n{len(self.posed)} questions. "
            "Right at the first try in all of them, and the lesson is done. Nothing is lost otherwise: "
            "what you miss is what the lesson is for."
        )

    @property
    def passed(self) -> bool:
        """Whether every first answer is right."""
        return len(self.first_marks) == len(self.posed) and all(self.first_marks.values())

    def marked(self) -> None:
        if self.passed:
            self.session.progress.save_lesson_done(self.session.id, by_test=True)

    def foot(self) -> tuple[str, Sequence[Link]]:
        lesson = self.session.loaded.lesson
        here = Link(f"Open lesson {lesson.number}: {lesson.title}", Place(lesson.id))
        if self.passed:
            tasks = [cell.title for cell in lesson.cell if isinstance(cell, Task)]
            task = f" Its task is there when you like: *{tasks[0]}*." if tasks else ""
            return f"**All {len(self.posed)} right. Lesson {lesson.number} is done by test.**{task}", [here]
        right, answered = sum(self.first_marks.values()), len(self.first_marks)
        if answered < len(self.posed):
            return f"{answered} of {len(self.posed)} answered, {right} right at the first try. `Esc` leaves.", [here]
        links = [here]
        for number, posed in enumerate(self.posed, 1):
            if not self.first_marks[posed.key] and posed.item.replay:
                links.append(
                    Link(f"Question {number}: run the Worker it is about", Place(lesson.id, posed.item.replay))
                )
        text = (
            f"**{right} of {len(self.posed)} right at the first try.** The lesson shows the rest; a new test is free."
        )
        return text, links
