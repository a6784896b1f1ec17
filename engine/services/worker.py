"""Calls from one Worker to another in the same runtime: service bindings and RPC.
https://developers.cloudflare.com/workers/runtime-apis/bindings/service-bindings/"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.errors import LoadError
from engine.http import reason_phrase
from engine.invocation import Invocation
from engine.services import Call
from engine.step import Failure

if TYPE_CHECKING:
    from engine.isolate import Isolate
    from engine.world import World

MOST_INVOCATIONS = 32
"""Worker invocations that one request may cause, itself among them.
https://developers.cloudflare.com/workers/platform/limits/#worker-invocations"""
TOO_MANY = (
    f"Too many Worker invocations: a single request may cause {MOST_INVOCATIONS} of them, and each call of a service "
    "binding counts. See https://developers.cloudflare.com/workers/platform/limits/"
)
DOM_EXCEPTION = "DOMException("
LOST = "Network connection lost."
"""What workerd says of a stub whose other side is gone."""
REMOTE = {"remote": True}
"""What an error carries that was thrown elsewhere."""


class WorkerService:
    """Answers "worker.fetch" (details {service, entrypoint, props, request}), "worker.call" ({service, entrypoint,
    props, path, args}) and "worker.stub" ({owner, stub, path, args}); rpc-stub.js says what is in them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def perform(self, call: Call) -> None:
        """Dispatches an event to the other Worker, now, and hands back what it answers."""
        details = call.details if isinstance(call.details, dict) else {}
        if not take_invocation(call):
            return
        if call.name == "worker.stub":
            self._stub(call, details)
            return
        name = str(details.get("service") or call.invocation.isolate.worker.name)
        if name not in self._world.workers:
            call.refuse("Error", f'There is no Worker called "{name}" in this run.', **REMOTE)
            return
        more = {"entrypoint": str(details.get("entrypoint") or ""), "props": details.get("props") or {}}
        if call.name == "worker.fetch":
            request = details.get("request")
            record = {**(request if isinstance(request, dict) else {}), **more}
            trigger = f"{record.get('method', 'GET')} {record.get('url', '')}"
            pass_on(self._world, call, name, "fetch", trigger, record, hand_back_response)
        else:
            record = rpc_record(call, **more)
            pass_on(self._world, call, name, "rpc", rpc_trigger(details), record, hand_back_value)

    def _stub(self, call: Call, details: dict[str, Any]) -> None:
        owner = details.get("owner") or call.invocation.isolate.id
        isolate = self._world.network.isolate_with_id(str(owner))
        if isolate is None:
            call.refuse("Error", LOST, **REMOTE)
            return
        record = rpc_record(call, stub=details.get("stub"))
        pass_on(
            self._world,
            call,
            isolate.worker.name,
            "stub",
            rpc_trigger(details),
            record,
            hand_back_value,
            isolate=isolate,
        )


def pass_on(
    world: World, call: Call, worker: str, handler: str, trigger: str, record: dict[str, Any],
    hand_back: Callable[[Invocation, Call], None], *, isolate: Isolate | None = None,
) -> None:  # fmt: skip
    """Dispatches the event that a call means, now but in a turn of its own. hand_back: answers the call, given the
    event when it is over. isolate: the one that must take it (default: the Worker's)."""

    def dispatch() -> None:
        if isolate is not None and isolate.gone:
            call.refuse("Error", LOST, **REMOTE)
            return
        server = call.invocation.isolate.server if isolate is None else isolate.server
        try:
            world.network.runtime(server).dispatch(
                worker, handler, trigger, record,
                on_answer=lambda inner: hand_back(inner, call), caller=call.invocation, isolate=isolate,
            )  # fmt: skip
        except LoadError as error:
            if not world.stays_open:
                raise
            call.refuse("Error", str(error), **REMOTE)

    world.clock.schedule(world.clock.now, dispatch, lambda: not call.invocation.over)


def take_invocation(call: Call) -> bool:
    """Counts a further Worker invocation of the request that the call belongs to; refuses the call past the limit."""
    root = call.invocation.root
    root.invocations += 1
    if root.invocations > MOST_INVOCATIONS:
        call.refuse("Error", TOO_MANY)
        return False
    return True


def rpc_trigger(details: dict[str, Any]) -> str:
    """What a call is called in the trace: the names that it follows."""
    path = details.get("path")
    return ".".join(str(name) for name in path) if isinstance(path, list) and path else "call"


def rpc_record(call: Call, **more: Any) -> dict[str, Any]:
    """The event of a call, as rpc-receive.js takes it. more: what its own handler needs besides."""
    details = call.details if isinstance(call.details, dict) else {}
    return {"path": details.get("path"), "args": details.get("args"), "from": call.invocation.isolate.id, **more}


def hand_back_value(inner: Invocation, call: Call) -> None:
    """What a method gave, to the one that called it; what `internals.received` takes."""
    if inner.outcome == "ok" and "value" in inner.result:
        call.answer({"value": inner.result["value"], "from": inner.isolate.id})
    else:
        hand_back_failure(inner, call)


def hand_back_response(inner: Invocation, call: Call) -> None:
    """What another Worker answered, to the one that asked."""
    answer = inner.answer
    if answer is None or (inner.failures and not answer.complete):  # a limit has stopped it
        hand_back_failure(inner, call)
        return
    value: dict[str, Any] = {
        "status": answer.status,
        "statusText": answer.status_text or reason_phrase(answer.status),
        "headers": answer.headers,
        "body": answer.handed_to(call.invocation),
    }
    if inner.web_socket is not None:
        value["webSocket"] = {"connection": inner.web_socket[0], "side": inner.web_socket[1]}
    call.answer(value, result=str(answer.status))


def hand_back_failure(inner: Invocation, call: Call, **more: Any) -> None:
    """An exception of the callee reaches the caller as one, marked `remote`. more: further properties."""
    missing = Failure(name="Error", message="The Worker gave no answer.")
    failure = inner.failures[-1] if inner.failures else missing
    is_dom = failure.name.startswith(DOM_EXCEPTION)
    name = failure.name.removeprefix(DOM_EXCEPTION).removesuffix(")") if is_dom else failure.name
    call.refuse(name, failure.message, **({"dom": True} if is_dom else {}), **REMOTE, **more)
