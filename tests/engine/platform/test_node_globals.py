"""Buffer, process and Node.js's other global names: when they are there, and what they say (as workerd 2026-11-17)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step

PROBES = pytest.mark.parametrize("probes", [False, True], ids=["plain", "probed"])


def answer(expression: str, date: str, *flags: str, before: str = "", probes: bool = False, **variables: Any) -> Any:
    source = f"{before}; export default {{ async fetch(request, env, ctx) {{ return Response.json({expression}); }} }};"
    configuration = {"compatibility_date": date, "compatibility_flags": list(flags), "vars": variables}
    project = Project(name="hello", main="index.js", files={"index.js": source}, configuration=configuration)
    result = run_project(RunRequest(project=project, steps=[Step()], probes=probes)).result
    assert result.error is None, result.error
    assert result.steps[0].status == 200, result.steps[0].exceptions
    return json.loads(result.steps[0].body or "")


TYPES = "[typeof Buffer, typeof process, typeof global, typeof setImmediate, typeof clearImmediate]"
THERE = ["function", "object", "object", "function", "function"]


@PROBES
@pytest.mark.parametrize(
    ("date", "flags", "there"),
    [
        ("2026-04-01", [], False),
        ("2024-01-01", ["nodejs_compat"], False),
        ("2024-10-01", ["nodejs_compat"], True),
        ("2024-01-01", ["nodejs_compat_v2"], True),
        ("2026-09-01", [], True),
        ("2026-09-01", ["no_nodejs_compat"], False),
    ],
)
def test_when_the_globals_are_there(date: str, flags: list[str], there: bool, probes: bool) -> None:
    assert answer(TYPES, date, *flags, probes=probes) == (THERE if there else ["undefined"] * 5)
    assert answer("globalThis.$workerscope === undefined", date, *flags, before="typeof Buffer", probes=probes) is True


@pytest.mark.parametrize(
    ("date", "flags", "seen"),
    [
        ("2025-03-01", ["nodejs_compat"], {}),
        ("2025-04-01", ["nodejs_compat"], {"NAME": "ada", "J": '{"a":1}'}),
        ("2025-03-01", ["nodejs_compat", "nodejs_compat_populate_process_env"], {"NAME": "ada", "J": '{"a":1}'}),
        ("2026-09-01", ["nodejs_compat_do_not_populate_process_env"], {}),
    ],
)
def test_what_process_env_holds(date: str, flags: list[str], seen: dict[str, str]) -> None:
    assert answer("process.env", date, *flags, NAME="ada", J={"a": 1}) == seen
    imported = "import process from 'node:process'"
    assert answer("process.env", date, *flags, before=imported, NAME="ada", J={"a": 1}) == seen


@PROBES
def test_what_process_says(probes: bool) -> None:
    facts = "[process.platform, process.version[0], process.cwd(), String(process), process.argv, process.uptime()]"
    assert answer(facts, "2026-09-01", probes=probes) == ["linux", "v", "/bundle", "[object process]", ["workerd"], 0]
    coerced = "[process.env.N = 5, process.env.N, process.env.U = undefined, process.env.U, process.env.GONE, "
    coerced += "delete process.env.N, 'N' in process.env].map(String)"
    assert answer(coerced, "2026-09-01") == ["5", "5", "undefined", "undefined", "undefined", "true", "false"]
    same = "process === again && global === globalThis"
    assert answer(same, "2026-09-01", before="import again from 'node:process'", probes=probes) is True


@PROBES
def test_the_order_of_ticks_microtasks_and_immediates(probes: bool) -> None:
    order = """await new Promise((done) => {
        const order = [];
        process.nextTick((x) => order.push(`tick ${x}`), 1);
        Promise.resolve().then(() => order.push('then'));
        queueMicrotask(() => order.push('micro'));
        setImmediate((x) => order.push(`immediate ${x}`), 2);
        clearImmediate(setImmediate(() => order.push('cleared')));
        setTimeout(() => done(order), 1);
        order.push('sync');
    })"""
    assert answer(order, "2026-09-01", probes=probes) == ["sync", "tick 1", "then", "micro", "immediate 2"]


def test_a_buffer_without_an_import() -> None:
    assert answer("Buffer.from('hi').toString('hex')", "2026-09-01") == "6869"
