"""The network: one deploy, many places. Cold and warm, counters, two servers, sharding, KV's lag, the one object."""

from __future__ import annotations

from course.stage.demonstration import Demonstration
from course.stage.scene import Scene, happens, the_end
from engine import trace
from engine.actions import Action
from engine.network_plan import NetworkPlan
from engine.step import Step

SOURCE = """\
import { DurableObject } from "cloudflare:workers";

let served = 0;

export default {
  async fetch(request, env) {
    served += 1;
    const { pathname } = new URL(request.url);
    if (pathname === "/write") await env.STORE.put("news", request.headers.get("news"));
    if (pathname === "/read") return new Response(await env.STORE.get("news"));
    if (pathname === "/join") return new Response(await env.ROOM.getByName("one").join());
    return new Response(`${request.cf.colo} #${served}`);
  },
};

export class Room extends DurableObject {
  members = 0;

  join() {
    this.members += 1;
    return `member ${this.members}`;
  }
}
"""

CONFIGURATION = {
    "kv_namespaces": [{"binding": "STORE", "id": "news"}],
    "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]},
    "migrations": [{"tag": "v1", "new_sqlite_classes": ["Room"]}],
}
NETWORK = NetworkPlan(cities=("LIS", "NRT"), servers=2, latency=True, cold_start_ms=5)
SHARDING_AT_MS = 1500.0


def _ask(path: str, city: str, client: str, settle_ms: float = 0, news: str = "") -> Step:
    headers = [("news", news)] if news else []
    return Step(url=f"http://example.com{path}", city=city, client=client, settle_ms=settle_ms, headers=headers)


STEPS = (
    _ask("/", "GRU", "ana"),
    _ask("/", "SYD", "ken"),
    _ask("/", "GRU", "ana"),
    _ask("/", "MAD", "bea", settle_ms=SHARDING_AT_MS),
    _ask("/", "GRU", "ana"),
    _ask("/", "MAD", "bea"),
    _ask("/write", "MAD", "bea", news="old"),
    _ask("/read", "SYD", "ken", settle_ms=1000),  # one key takes one write a second
    _ask("/write", "MAD", "bea", news="new"),
    _ask("/read", "SYD", "ken", settle_ms=60_000),
    _ask("/read", "SYD", "ken"),
    _ask("/join", "MAD", "bea"),
    _ask("/join", "SYD", "ken"),
)
ACTIONS = (Action(kind="sharding", at_ms=SHARDING_AT_MS, sharding=True),)


SCENES = (
    Scene(
        "You deployed once. Cloudflare's network has hundreds of cities; two stand for them here, with two servers "
        "each. Places are real, times a model."
    ),
    Scene(
        "Ana, in São Paulo, sends a request. You chose no region: it goes to the nearest city of this network.",
        happens(trace.Hop, event=1, place="client"),
    ),
    Scene(
        "In Lisbon a server has her connection. On every server one runtime works, for the Workers of everybody.",
        happens(trace.Hop, event=1, place="runtime"),
    ),
    Scene(
        "Nobody asked for this Worker here yet. The runtime makes an isolate: a cold start, 5 ms in this model.",
        happens(trace.IsolateBoot, phase="create"),
    ),
    Scene(
        "The handler ran, in {event.isolate}, and says “{event.text}”. The answer goes back the way it came.",
        happens(trace.ResponseBody, event=1),
    ),
    Scene(
        "Ken, in Sydney, is served by Tokyo. Another city, another server, another isolate: cold again. It says "
        "“{event.text}”, for its globals are its own.",
        happens(trace.ResponseBody, event=2),
    ),
    Scene(
        "Ana again. Her isolate is still here, warm, with its globals: “{event.text}”.",
        happens(trace.ResponseBody, event=3),
    ),
    Scene(
        "Bea is in Madrid, near Lisbon as well. But her connection ends at the city's other server. So one city says "
        "“{event.text}” a second time. Nobody promised her the same isolate.",
        happens(trace.ResponseBody, event=4),
    ),
    Scene(
        "Cold starts are fewer when a Worker's requests meet. Sharding gives each Worker one server in a city.",
        happens(trace.ShardingSet),
    ),
    Scene(
        "Bea's request comes to her server, and is forwarded to the Worker's own: half a millisecond in this model.",
        happens(trace.Hop, event=6, place="server", why="forwarded"),
    ),
    Scene(
        "Ana and Bea share an isolate now: “{event.text}”. Fewer isolates, more of them warm. Still no promise.",
        happens(trace.ResponseBody, event=6),
    ),
    Scene(
        "So what must be the same everywhere is kept elsewhere. KV has one central store, and copies in each city. "
        "Tokyo has just read news, and keeps its copy.",
        happens(trace.IoDone, event=8),
    ),
    Scene(
        "Now Bea writes something new. Lisbon sees it at once. Tokyo's copy is not told.",
        happens(trace.IoDone, event=9, result="written"),
    ),
    Scene("Ken reads in Tokyo, and gets “{event.text}”.", happens(trace.ResponseBody, event=10)),
    Scene(
        "A minute later that copy is too old. Tokyo asks the central store, and reads “{event.text}”.",
        happens(trace.ResponseBody, event=11),
    ),
    Scene(
        "A Durable Object is the other way: it exists once, in one place. This one lives where it was first asked for, "
        "in Lisbon.",
        happens(trace.Onset, object="Room/one"),
    ),
    Scene(
        "Ken's request is in Tokyo, and the object is not. So the call travels to Lisbon and back.",
        happens(trace.IoStarted, event=14),
    ),
    Scene(
        "“{event.text}”: one count for the whole world, paid for with the way.", happens(trace.ResponseBody, event=14)
    ),
    Scene(
        "One deploy, every city. A runtime on each server, an isolate for each Worker in it, and no promise which you "
        "meet.",
        the_end,
    ),
)
"""Event 13 is the object's own, called by event 12."""

NETWORK_DEMONSTRATION = Demonstration(
    "Network: one deploy, many isolates",
    SOURCE,
    STEPS,
    SCENES,
    NETWORK,
    actions=ACTIONS,
    configuration=CONFIGURATION,
)
