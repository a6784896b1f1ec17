"""What the Workers of `workerscope dev` store, kept on this machine: one SQLite file in the project's folder.

Everything that one moment stored is written in one transaction, before anybody is told of it: killing the program
between two requests loses nothing that was answered. A file that cannot be read is kept aside and a new one begun; when
no file can be written at all, what Workers store lasts until `dev` ends. `notice` says either, in a sentence.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path

from engine.stored import Record

FOLDER = ".workerscope"
FORMAT = 1
"""Written to SQLite's user_version. A file with another number is of another workerscope."""
TABLE = """
CREATE TABLE IF NOT EXISTS record (
    service TEXT NOT NULL, kind TEXT NOT NULL, place BLOB NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (service, kind, place, key)
) WITHOUT ROWID
"""
HAS_PAGES = sys.version_info >= (3, 11)
"""Whether this Python can read the pages of a database that another one kept. Before, databases are kept as SQL."""


class StateFile:
    """Owns the file, which no other program can use meanwhile. folder: the project's. Use it from one thread."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FOLDER / "state" / "state.sqlite"
        self.notice = ""
        self._database = self._open()

    def records(self) -> list[Record]:
        """All that is kept."""
        rows = self._database.execute("SELECT service, kind, place, key, value FROM record")
        return [
            Record(service=service, kind=kind, place=place, key=key, value=value)
            for service, kind, place, key, value in rows
        ]

    def keep(self, records: Iterable[Record]) -> None:
        """Keeps what was stored, all of it or nothing. What cannot be written is in `notice`."""
        try:
            self._database.execute("BEGIN")
            for record in records:
                where = (record.service, record.kind, record.place, record.key)
                if record.value is None:
                    self._database.execute(
                        "DELETE FROM record WHERE service = ? AND kind = ? AND place = ? AND key = ?", where
                    )
                else:
                    self._database.execute("REPLACE INTO record VALUES (?, ?, ?, ?, ?)", (*where, record.value))
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            self.notice = f"What the Worker stored could not be kept in {self.path}: {error}. Make room for it."

    def close(self) -> None:
        """Lets go of it."""
        self._database.close()

    # --- the file --------------------------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            unseen = self.path.parent.parent / ".gitignore"
            if not unseen.exists():
                unseen.write_text("*\n", "utf-8")
        except OSError as error:
            return self._in_memory(error.strerror or str(error))
        try:
            return _connect(str(self.path))
        except sqlite3.OperationalError as error:  # locked or read-only: nothing to be learned by renaming it
            locked = "locked" in str(error)
            return self._in_memory("another workerscope dev has it open" if locked else str(error))
        except sqlite3.DatabaseError:
            kept = self._keep_aside()
        if kept is None:
            return self._in_memory("it could not be read, and not be renamed")
        self.notice = f"What Workers had stored could not be read. It is kept as {kept}, and a new file begins."
        try:
            return _connect(str(self.path))
        except sqlite3.Error as error:
            return self._in_memory(str(error))

    def _keep_aside(self) -> Path | None:
        """Renames the file (and its log) to a name that nothing has, and gives that name."""
        stamp = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S")
        names = (self.path.with_name(f"state.broken-{stamp}{f'-{n}' if n else ''}.sqlite") for n in range(1000))
        kept = next((name for name in names if not name.exists()), None)
        if kept is None:
            return None
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
        self.notice = f"What the Worker stores lasts until dev ends: {self.path} cannot be used ({why})."
        return _connect(":memory:")


def _connect(path: str) -> sqlite3.Connection:
    """Opens, locks, checks and prepares a file. Raises sqlite3.Error."""
    database = sqlite3.connect(path, timeout=0.5, isolation_level=None)
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")  # safe when this program is killed
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection) -> None:
    database.execute("BEGIN IMMEDIATE")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    (health,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if version not in (0, FORMAT) or health != "ok":
        raise sqlite3.DatabaseError(health)
    database.execute(TABLE)
    if (
        not HAS_PAGES
        and database.execute(
            "SELECT 1 FROM record WHERE kind = 'page' AND key != CAST('script' AS BLOB) LIMIT 1"
        ).fetchone()
    ):
        raise sqlite3.DatabaseError("kept by a newer Python")
    database.execute(f"PRAGMA user_version = {FORMAT}")
    database.execute("COMMIT")
