"""Checks the values of a wrangler file: which keys there are, their types, and the mistakes beginners make.

Keys and rules are Wrangler's: https://developers.cloudflare.com/workers/wrangler/configuration/
"""

from __future__ import annotations

import datetime
import difflib
import math
import re
from collections.abc import Iterator
from typing import Any

from engine.errors import ProjectError

TYPES: dict[str, str] = {
    "a text": """
        $schema name main compatibility_date account_id base_dir tsconfig jsx_factory jsx_fragment compliance_region
        pages_build_output_dir""",
    "true or false": """
        workers_dev preview_urls minify no_bundle logpush keep_vars send_metrics keep_names find_additional_modules
        preserve_file_names upload_source_maps first_party_worker legacy_env""",
    "a table": """
        triggers limits observability placement assets build vars durable_objects queues dev site alias env define ai
        browser images media version_metadata unsafe exports text_blobs data_blobs wasm_modules logfwdr cloudchamber
        python_modules""",
    "a list": """
        compatibility_flags routes migrations rules kv_namespaces services r2_buckets d1_databases hyperdrive vectorize
        analytics_engine_datasets workflows send_email ratelimits secrets_store_secrets tail_consumers
        streaming_tail_consumers containers mtls_certificates dispatch_namespaces pipelines vpc_services worker_loaders
        unsafe_hello_world""",
    "a text or a table": "route",
}
KEYS = {key: kind for kind, keys in TYPES.items() for key in keys.split()}
"""Every top-level key and its type."""

PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "a text": (str,),
    "true or false": (bool,),
    "a table": (dict,),
    "a list": (list,),
    "a text or a table": (str, dict),
}

NOT_SIMULATED = (  # noqa: SIM905 (else 24 lines)
    "hyperdrive vectorize workflows ai browser "
    "images media analytics_engine_datasets send_email ratelimits secrets_store_secrets version_metadata assets "
    "dispatch_namespaces pipelines vpc_services worker_loaders mtls_certificates"
).split()
"""Keys whose bindings this version of the engine does not put into `env`."""

BINDINGS = {
    "kv_namespaces": ("binding",),
    "migrations": ("tag",),
    "services": ("binding", "service"),
    "durable_objects.bindings": ("name", "class_name"),
    "queues.producers": ("binding", "queue"),
    "queues.consumers": ("queue",),
    "r2_buckets": ("binding",),
    "d1_databases": ("binding",),
}
"""What an entry of each list must name."""

FREE_TABLES = {"vars", "define", "alias", "env", "dev", "text_blobs", "data_blobs", "wasm_modules", "exports", "unsafe"}
"""Tables whose keys are the author's own, or whose keys repeat top-level ones."""

NAME = re.compile(r"[a-z0-9_][a-z0-9_-]*")
DASHES = re.compile("[\u2010-\u2015\u2212]")
EXAMPLES = {"name": "my-worker", "main": "src/index.js", "compatibility_date": "2026-04-01"}


def check(values: dict[str, Any], file: str) -> list[str]:
    """Warnings about what is odd in the values of `file`. Raises ProjectError for what cannot be right."""
    for key in ("name", "main"):
        if key not in values:
            raise _missing(values, file, key)
    for key, value in values.items():
        _check_type(file, key, value)
    _check_json(file, values)
    _check_name(file, values["name"])
    _check_date(file, values.get("compatibility_date"))
    _check_routes(file, values)
    _check_triggers(file, values)
    _check_texts(file, "compatibility_flags", values.get("compatibility_flags", []))
    _check_bindings(file, values)
    return [f"{file}: {warning}" for warning in _warnings(file, values)]


