"""Learner code that breaks the language under KV and queues: the host stays whole, and each event still ends once."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step
from engine.trace import Outcome
from tests.engine.test_hostile_globals import POISONS, THROW

SOURCE = """
const NativeError = Error;
let poisoned = false;
const poison = () => { if (poisoned) return; poisoned = true; POISON };
export default {
  async fetch(request, env) {
    poison();
    await env.KV.put('k', 'v', { metadata: { a: 1 } });
    await env.KV.get('k', 'json').catch(() => 0);
    await env.KV.list();
    await env.Q.send({ a: 1 });
    return new Response('fine');
  },
  async queue(batch) {
    poison();
    batch.messages[0].id = {};
    batch.messages[0].ack();
    batch.messages[1].retry();
    batch.retryAll();
  },
};
"""
CONFIGURATION = {
    "main": "index.js",
    "kv_namespaces": [{"binding": "KV", "id": "one"}],
    "queues": {
        "producers": [{"binding": "Q", "queue": "jobs"}],
        "consumers": [{"queue": "jobs", "max_retries": 1, "max_batch_timeout": 0}],
    },
}


@pytest.mark.parametrize("what", POISONS)
def test_each_event_ends_once_and_has_a_result(what: str) -> None:
    source = SOURCE.replace("POISON", POISONS[what].replace("THROW", THROW))
    project = Project(name="hostile", main="index.js", files={"index.js": source}, configuration=CONFIGURATION)
    messages = [msgspec.json.encode({"id": id, "body": {"a": [1]}}) for id in ("m1", "m2")]
    consumed = Step(kind="queue", queue="jobs", messages=[msgspec.Raw(message) for message in messages])
    for steps in ([Step(), consumed], [consumed, Step()]):
        report = run_project(RunRequest(project=project, steps=steps))
        assert report.result.error is None
        ends = Counter(event.event for event in report.trace if isinstance(event, Outcome))
        assert len(ends) >= 2
        assert set(ends.values()) == {1}
        result = report.result.steps[steps.index(consumed)].result
        assert result is not None
        assert set(result) == {"outcome", "ackAll", "retryBatch", "explicitAcks", "retryMessages"}


def test_markers_of_probes_whose_records_were_spoiled_do_not_stop_the_host() -> None:
    poison = POISONS["Array.prototype[0], one that keeps"]
    body = f"{poison} await fetch('http://x.org/').catch(() => 0); return new Response('fine');"
    source = f"export default {{ async fetch() {{ {body} }} }};"
    project = Project(name="hostile", main="index.js", files={"index.js": source})
    report = run_project(RunRequest(project=project, steps=[Step()]))
    assert [step.body for step in report.result.steps] == ["fine"]
