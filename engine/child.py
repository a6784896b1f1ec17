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
    HangUp,
    Look,
    Looked,
    Open,
    Opened,
    Ready,
    Refused,
    Restore,
    Restored,
    Say,
    Send,
    Sent,
    Stop,
    decode_wish,
    frame,
    frame_length,
    is_stop,
    received_action,
    report_frames,
    requested,
    stopped_frames,
    told_frames,
)

if TYPE_CHECKING:
    from engine.run import RunRequest
    from engine.session import Session
    from engine.stored import Record
    from engine.traffic import Traffic

ADDRESS_SPACE_BYTES = 3 * 1024 * 1024 * 1024
"""Of the whole process: heaps of isolates, the trace, the interpreter. Past it Python says MemoryError."""
OPEN_FILES = 32


def main() -> None:
    """Serves requests until standard input ends."""
    requests, replies = _take_pipes()
    try:
        _limit_process()
    except Exception as error:
        replies.send([frame(Broke(_where(error)))])
        return
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read_requests, args=(requests, waiting, replies), daemon=True).start()
    replies.send([frame(Ready())])
    desk = SessionDesk()
    while True:
        try:
            _serve(waiting.get(), desk, replies)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except BrokenPipeError:
            os._exit(0)


def _take_pipes() -> tuple[BinaryIO, Replies]:
    """Moves the pipes away from descriptors 0 and 1, so that a stray print or read cannot touch the frames."""
    requests, replies = os.fdopen(os.dup(0), "rb"), Replies(os.fdopen(os.dup(1), "wb"))
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


def _read_requests(requests: BinaryIO, waiting: queue.SimpleQueue[bytes], replies: Replies) -> None:
    """In a thread of its own, since the engine releases the interpreter while JavaScript runs: a run can be stopped in
    the middle of an endless loop; and when the parent is gone, the pipe ends, and so does this process."""
    while header := requests.read(HEADER.size):
        data = requests.read(frame_length(header))
        if is_stop(data):
            replies.stop(data)
        else:
            waiting.put(data)
    os._exit(0)


def _serve(data: bytes, desk: SessionDesk, replies: Replies) -> None:
    """Does one thing."""
    try:
        wish = decode_wish(data)
        if isinstance(wish, Ask):
            replies.run(requested(wish))
        elif not isinstance(wish, Stop):
            replies.send(desk.answer(wish))
    except (MemoryError, BrokenPipeError):
        raise
    except LoadError as error:
        replies.send([frame(Refused("LoadError", str(error), error.failure))])
    except EngineError as error:
        name = type(error).__name__
        replies.send([frame(Refused(name if name in ERRORS else "EngineError", str(error)))])
    except Exception as error:
        replies.send([frame(Broke(_where(error)))])


class Replies:
    """Owns the pipe to the parent, and the run that goes on, so that it can be stopped."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._turn = threading.Lock()
        self._traffic: Traffic | None = None

    def send(self, frames: Iterable[bytes]) -> None:
        """Writes one reply. A trace goes out piece by piece, so that the parent reads while the next is made."""
        with self._turn:
            self._traffic = None
            for data in frames:
                self._pipe.write(data)
                self._pipe.flush()

    def run(self, request: RunRequest) -> None:
        """Runs it, and sends its report. Raises StepError."""
        from engine.traffic import Traffic

        self._traffic = traffic = Traffic(request)
        self.send(report_frames(traffic.report()))

    def stop(self, data: bytes) -> None:
        """Says what the run gave so far, from another thread than it is in, and ends this process: JavaScript that does
        not end cannot be left. Too late once the report is on its way."""
        if not self._turn.acquire(blocking=False):
            return
        wish, traffic = decode_wish(data), self._traffic
        try:
            if traffic is not None and isinstance(wish, Stop):
                frames = list(stopped_frames(traffic.stopped(wish.reason)))
                self._pipe.write(b"".join(frames))
                self._pipe.flush()
                os._exit(0)
        except Exception:
            return  # the run went on meanwhile and changed what was read: then the parent ends all of it
        finally:
            self._turn.release()


class SessionDesk:
    """Owns the session that is open, if there is one."""

    def __init__(self) -> None:
        self._session: Session | None = None
        self._records: list[Record] = []

    def answer(self, wish: Restore | Open | Advance | Send | Say | HangUp | Act | Look) -> Iterable[bytes]:
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
            return [frame(Sent(session.send(wish.step, wish.at, streams=wish.streams)))]
        if isinstance(wish, Say):
            session.say(wish.index, wish.message, wish.at)
            return [frame(Acted())]
        if isinstance(wish, HangUp):
            session.hang_up(wish.index, wish.at)
            return [frame(Acted())]
        if isinstance(wish, Act):
            session.act(received_action(wish.sent))
            return [frame(Acted())]
        return [frame(Looked(session.residents()))]


def _where(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"


if __name__ == "__main__":
    main()
