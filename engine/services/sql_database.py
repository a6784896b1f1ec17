"""A SQLite database as Workers meet it, behind D1 and behind the storage of Durable Objects: what it lets through, what
its values become, how its errors read. The SQL is run by the real SQLite.

Error texts and what is forbidden are those of workerd (tests/conformance: do-sql).
https://developers.cloudflare.com/d1/sql-api/sql-statements/
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from engine.services.sql_error import SqlError
from engine.services.sql_functions import install
from engine.services.sql_values import Value, bound

MOST_STATEMENT_BYTES, MOST_PARAMETERS, MOST_ROWS = 100_000, 100, 100_000
"""The first two are Cloudflare's; the last is this engine's. https://developers.cloudflare.com/d1/platform/limits/"""
MOST_VALUE_BYTES = 2 * 1024 * 1024
MOST_PAGES = 16_384
"""Of 4096 bytes: a database of 64 MiB (this engine's; Cloudflare's is 10 GB)."""
STEPS_A_LOOK, MOST_LOOKS = 100_000, 500
"""A statement is stopped after so many times so many steps of SQLite's machine, about a second of work."""

PRAGMAS = frozenset(
    {
        *("table_list", "table_info", "table_xinfo", "index_list", "index_info", "index_xinfo", "quick_check"),
        *("foreign_key_check", "foreign_key_list", "foreign_keys", "defer_foreign_keys", "case_sensitive_like"),
        *(
            "ignore_check_constraints",
            "legacy_alter_table",
            "recursive_triggers",
            "reverse_unordered_selects",
            "optimize",
        ),
    }
)
"""https://developers.cloudflare.com/d1/sql-api/sql-statements/#compatible-pragma-statements"""

NO_TRANSACTION = (
    "To execute a transaction, please use the state.storage.transaction() or state.storage.transactionSync() APIs "
    "instead of the SQL BEGIN TRANSACTION or SAVEPOINT statements. The JavaScript API is safer because it will "
    "automatically roll back on exceptions, and because it interacts correctly with Durable Objects' automatic atomic "
    "write coalescing."
)
WRONG_BINDINGS = "Wrong number of parameter bindings for SQL query."
NO_STATEMENT = "SQL code did not contain a statement."
ONE_STATEMENT = "A prepared SQL statement must contain only one statement."
TOO_LONG = (
    "The statement ran for too long and was stopped: look for a join or a recursion without an end: SQLITE_INTERRUPT"
)
NO_PAGES = "Python before 3.11 cannot read or write the pages of a database in memory."
TOO_MANY_ROWS = f"The result has more than {MOST_ROWS:,} rows, more than this engine hands over. Add a LIMIT."


class SqlResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one statement gave. rows_read is a model: the rows of each table that SQLite's plan scans, else those found.
    rows_written too: rows changed, once more for each index of their table. last_row_id: of the connection."""

    columns: list[str]
    rows: list[tuple[Value, ...]]
    rows_read: int
    rows_written: int
    changes: int
    last_row_id: int


class SqlDatabase:
    """One database. path: its file; ":memory:" keeps it in memory. now: what "now" is, ms since 1970. seed: of
    random(): the same run gives the same rows."""

    def __init__(self, now: Callable[[], float], seed: int, path: str = ":memory:") -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=0)
        self._connection.text_factory = lambda data: data.decode("utf-8", "replace")
        if sys.version_info >= (3, 11):  # before, a value may grow to SQLite's own limit
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_VALUE_BYTES)
        install(self._connection, now, seed)
        for pragma in ("foreign_keys = ON", "temp_store = MEMORY", f"max_page_count = {MOST_PAGES}"):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        self._refusal = ""  # what the authorizer has to say of the statement at hand
        self._touched: dict[str, set[str]] = {"read": set(), "written": set()}
        self._looks = 0
        self._connection.set_progress_handler(self._look, STEPS_A_LOOK)
        self._connection.set_authorizer(self._authorize)
        self._trusted = False

    # --- statements ------------------------------------------------------------------------------------------------

    def run(self, sql: str, parameters: Sequence[Value] = ()) -> SqlResult:
        """Runs one or more statements; gives what the last one gave, with the counts of all of them. The parameters are
        the last one's. Raises SqlError."""
        every = split(sql)
        if not every:
            raise SqlError(NO_STATEMENT)
        results = [self._one(statement, ()) for statement in every[:-1]]
        last = self._one(every[-1], parameters)
        return SqlResult(
            columns=last.columns,
            rows=last.rows,
            rows_read=last.rows_read + sum(result.rows_read for result in results),
            rows_written=last.rows_written + sum(result.rows_written for result in results),
            changes=last.changes + sum(result.changes for result in results),
            last_row_id=last.last_row_id,
        )

    def _one(self, statement: str, parameters: Sequence[Value]) -> SqlResult:
        if len(statement.encode("utf-8", "replace")) > MOST_STATEMENT_BYTES:
            raise SqlError("statement too long: SQLITE_TOOBIG")
        if len(parameters) > MOST_PARAMETERS:
            raise SqlError("too many SQL variables: SQLITE_ERROR")
        values = [bound(value) for value in parameters]
        connection = self._connection
        self._refusal, self._looks = "", 0
        self._touched = {"read": set(), "written": set()}
        before = connection.total_changes
        try:
            cursor = connection.execute(statement, values)
            rows = cursor.fetchmany(MOST_ROWS + 1) if cursor.description else []
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise SqlError(self._refusal or self._said(error, statement)) from None
        if len(rows) > MOST_ROWS:
            cursor.close()
            raise SqlError(TOO_MANY_ROWS)
        changes = connection.total_changes - before
        written, touched = self._touched["written"], self._touched["read"]
        return SqlResult(
            columns=[column[0] for column in cursor.description or ()],
            rows=rows,
            rows_read=self._rows_read(statement, values, touched, len(rows)),
            rows_written=changes * (1 + max((self._indexes(table) for table in written), default=0)),
            changes=changes,
            last_row_id=int(self._ask("SELECT last_insert_rowid()")[0][0]),
        )

    @property
    def size(self) -> int:
        """Bytes of the database."""
        return int(self._ask("PRAGMA page_count")[0][0]) * int(self._ask("PRAGMA page_size")[0][0])

    # --- transactions ----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A transaction, or one within the last."""
        self._ask("SAVEPOINT workerscope")

    def commit(self) -> None:
        """Keeps what was done since the last `begin`. Raises SqlError where a deferred foreign key does not hold."""
        try:
            self._ask("RELEASE workerscope")
        except sqlite3.Error as error:
            raise SqlError(self._said(error, "")) from None

    def roll_back(self) -> None:
        """Undoes it."""
        self._ask("ROLLBACK TO workerscope")
        self._ask("RELEASE workerscope")

    def wipe(self) -> None:
        """Drops everything in it."""
        self._ask("PRAGMA foreign_keys = OFF")
        kinds = "'table', 'view'"
        found = self._ask(
            f"SELECT type, name FROM sqlite_master WHERE type IN ({kinds}) AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        for kind, name in found:
            quoted = '"' + str(name).replace('"', '""') + '"'
            self._ask(f"DROP {kind} IF EXISTS {quoted}")
        self._ask("PRAGMA foreign_keys = ON")

    # --- as a whole ------------------------------------------------------------------------------------------------

    @property
    def mark(self) -> tuple[int, int]:
        """Differs when anything was written since."""
        return self._connection.total_changes, int(self._ask("PRAGMA schema_version")[0][0])

    def image(self) -> bytes:
        """The whole database, page by page. Raises SqlError on Python before 3.11."""
        if sys.version_info < (3, 11):
            raise SqlError(NO_PAGES)
        else:
            with self._trust():
                return bytes(self._connection.serialize())

    def load(self, image: bytes) -> None:
        """Makes it what `image` gave. Raises SqlError on Python before 3.11."""
        if sys.version_info < (3, 11):
            raise SqlError(NO_PAGES)
        else:
            with self._trust():
                self._connection.deserialize(image)
            self._ask(f"PRAGMA max_page_count = {MOST_PAGES}")

    def script(self) -> str:
        """SQL that makes the whole database."""
        with self._trust():
            return "\n".join(self._connection.iterdump())

    def run_script(self, script: str) -> None:
        """Does what `script` gave."""
        with self._trust():
            self._connection.executescript(script)

    @contextmanager
    def _trust(self) -> Iterator[None]:
        """SQLite does what we, and not the Worker, ask for."""
        self._trusted, self._looks = True, 0
        try:
            yield
        finally:
            self._trusted = False

    # --- what is let through ---------------------------------------------------------------------------------------

    def _ask(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """A statement of our own."""
        with self._trust():
            return self._connection.execute(sql, values).fetchall()

    def _authorize(
        self, action: int, first: str | None, second: str | None, schema: str | None, trigger: str | None
    ) -> int:
        if self._trusted:
            return sqlite3.SQLITE_OK
        if action in (sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT):
            self._refusal = NO_TRANSACTION
            return sqlite3.SQLITE_DENY
        if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_PRAGMA:
            return sqlite3.SQLITE_OK if (first or "").lower() in PRAGMAS else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_DENY if (second or "").lower() == "load_extension" else sqlite3.SQLITE_OK
        if any((name or "").lower().startswith("_cf_") for name in (first, second)):
            return sqlite3.SQLITE_DENY
        if action in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE):
            self._touched["written"].add(first or "")
        elif action == sqlite3.SQLITE_READ:
            self._touched["read"].add(first or "")
        return sqlite3.SQLITE_OK

    def _look(self) -> int:
        self._looks += 1
        return int(self._looks > MOST_LOOKS)

    # --- counts ----------------------------------------------------------------------------------------------------

    def _rows_read(self, statement: str, values: Sequence[Value], tables: set[str], found: int) -> int:
        tables = {table for table in tables if table and not table.startswith("sqlite_")}
        if not tables:
            return 0
        try:
            plan = [str(row[3]) for row in self._ask(f"EXPLAIN QUERY PLAN {statement}", values)]
        except sqlite3.Error:
            return found
        scanned = [line.split()[1] for line in plan if line.startswith("SCAN ") and len(line.split()) > 1]
        read = sum(self._rows(name if name in tables else None, tables) for name in scanned)
        return read or found

    def _rows(self, table: str | None, tables: set[str]) -> int:
        """Rows of a table; of an alias, those of the largest table that the statement reads."""
        names = [table] if table is not None else sorted(tables)
        return max((self._count(name) for name in names), default=0)

    def _count(self, table: str) -> int:
        try:
            return int(self._ask(f"SELECT count(*) FROM {_quoted(table)}")[0][0])
        except sqlite3.Error:
            return 0

    def _indexes(self, table: str) -> int:
        return len(self._ask(f"PRAGMA index_list({_quoted(table)})"))

    # --- errors ----------------------------------------------------------------------------------------------------

    def _said(self, error: Exception, statement: str) -> str:
        message = str(error)
        if isinstance(error, sqlite3.ProgrammingError) and (
            "bindings supplied" in message or "binding" in message.lower()
        ):
            return WRONG_BINDINGS
        if message == "interrupted":
            return TOO_LONG
        if "not authorized" in message or message.endswith("is prohibited"):
            return f"{message}: SQLITE_AUTH"
        if isinstance(error, sqlite3.IntegrityError):
            return f"{message}: {self._constraint(message)}"
        if message == "database or disk is full":
            return f"{message}: SQLITE_FULL"
        if message == "string or blob too big":
            return f"{message}: SQLITE_TOOBIG"
        offset = self._offset(message, statement)
        return f"{message}{'' if offset is None else f' at offset {offset}'}: SQLITE_ERROR"

    def _constraint(self, message: str) -> str:
        """SQLite's code of a broken constraint; Python before 3.11 keeps it to itself, but the message tells."""
        if message == "datatype mismatch":
            return "SQLITE_MISMATCH"
        kind, _, rest = message.partition(" constraint failed")
        names = {"UNIQUE": "UNIQUE", "NOT NULL": "NOTNULL", "CHECK": "CHECK", "FOREIGN KEY": "FOREIGNKEY"}
        extended = names.get(kind, "TRIGGER")
        if extended == "UNIQUE":
            columns = [name.strip() for name in rest.removeprefix(":").split(",")]
            table = columns[0].partition(".")[0]
            described = self._ask(f"PRAGMA table_info({_quoted(table)})")
            key = {f"{table}.{row[1]}" for row in described if row[5]}
            extended = "PRIMARYKEY" if key and key == set(columns) else extended
        return f"SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_{extended})"

    def _offset(self, message: str, statement: str) -> int | None:
        """Where in the statement the error is, in bytes, where SQLite would know (Python does not tell): at the first
        token with which the statement so far is an error."""
        near = re.match(r'near "(.*)": syntax error$', message, re.DOTALL)
        column = re.match(r"no such column: (?:\w+\.)?(\w+)$", message)
        name = near[1] if near else column[1] if column else ""
        if not name:
            return None
        for start in (found.start() for found in re.finditer(re.escape(name), statement)):
            if column or self._fails(statement[: start + len(name)], message):
                return len(statement[:start].encode())
        return None

    def _fails(self, beginning: str, message: str) -> bool:
        try:
            self._ask(f"EXPLAIN {beginning}")
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            return str(error) == message
        return False


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def split(sql: str) -> list[str]:
    """The statements of a text, without those that are only space and comments."""
    found, start, end = [], 0, sql.find(";")
    while end != -1:
        if sqlite3.complete_statement(sql[start : end + 1]):
            found.append(sql[start : end + 1])
            start = end + 1
        end = sql.find(";", end + 1)
    return [statement.strip() for statement in (*found, sql[start:]) if _says_something(statement)]


def _says_something(statement: str) -> bool:
    without = re.sub(r"/\*.*?(\*/|$)|--[^\n]*", " ", statement, flags=re.DOTALL)
    return bool(without.strip(" \t\r\n\f;"))
