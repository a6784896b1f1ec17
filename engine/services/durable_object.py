"""Durable Objects: one place in the world for each, calls into it, its storage and its alarm.
https://developers.cloudflare.com/durable-objects/"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.clock import EPOCH
from engine.invocation import Invocation
from engine.services import Call
from engine.services.object_entries import ENTRIES, on_entries, written
from engine.services.object_place import ObjectPlace
from engine.services.object_sockets import HIBERNATE_MS, AcceptedSocket, AcceptedSockets
from engine.services.object_state import Identity, by_object, described
from engine.services.sql_error import SqlError
from engine.services.websocket import is_last
from engine.services.worker import (
    REMOTE,
    hand_back_failure,
    hand_back_response,
    hand_back_value,
    rpc_record,
    rpc_trigger,
    take_invocation,
)
from engine.step import Failure
from engine.stored import Record
from engine.trace import ObjectDropped

if TYPE_CHECKING:
    from engine.world import World

READ_MS = 1.0
"""A model: virtual ms of a read."""
IDLE_MS = 70_000.0
"""Without events for so long, an object's memory is gone (a model: the least that Cloudflare says).
https://developers.cloudflare.com/durable-objects/concepts/durable-object-lifecycle/"""
ALARM_RETRIES, FIRST_RETRY_MS = 6, 2000.0
"""An alarm that throws rings again after 2, 4, 8 … s. https://developers.cloudflare.com/durable-objects/api/alarms/"""
MOST_ALARMS = 100
"""How often one object's alarm rings in a run: one that always sets itself again would never let it end."""
ELSEWHERE = "Cannot perform I/O on behalf of a different Durable Object: this storage belongs to another one."


