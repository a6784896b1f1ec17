"""Bindings: what `env` holds besides variables, read from a project's configuration.

A specification is a small table: `kind` names the platform file that makes the object (its header says `binding: kind`,
and it adds a maker to `internals.bindings`), `name` is the member of `env`; the rest is that kind's own.
https://developers.cloudflare.com/workers/runtime-apis/bindings/
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

Specification = dict[str, Any]


def specifications(
    configuration: dict[str, Any], files: Mapping[str, str | bytes], worker: str = ""
) -> list[Specification]:
    """Every binding of a wrangler configuration that this engine makes, in its order. files: the project's. worker: the
    Worker's name."""
    return list(_specifications(configuration, files, worker))


def sqlite_classes(configuration: dict[str, Any]) -> frozenset[str]:
    """The Durable Object classes that a Worker's migrations, one after the other, leave as SQLite-backed.
    https://developers.cloudflare.com/durable-objects/reference/durable-objects-migrations/"""
    classes: set[str] = set()
    for migration in configuration.get("migrations", []):
        classes.update(_names(migration.get("new_sqlite_classes")))
        renamed = migration.get("renamed_classes")
        for change in renamed if isinstance(renamed, list) else ():
            if isinstance(change, dict) and change.get("from") in classes:
                classes.discard(str(change["from"]))
                classes.add(str(change.get("to")))
        classes.difference_update(_names(migration.get("deleted_classes")))
    return frozenset(classes)


def _names(value: object) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _specifications(
    configuration: dict[str, Any], files: Mapping[str, str | bytes], worker: str
) -> Iterator[Specification]:
    for entry in configuration.get("services", []):
        yield {
            "kind": "service",
            "name": entry["binding"],
            "service": entry["service"],
            "entrypoint": entry.get("entrypoint", ""),
            "props": entry.get("props", {}),
        }
    for entry in configuration.get("kv_namespaces", []):
        yield {"kind": "kv", "name": entry["binding"], "id": entry.get("id", entry["binding"])}
    for entry in configuration.get("durable_objects", {}).get("bindings", []):
        yield {
            "kind": "durable-object",
            "name": entry["name"],
            "class": entry["class_name"],
            "script": entry.get("script_name", ""),
            "key": hashlib.sha256(f"{entry.get('script_name') or worker}-{entry['class_name']}".encode()).hexdigest(),
        }
    for entry in configuration.get("queues", {}).get("producers", []):
        yield {"kind": "queue", "name": entry["binding"], "queue": entry["queue"]}
    for entry in configuration.get("r2_buckets", []):
        yield {"kind": "r2", "name": entry["binding"], "bucket": entry.get("bucket_name", entry["binding"])}
    for entry in configuration.get("d1_databases", []):
        yield {"kind": "d1", "name": entry["binding"], "database": entry.get("database_id", entry["binding"])}
    blobs = configuration.get("data_blobs", {})
    for name, path in blobs.items() if isinstance(blobs, dict) else ():
        content = files.get(posixpath.normpath(str(path)), b"")
        data = content if isinstance(content, bytes) else content.encode()
        yield {"kind": "data", "name": name, "base64": base64.b64encode(data).decode()}
