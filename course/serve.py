"""`workerscope serve`: the course in a browser on this machine, by textual-serve. For one learner: every tab shares the
same progress file.

Whoever can talk to the server can use the course as its learner. So it listens to 127.0.0.1 only, and a request must
come from its own page: other sites in the same browser are refused, also under a name that leads to 127.0.0.1.
"""

from __future__ import annotations

import errno
import os
import shlex
import socket
import sys

from aiohttp import web
from aiohttp.typedefs import Handler
from textual_serve.server import Server

from course.exit_status import DONE, FAILED

HOST = "127.0.0.1"
BOOT = "import sys; from course.command_line import main; sys.exit(main([]))"
"""What each tab starts: the course, where the learner left off."""
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'"
)
"""The page loads nothing from elsewhere: it works without a network, and nobody learns that it was opened.
https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy"""


class CourseServer(Server):
    """The server of one learner's course. command: what a shell starts for each tab."""

    def __init__(self, command: str, port: int) -> None:
        super().__init__(command, host=HOST, port=port, title="workerscope")

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        own = f"{HOST}:{self.port}"
        if request.host != own or request.headers.get("Origin", f"http://{own}") != f"http://{own}":
            raise web.HTTPForbidden(text=f"Open http://{own} itself.")
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = _POLICY
        return response

    async def on_startup(self, app: web.Application) -> None:
        """Says where the course is."""
        print(f"The course is at http://{HOST}:{self.port} in a browser of this machine. Ctrl+C ends it.", flush=True)

    def initialize_logging(self) -> None:
        """Nothing is logged: what a learner types is theirs."""


def serve(port: int) -> int:
    """The command. Serves until Ctrl+C, and gives the exit status."""
    if problem := _why_not(port):
        print(f"workerscope serve: {problem}", file=sys.stderr)
        return FAILED
    command = shlex.join([sys.executable, "-c", BOOT])
    CourseServer(command, port).serve()
    return DONE


def _why_not(port: int) -> str:
    """Why the port cannot be listened to, "" when it can."""
    if not 0 < port < 65536:
        return f"{port} is no port: give one from 1 to 65535."
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"port {port} is taken. Choose another: --port {port + 1}."
            return f"port {port} cannot be used: {error.strerror}."
    return ""
