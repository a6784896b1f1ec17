"""What a learner has done: answers, predictions, code and position, in one SQLite file.

Every save is one transaction, in WAL mode: killing the program leaves either the old value or the new one, never half.
A file that cannot be read, or that a newer workerscope wrote, is renamed and kept; a new one is begun, and `notice`
says so in one sentence. When no file can be written at all, progress is kept in memory and `notice` says that.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from course.paths import progress_file

FORMAT = 4
"""Written to SQLite's user_version. A file with a higher number was made by a newer workerscope; an older one is
brought up to date when it is opened."""

_TABLES = """
CREATE TABLE answer (
    number INTEGER PRIMARY KEY, lesson TEXT NOT NULL, item TEXT NOT NULL, answer TEXT NOT NULL,
    right INTEGER, confidence TEXT NOT NULL, at TEXT NOT NULL, misconceptions TEXT NOT NULL DEFAULT ''
);
CREATE INDEX answer_by_item ON answer (lesson, item);
CREATE TABLE prediction (
    lesson TEXT NOT NULL, cell TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (lesson, cell)
);
CREATE TABLE code (
    lesson TEXT NOT NULL, cell TEXT NOT NULL, file TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (lesson, cell, file)
);
CREATE TABLE position (
    lesson TEXT PRIMARY KEY, block TEXT NOT NULL, line INTEGER NOT NULL, at TEXT NOT NULL
);
CREATE TABLE done (lesson TEXT PRIMARY KEY, at TEXT NOT NULL, by_test INTEGER NOT NULL DEFAULT 0);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE note (
    lesson TEXT NOT NULL, block TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (lesson, block)
);
CREATE TABLE hint (lesson TEXT NOT NULL, task TEXT NOT NULL, shown INTEGER NOT NULL, PRIMARY KEY (lesson, task));
CREATE TABLE version (
    number INTEGER PRIMARY KEY, lesson TEXT NOT NULL, cell TEXT NOT NULL, texts TEXT NOT NULL, at TEXT NOT NULL
);
"""
_FROM_1 = """
ALTER TABLE answer ADD COLUMN misconceptions TEXT NOT NULL DEFAULT '';
CREATE TABLE note (
    lesson TEXT NOT NULL, block TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (lesson, block)
);
"""
"""What format 2 has more than format 1: the beliefs that an answer showed, and notes."""
_FROM_2 = "ALTER TABLE done ADD COLUMN by_test INTEGER NOT NULL DEFAULT 0;"
"""What format 3 has more than format 2: lessons that are done because the learner tested out of them."""
_FROM_3 = """
CREATE TABLE hint (lesson TEXT NOT NULL, task TEXT NOT NULL, shown INTEGER NOT NULL, PRIMARY KEY (lesson, task));
CREATE TABLE version (
    number INTEGER PRIMARY KEY, lesson TEXT NOT NULL, cell TEXT NOT NULL, texts TEXT NOT NULL, at TEXT NOT NULL
);
"""
"""What format 4 has more than format 3: hints that were asked for, and code that was put aside."""
MOST_VERSIONS = 9
"""Versions of a cell's code that are kept aside; older ones go."""


class Position(NamedTuple):
    """Where a learner left off. block: the cell's id, or "prose:N" (from 1). line: of the cursor, from 1; 0 when
    reading."""

    lesson: str
    block: str
    line: int


class Version(NamedTuple):
    """A cell's code as it was when another text took its place, or when it passed. texts: file → text. at: UTC, ISO
    8601."""

    texts: dict[str, str]
    at: str


class Answer(NamedTuple):
    """One answer as it was given. right: None when it was not marked. at: UTC, ISO 8601. misconceptions: the beliefs
    that it showed, such as ("M7",)."""

    item: str
    answer: str
    right: bool | None
    confidence: str
    at: str
    misconceptions: tuple[str, ...] = ()


class Note(NamedTuple):
    """What the learner wrote beside a block of a lesson: a cell's id, or "prose:N" (from 1)."""

    lesson: str
    block: str
    text: str
    at: str


