"""D1: the API's shapes, SQLite's errors in D1's words, batches that hold together, what is not let through."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.clock import EPOCH
from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.services.sql_database import SqlDatabase, split
from engine.services.sql_error import SqlError
from engine.step import Step
from engine.trace import IoQueued
from tests.engine.worlds import bodies

CONFIGURATION = {"main": "index.js", "d1_databases": [{"binding": "DB", "database_id": "one"}]}


def run(handler: str, count: int = 1) -> RunReport:
    source = f"""
      const attempt = async (action) => action().catch((error) => error.message);
      export default {{ async fetch(request, {{ DB }}) {{ {handler} }} }};
    """
    project = Project(name="hello", main="index.js", files={"index.js": source}, configuration=CONFIGURATION)
    return run_project(RunRequest(project=project, steps=[Step(url="http://x.org/")] * count))


def answer(handler: str) -> Any:
    [body] = bodies(run(handler))
    return json.loads(body or "null")


PEOPLE = """
  await DB.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT UNIQUE, photo BLOB)");
  await DB.prepare("INSERT INTO people (name, photo) VALUES (?1, ?2)").bind("Ada", new Uint8Array([1, 2]).buffer).run();
"""


def test_all_first_raw_and_run_give_rows_in_their_shapes() -> None:
    found = answer(
        PEOPLE
        + """
      const select = DB.prepare("SELECT id, name, photo FROM people WHERE name = ?").bind("Ada");
      const { success, results } = await select.all();
      return Response.json([success, results, await select.first(), await select.first("name"), await select.raw(),
        await select.raw({ columnNames: true }), await DB.prepare("SELECT 1 FROM people WHERE id = 9").first(),
        await attempt(() => select.first("age"))]);
    """
    )
    row = {"id": 1, "name": "Ada", "photo": [1, 2]}
    raw = [1, "Ada", [1, 2]]
    names = ["id", "name", "photo"]
    missing = "D1_COLUMN_NOTFOUND: Column not found (age)"
    assert found == [True, [row], row, "Ada", [raw], [names, raw], None, missing]


def test_meta_tells_what_a_statement_changed_and_read() -> None:
    inserted, read, scanned = answer(
        PEOPLE
        + """
      const insert = DB.prepare("INSERT INTO people (name) VALUES ('Bo'), ('Cy')");
      return Response.json([(await insert.run()).meta,
        (await DB.prepare("SELECT * FROM people WHERE id = 1").all()).meta,
        (await DB.prepare("SELECT * FROM people WHERE photo IS NULL").all()).meta]);
    """
    )
    assert (inserted["changes"], inserted["last_row_id"], inserted["changed_db"]) == (2, 3, True)
    assert inserted["rows_written"] == 4  # each row, and its entry in the index of names
    assert (read["rows_read"], read["changes"], read["changed_db"]) == (1, 0, False)
    assert scanned["rows_read"] == 3
    assert inserted["size_after"] > 0
    assert inserted["duration"] > 0


def test_errors_are_sqlites_in_d1s_words() -> None:
    assert answer(
        PEOPLE
        + """
      const again = DB.prepare("INSERT INTO people (name) VALUES ('Ada')");
      return Response.json([await attempt(() => DB.prepare("SELECT * FROM zzz").all()),
        await attempt(() => DB.prepare("SELEC 1").all()), await attempt(() => again.run()),
        await attempt(() => DB.prepare("SELECT ?").all()),
        await attempt(async () => DB.prepare("SELECT 1").bind(undefined).all()),
        await attempt(() => DB.prepare("SELECT 1; SELECT 2").all()), await attempt(() => DB.exec("SELECT 1\\nSELEC 2")),
        await attempt(() => DB.prepare("BEGIN").run()).then((text) => text.slice(0, 31)),
        await DB.prepare("SELECT * FROM zzz").all().catch((error) => error.cause.message)]);
    """
    ) == [
        "D1_ERROR: no such table: zzz: SQLITE_ERROR",
        'D1_ERROR: near "SELEC": syntax error at offset 0: SQLITE_ERROR',
        "D1_ERROR: UNIQUE constraint failed: people.name: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
        "D1_ERROR: Wrong number of parameter bindings for SQL query.",
        "D1_TYPE_ERROR: Type 'undefined' not supported for value 'undefined'",
        "D1_ERROR: A prepared SQL statement must contain only one statement.",
        'D1_EXEC_ERROR: Error in line 2: SELEC 2: near "SELEC": syntax error at offset 0: SQLITE_ERROR',
        "D1_ERROR: To execute a transact",
        "no such table: zzz: SQLITE_ERROR",
    ]


def test_a_batch_is_all_or_nothing() -> None:
    assert answer(
        PEOPLE
        + """
      const insert = DB.prepare("INSERT INTO people (name) VALUES (?)");
      const failed = await attempt(() => DB.batch([insert.bind("Bo"), insert.bind("Ada")]));
      const between = await DB.prepare("SELECT count(*) AS n FROM people").first("n");
      const done = await DB.batch([insert.bind("Bo"), DB.prepare("SELECT count(*) AS n FROM people")]);
      return Response.json([failed.slice(0, 24), between, done.length, done[1].results]);
    """
    ) == ["D1_ERROR: UNIQUE constra", 1, 2, [{"n": 2}]]


def test_a_database_lasts_for_the_run_and_a_session_has_a_bookmark() -> None:
    handler = """
      await DB.exec("CREATE TABLE IF NOT EXISTS t (n)");
      const session = DB.withSession();
      const before = session.getBookmark();
      await session.prepare("INSERT INTO t VALUES (?)").bind(true).run();
      const sum = await DB.prepare("SELECT sum(n) AS s FROM t").first("s");
      return Response.json([before, typeof session.getBookmark(), sum]);
    """
    report = run(handler, 2)
    assert [json.loads(body or "") for body in bodies(report)] == [[None, "string", 1], [None, "string", 2]]
    operations = [event.operation for event in report.trace if isinstance(event, IoQueued)]
    assert operations == ["d1.exec", "d1.query", "d1.query"] * 2


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH 'x.db' AS other",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA max_page_count = 99999999",
        "SELECT load_extension('x')",
        "CREATE TABLE _cf_KV (k)",
        "VACUUM INTO 'copy.db'",
    ],
)
def test_what_could_leave_the_database_is_refused(statement: str) -> None:
    with pytest.raises(SqlError, match=r"not authorized|prohibited|SQLITE_"):
        SqlDatabase(lambda: EPOCH, 1).run(statement)


def test_an_endless_query_and_an_endless_database_end() -> None:
    database = SqlDatabase(lambda: EPOCH, 1)
    with pytest.raises(SqlError, match="SQLITE_INTERRUPT"):
        database.run("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c")
    database.run("CREATE TABLE big (b)")
    many = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 100)"
    with pytest.raises(SqlError, match="SQLITE_FULL"):
        database.run(f"INSERT INTO big {many} SELECT randomblob(1000000) FROM c")
    assert database.run("SELECT 1").rows == [(1,)]


def test_time_and_chance_are_the_runs_own() -> None:
    first, second = (SqlDatabase(lambda: EPOCH + 1500, 7) for _ in range(2))
    times = """SELECT datetime('now'), CURRENT_TIMESTAMP, unixepoch(), strftime('%Y', 'now', '-1 year'),
      date('2024-02-29', '+1 day')"""
    assert first.run(times).rows == [("2026-01-01 00:00:01",) * 2 + (1767225601, "2025", "2024-03-01")]
    chance = "SELECT random(), hex(randomblob(4))"
    assert first.run(chance).rows == second.run(chance).rows != first.run(chance).rows


def test_statements_are_split_where_sqlite_ends_them() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END;"
    assert split(f"SELECT ';'; {trigger} -- done;\n /* no; thing */") == ["SELECT ';';", trigger]
