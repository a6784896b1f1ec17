"""The same run gives the same trace, to the byte: twice here, and on every Python and machine that runs these tests.

The digests are of what happened, when and in which order, and of all results: fields that a trace event gains do not
change them. When one does change, look at what it is; if it is meant, `python -m tests.engine.test_same_trace` prints
the new ones. `--bytes` prints the digest of all bytes of all traces, to compare two Pythons.
"""

from __future__ import annotations

import hashlib
import sys

import msgspec
import pytest

from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.step import Step
from engine.trace import encode

URL = "http://example.com/"
CONFIGURATIONS: dict[str, dict[str, object]] = {
    "kv": {"kv_namespaces": [{"binding": "STORE", "id": "store"}]},
    "queues": {
        "queues": {
            "producers": [{"binding": "QUEUE", "queue": "jobs"}],
            "consumers": [{"queue": "jobs", "max_batch_size": 2, "max_batch_timeout": 1}],
        }
    },
    "durable objects": {
        "durable_objects": {"bindings": [{"name": "COUNTER", "class_name": "Counter"}]},
        "migrations": [{"tag": "v1", "new_sqlite_classes": ["Counter"]}],
    },
}
PROGRAMS = {
    "hello": "export default { fetch() { return new Response('Hello'); } }",
    "loops and awaits": """
        async function total(values) { let sum = 0; for (const value of values) sum += await value; return sum; }
        export default { async fetch() { return Response.json(await Promise.all([total([1, 2]), total([3])])); } }""",
    "timers": """export default { async fetch(request, env, ctx) {
        ctx.waitUntil(new Promise((done) => setTimeout(done, 40)));
        await new Promise((done) => { let n = 0; const t = setInterval(() => ++n > 2 && done(clearInterval(t)), 7); });
        return new Response(Date.now());
    } }""",
    "randomness": """export default { async fetch() {
        const bytes = crypto.getRandomValues(new Uint8Array(8));
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
        const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes));
        return Response.json([Math.random(), crypto.randomUUID(), ...digest, ...signature]);
    } }""",
    "text and numbers": """export default { async fetch(request) {
        const words = ['\\u00e9', '\\u{1f600}', '\\ud800', '\\0', '\\u202e'];
        console.log(words, 0.1 + 0.2, 1e21, -0, 2 ** 53 + 2, 123456789012345678901234567890n, new Map([[words, 1]]));
        return Response.json({ words, url: new URL('../x?y=%C3#z', request.url).href, at: new Date(0) });
    } }""",
    "fetch": """export default { async fetch() {
        const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((n) => fetch('https://example.com/' + n)));
        return Response.json(await Promise.all(answers.map(async (one) => [one.status, (await one.text()).length])));
    } }""",
    "errors": """const fail = (n) => { if (n === 0) null.x; fail(n - 1); };
    export default { async fetch(request) {
        Promise.reject(new RangeError('nobody waits'));
        try { fail(3); } catch (error) { console.error(error); }
        throw new TypeError('the end', { cause: new Error('why') });
    } }""",
    "streams": """export default { fetch() {
        const { readable, writable } = new TransformStream();
        const writer = writable.getWriter();
        (async () => { for (const word of ['a', 'b', 'c']) {
            await scheduler.wait(3); await writer.write(new TextEncoder().encode(word)); } await writer.close(); })();
        return new Response(readable);
    } }""",
    "kv": """export default { async fetch(request, { STORE }) {
        const own = request.url.slice(-1);
        await STORE.put(own, 'first', { metadata: { n: 1 } });
        await Promise.all(['two', 'three'].map((key) => STORE.put(own + key, key)));
        const again = await STORE.put(own, 'too soon').catch(String);
        return Response.json([again, await STORE.get(own), await STORE.list(), await STORE.getWithMetadata(own)]);
    } }""",
    "queues": """export default {
        async fetch(request, { QUEUE }) { await QUEUE.send({ url: request.url }); return new Response('sent'); },
        async queue(batch) { for (const message of batch.messages) console.log(message.id, message.body); },
    }""",
    "durable objects": """import { DurableObject } from 'cloudflare:workers';
    export class Counter extends DurableObject {
        async up() {
            const n = ((await this.ctx.storage.get('n')) ?? 0) + 1;
            await this.ctx.storage.put('n', n);
            return n;
        }
    }
    export default { async fetch(request, { COUNTER }) {
        const stub = COUNTER.getByName('one');
        return Response.json([await stub.up(), await stub.up(), COUNTER.newUniqueId().toString()]);
    } }""",
    "model cpu": """const table = Array.from({ length: 50 }, (_, n) => n * n); spin(20);
    export default { fetch() {
        spin(3); let sum = 0; for (const one of table) sum += one; return new Response(sum);
    } }""",
}
DIGESTS = {
    "hello": "4e638ea5bc235f27",
    "loops and awaits": "7df3cceca994b2af",
    "timers": "a6d56018cc98876f",
    "randomness": "a5b6cd748373b7c3",
    "text and numbers": "adfee39a668340ed",
    "fetch": "23dd62cda73e8127",
    "errors": "3a21ff0bb804e312",
    "streams": "72e3c565fdaa40bf",
    "kv": "223f7c8db5f1ac27",
    "queues": "a08d2c7ae4928bce",
    "durable objects": "ed8368abd2d49cdc",
    "model cpu": "4e89d96a6e0ba565",
}


def report_of(name: str) -> RunReport:
    """What three requests, two of them at once, come to."""
    files: dict[str, str | bytes] = {"index.js": PROGRAMS[name]}
    project = Project(name="same", main="index.js", files=files, configuration=CONFIGURATIONS.get(name, {}))
    steps = [Step(url=URL + "1", concurrent_group="both"), Step(url=URL + "2", concurrent_group="both"), Step(url=URL)]
    report = run_project(RunRequest(project=project, steps=steps, seed=7))
    assert report.result.error is None, report.result.error
    return report


def digest_of(name: str) -> str:
    """Of its results, and of its trace's kinds of events with their times and whose they are."""
    report = report_of(name)
    order = [(type(said).__name__, said.time, said.event, said.isolate) for said in report.trace]
    return hashlib.sha256(msgspec.json.encode((order, report.result.steps))).hexdigest()[:16]


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_trace_is_the_same_twice_and_everywhere(name: str) -> None:
    first = report_of(name)
    assert [step.outcome for step in first.result.steps] == ["exception" if name == "errors" else "ok"] * 3
    assert encode(first.trace) == encode(report_of(name).trace)
    assert digest_of(name) == DIGESTS[name]


if __name__ == "__main__":
    if "--bytes" in sys.argv:
        print(hashlib.sha256(b"".join(encode(report_of(program).trace) for program in PROGRAMS)).hexdigest())
    else:
        print("\n".join(f'    "{program}": "{digest_of(program)}",' for program in PROGRAMS))
