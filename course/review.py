"""Which questions spaced review brings up: fixed gaps, longer after every answer that held, shorter after a miss.

Equal and expanding gaps work alike (Latimier, Peyre, Ramus 2021, https://doi.org/10.1007/s10648-020-09572-8), so the
simplest schedule is as good as any.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from course.progress import Answer

GAPS_DAYS = (1, 3, 7, 21, 60)
"""Days until a question comes back, by how often it has held."""
MOST_ITEMS = 10
"""Questions of one session."""


def due(history: Iterable[Answer], now: datetime) -> list[str]:
    """Ids of the items to ask again, the longest overdue first. history: answers, oldest first; now: with time zone."""
    boxes: dict[str, int] = {}
    when: dict[str, datetime] = {}
    for answer in history:
        if answer.right is None:
            continue
        at = datetime.fromisoformat(answer.at)
        box = boxes.get(answer.item, -1)
        if not answer.right:
            box = max(0, box - 1)
        elif answer.item not in when or (at >= when[answer.item] and answer.confidence != "guess"):
            box = min(box + 1, len(GAPS_DAYS) - 1)
        elif at < when[answer.item]:
            continue
        boxes[answer.item] = box
        when[answer.item] = at + timedelta(days=GAPS_DAYS[box])
    return sorted((item for item, time in when.items() if time <= now), key=lambda item: when[item])
