"""A task as linear text: named checks, hints one by one, hidden traffic, and ours beside theirs after success."""

from __future__ import annotations

from course.comparison import ANOTHER_WAY, MINE, TO_THE_LETTER, Gap, below_one_another, compare_files
from course.lesson import Task
from course.library import LoadedLesson
from course.plain_code import CodeCell
from course.plain_console import PlainConsole
from course.plain_engine import PlainEngine
from course.progress import Progress
from course.task_record import hint_name, keep_task
from course.verdict import Verdict, all_passed, hidden_name, hidden_words, told, verdicts


class TaskCell(CodeCell):
    """One task in the hands of a learner."""

    def __init__(
        self, loaded: LoadedLesson, task: Task, console: PlainConsole, engine: PlainEngine, progress: Progress
    ) -> None:
        super().__init__(loaded, task, console, engine, progress)
        self._task = task
        self._hints = 0

    def attempt(self) -> list[Verdict]:
        """Edit, check, ask for hints, until it passes or the learner goes on. Gives the last verdicts."""
        self._console.line("Checks:")
        for check in self._task.checks:
            self._console.line(f"- {check.name}", indent=2)
        found: list[Verdict] = []
        while True:
            choice = self._console.ask(
                f"e: edit and check · c: check{self._hint_key()} · o: {self._reset_words} · Enter: go on >"
            )
            if not choice:
                return found if found or choice is not None else self._check()
            if choice == "h":
                self._hint()
            elif choice == "o":
                self._reset()
            elif choice == "c" or (choice == "e" and self._edit()):
                found = self._check()
                if found and all_passed(found):
                    return found
            elif choice != "e":
                self._console.line("Type e, c, h, o, or only Enter.")

    def _hint_key(self) -> str:
        """What h does next, as it stands in the prompt."""
        count = len(self._task.hints)
        return f" · h: {hint_name(self._hints + 1, count).lower()}" if self._hints < count else ""

    def _hint(self) -> None:
        hints = self._task.hints
        if self._hints < len(hints):
            self._hints += 1
            if not self._console.ended:
                self._progress.save_hints(self._loaded.lesson.id, self._task.id, self._hints)
            self._console.prose_line(f"{hint_name(self._hints, len(hints))}: {hints[self._hints - 1]}")
        else:
            self._console.line("That was the last hint.")

    def _check(self) -> list[Verdict]:
        report = self._run(self._task.traffic)
        if report is None:
            return []
        found = verdicts(self._task.checks, report, self._sources, self._request(self._task.traffic))
        self._console.line()
        for verdict in found:
            self._console.line(self._verdict_line(verdict), indent=2)
        hidden = self._check_hidden() if all_passed(found) else []
        if hidden is None:
            return []
        passed = all_passed([*found, *hidden])
        if not self._console.ended:
            keep_task(self._progress, self._loaded.lesson, self._task, found, self._sources, passed=passed)
        if passed:
            self._success()
        return [*found, *hidden]

    def _check_hidden(self) -> list[Verdict] | None:
        """The same code under traffic that was not shown. None when it could not be sent: that is said."""
        report = self._report(self._task.hidden.traffic)
        if report is None:
            return None
        found = verdicts(self._task.hidden.checks, report, None, self._request(self._task.hidden.traffic))
        failing = [verdict for verdict in found if not verdict.passed]
        if failing:
            self._console.line(hidden_words(found), indent=2)
            for verdict in failing:
                self._console.line(self._verdict_line(verdict, hidden=True), indent=4)
        return found

    def _verdict_line(self, verdict: Verdict, *, hidden: bool = False) -> str:
        """One check in one sentence after another. hidden: of traffic that the learner did not see."""
        if verdict.passed:
            return f"holds:   {verdict.name}"
        where = f"line {verdict.line}" if len(self._files) == 1 else f"{verdict.file}, line {verdict.line}"
        place = f" ({where})" if verdict.line else ""
        sent = f" Sent: {_in_line(verdict.sent)}." if hidden and verdict.sent else ""
        expected, got = (_in_line(value) for value in told(verdict))
        start = hidden_name(verdict) if hidden else "not yet"
        why = f". Because: {verdict.why}" if verdict.why else ""
        return f"{start}: {verdict.name}{place}.{sent} Expected: {expected}. Got: {got}{why}"

    def _success(self) -> None:
        self._console.line()
        self._console.line("All checks hold, with hidden traffic too.", "bold")
        if self._task.why:
            self._console.prose_line(self._task.why)
        self._compare(self._loaded.shown_solution(self._task))

    def _compare(self, solution: dict[str, str]) -> None:
        """Our files and the learner's in one column, where they differ: whose a line is stands before it, in words."""
        files = compare_files(self._sources, solution)
        if all(one.same for one in files):
            self._console.line(TO_THE_LETTER)
            return
        self._console.line(f"{ANOTHER_WAY}:")
        for one in files:
            if len(files) > 1:
                self._console.line(f"{one.file}: the same as ours" if one.same else f"{one.file}:")
            for piece in () if one.same else below_one_another(one.rows):
                if isinstance(piece, Gap):
                    self._console.raw(f"       … {piece.words}")
                else:
                    sign, line = piece
                    whose = {MINE: "yours", "": ""}.get(sign, "ours")
                    self._console.raw(f"{whose:<5} {line.number:>4}  {line.text}".rstrip())


def _in_line(text: str) -> str:
    """Lines of a value as one."""
    return " / ".join(text.split("\n"))
