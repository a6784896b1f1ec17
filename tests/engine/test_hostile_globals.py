"""Learner code that breaks the language under the engine's feet: the host, the trace and other isolates stay whole.

Inside its own isolate a Worker may break what it likes, the platform's JavaScript included; then its events end with
an exception that says so. Each event still ends once, nothing hangs, and nothing reaches beyond the isolate.
"""

from __future__ import annotations

import msgspec
import pytest

from engine.project import Project
from engine.run import RunReport, RunRequest, run_project
from engine.step import Step
from engine.trace import Outcome
from tests.engine.worlds import bodies, run

THROW = "() => { throw new NativeError('poison'); }"


def methods_of(holder: str) -> str:
    """Replaces every method of an object."""
    return (
        f"for (const name of Object.getOwnPropertyNames({holder}))"
        f"if (name !== 'constructor' && typeof Object.getOwnPropertyDescriptor({holder}, name).value === 'function')"
        f"{holder}[name] = THROW;"
    )


def accessor(holder: str, name: str) -> str:
    """Makes a property throw when it is read or set. name: a JavaScript expression."""
    return f"Object.defineProperty({holder}, {name}, {{ get: THROW, set: THROW, configurable: true }});"


POISONS = {
    "Object.prototype.then": "Object.prototype.then = THROW;",
    "Object.prototype.then, a getter": accessor("Object.prototype", "'then'"),
    "Object.prototype.toJSON": "Object.prototype.toJSON = THROW;",
    "Object.prototype.get and set": "Object.prototype.get = () => 'poison'; Object.prototype.set = () => {};",
    "Object.prototype.get, no function": "Object.prototype.get = 1;",
    "Object.prototype.value": "Object.prototype.value = 'poison'; Object.prototype.writable = false;",
    "Object.prototype.text and more": (
        "for (const name of ['text', 'base64', 'bytes', 'stream', 'next', 'done', 'body', 'headers', 'used', 'event',"
        "'status', 'convert', 'repeats', 'kind', 'name', 'callback', 'id', 'active'])"
        "Object.defineProperty(Object.prototype, name, { get: THROW, set: THROW, configurable: true });"
    ),
    "Object.prototype[0]": (
        "for (let i = 0; i < 40; i++)"
        "Object.defineProperty(Object.prototype, i, { get: THROW, set: THROW, configurable: true });"
    ),
    "Object.prototype[0], enumerable": "Object.prototype[0] = 'poison'; Object.prototype.more = 'poison';",
    "Object.prototype frozen": "[Object, Array, Function, Promise].forEach((type) => Object.freeze(type.prototype));",
    "Object.prototype.toString": "Object.prototype.toString = THROW; Object.prototype.valueOf = THROW;",
    "Object's functions": methods_of("Object"),
    "Symbol.toPrimitive": accessor("Object.prototype", "Symbol.toPrimitive"),
    "Symbol.dispose": accessor("Object.prototype", "Symbol.dispose"),
    "Promise.prototype.then": "Promise.prototype.then = THROW;",
    "Promise.prototype.then, silent": "Promise.prototype.then = () => {};",
    "Promise.prototype.constructor": accessor("Promise.prototype", "'constructor'"),
    "Promise[Symbol.species]": accessor("Promise", "Symbol.species"),
    "Promise.resolve": "Promise.resolve = Promise.reject = Promise.all = THROW;",
    "Promise gone": "globalThis.Promise = null;",
    "Array.prototype[Symbol.iterator]": "Array.prototype[Symbol.iterator] = THROW;",
    "array iterators": "Object.getPrototypeOf([][Symbol.iterator]()).next = THROW;",
    "Array.prototype[0]": (
        "for (let i = 0; i < 40; i++) Object.defineProperty(Array.prototype, i, { set: THROW, configurable: true });"
    ),
    "Array.prototype[0], one that keeps": (
        "Object.defineProperty(Array.prototype, 0, { set(value) { globalThis.stolen = value; }, configurable: true });"
    ),
    "Array.prototype": methods_of("Array.prototype"),
    "Array.prototype.toJSON": "Array.prototype.toJSON = () => 'poison';",
    "JSON": "JSON.stringify = JSON.parse = THROW;",
    "JSON gone": "globalThis.JSON = undefined;",
    "String.prototype.toJSON": "String.prototype.toJSON = Number.prototype.toJSON = () => 'poison';",
    "String.prototype": methods_of("String.prototype"),
    "String gone": "globalThis.String = globalThis.Number = globalThis.Array = undefined;",
    "Number.prototype": methods_of("Number.prototype"),
    "RegExp.prototype.exec": "RegExp.prototype.exec = RegExp.prototype.test = THROW;",
    "Error.prepareStackTrace": "Error.prepareStackTrace = THROW;",
    "Error.prepareStackTrace, odd": "Error.prepareStackTrace = () => ({ toString: THROW });",
    "Error.prototype.name": accessor("Error.prototype", "'name'") + accessor("Error.prototype", "'message'"),
    "Error.prototype.stack": accessor("Error.prototype", "'stack'"),
    "Error gone": "globalThis.Error = globalThis.TypeError = globalThis.DOMException = undefined;",
    "Symbol.hasInstance": (
        "for (const type of [Error, TypeError, Response, Promise])"
        "Object.defineProperty(type, Symbol.hasInstance, { value: THROW, configurable: true });"
    ),
    "Function.prototype.call": "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = THROW;",
    "Function.prototype.toString": "Function.prototype.toString = THROW;",
    "Function gone": "Function.prototype.constructor = THROW; globalThis.Function = undefined;",
    "Reflect": methods_of("Reflect"),
    "maps": "for (const type of [Map, Set, WeakMap, WeakSet]) {" + methods_of("type.prototype") + "}",
    "typed arrays": methods_of("Object.getPrototypeOf(Uint8Array.prototype)") + "globalThis.Uint8Array = undefined;",
    "Symbol.species": "".join(accessor(one, "Symbol.species") for one in ("Array", "RegExp", "Map")),
    "queueMicrotask": "globalThis.queueMicrotask = THROW;",
    "every global": (
        "for (const name of Object.getOwnPropertyNames(globalThis))"
        "if (!['globalThis', 'undefined', 'NaN', 'Infinity'].includes(name))"
        "if (!['setTimeout', 'fetch', 'Response', 'console', 'Error', 'Object'].includes(name))"
        "delete globalThis[name];"
    ),
}  # fmt: skip
"""What is broken → how. `THROW` stands for a function that throws Error("poison")."""