class Progress:
    """The learner's file. Opens it at once; use it from one thread, and `close` it."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or progress_file()
        self.notice = ""
        self._database = self._open()

    @classmethod
    def to_read(cls, path: Path) -> Progress:
        """What another learner's file holds, as a copy: the file is not touched. `notice` says why it cannot be read;
        then the copy is empty."""
        progress = cls.__new__(cls)
        progress.path, progress.notice = path, ""
        try:
            progress._database = _copy_in_memory(path)
        except (_NewerFile, sqlite3.Error) as error:
            why = "was written by a newer workerscope" if isinstance(error, _NewerFile) else "could not be read"
            progress.notice = f"{path} {why}."
            progress._database = _connect(":memory:")
        return progress

    # --- answers and predictions -----------------------------------------------------------------------------------

    def save_answer(
        self, lesson: str, item: str, answer: str, right: bool | None, confidence: str,
        misconceptions: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Adds one answer; earlier ones to the same item are kept. confidence: sure, think so, guess or "".
        misconceptions: the beliefs that it showed."""
        self._write(
            "INSERT INTO answer (lesson, item, answer, right, confidence, at, misconceptions) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            lesson,
            item,
            answer,
            None if right is None else int(right),
            confidence,
            _now(),
            " ".join(misconceptions),
        )

    def answers(self, lesson: str) -> dict[str, Answer]:
        """The latest answer to each item of a lesson."""
        return {answer.item: answer for answer in self.history(lesson)}

    def history(self, lesson: str) -> list[Answer]:
        """Every answer given in a lesson, oldest first."""
        rows = self._database.execute(
            "SELECT item, answer, right, confidence, at, misconceptions FROM answer WHERE lesson = ? ORDER BY number",
            (lesson,),
        )
        return [
            Answer(item, answer, None if right is None else bool(right), sure, at, tuple(tags.split()))
            for item, answer, right, sure, at, tags in rows
        ]

    def save_prediction(self, lesson: str, cell: str, text: str) -> None:
        """Keeps what the learner expects; a later one replaces it."""
        self._write("INSERT OR REPLACE INTO prediction VALUES (?, ?, ?, ?)", lesson, cell, text, _now())

    def predictions(self, lesson: str) -> dict[str, str]:
        """Prediction cell → the learner's words."""
        return dict(self._database.execute("SELECT cell, text FROM prediction WHERE lesson = ?", (lesson,)))

    # --- code ------------------------------------------------------------------------------------------------------

    def save_code(self, lesson: str, cell: str, file: str, text: str) -> None:
        """Keeps a learner's version of a file of a cell."""
        self._write("INSERT OR REPLACE INTO code VALUES (?, ?, ?, ?, ?)", lesson, cell, file, text, _now())

    def code(self, lesson: str, cell: str, file: str) -> str | None:
        """The learner's version, or None when they have not changed it."""
        row = self._database.execute(
            "SELECT text FROM code WHERE lesson = ? AND cell = ? AND file = ?", (lesson, cell, file)
        ).fetchone()
        return None if row is None else str(row[0])

    def reset_code(self, lesson: str, cell: str, file: str) -> None:
        """Forgets the learner's version: the original is shown again."""
        self._write("DELETE FROM code WHERE lesson = ? AND cell = ? AND file = ?", lesson, cell, file)

    def put_aside(self, lesson: str, cell: str, texts: Mapping[str, str]) -> None:
        """Keeps a cell's code (file → text), because another text takes its place or because it passed. The same code
        is kept once."""
        kept = json.dumps(dict(texts), sort_keys=True)
        self._write("DELETE FROM version WHERE lesson = ? AND cell = ? AND texts = ?", lesson, cell, kept)
        self._write("INSERT INTO version (lesson, cell, texts, at) VALUES (?, ?, ?, ?)", lesson, cell, kept, _now())
        self._write(
            "DELETE FROM version WHERE lesson = ? AND cell = ? AND number NOT IN "
            "(SELECT number FROM version WHERE lesson = ? AND cell = ? ORDER BY number DESC LIMIT ?)",
            *(lesson, cell, lesson, cell, MOST_VERSIONS),
        )

    def versions(self, lesson: str, cell: str) -> list[Version]:
        """What was put aside of a cell, the latest first."""
        rows = self._database.execute(
            "SELECT texts, at FROM version WHERE lesson = ? AND cell = ? ORDER BY number DESC", (lesson, cell)
        )
        return [Version(json.loads(texts), at) for texts, at in rows]

    # --- hints -----------------------------------------------------------------------------------------------------

    def save_hints(self, lesson: str, task: str, shown: int) -> None:
        """Keeps how many hints of a task the learner has asked for; never fewer than before."""
        if shown > self.hints(lesson).get(task, 0):
            self._write("INSERT OR REPLACE INTO hint VALUES (?, ?, ?)", lesson, task, shown)

    def hints(self, lesson: str) -> dict[str, int]:
        """Task → how many of its hints the learner has asked for."""
        return dict(self._database.execute("SELECT task, shown FROM hint WHERE lesson = ?", (lesson,)))

    # --- notes -----------------------------------------------------------------------------------------------------

    def save_note(self, lesson: str, block: str, text: str) -> None:
        """Keeps the learner's note beside a block; an empty one is taken away."""
        if text.strip():
            self._write("INSERT OR REPLACE INTO note VALUES (?, ?, ?, ?)", lesson, block, text, _now())
        else:
            self._write("DELETE FROM note WHERE lesson = ? AND block = ?", lesson, block)

    def notes(self, lesson: str | None = None) -> list[Note]:
        """The notes of a lesson, or (None) of all lessons, oldest first."""
        where, values = ("", ()) if lesson is None else ("WHERE lesson = ?", (lesson,))
        rows = self._database.execute(f"SELECT lesson, block, text, at FROM note {where} ORDER BY at, rowid", values)
        return [Note(*row) for row in rows]

    # --- position and lessons --------------------------------------------------------------------------------------

    def save_position(self, lesson: str, block: str, line: int) -> None:
        """Keeps where the learner is in a lesson, and that this lesson is the one they are in."""
        self._write("INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?)", lesson, block, line, _now())

    def position(self, lesson: str | None = None) -> Position | None:
        """Where the learner left off: in this lesson, or (None) in the one they were in last."""
        if lesson is None:
            row = self._database.execute(
                "SELECT lesson, block, line FROM position ORDER BY at DESC, rowid DESC LIMIT 1"
            ).fetchone()
        else:
            row = self._database.execute(
                "SELECT lesson, block, line FROM position WHERE lesson = ?", (lesson,)
            ).fetchone()
        return None if row is None else Position(*row)

    def save_lesson_done(self, lesson: str, *, by_test: bool = False) -> None:
        """The learner has answered every question of the lesson's self-check; or, by_test, tested out of it. What was
        kept first stays."""
        self._write("INSERT OR IGNORE INTO done (lesson, at, by_test) VALUES (?, ?, ?)", lesson, _now(), int(by_test))

    def lessons_done(self, *, by_test: bool = False) -> set[str]:
        """Ids of the lessons that are done. by_test: only those that the learner tested out of."""
        rows = self._database.execute("SELECT lesson FROM done WHERE by_test >= ?", (int(by_test),))
        return {lesson for (lesson,) in rows}

    def lessons_begun(self) -> list[str]:
        """Ids of the lessons in which something was answered, predicted, edited or read, in alphabetical order."""
        rows = self._database.execute(
            "SELECT lesson FROM position UNION SELECT lesson FROM answer UNION SELECT lesson FROM prediction "
            "UNION SELECT lesson FROM code UNION SELECT lesson FROM note UNION SELECT lesson FROM hint ORDER BY 1"
        )
        return [lesson for (lesson,) in rows]

    def save_setting(self, name: str, value: str) -> None:
        """Keeps a choice of the learner's, such as the theme."""
        self._write("INSERT OR REPLACE INTO setting VALUES (?, ?)", name, value)

    def setting(self, name: str, default: str = "") -> str:
        """A choice of the learner's, or `default`."""
        row = self._database.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])

    # --- the file --------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Writes the log back into the file and lets go of it."""
        self._database.close()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, statement: str, *values: object) -> None:
        try:
            self._database.execute(statement, values)
        except sqlite3.Error as error:
            self.notice = f"Your last change could not be saved in {self.path}: {error}. Make room or check the folder."

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return self._in_memory(error.strerror or str(error))
        try:
            return _connect(str(self.path))
        except _NewerFile:
            kept = self._keep_aside("newer")
            why = "was written by a newer workerscope"
        except sqlite3.OperationalError as error:  # locked, read-only, not a file: nothing to be learned by renaming it
            return self._in_memory(str(error))
        except sqlite3.DatabaseError:
            kept = self._keep_aside("broken")
            why = "could not be read"
        if kept is None:
            return self._in_memory("it could not be renamed")
        self.notice = f"Your progress file {why}. It is kept as {kept.name}, and a new one begins here."
        try:
            return _connect(str(self.path))
        except sqlite3.Error as error:
            return self._in_memory(str(error))

    def _keep_aside(self, why: str) -> Path | None:
        """Renames the file (and its log) to a name that nothing has, and gives that name."""
        stamp = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S")
        number = 0
        while True:
            kept = self.path.with_name(f"progress.{why}-{stamp}{f'-{number}' if number else ''}.sqlite")
            if not kept.exists():
                break
            number += 1
        try:
            self.path.rename(kept)
            for tail in ("-wal", "-shm"):
                beside = Path(f"{self.path}{tail}")
                if beside.exists():
                    beside.rename(f"{kept}{tail}")
        except OSError:
            return None
        return kept

    def _in_memory(self, why: str) -> sqlite3.Connection:
        self.notice = (
            f"Your progress cannot be kept in {self.path} ({why}). It lasts until you quit; "
            "set WORKERSCOPE_DATA to a folder you can write to."
        )
        return _connect(":memory:")