def _missing(values: dict[str, Any], file: str, key: str) -> ProjectError:
    near = difflib.get_close_matches(key, [name for name in values if name not in KEYS], 1)
    misplaced = next((where for where, name in _nested_keys(values) if name == key), "")
    if misplaced and file.endswith(".toml") and not near:
        return ProjectError(
            f"`{key}` stands below [{misplaced}], so it is {misplaced}.{key} and the Worker has no {key}.",
            file=file,
            key=key,
            fix=f"In TOML every line below a [table] belongs to that table: move `{key} = …` above the first one.",
        )
    fix = (
        f"Is `{near[0]}` meant to be `{key}`?"
        if near
        else f"Add this line at the top: {_line(file, key, EXAMPLES[key])}"
    )
    return ProjectError(f"`{key}` is missing.", file=file, key=key, fix=fix)


def _line(file: str, key: str, value: object) -> str:
    """How to write it in this file's language."""
    return f'{key} = "{value}"' if file.endswith(".toml") else f'"{key}": "{value}"'


def _nested_keys(values: dict[str, Any], below: str = "") -> Iterator[tuple[str, str]]:
    """(table, key) of every key inside a table or a list of tables."""
    for key, value in values.items():
        where = f"{below}.{key}" if below else key
        if below:
            yield below, key
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, dict):
                yield from _nested_keys(table, where)


def _check_type(file: str, key: str, value: object) -> None:
    kind = KEYS.get(key)
    if kind is None or isinstance(value, PYTHON_TYPES[kind]):
        return
    toml = file.endswith(".toml")
    if kind == "a text" and isinstance(value, (int, float, datetime.date, datetime.time)):
        fix = f"Put it in quotes: {_line(file, key, value)}"
    elif kind == "a table":
        fix = f"Write [{key}] on a line of its own, and its keys below." if toml else f'Write "{key}": {{ … }}.'
    elif kind == "a list":
        fix = f"Write [[{key}]]." if toml and isinstance(value, dict) else "Put it in [ ]."
    elif kind == "true or false":
        fix = "Write true or false, without quotes."
    else:
        fix = f"Write {_line(file, key, EXAMPLES.get(key, '…'))}"
    raise ProjectError(f"`{key}` must be {kind}, and is {_kind_of(value)}.", file=file, key=key, fix=fix)


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, (datetime.date, datetime.time)):
        return "a TOML date"
    names = {str: "a text", dict: "a table", list: "a list", type(None): "null"}
    return names.get(type(value), "something else")


