"""R2 buckets: the operations on them, their limits, and what those are refused with.

Codes and texts of errors: https://developers.cloudflare.com/r2/api/error-codes/
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from engine.clock import EPOCH
from engine.services import Call
from engine.services.r2_store import (
    ALGORITHMS,
    Bucket,
    Condition,
    StoredObject,
    Upload,
    digest,
    etag_of_parts,
    stored_value,
)
from engine.stored import Record, names_in, packed_names, packed_value, value_in

if TYPE_CHECKING:
    from engine.world import World

MOST_KEY_BYTES, MOST_METADATA_BYTES, MOST_LISTED, MOST_KEYS_AT_ONCE = 1024, 8192, 1000, 1000
LEAST_PART_BYTES, MOST_PARTS = 5 * 1024 * 1024, 10_000
"""https://developers.cloudflare.com/r2/platform/limits/"""
MOST_OBJECT_BYTES = 64 * 1024 * 1024
"""This engine's; Cloudflare's is 5 GiB at once."""
READ_MS, WRITE_MS, BYTES_A_MS = 40.0, 90.0, 100_000.0
"""A model, virtual ms: the way to the bucket and back, and how fast bytes travel."""

TOO_LARGE = "Your proposed upload exceeds the maximum allowed object size. (100100)"
TOO_SMALL = "Your proposed upload is smaller than the minimum allowed object size. (10011)"
METADATA_TOO_LARGE = "Your metadata headers exceed the maximum allowed metadata size. (10012)"
BAD_NAME = "The specified object name is not valid. (10020)"
BAD_LIMIT = "MaxKeys params must be positive integer <= 1000. (10022)"
NO_UPLOAD = "The specified multipart upload does not exist. (10024)"
NO_PART = "One or more of the specified parts could not be found. (10025)"
BAD_RANGE = "The requested range is not satisfiable (10039)"
UNEQUAL_PARTS = "There was a problem with the multipart upload. (10048)"


class Refusal(Exception):
    """The bucket says no. The first argument: the message, with its code."""


