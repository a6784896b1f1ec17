"""URLPattern: what routes in Workers use, and the corners of https://urlpattern.spec.whatwg.org/."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.engine.platform.heap import Heap


@pytest.fixture(scope="module")
def heap() -> Heap:
    return Heap({"URLPattern"})


def call(heap: Heap, arguments: list[Any], expression: str) -> Any:
    return heap.run(f"const pattern = new URLPattern(...{json.dumps(arguments)}); return {expression};")


# (constructor arguments, component, input, its groups or None)
MATCHES = [
    (["/books/:id", "https://example.com"], "pathname", "https://example.com/books/123", {"id": "123"}),
    (["/books/:id", "https://example.com"], "pathname", "https://example.com/books/", None),
    (["/books/:id", "https://example.com"], "pathname", "https://other.com/books/1", None),
    ([{"pathname": "/books/:id(\\d+)"}], "pathname", "https://a.b/books/12", {"id": "12"}),
    ([{"pathname": "/books/:id(\\d+)"}], "pathname", "https://a.b/books/x", None),
    (["https://*.example.com/*"], "hostname", "https://a.example.com/x", {"0": "a"}),
    (["https://*.example.com/*"], "hostname", "https://example.com/x", None),
    (["https://example.com/:a/:b?"], "pathname", "https://example.com/x", {"a": "x"}),
    (["https://example.com/:a/:b?"], "pathname", "https://example.com/x/y", {"a": "x", "b": "y"}),
    (["https://example.com/files/:path*"], "pathname", "https://example.com/files", {}),
    (["https://example.com/files/:path+"], "pathname", "https://example.com/files", None),
    (["https://example.com/files/:path+"], "pathname", "https://example.com/files/a/b", {"path": "a/b"}),
    ([{"hostname": "{:sub.}?example.com"}], "hostname", "http://x.example.com/", {"sub": "x"}),
    (["http{s}?://example.com/foo?bar=:b#:h"], "search", "https://example.com/foo?bar=1#z", {"b": "1"}),
    (["https://example.com:8080/product-:id.html"], "pathname", "https://example.com:8080/product-7.html", {"id": "7"}),
    (["data\\:foo*"], "pathname", "data:foobar", {"0": "bar"}),
    ([{"pathname": "/FOO"}, {"ignoreCase": True}], "pathname", "https://x.y/foo", {}),
    (["https://example.com/é/:x"], "pathname", "https://example.com/é/q", {"x": "q"}),
    (["https://[\\:\\:1]/x"], "hostname", "https://[::1]/x", {}),
    (["../x/:y", "https://h.com/a/b/c"], "pathname", "https://h.com/a/x/1", {"y": "1"}),
    (["?q=:x", "https://h.com/a"], "search", "https://h.com/a?q=1", {"x": "1"}),
    (["https://example.com/(foo|bar)/*.png"], "pathname", "https://example.com/foo/a/b.png", {"0": "foo", "1": "a/b"}),
]


@pytest.mark.parametrize(("arguments", "component", "text", "groups"), MATCHES)
def test_matches(heap: Heap, arguments: list[Any], component: str, text: str, groups: dict[str, str] | None) -> None:
    found = call(heap, arguments, f"pattern.exec({json.dumps(text)})?.{component}.groups ?? null")
    assert found == groups
    assert call(heap, arguments, f"pattern.test({json.dumps(text)})") == (groups is not None)


@pytest.mark.parametrize(
    "arguments",
    [
        ["/x"],
        ["("],
        ["https://e.com/:a/:a"],
        [{"pathname": "/(?:x)"}],
        ["https://e.com/{a"],
        [{"pathname": "/("}, "https://e.com"],
    ],
)
def test_bad_patterns(heap: Heap, arguments: list[Any]) -> None:
    assert call(heap, arguments, "1") == "TypeError: Failed to construct URLPattern"


@pytest.mark.parametrize(
    ("pathname", "text"),
    [
        ("/a/:b", "/a/:b"),
        ("/{a}{b}", "/ab"),
        ("/:a{:b}", "/:a:b"),
        ("/{:a}b", "/{:a}b"),
        ("/*/(.*)", "/*/*"),
        ("/x{/:y}?", "/x/:y?"),
    ],
)
def test_pattern_text_comes_back_in_its_simplest_form(heap: Heap, pathname: str, text: str) -> None:
    assert call(heap, [{"pathname": pathname}], "pattern.pathname") == text


def test_result_lists_inputs_and_every_component(heap: Heap) -> None:
    found = call(heap, [{}], "pattern.exec({ pathname: '/x' })")
    assert found["inputs"] == [{"pathname": "/x"}]
    assert found["pathname"] == {"input": "/x", "groups": {"0": "/x"}}
    assert list(found) == [
        "inputs", "protocol", "username", "password", "hostname", "port", "pathname", "search", "hash",
    ]  # fmt: skip


def test_reg_exp_groups_are_told(heap: Heap) -> None:
    assert call(heap, [{"pathname": "/:id(\\d+)"}], "pattern.hasRegExpGroups") is True
    assert call(heap, [{"pathname": "/:id/*"}], "pattern.hasRegExpGroups") is False
