"""One cell's editors and the files that hold the same texts: what is saved there comes here, what is typed here goes
there. Files and editors are looked at together, several times a second, while the learner has them watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from course.work_folder import Look, WorkFolder

if TYPE_CHECKING:
    from course.widgets.code_editor import CodeEditor

LOOK_SECONDS = 0.2
"""Between two looks."""


class Watch:
    """work: the files. editors: by file. originals: what the files were before the learner changed anything.
    keep: saves what an editor holds to the progress file; called before the two sides count as agreed, so that a kill
    between the two loses nothing."""

    def __init__(
        self,
        work: WorkFolder,
        editors: Mapping[str, CodeEditor],
        originals: Mapping[str, str],
        keep: Callable[[str], None],
    ) -> None:
        self.work, self._editors, self._originals, self._keep = work, editors, originals, keep
        self.saves = 0
        """How many saves were taken."""
        self._troubles: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self._last = {file: self._here(file) for file in editors}
        self._agreed = dict(self._last)
        self._typed: dict[str, set[str]] = {}

    @property
    def path(self) -> Path:
        """What the learner opens: the file, or the folder of several."""
        return self.work.path(next(iter(self._editors))) if len(self._editors) == 1 else self.work.folder

    @property
    def sentences(self) -> list[str]:
        """What is the matter with the files, and what the last save did besides."""
        return [*self._told.values(), *(trouble for trouble in self._troubles.values() if trouble)]

    def begin(self) -> bool:
        """Writes the files that are not there, and takes those that are. Gives whether one was taken. Raises OSError
        when a file cannot be written."""
        for file in self.work.missing():
            self._keep(file)
            self.work.write(file, self._here(file))
        return self.look(at_once=True)

    def look(self, *, at_once: bool = False) -> bool:
        """Takes what was saved, writes what was typed. at_once: without waiting for either to rest. Gives whether a
        save was taken."""
        taken = False
        for file in self._editors:
            here = self._here(file)
            look = self.work.look(file, here, at_once=at_once)
            self._troubles[file] = look.trouble
            if look.text is not None:
                taken = self._take(look, look.text, here) or taken
            elif look.wanted and (at_once or here == self._last[file]):
                self._write(file, here)
            self._last[file] = self._here(file)
        return taken

    def _here(self, file: str) -> str:
        return self._editors[file].text.rstrip("\n") + "\n"

    def _take(self, look: Look, text: str, here: str) -> bool:
        file = look.file
        self._told.pop(file, None)
        if look.both and here.rstrip("\n") != self._originals.get(file, "").rstrip("\n"):
            try:
                beside = self.work.keep_beside(file, here)
            except OSError as error:
                self._troubles[file] = f"{file} waits: your code here cannot be kept beside it ({error.strerror})."
                return False
            self._told[file] = (
                f"{file} had changed in both places. The file's code is here now. ctrl+z in the code brings yours "
                f"back; it is also kept beside the file, as {beside.name}."
            )
        elif self._typed.pop(file, set()) - _lines(text):
            self._told[file] = f"That save of {file} had not what you typed here. ctrl+z in the code brings it back."
        self._editors[file].take(text.rstrip("\n"))
        self._keep(file)
        self.work.took(file, self._here(file))
        self._agreed[file] = text
        self.saves += 1
        return True

    def _write(self, file: str, here: str) -> None:
        self._keep(file)
        try:
            if not self.work.write(file, here):
                return
        except OSError as error:
            self._troubles[file] = f"{file} cannot be written ({error.strerror}). Your code here is kept."
            return
        self._told.pop(file, None)
        self._typed[file] = self._typed.get(file, set()) | (_lines(here) - _lines(self._agreed[file]))
        self._agreed[file] = here


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if line.strip()}
