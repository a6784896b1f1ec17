"""Intl, and toLocaleString of numbers and dates, in English as workerd writes it; a sentence for what is not here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest

from engine.cities import CITIES
from engine.zones import changes, zones_code
from tests.engine.worlds import bodies, run

HERE = Path(__file__).parent
WORKER = (HERE / "worker.js").read_text("utf-8")
ANSWERS: dict[str, list[Any]] = json.loads((HERE / "answers.json").read_text("utf-8"))


ZONES_HERE = pytest.mark.skipif(not available_timezones(), reason="this machine has no time zone data (pip: tzdata)")


@pytest.mark.parametrize("path", ["/", pytest.param("/zones", marks=ZONES_HERE)])
def test_all_is_written_as_workerd_does(path: str) -> None:
    got = json.loads(bodies(run(WORKER, f"http://example.com{path}", probes=False))[0] or "")
    assert [pair for pair in zip(got, ANSWERS[path], strict=True) if pair[0] != pair[1]] == []


def test_words_are_ordered_and_joined_as_workerd_does() -> None:
    got = json.loads(bodies(run((HERE / "words.js").read_text("utf-8"), "http://example.com/", probes=False))[0] or "")
    answers = json.loads((HERE / "words.json").read_text("utf-8"))
    assert [pair for pair in zip(got, answers, strict=True) if pair[0] != pair[1]] == []


def said(code: str) -> str:
    source = f"""export default {{ fetch() {{
  try {{ return new Response(String({code})) }}
  catch (error) {{ return new Response(`${{error.name}}: ${{error.message}}`) }}
}} }};"""
    return bodies(run(source, "http://example.com/"))[0] or ""


REFUSED = {
    "(1).toLocaleString('de-DE')": 'The locale "de-DE"',
    "(1).toLocaleString('en', { style: 'unit', unit: 'liter' })": 'The option style: "unit"',
    "(1).toLocaleString('en', { notation: 'scientific' })": 'The option notation: "scientific"',
    "new Date(0).toLocaleString('en', { era: 'short' })": 'The option era: "short"',
    "new Date(0).toLocaleDateString('en', { year: 'numeric', day: '2-digit' })": (
        "A date of these parts, without a month,"
    ),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_not_here_says_so(code: str) -> None:
    end = " is not part of this engine, which formats in English (en-US) only. Run it with: npx wrangler dev"
    assert said(code) == f"Error: {REFUSED[code]}{end}"


def test_a_zone_that_the_code_does_not_name_says_so() -> None:
    assert said("new Date(0).toLocaleString('en', { timeZone: ['Asia', 'Tokyo'].join('/') })") == (
        "RangeError: The time zone Asia/Tokyo is not known here. This engine knows UTC, the zones of its cities and "
        "those whose names stand in the Worker's code."
    )


def test_the_clock_is_the_frozen_one() -> None:
    assert said("Intl.DateTimeFormat('en').format() === new Date().toLocaleDateString()") == "true"


@ZONES_HERE
def test_a_worker_that_reads_the_visitors_zone_has_those_of_all_cities() -> None:
    assert all(f'"{city.timezone}"' in zones_code({".timezone"}) for city in CITIES)
    assert zones_code({"Europe/Nowhere", "x"}) == ""


@ZONES_HERE
def test_a_zone_changes_when_it_does() -> None:
    new_york = changes("America/New_York")
    assert new_york[:6] == (0, -300, "EST", 9961200, -240, "EDT")
    assert changes("Asia/Tokyo") == (0, 540, "JST")
