"""The learner's file beside ours: text, text → rows. Pure. The task cell, `--plain` and the export show the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import NamedTuple

MINE, OURS = "<", ">"
"""The sign before a line that only the learner's file has, and before one that only ours has, as `diff` writes them."""
TO_THE_LETTER = "Your code is our solution, to the letter."
ANOTHER_WAY = "Another way to do it, beside yours"
LEGEND = f"{MINE} stands before what only yours has, {OURS} before what only ours has."
ALIKE = 0.5
"""The share of words that two lines have in common, above which one is a form of the other."""
MOST_PAIRS = 2500
"""Pairs of lines that are compared word by word; of a longer change the lines stand as they come."""
AROUND = 2
"""Lines that both have and that stay beside a difference; longer runs of them are left out and counted."""


class Line(NamedTuple):
    """One line of a file. number: from 1. changed: (start, end) of what its like in the other file has not."""

    number: int
    text: str
    changed: tuple[tuple[int, int], ...] = ()


class Row(NamedTuple):
    """What stands side by side. None: nothing. same: both have it."""

    mine: Line | None
    ours: Line | None
    same: bool


class Gap(NamedTuple):
    """Rows that are left out, because both files have them. lines: how many."""

    lines: int

    @property
    def words(self) -> str:
        """For the learner."""
        return f"{self.lines} more lines are the same"


class FileRows(NamedTuple):
    """One file. rows: nothing but the same lines when `same`. Blanks at line ends do not count."""

    file: str
    same: bool
    rows: tuple[Row | Gap, ...]


def compare(mine: str, ours: str) -> tuple[Row, ...]:
    """Every line of both, in order; lines that took each other's place stand side by side."""
    left, right = _lines(mine), _lines(ours)
    matcher = SequenceMatcher(None, [line.text for line in left], [line.text for line in right], autojunk=False)
    rows: list[Row] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "replace":
            rows += _replaced(left[a:b], right[c:d])
        else:
            rows += [Row(one, other, kind == "equal") for one, other in zip_longest(left[a:b], right[c:d])]
    return tuple(rows)


def compare_files(mine: Mapping[str, str], ours: Mapping[str, str]) -> tuple[FileRows, ...]:
    """Each file that both have, folded, in the order of `mine`."""
    found = []
    for file in mine:
        if file in ours:
            rows = compare(mine[file], ours[file])
            found.append(FileRows(file, all(row.same for row in rows), tuple(folded(rows))))
    return tuple(found)


def folded(rows: Sequence[Row], around: int = AROUND) -> Iterator[Row | Gap]:
    """The rows with long runs of same lines left out: `around` of them stay before and after each difference. A gap
    stands for two lines or more: one line takes no more room than the words about it."""
    groups = [(same, list(group)) for same, group in groupby(rows, key=lambda row: row.same)]
    for place, (same, group) in enumerate(groups):
        before = around if place else 0
        after = around if place + 1 < len(groups) else 0
        left_out = len(group) - before - after
        if not same or left_out < 2:
            yield from group
            continue
        yield from group[:before]
        yield Gap(left_out)
        yield from group[len(group) - after :]


def below_one_another(rows: Sequence[Row | Gap]) -> Iterator[tuple[str, Line] | Gap]:
    """The rows for one column: (sign, line). Of lines that differ, first all of the learner's, then all of ours. The
    sign is "" before a line that both have, which bears the learner's number."""
    for same, group in groupby(rows, key=lambda row: isinstance(row, Gap) or row.same):
        held = list(group)
        if same:
            for row in held:
                if isinstance(row, Gap):
                    yield row
                elif row.mine is not None:
                    yield "", row.mine
            continue
        pairs = [row for row in held if isinstance(row, Row)]
        yield from ((MINE, row.mine) for row in pairs if row.mine is not None)
        yield from ((OURS, row.ours) for row in pairs if row.ours is not None)


def _replaced(left: Sequence[Line], right: Sequence[Line]) -> Iterator[Row]:
    """Lines that took the place of others: those that are alike stand side by side, the others as they come."""
    before = (0, 0)
    for here in [*_alike(left, right), (len(left), len(right))]:
        between = zip_longest(left[before[0] : here[0]], right[before[1] : here[1]])
        yield from (Row(one, other, False) for one, other in between)
        if here[0] < len(left):
            one, other = left[here[0]], right[here[1]]
            mine, ours = _changed(one.text, other.text)
            yield Row(one._replace(changed=mine), other._replace(changed=ours), False)
        before = (here[0] + 1, here[1] + 1)


def _alike(left: Sequence[Line], right: Sequence[Line]) -> list[tuple[int, int]]:
    """Pairs of places, in order, whose lines have the most words in common: the longest common subsequence, weighed."""
    if len(left) * len(right) > MOST_PAIRS:
        return []
    words = [[Counter(_words(line.text)) for line in side] for side in (left, right)]
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0.0, ())] * (len(right) + 1)]
    for row, mine in enumerate(words[0]):
        line: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())]
        for column, ours in enumerate(words[1]):
            found = max(best[row][column + 1], line[column], key=lambda way: way[0])
            likeness = 2 * (mine & ours).total() / max(1, mine.total() + ours.total())
            score, pairs = best[row][column]
            if likeness > ALIKE and score + likeness > found[0]:
                found = (score + likeness, (*pairs, (row, column)))
            line.append(found)
        best.append(line)
    return list(best[-1][-1][1])


def _changed(mine: str, ours: str) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """The places of the words that only one of two lines has: of the first, and of the second."""
    left, right = _words(mine), _words(ours)
    found: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            for places, words, start, end in ((found[0], left, a, b), (found[1], right, c, d)):
                if start < end:
                    places.append((len("".join(words[:start])), len("".join(words[:end]))))
    return tuple(found[0]), tuple(found[1])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|[^\w\s]", text)


def _lines(text: str) -> list[Line]:
    return [Line(number, line.rstrip()) for number, line in enumerate(text.rstrip().split("\n"), 1)]
