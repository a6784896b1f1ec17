"""`workerscope dev` as its user meets it: a process, a port, an HTTP client, an editor that saves."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

ROOT = Path(__file__).resolve().parents[2]
BOOT = "import sys; from course.command_line import main; sys.exit(main(sys.argv[1:]))"
WORKER = """
import { env as own } from "cloudflare:workers";
const env2 = own.KEY;
let count = 0;
export default {
  async fetch(request, env) {
    count += 1;
    console.log("counted", count);
    if (request.url.endsWith("/throw")) throw new Error("as asked");
    if (request.url.endsWith("/now")) return new Response(String(Date.now()));
    if (request.url.endsWith("/loop")) for (;;);
    if (request.url.endsWith("/visit")) {
      const visits = Number(await env.KV.get("visits") ?? 0) + 1;
      await env.KV.put("visits", String(visits));
      return new Response(`${visits} ${crypto.randomUUID()}`);
    }
    if (request.url.endsWith("/socket")) {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept();
      server.send("hello");
      server.addEventListener("message", ({ data }) => {
        if (data === "bye") server.close(4001, "as asked");
        else server.send(typeof data === "string" ? `echo ${data}` : data);
      });
      server.addEventListener("close", ({ code, reason }) => console.log("closed", code, reason));
      server.addEventListener("error", ({ message }) => console.log("broken", message));
      return new Response(null, { status: 101, webSocket: client, headers: { "sec-websocket-protocol": "chat" } });
    }
    if (request.url.endsWith("/forever")) {
      let n = 0;
      return new Response(new ReadableStream({
        async pull(controller) {
          await scheduler.wait(50);
          controller.enqueue(new TextEncoder().encode(`tick ${n++}\\n`));
        },
      }), { headers: { "content-type": "text/event-stream" } });
    }
    if (request.url.endsWith("/slow")) {
      const { readable, writable } = new TransformStream();
      const writer = writable.getWriter();
      const say = async (text) => writer.write(new TextEncoder().encode(text));
      (async () => { await say("a"); await scheduler.wait(400); await say("b"); await writer.close(); })();
      return new Response(readable);
    }
    if (request.url.endsWith("/bytes")) return new Response(new Uint8Array([0, 255]));
    await scheduler.wait(20);
    return new Response(`v1 ${count} ${request.method} ${await request.text()}`, {
      status: 201, headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]],
    });
  },
  queue(batch) {
    for (const message of batch.messages) console.log(batch.queue, "has", JSON.stringify(message.body), env2);
    batch.messages[1]?.retry();
  },
  scheduled(controller) { console.log("cron", controller.cron); },
};
"""

CONFIGURATION = """
name = "shop"
main = "index.js"
compatibility_date = "2026-01-01"
kv_namespaces = [{ binding = "KV", id = "visits" }]
"""


class Served:
    """A running `dev` of a folder with one Worker."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "index.js"
        self.file.write_text(WORKER)
        (folder / "wrangler.toml").write_text(CONFIGURATION)
        (folder / ".dev.vars").write_text("KEY=from-dev-vars\n")
        self.start(folder)

    def start(self, folder: Path) -> None:
        self.log = folder / "output.txt.log"
        self.process = subprocess.Popen(
            [sys.executable, "-c", BOOT, "dev", str(folder), "--port", "0"],
            cwd=ROOT, stdout=self.log.open("w"), stderr=subprocess.STDOUT,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # whatever runs the tests does with it
        )  # fmt: skip
        self.url = self.wait_for(r"http://127\.0\.0\.1:\d+")
        self.wait_for("Ctrl")

    def wait_for(self, pattern: str, seconds: float = 20) -> str:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := re.search(pattern, self.log.read_text()):
                return found[0]
            time.sleep(0.05)
        raise AssertionError(f"{pattern} is not in: {self.log.read_text()}")

    def ask(self, path: str, data: bytes | None = None) -> tuple[int, bytes]:
        status, body, _ = self.ask_with_headers(path, data)
        return status, body

    def ask_with_headers(self, path: str, data: bytes | None = None) -> tuple[int, bytes, list[tuple[str, str]]]:
        try:
            with urllib.request.urlopen(self.url + path, data, timeout=20) as answer:
                return answer.status, answer.read(), answer.getheaders()
        except urllib.error.HTTPError as error:
            return error.code, error.read(), list(error.headers.items())

    def until(self, path: str, wanted: bytes) -> int:
        """Asks again and again until the body begins as wanted. Gives the status."""
        for _ in range(100):
            status, body = self.ask(path)
            if body.startswith(wanted):
                return status
            time.sleep(0.1)
        raise AssertionError(f"{path} says {body!r}, not {wanted!r}")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