class DurableObjectService:
    """Answers "durable-object.fetch" and "durable-object.call" (durable-object-namespace.js), and "storage.…" of the
    events in an object (durable-object-storage.js, durable-object-state.js)."""

    def __init__(self, world: World) -> None:
        self._world, self._clock = world, world.clock
        self.places: dict[Identity, ObjectPlace] = {}
        self._restored: dict[Identity, list[Record]] = {}

    def perform(self, call: Call) -> None:
        """One operation."""
        details = call.details if isinstance(call.details, dict) else {}
        service, _, name = call.name.partition(".")
        if service == "storage":
            self._store(call, name, details)
        elif take_invocation(call):
            self._visit(call, name, details)

    # --- events ----------------------------------------------------------------------------------------------------

    def _visit(self, call: Call, name: str, details: dict[str, Any]) -> None:
        where = details.get("object")
        where = where if isinstance(where, dict) else {}
        worker = str(where.get("script") or call.invocation.isolate.worker.name)
        if worker not in self._world.workers:
            call.refuse("Error", f'There is no Worker called "{worker}" in this run.', **REMOTE)
            return
        here = call.invocation.isolate.server.city
        place = self._place(worker, where, here)
        way = self._world.network.one_way_between(here, place.city)
        if name == "fetch":
            request = details.get("request")
            record = request if isinstance(request, dict) else {}
            trigger = f"{record.get('method', 'GET')} {record.get('url', '')}"
            hand_back = hand_back_response
        else:
            record, trigger, hand_back = rpc_record(call), rpc_trigger(details), hand_back_value

        def answered(inner: Invocation) -> None:
            def give() -> None:
                if inner.object_reset:
                    hand_back_failure(inner, call, durableObjectReset=True)
                else:
                    hand_back(inner, call)

            due = max(place.writes_safe_at, self._clock.now) + way
            self._clock.schedule(due, give, lambda: not call.invocation.over)

        arrived = self._clock.now + way

        def arrive() -> None:
            if not call.invocation.over:
                caller = call.invocation
                self._enter(place, "durableObject", trigger, record, answered, caller=caller, arrived=arrived)

        self._clock.schedule(arrived, lambda: place.gate.pass_through(arrive, None))

    def _place(self, worker: str, where: dict[str, Any], asked_from: str) -> ObjectPlace:
        """The object's place. One that is new is made in the city that it was first asked from, or where its location
        hint says. https://developers.cloudflare.com/durable-objects/reference/data-location/"""
        class_name, id, name = str(where.get("class")), str(where.get("id")), where.get("name")
        place = self.places.get((worker, class_name, id))
        if place is None:
            stored = self._restored.pop((worker, class_name, id), [])
            known, lives, alarm = described(stored)
            named = name if isinstance(name, str) else known
            city = lives or self._world.network.home(str(where.get("hint") or ""), asked_from)
            place = ObjectPlace(worker, class_name, id, named, city, self._clock)
            place.sqlite = class_name in self._world.workers[worker].sqlite_classes
            place.seed = self._world.request.seed + len(self.places)
            place.sockets = AcceptedSockets(partial(self._hear, place), lambda: EPOCH + self._clock.now)
            self.places[worker, class_name, id] = place
            place.told.restore(place, stored)
            if alarm is not None:
                self._set_alarm(place, alarm, 0)
        return place

    # --- what outlives the run -------------------------------------------------------------------------------------

    def changes(self) -> Iterator[Record]:
        """What objects stored, and their alarms."""
        for place in self.places.values():
            yield from place.told.changes(place)

    def restore(self, records: list[Record]) -> None:
        """Objects of an earlier run. Each is made when it is first asked for; one with an alarm now."""
        self._restored = by_object(records)
        for (worker, class_name, id), stored in list(self._restored.items()):
            if described(stored)[2] is not None and worker in self._world.workers:
                self._place(worker, {"class": class_name, "id": id}, "")

    # --- entering --------------------------------------------------------------------------------------------------

    def _enter(
        self, place: ObjectPlace, handler: str, trigger: str, record: dict[str, Any], on_answer: Any, *,
        caller: Invocation | None = None, event: int | None = None, arrived: float | None = None,
    ) -> None:  # fmt: skip
        """Dispatches an event to the object; its memory is gone when nobody has been there for long. arrived: when it
        came to the door (default: now)."""
        idle = self._is_dropped(place)
        identity = {"class": place.class_name, "id": place.id}
        if place.name is not None:
            identity["name"] = place.name
        record = {**record, "object": identity, "fresh": idle}
        if place.sockets:
            record = {**record, "sockets": place.sockets.described(), "autoResponse": place.sockets.auto_response}
        network = self._world.network
        network.runtime(network.server_in(place.city, place.worker, place.key)).dispatch(
            place.worker, handler, trigger, record,
            on_answer=on_answer, caller=caller, event=event, arrived=arrived, place=place,
        )  # fmt: skip

    def _is_dropped(self, place: ObjectPlace) -> bool:
        """Whether the object is no longer in memory, as its next event comes; the trace then says since when."""
        limit = HIBERNATE_MS if place.sockets else IDLE_MS
        if place.last is None or place.events or self._clock.now - place.last < limit:
            return False
        why = "hibernated" if place.sockets else "idle"
        self._world.log.add(ObjectDropped(object=place.label, since=place.last + limit, why=why))
        return True

    def _hear(self, place: ObjectPlace, socket: AcceptedSocket, message: dict[str, Any]) -> None:
        """A message for a WebSocket that the object accepted: an event."""

        def arrive() -> None:
            event = next(self._world.event_ids)
            self._world.causes[event] = socket.accepted_by
            record = {"socket": socket.id, "message": message}
            what = next((kind for kind in ("close", "error") if kind in message), "message")
            self._enter(place, "hibernatableWebSocket", f"{what} {place.label}", record, handled, event=event)

        def handled(_: Invocation) -> None:
            if is_last(message):
                place.sockets.drop(socket)

        self._clock.schedule(self._clock.now, lambda: place.gate.pass_through(arrive, None))

    def _reset(self, place: ObjectPlace, details: dict[str, Any]) -> None:
        """The object is lost, and every event in it fails. Its storage stays."""
        error = details.get("error")
        error = error if isinstance(error, dict) else {}
        failure = Failure(name=str(error.get("name", "Error")), message=str(error.get("message", "")))
        loop = self._world.loop
        for invocation in sorted(place.events, key=lambda one: one.id):
            if invocation.over:
                continue
            invocation.object_reset = True
            loop.fail(invocation, failure, "handler")
            if not invocation.answered:
                invocation.answer = None
                invocation.answered_at = self._clock.now
                invocation.on_answer(invocation)
            loop.end(invocation)

    # --- storage ---------------------------------------------------------------------------------------------------

    def _store(self, call: Call, name: str, details: dict[str, Any]) -> None:
        place = call.invocation.place
        if place is None or details.get("place") != place.key:
            call.refuse("Error", ELSEWHERE)
            return
        place.told.touched = True
        if name == "reset":
            self._reset(place, details)
        elif name in ("enter", "begin"):
            place.gate.pass_through(lambda: self._block(call, place, name), call.invocation)
        elif name == "leave":
            call.answer(None)
            place.gate.unblock(call.invocation)
        else:
            try:
                answer, result = self._act(call, place, name, details)
            except SqlError as error:
                call.refuse("Error", str(error))
                return
            except (KeyError, TypeError, ValueError, OverflowError):
                call.refuse("Error", f"{call.name} was given arguments that cannot be read.")
                return
            self._answer(call, place, name, answer, result, shut=not details.get("allowConcurrency"))

    def _block(self, call: Call, place: ObjectPlace, name: str) -> None:
        place.gate.block(call.invocation)
        if name == "begin":
            place.begin(call.invocation)
        call.answer(None)

    def _answer(self, call: Call, place: ObjectPlace, name: str, answer: Any, result: str, *, shut: bool) -> None:
        reads = name in ("get", "list", "getAlarm")
        after = READ_MS if reads else 0.0
        if name == "sync":
            after = max(0.0, place.writes_safe_at - self._clock.now)
        elif not reads:
            written(place, self._clock.now)
        if shut:
            place.gate.hold()
            self._clock.schedule(self._clock.now + after, place.gate.release)
        call.answer(answer, after=after, result=result)

    def _act(self, call: Call, place: ObjectPlace, name: str, details: dict[str, Any]) -> tuple[Any, str]:
        """The answer, and a word for the trace."""
        if name in ENTRIES:
            return on_entries(place, name, details)
        if name == "deleteAll":
            place.delete_all()
        elif name == "getAlarm":
            return place.alarm, "ok"
        elif name == "setAlarm":
            self._set_alarm(place, float(details["time"]), call.invocation.root.id)
        elif name == "deleteAlarm":
            place.alarm = None
        elif name in ("commit", "rollback") and place.transactions:
            place.gate.unblock(call.invocation)
            if name == "rollback":
                place.roll_back()
            else:
                place.commit()
        elif name != "sync":
            raise ValueError(name)
        return None, "ok"

    # --- alarms ----------------------------------------------------------------------------------------------------

    def _set_alarm(self, place: ObjectPlace, time: float, set_by: int) -> None:
        """It rings at `time` (ms since 1970), or at once when that is past; of several only the last stands."""
        place.alarm, place.alarm_set_by, place.owed = math.floor(time), set_by, None
        self._expect(place, place.alarm, place.alarm - EPOCH, 0)

    def _expect(self, place: ObjectPlace, alarm: float, due: float, retry: int) -> None:
        def stands() -> bool:
            return (place.alarm == alarm or retry > 0) and place.rung < MOST_ALARMS

        def arrive() -> None:
            if place.alarm == alarm or (retry > 0 and place.alarm is None):
                self._ring(place, alarm, retry)

        due = max(due, self._clock.now)
        self._clock.schedule(due, lambda: place.gate.pass_through(arrive, None), stands)

    def _ring(self, place: ObjectPlace, alarm: float, retry: int) -> None:
        world = self._world
        place.alarm, place.owed = None, alarm
        place.rung += 1
        event = next(world.event_ids)
        if place.alarm_set_by:
            world.causes[event] = place.alarm_set_by
        record = {"scheduledTime": alarm, "retryCount": retry}
        on_answer = partial(self._rang, place, alarm, retry)
        self._enter(place, "alarm", place.label, record, on_answer, event=event)

    def _rang(self, place: ObjectPlace, alarm: float, retry: int, invocation: Invocation) -> None:
        if invocation.outcome != "ok" and retry < ALARM_RETRIES and place.alarm is None:
            self._expect(place, alarm, self._clock.now + FIRST_RETRY_MS * 2**retry, retry + 1)
        else:
            place.owed, place.told.touched = None, True
