"""The learner's file beside ours, as rows."""

from __future__ import annotations

import pytest

from course.comparison import MINE, OURS, Gap, Line, Row, below_one_another, compare, compare_files, folded

BOTH = [f"line {number}" for number in range(1, 13)]


def test_what_is_the_same_is_one_row_and_what_differs_stands_side_by_side() -> None:
    rows = compare("a\nb\nc\n", "a\nB\nc\nd")
    assert rows == (
        Row(Line(1, "a"), Line(1, "a"), True),
        Row(Line(2, "b"), Line(2, "B"), False),
        Row(Line(3, "c"), Line(3, "c"), True),
        Row(None, Line(4, "d"), False),
    )


@pytest.mark.parametrize(("mine", "ours"), [("a\n", "a"), ("a  \nb", "a\nb\n\n"), ("", "\n")])
def test_blanks_at_ends_are_no_difference(mine: str, ours: str) -> None:
    assert all(row.same for row in compare(mine, ours))


@pytest.mark.parametrize(("mine", "ours"), [("a\nb\nb\nc", "b\nc\nx"), ("", "a\nb"), ("x\ny", "y\nx"), ("a\n\nb", "b")])
def test_no_line_is_lost(mine: str, ours: str) -> None:
    rows = compare(mine, ours)
    assert [row.mine.text for row in rows if row.mine is not None] == mine.split("\n")
    assert [row.ours.text for row in rows if row.ours is not None] == ours.split("\n")


def test_long_runs_of_the_same_are_counted_instead() -> None:
    mine = "\n".join([*BOTH, "end"])
    found = list(folded(compare(mine, mine.replace("end", "END"))))
    assert found[0] == Gap(10)
    assert [row.mine.text for row in found[1:-1] if isinstance(row, Row) and row.mine] == ["line 11", "line 12"]
    between = "\n".join(["start", *BOTH, "end"])
    rows = list(folded(compare(between, between.replace("start", "x").replace("end", "y"))))
    assert [row for row in rows if isinstance(row, Gap)] == [Gap(8)]
    assert len(rows) == 1 + 2 + 1 + 2 + 1


def test_a_gap_never_hides_one_line_only() -> None:
    short = "\n".join(["start", *BOTH[:5], "end"])
    assert Gap(1) not in list(folded(compare(short, short.replace("start", "x").replace("end", "y"))))


def test_below_one_another_yours_come_first() -> None:
    pieces = list(below_one_another(compare("a\nb\nc", "a\nx\ny\nc")))
    assert pieces == [
        ("", Line(1, "a")),
        (MINE, Line(2, "b")),
        (OURS, Line(2, "x")),
        (OURS, Line(3, "y")),
        ("", Line(3, "c")),
    ]


def test_files_under_their_names() -> None:
    found = compare_files({"a.js": "1\n", "b.toml": "2\n"}, {"a.js": "1", "b.toml": "3"})
    assert [(one.file, one.same) for one in found] == [("a.js", True), ("b.toml", False)]


def test_lines_that_are_alike_stand_side_by_side_also_where_one_side_has_more() -> None:
    mine = "const a = await fetch('/one');\nconst b = await fetch('/two');\nreturn new Response(a + b);"
    ours = "const url = '/one';\n// all at once\nconst b = await fetch('/three');\nreturn new Response(b);"
    beside = {row.mine.text: row.ours.text for row in compare(mine, ours) if row.mine and row.ours}
    assert beside["const b = await fetch('/two');"] == "const b = await fetch('/three');"
    assert beside["return new Response(a + b);"] == "return new Response(b);"


def test_what_changed_within_a_line_is_told_by_its_place() -> None:
    (row,) = compare("  return a.slice(1);", "  return a.substring(1);")
    assert row.mine
    assert row.ours
    assert [row.mine.text[start:end] for start, end in row.mine.changed] == ["slice"]
    assert [row.ours.text[start:end] for start, end in row.ours.changed] == ["substring"]
    (row,) = compare("a + b", "something else entirely")
    assert row.mine
    assert not row.mine.changed


def test_a_long_change_is_compared_in_no_time() -> None:
    mine = "\n".join(f"const a{number} = {number};" for number in range(200))
    rows = compare(mine, mine.replace("const", "let"))
    assert len(rows) == 200
    assert not any(row.same for row in rows)
