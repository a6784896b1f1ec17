"""Serves the hello Worker on an engine of its own: what the race starts as "a fresh process with the engine".

HTTP over the standard streams; a line on standard error ends each phase.
"""

from __future__ import annotations

import sys

from engine.race.warm import WarmEngine


def main() -> None:
    """Answers requests until standard input ends."""
    engine = WarmEngine()
    print("@module", file=sys.stderr, flush=True)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while source.readline():
        while source.readline().strip():
            pass
        body = engine.request()
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        sink.flush()
