"""JSON with comments and trailing commas."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import jsonc

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["//", "/* */", ",]", '\\"', "\\"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_plain_json_is_jsonc(value: object) -> None:
    assert jsonc.loads(json.dumps(value)) == value
    assert jsonc.loads(json.dumps(value, indent=2, ensure_ascii=False)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, 2,]", [1, 2]),
        ('{"a": [1,\n],\n}', {"a": [1]}),
        ('// one\n{"a": 1} // two', {"a": 1}),
        ('/* a\n b */ {"a": /**/ "/* no */" }', {"a": "/* no */"}),
        ('{"a": "x\\"//y",}', {"a": 'x"//y'}),
        ("[1 /* , */ , /* c */ ]", [1]),
    ],
)
def test_extensions(text: str, value: object) -> None:
    assert jsonc.loads(text) == value


@pytest.mark.parametrize("text", ["[,]", "{,}", "[1,,]", "[1,,2]", "{'a': 1}", "[1", '"a', "", "/* x", "[1] /"])
def test_what_is_no_jsonc_is_refused(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        jsonc.loads(text)


def test_positions_are_those_of_the_text() -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        jsonc.loads('{\n  // note\n  "a": 1,\n  /* x */ b: 2\n}')
    assert (caught.value.lineno, caught.value.colno) == (4, 11)
