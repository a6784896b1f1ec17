"""R2: what the API gives, metadata, conditions, ranges, listings, uploads in parts, and its errors."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from engine.project import Project
from engine.run import RunRequest, run_project
from engine.services.r2_store import Bucket, Condition, StoredObject
from engine.step import Step
from tests.engine.worlds import bodies

CONFIGURATION = {"main": "index.js", "r2_buckets": [{"binding": "R2", "bucket_name": "one"}]}


def answer(handler: str) -> Any:
    source = f"""
      const attempt = async (action) => action().catch((error) => error.message);
      export default {{ async fetch(request, {{ R2 }}) {{ {handler} }} }};
    """
    project = Project(name="hello", main="index.js", files={"index.js": source}, configuration=CONFIGURATION)
    report = run_project(RunRequest(project=project, steps=[Step(url="http://x.org/", method="POST", body="sent")]))
    [body] = bodies(report)
    return json.loads(body or "null")


def test_what_is_put_is_there_at_once_in_every_form() -> None:
    found = answer("""
      const put = await R2.put("k", "hällo");
      const forms = [];
      for (const form of ["text", "arrayBuffer", "bytes", "blob"]) {
        const value = await (await R2.get("k"))[form]();
        forms.push(value.size ?? value.byteLength ?? value);
      }
      const got = await R2.get("k");
      const streamed = await new Response(got.body).text();
      return Response.json([put.etag, put.httpEtag, put.size, put.uploaded, put.checksums, forms, streamed,
        got.bodyUsed, (await R2.head("k")).key, await R2.get("none"), await R2.head("none"),
        String(await R2.delete("k")), await R2.get("k")]);
    """)
    etag = hashlib.md5("hällo".encode()).hexdigest()
    uploaded = "2026-01-01T00:00:00.000Z"
    forms = ["hällo", 6, 6, 6]
    assert found == [
        *(etag, f'"{etag}"', 6, uploaded, {"md5": etag}, forms, "hällo", True, "k", None, None, "undefined", None),
    ]


def test_values_of_every_kind_are_taken() -> None:
    assert answer("""
      const bytes = new Uint8Array([104, 105]);
      const values = [null, bytes, bytes.buffer, new Blob(["hi"]), request.body];
      const texts = [];
      for (const value of values) {
        await R2.put("k", value);
        texts.push(await (await R2.get("k")).text());
      }
      return Response.json([texts, await attempt(() => R2.put("k", {}))]);
    """) == [
        ["", "hi", "hi", "hi", "sent"],
        "put() accepts only nulls, strings, Blobs, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.",
    ]


def test_metadata_comes_back_and_goes_into_headers() -> None:
    assert answer("""
      await R2.put("k", "{}", { httpMetadata: { contentType: "application/json", cacheExpiry: new Date(0) },
        customMetadata: { by: "Ada" } });
      const found = await R2.head("k");
      const headers = new Headers();
      found.writeHttpMetadata(headers);
      await R2.put("h", "", { httpMetadata: new Headers({ "content-language": "pt", "x-other": "1" }) });
      return Response.json([found.httpMetadata, found.customMetadata, [...headers], (await R2.head("h")).httpMetadata,
        await (await R2.get("k")).json()]);
    """) == [
        {"contentType": "application/json", "cacheExpiry": "1970-01-01T00:00:00.000Z"},
        {"by": "Ada"},
        [["content-type", "application/json"], ["expires", "Thu, 01 Jan 1970 00:00:00 GMT"]],
        {"contentLanguage": "pt"},
        {},
    ]


def test_a_condition_that_fails_gives_no_body_and_writes_nothing() -> None:
    assert answer("""
      const { etag, httpEtag } = await R2.put("k", "one");
      const matched = await R2.get("k", { onlyIf: { etagMatches: etag } });
      const failed = await R2.get("k", { onlyIf: { etagDoesNotMatch: etag } });
      const cached = await R2.get("k", { onlyIf: new Headers({ "if-none-match": httpEtag }) });
      const kept = await R2.put("k", "two", { onlyIf: { etagMatches: "other" } });
      const first = await R2.put("new", "1", { onlyIf: { etagDoesNotMatch: "*" } });
      const again = await R2.put("new", "2", { onlyIf: new Headers({ "if-none-match": "*" }) });
      return Response.json(["body" in matched, "body" in failed, failed.key, "body" in cached, kept,
        await (await R2.get("k")).text(), first.key, again,
        await attempt(() => R2.get("k", { onlyIf: { etagMatches: httpEtag } })).then((text) => text.slice(0, 24))]);
    """) == [True, False, "k", False, None, "one", "new", None, "Conditional ETag should "]


def test_ranges() -> None:
    assert answer("""
      await R2.put("k", "0123456789");
      const read = async (range) => {
        const found = await R2.get("k", { range });
        return [await found.text(), found.range];
      };
      return Response.json([await read({ offset: 2, length: 3 }), await read({ suffix: 2 }), await read({ offset: 8 }),
        await read(new Headers({ range: "bytes=0-1" })), await attempt(() => R2.get("k", { range: { offset: 10 } }))]);
    """) == [
        ["234", {"offset": 2, "length": 3}],
        ["89", {"offset": 8, "length": 2}],
        ["89", {"offset": 8, "length": 2}],
        ["01", {"offset": 0, "length": 2}],
        "get: The requested range is not satisfiable (10039)",
    ]


def test_a_listing_has_pages_and_folders() -> None:
    assert answer("""
      for (const key of ["a/1", "a/2", "b", "c/1"]) await R2.put(key, key, { customMetadata: { key } });
      const keys = ({ objects }) => objects.map(({ key }) => key);
      const folders = await R2.list({ delimiter: "/" });
      const first = await R2.list({ limit: 3 });
      const second = await R2.list({ cursor: first.cursor });
      const inside = await R2.list({ prefix: "a/", include: ["customMetadata"] });
      return Response.json([keys(folders), folders.delimitedPrefixes, keys(first), first.truncated, keys(second),
        second.truncated, keys(await R2.list({ startAfter: "b" })), inside.objects[0].customMetadata,
        first.objects[0].customMetadata, await attempt(() => R2.list({ limit: 0 }))]);
    """) == [
        *(["b"], ["a/", "c/"], ["a/1", "a/2", "b"], True, ["c/1"], False, ["c/1"], {"key": "a/1"}, {}),
        "list: MaxKeys params must be positive integer <= 1000. (10022)",
    ]


def test_an_upload_in_parts_becomes_one_object() -> None:
    size, text, etags, early, etag, gone = answer("""
      const upload = await R2.createMultipartUpload("big", { customMetadata: { by: "Ada" } });
      const again = R2.resumeMultipartUpload("big", upload.uploadId);
      const parts = [await upload.uploadPart(1, new Uint8Array(5 * 1024 * 1024)), await again.uploadPart(2, "end")];
      const early = await R2.head("big");
      const done = await again.complete(parts);
      const tail = await (await R2.get("big", { range: { suffix: 3 } })).text();
      return Response.json([done.size, tail, parts.map(({ etag }) => etag), early, done.etag,
        await attempt(() => upload.uploadPart(1, "late"))]);
    """)
    first, second = hashlib.md5(bytes(5 * 1024 * 1024)), hashlib.md5(b"end")
    assert (size, text, early) == (5 * 1024 * 1024 + 3, "end", None)
    assert etags == [first.hexdigest(), second.hexdigest()]
    assert etag == hashlib.md5(first.digest() + second.digest()).hexdigest() + "-2"
    assert gone == "uploadPart: The specified multipart upload does not exist. (10024)"


def test_checksums_are_checked() -> None:
    good, bad, two = answer("""
      const sha256 = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("x"));
      const good = await R2.put("k", "x", { sha256 });
      return Response.json([Object.keys(good.checksums), await attempt(() => R2.put("k", "y", { md5: "00" })),
        await attempt(() => R2.put("k", "y", { md5: "00", sha1: "00" }))]);
    """)
    assert good == ["md5", "sha256"]
    assert bad.startswith("put: The MD5 checksum you specified did not match what we received.\n")
    assert bad.endswith("(10037)")
    assert two == "You cannot specify multiple hashing algorithms."


def stored(key: str) -> StoredObject:
    return StoredObject(key, b"", "v", "e", 1_500, {}, {}, {})


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition(), True),
        (Condition(etag_matches=["e"], uploaded_before=1_000), True),
        (Condition(etag_matches=["x"]), False),
        (Condition(etag_does_not_match=["x"], uploaded_after=9_000), True),
        (Condition(uploaded_before=1_000), False),
        (Condition(uploaded_after=1_000), True),
        (Condition(uploaded_after=1_000, seconds=True), False),
    ],
)
def test_conditions(condition: Condition, holds: bool) -> None:
    assert condition.holds(stored("k")) is holds


def test_pages_together_are_the_whole_listing() -> None:
    bucket = Bucket()
    for key in ("a/1", "a/2", "b", "c/1", "c/2", "d"):
        bucket.objects[key] = stored(key)
    cursor, seen = "", []
    while True:
        page = bucket.listed(prefix="", delimiter="/", start_after="", cursor=cursor, limit=1)
        seen += [*(one.key for one in page.objects), *page.prefixes]
        if not (cursor := page.cursor):
            break
    assert seen == ["a/", "b", "c/", "d"]