def test_requests_logs_exceptions_and_crons(served: Served) -> None:
    status, body, headers = served.ask_with_headers("/a?b", b"hello")
    assert (status, body) == (201, b"v1 1 POST hello")
    assert [value for name, value in headers if name.lower() == "set-cookie"] == ["a=1", "b=2"]
    assert "server" not in [name.lower() for name, _ in headers]
    assert served.ask("/bytes") == (200, b"\x00\xff")
    assert abs(int(served.ask("/now")[1]) - time.time() * 1000) < 1000
    assert served.ask("/throw")[0] == 500
    assert served.ask("/cdn-cgi/handler/scheduled?cron=*/5+*+*+*+*") == (200, b"ok")
    served.wait_for(
        r"(?s)counted 1\nPOST /a\?b 201 Created.*Uncaught Error: as asked\n +at \S*fetch \(index\.js:\d+.*cron \*/5"
    )


def test_time_goes_on_between_requests(served: Served) -> None:
    served.ask("/now")
    time.sleep(1.5)
    assert abs(int(served.ask("/now")[1]) - time.time() * 1000) < 500
    time.sleep(0.5)
    began = time.monotonic()
    served.ask("/")
    assert time.monotonic() - began >= 0.02, "a timer runs from now on"


def test_a_save_is_a_new_version_and_a_broken_one_says_where(served: Served) -> None:
    assert served.ask("/")[1] == b"v1 1 GET "
    served.file.write_text(WORKER.replace("v1", "v2"))
    assert served.until("/", b"v2 ") == 201
    served.file.write_text("\nexport default {")
    assert served.until("/", b"index.js:2:") == 500
    served.file.write_text("export const fetch = () => new Response('named');")
    served.wait_for(r"Reloaded\.\n▲ \[WARNING\] This Worker has no default export")
    served.file.write_text(WORKER.replace("v1", "v3"))
    assert served.until("/", b"v3 1 ") == 201
    served.wait_for(r"Reloaded\.\n(?!▲)")


def test_what_was_answered_is_stored_whatever_happens_then(served: Served) -> None:
    first, random = served.ask("/visit")[1].split()
    served.process.kill()
    served.process.wait()
    served.start(served.file.parent)
    second, other = served.ask("/visit")[1].split()
    assert (first, second) == (b"1", b"2")
    assert random != other, "an id is never made a second time"
    served.ask("/loop")
    assert served.ask("/visit")[1].startswith(b"3 "), "an engine that was replaced begins with what is stored"


def test_web_sockets_there_and_back_and_closed_from_either_end(served: Served) -> None:
    async def talk() -> None:
        async with aiohttp.ClientSession(served.url.replace("http", "ws", 1)) as client:
            async with client.ws_connect("/socket", protocols=["chat"]) as socket:
                assert socket.protocol == "chat"
                assert await socket.receive_str(timeout=10) == "hello"
                await socket.send_str("one")
                assert await socket.receive_str(timeout=10) == "echo one"
                await socket.send_bytes(b"\x00\xff")
                assert await socket.receive_bytes(timeout=10) == b"\x00\xff"
                await socket.send_str("bye")
                assert (await socket.receive(timeout=10)).type is aiohttp.WSMsgType.CLOSE
                assert socket.close_code == 4001
            async with client.ws_connect("/socket") as socket:
                await socket.close(code=4002, message=b"enough")
            with pytest.raises(aiohttp.WSServerHandshakeError) as error:
                await client.ws_connect("/")
            assert error.value.status == 201

    asyncio.run(talk())
    served.wait_for("(?s)closed 4002 enough.*GET / 201")
    assert served.log.read_text().count("GET /socket 101 Switching Protocols") == 2
    assert served.ask("/")[0] == 201


