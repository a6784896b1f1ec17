"""Cron triggers in Cloudflare's dialect: what an expression means, and when it fires. Pure; all times are UTC.

    minute 0-59 · hour 0-23 · day of month 1-31 · month 1-12 or JAN-DEC · weekday 1-7 or SUN-SAT, where 1 is Sunday

    everywhere        *    a,b    a-b (may wrap: SAT-SUN, 59-0)    */n    a/n (from a to the largest)    a-b/n
    day of month      L  L-n  (the last day, n days before it)   nW  LW  L-nW  (the weekday, Monday to Friday, nearest)
    weekday           L  (Saturday)   6L  (the last Friday)   MON#1  (the first Monday; up to 5)

`L`, `W` and `#` stand alone, without lists. When day of month and weekday both say something, either one is enough.
The rules are those of saffron, the parser behind Cron Triggers (github.com/cloudflare/saffron), and of
https://developers.cloudflare.com/workers/configuration/cron-triggers/
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Iterator

import msgspec

from engine.errors import EngineError

MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAY_NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
SUNDAY, SATURDAY = 1, 7
YEARS_AHEAD = 41
"""The rarest day, a 29 February on a given weekday, comes back after at most 40 years (over 2100, no leap year)."""


class CronError(EngineError):
    """An expression that Cloudflare refuses. field: which of the five, in words ("" when all); fix: what to write."""

    def __init__(self, expression: str, what: str, *, field: str = "", fix: str = "") -> None:
        self.expression, self.field, self.what, self.fix = expression, field, what, fix
        where = f'cron "{expression}"{f", {field}" if field else ""}: '
        super().__init__(where + what + (f" {fix}" if fix else ""))


class Field(msgspec.Struct, frozen=True):
    """One of the five fields: its name in words, its smallest and largest value, and the names of the values."""

    title: str
    smallest: int
    largest: int
    names: tuple[str, ...] = ()


MINUTE = Field("minute", 0, 59)
HOUR = Field("hour", 0, 23)
DAY = Field("day of month", 1, 31)
MONTH = Field("month", 1, 12, MONTH_NAMES)
WEEKDAY = Field("weekday", SUNDAY, SATURDAY, WEEKDAY_NAMES)
FIELDS = (MINUTE, HOUR, DAY, MONTH, WEEKDAY)


class Days(msgspec.Struct, frozen=True):
    """Days of the month. kind: "any" (*), "list" (days), "day" (number), "last" (number days before the last day).
    nearest_weekday: it moves to the nearest of Monday to Friday within the month. (For `L-nW` saffron's source also
    fires on the Monday after, when that day is a Saturday; the documented meaning is one day, and holds here.)"""

    kind: str
    days: frozenset[int] = frozenset()
    number: int = 0
    nearest_weekday: bool = False

    def of(self, year: int, month: int) -> set[int]:
        """The days (1-31) of that month."""
        length = monthrange(year, month)[1]
        if self.kind in ("any", "list"):
            return {day for day in range(1, length + 1) if self.kind == "any" or day in self.days}
        day = self.number if self.kind == "day" else length - self.number
        if self.nearest_weekday and day >= 1:
            day = _nearest_weekday(year, month, day)
        return {day} if 1 <= day <= length else set()


class Weekdays(msgspec.Struct, frozen=True):
    """Weekdays, 1 (Sunday) to 7. kind: "any" (*), "list" (weekdays), "last" (the last `number` of the month), "nth"."""

    kind: str
    weekdays: frozenset[int] = frozenset()
    number: int = 0
    nth: int = 0

    def of(self, year: int, month: int) -> set[int]:
        """The days (1-31) of that month which are such weekdays."""
        first, length = monthrange(year, month)
        weekday = {day: (first + day) % 7 + 1 for day in range(1, length + 1)}
        if self.kind in ("any", "list"):
            return {day for day in weekday if self.kind == "any" or weekday[day] in self.weekdays}
        days = [day for day in weekday if weekday[day] == self.number]
        return set(days[-1:] if self.kind == "last" else days[self.nth - 1 : self.nth])


class Cron(msgspec.Struct, frozen=True, kw_only=True):
    """A cron trigger. expression: as written, which is what `controller.cron` says."""

    expression: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: Days
    months: frozenset[int]
    weekdays: Weekdays

    def days_of(self, year: int, month: int) -> set[int]:
        """The days (1-31) of that month on which it fires."""
        if month not in self.months:
            return set()
        if self.weekdays.kind == "any":
            return self.days.of(year, month)
        if self.days.kind == "any":
            return self.weekdays.of(year, month)
        return self.days.of(year, month) | self.weekdays.of(year, month)

    def firings(self, after_ms: float) -> Iterator[float]:
        """Every firing later than `after_ms`, in order; both in ms since 1970, UTC. Ends when 41 years hold none."""
        start = _utc(after_ms)
        times = [(hour, minute) for hour in sorted(self.hours) for minute in sorted(self.minutes)]
        year, month, empty = start.year, start.month, 0
        while empty < YEARS_AHEAD * 12 and year <= datetime.MAXYEAR:
            days = sorted(self.days_of(year, month))
            empty = 0 if days else empty + 1
            for day in days:
                midnight = datetime.datetime(year, month, day, tzinfo=datetime.timezone.utc).timestamp() * 1000
                for hour, minute in times if midnight + 86_400_000 > after_ms else ():
                    when = midnight + hour * 3_600_000 + minute * 60_000
                    if when > after_ms:
                        yield when
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    def next_firing(self, after_ms: float) -> float | None:
        """The next firing, in ms since 1970; None when it never fires."""
        return next(self.firings(after_ms), None)

    def never_fires(self) -> bool:
        """Whether no day is ever meant, as in `0 0 31 11 *`."""
        return self.next_firing(0) is None

    def matches(self, when_ms: float) -> bool:
        """Whether it fires in the minute of `when_ms`."""
        when = _utc(when_ms)
        return (
            when.minute in self.minutes and when.hour in self.hours and when.day in self.days_of(when.year, when.month)
        )

    def notes(self) -> tuple[str, ...]:
        """What a reader may not expect of it, a sentence each."""
        fields = self.expression.split()
        notes = []
        if self.never_fires():
            notes.append(f"It never fires: no month it names has a day {fields[2]}.")
        if self.days.kind != "any" and self.weekdays.kind != "any":
            notes.append(f"Either day is enough: it fires on day {fields[2]} of the month and also on {fields[4]}.")
        if re.search(r"(?<![/#\d])\d", fields[4]):
            meant = " ".join(f"{number} is {WEEKDAY_NAMES[number - 1]}." for number in _numbers_of(fields[4]))
            notes.append(f"Weekdays count from Sunday: {meant}")
        return tuple(notes)


def parse_cron(expression: str) -> Cron:
    """What `expression` means. Raises CronError, which says in which field, why, and what to write."""
    words = expression.split()
    if len(words) != 5:
        raise CronError(
            expression,
            f"it has {len(words)} field{'' if len(words) == 1 else 's'}, and a cron expression has five: "
            "minute, hour, day of month, month, weekday.",
            fix="Every five minutes: */5 * * * *",
        )
    reader = _Reader(expression)
    return Cron(
        expression=expression,
        minutes=reader.values(MINUTE, words[0]),
        hours=reader.values(HOUR, words[1]),
        days=reader.days(words[2]),
        months=reader.values(MONTH, words[3]),
        weekdays=reader.weekdays(words[4]),
    )


class _Reader:
    """Reads the fields of one expression; knows it for its errors."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def days(self, word: str) -> Days:
        if word == "*":
            return Days("any")
        if last := re.fullmatch(r"L(?:-(\d+))?(W?)", word):
            if last[1] and not 1 <= int(last[1]) <= 30:
                raise self.error(DAY, f"{word}: what is taken from the last day is 1 to 30.")
            return Days("last", number=int(last[1] or 0), nearest_weekday=bool(last[2]))
        if near := re.fullmatch(r"(\d+)W", word):
            return Days("day", number=self.value(DAY, near[1]), nearest_weekday=True)
        return Days("list", days=self.values(DAY, word))

    def weekdays(self, word: str) -> Weekdays:
        if word == "*":
            return Weekdays("any")
        if word == "L":
            return Weekdays("list", weekdays=frozenset({SATURDAY}))
        if last := re.fullmatch(r"(\w+)L", word):
            return Weekdays("last", number=self.value(WEEKDAY, last[1]))
        if nth := re.fullmatch(r"(\w+)#(\d+)", word):
            if not 1 <= int(nth[2]) <= 5:
                raise self.error(WEEKDAY, f"{word}: a month has a first to a fifth such day, and no #{nth[2]}.")
            return Weekdays("nth", number=self.value(WEEKDAY, nth[1]), nth=int(nth[2]))
        return Weekdays("list", weekdays=self.values(WEEKDAY, word))

    def values(self, field: Field, word: str) -> frozenset[int]:
        """The values of a field without L, W and #."""
        if word == "*":
            return frozenset(range(field.smallest, field.largest + 1))
        found: set[int] = set()
        for part in word.split(","):
            found |= self.part(field, part)
        return frozenset(found)

    def part(self, field: Field, part: str) -> set[int]:
        """The values of one element of a list: a value, a range, or either with a step."""
        shape = re.fullmatch(r"(\*|\w+)(?:-(\w+))?(?:/(\w+))?", part)
        if not shape or (shape[1] == "*" and (shape[2] or not shape[3])):
            raise self.error(field, *_why_not(field, part))
        start = field.smallest if shape[1] == "*" else self.value(field, shape[1])
        end = self.value(field, shape[2]) if shape[2] else field.largest if shape[3] else start
        step = self.step(field, shape[3]) if shape[3] else 1
        span = end - start if start <= end else end - start + (field.largest - field.smallest + 1)
        size = field.largest - field.smallest + 1
        return {(start - field.smallest + offset) % size + field.smallest for offset in range(0, span + 1, step)}

    def value(self, field: Field, text: str) -> int:
        if text.upper() in field.names:
            return field.names.index(text.upper()) + 1
        if text.isascii() and text.isdigit() and field.smallest <= int(text) <= field.largest:
            return int(text)
        if field is WEEKDAY and text == "0":
            raise self.error(
                field,
                "0 is no weekday here: Cloudflare counts from 1, Sunday, to 7, Saturday; other crons count from 0.",
                "Sunday is 1, or SUN.",
            )
        raise self.error(field, *_why_not(field, text))

    def step(self, field: Field, text: str) -> int:
        most = field.largest - field.smallest
        if text.isascii() and text.isdigit() and 1 <= int(text) <= most:
            return int(text)
        raise self.error(field, f"a step is a number from 1 to {most}, and /{text} is none.")

    def error(self, field: Field, what: str, fix: str = "") -> CronError:
        return CronError(self.expression, what, field=field.title, fix=fix)


