"""`text()`, `json()` and their like settle in a turn of their own, as in workerd: bytes come through the loop."""

from __future__ import annotations

import json

import pytest

from engine.step import Step
from engine.trace import IoQueued, TurnStarted
from tests.engine.worlds import bodies, run

ORDER = """
export default {{ async fetch(request) {{
  const order = [];
  setTimeout(() => order.push('timer'), 0);
  const read = request.{method}().then(() => order.push('body'));
  queueMicrotask(() => order.push('microtask'));
  let late = Promise.resolve();
  for (let i = 0; i < 20; i++) late = late.then(() => {{}});
  late.then(() => order.push('the last microtask'));
  order.push('code');
  await scheduler.wait(5);
  return Response.json(order);
}} }};"""


@pytest.mark.parametrize("probes", [True, False])
@pytest.mark.parametrize("method", ["text", "json", "arrayBuffer", "bytes", "blob"])
def test_after_every_microtask_and_before_a_timer(method: str, probes: bool) -> None:
    report = run(ORDER.format(method=method), Step(method="POST", url="/", body="[1]"), probes=probes)
    assert json.loads(bodies(report)[0] or "") == ["code", "microtask", "the last microtask", "body", "timer"]


def test_it_is_no_subrequest_and_takes_no_slot() -> None:
    source = """export default { async fetch(request) {
  const copies = Array.from({ length: 60 }, (_, i) => new Response('x' + i));
  const texts = await Promise.all(copies.map((copy) => copy.text()));
  return new Response(texts.at(-1) + (await request.text()));
} };"""
    report = run(source, Step(method="POST", url="/", body="!"))
    assert bodies(report) == ["x59!"]
    asked = [event for event in report.trace if isinstance(event, IoQueued)]
    assert len(asked) == 61
    assert all(event.slotless and not event.computation and event.operation == "body" for event in asked)
    causes = [event.cause for event in report.trace if isinstance(event, TurnStarted)]
    assert causes.count("io") == 61


def test_no_body_settles_at_once_and_wrong_json_rejects() -> None:
    source = """export default { async fetch(request) {
  const order = [];
  new Response(null).text().then((text) => order.push('none' + text));
  new Response('{').json().catch((error) => order.push(error.name));
  await null; await null; await null;
  order.push('microtasks');
  await scheduler.wait(1);
  return Response.json(order);
} };"""
    assert json.loads(bodies(run(source, "/"))[0] or "") == ["none", "microtasks", "SyntaxError"]
