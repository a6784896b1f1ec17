"""The SQLite-backed storage of Durable Objects: SQL and entries at once, transactions, what is refused, what ends."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from engine.bindings import sqlite_classes
from engine.client import EngineClient
from engine.project import Project
from engine.run import Limits, RunReport, RunRequest, run_project
from engine.step import Step, StepResult
from engine.trace import IoDone, IoQueued, TurnEnded, TurnStarted

URL = "https://x.dev"
SQLITE = {"migrations": [{"tag": "v1", "new_sqlite_classes": ["Obj"]}]}
NO_SQLITE = {"migrations": [{"tag": "v1", "new_classes": ["Obj"]}]}
WORKER = """
import { DurableObject } from "cloudflare:workers";
const attempt = (action) => { try { return action(); } catch (error) { return `${error}`; } };
export class Obj extends DurableObject { %s }
export default { async fetch(request, { OBJ }) { return OBJ.getByName("one").fetch(request); } };
"""


def request(
    members: str, count: int = 1, *, migrations: dict[str, Any] = SQLITE, probes: bool = True, **more: Any
) -> RunRequest:
    configuration = {"durable_objects": {"bindings": [{"name": "OBJ", "class_name": "Obj"}]}, **migrations}
    files: dict[str, str | bytes] = {"index.js": WORKER % members}
    project = Project(name="main", main="index.js", files=files, configuration=configuration)
    return RunRequest(project=project, steps=[Step(url=URL, concurrent_group="g")] * count, probes=probes, **more)


def bodies(report: RunReport) -> list[Any]:
    assert report.result.error is None, report.result.error
    return [json.loads(step.body or "null") for step in report.result.steps]


def answer(members: str, **more: Any) -> Any:
    [body] = bodies(run_project(request(members, **more)))
    return body


def fetch(code: str) -> str:
    return f"async fetch() {{ const {{ storage }} = this.ctx; const {{ sql }} = storage; {code} }}"


COUNT = """
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS counts (n INTEGER)");
    ctx.storage.sql.exec("INSERT INTO counts VALUES (0)");
  }
  async fetch() {
    const { sql } = this.ctx.storage;
    return Response.json(sql.exec("UPDATE counts SET n = n + 1 RETURNING n").one().n);
  }
