"""Global `fetch()`: another Worker where the run names one as outbound, else simulated origins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import bodies, origin
from engine.network import NOTHING
from engine.services import Call
from engine.services.worker import hand_back_response, pass_on

if TYPE_CHECKING:
    from engine.world import World


LONGEST_CHAIN = 16
"""Workers that one request may pass through by fetch(); Cloudflare answers the next with error 1019.
https://developers.cloudflare.com/workers/observability/errors/"""
LOOP_DETECTED = {
    "status": 500,
    "statusText": "Internal Server Error",
    "headers": [["content-type", "text/plain; charset=UTF-8"]],
    "body": {"text": "error code: 1019"},
}

SAME_ZONE = {
    "status": 404,
    "statusText": "Not Found",
    "headers": [["content-type", "text/plain; charset=UTF-8"]],
    "body": {"text": "error code: 1042"},
}
"""A Worker's fetch() to another one of the same zone that stands on no custom domain."""


class FetchService:
    """Answers "fetch": details {method, url, headers, body}; the answer is what `internals.responseFrom` takes."""

    def __init__(self, world: World) -> None:
        self._world = world

    def perform(self, call: Call) -> None:
        """One request to the outside."""
        if not isinstance(call.details, dict):
            call.refuse("TypeError", "fetch() was given a request that cannot be sent.")
            return
        url = str(call.details.get("url", call.target))
        there = self._world.request.outbound or self._world.network.destination_of_fetch(call.invocation, url).worker
        if there == NOTHING:
            call.answer(SAME_ZONE, result="error 1042")
            return
        if there in self._world.workers:
            trigger = f"{call.details.get('method', 'GET')} {url}"
            if call.invocation.depth >= LONGEST_CHAIN:
                call.answer(LOOP_DETECTED, result="loop detected")
            else:
                pass_on(self._world, call, there, "fetch", trigger, call.details, hand_back_response)
            return
        details = call.details
        bodies.let_go(details.get("body"), call.invocation)
        delay, response = origin.answer(str(details.get("method", "GET")), str(details.get("url", call.target)))
        if isinstance(response["body"], bodies.RepeatedBody):
            response["body"] = bodies.keep(call.invocation, response["body"])
        call.answer(response, after=delay, result=str(response["status"]))
