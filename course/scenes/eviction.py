"""Eviction: traffic warms isolates, the machine runs short, idle ones go, a busy one drains, and the hard case."""

from __future__ import annotations

from course.stage.demonstration import Demonstration
from course.stage.scene import Condition, Files, Scene, happens, the_end
from engine import trace
from engine.actions import Action
from engine.eviction import FAR_OVER_LIMIT, MEGABYTE, NEW_VERSION, TIGHT, Budget, EvictionPlan
from engine.project import Project
from engine.step import Step
from engine.trace import Event

SOURCE = """\
let served = 0;
const kept = [];

export default {
  async fetch(request) {
    served += 1;
    const { searchParams } = new URL(request.url);
    const megabytes = Number(searchParams.get("keep") ?? 0);
    if (megabytes) kept.push(new Uint8Array(megabytes * 1024 * 1024));
    await fetch(`https://origin/?ms=${searchParams.get("ms") ?? 20}`);
    return new Response(`served ${served}`);
  },
};
"""
WORKERS = ("shop", "blog", "login", "search", "photos", "maps", "mail", "chat", "news", "docs", "feed", "game")
PLAN = EvictionPlan(budget=Budget(isolate_bytes=8 * MEGABYTE, machine_bytes=24 * MEGABYTE))
"""8 MB here stand for the 128 MB of an isolate, 24 MB for a machine: a model, so that all of it fits on a screen."""


def _get(worker: str, at: float, query: str = "") -> Step:
    """A request at `at` virtual ms: all are one group, and each waits for the one before it to be sent."""
    return Step(worker=worker, url=f"http://{worker}.example/{query}", concurrent_group="all", delay_before_ms=at)


def _timed(*requests: tuple[float, str, str]) -> tuple[Step, ...]:
    """Requests (virtual ms, Worker, query) as steps, each so long after the one before."""
    before, steps = 0.0, []
    for at, worker, query in requests:
        steps.append(_get(worker, at - before, query))
        before = at
    return tuple(steps)


STEPS = _timed(
    *((100.0 + 100 * number, worker, "") for number, worker in enumerate(WORKERS)),
    (1300.0, "photos", "?keep=3"),
    *((1400.0 + 60 * number, worker, "") for number, worker in enumerate(("shop", "mail", "shop", "mail", "shop"))),
    (1900.0, "login", "?ms=2000"),
    (2600.0, "shop", ""),
    (3300.0, "login", ""),
    (4400.0, "blog", ""),
    (4500.0, "shop", ""),
    (5600.0, "shop", ""),
    (6400.0, "feed", "?ms=1000"),
    (6500.0, "feed", "?keep=6"),
    (6600.0, "feed", "?keep=7"),
    (8000.0, "feed", ""),
)

LONG = 1 + next(at for at, step in enumerate(STEPS) if step.url.endswith("?ms=2000"))
"""The event that the machine has to wait for."""
PROJECT = Project(name="shop", main="index.js", files={"index.js": SOURCE})
ACTIONS = (
    Action(kind="tight", at_ms=2300, bytes=15 * MEGABYTE),
    Action(kind="tight", at_ms=2900, bytes=23 * MEGABYTE),
    Action(kind="tight", at_ms=4100, bytes=0),
    Action(kind="deploy", at_ms=5200, project=PROJECT),
)


def is_tight(found: Event, files: Files) -> bool:
    """The machine is fuller than it may be."""
    return isinstance(found, trace.MachineMemory) and found.used >= found.budget * PLAN.budget.tight_share


def asks(worker: str, query: str = "") -> Condition:
    """A request with this query begins at a Worker."""

    def holds(found: Event, files: Files) -> bool:
        return isinstance(found, trace.Onset) and found.worker == worker and found.url.endswith(f"/{query}")

    return holds


SCENES = (
    Scene(
        "One machine, as there are many in each city. One runtime works on it, and no isolate yet. It has 24 MB of "
        "memory, which stand for a whole server's."
    ),
    Scene(
        "The first request for shop. It has no isolate here, so one is made: a cold start.",
        happens(trace.IsolateReady, worker="shop"),
    ),
    Scene(
        "Traffic warms one isolate after another, one for each Worker that is asked for.",
        happens(trace.IsolateReady, worker="game"),
    ),
    Scene(
        "photos keeps 3 MB in a global. Its heap has grown, for as long as it lives.",
        happens(trace.Outcome, event=1 + len(WORKERS)),
    ),
    Scene(
        "shop is asked again, and its warm isolate is reused. Most others have had no event for a while.",
        happens(trace.IsolateReused, worker="shop"),
    ),
    Scene("login has a request that waits 2 seconds for an origin. Keep an eye on it.", asks("login", "?ms=2000")),
    Scene(
        "Now the machine needs memory for other things. It is tight: something must go. Cloudflare says that it "
        "evicts then; in which order is not public. Here a model decides.",
        is_tight,
    ),
    Scene(
        "Idle isolates go first, those idle for longest. No hook runs, nothing is saved: {event.isolate} is gone with "
        "its globals. Nobody waited for it.",
        happens(trace.IsolateEvicted, reason=TIGHT),
    ),
    Scene(
        "Only as many as needed: the machine is calm again. shop is asked, and is still there, warm.",
        happens(trace.IsolateReused, worker="shop"),
    ),
    Scene("Much less memory is left now.", is_tight),
    Scene(
        "No idle isolate is left to give up. So login is condemned. It has an event in flight, so it is not "
        "removed: it drains. No new event will meet it.",
        happens(trace.IsolateCondemned, worker="login"),
    ),
    Scene(
        "A new request for login. It meets a new isolate, with fresh globals, while the old one still drains.",
        happens(trace.IsolateReady, worker="login"),
    ),
    Scene(
        "The 2 seconds are over, at {event.time:g} ms, and the outcome is {event.outcome}. The visitor got an "
        "ordinary answer and never knew.",
        happens(trace.Outcome, event=LONG),
    ),
    Scene("Only now the old isolate is removed.", happens(trace.IsolateEvicted, worker="login")),
    Scene(
        "The memory is free again. shop is asked: a cold start, and its counter says “served 1”. Whoever counted on "
        "the global has lost.",
        happens(trace.IsolateReady, worker="shop"),
    ),
    Scene(
        "A new version of shop is deployed. The isolate with the old code goes the same way: it takes no new event.",
        happens(trace.IsolateCondemned, reason=NEW_VERSION),
    ),
    Scene("The next event of shop meets the new version, cold.", happens(trace.IsolateReady, worker="shop")),
    Scene(
        "The hard case, the exception to the rule. feed has a request in flight, and others keep 13 MB, where 8 are "
        "allowed (they stand for 128).",
        asks("feed", "?ms=1000"),
    ),
    Scene(
        "That is far over the limit. The isolate is removed at once, and requests in flight end with error 1102.",
        happens(trace.IsolateCondemned, reason=FAR_OVER_LIMIT),
    ),
    Scene(
        "The next request of feed is served again, from a fresh isolate. The Worker lives; isolates come and go.",
        happens(trace.IsolateReady, worker="feed"),
    ),
    Scene(
        "Isolates need not live long. Write Workers for which that is no loss. "
        "On the full screen, k gives you a machine of your own, with knobs.",
        the_end,
    ),
)

EVICTION = Demonstration(
    "Eviction: one machine, and who has to go (8 MB here stand for 128 MB)",
    SOURCE,
    STEPS,
    SCENES,
    workers=WORKERS,
    eviction=PLAN,
    actions=ACTIONS,
)
