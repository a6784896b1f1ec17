"""What state in different places shows: counting in KV and in a Durable Object, and how late a city sees a write."""

from __future__ import annotations

from typing import Any

from engine.network_plan import NetworkPlan
from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step

CONFIGURATION: dict[str, Any] = {
    "kv_namespaces": [{"binding": "KV", "id": "one"}],
    "durable_objects": {"bindings": [{"name": "COUNTER", "class_name": "Counter"}]},
}
WORKER = """
import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  async increment() {
    const n = ((await this.ctx.storage.get("n")) ?? 0) + 1;
    await this.ctx.storage.put("n", n);
    return n;
  }
}
export default { async fetch(request, { KV, COUNTER }) {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/object") return new Response(await COUNTER.getByName("one").increment());
  if (pathname === "/put") return new Response(await KV.put("color", searchParams.get("to")));
  if (pathname === "/get") return new Response(await KV.get("color"));
  const n = Number(await KV.get("n")) + 1;
  await KV.put("n", `${n}`).catch(() => {});  // one write a second to a key
  return new Response(n);
} };
"""


def answers(steps: list[Step], network: NetworkPlan | None = None) -> list[str | None]:
    project = Project(name="main", main="index.js", files={"index.js": WORKER}, configuration=CONFIGURATION)
    more = {} if network is None else {"network": network}
    report = run_project(RunRequest(project=project, steps=steps, probes=False, **more))  # type: ignore[arg-type]
    assert report.result.error is None, report.result.error
    return [step.body for step in report.result.steps]


def fifty(path: str) -> list[int]:
    steps = [Step(url=f"https://x.dev{path}", concurrent_group="g") for _ in range(50)]
    return sorted(int(body or 0) for body in answers(steps))


def test_fifty_at_once_count_to_fifty_in_an_object_and_not_in_kv() -> None:
    assert fifty("/object") == list(range(1, 51))
    assert fifty("/kv") != list(range(1, 51))
    assert len(set(fifty("/kv"))) < 50


def test_another_city_sees_a_write_a_minute_later() -> None:
    def get(city: str, after_s: float) -> Step:
        return Step(url="https://x.dev/get", city=city, concurrent_group="g", delay_before_ms=after_s * 1000)

    def put(color: str, after_s: float) -> Step:
        url = f"https://x.dev/put?to={color}"
        return Step(url=url, city="LIS", concurrent_group="g", delay_before_ms=after_s * 1000)

    steps = [put("red", 0), get("SIN", 5), put("blue", 5), get("LIS", 1), get("SIN", 0), get("SIN", 61)]
    found = answers(steps, NetworkPlan(cities=("LIS", "SIN")))
    assert [found[1], *found[3:]] == ["red", "blue", "red", "blue"]
