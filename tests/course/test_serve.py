"""The course in a browser: a tab gets the course, and nobody else gets anything."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from course.command_line import main


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    port = _free_port()
    boot = "import sys; from course.command_line import main; sys.exit(main(sys.argv[1:]))"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", boot, "serve", "--port", str(port),
        stdout=asyncio.subprocess.PIPE, env={**os.environ, "WORKERSCOPE_DATA": str(tmp_path)},
    )  # fmt: skip
    assert process.stdout is not None
    said = await asyncio.wait_for(process.stdout.readline(), 20)
    assert f"http://127.0.0.1:{port}".encode() in said
    while True:  # it says so a moment before it listens
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        await asyncio.sleep(0.05)
    yield f"127.0.0.1:{port}"
    process.terminate()
    await asyncio.wait_for(process.wait(), 20)


async def test_a_tab_shows_the_first_lesson(address: str):
    async with aiohttp.ClientSession() as session:
        url = f"http://{address}/ws?width=100&height=30"
        async with session.ws_connect(url, headers={"Origin": f"http://{address}"}) as tab:
            seen = b""
            while b"An event comes in" not in seen:
                message = await asyncio.wait_for(tab.receive(), 20)
                assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), seen[-2000:]
                seen += message.data if isinstance(message.data, bytes) else message.data.encode()


async def test_other_sites_and_other_names_are_refused(address: str):
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://{address}/") as page:
            assert page.status == 200
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        for headers in ({"Host": "attacker.example"}, {"Origin": "http://attacker.example"}, {"Origin": "null"}):
            async with session.get(f"http://{address}/ws", headers=headers) as refused:
                assert refused.status == 403


def test_a_taken_port_is_said(capsys: pytest.CaptureFixture[str]):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 1
    assert f"port {port} is taken" in capsys.readouterr().err
