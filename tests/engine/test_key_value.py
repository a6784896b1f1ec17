"""KV: what the API gives, its limits, and what two cities see of each other's writes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.project import Project
from engine.run import Limits, RunRequest, run_project
from engine.services.key_value_store import Entry, KeyValueStore
from engine.step import Step
from tests.engine.worlds import bodies, together

CONFIGURATION = {"main": "index.js", "kv_namespaces": [{"binding": "KV", "id": "one"}]}
PLACE = ("one", "color")
RED, BLUE = Entry(b"red"), Entry(b"blue")


def answers(handler: str, *steps: Step) -> list[Any]:
    """What each request answers, from JSON. `attempt` gives an error's text in place of a value."""
    source = f"""
      const attempt = async (action) => {{ try {{ return await action(); }} catch (error) {{ return `${{error}}`; }} }};
      export default {{ async fetch(request, {{ KV }}) {{ {handler} }} }};
    """
    project = Project(name="hello", main="index.js", files={"index.js": source}, configuration=CONFIGURATION)
    sent = list(steps) or [Step(url="http://x.org/")]
    return [json.loads(body or "null") for body in bodies(run_project(RunRequest(project=project, steps=sent)))]


def test_every_type_that_get_gives() -> None:
    handler = """
      await KV.put('k', '{"a":"é"}');
      const bytes = await KV.get('k', { type: 'arrayBuffer' });
      const stream = await KV.get('k', 'stream');
      return Response.json([await KV.get('k'), await KV.get('k', 'json'), bytes instanceof ArrayBuffer,
        new TextDecoder().decode(bytes), await new Response(stream).text(), await attempt(() => KV.get('k', 'xml'))]);
    """
    text = '{"a":"é"}'
    unknown = 'TypeError: Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".'
    assert answers(handler) == [[text, {"a": "é"}, True, text, text, unknown]]


def test_a_stream_comes_to_a_worker_that_names_nothing_of_streams() -> None:
    assert answers("await KV.put('k', '7'); return new Response(await KV.get('k', 'stream'));") == [7]


def test_several_keys_at_once_come_as_a_map() -> None:
    handler = """
      await KV.put('a', '1', { metadata: { n: 1 } });
      const found = await KV.get(['a', 'b'], 'json');
      const more = await KV.getWithMetadata(['a', 'b']);
      const many = Array.from({ length: 101 }, (_, index) => `k${index}`);
      return Response.json([[...found], [...more], await attempt(() => KV.get(many))]);
    """
    nothing = {"value": None, "metadata": None, "cacheStatus": None}
    [[found, more, too_many]] = answers(handler)
    assert found == [["a", 1], ["b", None]]
    assert more == [["a", {"value": "1", "metadata": {"n": 1}, "cacheStatus": None}], ["b", nothing]]
    assert too_many == "Error: KV GET_BULK failed: 400 You can request a maximum of 100 keys"


def test_a_list_goes_on_where_its_cursor_says() -> None:
    handler = """
      for (const key of ['a/2', 'b', 'a/1', 'a/é', 'a/3']) await KV.put(key, 'v');
      const pages = [];
      let cursor;
      do {
        const page = await KV.list({ prefix: 'a/', limit: 2, cursor });
        pages.push([page.keys.map(({ name }) => name), page.list_complete]);
        cursor = page.cursor;
      } while (cursor);
      return Response.json([...pages, await attempt(() => KV.list({ limit: 0 }))]);
    """
    refused = "Error: KV GET failed: 400 Invalid key_count_limit of 0. Please specify an integer greater than 0."
    assert answers(handler) == [[[["a/1", "a/2"], False], [["a/3", "a/é"], True], refused]]


def test_a_value_expires_and_says_when() -> None:
    handler = """
      const put = () => KV.put('k', 'v', { expirationTtl: Number(request.headers.get('ttl')) });
      if (request.method === 'PUT') return Response.json((await attempt(put)) ?? null);
      return Response.json([await KV.get('k'), (await KV.list()).keys]);
    """
    put = Step(method="PUT", url="http://x.org/", headers=[("ttl", "60")], settle_ms=50_000)
    short = Step(method="PUT", url="http://x.org/", headers=[("ttl", "59")])
    late = Step(url="http://x.org/", settle_ms=11_000)
    _, before, after = answers(handler, put, late, Step(url="http://x.org/"))
    assert before == ["v", [{"name": "k", "expiration": 1_767_225_660}]]
    assert after == [None, []]
    refused = "Error: KV PUT failed: 400 Invalid expiration_ttl of 59. Expiration TTL must be at least 60."
    assert answers(handler, short) == [refused]


