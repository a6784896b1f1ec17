"""Eviction: causes, order, draining; and that whatever the traffic and the pressure, no event is lost."""

from __future__ import annotations

from collections import Counter
from itertools import count

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.eviction import (
    ABORT,
    CONDEMN,
    EVICT,
    FAR_OVER_LIMIT,
    IDLE,
    MEGABYTE,
    NEW_VERSION,
    OVER_LIMIT,
    POLICIES,
    SUSPECTED,
    TIGHT,
    Budget,
    Decision,
    Policy,
    Resident,
    largest,
    longest_idle,
    review,
)

SMALL = Budget(machine_bytes=100 * MEGABYTE, isolate_bytes=20 * MEGABYTE, idle_ms=1000)


def resident(id: str, megabytes: int = 10, **more: object) -> Resident:
    return msgspec.structs.replace(Resident(id=id, worker=id.split("#")[0], bytes=megabytes * MEGABYTE), **more)


def gone(*decisions: Decision) -> list[tuple[str, str]]:
    return [(decision.action, decision.isolate) for decision in decisions]


@pytest.mark.parametrize(
    ("isolate", "reason"),
    [
        (resident("a#1", 21), OVER_LIMIT),
        (resident("a#1", suspected=True), SUSPECTED),
        (resident("a#1", outdated=True), NEW_VERSION),
        (resident("a#1", last_event_at=-1000.0), IDLE),
        (resident("a#1", condemned=TIGHT), TIGHT),
    ],
)
def test_causes(isolate: Resident, reason: str) -> None:
    own = [] if isolate.condemned else [Decision(CONDEMN, "a#1", reason)]
    assert review([isolate], 0, SMALL) == [*own, Decision(EVICT, "a#1", reason)]
    if reason == IDLE:
        assert review([msgspec.structs.replace(isolate, running=1)], 0, SMALL) == []
    else:
        assert review([msgspec.structs.replace(isolate, running=1)], 0, SMALL) == own


def test_nothing_wrong_nothing_done() -> None:
    assert review([resident("a#1", 20, last_event_at=-999.0)], 0, SMALL) == []
    assert review([], 0, SMALL) == []


def test_the_hard_case_takes_its_events_along() -> None:
    assert review([resident("a#1", 31, running=3)], 0, SMALL) == [Decision(ABORT, "a#1", FAR_OVER_LIMIT)]
    assert review([resident("a#1", 30, running=3)], 0, SMALL) == [Decision(CONDEMN, "a#1", OVER_LIMIT)]
    draining = resident("a#1", 31, running=3, condemned=OVER_LIMIT)
    assert review([draining], 0, SMALL) == [Decision(ABORT, "a#1", FAR_OVER_LIMIT)]


def test_four_requests_of_30_mb_fit_and_the_fifth_is_over() -> None:
    for held, decided in ((4, 0), (5, 1)):
        assert len(review([resident("hog#1", 30 * held, running=held)], 0, Budget())) == decided


def test_short_of_memory_the_longest_idle_goes_first_and_no_more_than_needed() -> None:
    isolates = [resident(f"w{number}#1", last_event_at=-float(number)) for number in range(9)]
    assert review(isolates[:8], 0, SMALL) == []
    assert gone(*review(isolates, 0, SMALL)) == [
        (CONDEMN, "w8#1"),
        (EVICT, "w8#1"),
        (CONDEMN, "w7#1"),
        (EVICT, "w7#1"),
    ]


def test_a_busy_isolate_goes_after_every_idle_one_and_drains() -> None:
    busy = [resident(f"busy{number}#1", running=1, last_event_at=-500.0) for number in range(8)]
    idle = resident("idle#1", last_event_at=0.0)
    decided = gone(*review([*busy, idle], 0, SMALL))
    assert decided == [(CONDEMN, "idle#1"), (EVICT, "idle#1"), (CONDEMN, "busy0#1")]


def test_what_drains_already_counts_as_gone() -> None:
    draining = [resident(f"d{number}#1", running=1, condemned=TIGHT) for number in range(5)]
    staying = [resident(f"s{number}#1", running=1) for number in range(5)]
    assert review([*draining, *staying], 0, SMALL) == []


