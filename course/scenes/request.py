"""Request → response: cold, warm, what goes on afterwards, and the day the isolate is gone."""

from __future__ import annotations

from course.stage.demonstration import Demonstration
from course.stage.scene import Scene, happens, the_end
from engine import trace
from engine.network_plan import NetworkPlan
from engine.step import Step

SOURCE = """\
let served = 0;
const kept = [];

export default {
  async fetch(request, env, ctx) {
    served += 1;
    if (request.url.endsWith("/keep")) kept.push(new Uint8Array(200_000_000));
    const stock = await fetch("https://origin/stock?ms=60");
    ctx.waitUntil(count(request.url));
    return new Response(`served ${served}, stock ${stock.status}`);
  },
};

async function count(url) {
  await fetch("https://origin/count?ms=40", { method: "POST", body: url });
}
"""

STEPS = tuple(
    Step(url=f"http://example.com/{path}", city="MAD", client="visitor", settle_ms=1000)
    for path in ("first", "second", "keep", "last")
)
NETWORK = NetworkPlan(cities=("LIS", "FRA", "IAD"), servers=2, latency=True, handshake=True)

SCENES = (
    Scene(
        "One request, from a client in Madrid to the response and beyond. Time goes down; each arrow is a hop. "
        "Distances are real, times a model."
    ),
    Scene(
        "The client sends, and shakes hands first: two ways more. The network takes it to the nearest city, a server "
        "there, and the runtime on it.",
        happens(trace.Hop, event=1, place="client"),
    ),
    Scene(
        "Nobody has asked for this Worker here before. A new isolate is made: heap, platform, your code, your top "
        "level. That was the cold start.",
        happens(trace.IsolateReady),
    ),
    Scene(
        "The runtime calls fetch(request, env, ctx). Only here your code begins.",
        happens(trace.Onset, event=1),
    ),
    Scene(
        "The handler asks an origin. It leaves the thread until the answer comes, at {event.due:.1f} ms. Most of a "
        "request's time is such waiting.",
        happens(trace.IoStarted, event=1),
    ),
    Scene("The answer is here, and the handler goes on.", happens(trace.IoDone, event=1)),
    Scene(
        "ctx.waitUntil: the counting may go on after the response.",
        happens(trace.WaitUntilAdded, event=1),
    ),
    Scene("The handler returns a Response. It starts its way back, hop by hop.", happens(trace.Return, event=1)),
    Scene(
        "The client has its answer at {event.time:.1f} ms. For the Worker it is not over: the counting is still on its "
        "way (dashed).",
        happens(trace.Hop, event=1, place="client", returning=True),
    ),
    Scene("Now the event is over: {event.outcome}. The isolate stays, warm.", happens(trace.Outcome, event=1)),
    Scene(
        "A second request meets the same isolate. No phase of a cold start: it is just called. And its global still "
        "counts.",
        happens(trace.IsolateReused, served=1),
    ),
    Scene(
        "A later request keeps 200 MB. An isolate may have 128 MB, so the runtime stops it.",
        happens(trace.ExceptionThrown, event=3),
    ),
    Scene(
        "One day every isolate is evicted: for memory, as here ({event.reason}), for idleness, or for a new version. "
        "Its globals are gone; nothing was saved.",
        happens(trace.IsolateEvicted),
    ),
    Scene(
        "The next request starts cold again, in a fresh isolate. It will say “served 1”.",
        happens(trace.IsolateReady),
    ),
    Scene(
        "Cold or warm is the runtime's business. Write the Worker so that it is right either way.",
        the_end,
    ),
)

REQUEST = Demonstration("Request → response: one request, and what stays behind", SOURCE, STEPS, SCENES, NETWORK)
