"""The event loop: two requests on one thread, each with a microtask, a timer, a fetch and something for afterwards."""

from __future__ import annotations

from course.stage.demonstration import Demonstration
from course.stage.scene import Scene, happens, reaches, the_end
from engine import trace
from engine.step import Step

SOURCE = """\
let visits = 0;

export default {
  async fetch(request, env, ctx) {
    visits += 1;
    const { pathname } = new URL(request.url);
    console.log(pathname, "begins, visit", visits);
    queueMicrotask(() => console.log(pathname, "microtask"));
    setTimeout(() => console.log(pathname, "timer"), 40);
    const answer = await fetch("https://origin/?ms=80");
    console.log(pathname, "has its answer", answer.status);
    ctx.waitUntil(report(pathname));
    return new Response(`visit ${visits}`);
  },
};

async function report(pathname) {
  await scheduler.wait(30);
  console.log(pathname, "is reported");
}
"""

STEPS = (
    Step(url="http://example.com/a", concurrent_group="both"),
    Step(url="http://example.com/b", concurrent_group="both", delay_before_ms=20),
)

SCENES = (
    Scene(
        "One isolate, one thread, two requests. This is a Worker that really runs; you see what its engine did, step "
        "by step. In which order will the ten lines be printed?"
    ),
    Scene(
        "A new isolate. Your module runs from top to bottom, once, before any request: visits is 0.",
        happens(trace.TurnStarted, cause="startup"),
    ),
    Scene(
        "Request A gets the thread. Its handler goes on the call stack. While it stands there, nothing else runs.",
        happens(trace.FrameEntered, event=1, function="fetch"),
    ),
    Scene(
        "queueMicrotask puts a function into the microtask queue. It does not run now: the stack is not empty.",
        happens(trace.JobQueued, event=1),
    ),
    Scene(
        "A timer of {event.delay:g} ms. It is handed to the runtime, outside the thread, and due at {event.due:g} ms.",
        happens(trace.TimerSet, event=1),
    ),
    Scene(
        "await: the handler leaves the stack and waits at this line. The thread does not wait with it.",
        happens(trace.FrameSuspended, event=1),
    ),
    Scene(
        "The stack is empty, so the microtask runs. Microtasks always come before the next timer, answer or request.",
        happens(trace.JobStarted, event=1),
    ),
    Scene(
        "The turn is over and the thread is free. Only now the fetch leaves. Its answer will come at {event.due:g} ms.",
        happens(trace.IoStarted, event=1),
    ),
    Scene(
        "Nothing can run, so the virtual clock jumps, and request B arrives. Same isolate, same variables: visits "
        "will be 2.",
        happens(trace.Onset, event=2),
    ),
    Scene(
        "Both requests wait now, each at its await. Waiting costs no CPU time; the hatched lanes show it.",
        happens(trace.FrameSuspended, event=2),
    ),
    Scene("A's timer is due at {event.time:g} ms, and the thread is free: it fires.", happens(trace.TimerFired)),
    Scene(
        "A's answer is here. The promise settles, and that queues a microtask: the rest of the handler.",
        happens(trace.IoDone, event=1),
    ),
    Scene("A goes on behind its await, with the same local variables.", reaches("has its answer", event=1)),
    Scene(
        "waitUntil: the response need not wait for this. The event lives on until the promise settles.",
        happens(trace.WaitUntilAdded, event=1),
    ),
    Scene(
        "A's response is on its way, and it says “{event.text}”. A was the first visit! Both requests share the "
        "variable, and B changed it while A waited.",
        happens(trace.ResponseBody, event=1),
    ),
    Scene("Now B's answer is here: the same story once more.", happens(trace.IoDone, event=2)),
    Scene(
        "Event A is over, {event.wall_ms:g} ms after it was sent. Its client has long had the response.",
        happens(trace.Outcome, event=1),
    ),
    Scene("One thread served both, because both mostly waited.", the_end),
)

EVENT_LOOP = Demonstration("Event loop: two requests, one thread", SOURCE, STEPS, SCENES)
