"""Cron triggers: Cloudflare's own rules, checked against firings computed elsewhere by saffron's."""

from __future__ import annotations

import datetime
from itertools import islice, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cron import WEEKDAY_NAMES, CronError, parse_cron

UTC = datetime.timezone.utc
NEW_YEAR = datetime.datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000
NEXT_YEAR = datetime.datetime(2027, 1, 1, tzinfo=UTC).timestamp() * 1000
MINUTE = 60_000


def firings(expression: str, count: int, after: float = NEW_YEAR - MINUTE, shape: str = "%a %d %b %H:%M") -> list[str]:
    times = islice(parse_cron(expression).firings(after), count)
    return [datetime.datetime.fromtimestamp(when / 1000, UTC).strftime(shape) for when in times]


def in_2026(expression: str) -> int:
    return len(list(takewhile(lambda when: when < NEXT_YEAR, parse_cron(expression).firings(NEW_YEAR - MINUTE))))


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("59 23 LW * *", ["Fri 30 Jan", "Fri 27 Feb", "Tue 31 Mar", "Thu 30 Apr", "Fri 29 May"]),
        ("0 18 * * 6L", ["Fri 30 Jan", "Fri 27 Feb", "Fri 27 Mar", "Fri 24 Apr", "Fri 29 May"]),
        ("0 9 * * MON#1", ["Mon 05 Jan", "Mon 02 Feb", "Mon 02 Mar", "Mon 06 Apr", "Mon 04 May"]),
        ("0 12 15W * *", ["Thu 15 Jan", "Mon 16 Feb", "Mon 16 Mar", "Wed 15 Apr", "Fri 15 May"]),
        ("0 0 L * *", ["Sat 31 Jan", "Sat 28 Feb", "Tue 31 Mar", "Thu 30 Apr", "Sun 31 May"]),
        ("0 0 L-3 * *", ["Wed 28 Jan", "Wed 25 Feb", "Sat 28 Mar", "Mon 27 Apr", "Thu 28 May"]),
        ("0 0 L-3W * *", ["Wed 28 Jan", "Wed 25 Feb", "Fri 27 Mar", "Mon 27 Apr", "Thu 28 May"]),
        ("0 0 1W AUG *", ["Mon 03 Aug", "Mon 02 Aug", "Tue 01 Aug"]),
        ("0 0 31W 5 *", ["Fri 29 May", "Mon 31 May"]),
        ("0 0 * * L", ["Sat 03 Jan", "Sat 10 Jan"]),
        ("0 0 * * SAT-SUN", ["Sat 03 Jan", "Sun 04 Jan", "Sat 10 Jan"]),
        ("0 0 * * 7-1", ["Sat 03 Jan", "Sun 04 Jan", "Sat 10 Jan"]),
        ("10 7 * * 2-6", ["Thu 01 Jan", "Fri 02 Jan", "Mon 05 Jan"]),
        ("0 0 * * mon", ["Mon 05 Jan"]),
        ("0 0 29 feb *", ["Tue 29 Feb", "Sun 29 Feb"]),
    ],
)
def test_days(expression: str, days: list[str]) -> None:
    assert firings(expression, len(days), shape="%a %d %b") == days


@pytest.mark.parametrize(
    ("minutes", "values"),
    [
        ("*/15", [0, 15, 30, 45]),
        ("5/20", [5, 25, 45]),
        ("59-0", [0, 59]),
        ("55-5/5", [0, 5, 55]),
        ("1,3-5,50/5", [1, 3, 4, 5, 50, 55]),
        ("*/30,*/20", [0, 20, 30, 40]),
        ("7-7", [7]),
    ],
)
def test_minutes(minutes: str, values: list[int]) -> None:
    assert sorted(parse_cron(f"{minutes} * * * *").minutes) == values


def test_steps_start_at_the_smallest_value_of_the_field() -> None:
    assert sorted(parse_cron("* * */10 * *").days.days) == [1, 11, 21, 31]
    assert sorted(parse_cron("* * * */5 *").months) == [1, 6, 11]


def test_the_first_monday_of_unix_is_sunday_here() -> None:
    wednesday = datetime.datetime(2026, 1, 7, tzinfo=UTC).timestamp() * 1000
    assert firings("0 17 * * 1", 1, wednesday) == ["Sun 11 Jan 17:00"]


def test_either_day_field_is_enough() -> None:
    assert in_2026("0 0 13 * FRI") == 61
    assert in_2026("0 0 13 * *") == 12


def test_three_minutes_are_480_a_day() -> None:
    assert in_2026("*/3 * 1 1 *") == 480


