"""AsyncLocalStorage: the store follows await, then, timers and microtasks, and no other event's."""

from __future__ import annotations

import pytest

from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step

HEAD = """import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
const storage = new AsyncLocalStorage(), other = new AsyncLocalStorage();
const wait = (time) => new Promise((done) => setTimeout(done, time));
"""


def seen(body: str, *, probes: bool = True, flags: tuple[str, ...] = ("nodejs_compat",)) -> str | None:
    """What a handler of this body returns as text."""
    source = (
        f"{HEAD}export default {{ async fetch(request) {{ const seen = [];\n"
        f"const note = () => seen.push(storage.getStore() ?? 'none');\n{body}\n return Response.json(seen); }} }};"
    )
    project = Project(
        name="hello", main="index.js", files={"index.js": source}, configuration={"compatibility_flags": list(flags)}
    )
    result = run_project(RunRequest(project=project, steps=[Step()], probes=probes)).result
    assert result.error is None, result.error
    return result.steps[0].body


CASES = {
    "outside": ("note();", '["none"]'),
    "inside": ("storage.run('a', () => note()); note();", '["a","none"]'),
    "await": ("await storage.run('a', async () => { await 1; await wait(5); note(); });", '["a"]'),
    "await that rejects": (
        "await storage.run('a', async () => { try { await Promise.reject(1); } catch { note(); } });",
        '["a"]',
    ),
    "after awaiting a run": (
        "await storage.run('a', () => wait(5)); note();",
        '["none"]',
    ),
    "then": ("await storage.run('a', () => wait(5).then(() => note()));", '["a"]'),
    "timer": (
        "storage.run('a', () => setTimeout(() => note(), 1)); await wait(5);",
        '["a"]',
    ),
    "microtask": ("storage.run('a', () => queueMicrotask(() => note())); await 1;", '["a"]'),
    "side by side": (
        "const one = (name, time) => storage.run(name, async () => { await wait(time); note(); });"
        "await Promise.all([one('slow', 9), one('quick', 3)]);",
        '["quick","slow"]',
    ),
    "nested": (
        "await storage.run('a', async () => { await storage.run('b', async () => { await 1; note(); });"
        "note(); });",
        '["b","a"]',
    ),
    "two storages": (
        "await storage.run('a', () => other.run('b', async () => { "
        "await 1; seen.push(storage.getStore(), other.getStore()); }));",
        '["a","b"]',
    ),
    "exit": ("storage.run('a', () => storage.exit(() => note()));", '["none"]'),
    "snapshot": (
        "const within = storage.run('a', () => AsyncLocalStorage.snapshot()); within(() => note());",
        '["a"]',
    ),
    "bind": (
        "const bound = storage.run('a', () => "
        "AsyncLocalStorage.bind((x) => seen.push(storage.getStore() + x))); bound(1);",
        '["a1"]',
    ),
    "resource": (
        "const resource = storage.run('a', () => new AsyncResource('mine'));"
        "resource.runInAsyncScope(() => note());",
        '["a"]',
    ),
    "throwing": (
        "try { storage.run('a', () => { throw 1; }); } catch {} note();",
        '["none"]',
    ),
    "generator": (
        "function* two() { note(); yield; note(); }"
        "const made = storage.run('a', () => { const made = two(); made.next(); return made; }); made.next();",
        '["a","none"]',
    ),
}  # fmt: skip


@pytest.mark.parametrize("probes", [True, False])
@pytest.mark.parametrize("name", CASES)
def test_the_store_follows(name: str, probes: bool) -> None:
    body, expected = CASES[name]
    assert seen(body, probes=probes) == expected


def test_nodejs_als_brings_this_module_alone() -> None:
    assert seen("seen.push(typeof AsyncLocalStorage);", flags=("nodejs_als",)) == '["function"]'


def test_without_the_flag_there_is_no_such_module() -> None:
    project = Project(name="hello", main="index.js", files={"index.js": HEAD + "export default {};"})
    error = run_project(RunRequest(project=project, steps=[Step()])).result.error
    assert error is not None
    assert 'No such module "node:async_hooks".' in error.message


def test_from_its_date_on_it_needs_no_flag() -> None:
    project = Project(
        name="hello",
        main="index.js",
        files={"index.js": HEAD + "export default { fetch: () => new Response('loaded') };"},
        configuration={"compatibility_date": "2026-08-04"},
    )
    assert run_project(RunRequest(project=project, steps=[Step()])).result.steps[0].body == "loaded"