def _why_not(field: Field, text: str) -> tuple[str, str]:
    """(what is wrong with it, what to write)."""
    names = f" or {field.names[0]}-{field.names[-1]}" if field.names else ""
    allowed = f"Write {field.smallest} to {field.largest}{names}."
    if text == "*":
        return "* stands for every value and takes no list or range.", "Write * alone, or a step such as */5."
    if field in (DAY, WEEKDAY) and re.search(r"[LW#]", text, re.IGNORECASE) and text.upper() not in field.names:
        forms = "L, L-3, 15W, LW and L-3W" if field is DAY else "L, 6L and MON#1"
        return (
            f"{text}: L, W and # are capitals and stand alone, without lists, ranges and steps.",
            f"There are {forms}.",
        )
    if field is WEEKDAY and len(text) > 3 and text[:3].upper() in field.names:
        return f"{text} is no weekday.", f"Names have three letters: {text[:3].upper()}."
    if not text:
        return "something is missing before or after a comma.", allowed
    return f"{text} is no {field.title}.", allowed


def _numbers_of(word: str) -> list[int]:
    """The weekdays that a field names by number, in its order."""
    return list(dict.fromkeys(int(number) for number in re.findall(r"(?<![/#\d])\d+", word)))


def _nearest_weekday(year: int, month: int, day: int) -> int:
    """The day of Monday to Friday nearest to `day` that is still in the month; a weekend at an end moves two days."""
    weekday, length = (monthrange(year, month)[0] + day - 1) % 7, monthrange(year, month)[1]
    if weekday == 5:
        return day - 1 if day > 1 else day + 2
    if weekday == 6:
        return day + 1 if day != length else day - 2
    return day


def _utc(ms: float) -> datetime.datetime:
    return datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(milliseconds=ms)
