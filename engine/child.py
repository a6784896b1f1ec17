"""The child engine: runs learners' code in a process of its own, which its parent can kill.

Reads requests on standard input and writes replies on standard output, framed as engine/protocol.py says. It holds no
handle but those two pipes, may open few files and write none, leaves no core dump, and ends when its parent does.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from engine.errors import EngineError, LoadError, StepError
from engine.protocol import (
    ERRORS,
    HEADER,
    OUT_OF_MEMORY,
    Act,
    Acted,
    Advance,
    Ask,
    Broke,
    Look,
    Looked,
    Open,
    Opened,
    Ready,
    Refused,
    Restore,
    Restored,
    Send,
    Sent,
    decode_wish,
    frame,
    frame_length,
    received_action,
    report_frames,
    requested,
    told_frames,
)
from engine.run import run_project

if TYPE_CHECKING:
    from engine.session import Session
    from engine.stored import Record

ADDRESS_SPACE_BYTES = 3 * 1024 * 1024 * 1024
"""Of the whole process: heaps of isolates, the trace, the interpreter. Past it Python says MemoryError."""
OPEN_FILES = 32


def main() -> None:
    """Serves requests until standard input ends."""
    requests, replies = _take_pipes()
    try:
        _limit_process()
    except Exception as error:
        _write(replies, frame(Broke(_where(error))))
        return
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read_requests, args=(requests, waiting), daemon=True).start()
    _write(replies, frame(Ready()))
    desk = SessionDesk()
    while True:
        try:
            _serve(waiting.get(), desk, replies)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except BrokenPipeError:
            os._exit(0)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Moves the pipes away from descriptors 0 and 1, so that a stray print or read cannot touch the frames."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return requests, replies


def _limit_process() -> None:
    """Limits that hold whatever the code does. Systems without them rely on the engine's own and on the parent."""
    sys.dont_write_bytecode = True
    import engine.services.sql_pages
    import engine.session
    import engine.traffic  # noqa: F401 (loaded before opening files is restricted, so that the first run is quick too)

    try:
        import resource
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_AS, ADDRESS_SPACE_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        lowered = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(limit, (lowered, lowered))
        except (ValueError, OSError):
            continue


def _read_requests(requests: BinaryIO, waiting: queue.SimpleQueue[bytes]) -> None:
    """In a thread of its own, since the engine releases the interpreter while JavaScript runs: when the parent is gone,
    the pipe ends, and so does this process, even in the middle of an endless loop."""
    while header := requests.read(HEADER.size):
        waiting.put(requests.read(frame_length(header)))
    os._exit(0)


def _serve(data: bytes, desk: SessionDesk, replies: BinaryIO) -> None:
    """Does one thing. The trace goes out piece by piece, so that the parent reads while the next is written."""
    try:
        wish = decode_wish(data)
        pieces = report_frames(run_project(requested(wish))) if isinstance(wish, Ask) else desk.answer(wish)
        for piece in pieces:
            _write(replies, piece)
    except (MemoryError, BrokenPipeError):
        raise
    except LoadError as error:
        _write(replies, frame(Refused("LoadError", str(error), error.failure)))
    except EngineError as error:
        name = type(error).__name__
        _write(replies, frame(Refused(name if name in ERRORS else "EngineError", str(error))))
    except Exception as error:
        _write(replies, frame(Broke(_where(error))))


class SessionDesk:
    """Owns the session that is open, if there is one."""

    def __init__(self) -> None:
        self._session: Session | None = None
        self._records: list[Record] = []

    def answer(self, wish: Restore | Open | Advance | Send | Act | Look) -> Iterable[bytes]:
        """The frames of the reply. Raises EngineError."""
        if isinstance(wish, Restore):
            self._records += wish.records
            return [frame(Restored())]
        if isinstance(wish, Open):
            from engine.session import Session

            self._session = None
            records, self._records = self._records, []
            stored = records if wish.keeps else None
            self._session = Session(requested(wish.ask), starts_at=wish.starts_at, stored=stored)
            return [frame(Opened())]
        session = self._session
        if session is None:
            raise StepError("no session is open.")
        if isinstance(wish, Advance):
            return told_frames(session.advance(wish.to))
        if isinstance(wish, Send):
            return [frame(Sent(session.send(wish.step, wish.at)))]
        if isinstance(wish, Act):
            session.act(received_action(wish.sent))
            return [frame(Acted())]
        return [frame(Looked(session.residents()))]


def _where(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"


def _write(replies: BinaryIO, data: bytes) -> None:
    replies.write(data)
    replies.flush()


if __name__ == "__main__":
    main()
