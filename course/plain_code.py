"""Cells with code as linear text: the code, what it gave, what the event loop did, edit and run again."""

from __future__ import annotations

from pathlib import Path

from course import run_report
from course.deploy import cell_request
from course.explained import explained
from course.lesson import Prediction, Run, Task, Traffic
from course.library import LoadedLesson, shown_files
from course.measure import measure, shown
from course.no_default import no_default_note
from course.paths import short, work_folder
from course.plain_console import PlainConsole
from course.plain_engine import PlainEngine
from course.progress import Progress, Version, when
from course.sent import step_line
from course.traffic_text import meanwhile
from course.view_text import view_lines
from course.work_folder import Kept, WorkFolder, kept_as
from engine.errors import EngineError
from engine.project import Project
from engine.run import RunReport, RunRequest

MOST_STEPS = 200
"""Lines of a view that are printed into a pipe."""
_NO_EDITOR = "No editor is named. Set EDITOR, such as EDITOR=nano, or open the file yourself."


class CodeCell:
    """One run cell or task in the hands of a learner. Owns the learner's versions of the shown files."""

    def __init__(
        self, loaded: LoadedLesson, cell: Run | Task, console: PlainConsole, engine: PlainEngine, progress: Progress
    ) -> None:
        self._loaded, self._cell = loaded, cell
        self._console, self._engine, self._progress = console, engine, progress
        self._original = loaded.project_of(cell)
        self._files = shown_files(cell, self._original)
        self._originals = {file: str(self._original.files[file]) for file in self._files}
        kept = {file: progress.code(loaded.lesson.id, cell.id, file) for file in self._files}
        self._sources = {
            file: text if (text := kept[file]) is not None else self._originals[file] for file in self._files
        }

    @property
    def _project(self) -> Project:
        return self._original.with_files(self._sources)

    def show(self) -> None:
        """The title, the code and what will be sent."""
        console = self._console
        console.heading(self._cell.title)
        if isinstance(self._cell, Task):
            console.prose_line(self._cell.brief)
        for file in self._files:
            changed = " (your version)" if self._sources[file] != self._originals[file] else ""
            console.line(f"{file}{changed}:")
            console.code(self._sources[file])
        console.line(f"To send{_how(self._cell.traffic)}:")
        for line in self._cell.traffic.requests:
            console.line(line, indent=2)
        for step in self._cell.traffic.steps:
            console.line(step_line(step), indent=2)
        if self._cell.traffic.actions:
            console.prose_line(meanwhile(self._cell.traffic))

    # --- a run cell ------------------------------------------------------------------------------------------------

    def explore(self) -> None:
        """Run it, look, change it, run again, until the learner goes on."""
        asked = "Enter: run it · e: edit it first · s: skip it >"
        while (choice := self._console.ask(asked)) not in (None, "", "e", "s"):
            self._console.line("Type e, s, or only Enter.")
        if choice == "s":
            return
        if choice == "e" and not self._edit():
            self._console.line("Running it as it is.")
        report = self._run(self._cell.traffic)
        if report is not None:
            self._beside_predictions(report)
            self._view(report)
        self._ideas()
        while choice := self._console.ask(
            f"Enter: go on · e: edit and run again · r: run again · o: {self._reset_words} >"
        ):
            if choice == "o":
                self._reset()
            elif choice == "e":
                if not self._edit():
                    continue
            elif choice != "r":
                self._console.line("Type e, r, o, or only Enter.")
                continue
            report = self._run(self._cell.traffic)
            if report is not None:
                self._view(report)

    def _ideas(self) -> None:
        if isinstance(self._cell, Run) and self._cell.ideas:
            self._console.line()
            self._console.line("To try:")
            for idea in self._cell.ideas:
                self._console.line(idea, indent=2)

    # --- running ---------------------------------------------------------------------------------------------------

    def _report(self, traffic: Traffic) -> RunReport | None:
        try:
            return self._engine.run(self._request(traffic))
        except EngineError as error:
            self._console.line(str(error))
            return None

    def _run(self, traffic: Traffic) -> RunReport | None:
        """Runs it and prints what the client got, the logs and the errors."""
        report = self._report(traffic)
        if report is not None:
            request = self._request(traffic)
            self._console.line()
            self._console.raw(run_report.as_text(report, request, styled=self._console.styled))
            if note := no_default_note(request.project):
                self._console.line()
                self._console.line(note)
            self._explain(request)
        return report

    def _request(self, traffic: Traffic) -> RunRequest:
        return cell_request(self._loaded, self._cell, self._project, traffic)

    def _explain(self, request: RunRequest) -> None:
        """What the wrangler files say, where the cell tells it."""
        for row in (row for panel in self._cell.explains for row in explained(panel, request)):
            if row.kind == "title":
                self._console.line()
            mark = "! " if row.kind == "warning" else ""
            label = f"{row.label}: " if row.label else ""
            self._console.line(f"{mark}{label}{row.text}", indent={"title": 0, "name": 2}.get(row.kind, 4))

    def _beside_predictions(self, report: RunReport) -> None:
        """What the learner expected, beside what came."""
        predicted = self._progress.predictions(self._loaded.lesson.id)
        for cell in self._loaded.lesson.cell:
            if not isinstance(cell, Prediction) or cell.about != self._cell.id:
                continue
            self._console.line()
            if words := predicted.get(cell.id):
                self._console.line(f"You predicted: {words}")
            if cell.actual is not None:
                came = shown(measure(report, cell.actual, self._request(self._cell.traffic)), cell.actual.field).split(
                    "\n"
                )
                self._console.line(f"What came:     {', '.join(came)}")
            self._console.prose_line(cell.explanation(self._sources != self._originals))

    def _view(self, report: RunReport) -> None:
        """The cell's view, as numbered lines."""
        lines, title = view_lines(self._cell.view, report)
        if not lines:
            return
        self._console.line()
        if self._console.ask(f"{title}: {len(lines)} steps. Enter: read them · n: go on >") == "n":
            return
        if self._console.ended:
            self._console.line(f"{title}:")
        if self._console.interactive:
            self._console.pages(lines)
            return
        self._console.numbered(lines[:MOST_STEPS])
        if len(lines) > MOST_STEPS:
            self._console.line(f"… and {len(lines) - MOST_STEPS} more.", indent=2)

    # --- editing ---------------------------------------------------------------------------------------------------

    def _edit(self) -> bool:
        """Opens a shown file in the learner's editor, in the folder that the app has for the cell too, and takes what
        was saved there. False when nothing came of it."""
        from course.own_editor import open_file

        file = self._which_file()
        path = self._folder / file
        try:
            taken = self._meet()
            opening = open_file(path)
            said = opening.sentence or ("" if opening.lent else _NO_EDITOR)
            if said:
                self._console.line(said)
            if not opening.lent:
                self._console.ask(f"Save {short(path)}, then press Enter >")
            return self._meet() or taken or (opening.lent and not said)
        except OSError as error:
            told = f"The code cannot be written to {self._folder} ({error.strerror})."
            self._console.line(f"{told} Set WORKERSCOPE_DATA to a folder you can write to.")
            return False

    @property
    def _folder(self) -> Path:
        return work_folder(self._loaded.lesson.id, self._cell.id)

    def _meet(self) -> bool:
        """Writes the files that have not the code here, and takes those that were saved since; what gives way to one is
        kept beside it. Gives whether one was taken. Raises OSError."""
        name = kept_as(self._loaded.lesson.id, self._cell.id)
        kept = Kept.read(self._progress.setting(name))
        work = WorkFolder(self._folder, self._files, dict(kept.agreed))
        taken = False
        for file in work.missing():
            work.write(file, self._sources[file])
        for file in self._files:
            mine = self._sources[file]
            look = work.look(file, mine, at_once=True)
            if look.trouble:
                self._console.line(look.trouble)
            if look.text is not None:
                if look.both and mine.rstrip("\n") != self._originals[file].rstrip("\n"):
                    beside = work.keep_beside(file, mine).name
                    told = "had changed in both places. The file's code is here now; yours is kept beside it, as"
                    self._console.line(f"{file} {told} {beside}.")
                self._put({**self._sources, file: look.text})
                work.took(file, look.text)
                taken = True
            elif look.wanted:
                work.write(file, mine)
        self._progress.save_setting(name, Kept(watched=kept.watched, agreed=work.agreed).write())
        return taken

    def _which_file(self) -> str:
        """The file to edit: the only one, or the one that the learner names."""
        if len(self._files) == 1:
            return self._files[0]
        listed = " · ".join(f"{number}: {file}" for number, file in enumerate(self._files, 1))
        typed = self._console.ask(f"Which file? {listed} (Enter: the first) >") or "1"
        return self._files[int(typed) - 1] if typed in map(str, range(1, len(self._files) + 1)) else self._files[0]

    def _reset(self) -> None:
        """The original code; where that stands already, the learner's own again. What is replaced is put aside."""
        lesson, cell = self._loaded.lesson.id, self._cell.id
        if self._sources != self._originals:
            self._progress.put_aside(lesson, cell, _ends_stripped(self._sources))
            self._put(self._originals)
            self._console.line(
                "This is the original code again. Yours is put aside: o brings it back, on other days too."
            )
            return
        original, aside = _ends_stripped(self._originals), self._aside
        if not aside:
            self._console.line("This is the original code already.")
            return
        version = aside[0]
        if len(aside) > 1:
            listed = " · ".join(f"{number}: {when(one)}" for number, one in enumerate(aside, 1))
            typed = self._console.ask(f"Which of yours? {listed} (Enter: the first) >") or "1"
            if typed not in map(str, range(1, len(aside) + 1)):
                self._console.line("That is none of them. This is still the original code.")
                return
            version = aside[int(typed) - 1]
        self._put({file: f"{version.texts.get(file, text)}\n" for file, text in original.items()})
        self._console.line(f"This is yours again, from {when(version)}.")

    @property
    def _aside(self) -> list[Version]:
        """What was put aside of the files shown, the latest first."""
        original = _ends_stripped(self._originals)
        versions = self._progress.versions(self._loaded.lesson.id, self._cell.id)
        return [one for one in versions if any(one.texts.get(file, text) != text for file, text in original.items())]

    @property
    def _reset_words(self) -> str:
        """What o does next, as it stands in the prompt."""
        return "yours again" if self._sources == self._originals and self._aside else "original code"

    def _put(self, sources: dict[str, str]) -> None:
        self._sources = dict(sources)
        for file, text in sources.items():
            if text.rstrip("\n") == self._originals[file].rstrip("\n"):
                self._progress.reset_code(self._loaded.lesson.id, self._cell.id, file)
            else:
                self._progress.save_code(self._loaded.lesson.id, self._cell.id, file, text)


def _how(traffic: Traffic) -> str:
    if not traffic.together:
        return ", one after another" if len(traffic.requests) > 1 else ""
    return f", each {traffic.apart_ms:g} ms after the one before" if traffic.apart_ms else ", all together"


def _ends_stripped(texts: dict[str, str]) -> dict[str, str]:
    """As the app keeps them: without the newline at the end."""
    return {file: text.rstrip("\n") for file, text in texts.items()}