class _NewerFile(Exception):
    """The file has a format this program does not know."""


def _connect(path: str) -> sqlite3.Connection:
    """Opens, checks and prepares a file. Raises _NewerFile, or sqlite3.DatabaseError for one that is broken."""
    database = sqlite3.connect(path, timeout=2.0, isolation_level=None)
    try:
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection) -> None:
    """Checks what is there, makes the tables of a new file, and brings an older one up to date."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > FORMAT:
        raise _NewerFile
    (health,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if health != "ok":
        raise sqlite3.DatabaseError(health)
    if version == 0:
        database.execute("PRAGMA synchronous = OFF")  # nothing to lose yet, and the first screen waits for this
    database.execute("PRAGMA journal_mode = WAL")
    if version == 0:
        database.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
    if 1 <= version < FORMAT:
        steps = " ".join((_FROM_1, _FROM_2, _FROM_3)[version - 1 :])
        database.executescript(f"BEGIN IMMEDIATE; {steps} PRAGMA user_version = {FORMAT}; COMMIT;")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("SELECT lesson, block, line, at FROM position LIMIT 1")


def _copy_in_memory(path: Path) -> sqlite3.Connection:
    """What a file holds, in memory; the file is only read. Raises _NewerFile or sqlite3.Error."""
    log = Path(f"{path}-wal").exists()
    source = sqlite3.connect(f"{path.absolute().as_uri()}?{'mode=ro' if log else 'immutable=1'}", uri=True)
    try:
        (version,) = source.execute("PRAGMA user_version").fetchone()
        if version == 0:
            raise sqlite3.DatabaseError("it is no progress file")
        database = sqlite3.connect(":memory:", isolation_level=None)
        source.backup(database)
    finally:
        source.close()
    _prepare(database)
    return database


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def when(version: Version) -> str:
    """The day and the minute, as the learner's clock showed them: "24 Nov at 11:05"."""
    return datetime.fromisoformat(version.at).astimezone().strftime("%d %b at %H:%M")


def report() -> str:
    """What `workerscope progress` prints: where the file is, and what is in it. Makes no file."""
    path = progress_file()
    if not path.exists():
        return f"No progress yet. It will be kept in {path}\n"
    with Progress(path) as progress:
        lines = [f"Your progress is kept in {progress.path}"]
        if progress.notice:
            lines.append(progress.notice)
        done, tested = progress.lessons_done(), progress.lessons_done(by_test=True)
        for lesson in progress.lessons_begun():
            answers = progress.answers(lesson).values()
            marked = [answer for answer in answers if answer.right is not None]
            right = sum(1 for answer in marked if answer.right)
            state = "done by test" if lesson in tested else "done" if lesson in done else "begun"
            lines.append(f"  {lesson}: {state}, {right} of {len(marked)} answers right")
        where = progress.position()
        if where is not None:
            line = f", line {where.line}" if where.line else ""
            lines.append(f"You left off in {where.lesson}, at {where.block}{line}.")
        else:
            lines.append("Nothing answered yet.")
    return "\n".join(lines) + "\n"
