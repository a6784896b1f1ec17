"""How many fit in the same memory: isolates at the left, processes at the right, one mark for so many of either."""

from __future__ import annotations

from course.folds.race import Side
from course.glyphs import VIEW
from course.race_text import memory_text, time_text
from course.widgets.pane import Pane, Row

WORDS = {"isolate": "isolates in one process", "process": "processes"}
METER = 20


class DensityPane(Pane):
    """One side. Both sides draw with the same scale."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self._side: Side | None = None
        self._memory_kb, self._most = 1, 1

    def set_side(self, side: Side, most: int, memory_kb: int) -> None:
        """The moment to show. most, memory_kb: what ends the count."""
        self._memory_kb, self._most = memory_kb, most
        if side != self._side:
            self._side = side
            self.set_rows(self._rows_of(side), title=WORDS[side.kind])

    def _rows_of(self, side: Side) -> list[Row]:
        used = min(1.0, side.rss_kb / self._memory_kb)
        filled = round(used * METER)
        each = memory_text(side.rss_kb / side.alive) if side.alive else "none yet"
        pace = time_text(side.seconds * 1000 / side.alive) if side.alive else "none yet"
        meter = VIEW.runs * filled + VIEW.queued * (METER - filled)
        state = f"full: {side.full}" if side.full else "starting more"
        rows: list[Row] = [
            ((f"  {side.alive:,} alive", "strong"),),
            (("  memory ", "muted"), (meter, "mark-0"), (f" {memory_text(side.rss_kb)}", "strong")),
            (
                ("  each   ", "muted"),
                (f"{each}, started in {pace}", ""),
            ),
            ((f"  {state}", "muted"),),
            (),
        ]
        width, height = max(1, self.size.width - 4), max(1, self.size.height - 1 - len(rows) - 1)
        per_mark = max(1, -(-self._most // (width * height)))
        marks = -(-side.alive // per_mark)
        for row in range(height):
            cells = max(0, min(width, marks - row * width))
            if cells:
                rows.append((("  ", ""), (VIEW.at * cells, "mark-2")))
        rows.append(((f"  one {VIEW.at}: {per_mark:,}", "muted"),))
        return rows
