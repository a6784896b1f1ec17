"""Queues: when batches are delivered, what is delivered again, and that no message is lost."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import msgspec
import pytest

from engine.errors import StepError
from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.services.queue import retried
from engine.step import Step
from engine.trace import ExceptionThrown
from tests.engine.worlds import bodies

SEND = "await Q.sendBatch(Array.from({ length: %d }, (_, index) => ({ body: index }))); return new Response('sent');"


def run(fetch: str, queue: str, *, dead: bool = False, **consumer: Any) -> RunReport:
    """One request to a Worker that is producer and consumer of "jobs" (and consumer of "dead")."""
    source = f"""export default {{
      async fetch(request, {{ Q }}) {{ {fetch} }},
      async queue(batch) {{ {queue} }},
    }};"""
    consumers = [{"queue": "jobs", **consumer}]
    if dead:
        consumers = [{"queue": "jobs", "dead_letter_queue": "dead", **consumer}, {"queue": "dead"}]
    queues = {"producers": [{"binding": "Q", "queue": "jobs"}], "consumers": consumers}
    configuration = {"main": "index.js", "queues": queues}
    project = Project(name="hello", main="index.js", files={"index.js": source}, configuration=configuration)
    report = run_project(RunRequest(project=project, steps=[Step(url="http://x.org/")]))
    assert report.result.error is None, report.result.error
    return report


def lines(report: RunReport) -> list[str]:
    """What was written to the console; the consumer's lines belong to the request that sent the messages."""
    assert all(line.step == 0 for line in report.result.logs)
    assert [line.message for line in report.result.steps[0].logs] == [line.message for line in report.result.logs]
    return [line.message for line in report.result.logs]


def test_a_full_batch_goes_at_once_and_the_rest_when_the_timeout_is_over() -> None:
    report = run(
        SEND % 5, "console.log(batch.messages.length, Date.now() % 60000);", max_batch_size=3, max_batch_timeout=2
    )
    (first, at), (second, later) = [map(int, line.split()) for line in lines(report)]
    assert (first, second, later - at) == (3, 2, 2000)


def test_a_delayed_message_waits() -> None:
    fetch = "await Q.send('late', { delaySeconds: 30 }); await Q.send('soon'); return new Response();"
    report = run(fetch, "console.log(batch.messages[0].body, Math.round(Date.now() % 1e6 / 1e4));", max_batch_timeout=0)
    assert [line.split()[0] for line in lines(report)] == ["soon", "late"]
    soon, late = (int(line.split()[1]) for line in lines(report))
    assert late - soon == 3


def test_retries_wait_as_long_as_the_message_the_batch_or_the_configuration_says() -> None:
    assert retried("a", "ok", {"retryMessages": [{"msgId": "a", "delaySeconds": 7}]}, 1000.0) == (True, 7000.0)
    assert retried("a", "ok", {"retryBatch": {"retry": True, "delaySeconds": 9}}, 1000.0) == (True, 9000.0)
    assert retried("a", "exception", {}, 1000.0) == (True, 1000.0)
    assert retried("a", "exception", {"explicitAcks": ["a"]}, 1000.0) == (False, 0.0)
    assert retried("a", "ok", {"retryMessages": [{"msgId": "b"}]}, 1000.0) == (False, 0.0)


def test_a_handler_that_throws_gets_all_but_the_acknowledged_messages_again() -> None:
    queue = """
      console.log(batch.messages.map(({ body, attempts }) => `${body}:${attempts}`).join());
      batch.messages[0].ack();
      throw new Error('no');
    """
    assert lines(run(SEND % 3, queue, max_batch_timeout=0, max_batch_size=3)) == ["0:1,1:1,2:1", "1:2,2:2", "2:3"]


def test_after_its_retries_a_message_is_a_dead_letter_or_dropped() -> None:
    queue = """
      for (const { body, attempts } of batch.messages) console.log(batch.queue, body, attempts);
      if (batch.queue === 'jobs') batch.retryAll();
    """
    tried = [f"jobs 0 {attempt}" for attempt in (1, 2, 3, 4)]
    assert lines(run(SEND % 1, queue, max_batch_timeout=0)) == tried
    assert lines(run(SEND % 1, queue, max_batch_timeout=0, dead=True)) == [*tried, "dead 0 1"]


