"""Bindings: what `env` holds besides variables, read from a project's configuration.

A specification is a small table: `kind` names the platform file that makes the object (its header says `binding: kind`,
and it adds a maker to `internals.bindings`), `name` is the member of `env`; the rest is that kind's own.
https://developers.cloudflare.com/workers/runtime-apis/bindings/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Specification = dict[str, Any]


def specifications(configuration: dict[str, Any]) -> list[Specification]:
    """Every binding of a wrangler configuration that this engine makes, in the order of the file."""
    return list(_specifications(configuration))


def _specifications(configuration: dict[str, Any]) -> Iterator[Specification]:
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
        }
    for entry in configuration.get("queues", {}).get("producers", []):
        yield {"kind": "queue", "name": entry["binding"], "queue": entry["queue"]}
    for entry in configuration.get("r2_buckets", []):
        yield {"kind": "r2", "name": entry["binding"], "bucket": entry.get("bucket_name", entry["binding"])}
    for entry in configuration.get("d1_databases", []):
        yield {"kind": "d1", "name": entry["binding"], "database": entry.get("database_id", entry["binding"])}