def test_fifty_increments_at_once_lose_updates() -> None:
    handler = """
      const count = Number(await KV.get('n')) + (request.url.endsWith('/add') ? 1 : 0);
      if (request.url.endsWith('/add')) await attempt(() => KV.put('n', `${count}`));
      return Response.json(count);
    """
    *_, total = answers(handler, *together(*["http://x.org/add"] * 50), Step(url="http://x.org/"))
    assert 1 <= total < 50


def test_one_key_takes_one_write_a_second() -> None:
    """https://developers.cloudflare.com/kv/api/write-key-value-pairs/#limits-to-kv-writes-to-the-same-key"""
    handler = """
      const { searchParams } = new URL(request.url);
      const at = Date.now();
      const said = await attempt(() => KV.put(searchParams.get('key'), searchParams.get('value')));
      return Response.json([said ?? 'written', await KV.get('a'), Date.now() - at]);
    """

    def put(key: str, value: str, after: float = 0) -> Step:
        url = f"http://x.org/?key={key}&value={value}"
        return Step(url=url, concurrent_group="all", delay_before_ms=after)

    steps = [put("a", "1"), put("b", "1"), put("a", "2", after=500), put("a", "3", after=499), put("a", "4", after=1)]
    first, other, soon, sooner, later = answers(handler, *steps)
    refused = "Error: KV PUT failed: 429 Too Many Requests"
    assert [first[0], other[0], soon[0], sooner[0], later[0]] == ["written", "written", refused, refused, "written"]
    assert [first[1], soon[1]] == ["1", "1"]
    assert [sooner[1], later[1]] == ["4", "4"]  # the fifth request wrote while the fourth waited


def test_local_tools_take_every_write() -> None:
    twice = "await KV.put('a', '1'); await KV.put('a', '2'); return new Response();"
    source = f"export default {{ async fetch(request, {{ KV }}) {{ {twice} }} }}"
    project = Project(name="hello", main="index.js", files={"index.js": source}, configuration=CONFIGURATION)
    request = RunRequest(project=project, steps=[Step()], limits=Limits(kv_write_gap_ms=0))
    assert [step.status for step in run_project(request).result.steps] == [200]
    [step] = run_project(RunRequest(project=project, steps=[Step()])).result.steps
    assert [what.message for what in step.exceptions] == ["KV PUT failed: 429 Too Many Requests"]


def test_another_city_reads_what_it_has_until_that_is_a_minute_old() -> None:
    store = KeyValueStore()
    store.put("LIS", PLACE, RED, 0)
    assert store.get("SYD", PLACE, 0).entry == RED
    store.put("LIS", PLACE, BLUE, 0)
    assert store.get("LIS", PLACE, 0).entry == BLUE
    stale = store.get("SYD", PLACE, 1)
    assert (stale.entry, stale.cached, stale.age) == (RED, True, 1)
    fresh = store.get("SYD", PLACE, 61)
    assert (fresh.entry, fresh.cached) == (BLUE, False)


def test_that_there_is_nothing_is_remembered_too() -> None:
    store = KeyValueStore()
    assert store.get("SYD", PLACE, 0).entry is None
    store.put("LIS", PLACE, RED, 1)
    assert store.get("SYD", PLACE, 59).entry is None
    assert store.get("SYD", PLACE, 60).entry == RED
    store.delete("LIS", PLACE, 61)
    assert store.get("LIS", PLACE, 61).entry is None
    assert store.get("SYD", PLACE, 62).entry == RED


@pytest.mark.parametrize(("first", "second", "sees"), [(60, 30, BLUE), (30, 300, BLUE), (300, 300, RED)])
def test_a_lower_cache_ttl_holds_and_a_higher_one_does_not(first: float, second: float, sees: Entry) -> None:
    store = KeyValueStore()
    store.put("LIS", PLACE, RED, 0)
    store.get("SYD", PLACE, 0, first)
    store.put("LIS", PLACE, BLUE, 1)
    assert store.get("SYD", PLACE, 40, second).entry == sees


def test_a_copy_never_outlives_its_expiration() -> None:
    store = KeyValueStore()
    store.put("LIS", PLACE, Entry(b"red", expiration=10), 0)
    assert store.get("SYD", PLACE, 9).entry is not None
    assert store.get("SYD", PLACE, 10).entry is None