def _check_json(file: str, value: object, path: str = "") -> None:
    """TOML knows dates and nan; `env` holds texts and JSON values only."""
    if isinstance(value, (datetime.date, datetime.time)):
        raise ProjectError(
            f"`{path}` is a TOML date.", file=file, key=path, fix=f"Put it in quotes: {_line(file, path, value)}"
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise ProjectError(f"`{path}` is {value}, which JSON cannot hold.", file=file, key=path, fix="Write a number.")
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        _check_json(file, child, f"{path}.{key}" if path else str(key))


def _check_name(file: str, name: str) -> None:
    if NAME.fullmatch(name):
        return
    slug = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-") or "my-worker"
    raise ProjectError(
        f'name = "{name}" is not a Worker\'s name: those have lower-case letters, digits, dashes and underscores.',
        file=file,
        key="name",
        fix=f"Write {_line(file, 'name', slug)}",
    )


def _check_date(file: str, date: str | None) -> None:
    if date is None:
        return
    key = "compatibility_date"
    if DASHES.search(date):
        plain = DASHES.sub("-", date)
        what = f'{key} = "{date}" has a typographic dash where a hyphen belongs.'
        raise ProjectError(what, file=file, key=key, fix=f"Write {_line(file, key, plain)}")
    try:
        datetime.date.fromisoformat(date if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else "")
    except ValueError:
        what = f'{key} = "{date}" is not a day written as yyyy-mm-dd.'
        raise ProjectError(what, file=file, key=key, fix=f"Write {_line(file, key, EXAMPLES[key])}") from None


def _check_routes(file: str, values: dict[str, Any]) -> None:
    if "route" in values and "routes" in values:
        what = "`route` and `routes` exclude each other."
        raise ProjectError(what, file=file, key="routes", fix="Put every pattern into `routes`.")
    for route in [*values.get("routes", []), *([values["route"]] if "route" in values else [])]:
        if isinstance(route, str):
            continue
        if not isinstance(route, dict) or not isinstance(route.get("pattern"), str):
            fix = 'Write routes = ["example.com/*"] or { pattern = "shop.example.com", custom_domain = true }.'
            raise ProjectError("a route has no pattern.", file=file, key="routes", fix=fix)
        if route.get("custom_domain") and re.search(r"[*/]", route["pattern"]):
            what = f'the custom domain "{route["pattern"]}" has a path or a wildcard.'
            raise ProjectError(what, file=file, key="routes", fix="A custom domain is a host name and nothing else.")
        if not (route.get("custom_domain") or ("zone_name" in route) != ("zone_id" in route)):
            what = f'the route "{route["pattern"]}" does not say which zone it is of.'
            raise ProjectError(what, file=file, key="routes", fix="Give exactly one of zone_name and zone_id.")


def _check_triggers(file: str, values: dict[str, Any]) -> None:
    """A table of triggers without crons, such as one with `cron`, stops Wrangler (its isObjectWith("crons"))."""
    triggers = values.get("triggers", {"crons": []})
    if "crons" not in triggers:
        near = difflib.get_close_matches("crons", triggers, 1)
        fix = f"Is `{near[0]}` meant to be `crons`?" if near else 'Write crons = ["0 * * * *"], or [] for none.'
        raise ProjectError("`triggers` has no `crons`.", file=file, key="triggers.crons", fix=fix)
    _check_texts(file, "triggers.crons", triggers["crons"])


def _check_texts(file: str, key: str, value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise ProjectError(f"`{key}` must be a list of texts.", file=file, key=key, fix='Write it as ["…", "…"].')


def _check_bindings(file: str, values: dict[str, Any]) -> None:
    """Each entry is a table with the texts that its kind of binding cannot do without."""
    for path, needed in BINDINGS.items():
        table, _, key = path.partition(".")
        entries = values.get(table, {}).get(key, []) if key else values.get(table, [])
        for entry in entries if isinstance(entries, list) else [entries]:
            missing = next((name for name in needed if not isinstance(entry, dict) or not _is_text(entry, name)), "")
            if missing:
                what = f"an entry of `{path}` has no `{missing}`."
                fix = f"Each one needs {' and '.join(f'`{name}`' for name in needed)}, in quotes."
                raise ProjectError(what, file=file, key=f"{path}.{missing}", fix=fix)


def _is_text(entry: dict[str, Any], name: str) -> bool:
    return isinstance(entry.get(name), str) and entry[name] != ""


def _warnings(file: str, values: dict[str, Any]) -> Iterator[str]:
    toml = file.endswith(".toml")
    for key in values:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            yield f"`{key}` is not a key that Wrangler knows" + (f"; did you mean `{near[0]}`?" if near else ".")
    for where, key in _nested_keys(values):
        if toml and key in KEYS and key not in values and key != "name" and where.split(".")[0] not in FREE_TABLES:
            yield f"`{key}` stands below [{where}], so it is {where}.{key}; top-level keys go above the first [table]."
    if "compatibility_date" not in values:
        yield "`compatibility_date` is missing: a deploy needs it."
    for key in NOT_SIMULATED:
        if values.get(key):
            yield f"`{key}` is not simulated yet: its bindings are missing from env."
    yield from _refused_by_a_deploy(values)


def _refused_by_a_deploy(values: dict[str, Any]) -> Iterator[str]:
    """Triggers that Cloudflare, not Wrangler, says no to; and those that never fire. Here they can still be run."""
    from engine.cron import CronError, parse_cron
    from engine.routes import RouteError, route_table

    for expression in values.get("triggers", {}).get("crons", []):
        try:
            yield from (f'cron "{expression}": {note}' for note in parse_cron(expression).notes() if "never" in note)
        except CronError as error:
            yield f"{error} A deploy is refused."
    try:
        route_table([values])
    except RouteError as error:
        yield f"{error} A deploy is refused."