NOT_SOUND = {
    "Object.prototype.then", "Object.prototype.then, a getter", "Object's functions", "Promise.prototype.constructor",
    "Promise[Symbol.species]", "String.prototype", "every global",
}  # fmt: skip
"""Those that break the language itself (`await`, template literals): even a plain answer may become an exception.
Under all others a plain answer, an exception, a line and waitUntil come out as if nothing were broken."""

PATHS = {
    "/text": "return new Response('fine');",
    "/later": "await 1; return new Response('fine');",
    "/throw": "throw new NativeError('broken');",
    "/throw-later": "await 1; throw new NativeError('broken');",
    "/line": "console.log('a line'); return new Response('fine');",
    "/wait": "ctx.waitUntil((async () => { await 1; console.log('late'); })()); return new Response('fine');",
    "/init": "return new Response('fine', { status: 201, headers: { a: 'b' } });",
    "/object": "console.log({ a: [1] }, new NativeError('shown')); return new Response('fine');",
    "/language": "return env.nothing.at.all;",
    "/timer": "await new NativePromise((done) => setTimeout(done, 5)); return new Response('fine');",
    "/fetch": "const answer = await fetch('https://other.example/', { method: 'POST', body: 'x' });"
    "return new Response(await answer.text());",
    "/wait-throw": "ctx.waitUntil((async () => { throw new NativeError('late'); })()); return new Response('fine');",
    "/body": "return new Response(await request.text());",
    "/json": "return Response.json({ a: 1 });",
    "/stream": "const { readable, writable } = new TransformStream(); const writer = writable.getWriter();"
    "ctx.waitUntil(writer.write(new TextEncoder().encode('fine')).then(() => writer.close()));"
    "return new Response(readable);",
    "/wrong": "return {};",
}
PLAIN = ("/text", "/later", "/throw", "/throw-later", "/line", "/wait")
OTHER = Project(
    name="other",
    main="index.js",
    files={
        "index.js": "export default { fetch: async () => new Response(JSON.stringify([{}.then ?? 'whole', 1])) };",
    },
)


