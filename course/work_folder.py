"""Files of one cell that the learner edits with any program: what changed there, and what is to be written there.

Two sides hold the same texts: the files, and the cell. What both held when they last agreed is remembered, as digests,
so that a change of one side is told from a change of the other, also after the program was killed. Nothing is lost: a
file is only written over when the cell has had its text, and a text of the cell that gives way to a file's is kept
beside it.

A save is taken once it rests: programs empty a file and write it again, or delete it and put another in its place, and
what is between is no save. Files are looked at by `stat`, as no notification of a system tells every kind of saving.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

MOST_BYTES = 256_000
"""The largest file a cell takes, in bytes. Colouring more would hold up every key."""
LOOKS_UNTIL_GONE = 5
"""Looks for which a file must be missing before it counts as deleted."""
_RACY_NS = 2_000_000_000
"""A file written less than this before is read again: a second save may fall into the same tick of its clock."""

Signature = tuple[int, int, int]


class Agreed(msgspec.Struct, frozen=True):
    """Digests of what both sides of a file held when they last agreed; they differ where the editor of the cell cannot
    hold a text as it is. "": never."""

    file: str = ""
    here: str = ""


class Kept(msgspec.Struct, frozen=True):
    """What is remembered of a cell's files. watched: whether the learner has them watched."""

    watched: bool = False
    agreed: dict[str, Agreed] = {}

    @classmethod
    def read(cls, text: str) -> Kept:
        """From the text that `write` gave; "" or an unreadable one: nothing is remembered."""
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.DecodeError:
            return cls()

    def write(self) -> str:
        """As text."""
        return msgspec.json.encode(self).decode()


def kept_as(lesson: str, cell: str) -> str:
    """The setting of the progress file that holds what is remembered of a cell."""
    return f"work {lesson} {cell}"


@dataclass(frozen=True)
class Look:
    """What one look at a file found. text: to be put into the cell, or None. wanted: whether the cell's text is to be
    written to the file. both: whether both sides had changed. trouble: a sentence while the file cannot be taken."""

    file: str
    text: str | None = None
    wanted: bool = False
    both: bool = False
    trouble: str = ""


@dataclass
class _File:
    path: Path
    signature: Signature | None = None
    rests: int = 0
    read: Signature | None = None
    text: str | None = None
    trouble: str = ""


@dataclass
class WorkFolder:
    """folder: it may not exist yet. files: paths below it. agreed: from an earlier time."""

    folder: Path
    files: Sequence[str]
    agreed: dict[str, Agreed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._files = {file: _File(self.folder / file) for file in self.files}

    def missing(self) -> list[str]:
        """Files that are not there."""
        return [file for file, disk in self._files.items() if _signature(disk.path) is None]

    def path(self, file: str) -> Path:
        """Where a file is."""
        return self._files[file].path

    def look(self, file: str, here: str, *, at_once: bool = False) -> Look:
        """here: the cell's text. at_once: without waiting for the file to rest. Changes nothing on either side; `took`
        and `write` say what was done about it."""
        disk = self._files[file]
        if not self._rests(disk, at_once):
            return Look(file, trouble=disk.trouble)
        agreed = self.agreed.get(file, Agreed())
        if disk.signature is None:
            disk.text = disk.read = None
            disk.trouble = f"{file} is gone. Your code here stays; the file is taken when it is back."
            return Look(file, trouble=disk.trouble)
        self._read(file, disk)
        if disk.text is None:
            return Look(file, trouble=disk.trouble)
        there, mine = digest(disk.text), digest(here)
        if there == mine:
            self.agreed[file] = Agreed(there, mine)
        elif there != agreed.file:
            return Look(file, text=disk.text, both=mine != agreed.here)
        elif mine != agreed.here:
            return Look(file, wanted=True)
        return Look(file)

    def _rests(self, disk: _File, at_once: bool) -> bool:
        signature = _signature(disk.path)
        disk.rests = disk.rests + 1 if signature == disk.signature else 0
        disk.signature = signature
        return at_once or disk.rests >= (LOOKS_UNTIL_GONE if signature is None else 1)

    def _read(self, file: str, disk: _File) -> None:
        """Its text, or why there is none. A file that was read before and has not changed since is not read again."""
        signature = disk.signature
        assert signature is not None
        if signature == disk.read and time.time_ns() - signature[0] > _RACY_NS:
            return
        disk.read, disk.text, disk.trouble = signature, None, ""
        if signature[1] > MOST_BYTES:
            size = f"{signature[1] / 1e6:.1f} MB" if signature[1] >= 1e6 else f"{signature[1] / 1e3:.0f} kB"
            disk.trouble = (
                f"{file} is not taken: it has {size}, and a cell holds up to {MOST_BYTES // 1000} kB. Save less of it."
            )
            return
        try:
            with disk.path.open("rb") as opened:
                found = opened.read(MOST_BYTES + 1)
            disk.text = found.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
        except UnicodeDecodeError as error:
            line = found[: error.start].count(b"\n") + 1
            disk.trouble = f"{file} is not taken: line {line} is not UTF-8. Save it as UTF-8."
        except FileNotFoundError:
            disk.read = None  # between a look and the next one it went; the next one tells
        except OSError as error:
            disk.trouble = f"{file} is not taken: it cannot be read ({error.strerror})."

    def took(self, file: str, here: str) -> None:
        """The text of the last look is in the cell, which now holds `here`."""
        text = self._files[file].text
        assert text is not None
        self.agreed[file] = Agreed(digest(text), digest(here))

    def write(self, file: str, here: str) -> bool:
        """Writes the cell's text, whole or not at all: not when the file is another than the last look found, which is
        a save that the next look takes. Gives whether it was written. Raises OSError."""
        disk = self._files[file]
        if _signature(disk.path) != disk.signature:
            return False
        _write_whole(disk.path, here.encode("utf-8", "replace"))
        disk.text = here.encode("utf-8", "replace").decode()
        disk.trouble, disk.rests = "", 0
        disk.signature = disk.read = _signature(disk.path)
        self.agreed[file] = Agreed(digest(disk.text), digest(here))
        return True

    def keep_beside(self, file: str, here: str) -> Path:
        """Writes a text of the cell that gives way, to a name beside the file that nothing has. Raises OSError."""
        path = self.path(file)
        number = 1
        while (beside := path.with_name(f"{path.name}.mine-{number}")).exists():
            number += 1
        _write_whole(beside, here.encode("utf-8", "replace"))
        return beside


def digest(text: str) -> str:
    """Of a text, whatever empty lines end it."""
    return hashlib.sha256(text.rstrip("\n").encode("utf-8", "surrogatepass")).hexdigest()


def _signature(path: Path) -> Signature | None:
    """(time of writing in ns, bytes, number of the file); None when there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None  # a folder or a pipe in its place holds no text
    return found.st_mtime_ns, found.st_size, found.st_ino


def _write_whole(path: Path, content: bytes) -> None:
    """A link stays one, and who may read the file stays as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        if path.is_file():
            shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
