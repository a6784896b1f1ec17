"""`workerscope run` shows a WebSocket's conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.command_line import main

WORKER = """\
export default {
  fetch() {
    const [client, server] = Object.values(new WebSocketPair());
    server.accept();
    server.addEventListener("message", (event) => {
      if (event.data === "bye") server.close(1000, "see you");
      else if (event.data === "bytes") server.send(new Uint8Array([255]));
      else server.send(`you: ${event.data}`);
    });
    return new Response(null, { status: 101, webSocket: client });
  },
};
"""


def test_a_conversation_is_shown_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    worker, steps = tmp_path / "chat.js", tmp_path / "steps.json"
    worker.write_text(WORKER)
    steps.write_text(
        '[{"kind": "websocket", "url": "http://x.org/", "send": ["hi", "bytes", "bye"]},'
        ' {"kind": "websocket", "url": "http://x.org/", "send": ["hi"], "timeout_ms": 50}]'
    )
    assert main(["run", str(worker), "--steps", str(steps)]) == 0
    first, second = capsys.readouterr().out.split("→ websocket http://x.org/")[1:]
    talk = ["sent      hi", "sent      bytes", "sent      bye", "received  you: hi"]
    talk += ["received  /w== (binary, in base64)", "closed    1000 see you"]
    assert [line.strip() for line in first.splitlines() if line.startswith("  ")] == talk
    assert "closed    by the client, when its time was up" in second
