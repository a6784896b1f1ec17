"""What a handler cannot see need not be made: only where the whole program shows it."""

from __future__ import annotations

import pytest

from engine.compile import compile_project
from engine.step import Step
from tests.engine.worlds import bodies, run

URL = "http://example.com/"
ALL = {"request", "env", "context"}
ANSWER = "return new Response('x');"
PROGRAMS = {
    f"export default {{ fetch() {{ {ANSWER} }} }}": ALL,
    f"export default {{ async fetch(request, env, ctx) {{ {ANSWER} }} }};": ALL,
    "export default { fetch: (request) => new Response(request.url) };": {"env", "context"},
    "export default { fetch: request => new Response('x') };": ALL,
    "let n = 0; export default { fetch: async (request, env) => new Response(env.A + n) };": {"request", "context"},
    "export default { fetch(request, env, ctx) { const o = { ctx }; return new Response(o); } }": {"request", "env"},
}
SEES_EVERYTHING = {
    "arguments": "export default { fetch() { return new Response(arguments.length); } }",
    "this": "export default { fetch() { this.fetch = (r) => new Response(r.url); return new Response('x'); } }",
    "a rest": "export default { fetch(...all) { return new Response(all.length); } }",
    "a pattern": "export default { fetch({ url }) { return new Response(url); } }",
    "a default": "export default { fetch(request = 1) { return new Response('x'); } }",
    "a wrapper": "const wrap = (f) => f; export default { fetch: wrap(() => new Response('x')) }",
    "another handler": f"export default {{ fetch() {{ {ANSWER} }}, scheduled() {{}} }}",
    "a spread": f"const more = {{}}; export default {{ fetch() {{ {ANSWER} }}, ...more }}",
    "a computed name": f"export default {{ ['fetch']() {{ {ANSWER} }} }}",
    "a getter": "export default { get fetch() { return (r) => new Response(r.url); } }",
    "a variable": f"const handler = {{ fetch() {{ {ANSWER} }} }}; export default handler;",
    "another export": f"export const a = 1; export default {{ fetch() {{ {ANSWER} }} }}",
    "an import": f"import {{ env }} from 'cloudflare:workers'; export default {{ fetch() {{ {ANSWER} }} }}",
    "code from text": "export default { fetch() { return new Response(globalThis['Req' + 'uest'].name); } }",
}


def unseen(source: str) -> frozenset[str]:
    """What compiling says that the handler cannot see."""
    platform = ("cloudflare:workers",)
    return compile_project({"index.js": source}, "index.js", probes=False, platform_modules=platform).unseen


@pytest.mark.parametrize("source", PROGRAMS)
def test_arguments_that_nothing_looks_at(source: str) -> None:
    assert unseen(source) == PROGRAMS[source]


@pytest.mark.parametrize("why", SEES_EVERYTHING)
def test_whatever_might_show_an_argument_counts(why: str) -> None:
    assert unseen(SEES_EVERYTHING[why]) == frozenset()


@pytest.mark.parametrize("probes", [True, False])
def test_it_answers_all_the_same(probes: bool) -> None:
    steps = [Step(url=URL), Step(method="POST", url=URL, body="text"), Step(kind="scheduled", cron="* * * * *")]
    report = run(
        "export default { async fetch(request, env, ctx) { return new Response('x'); } };", *steps, probes=probes
    )
    assert bodies(report)[:2] == ["x", "x"]
    assert [what.message for what in report.result.steps[2].exceptions] == [
        "Handler does not export a scheduled() function."
    ]


@pytest.mark.parametrize("text", ["typeof Request", "Request.name", "new Request('http://a/').url"])
def test_what_is_mentioned_is_there(text: str) -> None:
    source = f"export default {{ fetch(request) {{ return new Response({text}); }} }}"
    assert bodies(run(source, URL)) == [{"t": "function", "R": "Request", "n": "http://a/"}[text[0]]]
