"""HTTP for `workerscope dev`: what comes in becomes an event of the session, and its answer goes out."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import html
import time
from collections.abc import Callable

import msgspec
from aiohttp import WebSocketError, web
from multidict import CIMultiDict

from course.dev_session import DevSession, Problem
from engine.errors import EngineError, StepError
from engine.services.websocket import Message
from engine.step import Step, StepResult
from engine.told import Part

HOST = "127.0.0.1"
LARGEST_BODY = 100 * 1024 * 1024
SCHEDULED = "/cdn-cgi/handler/scheduled"
"""Where wrangler dev has a cron trigger fire. https://developers.cloudflare.com/workers/configuration/cron-triggers/"""
QUEUE = "/cdn-cgi/handler/queue/"
"""Where a POST has a batch delivered: a door of workerscope's own, behind it the queue's name."""
ADDED = ("Server", "Content-Type")
"""Headers that the server would add of its own; a Worker's answer has what the Worker said."""

HANDSHAKE = frozenset(
    {"upgrade", "connection", "sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions"}
)
"""Headers of a WebSocket's request that are of this connection; the event has its own."""
LARGEST_MESSAGE = 32 * 1024 * 1024
"""https://developers.cloudflare.com/workers/platform/limits/"""

OnAnswer = Callable[[Step, StepResult, float], None]


class DevServer:
    """Owns the socket. on_answer: told of each answered event, with the real ms that it took."""

    def __init__(self, session: DevSession, on_answer: OnAnswer) -> None:
        self._session, self._on_answer = session, on_answer
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> int:
        """Listens; 0 picks a free port. Gives the port. Raises OSError when it is taken."""
        application = web.Application(client_max_size=LARGEST_BODY)
        application.router.add_route("*", "/{path:.*}", self._handle)
        application.on_response_prepare.append(_without_additions)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Hangs up."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if self._session.problem is not None:
            return _problem_page(request, self._session.problem)
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._web_socket(request)
        try:
            step = await _step(request, self._session.project.name)
        except StepError as error:
            return web.Response(status=400, text=f"{error}\n")
        began = time.perf_counter()
        stream: web.StreamResponse | None = None
        try:
            async with contextlib.aclosing(self._session.answer(step)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, StepResult):
                        result = piece
                        break
                    if stream is None:
                        stream = await _begin(request, piece)
                    if piece.data:
                        await stream.write(piece.data)
        except EngineError as error:
            if stream is not None:
                return _broken_off(request, stream)
            return _problem_page(request, Problem(str(error)))
        except (asyncio.CancelledError, ConnectionError):  # the client left
            self._on_answer(step, StepResult(outcome="canceled"), (time.perf_counter() - began) * 1000)
            raise
        self._on_answer(step, result, (time.perf_counter() - began) * 1000)
        if stream is not None:
            if result.outcome != "ok":
                return _broken_off(request, stream)
            await stream.write_eof(_body(result))
            return stream
        if step.kind == "queue":
            return web.json_response(result.result, status=200 if result.outcome == "ok" else 500)
        if step.kind == "scheduled":
            return web.Response(text=result.outcome, status=200 if result.outcome == "ok" else 500)
        return _response(result)

    async def _web_socket(self, request: web.Request) -> web.StreamResponse:
        """A WebSocket, if the Worker takes it; else what it answers."""
        step = await _fetch_step(request, self._session.project.name)
        headers = [(name, value) for name, value in step.headers if name.lower() not in HANDSHAKE]
        step = msgspec.structs.replace(step, kind="websocket", headers=headers, body=None)
        socket: web.WebSocketResponse | None = None
        listening: asyncio.Task[None] | None = None
        began = time.perf_counter()
        try:
            async with contextlib.aclosing(self._session.answer(step)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, StepResult):
                        self._on_answer(step, piece, (time.perf_counter() - began) * 1000)
                        return _response(piece) if socket is None else socket
                    if socket is None:
                        socket = await _open(request, piece)
                        listening = asyncio.create_task(self._listen(socket, piece.index))
                    for message in piece.messages:
                        await _pass_on(socket, message)
        except EngineError as error:
            if socket is None:
                return _problem_page(request, Problem(str(error)))
            await socket.close(code=1011)
        except (asyncio.CancelledError, ConnectionError):  # the client closed it, or is gone
            result = StepResult(outcome="canceled") if socket is None else StepResult(status=101)
            self._on_answer(step, result, (time.perf_counter() - began) * 1000)
            raise
        finally:
            if listening is not None:
                listening.cancel()
        assert socket is not None
        return socket

    async def _listen(self, socket: web.WebSocketResponse, index: int) -> None:
        """Passes on what the client says, until it closes or is gone."""
        while True:
            message = await socket.receive()
            if message.type is web.WSMsgType.TEXT:
                await self._session.say(index, {"text": message.data})
            elif message.type is web.WSMsgType.BINARY:
                await self._session.say(index, {"base64": base64.b64encode(message.data).decode()})
            else:
                break
        if message.type is web.WSMsgType.CLOSE:
            said = {"code": message.data or 1005, "reason": message.extra or ""}
            await self._session.say(index, {"close": said})
        elif isinstance(message.data, WebSocketError):  # aiohttp has closed the connection with this code
            said = {"code": message.data.code, "reason": str(message.data)}
            await self._session.say(index, {"broken": said})
        self._session.leave(index)


