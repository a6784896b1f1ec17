"""What R2 holds: buckets of objects under keys, with what is known of each. Reads see every write at once.
https://developers.cloudflare.com/r2/reference/consistency/"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from engine.stored import packed_value

ALGORITHMS = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}
"""Of checksums: as the API names them, and as its errors do."""


@dataclass(frozen=True)
class StoredObject:
    """An object. version: of this content under this key. etag: MD5, or for several parts what R2 makes of theirs.
    uploaded: ms since 1970. http, custom: metadata, each value a text. checksums: by algorithm, hexadecimal."""

    key: str
    data: bytes
    version: str
    etag: str
    uploaded: int
    http: Mapping[str, Any]
    custom: Mapping[str, str]
    checksums: Mapping[str, str]
    storage_class: str = "Standard"


def stored_value(stored: StoredObject) -> bytes:
    """An object as the value of a record: all but its key."""
    head = {
        "version": stored.version,
        "etag": stored.etag,
        "uploaded": stored.uploaded,
        "http": dict(stored.http),
        "custom": dict(stored.custom),
        "checksums": dict(stored.checksums),
        "storage_class": stored.storage_class,
    }
    return packed_value(head, stored.data)


@dataclass
class Upload:
    """An object that comes in parts. options: what its creation gave. parts: by number."""

    key: str
    options: Mapping[str, Any]
    parts: dict[int, bytes] = field(default_factory=dict)


class Condition(msgspec.Struct, frozen=True, rename="camel"):
    """When a get gives the body, or a put goes through. Times in ms since 1970; "*" is any etag."""

    etag_matches: list[str] | None = None
    etag_does_not_match: list[str] | None = None
    uploaded_before: float | None = None
    uploaded_after: float | None = None
    seconds: bool = False

    def holds(self, found: StoredObject | None) -> bool:
        """Whether it does for what is there. https://developers.cloudflare.com/r2/api/workers/workers-api-reference/
        #conditional-operations: an etag that decides for itself makes the time of the same direction irrelevant."""
        if found is None:
            return self.etag_matches is None and self.uploaded_after is None
        uploaded = found.uploaded // 1000 * 1000 if self.seconds else found.uploaded
        matches = self.etag_matches is None or _among(found.etag, self.etag_matches)
        differs = self.etag_does_not_match is None or not _among(found.etag, self.etag_does_not_match)
        before = self.uploaded_before is None or uploaded < self.uploaded_before
        after = self.uploaded_after is None or uploaded > self.uploaded_after
        return (
            matches
            and differs
            and (before or (self.etag_matches is not None and matches))
            and (after or (self.etag_does_not_match is not None and differs))
        )


def _among(etag: str, etags: list[str]) -> bool:
    return "*" in etags or etag in etags


@dataclass(frozen=True)
class Page:
    """A page of a listing. prefixes: what lies behind a delimiter, each once. cursor: of the next page; "": none."""

    objects: list[StoredObject]
    prefixes: list[str]
    cursor: str


class Bucket:
    """Owns the objects of one bucket, and the uploads that have not ended."""

    def __init__(self) -> None:
        self.objects: dict[str, StoredObject] = {}
        self.uploads: dict[str, Upload] = {}

    def listed(self, *, prefix: str, delimiter: str, start_after: str, cursor: str, limit: int) -> Page:
        """In the order of the keys' UTF-8 bytes. Raises ValueError for a cursor that none of its pages gave."""
        last, in_prefix = _read_cursor(cursor) if cursor else (start_after, False)
        objects: list[StoredObject] = []
        prefixes: list[str] = []
        for key in sorted(self.objects, key=lambda key: key.encode("utf-8", "surrogatepass")):
            passed = bool(last) and (
                key.encode("utf-8", "surrogatepass") <= last.encode("utf-8", "surrogatepass")
                or (in_prefix and key.startswith(last))
            )
            if passed or not key.startswith(prefix):
                continue
            if len(objects) + len(prefixes) == limit:
                return Page(objects, prefixes, _cursor(last, in_prefix))
            end = key.find(delimiter, len(prefix)) if delimiter else -1
            if end == -1:
                objects.append(self.objects[key])
                last, in_prefix = key, False
            else:
                last, in_prefix = key[: end + len(delimiter)], True
                prefixes.append(last)
        return Page(objects, prefixes, "")


def _cursor(last: str, in_prefix: bool) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode([last, in_prefix])).decode()


def _read_cursor(cursor: str) -> tuple[str, bool]:
    return msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=tuple[str, bool])


def digest(algorithm: str, data: bytes) -> str:
    """The checksum of `data`, hexadecimal."""
    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def etag_of_parts(parts: list[bytes]) -> str:
    """The etag of an object that came in parts."""
    together = b"".join(bytes.fromhex(digest("md5", part)) for part in parts)
    return f"{digest('md5', together)}-{len(parts)}"
