"""What Workers store outlives a session: it comes out as records, and the next session begins with them."""

from __future__ import annotations

import pytest

from engine.clock import EPOCH
from engine.project import Project
from engine.run import RunRequest
from engine.services import sql_pages
from engine.session import Session
from engine.step import Step
from engine.stored import Record

SOURCE = """
import { DurableObject } from "cloudflare:workers";

export class Room extends DurableObject {
  async put(key, value) { await this.ctx.storage.put(key, value); }
  async get(key) { return this.ctx.storage.get(key); }
  async remove(key) { await this.ctx.storage.delete(key); }
  async undone() {
    try {
      await this.ctx.storage.transaction(async (t) => { await t.put("undone", 1); throw new Error("no"); });
    } catch {}
  }
  sql(text) { return this.ctx.storage.sql.exec(text).toArray(); }
  async wake(ms) { await this.ctx.storage.setAlarm(Date.now() + ms); }
  async alarm() { await this.ctx.storage.put("rang", Date.now()); }
}

const acts = {
  kvPut: (env) => env.KV.put("half \\ud800", "v", { metadata: { m: 1 } }),
  kvTtl: (env) => env.KV.put("short", "v", { expirationTtl: 60 }),
  kvGet: (env) => env.KV.getWithMetadata("half \\ud800"),
  kvShort: (env) => env.KV.get("short"),
  kvDelete: (env) => env.KV.delete("half \\ud800"),
  d1Make: (env) => env.DB.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)"),
  d1Add: (env) => env.DB.prepare("INSERT INTO t (text) VALUES (?)").bind("x".repeat(6000)).run(),
  d1Count: (env) => env.DB.prepare("SELECT count(*) AS n FROM t").first("n"),
  r2Put: (env) => env.R2.put("k", new Uint8Array([0, 255]), { customMetadata: { a: "b" } }),
  r2Get: async (env) => {
    const found = await env.R2.get("k");
    return found && [...new Uint8Array(await found.arrayBuffer()), found.customMetadata.a];
  },
  r2Begin: async (env) => (await env.R2.createMultipartUpload("long")).uploadId,
  send: (env) => env.JOBS.send({ n: 1 }),
  doPut: (env) => env.ROOM.getByName("a").put("k", [1, "two"]),
  doGet: (env) => env.ROOM.getByName("a").get("k"),
  doRemove: (env) => env.ROOM.getByName("a").remove("k"),
  doUndone: (env) => env.ROOM.getByName("a").undone(),
  doWake: (env) => env.ROOM.getByName("a").wake(60000),
  doRang: (env) => env.ROOM.getByName("a").get("rang"),
  doMake: (env) => env.ROOM.getByName("a").sql("CREATE TABLE s (n)"),
  doAdd: (env) => env.ROOM.getByName("a").sql("INSERT INTO s VALUES (7) RETURNING n"),
  doCount: (env) => env.ROOM.getByName("a").sql("SELECT sum(n) AS n FROM s"),
};
export default {
  async fetch(request, env) {
    const value = await acts[new URL(request.url).pathname.slice(1)](env);
    return Response.json(value ?? null);
  },
  queue(batch) { console.log(batch.messages.length, JSON.stringify(batch.messages[0].body)); },
};
"""
CONFIGURATION = {
    "kv_namespaces": [{"binding": "KV", "id": "kv"}],
    "d1_databases": [{"binding": "DB", "database_id": "db"}],
    "r2_buckets": [{"binding": "R2", "bucket_name": "r2"}],
    "queues": {
        "producers": [{"binding": "JOBS", "queue": "jobs"}],
        "consumers": [{"queue": "jobs", "max_batch_timeout": 5}],
    },
    "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]},
    "migrations": [{"tag": "v1", "new_sqlite_classes": ["Room"]}],
    "compatibility_date": "2026-01-01",
}
PROJECT = Project(name="shop", main="index.js", files={"index.js": SOURCE}, configuration=CONFIGURATION)


