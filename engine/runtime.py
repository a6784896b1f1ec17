"""The runtime of one server: its Workers' isolates, and the steps of a run sent to them."""

from __future__ import annotations

import base64
from itertools import count, groupby
from typing import Any

import msgspec

from engine import exports, origin
from engine.clock import EPOCH, VirtualClock
from engine.errors import LoadError, StepError
from engine.http import FRAMING, METHODS, UNKNOWN_METHOD, reason_phrase, request_record
from engine.invocation import Answer, Invocation
from engine.isolate import Isolate
from engine.loop import EventLoop, Settle
from engine.run import RunReport, RunRequest
from engine.step import Failure, LogLine, RunResult, Step, StepLogLine, StepResult
from engine.trace import Hop, IsolateCondemned, IsolateEvicted, IsolateReused, Onset
from engine.trace_log import TraceLog
from engine.worker import Worker

CITY, SERVER = "LIS", "LIS-1"
"""Where the one simulated server of a run stands."""
KINDS = ("fetch", "scheduled")


class Runtime:
    """Owns one run: Workers, their isolates, the loop, and what each step gave."""

    def __init__(self, request: RunRequest) -> None:
        self._request = request
        self._clock = VirtualClock()
        self._log = TraceLog(lambda: self._clock.now, request.limits.trace_events)
        self._loop = EventLoop(self._clock, self._log, self._operate)
        self._workers: dict[str, Worker] = {}
        self._isolates: dict[str, Isolate] = {}
        self._made: dict[str, int] = {}
        self._to_origin: set[str] = set()
        self._event_ids = count(1)
        self._step_of: dict[int, int] = {}
        self._invocations: dict[int, Invocation] = {}
        self._results: dict[int, StepResult] = {}
        self._logs: list[StepLogLine] = []
        self._load_error: Failure | None = None
        self._loop.on_log = self._remember_log
        self._loop.on_amend = self._amend_log

    # --- the run ---------------------------------------------------------------------------------------------------

    def run(self) -> RunReport:
        """Sends every step and waits, on the virtual clock, until all is over."""
        for step in self._request.steps:
            if step.kind not in KINDS:
                raise StepError(f'steps of kind "{step.kind}" are not here yet; this engine sends: {", ".join(KINDS)}.')
        try:
            for project in [self._request.project, *self._request.workers]:
                self._workers[project.name] = Worker(project, probes=self._request.probes)
            self._run_steps()
        except LoadError as error:
            self._load_error = error.failure
        return RunReport(result=self._result(), trace=self._log.events)

    def _run_steps(self) -> None:
        groups = _groups(self._request.steps)
        if groups:
            self._schedule_group(groups, 0)
        else:
            self._isolate_of(self._request.project.name)
        self._loop.run()

    def _schedule_group(self, groups: list[list[int]], which: int) -> None:
        """The steps of one group arrive, each its delay after the one before; the next group follows their answers."""
        steps = self._request.steps
        unanswered = set(groups[which])
        time = self._clock.now
        settle = max(steps[index].settle_ms for index in groups[which])

        def answered(index: int) -> None:
            unanswered.discard(index)
            if not unanswered and which + 1 < len(groups):
                self._clock.schedule(self._clock.now + settle, lambda: self._schedule_group(groups, which + 1))

        for index in groups[which]:
            time += steps[index].delay_before_ms
            self._clock.schedule(time, lambda index=index, time=time: self._arrive(index, time, answered))  # type: ignore[misc]

    # --- arrivals --------------------------------------------------------------------------------------------------

    def _arrive(self, index: int, arrived: float, answered: Any) -> None:
        step, name = self._request.steps[index], self._request.project.name
        event = next(self._event_ids)
        self._step_of[event] = index

        def on_answer(invocation: Invocation) -> None:
            self._hops_back(invocation)
            answered(index)

        self._hops_there(event)
        isolate = self._isolate_of(name)
        if name in self._to_origin and step.kind == "fetch":
            self._pass_by(isolate, event, step, arrived, on_answer)
            return
        if step.kind == "fetch" and step.method not in METHODS:
            self._refuse(isolate, event, step, arrived, on_answer)
            return
        trigger = f"{step.method} {step.url}" if step.kind == "fetch" else step.cron
        invocation = Invocation(event, isolate, step.kind, trigger, arrived, on_answer)
        self._begin(invocation, _record(step, self._clock.now), step)
        if step.abort_after_ms is not None:
            self._clock.schedule(
                arrived + step.abort_after_ms,
                lambda: self._client_leaves(invocation),
                lambda: not invocation.answered and not invocation.over,
            )

    def _begin(self, invocation: Invocation, record: dict[str, Any], step: Step | None = None) -> None:
        self._invocations[invocation.id] = invocation
        isolate = invocation.isolate
        invocation.record = record
        headers = tuple((str(n), str(v)) for n, v in record.get("headers", ()))
        self._log.add(Hop(place="isolate", name=isolate.id, event=invocation.id, isolate=isolate.id))
        self._log.add(
            Onset(
                worker=isolate.worker.name,
                handler=invocation.handler,
                trigger=invocation.trigger,
                method=record.get("method", ""),
                url=record.get("url", ""),
                headers=headers,
                variables=isolate.worker.variables,
                arrived=invocation.arrived,
                event=invocation.id,
                isolate=isolate.id,
            )
        )
        self._loop.begin(invocation, msgspec.json.encode(record).decode())

    def _hops_there(self, event: int) -> None:
        for place, name in (("client", ""), ("city", CITY), ("server", SERVER), ("runtime", f"{SERVER} runtime")):
            self._log.add(Hop(place=place, name=name, event=event))

    def _hops_back(self, invocation: Invocation) -> None:
        if invocation.outcome == "canceled":
            return
        places = (("isolate", invocation.isolate.id), ("runtime", f"{SERVER} runtime"), ("server", SERVER))
        for place, name in (*places, ("city", CITY), ("client", "")):
            self._log.add(Hop(place=place, name=name, event=invocation.id, returning=True))

    def _client_leaves(self, invocation: Invocation) -> None:
        """The client hangs up: its work is canceled, waitUntil apart.
        https://developers.cloudflare.com/workers/platform/limits/#duration"""
        invocation.outcome = "canceled"
        invocation.answered_at = self._clock.now
        invocation.on_answer(invocation)
        if not invocation.tasks:
            self._loop.end(invocation)

    # --- isolates --------------------------------------------------------------------------------------------------

    def _isolate_of(self, name: str) -> Isolate:
        """The Worker's isolate: the warm one, or a new one. Raises LoadError when it does not load."""
        isolate = self._isolates.get(name)
        if isolate is not None and isolate.condemned:
            reason = "a limit was hit"
            self._log.add(IsolateCondemned(worker=name, reason=reason, isolate=isolate.id))
            self._log.add(IsolateEvicted(worker=name, reason=reason, isolate=isolate.id))
            isolate = None
        if isolate is not None:
            self._log.add(IsolateReused(worker=name, served=isolate.served, isolate=isolate.id))
            return isolate
        return self._make_isolate(name)

    def _make_isolate(self, name: str) -> Isolate:
        number = self._made.get(name, 0) + 1
        self._made[name] = number
        isolate = Isolate(
            f"{name}#{number}",
            self._workers[name],
            self._loop,
            self._log,
            lambda: self._clock.now,
            self._request.limits,
            self._request.seed + number,
        )
        failure = isolate.boot()
        if failure is None and not isolate.plain:
            exported = isolate.exports()
            failure = exports.load_failure(exported)
            if exports.goes_to_origin(exported):
                self._to_origin.add(name)
        if failure is not None:
            raise LoadError(failure)
        self._isolates[name] = isolate
        return isolate

    # --- I/O -------------------------------------------------------------------------------------------------------

    def _operate(self, invocation: Invocation, name: str, target: str, details: Any, settle: Settle) -> float:
        now = self._clock.now
        if name != "fetch" or not isinstance(details, dict):
            problem = {"name": "Error", "message": f"{name} is not available in this engine yet."}
            self._clock.schedule(now, lambda: settle("Error", problem, "failed"))
            return now
        if self._request.outbound and self._request.outbound in self._workers:
            self._fetch_from_worker(self._request.outbound, details, settle)
            return now
        delay, response = origin.answer(str(details.get("method", "GET")), str(details.get("url", target)))
        self._clock.schedule(
            now + delay, lambda: settle("", response, str(response["status"])), lambda: not invocation.over
        )
        return now + delay

    def _fetch_from_worker(self, name: str, details: dict[str, Any], settle: Settle) -> None:
        """Another Worker of this runtime answers, in an event of its own."""

        def on_answer(inner: Invocation) -> None:
            answer = inner.answer
            if answer is None:
                last = inner.failures[-1] if inner.failures else Failure(name="Error", message="no answer")
                problem = {"name": last.name, "message": last.message}
                self._clock.schedule(self._clock.now, lambda: settle(last.name, problem, "failed"))
                return
            body = {"base64": base64.b64encode(answer.body).decode()} if answer.body else None
            value = {
                "status": answer.status, "statusText": answer.status_text or reason_phrase(answer.status),
                "headers": answer.headers, "body": body, "url": details.get("url", ""),
            }  # fmt: skip
            self._clock.schedule(self._clock.now, lambda: settle("", value, str(answer.status)))

        def arrive() -> None:
            event = next(self._event_ids)
            isolate = self._isolate_of(name)
            trigger = f"{details.get('method', 'GET')} {details.get('url', '')}"
            self._begin(Invocation(event, isolate, "fetch", trigger, self._clock.now, on_answer), details)

        self._clock.schedule(self._clock.now, arrive)

    def _pass_by(self, isolate: Isolate, event: int, step: Step, arrived: float, on_answer: Any) -> None:
        """A Worker without a usable default export: its requests go on to the origin."""
        invocation = Invocation(event, isolate, "fetch", f"{step.method} {step.url}", arrived, on_answer)
        self._invocations[event] = invocation
        self._ask_origin(invocation, _record(step, self._clock.now))

    def _refuse(self, isolate: Isolate, event: int, step: Step, arrived: float, on_answer: Any) -> None:
        """HTTP has no such method: the server answers, no Worker runs."""
        invocation = Invocation(event, isolate, "fetch", f"{step.method} {step.url}", arrived, on_answer)
        self._invocations[event] = invocation
        invocation.answer = Answer(501, "Not Implemented", [("Content-Type", "text/plain")])
        invocation.answer.add("text", UNKNOWN_METHOD)
        invocation.answered_at = self._clock.now
        on_answer(invocation)

    def _ask_origin(self, invocation: Invocation, record: dict[str, Any]) -> None:
        def settle(error: str, value: Any, result: str) -> None:
            if error:
                invocation.failures.append(Failure(name=value["name"], message=value["message"]))
                invocation.outcome = "exception"
            else:
                answer = Answer(value["status"], value["statusText"], [(n, v) for n, v in value["headers"]])
                body = value["body"] or {"text": ""}
                answer.add("text" if "text" in body else "base64", body.get("text", body.get("base64", "")))
                answer.complete = True
                invocation.answer = answer
            invocation.answered_at = self._clock.now
            invocation.on_answer(invocation)

        self._operate(invocation, "fetch", record["url"], record, settle)

    # --- results ---------------------------------------------------------------------------------------------------

    def _remember_log(self, event: int, level: str, message: str) -> None:
        if event in self._step_of:
            self._logs.append(StepLogLine(step=self._step_of[event], level=level, message=message))

    def _amend_log(self, event: int, back: int, message: str) -> None:
        step = self._step_of.get(event)
        lines = [index for index, line in enumerate(self._logs) if line.step == step]
        if back < len(lines):
            line = self._logs[lines[-1 - back]]
            self._logs[lines[-1 - back]] = StepLogLine(step=line.step, level=line.level, message=message)

    def _result(self) -> RunResult:
        startup = [LogLine(level, message) for level, message in self._loop.global_logs]
        if self._load_error is not None:
            return RunResult(startup_logs=startup, steps=[], logs=[], error=self._load_error)
        by_step = {index: self._invocations[event] for event, index in self._step_of.items()}
        steps = [
            _step_result(step, by_step[index]) if index in by_step else StepResult(outcome="canceled")
            for index, step in enumerate(self._request.steps)
        ]
        return RunResult(startup_logs=startup, steps=steps, logs=self._logs)