class R2Service:
    """Answers "r2.…"; details as r2-bucket.js sends them."""

    def __init__(self, world: World) -> None:
        self._clock, self._seed = world.clock, world.request.seed
        self._written: dict[tuple[str, str, str, str], None] = {}  # kind, bucket, key or upload, part: since last told
        self.buckets: dict[str, Bucket] = {}
        self._made = 0  # objects and uploads: what makes versions and ids of uploads differ

    def perform(self, call: Call) -> None:
        """One operation. Refuses it in R2's words."""
        actions = {
            "head": self._head, "get": self._get, "put": self._put, "delete": self._delete, "list": self._list,
            "createMultipartUpload": self._create, "uploadPart": self._upload_part,
            "abortMultipartUpload": self._abort, "completeMultipartUpload": self._complete,
        }  # fmt: skip
        name = call.name.partition(".")[2]
        try:
            bucket = self.buckets.setdefault(str(call.details["bucket"]), Bucket())
            actions[name](call, bucket, call.details)
        except Refusal as refusal:
            call.refuse("Error", f"{name}: {refusal}", after=READ_MS)
        except (KeyError, TypeError, ValueError, AttributeError, binascii.Error, msgspec.ValidationError):
            call.refuse("Error", f"{call.name} was given arguments that cannot be read.")

    # --- objects ---------------------------------------------------------------------------------------------------

    def _head(self, call: Call, bucket: Bucket, details: dict[str, Any]) -> None:
        found = bucket.objects.get(_key(details["key"]))
        call.answer(found and _described(found), after=READ_MS, result="found" if found else "not found")

    def _get(self, call: Call, bucket: Bucket, details: dict[str, Any]) -> None:
        found = bucket.objects.get(_key(details["key"]))
        if found is None:
            call.answer(None, after=READ_MS, result="not found")
            return
        if not _condition(details).holds(found):
            call.answer(_described(found), after=READ_MS, result="condition failed")
            return
        offset, length = _range(details.get("range"), len(found.data))
        data = found.data[offset : offset + length]
        answer = {**_described(found), "body": {"base64": base64.b64encode(data).decode()}}
        if details.get("range") is not None:
            answer["range"] = {"offset": offset, "length": length}
        call.answer(answer, after=READ_MS + len(data) / BYTES_A_MS, result=f"{len(data)} bytes")

    def _put(self, call: Call, bucket: Bucket, details: dict[str, Any]) -> None:
        key, data = _key(details["key"]), _bytes(details["value"])
        if len(data) > MOST_OBJECT_BYTES:
            raise Refusal(TOO_LARGE)
        checksums = {"md5": digest("md5", data)}
        for algorithm, expected in (details.get("checksum") or {}).items():
            title, actual = ALGORITHMS[algorithm], digest(algorithm, data)
            if actual != str(expected).lower():
                raise Refusal(
                    f"The {title} checksum you specified did not match what we received.\n"
                    f"You provided a {title} checksum with value: {expected}\nActual {title} was: {actual} (10037)"
                )
            checksums[algorithm] = actual
        after = WRITE_MS + len(data) / BYTES_A_MS
        if not _condition(details).holds(bucket.objects.get(key)):
            call.answer(None, after=READ_MS, result="condition failed")
            return
        stored = self._stored(key, data, digest("md5", data), checksums, details)
        bucket.objects[key] = stored
        self._write("object", details, key)
        call.answer(_described(stored), after=after, result="written")

    def _delete(self, call: Call, bucket: Bucket, details: dict[str, Any]) -> None:
        keys = [str(key) for key in details["keys"]]
        if len(keys) > MOST_KEYS_AT_ONCE:
            raise Refusal(f"You can delete at most {MOST_KEYS_AT_ONCE} objects at once.")
        for key in keys:
            self._write("object", details, key)
        gone = [bucket.objects.pop(key) for key in dict.fromkeys(keys) if key in bucket.objects]
        call.answer(None, after=WRITE_MS, result=f"{len(gone)} deleted")

    def _list(self, call: Call, bucket: Bucket, details: dict[str, Any]) -> None:
        limit = int(details["limit"])
        if not 1 <= limit <= MOST_LISTED:
            raise Refusal(BAD_LIMIT)
        page = bucket.listed(
            prefix=str(details["prefix"]),
            delimiter=str(details["delimiter"]),
            start_after=str(details["startAfter"]),
            cursor=str(details["cursor"]),
            limit=limit,
        )
        objects = [_described(one) for one in page.objects]
        include = details.get("include") or []
        for one in objects:
            for table, name in (("http", "httpMetadata"), ("custom", "customMetadata")):
                if name not in include:
                    one[table] = {}
        answer = {"objects": objects, "prefixes": page.prefixes, "cursor": page.cursor}
        call.answer(answer, after=READ_MS, result=f"{len(objects)} found")

    def _stored(
        self, key: str, data: bytes, etag: str, checksums: dict[str, str], options: dict[str, Any]
    ) -> StoredObject:
        http = {str(name): value for name, value in (options.get("http") or {}).items()}
        custom = {str(name): str(value) for name, value in (options.get("custom") or {}).items()}
        if (
            sum(len(f"{name}{value}".encode("utf-8", "replace")) for name, value in custom.items())
            > MOST_METADATA_BYTES
        ):
            raise Refusal(METADATA_TOO_LARGE)
        now = int(EPOCH + self._clock.now)
        storage_class = str(options.get("storageClass") or "Standard")
        return StoredObject(key, data, self._new_id(key), etag, now, http, custom, checksums, storage_class)

    def _new_id(self, key: str) -> str:
        self._made += 1
        return digest("md5", f"{self._seed}/{self._made}/{key}".encode("utf-8", "surrogatepass"))

    # --- uploads in parts ------------------------------------------------------------------------------------------

    def _create(self, call: Call, bucket: Bucket, details: dict[str, Any]) -> None:
        key = _key(details["key"])
        id = self._new_id(key)
        bucket.uploads[id] = Upload(key, details)
        self._write("upload", details, id)
        call.answer(id, after=WRITE_MS)

    def _upload_part(self, call: Call, bucket: Bucket, details: dict[str, Any]) -> None:
        upload, number, data = _upload(bucket, details), int(details["number"]), _bytes(details["value"])
        if len(data) > MOST_OBJECT_BYTES:
            raise Refusal(TOO_LARGE)
        upload.parts[number] = data
        self._write("part", details, str(details["upload"]), str(number))
        call.answer(digest("md5", data), after=WRITE_MS + len(data) / BYTES_A_MS, result=f"{len(data)} bytes")

    def _abort(self, call: Call, bucket: Bucket, details: dict[str, Any]) -> None:
        self._end(bucket, details)
        call.answer(None, after=WRITE_MS)

    def _complete(self, call: Call, bucket: Bucket, details: dict[str, Any]) -> None:
        upload = _upload(bucket, details)
        wanted = sorted((int(number), str(etag)) for number, etag in details["parts"])
        if not wanted or any(digest("md5", upload.parts.get(number, b"")) != etag for number, etag in wanted):
            raise Refusal(NO_PART)
        parts = [upload.parts[number] for number, _ in wanted]
        if any(len(part) < LEAST_PART_BYTES for part in parts[:-1]):
            raise Refusal(TOO_SMALL)
        if len({len(part) for part in parts[:-1]}) > 1 or len(parts[-1]) > len(parts[0]):
            raise Refusal(UNEQUAL_PARTS)
        stored = self._stored(upload.key, b"".join(parts), etag_of_parts(parts), {}, dict(upload.options))
        bucket.objects[upload.key] = stored
        self._write("object", details, upload.key)
        self._end(bucket, details)
        call.answer(_described(stored), after=WRITE_MS, result="written")

    def _end(self, bucket: Bucket, details: dict[str, Any]) -> None:
        """An upload in parts is over."""
        id = str(details["upload"])
        upload = bucket.uploads.pop(id, None)
        self._write("upload", details, id)
        for number in upload.parts if upload is not None else ():
            self._write("part", details, id, str(number))

    # --- what outlives the run -------------------------------------------------------------------------------------

    def _write(self, kind: str, details: dict[str, Any], key: str, part: str = "") -> None:
        self._written[kind, str(details["bucket"]), key, part] = None

    def changes(self) -> Iterator[Record]:
        """Objects and parts that were written or deleted."""
        for kind, name, key, part in self._written:
            value = self._value(kind, self.buckets.setdefault(name, Bucket()), key, part)
            place, names = packed_names(name), packed_names(key, part)
            yield Record(service="r2", kind=kind, place=place, key=names, value=value)
        self._written.clear()

    def _value(self, kind: str, bucket: Bucket, key: str, part: str) -> bytes | None:
        if kind == "object":
            stored = bucket.objects.get(key)
            return None if stored is None else stored_value(stored)
        upload = bucket.uploads.get(key)
        if kind == "upload":
            return None if upload is None else packed_value({"key": upload.key, "options": dict(upload.options)})
        return None if upload is None else packed_value({}, upload.parts[int(part)])

    def restore(self, records: list[Record]) -> None:
        """Buckets of an earlier run."""
        for record in sorted(records, key=lambda one: one.kind, reverse=True):  # an upload before its parts
            bucket = self.buckets.setdefault(names_in(record.place)[0], Bucket())
            key, part = names_in(record.key)
            head, data = value_in(record.value)
            if record.kind == "object":
                bucket.objects[key] = StoredObject(key=key, data=data, **head)
            elif record.kind == "upload":
                bucket.uploads[key] = Upload(head["key"], head["options"])
            elif key in bucket.uploads:
                bucket.uploads[key].parts[int(part)] = data