async def _open(request: web.Request, part: Part) -> web.WebSocketResponse:
    """Answers the handshake as the Worker did."""
    chosen = [value for name, value in part.headers if name == "sec-websocket-protocol"]
    socket = web.WebSocketResponse(protocols=chosen, max_msg_size=LARGEST_MESSAGE)
    await socket.prepare(request)
    return socket


async def _pass_on(socket: web.WebSocketResponse, message: Message) -> None:
    """A message of the Worker's."""
    if socket.closed:
        return
    if "close" in message:
        code = int(message["close"]["code"])
        reason = str(message["close"]["reason"]).encode()
        await socket.close(code=code if code not in (1005, 1006) else 1000, message=reason)
    elif "text" in message:
        await socket.send_str(str(message["text"]))
    else:
        await socket.send_bytes(base64.b64decode(str(message["base64"])))


async def _step(request: web.Request, worker: str) -> Step:
    """The event that a request means. Raises StepError."""
    if request.path == SCHEDULED:
        return _scheduled_step(request)
    if request.method == "POST" and request.path.startswith(QUEUE):
        return Step(
            kind="queue",
            queue=request.path.removeprefix(QUEUE),
            messages=_messages(await request.read()),
            worker=worker,
        )
    return await _fetch_step(request, worker)


def _messages(body: bytes) -> list[msgspec.Raw]:
    """One message, or one a line. Raises StepError."""
    lines = [body] if _is_json(body) else [line for line in body.splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        if not _is_json(line):
            raise StepError(f"Line {number} is not JSON. A batch is one message a line, each in JSON.")
    if not lines:
        raise StepError("There is no message. Send one a line, each in JSON.")
    return [msgspec.Raw(b'{"id": "m%d", "body": %b}' % (number, line.strip())) for number, line in enumerate(lines, 1)]


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


async def _fetch_step(request: web.Request, worker: str) -> Step:
    body = await request.read()
    target = request.raw_path
    host = request.headers.get("Host", HOST)
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.raw_headers]
    return Step(
        method=request.method,
        url=target if "://" in target.partition("?")[0] else f"http://{host}{target}",
        headers=headers,
        body={"base64": base64.b64encode(body).decode()} if request.can_read_body or body else None,
        worker=worker,
    )


def _scheduled_step(request: web.Request) -> Step:
    given = request.query.get("time", "")
    return Step(
        kind="scheduled", cron=request.query.get("cron", ""), scheduledTime=float(given) if given.isdigit() else None
    )


def _response(result: StepResult) -> web.Response:
    if result.status is None:
        return web.Response(status=500, text=f"The event ended with outcome {result.outcome} and no answer.")
    body = _body(result)
    headers = CIMultiDict(result.headers or [])
    response = web.Response(status=result.status, headers=headers, body=body)
    response["given"] = {name.lower() for name in headers}
    return response


def _body(result: StepResult) -> bytes:
    return base64.b64decode(result.body_base64) if result.body_base64 is not None else (result.body or "").encode()


async def _begin(request: web.Request, part: Part) -> web.StreamResponse:
    """An answer whose head goes out before its body is whole."""
    headers = CIMultiDict(part.headers)
    stream = web.StreamResponse(status=part.status, headers=headers)
    stream["given"] = {name.lower() for name in headers}
    await stream.prepare(request)
    return stream


def _broken_off(request: web.Request, stream: web.StreamResponse) -> web.StreamResponse:
    """The body will never be whole, and the client is to know it."""
    if request.transport is not None:
        request.transport.abort()
    return stream


async def _without_additions(request: web.Request, response: web.StreamResponse) -> None:
    given = response.get("given")
    if given is not None:
        for name in ADDED:
            if name.lower() not in given:
                response.headers.pop(name, None)


def _problem_page(request: web.Request, problem: Problem) -> web.Response:
    """What is wrong with the project, for a browser as a page and for others as text."""
    text = f"{problem.message}\n\nSave the file again when it is mended: this page needs no restart.\n"
    if "text/html" not in request.headers.get("Accept", ""):
        return web.Response(status=500, text=text)
    page = (
        f"<!doctype html><title>workerscope dev</title><h1>The Worker does not run</h1><pre>{html.escape(text)}</pre>"
    )
    return web.Response(status=500, text=page, content_type="text/html")
