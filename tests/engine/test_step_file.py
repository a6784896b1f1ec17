"""Steps as JSON."""

from __future__ import annotations

import pytest

from engine.errors import StepError
from engine.step import Step
from engine.step_file import read_steps


def test_headers_as_pairs_and_as_an_object() -> None:
    pairs = read_steps('[{"headers": [["a", "1"], ["a", "2"]]}]', "f")
    assert pairs == read_steps(b'[{"headers": {"a": ["1", "2"]}}]', "f")
    assert pairs == [Step(headers=[("a", "1"), ("a", "2")])]


def test_messages_stay_as_they_are_written() -> None:
    (step,) = read_steps('[{"kind": "queue", "queue": "q", "messages": [{"id": "m1", "body": [1, null]}]}]', "f")
    assert bytes(step.messages[0]) == b'{"id":"m1","body":[1,null]}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "f is not JSON"),
        ("{}", "square brackets"),
        ('[{}, {"metod": "GET"}]', "step 2: Object contains unknown field `metod`"),
        ('[{"delay_before_ms": "soon"}]', "step 1, delay_before_ms: Expected `float`"),
        ('[{"body": "\\ud800"}]', "half a character"),
    ],
)
def test_mistakes_name_the_step(text: str, words: str) -> None:
    with pytest.raises(StepError) as caught:
        read_steps(text, "f")
    assert words in str(caught.value)