"""


@pytest.mark.parametrize("probes", [True, False])
def test_fifty_at_once_count_to_fifty(probes: bool) -> None:
    assert sorted(bodies(run_project(request(COUNT, 50, probes=probes)))) == list(range(1, 51))


def test_a_cursor_is_gone_through_once() -> None:
    code = """
      sql.exec("CREATE TABLE t (a, b)");
      sql.exec("INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, NULL)");
      const cursor = sql.exec("SELECT * FROM t");
      const first = cursor.next();
      const [second] = cursor.raw();
      const rest = [...cursor];
      return Response.json([first, second, rest, cursor.next(), cursor.toArray(), cursor.columnNames, cursor.rowsRead]);
    """
    first = {"done": False, "value": {"a": 1, "b": "x"}}
    assert answer(fetch(code)) == [first, [2, "y"], [{"a": 3, "b": None}], {"done": True}, [], ["a", "b"], 3]


def test_values_keep_their_types_there_and_back() -> None:
    code = """
      const bytes = new Uint8Array([0, 255]);
      const row = sql.exec("SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e, 9e999 AS f", null, 1.5, "\\0é\\ud83d\\ude00",
        bytes, undefined).one();
      return Response.json([row.a, row.b, row.c, [...new Uint8Array(row.d)], row.e, row.f === Infinity,
        sql.exec("SELECT typeof(?) AS t", 3).one().t]);
    """
    assert answer(fetch(code)) == [None, 1.5, "\0é\U0001f600", [0, 255], None, True, "real"]


def test_entries_are_the_same_at_once_and_by_promise() -> None:
    code = """
      storage.kv.put("a", new Map([[1, 2]]));
      await storage.put("b", 2);
      const entries = [...storage.kv.list({ reverse: true })].map(([key]) => key);
      const map = await storage.get("a");
      return Response.json([[...map], storage.kv.get("b"), entries, storage.kv.get("c") === undefined,
        storage.kv.delete("a"), storage.kv.delete("a"), attempt(() => storage.kv.put("x", undefined))]);
    """
    undefined = "TypeError: put() called with undefined value."
    assert answer(fetch(code)) == [[[1, 2]], 2, ["b", "a"], True, True, False, undefined]


def test_a_transaction_undoes_tables_and_entries_alike() -> None:
    code = """
      sql.exec("CREATE TABLE t (a)");
      const state = () => [sql.exec("SELECT count(*) AS c FROM t").one().c, storage.kv.get("k") ?? null];
      const write = () => { sql.exec("INSERT INTO t VALUES (1)"); storage.kv.put("k", 1); };
      const undo = () => { write(); throw new Error("undo"); };
      const failed = attempt(() => storage.transactionSync(undo));
      const seen = [state()];
      await storage.transaction(async (own) => { write(); own.rollback(); });
      seen.push(state());
      storage.transactionSync(() => { write(); attempt(() => storage.transactionSync(undo)); });
      seen.push(state());
      await storage.deleteAll();
      return Response.json([failed, ...seen, attempt(state), storage.kv.get("k") ?? null]);
    """
    gone = "Error: no such table: t: SQLITE_ERROR"
    assert answer(fetch(code)) == ["Error: undo", [0, None], [0, None], [1, 1], gone, None]


def test_a_class_that_is_not_sqlite_backed_is_refused() -> None:
    code = """
      const { storage } = this.ctx;
      return Response.json([() => storage.sql, () => storage.kv, () => storage.transactionSync(() => 1)].map(attempt));
    """
    sql, kv, transaction = answer(f"async fetch() {{ {code} }}", migrations=NO_SQLITE)
    assert sql.startswith(
        "Error: This Durable Object is not backed by SQLite storage, so the SQL API is not available."
    )
    assert kv == sql
    assert transaction == "Error: Durable Object is not backed by SQL."


def test_what_is_asked_is_in_the_trace_in_its_turn_and_takes_no_time() -> None:
    report = run_project(request(fetch('return Response.json(sql.exec("SELECT 1 AS one").one());')))
    assert bodies(report) == [{"one": 1}]
    index, asked = next((i, e) for i, e in enumerate(report.trace) if isinstance(e, IoQueued) and "exec" in e.operation)
    assert (asked.operation, asked.target, asked.line > 0) == ("storage.exec", "SELECT 1 AS one", True)
    done = next(e for e in report.trace if isinstance(e, IoDone) and (e.io, e.isolate) == (asked.io, asked.isolate))
    assert (done.result, done.time) == ("1 row", asked.time)
    turn = [e for e in report.trace[:index] if isinstance(e, (TurnStarted, TurnEnded))]
    assert isinstance(turn[-1], TurnStarted)


def test_a_learner_cannot_reach_the_host() -> None:
    code = """
      const found = [];
      JSON.stringify = JSON.parse = () => { throw new Error("no"); };
      Object.prototype.toJSON = () => "spoiled";
      const rows = sql.exec("SELECT 1 AS one").toArray();
      delete Object.prototype.toJSON;
      for (const name of Object.getOwnPropertyNames(globalThis)) if (/^ask/.test(name)) found.push(name);
      return new Response(`[${rows[0].one}, ${found.length}]`);
    """
    assert answer(fetch(code)) == [1, 0]


@pytest.mark.parametrize(
    "members", [fetch("sql; for (;;);"), fetch("sql; while (true) { try { sql.exec('SELECT 1'); } catch {} }")]
)
def test_an_endless_loop_ends_and_the_next_run_works(members: str) -> None:
    async def both() -> tuple[StepResult, list[Any]]:
        client = EngineClient()
        try:
            stopped = await client.run(request(members, limits=Limits(cpu_seconds=0.3), probes=False))
            return stopped.result.steps[0], bodies(await client.run(request(COUNT)))
        finally:
            await client.close()

    stopped, after = asyncio.run(both())
    assert stopped.outcome == "exceededCpu"
    assert [failure.message for failure in stopped.exceptions] == [
        "The code was still busy after 1.3 s, so the run was stopped. Look for a loop or a timer that never ends."
    ]
    assert after == [1]


def test_migrations_say_which_classes_are_sqlite_backed() -> None:
    migrations = [
        {"tag": "1", "new_sqlite_classes": ["A", "B", "C"], "new_classes": ["K"]},
        {"tag": "2", "renamed_classes": [{"from": "A", "to": "Z"}, {"from": "K", "to": "L"}], "deleted_classes": ["B"]},
        {"tag": "3", "new_sqlite_classes": "not a list", "renamed_classes": ["nor a table"]},
    ]
    assert sqlite_classes({"migrations": migrations}) == {"C", "Z"}
