"""Every mark the screens use, in one table; all one column wide. WORKERSCOPE_ASCII=1 or a locale without UTF-8 takes
the plain ones. Each mark stands beside a word: none is the only sign of anything."""

from __future__ import annotations

import locale
import os
from typing import NamedTuple


class Glyphs(NamedTuple):
    """One set of marks."""

    right: str
    wrong: str
    error: str
    idle: str
    running: str
    edited: str
    here: str
    arrow: str
    dot: str
    bullet: str
    bar: str
    full: str
    empty: str
    under: str
    quote_open: str
    quote_close: str
    up: str
    down: str
    rule: str
    grip: str


UNICODE = Glyphs(
    right="✓",
    wrong="✗",
    error="✗",
    idle="○",
    running="◐",
    edited="≠",
    here="›",
    arrow="→",
    dot="·",
    bullet="•",
    bar="│",
    full="▰",
    empty="▱",
    under="╰",
    quote_open="“",
    quote_close="”",
    up="↑",
    down="↓",
    rule="─",
    grip="≡",
)
ASCII = Glyphs(
    right="+",
    wrong="x",
    error="x",
    idle="o",
    running="*",
    edited="#",
    here=">",
    arrow=">",
    dot="-",
    bullet="*",
    bar="|",
    full="#",
    empty=".",
    under="`",
    quote_open='"',
    quote_close='"',
    up="^",
    down="v",
    rule="-",
    grip="=",
)


def quoted(text: str) -> str:
    """The text in quotation marks of this terminal."""
    return f"{MARKS.quote_open}{text}{MARKS.quote_close}"


class ViewGlyphs(NamedTuple):
    """The marks of the views of a trace."""

    line: str  # the current line
    fresh: str  # new in this step
    rule: str
    cut: str
    runs: str
    waits: str
    wait_until: str
    queued: str
    played: str
    knob: str
    unplayed: str
    playing: str
    paused: str
    reached: str
    at: str
    ahead: str
    road: str
    road_ahead: str
    down: str
    branch: str
    last_branch: str
    lifeline: str
    to_right: str
    to_left: str
    breakpoint: str


VIEW_UNICODE = ViewGlyphs(*"▶+─…█░▒·━●─▶‖●◉○━┄│├└│▶◀■")
VIEW_ASCII = ViewGlyphs(*">+-~#.=:=O->|*@o=-||`|><B")


def _plain() -> bool:
    if os.environ.get("WORKERSCOPE_ASCII"):
        return True
    return locale.getpreferredencoding(False).lower().replace("-", "") not in ("utf8", "utf16", "cp65001")


MARKS = ASCII if _plain() else UNICODE
"""The set for this terminal."""
VIEW = VIEW_ASCII if _plain() else VIEW_UNICODE
"""The views' set for this terminal."""
LEVELS = "12345678" if _plain() else "▁▂▃▄▅▆▇█"
"""How full something is, from almost empty to full."""