def worker(poison: str, when: str) -> Project:
    """A Worker with a path for everything, that poisons itself at start or in its first event."""
    paths = "".join(f"case '{path}': {{ {body} }}\n" for path, body in PATHS.items())
    source = (
        "const NativeError = Error, NativePromise = Promise, { apply } = Reflect, { slice } = String.prototype;\n"
        "let poisoned = false;\n"
        f"const poison = () => {{ if (poisoned) return; poisoned = true; {poison.replace('THROW', THROW)} }};\n"
        f"{'poison();' if when == 'start' else ''}\n"
        "export default { async fetch(request, env, ctx) {\n"
        "const path = apply(slice, request.url, ['http://example.com'.length]); poison();\n"
        f"switch (path) {{\n{paths}}} }} }};"
    )
    return Project(name="hostile", main="index.js", files={"index.js": source})


def send(poison: str, when: str, *, probes: bool = True) -> RunReport:
    """Every path, one after the other, in one isolate; another Worker answers its fetch()."""
    steps = [Step(method="POST", url="http://example.com" + path, body="body") for path in PATHS]
    return run_project(
        RunRequest(project=worker(poison, when), steps=steps, workers=[OTHER], outbound="other", probes=probes)
    )


def shown(report: RunReport) -> dict[str, object]:
    """What each path came to."""
    return {
        path: (
            step.status,
            step.body,
            step.outcome,
            [line.message for line in step.logs],
            [one.message for one in step.exceptions],
        )
        for path, step in zip(PATHS, report.result.steps, strict=True)
    }


@pytest.fixture(scope="module")
def whole() -> dict[str, object]:
    """What each path comes to when nothing is broken."""
    return shown(send("", "start"))


@pytest.mark.parametrize("when", ["start", "event"])
@pytest.mark.parametrize("name", POISONS)
def test_every_event_ends_once_and_says_why(name: str, when: str, whole: dict[str, object]) -> None:
    report = send(POISONS[name], when, probes=when == "start")
    msgspec.json.encode(report.trace)
    if report.result.error is not None:
        assert "poison" in report.result.error.message
        return
    ended = [said.event for said in report.trace if isinstance(said, Outcome)]
    assert len(ended) == len(set(ended)) >= len(PATHS)
    assert len(report.result.steps) == len(PATHS)
    for step in report.result.steps:
        assert step.outcome in ("ok", "exception")
        assert step.exceptions or step.outcome == "ok"
    came_to = shown(report)
    if name not in NOT_SOUND:
        assert {path: came_to[path] for path in PLAIN} == {path: whole[path] for path in PLAIN}
    if came_to["/fetch"][0] == 200:  # the other Worker's isolate met none of it
        assert came_to["/fetch"] == whole["/fetch"]


def test_a_setter_on_arrays_is_not_handed_what_the_host_reads() -> None:
    poison = POISONS["Array.prototype[0], one that keeps"]
    source = (
        f"{poison} export default {{ async fetch() {{ await 1; console.log('a line');"
        "const stolen = JSON.stringify(globalThis.stolen ?? 'nothing').includes('a line');"
        "return new Response(stolen ? 'stolen' : 'safe'); } };"
    )
    assert bodies(run(source, "http://example.com/", "http://example.com/")) == ["safe", "safe"]
