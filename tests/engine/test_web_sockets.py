"""WebSockets: pairs, connections that leave in a response, how they keep their event alive and how they end."""

from __future__ import annotations

import json

import pytest

from engine.services import websocket
from engine.step import Step, StepResult
from engine.trace import IoQueued, Outcome
from tests.engine.worlds import bodies, run

OPEN = "const [client, server] = Object.values(new WebSocketPair());"
UPGRADE = "return new Response(null, { status: 101, webSocket: client });"


def talk(body: str, *send: str, timeout: float | None = None) -> StepResult:
    source = f"export default {{ async fetch() {{ {OPEN} {body} {UPGRADE} }} }};"
    report = run(source, Step(kind="websocket", send=list(send), timeout_ms=timeout))
    assert report.result.error is None, report.result.error
    return report.result.steps[0]


def test_a_client_hears_an_echo_and_leaves_when_its_time_is_up() -> None:
    result = talk(
        """server.accept(); server.addEventListener('message', (event) => server.send(`echo ${event.data}`));
        server.addEventListener('close', (event) => console.log(event.code, event.reason, event.wasClean));""",
        "one",
        "two",
        timeout=300,
    )
    assert (result.status, result.received, result.close) == (101, ["echo one", "echo two"], None)
    assert [line.message for line in result.logs] == ["1006 WebSocket disconnected without sending Close frame. false"]


def test_binary_messages_arrive_as_what_binary_type_says() -> None:
    body = f"""
      {OPEN} client.accept(); server.accept();
      server.binaryType = 'arraybuffer';
      const got = new Promise((resolve) => {{ server.onmessage = (event) => resolve(event.data); }});
      client.send(new Uint8Array([1, 2, 255]));
      return Response.json([...new Uint8Array(await got)]);
    """
    assert bodies(run(f"export default {{ async fetch() {{ {body} }} }};", "http://x.org/")) == ["[1,2,255]"]


def test_a_listener_that_throws_ends_the_connection() -> None:
    result = talk("server.accept(); server.onmessage = () => { throw new Error('boom'); };", "x")
    assert result.close == {"code": 1006, "reason": ""}
    assert [failure.message for failure in result.exceptions] == ["boom"]
    assert result.outcome == "ok"


def test_an_interval_does_not_outlive_the_connection() -> None:
    """Without an end of its own this run would go on for ever."""
    result = talk("server.accept(); setInterval(() => server.send('tick'), 100);", timeout=350)
    assert result.received == ["tick", "tick", "tick"]


def test_who_waits_for_a_message_that_nobody_can_send_hangs() -> None:
    body = f"{OPEN} client.accept(); server.accept(); await new Promise((r) => {{ server.onmessage = r; }});"
    report = run(f"export default {{ async fetch() {{ {body} }} }};", "http://x.org/", "http://x.org/")
    for step in report.result.steps:
        assert step.status == 500
        assert "would never generate a response" in step.exceptions[0].message


def test_messages_take_no_header_slot_and_count_as_no_subrequest() -> None:
    body = f"""
      {OPEN} server.accept(); client.accept();
      let n = 0;
      const done = new Promise((resolve) => {{ server.onmessage = () => {{ if (++n === 8) resolve(); }}; }});
      for (let i = 0; i < 8; i++) client.send('x');
      await done;
      return Response.json(n);
    """
    report = run(f"export default {{ async fetch() {{ {body} }} }};", "http://x.org/")
    assert bodies(report) == ["8"]
    assert all(event.slotless and not event.computation for event in report.trace if isinstance(event, IoQueued))
    operations = [event.operation for event in report.trace if isinstance(event, IoQueued)]
    assert operations.count("websocket.send") == 8
    assert [event.wall_ms for event in report.trace if isinstance(event, Outcome)] == [0.0]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("new WebSocket('wss://x.org')", "Error: new WebSocket(url) is not part of this engine"),
        ("client.send('x')", "TypeError: You must call one of accept()"),
        ("client.close(999)", "InvalidAccessError: Invalid WebSocket close code: 999."),
        ("new Response(null, { status: 101, webSocket: {} })", "TypeError: Incorrect type for the 'webSocket' field"),
        ("server.binaryType = 'text'", "SyntaxError: binaryType must be"),
    ],
)
def test_wrong_use_is_refused_in_words(code: str, said: str) -> None:
    body = f"{OPEN} try {{ {code}; }} catch (e) {{ return Response.json(`${{e.name}}: ${{e.message}}`); }}"
    report = run(f"export default {{ fetch() {{ {body} }} }};", "http://x.org/")
    assert json.loads(bodies(report)[0] or "").startswith(said)


def test_a_message_that_is_too_large_is_an_error_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """As workerd 1.20261117.1: an ErrorEvent on a closed WebSocket, no close event, and code 1009 for the client."""
    monkeypatch.setattr(websocket, "MOST_MESSAGE_BYTES", 10)
    result = talk(
        """server.accept();
        for (const kind of ['message', 'close']) server.addEventListener(kind, () => console.log(kind));
        server.addEventListener('error', (event) => {
          console.log(event.constructor.name, event.message, server.readyState);
        });
        """,
        "x" * 11,
        "never heard",
    )
    what = "Message is too large: 11 > 10"
    words = f"Error: WebSocket protocol error; protocolError.statusCode = 1009; protocolError.description = {what}"
    assert [line.message for line in result.logs] == [f"ErrorEvent Uncaught {words} 3"]
    assert (result.received, result.close) == ([], {"code": 1009, "reason": what})


def test_the_limit_of_a_message_is_32_mib_and_counts_bytes() -> None:
    assert websocket.MOST_MESSAGE_BYTES == 32 * 1024 * 1024
    messages = ({"text": "é"}, {"base64": "QUI="}, {"base64": "QUJD"})
    assert [websocket.message_bytes(one) for one in messages] == [2, 2, 3]
