"""Queues: messages wait for a consumer, travel in batches, and are retried, dead-lettered or dropped.

Batches and retries go as the real runtime's local simulator has them (tests/conformance: queue-…).
https://developers.cloudflare.com/queues/configuration/batching-retries/
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec

from engine.clock import EPOCH
from engine.invocation import Invocation
from engine.services import Call
from engine.stored import Record, names_in, packed_names, packed_value, value_in

if TYPE_CHECKING:
    from engine.world import World

MOST_MESSAGE_BYTES, MOST_BATCH_BYTES, MOST_MESSAGES_SENT = 128_000, 256_000, 100
"""https://developers.cloudflare.com/queues/platform/limits/"""
MOST_MESSAGES_OF_A_RUN = 5_000
TOO_MANY = (
    f"this run has sent {MOST_MESSAGES_OF_A_RUN:,} messages, the most that this engine takes. "
    "Does a consumer send to the queue that it reads?"
)
MOST_CONCURRENT = 250
"""Invocations of one consumer at a time, where its configuration does not say."""

SEND_MS, DELIVERY_MS = 10.0, 20.0
"""A model, virtual ms: until send() answers, and until a message may be delivered."""


class RetryBatch(msgspec.Struct, frozen=True, omit_defaults=True):
    """What retryAll() said. delaySeconds: as given, None where it was not."""

    retry: bool
    delaySeconds: int | float | None = None


class RetryMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """What retry() said of the message with the id msgId."""

    msgId: str
    delaySeconds: int | float | None = None


class Said(msgspec.Struct, frozen=True):
    """What a queue() handler said of its messages, in the words of the real runtime."""

    ackAll: bool = False
    retryBatch: RetryBatch = RetryBatch(retry=False)
    explicitAcks: list[str] = []
    retryMessages: list[RetryMessage] = []


@dataclass(frozen=True)
class Message:
    """timestamp: ms since 1970 when it was sent. kind, data: its content type and its body as it travels. attempts:
    deliveries, the next one included. cause: the event that sent it (0: one of an earlier run). due: virtual ms from
    which on it may be delivered."""

    id: str
    timestamp: float
    kind: str
    data: str
    cause: int
    attempts: int = 1
    due: float = 0.0


@dataclass(frozen=True)
class Consumer:
    """An entry of `queues.consumers`. Times in ms."""

    worker: str
    batch_size: int
    batch_timeout: float
    retries: int
    retry_delay: float
    dead_letters: str
    concurrency: int


@dataclass
class Queue:
    """ready: messages that may be delivered, with the virtual ms since when. running: batches at the consumer now."""

    name: str
    consumer: Consumer | None
    ready: list[tuple[float, Message]] = field(default_factory=list)
    backlog: dict[str, Message] = field(default_factory=dict)
    running: int = 0

    def oldest_since(self) -> float | None:
        """Since when, in virtual ms, the message that has waited longest could have been delivered."""
        return self.ready[0][0] if self.ready else None

    def metrics(self) -> dict[str, Any]:
        """What waits or is being delivered."""
        waiting = self.backlog.values()
        return {
            "backlogCount": len(waiting),
            "backlogBytes": sum(len(message.data.encode("utf-8", "surrogatepass")) for message in waiting),
            "oldest": min((message.timestamp for message in waiting), default=None),
        }