def test_other_needs_of_the_machine_press_too() -> None:
    one = resident("a#1", running=1)
    assert review([one], 0, SMALL, other_bytes=79 * MEGABYTE) == []
    assert review([one], 0, SMALL, other_bytes=80 * MEGABYTE) == [Decision(CONDEMN, "a#1", TIGHT)]


def test_policies_differ() -> None:
    isolates = [
        resident("old#1", 5, last_event_at=-900.0),
        *(resident(f"w{n}#1", 17) for n in range(4)),
        resident("big#1", 18),
    ]
    first = {name: review(isolates, 0, SMALL, policy=policy)[0].isolate for name, policy in POLICIES.items()}
    assert first == {"longest idle first": "old#1", "largest first": "big#1"}


# --- a server that does what is decided: whatever comes, no event is lost --------------------------------------------


class Server:
    """Takes events, grows, and acts on each review. Its invariants are what Cloudflare promises of eviction."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.now, self.pressure = policy, 0.0, 0
        self.isolates: dict[str, Resident] = {}
        self.events: dict[int, str] = {}
        self.outcomes: Counter[int] = Counter()
        self.ids, self.numbers = count(1), count(1)

    def change(self, id: str, **changes: object) -> None:
        self.isolates[id] = msgspec.structs.replace(self.isolates[id], **changes)

    def arrive(self, worker: str) -> None:
        warm = (each for each in self.isolates.values() if each.worker == worker and not each.condemned)
        chosen = next((each for each in warm if not each.outdated), None)
        if chosen is None:
            chosen = self.isolates.setdefault(id := f"{worker}#{next(self.numbers)}", resident(id, 3))
        self.change(chosen.id, running=chosen.running + 1, last_event_at=self.now)
        self.events[next(self.ids)] = chosen.id

    def finish(self, number: int) -> None:
        if self.events:
            event = sorted(self.events)[number % len(self.events)]
            self.end(event)

    def end(self, event: int) -> None:
        id = self.events.pop(event)
        self.outcomes[event] += 1
        self.change(id, running=self.isolates[id].running - 1, last_event_at=self.now)

    def settle(self) -> None:
        """One review, and its decisions done."""
        for decision in review(self.isolates.values(), self.now, SMALL, other_bytes=self.pressure, policy=self.policy):
            isolate = self.isolates[decision.isolate]
            if decision.action == CONDEMN:
                assert not isolate.condemned
                self.change(isolate.id, condemned=decision.reason)
            elif decision.action == EVICT:
                assert isolate.running == 0
                assert isolate.condemned
                del self.isolates[isolate.id]
            else:
                assert isolate.bytes > SMALL.isolate_bytes * SMALL.far_over
                for event in [event for event, id in self.events.items() if id == isolate.id]:
                    self.end(event)
                del self.isolates[isolate.id]


ACTIONS = st.lists(
    st.tuples(st.sampled_from(["arrive", "finish", "grow", "wait", "press", "deploy", "suspect"]), st.integers(0, 40)),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(ACTIONS, st.sampled_from([longest_idle, largest]))
def test_every_event_ends_once_and_memory_returns_to_the_floor(actions: list[tuple[str, int]], policy: Policy) -> None:
    server = Server(policy)
    for action, number in actions:
        some = sorted(server.isolates)[number % len(server.isolates)] if server.isolates else ""
        if action == "arrive":
            server.arrive(f"w{number % 7}")
        elif action == "finish":
            server.finish(number)
        elif action == "wait":
            server.now += number * 50
        elif action == "press":
            server.pressure = number * 2 * MEGABYTE
        elif some and action == "grow":
            server.change(some, bytes=server.isolates[some].bytes + number * MEGABYTE)
        elif some:
            server.change(some, **({"outdated": True} if action == "deploy" else {"suspected": True}))
        server.settle()
        staying = [each for each in server.isolates.values() if not each.condemned]
        full = sum(each.bytes for each in staying) + server.pressure
        assert full < SMALL.machine_bytes * SMALL.tight_share or not staying
        assert all(each.running for each in server.isolates.values() if each.condemned)
    while server.events:
        server.finish(0)
        server.settle()
    server.now += SMALL.idle_ms
    server.settle()
    arrived = next(server.ids) - 1
    assert server.isolates == {}
    assert server.outcomes == Counter(range(1, arrived + 1))
