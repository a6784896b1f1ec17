"""Wrangler's environments: what `[env.staging]` takes over from the top level, and what it does not. Pure.

Each environment deploys as a Worker of its own, `name-environment`. Most keys are inherited; `vars` and everything that
makes a binding are not, and Wrangler warns of each that is missing. Every key was tried on Wrangler 4.40.
https://developers.cloudflare.com/workers/wrangler/environments/
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

import msgspec

from engine.errors import ProjectError

NOT_INHERITED = (  # noqa: SIM905 (else 30 lines)
    "vars define durable_objects kv_namespaces queues r2_buckets d1_databases services vectorize hyperdrive ai browser "
    "images media analytics_engine_datasets dispatch_namespaces mtls_certificates pipelines workflows send_email "
    "ratelimits secrets_store_secrets tail_consumers streaming_tail_consumers version_metadata vpc_services "
    "worker_loaders containers unsafe unsafe_hello_world cloudchamber"
).split()
"""Keys that an environment has only when it names them itself."""

TOP_LEVEL_ONLY = (  # noqa: SIM905 (else 12 lines)
    "keep_vars send_metrics dev site alias legacy_env text_blobs data_blobs wasm_modules env $schema"
).split()
"""Keys that speak of the whole file: they hold for every environment, and have no effect inside one."""

TOP_LEVEL = "top level"
NAMED_AFTER = "name-environment"


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """What one environment amounts to. environment: "" for the top level. configuration: the values the Worker gets.
    origins: key → "top level", "env.NAME" (its own table), or "name-environment" (a name made of both).
    left_out: keys of the top level that this environment does not get. warnings: Wrangler's, a sentence or two each."""

    environment: str
    configuration: dict[str, Any]
    origins: dict[str, str]
    left_out: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def environment_names(values: dict[str, Any]) -> list[str]:
    """The environments of a wrangler file, in its order."""
    table = values.get("env", {})
    return [name for name, own in table.items() if isinstance(own, dict)] if isinstance(table, dict) else []


def resolve(values: dict[str, Any], environment: str, file: str) -> Resolved:
    """The values of `environment` ("": the top level) in a wrangler file already read. file: its name in messages.

    Raises ProjectError for an environment that the file has not, while it has others.
    """
    if not environment:
        return Resolved(environment="", configuration=dict(values), origins=dict.fromkeys(values, TOP_LEVEL))
    where = f"env.{environment}"
    own = _own_table(values, environment, file)
    if own is None:  # what Wrangler does with a file without any environment
        inherited, own = dict(values), {}
    else:
        inherited = {key: value for key, value in values.items() if key not in NOT_INHERITED and key != "env"}
    taken = {key: value for key, value in own.items() if key not in TOP_LEVEL_ONLY}
    origins = {**dict.fromkeys(inherited, TOP_LEVEL), **dict.fromkeys(taken, where)}
    configuration = {**inherited, **taken}
    if "name" not in own and isinstance(values.get("name"), str):
        configuration["name"] = f"{values['name']}-{environment}"
        origins["name"] = NAMED_AFTER
    both = {"route", "routes"}
    if both <= configuration.keys() and not (both <= own.keys() or both <= values.keys()):
        del configuration["route"], origins["route"]  # Wrangler takes routes first, inherited or not
    return Resolved(
        environment=environment,
        configuration=configuration,
        origins=origins,
        left_out=tuple(key for key in NOT_INHERITED if key in values and key not in configuration),
        warnings=tuple(_warnings(values, own, where, file)),
    )


def _own_table(values: dict[str, Any], environment: str, file: str) -> dict[str, Any] | None:
    """What the environment says itself; None in a file that has no environments at all."""
    names = environment_names(values)
    if not names:
        return None
    if environment in names:
        own: dict[str, Any] = values["env"][environment]
        return own
    what = f'No environment found in configuration with name "{environment}".'
    near = difflib.get_close_matches(environment, names, 1)
    example = f"[env.{environment}]" if file.endswith(".toml") else f'"env": {{ "{environment}": {{ … }} }}'
    listed = ", ".join(names)
    fix = f"Did you mean {near[0]}? " if near else ""
    raise ProjectError(what, file=file, key="env", fix=f"{fix}There are: {listed}. Or add {example} to the file.")


def _warnings(values: dict[str, Any], own: dict[str, Any], where: str, file: str) -> Iterator[str]:
    toml = file.endswith(".toml")
    if not environment_names(values):
        yield (
            f'No environment found in configuration with name "{where.partition(".")[2]}". The file has none at all: '
            f"everything is as at the top level, except the name."
        )
        return
    for key in NOT_INHERITED:
        if values.get(key) and key not in own:
            table = f"[{where}.{key}]" if isinstance(values[key], dict) else f"[[{where}.{key}]]"
            add = table if toml else f'"{key}" to "{where}"'
            yield (
                f'"{key}" exists at the top level, but not on "{where}". "{key}" is not inherited by environments: '
                f"the Worker has none. Add {add}."
            )
    missing = _missing(values.get("vars"), own.get("vars"))
    if missing:
        yield (
            f'These vars exist at the top level, but not on "{where}.vars": {", ".join(missing)}. '
            f"vars are not inherited by environments, not even one by one. Add them there."
        )
    if "route" in own and "routes" in values and "routes" not in own:
        yield (
            f'"route" of "{where}" has no effect: "routes" is inherited from the top level, and Wrangler takes routes '
            f'before route. Write "routes" in {where} instead.'
        )
    domains = [] if "routes" in own else _custom_domains(values, own)
    if domains:
        empty = "routes = []" if toml else '"routes": []'
        yield (
            f'"{where}" inherits the routes of the top level, with the custom domain {", ".join(domains)}: deploying '
            f"it takes the domain away from the top-level Worker. Add {empty} to {where}."
        )
    for key in own:
        if key in TOP_LEVEL_ONLY:
            yield f'"{key}" has no effect in "{where}": it speaks of the whole file and belongs to the top level.'


def _missing(above: object, below: object) -> list[str]:
    """The variables of the top level that an environment with variables of its own does not name."""
    if not isinstance(above, dict) or not isinstance(below, dict):
        return []
    return [name for name in above if name not in below]


def _custom_domains(values: dict[str, Any], own: dict[str, Any]) -> list[str]:
    """The custom domains that an environment without `routes` of its own inherits."""
    routes = values.get("routes")
    every = routes if isinstance(routes, list) else [] if "route" in own else [values.get("route")]
    return [str(route.get("pattern")) for route in every if isinstance(route, dict) and route.get("custom_domain")]
