"""Headers: validation, combining, immutability, what they look like on the wire."""

from __future__ import annotations

import pytest

from tests.engine.platform.heap import Heap

TRY = "const t = (f) => { try { return String(f()); } catch (e) { return `${e.name}: ${e.message}`; } };"


@pytest.fixture(scope="module")
def heap() -> Heap:
    return Heap()


def test_names_lose_their_case_and_values_their_edges(heap: Heap) -> None:
    found = heap.run("const h = new Headers({'X-Name': ' \\t value\\n '}); h.append('x-NAME', '2'); return [...h];")
    assert found == [["x-name", "value, 2"]]


def test_cookies_stay_apart(heap: Heap) -> None:
    found = heap.run(
        "const h = new Headers([['Set-Cookie', 'a'], ['set-cookie', 'b'], ['z', '1'], ['a', '2']]); return [...h];"
    )
    assert found == [["a", "2"], ["set-cookie", "a"], ["set-cookie", "b"], ["z", "1"]]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("new Headers().set('a b', 'c')", "TypeError: Invalid header name."),
        ("new Headers().set('a', 'b\\nc')", "TypeError: Invalid header value."),
        ("new Headers().set('a', 'b\\0c')", "TypeError: Invalid header value."),
        (
            "new Headers().get()",
            "TypeError: Failed to execute 'get' on 'Headers': parameter 1 is not of type 'string'.",
        ),
        (
            "new Headers([['a']])",
            "TypeError: To initialize a Headers object from a sequence, each inner sequence must have exactly two "
            "elements.",
        ),
        (
            "new Headers(null)",
            "TypeError: Failed to construct 'Headers': constructor parameter 1 is not of type "
            "'Headers or Sequence or object'.",
        ),
        (
            "Headers()",
            "TypeError: Failed to construct 'Headers': Please use the 'new' operator, this object constructor cannot "
            "be called as a function.",
        ),
    ],
)
def test_refusals_in_the_words_of_workerd(heap: Heap, code: str, said: str) -> None:
    assert heap.run(f"{TRY} return t(() => {code});") == said


def test_a_wrong_this_is_an_illegal_invocation(heap: Heap) -> None:
    for code in ("Headers.prototype.get.call({}, 'a')", "const { append } = new Headers(); append('a', 'b')"):
        assert heap.run(f"{TRY} return t(() => {{ {code} }});").startswith("TypeError: Illegal invocation: ")


def test_members_are_enumerable_and_the_tag_is_the_name(heap: Heap) -> None:
    assert heap.run(
        "const seen = []; for (const k in new Headers()) seen.push(k); return seen.includes('getSetCookie');"
    )
    assert heap.run(
        "return [String(new Headers()), Headers.name, Headers.length, new Headers().constructor === Headers];"
    ) == [
        "[object Headers]",
        "Headers",
        0,
        True,
    ]


def test_set_replaces_every_value_and_delete_takes_all(heap: Heap) -> None:
    found = heap.run(
        "const h = new Headers([['x', '1'], ['y', '2'], ['X', '3']]); h.set('x', '4');"
        "const after = [...h]; h.delete('X');"
        "return [after, [...h], h.has('x')];"
    )
    assert found == [[["x", "4"], ["y", "2"]], [["y", "2"]], False]


def test_on_the_wire_known_names_share_a_line_and_others_do_not(heap: Heap) -> None:
    found = heap.run(
        "const h = new Headers(); for (const v of ['1', '2']) { h.append('Vary', v); h.append('X-Dup', v); }"
        "return $platform.internals.responseRecord(new Response(null, { headers: h })).headers.map(([n, v]) => [n, v]);"
    )
    assert found == [["Vary", "1, 2"], ["X-Dup", "1"], ["X-Dup", "2"]]