class Shelf:
    """Keeps records as `dev` does, and opens one session after the other with them."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, bytes, bytes], bytes] = {}
        self.told: list[Record] = []
        self.logs: list[str] = []
        self.open(0.0)

    def open(self, at: float) -> None:
        stored = [Record(service=s, kind=k, place=p, key=key, value=v) for (s, k, p, key), v in self.kept.items()]
        self.session = Session(RunRequest(project=PROJECT, steps=[], probes=False), starts_at=at, stored=stored)

    def advance(self, to: float) -> str:
        told = self.session.advance(to)
        self.told = told.stored
        self.logs += [event.message for event in told.events if type(event).__name__ == "Log"]
        for record in told.stored:
            where = (record.service, record.kind, record.place, record.key)
            if record.value is None:
                del self.kept[where]
            else:
                self.kept[where] = record.value
        return "".join(result.body or "" for _, result in told.results)

    def ask(self, path: str) -> str:
        self.session.send(Step(url=f"http://shop/{path}"))
        return self.advance(self.session.now + 2000)

    def reopen(self, later: float = 0.0) -> None:
        self.open(self.session.now + later)


def test_key_value_entries_with_metadata_and_expiry() -> None:
    shelf = Shelf()
    assert shelf.ask("kvPut") == "null"
    shelf.ask("kvTtl")
    shelf.reopen()
    assert '"v"' in shelf.ask("kvGet")
    assert '{"m":1}' in shelf.ask("kvGet")
    shelf.reopen(later=70_000)
    assert shelf.ask("kvShort") == "null"
    assert len(shelf.kept) == 1, "the expired one is forgotten"
    shelf.ask("kvDelete")
    assert shelf.kept == {}


@pytest.mark.parametrize("pages", [True, False])
def test_databases_by_pages_or_as_sql(pages: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pages and not sql_pages.HAS_PAGES:
        pytest.skip("this Python cannot read the pages of a database in memory")
    monkeypatch.setattr(sql_pages, "HAS_PAGES", pages)
    shelf = Shelf()
    shelf.ask("d1Make")
    for _ in range(5):
        shelf.ask("d1Add")
    shelf.reopen()
    assert shelf.ask("d1Count") == "5"
    assert shelf.told == [], "reading stores nothing"
    shelf.ask("d1Add")
    assert (len(shelf.told) < len(shelf.kept)) == pages, "only pages that changed are told"
    shelf.reopen()
    assert shelf.ask("d1Count") == "6"


def test_buckets_and_uploads_in_parts() -> None:
    shelf = Shelf()
    shelf.ask("r2Put")
    shelf.ask("r2Begin")
    shelf.reopen()
    assert shelf.ask("r2Get") == '[0,255,"b"]'
    assert sorted(kind for _, kind, _, _ in shelf.kept) == ["object", "upload"]


def test_a_message_that_was_not_delivered_yet_is_delivered_by_the_next_session() -> None:
    shelf = Shelf()
    shelf.ask("send")
    assert shelf.logs == []
    shelf.reopen(later=60_000)
    shelf.advance(shelf.session.now + 10_000)
    assert shelf.logs == ['1 {"n":1}']
    assert shelf.kept == {}, "a message that is done is forgotten"


def test_entries_and_database_of_an_object_and_what_was_undone() -> None:
    shelf = Shelf()
    for act in ("doPut", "doUndone", "doMake", "doAdd"):
        shelf.ask(act)
    shelf.reopen()
    assert shelf.ask("doGet") == '[1,"two"]'
    assert shelf.ask("doCount") == '[{"n":7}]'
    assert [kind for _, kind, _, _ in shelf.kept].count("entry") == 1
    shelf.ask("doRemove")
    shelf.reopen()
    assert shelf.ask("doGet") == "null"


def test_an_alarm_rings_in_the_next_session_also_when_it_is_overdue() -> None:
    shelf = Shelf()
    shelf.ask("doWake")
    shelf.reopen(later=3_600_000)
    begun = shelf.session.now
    shelf.advance(begun + 1000)
    assert float(shelf.ask("doRang")) >= EPOCH + begun
    shelf.reopen()
    assert float(shelf.ask("doRang")) < EPOCH + begun + 1000, "it has rung, and does not ring again"


def test_a_session_that_keeps_nothing_tells_nothing() -> None:
    session = Session(RunRequest(project=PROJECT, steps=[Step(url="http://shop/kvPut")], probes=False))
    assert session.advance(5000).stored == []
