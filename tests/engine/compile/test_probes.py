"""Probes change nothing that code can notice, and say what runs."""

from __future__ import annotations

import re

import pytest

from tests.engine.compile.observing import observe
from tests.engine.compile.snippets import SNIPPETS

COLUMNS_BETTER_WITH_PROBES = {"errors in expressions"}
"""QuickJS gives column 1 for an error in the first expression of a function; a probe before it puts that right."""


def _without_columns(text: str) -> str:
    return re.sub(r"(index\.js:\d+):\d+", r"\1", text)


@pytest.mark.parametrize("name", SNIPPETS)
def test_nothing_changes(name: str) -> None:
    source = SNIPPETS[name]
    plain_compiled, plain = observe(source, probes=False)
    probed_compiled, probed = observe(source, probes=True)
    assert not plain_compiled.broken
    if name in COLUMNS_BETTER_WITH_PROBES:
        plain.lines = [_without_columns(line) for line in plain.lines]
        probed.lines = [_without_columns(line) for line in probed.lines]
    assert probed.lines == plain.lines
    assert probed.error == plain.error
    assert probed_compiled.text.count("\n") == plain_compiled.text.count("\n")
    assert plain.lines or plain.error, "the snippet shows nothing"
    assert probed.said
    assert not plain.said
