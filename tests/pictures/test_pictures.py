"""What the recordings in README.md promise: each difference once, no script, nothing fetched, small, and one still."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tests.pictures.animation import Drawing, Frame
from tests.pictures.make import TITLES
from tests.pictures.record import DESCRIPTIONS, HERE

ROOT = Path(__file__).parents[2]
MOST_BYTES = 600_000
NAMESPACE = "{http://www.w3.org/2000/svg}"
FILES = [*(f"demo-{name}.svg" for name in DESCRIPTIONS), *TITLES]


@pytest.mark.parametrize("name", FILES)
def test_a_picture_is_small_whole_fetches_nothing_and_is_shown_in_the_readme(name: str) -> None:
    text = (HERE / name).read_text("utf-8")
    root = ElementTree.fromstring(text)
    assert len(text.encode()) <= MOST_BYTES
    assert not re.search(r"<script|@font-face|url\(|@import|https?://(?!www\.w3\.org/2000/svg|example|origin)", text)
    rows = {f"#{row.get('id')}" for row in root.findall(f"{NAMESPACE}defs/{NAMESPACE}g")}
    assert {use.get("href") for use in root.iter(f"{NAMESPACE}use")} == rows
    assert f"](tests/pictures/{name})" in (ROOT / "README.md").read_text("utf-8")


def test_frames_share_rows_and_the_last_one_stands_where_nothing_moves() -> None:
    same = Strip([Segment("same  <row>", Style.parse("#ffffff on #000000"))])
    first, second = (Strip([Segment(word, Style(reverse=True))]) for word in ("first", "second"))
    svg = Drawing("#000000").svg([Frame([same, first], 1), Frame([same, second], 3)], "title", "text")
    assert svg.count("&lt;row&gt;") == 1
    assert svg.count('<use href="#r0"/>') == 2
    assert "#f1{visibility:visible}" in svg
    assert "#f0{visibility:visible}" not in svg
    assert "@keyframes k0{0.000%{visibility:visible}25.000%{visibility:hidden}}" in svg
    assert "prefers-reduced-motion" in svg


def test_a_single_frame_does_not_move() -> None:
    svg = Drawing("#000000").svg([Frame([Strip([Segment("still")])], 1)], "title", "text")
    assert "animation" not in svg
    assert "still" in svg
