"""Spaced review: which questions come back today, and which beliefs a learner has shown again and again.

Fixed gaps, longer after every answer that held, shorter after a miss. Equal and expanding gaps work alike (Latimier,
Peyre, Ramus 2021, https://doi.org/10.1007/s10648-020-09572-8), so the simplest schedule is as good as any. Mixing
lessons and coming back to a belief that was shown twice (Gusukuma, Bart, Kafura, Ernst 2018) are what adds to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from course.lesson import Fix, Item
from course.progress import Answer, Progress

if TYPE_CHECKING:
    from course.library import LoadedLesson
    from course.reference import Misconception

GAPS_DAYS = (1, 3, 7, 21, 60)
"""Days until a question comes back, by how often it has held."""
MOST_ITEMS = 10
"""Questions of one session."""
TIMES_SHOWN = 2
"""Answers that show a belief before the lesson that refutes it is brought up."""


class Asked(NamedTuple):
    """A question to ask again, and its lesson."""

    loaded: LoadedLesson
    item: Item


class Belief(NamedTuple):
    """A misconception that the learner's answers have shown `times` times, and not yet laid down."""

    misconception: Misconception
    times: int


def schedule(history: Iterable[Answer]) -> dict[str, datetime]:
    """Item → when to ask it again. history: answers, oldest first; those that were not marked do not count."""
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
    return when


def due(history: Iterable[Answer], now: datetime) -> list[str]:
    """Ids of the items to ask again, the longest overdue first. history: answers, oldest first; now: with time zone."""
    when = schedule(history)
    return sorted((item for item, time in when.items() if time <= now), key=lambda item: when[item])


def when_due(loaded: LoadedLesson, progress: Progress) -> dict[str, datetime]:
    """Question of the lesson's self-check → when it comes back. Tasks do not: their code stands in the lesson."""
    items = {item.id for item in loaded.lesson.item if not isinstance(item, Fix)}
    return {id: at for id, at in schedule(progress.history(loaded.lesson.id)).items() if id in items}


def due_items(loaded: LoadedLesson, progress: Progress, now: datetime) -> list[str]:
    """Ids of the lesson's questions that are due, the longest overdue first."""
    when = when_due(loaded, progress)
    return sorted((id for id, at in when.items() if at <= now), key=lambda id: when[id])


def today(lessons: Sequence[LoadedLesson], progress: Progress, now: datetime) -> list[Asked]:
    """What to ask now: the longest overdue of all lessons by the day, at most MOST_ITEMS, and mixed, so that no two
    neighbours are of the same lesson while that can be."""
    found = [
        (at.date(), place, number, Asked(one, one.item(id)))
        for number, one in enumerate(lessons)
        for place, (id, at) in enumerate(sorted(when_due(one, progress).items(), key=lambda each: each[1]))
        if at <= now
    ]
    left = [asked for *_, asked in sorted(found, key=lambda each: each[:3])][:MOST_ITEMS]
    mixed: list[Asked] = []
    while left:
        counts = Counter(asked.loaded.lesson.id for asked in left)
        last = mixed[-1].loaded.lesson.id if mixed else ""
        others = [asked for asked in left if asked.loaded.lesson.id != last] or left
        chosen = max(others, key=lambda asked: counts[asked.loaded.lesson.id])  # the first of those with most left
        left.remove(chosen)
        mixed.append(chosen)
    return mixed


def next_review(lessons: Sequence[LoadedLesson], progress: Progress, now: datetime) -> tuple[datetime, int] | None:
    """The next day on which something comes back, and how many questions by its end; None when nothing will."""
    later = sorted(at for one in lessons for at in when_due(one, progress).values() if at > now)
    if not later:
        return None
    return later[0], sum(at.date() == later[0].date() for at in later)


def beliefs(progress: Progress) -> list[Belief]:
    """The beliefs that answers have shown at least TIMES_SHOWN times, the most shown first. A belief is laid down when
    every question that it was shown in has been answered right since."""
    from course.reference import load_reference

    times: Counter[str] = Counter()
    open_: set[str] = set()
    for lesson in progress.lessons_begun():
        shown_in: dict[str, set[str]] = {}
        for answer in progress.history(lesson):
            times.update(answer.misconceptions)
            for id in answer.misconceptions:
                shown_in.setdefault(id, set()).add(answer.item)
            if answer.right:
                for items in shown_in.values():
                    items.discard(answer.item)
        open_ |= {id for id, items in shown_in.items() if items}
    found = [(load_reference().misconception(id), count) for id, count in times.most_common() if id in open_]
    return [Belief(known, count) for known, count in found if known is not None and count >= TIMES_SHOWN]