def _described(stored: StoredObject) -> dict[str, Any]:
    return {
        "key": stored.key,
        "version": stored.version,
        "size": len(stored.data),
        "etag": stored.etag,
        "uploaded": stored.uploaded,
        "http": dict(stored.http),
        "custom": dict(stored.custom),
        "checksums": dict(stored.checksums),
        "storageClass": stored.storage_class,
    }


def _key(value: Any) -> str:
    key = str(value)
    if not 0 < len(key.encode("utf-8", "surrogatepass")) <= MOST_KEY_BYTES:
        raise Refusal(BAD_NAME)
    return key


def _condition(details: dict[str, Any]) -> Condition:
    return msgspec.convert(details.get("onlyIf") or {}, Condition)


def _range(asked: dict[str, Any] | None, size: int) -> tuple[int, int]:
    """Offset and length, in bytes."""
    if asked is None:
        return 0, size
    if (suffix := asked.get("suffix")) is not None:
        length = min(int(suffix), size)
        if length <= 0:
            raise Refusal(BAD_RANGE)
        return size - length, length
    offset = int(asked.get("offset") or 0)
    length = size - offset if asked.get("length") is None else int(asked["length"])
    if not 0 <= offset < size or length <= 0:
        raise Refusal(BAD_RANGE)
    return offset, min(length, size - offset)


def _upload(bucket: Bucket, details: dict[str, Any]) -> Upload:
    upload = bucket.uploads.get(str(details["upload"]))
    if upload is None or upload.key != details["key"]:
        raise Refusal(NO_UPLOAD)
    if "number" in details and not 1 <= int(details["number"]) <= MOST_PARTS:
        raise Refusal(NO_PART)
    return upload


def _bytes(value: dict[str, Any]) -> bytes:
    if "text" in value:
        return str(value["text"]).encode("utf-8", "replace")
    return base64.b64decode(value["base64"])