def test_the_next_firing_is_later_than_now() -> None:
    assert parse_cron("0 0 1 1 *").next_firing(NEW_YEAR) == NEXT_YEAR
    assert parse_cron("0 0 1 1 *").next_firing(NEW_YEAR - 0.5) == NEW_YEAR


@pytest.mark.parametrize("expression", ["* * 31 11 *", "0 0 30,31 2 *", "0 0 L-30 2,4 *", "0 0 31 4,6,9,11 *"])
def test_some_never_fire(expression: str) -> None:
    cron = parse_cron(expression)
    assert cron.never_fires()
    assert "never fires" in cron.notes()[0]


def test_the_rarest_day_is_found() -> None:
    before = datetime.datetime(2073, 1, 1, tzinfo=UTC).timestamp() * 1000
    for weekday in WEEKDAY_NAMES:
        leap_days = [datetime.date(year, 2, 29) for year in range(2076, 2130, 4) if year != 2100]
        expected = [f"{day}" for day in leap_days if day.strftime("%a").upper() == weekday]
        assert firings(f"0 0 * 2 {weekday}#5", len(expected), before, "%Y-%m-%d") == expected


@pytest.mark.parametrize(
    ("expression", "field", "words"),
    [
        ("0 0 * * 0", "weekday", "Sunday is 1, or SUN"),
        ("0 0 * * 0-4", "weekday", "0 is no weekday here"),
        ("0 0 * * 8", "weekday", "Write 1 to 7 or SUN-SAT"),
        ("0 0 * * MONDAY", "weekday", "three letters: MON"),
        ("60 * * * *", "minute", "Write 0 to 59."),
        ("* 24 * * *", "hour", "24 is no hour"),
        ("* * 0 * *", "day of month", "Write 1 to 31"),
        ("* * 32W * *", "day of month", "32 is no day of month"),
        ("* * L-31 * *", "day of month", "1 to 30"),
        ("* * 1,L * *", "day of month", "stand alone"),
        ("* * l * *", "day of month", "capitals"),
        ("* * * 13 *", "month", "1 to 12 or JAN-DEC"),
        ("* * * * MON#6", "weekday", "no #6"),
        ("* * * * MON#1,FRI", "weekday", "stand alone"),
        ("*/0 * * * *", "minute", "from 1 to 59"),
        ("*/60 * * * *", "minute", "from 1 to 59"),
        ("*,5 * * * *", "minute", "Write * alone"),
        ("*-30 * * * *", "minute", "*-30 is no minute"),
        ("5, * * * *", "minute", "missing before or after a comma"),
        ("-5 * * * *", "minute", "-5 is no minute"),
        ("٣ * * * *", "minute", "is no minute"),
        ("* * * *", "", "it has 4 fields"),
        ("0 * * * * *", "", "it has 6 fields"),
        ("", "", "it has 0 fields"),
    ],
)
def test_refusals_say_where_why_and_what_to_write(expression: str, field: str, words: str) -> None:
    with pytest.raises(CronError) as caught:
        parse_cron(expression)
    assert caught.value.field == field
    assert words in str(caught.value)
    assert str(caught.value).startswith(f'cron "{expression}"')


def test_notes_say_what_surprises() -> None:
    assert parse_cron("*/5 * * * *").notes() == ()
    assert parse_cron("0 0 * * FRI").notes() == ()
    assert parse_cron("0 0 13 * FRI").notes() == (
        "Either day is enough: it fires on day 13 of the month and also on FRI.",
    )
    assert parse_cron("0 0 * * 2-6").notes() == ("Weekdays count from Sunday: 2 is MON. 6 is FRI.",)
    assert parse_cron("0 0 * * MON#1").notes() == ()


PARTS = st.sampled_from(["*", "*/7", "3", "9-2", "4-11/3", "1,5,9"])
DAYS = st.sampled_from(["*", "L", "LW", "15W", "L-9W", "31", "1-7", "*/9"])
WEEKDAYS = st.sampled_from(["*", "L", "2L", "THU#5", "2-6", "SAT-SUN", "1/3"])


@settings(max_examples=60, deadline=None)
@given(PARTS, PARTS, DAYS, PARTS, WEEKDAYS, st.integers(0, 4_000_000_000_000))
def test_the_next_firing_is_the_first_minute_that_matches(
    minute: str, hour: str, day: str, month: str, weekday: str, after: int
) -> None:
    cron = parse_cron(f"{minute} {hour} {day} {month} {weekday}")
    times = list(islice(cron.firings(after), 5))
    assert times == sorted(set(times))
    assert all(when > after and when % MINUTE == 0 and cron.matches(when) for when in times)
    until = min(times[0], after + 2_000 * MINUTE) if times else after + 2_000 * MINUTE
    first = after - after % MINUTE + MINUTE
    assert not any(cron.matches(when) for when in range(int(first), int(until), MINUTE))
