"""A SQLite database as records: its pages, of which only those that changed travel.

Python before 3.11 cannot read the pages of a database in memory: there it travels as the SQL that makes it anew.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping

from engine.services.sql_database import SqlDatabase

HAS_PAGES = sys.version_info >= (3, 11)
PAGE_BYTES = 4096
SCRIPT = b"script"
"""The key of the SQL, where there are no pages."""


class SqlPages:
    """Knows which pages of one database have been told already."""

    def __init__(self) -> None:
        self._mark: tuple[int, int] | None = None
        self._digests: list[bytes] = []

    def changes(self, database: SqlDatabase) -> Iterator[tuple[bytes, bytes | None]]:
        """What differs from the last time: a page's number (from 0) and its bytes, None for one that is gone."""
        mark = database.mark
        if mark == self._mark:
            return
        self._mark = mark
        if not HAS_PAGES:
            yield SCRIPT, database.script().encode("utf-8", "surrogatepass")
            return
        image, before = database.image(), self._digests
        pages = [image[start : start + PAGE_BYTES] for start in range(0, len(image), PAGE_BYTES)]
        self._digests = [hashlib.blake2b(page, digest_size=16).digest() for page in pages]
        for number, (page, digest) in enumerate(zip(pages, self._digests, strict=True)):
            if number >= len(before) or before[number] != digest:
                yield _key(number), page
        for number in range(len(pages), len(before)):
            yield _key(number), None

    def load(self, database: SqlDatabase, stored: Mapping[bytes, bytes]) -> None:
        """Makes an empty database what it was. stored: by key, as `changes` told them."""
        if SCRIPT in stored:
            database.run_script(stored[SCRIPT].decode("utf-8", "surrogatepass"))
        elif stored:
            database.load(b"".join(stored[key] for key in sorted(stored)))
        for _ in self.changes(database) if stored else ():
            pass


def _key(number: int) -> bytes:
    return b"%08d" % number