def _groups(steps: list[Step]) -> list[list[int]]:
    """Indexes of steps that are sent together, in order."""
    keyed = ((step.concurrent_group or f"alone {index}", index) for index, step in enumerate(steps))
    return [[index for _, index in group] for _, group in groupby(keyed, key=lambda pair: pair[0])]


def _record(step: Step, now: float) -> dict[str, Any]:
    """What kernel.js gives the platform: the request, or the arguments of another handler."""
    if step.kind == "fetch":
        return request_record(step)
    time = step.scheduledTime if step.scheduledTime is not None else EPOCH + now
    return {"cron": step.cron, "scheduledTime": time}


def _step_result(step: Step, invocation: Invocation) -> StepResult:
    ended = invocation.answered_at if invocation.answered_at is not None else invocation.arrived
    common: dict[str, Any] = {
        "outcome": invocation.outcome,
        "logs": [LogLine(level, message) for level, message in invocation.logs],
        "exceptions": invocation.failures,
        "cpu_ms": invocation.cpu_ms,
        "wall_ms": ended - invocation.arrived,
        "isolate": invocation.isolate.id,
    }
    if step.kind == "scheduled":
        result = {"outcome": invocation.outcome, "noRetry": bool(invocation.result.get("noRetry", False))}
        return StepResult(result=result, **common)
    if invocation.outcome == "canceled":
        return StepResult(**common)
    if invocation.answer is None:
        if invocation.outcome in ("exceededCpu", "exceededMemory"):
            return StepResult(status=503, headers=[], body="error code: 1102", **common)
        return StepResult(status=500, headers=[], body="Internal Server Error", **common)
    answer = invocation.answer
    data = b"" if step.method == "HEAD" else answer.body
    headers = [(name.lower(), value) for name, value in answer.headers if name.lower() not in FRAMING]
    try:
        return StepResult(status=answer.status, headers=headers, body=data.decode("utf-8"), **common)
    except UnicodeDecodeError:
        encoded = base64.b64encode(data).decode()
        return StepResult(status=answer.status, headers=headers, body_base64=encoded, **common)