class QueueService:
    """Answers "queue.send", "queue.sendBatch" ({queue, messages: [{type, data, delaySeconds?}]}) and "queue.metrics".
    Owns every queue of a run, and dispatches the events of their consumers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues: dict[str, Queue] = {}
        self._sent = 0
        self._changed: dict[tuple[str, str], None] = {}  # queue and message, since last told

    def perform(self, call: Call) -> None:
        """One operation of a producer."""
        details = call.details if isinstance(call.details, dict) else {}
        try:
            queue = self._queue(str(details["queue"]))
            if call.name != "queue.metrics":
                method = call.name.removeprefix("queue.")
                if problem := self._problem(details["messages"]):
                    call.refuse("Error", f"Queue {method} failed: {problem}", after=SEND_MS)
                    return
                for message in details["messages"]:
                    self._send(queue, message, call.invocation.id)
            call.answer(queue.metrics(), after=SEND_MS, result=f"{len(queue.backlog)} waiting")
        except (KeyError, TypeError, ValueError):
            call.refuse("Error", f"{call.name} was given arguments that cannot be read.")

    def _queue(self, name: str) -> Queue:
        if name not in self._queues:
            self._queues[name] = Queue(name, self._consumer(name))
        return self._queues[name]

    def _problem(self, messages: list[dict[str, Any]]) -> str:
        if self._sent + len(messages) > MOST_MESSAGES_OF_A_RUN:
            return TOO_MANY
        return _problem(messages)

    def _consumer(self, queue: str) -> Consumer | None:
        for worker in self._world.workers.values():
            for entry in worker.project.configuration.get("queues", {}).get("consumers", []):
                if entry["queue"] == queue:
                    return consumer_from(worker.name, entry)
        return None

    # --- from the producer to the consumer ------------------------------------------------------------------------

    def _send(self, queue: Queue, given: dict[str, Any], cause: int) -> None:
        self._sent += 1
        id = hashlib.sha256(f"{self._world.request.seed} {queue.name} {self._sent}".encode()).hexdigest()[:32]
        message = Message(id, EPOCH + self._world.clock.now, str(given["type"]), str(given["data"]), cause)
        self._enqueue(queue, message, _milliseconds(given.get("delaySeconds")))

    def _enqueue(self, queue: Queue, message: Message, delay: float) -> None:
        """The message may be delivered `delay` ms from now."""
        self._expect(queue, replace(message, due=self._world.clock.now + delay + DELIVERY_MS))

    def _expect(self, queue: Queue, message: Message) -> None:
        queue.backlog[message.id] = message
        self._changed[queue.name, message.id] = None
        clock = self._world.clock

        def arrive() -> None:
            queue.ready.append((clock.now, message))
            self._deliver_at(clock.now, queue)  # after all that arrive at this time

        clock.schedule(max(clock.now, message.due), arrive)

    # --- what outlives the run -------------------------------------------------------------------------------------

    def changes(self) -> Iterator[Record]:
        """Messages that came, wait for another delivery, or are done."""
        for name, id in self._changed:
            message = self._queues[name].backlog.get(id)
            value = None
            if message is not None:
                head = {"timestamp": message.timestamp, "kind": message.kind, "attempts": message.attempts}
                value = packed_value({**head, "data": message.data, "due": EPOCH + message.due})
            yield Record(service="queue", kind="message", place=packed_names(name), key=packed_names(id), value=value)
        self._changed.clear()

    def restore(self, records: list[Record]) -> None:
        """Messages of an earlier run: delivered when they are due, or now."""
        found = [(record, value_in(record.value)[0]) for record in records]
        for record, head in sorted(found, key=lambda one: (one[1]["due"], one[1]["timestamp"])):
            queue, id = self._queue(names_in(record.place)[0]), names_in(record.key)[0]
            message = Message(id, head["timestamp"], head["kind"], head["data"], 0, head["attempts"])
            self._expect(queue, replace(message, due=head["due"] - EPOCH))
        self._changed.clear()

    # --- delivery --------------------------------------------------------------------------------------------------

    def _deliver_at(self, time: float, queue: Queue) -> None:
        """Delivers at virtual `time` ms, unless what waited for that has gone by then."""
        since = queue.oldest_since()

        def stands() -> bool:
            return since is not None and queue.oldest_since() == since

        self._world.clock.schedule(time, lambda: self._deliver(queue), stands)

    def _deliver(self, queue: Queue) -> None:
        """Delivers every batch that is full or has waited long enough, as far as the consumer takes more."""
        consumer, clock = queue.consumer, self._world.clock
        if consumer is None:
            return
        while queue.ready and queue.running < consumer.concurrency:
            due = queue.ready[0][0] + consumer.batch_timeout
            if len(queue.ready) < consumer.batch_size and clock.now < due:
                self._deliver_at(due, queue)
                return
            batch = [message for _, message in queue.ready[: consumer.batch_size]]
            del queue.ready[: consumer.batch_size]
            self._dispatch(queue, consumer, batch)

    def _dispatch(self, queue: Queue, consumer: Consumer, batch: list[Message]) -> None:
        world = self._world
        queue.running += 1
        event = next(world.event_ids)
        if batch[0].cause:
            world.causes[event] = batch[0].cause
        messages = [
            {
                "id": one.id,
                "timestamp": one.timestamp,
                "attempts": one.attempts,
                "type": one.kind,
                "data": one.data,
            }
            for one in batch
        ]
        record = {"queue": queue.name, "messages": messages, "metrics": queue.metrics()}
        server = world.network.some_server(queue.name, event)
        invocation = world.network.runtime(server).dispatch(
            consumer.worker, "queue", queue.name, record, on_answer=lambda _: None, event=event
        )

        def over() -> None:
            queue.running -= 1
            for message in batch:
                self._settle(queue, consumer, message, invocation)
            self._deliver_at(world.clock.now, queue)

        if invocation.over:
            over()
        else:
            invocation.when_over.append(over)

    def _settle(self, queue: Queue, consumer: Consumer, message: Message, invocation: Invocation) -> None:
        """What becomes of a delivered message: done, delivered again, a dead letter, or dropped."""
        del queue.backlog[message.id]
        self._changed[queue.name, message.id] = None
        again, delay = retried(message.id, invocation.outcome, invocation.result, consumer.retry_delay)
        if not again:
            return
        if message.attempts <= consumer.retries:
            self._enqueue(queue, replace(message, attempts=message.attempts + 1), delay)
        elif consumer.dead_letters:
            self._enqueue(self._queue(consumer.dead_letters), replace(message, attempts=1), 0.0)


def consumer_from(worker: str, entry: dict[str, Any]) -> Consumer:
    """An entry of a wrangler file's `queues.consumers`, with the defaults of
    https://developers.cloudflare.com/workers/wrangler/configuration/#queues"""
    return Consumer(
        worker=worker,
        batch_size=max(1, int(entry.get("max_batch_size", 10))),
        batch_timeout=float(entry.get("max_batch_timeout", 5)) * 1000,
        retries=int(entry.get("max_retries", 3)),
        retry_delay=float(entry.get("retry_delay", 0)) * 1000,
        dead_letters=str(entry.get("dead_letter_queue", "")),
        concurrency=int(entry.get("max_concurrency") or MOST_CONCURRENT),
    )