def test_one_consumer_at_a_time_where_the_configuration_says_so() -> None:
    queue = """
      console.log('begin');
      await new Promise((resolve) => setTimeout(resolve, 100));
      console.log('end');
    """
    one = run(SEND % 3, queue, max_batch_size=1, max_concurrency=1)
    assert lines(one) == ["begin", "end"] * 3
    assert lines(run(SEND % 3, queue, max_batch_size=1)) == ["begin"] * 3 + ["end"] * 3


def test_every_content_type_arrives_as_it_was_sent() -> None:
    fetch = """
      await Q.send('plain', { contentType: 'text' });
      await Q.send(new Uint8Array([1, 2]), { contentType: 'bytes' });
      await Q.send(new Map([['a', new Date(0)]]), { contentType: 'v8' });
      await Q.send({ a: [null] }, { contentType: 'json' });
      const refused = [];
      const long = 'x'.repeat(128001);
      for (const [body, type] of [[{}, 'text'], ['x', 'bytes'], ['x', 'xml'], [undefined, 'json'], [long, 'text']]) {
        await Q.send(body, { contentType: type }).catch((error) => refused.push(`${error}`));
      }
      return Response.json(refused);
    """
    report = run(fetch, "for (const { body } of batch.messages) console.log(body);")
    assert lines(report) == [
        "plain",
        "Uint8Array(2) [ 1, 2 ]",
        "Map(1) { 'a' => 1970-01-01T00:00:00.000Z }",
        "{ a: [ null ] }",
    ]
    assert json.loads(bodies(report)[0] or "") == [
        'TypeError: Content Type "text" requires a value of type string, but received: object',
        'TypeError: Content Type "bytes" requires a value of type ArrayBufferView, but received: string',
        "TypeError: Unsupported queue message content type: xml",
        "TypeError: Message body cannot be undefined",
        "Error: Queue send failed: message length of 128001 bytes exceeds limit of 128000",
    ]


@pytest.mark.parametrize("seed", range(12))
def test_no_message_is_lost(seed: int) -> None:
    """Each ends acknowledged or as a dead letter, once, whatever the consumer does with its batches."""
    queue = f"""
      const chance = (...key) => [...`{seed} ${{key}}`].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 1009, 7) % 10;
      for (const message of batch.messages) {{
        const {{ body, attempts }} = message;
        if (batch.queue === 'dead') console.log('dead', body);
        else if (chance(body, attempts) < 4) {{ message.ack(); console.log('acked', body); }}
        else if (chance(body, attempts, 'how') < 5) message.retry({{ delaySeconds: chance(body) }});
        else throw new Error('in the middle');
        if (batch.queue === 'jobs' && attempts > 3) console.log('too often', body);
      }}
      if (batch.queue === 'jobs') batch.retryAll();
    """
    report = run(SEND % 40, queue, dead=True, max_batch_size=1 + seed % 7, max_batch_timeout=seed % 3, max_retries=2)
    ends = Counter(line.split()[1] for line in lines(report))
    assert ends == Counter({str(body): 1 for body in range(40)})
    kinds = {line.split()[0] for line in lines(report)}
    assert kinds == {"acked", "dead"}


def test_a_step_with_a_message_that_is_none_says_how_one_looks() -> None:
    project = Project(name="hello", main="index.js", files={"index.js": "export default { queue() {} };"})
    step = Step(kind="queue", queue="jobs", messages=[msgspec.Raw(b"7")])
    with pytest.raises(StepError, match="a message of a queue step is no table"):
        run_project(RunRequest(project=project, steps=[step]))


def test_a_consumer_that_feeds_its_own_queue_is_stopped_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.services.queue.MOST_MESSAGES_OF_A_RUN", 5)
    source = "async queue(batch, { Q }) { for (const { body } of batch.messages) await Q.send(body + 1); }"
    queues = {"producers": [{"binding": "Q", "queue": "jobs"}], "consumers": [{"queue": "jobs", "max_retries": 0}]}
    configuration = {"main": "index.js", "queues": queues}
    files = {"index.js": f"export default {{ {source} }};"}
    project = Project(name="hello", main="index.js", files=files, configuration=configuration)
    step = Step(kind="queue", queue="jobs", messages=[msgspec.Raw(b'{"body": 1}')])
    trace = run_project(RunRequest(project=project, steps=[step])).trace
    thrown = [event.message for event in trace if isinstance(event, ExceptionThrown)]
    assert len(thrown) == 1
    assert thrown[0].startswith("Queue send failed: this run has sent ")
