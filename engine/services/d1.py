"""D1 databases: statements that a Worker sends over the network to a real SQLite.
https://developers.cloudflare.com/d1/worker-api/"""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.clock import EPOCH
from engine.services import Call
from engine.services.sql_database import NO_STATEMENT, ONE_STATEMENT, SqlDatabase, SqlResult, split
from engine.services.sql_error import SqlError
from engine.services.sql_pages import SqlPages
from engine.services.sql_values import carried, given
from engine.stored import Record, names_in, packed_names

if TYPE_CHECKING:
    from engine.world import World

READ_MS, WRITE_MS = 15.0, 25.0
"""A model, virtual ms: the way to the database, wherever it is, and back; a write takes longer until it is safe."""
STATEMENT_MS, ROWS_A_MS = 0.2, 1000.0
"""A model of what SQLite itself takes: what `meta.duration` says."""
SERVED_BY = "workerscope.db"


class D1Service:
    """Answers "d1.query" (a batch of statements, all or nothing) and "d1.exec" (line after line); details as
    d1-database.js sends them."""

    def __init__(self, world: World) -> None:
        self._clock, self._seed = world.clock, world.request.seed
        self._databases: dict[str, SqlDatabase] = {}
        self._bookmarks: dict[str, int] = {}
        self._pages: dict[str, SqlPages] = {}
        self._restored: dict[str, dict[bytes, bytes]] = {}
        self._touched: set[str] = set()

    def perform(self, call: Call) -> None:
        """One operation. Refuses it in D1's words."""
        details = call.details if isinstance(call.details, dict) else {}
        try:
            name = str(details["database"])
            if call.name == "d1.exec":
                self._exec(call, name, [str(line) for line in details["lines"]])
            else:
                statements = [(str(sql), given(values)) for sql, values in details["statements"]]
                self._query(call, name, statements)
        except (KeyError, TypeError, ValueError, binascii.Error):
            call.refuse("Error", f"{call.name} was given arguments that cannot be read.")

    def _database(self, name: str) -> SqlDatabase:
        if name not in self._databases:
            self._databases[name] = database = SqlDatabase(lambda: EPOCH + self._clock.now, self._seed)
            self._pages[name] = pages = SqlPages()
            pages.load(database, self._restored.pop(name, {}))
        self._touched.add(name)
        return self._databases[name]

    def changes(self) -> Iterator[Record]:
        """Pages of databases that were written."""
        for name in sorted(self._touched):
            for key, page in self._pages[name].changes(self._databases[name]):
                yield Record(service="d1", kind="page", place=packed_names(name), key=key, value=page)
        self._touched.clear()

    def restore(self, records: list[Record]) -> None:
        """Databases of an earlier run: each is made when it is first asked for."""
        for record in records:
            self._restored.setdefault(names_in(record.place)[0], {})[record.key] = record.value or b""

    def _query(self, call: Call, name: str, statements: list[tuple[str, list[Any]]]) -> None:
        database, results = self._database(name), []
        database.begin()
        try:
            for sql, values in statements:
                count = len(split(sql))
                if count != 1:
                    raise SqlError(NO_STATEMENT if count == 0 else ONE_STATEMENT)
                results.append(database.run(sql, values))
            database.commit()
        except SqlError as error:
            database.roll_back()
            call.refuse("Error", f"D1_ERROR: {error}", after=READ_MS, reason=str(error))
            return
        written = any(result.changes for result in results)
        if written:
            self._bookmarks[name] = self._bookmarks.get(name, 0) + 1
        took = sum(_duration(result) for result in results)
        answer = {
            "results": [_described(result, database.size) for result in results],
            "bookmark": f"{self._bookmarks.get(name, 0):08x}-00000000-00000000-{'0' * 32}",
        }
        rows = sum(len(result.rows) for result in results)
        call.answer(answer, after=(WRITE_MS if written else READ_MS) + took, result=_rows(rows))

    def _exec(self, call: Call, name: str, lines: list[str]) -> None:
        database, took = self._database(name), 0.0
        for number, line in enumerate(lines, 1):
            try:
                took += _duration(database.run(line))
            except SqlError as error:
                where = f"Error in line {number}: {line}: {error}"
                call.refuse("Error", f"D1_EXEC_ERROR: {where}", after=WRITE_MS, reason=where)
                return
        call.answer({"count": len(lines), "duration": took}, after=WRITE_MS + took)


def _described(result: SqlResult, size: int) -> dict[str, Any]:
    return {
        "columns": result.columns,
        "rows": carried(result.rows),
        "meta": {
            "served_by": SERVED_BY,
            "duration": _duration(result),
            "changes": result.changes,
            "last_row_id": result.last_row_id,
            "changed_db": result.changes > 0,
            "size_after": size,
            "rows_read": result.rows_read,
            "rows_written": result.rows_written,
        },
    }


def _duration(result: SqlResult) -> float:
    return round(STATEMENT_MS + (result.rows_read + result.rows_written) / ROWS_A_MS, 3)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