def retried(id: str, outcome: str, result: dict[str, Any], retry_delay: float) -> tuple[bool, float]:
    """Whether a message is to be delivered again, and in how many ms. outcome, result: how its consumer's event ended
    and what its handler said. An acknowledged message is done even when the handler throws afterwards."""
    said = said_from(result)
    single = {one.msgId: one for one in said.retryMessages}
    if id in said.explicitAcks or (outcome == "ok" and not said.retryBatch.retry and id not in single):
        return False, 0.0
    for seconds in (single[id].delaySeconds if id in single else None, said.retryBatch.delaySeconds):
        if seconds is not None:
            return True, _milliseconds(seconds)
    return True, retry_delay


def said_from(result: Any) -> Said:
    """What a handler said, as message-batch.js wrote it; nothing where learner code has spoiled that."""
    try:
        return msgspec.convert(result, Said)
    except msgspec.ValidationError:
        return Said()


def step_record(queue: str, messages: list[dict[str, Any]], now: float) -> dict[str, Any]:
    """The event of a step of kind queue. messages: {id, timestamp, body, attempts} each, the body in JSON text.
    now: ms since 1970."""
    sent = [
        {
            "id": str(message.get("id", index + 1)),
            "timestamp": message.get("timestamp", now),
            "attempts": message.get("attempts", 1),
            "type": "json",
            "data": message["body"],
        }
        for index, message in enumerate(messages)
    ]
    return {"queue": queue, "messages": sent, "metrics": {"backlogCount": 0, "backlogBytes": 0, "oldest": None}}


def step_result(outcome: str, said: dict[str, Any]) -> dict[str, Any]:
    """What the consumer's event gives back to the platform. said: what its handler said of the messages."""
    return {"outcome": outcome, **msgspec.to_builtins(said_from(said))}


def _milliseconds(seconds: Any) -> float:
    return max(0.0, float(seconds)) * 1000 if seconds is not None else 0.0


def _problem(messages: list[dict[str, Any]]) -> str:
    """Why messages are not taken; "" when they are."""
    sizes = [len(str(message["data"]).encode("utf-8", "surrogatepass")) for message in messages]
    if len(sizes) > MOST_MESSAGES_SENT:
        return f"batch message count of {len(sizes)} exceeds limit of {MOST_MESSAGES_SENT}"
    for size in sizes:
        if size > MOST_MESSAGE_BYTES:
            return f"message length of {size} bytes exceeds limit of {MOST_MESSAGE_BYTES}"
    if sum(sizes) > MOST_BATCH_BYTES:
        return f"batch size of {sum(sizes)} bytes exceeds limit of {MOST_BATCH_BYTES}"
    return ""
