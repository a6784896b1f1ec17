"""Global `fetch()`: another Worker where the run names one as outbound, else simulated origins."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from engine import origin
from engine.http import reason_phrase
from engine.invocation import Invocation
from engine.services import Call

if TYPE_CHECKING:
    from engine.world import World


class FetchService:
    """Answers "fetch": details {method, url, headers, body}; the answer is what `internals.responseFrom` takes."""

    def __init__(self, world: World) -> None:
        self._world = world

    def perform(self, call: Call) -> None:
        """One request to the outside."""
        if not isinstance(call.details, dict):
            call.refuse("TypeError", "fetch() was given a request that cannot be sent.")
            return
        outbound = self._world.request.outbound
        if outbound in self._world.workers:
            self._world.runtime.dispatch(
                outbound, "fetch", _trigger(call.details), call.details, on_answer=lambda inner: _hand_back(inner, call)
            )
            return
        details = call.details
        delay, response = origin.answer(str(details.get("method", "GET")), str(details.get("url", call.target)))
        call.answer(response, after=delay, result=str(response["status"]))


def _trigger(details: dict[str, Any]) -> str:
    return f"{details.get('method', 'GET')} {details.get('url', '')}"


def _hand_back(inner: Invocation, call: Call) -> None:
    """What another Worker answered, to the one that asked. An exception of the callee's reaches the caller as one."""
    answer = inner.answer
    if answer is None:
        last = inner.failures[-1] if inner.failures else None
        call.refuse(last.name if last else "Error", last.message if last else "The Worker gave no answer.")
        return
    value = {
        "status": answer.status,
        "statusText": answer.status_text or reason_phrase(answer.status),
        "headers": answer.headers,
        "body": {"base64": base64.b64encode(answer.body).decode()} if answer.body else None,
        "url": str(call.details.get("url", "")),
    }
    call.answer(value, result=str(answer.status))
