"""What a Durable Object stores, as records: its alarm and whereabouts, its entries, the pages of its database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.stored import Record, names_in, packed_names, packed_value, value_in

if TYPE_CHECKING:
    from engine.services.object_place import ObjectPlace
    from engine.services.sql_database import SqlDatabase
    from engine.services.sql_pages import SqlPages

Identity = tuple[str, str, str]
"""Worker, class and id."""


class ToldState:
    """What has been told of one object. touched: whether something may have changed since."""

    def __init__(self) -> None:
        self.touched = False
        self._head: bytes | None = None
        self._entries: dict[str, str] = {}
        self._stored_pages: dict[bytes, bytes] = {}
        self._pages: SqlPages | None = None

    def load(self, database: SqlDatabase) -> None:
        """The object's database was made: it is filled with what an earlier run stored."""
        from engine.services.sql_pages import SqlPages

        self._pages = SqlPages()
        self._pages.load(database, self._stored_pages)
        self._stored_pages = {}

    def changes(self, place: ObjectPlace) -> Iterator[Record]:
        """What differs from the last time. Nothing while a transaction is open: it may be undone yet."""
        if not self.touched or place.transactions:
            return
        self.touched = False
        where = packed_names(place.worker, place.class_name, place.id)
        alarm = place.owed if place.alarm is None else place.alarm
        head = packed_value({"name": place.name, "city": place.city, "alarm": alarm})
        if head != self._head:
            self._head = head
            yield Record(service="durable-object", kind="object", place=where, value=head)
        if place.values != self._entries:
            before, self._entries = self._entries, dict(place.values)
            for key in before.keys() - self._entries.keys():
                yield Record(service="durable-object", kind="entry", place=where, key=packed_names(key))
            for key, text in self._entries.items():
                if before.get(key) != text:
                    value = packed_value({"value": text})
                    yield Record(
                        service="durable-object", kind="entry", place=where, key=packed_names(key), value=value
                    )
        if self._pages is not None and place.made_database is not None:
            for number, page in self._pages.changes(place.made_database):
                yield Record(service="durable-object", kind="page", place=where, key=number, value=page)

    def restore(self, place: ObjectPlace, records: list[Record]) -> None:
        """Gives the object what an earlier run stored of it, its alarm apart."""
        for record in records:
            if record.kind == "page":
                self._stored_pages[record.key] = record.value or b""
                continue
            head, _ = value_in(record.value)
            if record.kind == "entry":
                place.values[names_in(record.key)[0]] = str(head["value"])
            else:
                self._head = record.value
        self._entries = dict(place.values)


def by_object(records: list[Record]) -> dict[Identity, list[Record]]:
    """The records of each object."""
    found: dict[Identity, list[Record]] = {}
    for record in records:
        worker, class_name, id = names_in(record.place)
        found.setdefault((worker, class_name, id), []).append(record)
    return found


def described(records: list[Record]) -> tuple[str | None, str, float | None]:
    """Name, city and alarm of an object, as its records say."""
    head = next((value_in(record.value)[0] for record in records if record.kind == "object"), {})
    return head.get("name"), str(head.get("city", "")), head.get("alarm")
