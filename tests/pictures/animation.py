"""Frames of a terminal screen as one SVG, animated where there are several: no script, nothing fetched, each different
row once.

Where motion is unwelcome (`prefers-reduced-motion`) or CSS does not animate, the last frame stands still.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI
from textual.app import App
from textual.strip import Strip

CELL_WIDTH, CELL_HEIGHT, BASELINE, MARGIN = 10, 20, 15, 10
FONT = "ui-monospace,'Cascadia Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace"
FONT_SIZE = round(CELL_WIDTH / 0.602, 2)
"""The characters of these fonts are 0.602 em wide; `textLength` mends the others."""


class Frame(NamedTuple):
    """strips: the rows of the screen. seconds: how long it is shown."""

    strips: list[Strip]
    seconds: float


def frame(app: App[None], seconds: float) -> Frame:
    """What is on screen now."""
    return Frame(app.screen._compositor.render_strips(), seconds)


class Drawing:
    """Collects the classes (colours) and the different rows that its frames use. background: of the screen, a colour
    as `#rrggbb`."""

    def __init__(self, background: str) -> None:
        self.background = background
        self._classes: dict[str, str] = {}
        self._rows: dict[str, str] = {}

    def svg(self, frames: Sequence[Frame], title: str, text: str) -> str:
        """The whole file. title: what it is. text: what it shows, for those who do not see it."""
        groups = [self._group(one, number) for number, one in enumerate(frames)]
        columns, lines = max(strip.cell_length for strip in frames[0].strips), len(frames[0].strips)
        width, height = columns * CELL_WIDTH + 2 * MARGIN, lines * CELL_HEIGHT + 2 * MARGIN
        rows = "\n".join(f'<g id="{name}">{drawn}</g>' for drawn, name in self._rows.items())
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
                f"<title>{escape(title)}</title>",
                f"<desc>{escape(text)}</desc>",
                f"<style>\n{self._styles(frames)}\n</style>",
                f"<defs>\n{rows}\n</defs>",
                f'<rect width="{width}" height="{height}" rx="8" fill="{self.background}"/>',
                f'<g transform="translate({MARGIN} {MARGIN})">',
                *groups,
                "</g>",
                "</svg>\n",
            ]
        )

    def _styles(self, frames: Sequence[Frame]) -> str:
        """Colours, and when each frame is seen."""
        whole = sum(one.seconds for one in frames)
        rules = [f"text{{font-family:{FONT};font-size:{FONT_SIZE}px}}"]
        rules += [f".{name}{{{rule}}}" for rule, name in self._classes.items()]
        rules.append(f".f{{visibility:hidden;animation:{whole:.2f}s step-end infinite}}")
        rules.append(f"#f{len(frames) - 1}{{visibility:visible}}")
        passed = 0.0
        if len(frames) == 1:
            return "\n".join(rules[:-2])
        for number, one in enumerate(frames):
            begin, end = 100 * passed / whole, 100 * (passed + one.seconds) / whole
            before = "" if number == 0 else "0%{visibility:hidden}"
            after = "" if number == len(frames) - 1 else f"{end:.3f}%{{visibility:hidden}}"
            rules.append(f"@keyframes k{number}{{{before}{begin:.3f}%{{visibility:visible}}{after}}}")
            rules.append(f"#f{number}{{animation-name:k{number}}}")
            passed += one.seconds
        rules.append("@media (prefers-reduced-motion:reduce){.f{animation:none!important}}")
        return "\n".join(rules)

    def _group(self, one: Frame, number: int) -> str:
        """A frame: its rows, each by name."""
        uses = []
        for line, strip in enumerate(one.strips):
            if drawn := self._row(strip):
                name = self._rows.setdefault(drawn, f"r{len(self._rows)}")
                place = f' y="{line * CELL_HEIGHT}"' if line else ""
                uses.append(f'<use href="#{name}"{place}/>')
        return f'<g class="f" id="f{number}">{"".join(uses)}</g>'

    def _row(self, strip: Strip) -> str:
        """A row at the top; empty where nothing is on it."""
        boxes, texts = [], []
        column = 0
        for segment in strip.simplify():
            ink, paper, bold = self._colours(segment.style or Style.null())
            cells = segment.cell_length
            if paper != self.background:
                place = f'x="{column * CELL_WIDTH}" width="{cells * CELL_WIDTH}" height="{CELL_HEIGHT}"'
                boxes.append(f'<rect {place} class="{self._class(f"fill:{paper}")}"/>')
            look = self._class(f"fill:{ink}" + (";font-weight:bold" if bold else ""))
            for word in re.finditer(r"\S+(?: \S+)*", segment.text):
                at = (column + cell_len(segment.text[: word.start()])) * CELL_WIDTH
                length = cell_len(word[0]) * CELL_WIDTH
                texts.append(
                    f'<text x="{at}" y="{BASELINE}" textLength="{length}" class="{look}">{escape(word[0])}</text>'
                )
            column += cells
        return "".join(boxes + texts)

    def _class(self, rule: str) -> str:
        return self._classes.setdefault(rule, f"c{len(self._classes)}")

    def _colours(self, style: Style) -> tuple[str, str, bool]:
        """(ink, paper, bold), with reverse and dim done."""
        theme = DIMMED_MONOKAI
        ink = _hex(style.color, theme.foreground_color.hex)
        paper = _hex(style.bgcolor, self.background)
        if style.reverse:
            ink, paper = paper, ink
        if style.dim:
            ink = _between(ink, paper)
        return ink, paper, bool(style.bold)


def _hex(color: Color | None, otherwise: str) -> str:
    if color is None or color.is_default:
        return otherwise
    return color.get_truecolor(DIMMED_MONOKAI).hex


def _between(ink: str, paper: str) -> str:
    """Half of each."""
    one, other = (ColorTriplet(*bytes.fromhex(colour[1:])) for colour in (ink, paper))
    return ColorTriplet(*((a + b) // 2 for a, b in zip(one, other, strict=True))).hex