def test_a_client_that_breaks_the_protocol_of_web_sockets_is_an_error(served: Served) -> None:
    host, port = served.url.removeprefix("http://").split(":")
    wanted = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(f"GET /socket HTTP/1.1\r\nHost: {host}\r\n{wanted}{key}\r\n".encode())
        said = b""
        while not said.endswith(b"hello"):
            said += client.recv(4096)
        client.sendall(b"\x83\x81\x00\x00\x00\x00x")  # opcode 3 is reserved
        closed = client.recv(4096)
    assert (closed[:1], closed[2:4]) == (b"\x88", (1002).to_bytes(2, "big"))
    served.wait_for("broken Uncaught Error: WebSocket protocol error; protocolError.statusCode = 1002")


def test_a_batch_of_messages_by_hand_and_a_secret(served: Served) -> None:
    status, body = served.ask("/cdn-cgi/handler/queue/jobs", b'{"n": 1}\n"two"\n')
    assert status == 200
    assert json.loads(body)["retryMessages"] == [{"msgId": "m2"}]
    served.wait_for(r'jobs has {"n":1} from-dev-vars\njobs has "two" from-dev-vars\nqueue jobs ok')
    status, body = served.ask("/cdn-cgi/handler/queue/jobs", b"1\nno json\n")
    assert (status, body) == (400, b"Line 2 is not JSON. A batch is one message a line, each in JSON.\n")


def test_a_body_that_never_ends_comes_piece_by_piece(served: Served) -> None:
    with urllib.request.urlopen(served.url + "/forever", timeout=20) as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        assert "server" not in answer.headers
        assert [answer.readline() for _ in range(3)] == [b"tick 0\n", b"tick 1\n", b"tick 2\n"]
    served.wait_for("GET /forever canceled: the client left")
    assert served.ask("/")[0] == 201, "the engine lives on after a client has left"
    began = time.monotonic()
    with urllib.request.urlopen(served.url + "/slow", timeout=20) as answer:
        assert answer.read(1) == b"a"
        assert time.monotonic() - began < 0.3, "what there is does not wait for the rest"
        assert answer.read() == b"b"


def test_an_endless_loop_ends_and_the_next_request_is_answered(served: Served) -> None:
    assert served.ask("/loop") == (503, b"error code: 1102")
    assert served.ask("/")[1] == b"v1 1 GET "


def test_an_engine_that_dies_is_told_and_replaced(served: Served) -> None:
    with urllib.request.urlopen(served.url + "/forever", timeout=20) as answer:
        assert answer.readline() == b"tick 0\n"
        found = subprocess.run(["pgrep", "-P", str(served.process.pid)], capture_output=True, text=True, check=True)
        for pid in found.stdout.split():
            os.kill(int(pid), signal.SIGKILL)
        served.wait_for(r"\[ERROR\] The (run|engine) ")
        with pytest.raises((ConnectionError, http.client.IncompleteRead)):
            answer.read()
    assert served.ask("/")[0] == 201


def test_a_port_that_is_taken_and_no_project(served: Served, tmp_path: Path) -> None:
    def fails(*arguments: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-c", BOOT, "dev", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30
        )
        assert ended.returncode == 2
        return ended.stderr

    assert "another program has it" in fails(str(tmp_path), "--port", served.url.rpartition(":")[2])
    assert "does not exist" in fails(str(tmp_path / "nowhere"))
    assert "from 0 to 65535" in fails(str(tmp_path), "--port", "70000")


def test_control_c_ends_it_quietly(served: Served) -> None:
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(30) == 0
    assert "Traceback" not in served.log.read_text()
