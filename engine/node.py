"""Which of Node.js's modules a Worker can import: by its compatibility flags and date."""

from __future__ import annotations

from collections.abc import Collection

from engine.project import Project

ON_BY_DEFAULT = "2026-08-04"
"""The compatibility date from which nodejs_compat needs no flag.
https://developers.cloudflare.com/workers/configuration/compatibility-flags/"""

GLOBALS_FROM = "2024-09-23"
ENVIRONMENT_FROM = "2025-04-01"
"""The dates from which nodejs_compat also brings global names, and fills process.env; the same page."""
GLOBALS = ("Buffer", "process", "global", "setImmediate", "clearImmediate")

ASYNC_HOOKS = "node:async_hooks"
REPLACING = ("withEnv", "withExports")
"""Functions of cloudflare:workers whose effect follows the asynchronous context."""
NODE_MODULES = (
    ASYNC_HOOKS,
    *(f"node:{name}" for name in ("assert", "buffer", "crypto", "events", "path", "process", "querystring")),
    *(f"node:{name}" for name in ("string_decoder", "timers", "timers/promises", "url", "util")),
)
"""Those that this engine has, by files node-*.js."""
_OTHERS = (
    "child_process cluster console constants dgram diagnostics_channel dns fs fs/promises http http2 https "
    "inspector module net os perf_hooks punycode readline stream stream/promises stream/web "
    "sys test tls tty v8 vm wasi worker_threads zlib"
)
REFUSED = tuple(f"node:{name}" for name in _OTHERS.split())
"""Node.js's others: importing one says so (platform-modules.js)."""


def node_modules(project: Project) -> tuple[str, ...]:
    """The `node:` modules that the project's configuration switches on, also those that only say they are not here.
    nodejs_als alone brings AsyncLocalStorage."""
    if _is_on(project):
        return (*NODE_MODULES, *REFUSED)
    return (ASYNC_HOOKS,) if "nodejs_als" in _flags(project) else ()


def node_globals(project: Project) -> dict[str, str]:
    """Node.js's global names that the project's configuration switches on, each with what the platform file that has it
    says it provides. `process.env` stands for its being filled with the Worker's variables."""
    flags, date = _flags(project), project.compatibility_date
    if not _is_on(project):
        return {}
    names = GLOBALS if date >= GLOBALS_FROM or "nodejs_compat_v2" in flags else ()
    found = {name: f"node:global.{name}" for name in names}
    filled = date >= ENVIRONMENT_FROM and "nodejs_compat_do_not_populate_process_env" not in flags
    if filled or "nodejs_compat_populate_process_env" in flags:
        found["process.env"] = "node:process.env"
    return found


def _is_on(project: Project) -> bool:
    flags = _flags(project)
    by_date = project.compatibility_date >= ON_BY_DEFAULT and "no_nodejs_compat" not in flags
    return by_date or "nodejs_compat" in flags or "nodejs_compat_v2" in flags


def _flags(project: Project) -> Collection[str]:
    flags: Collection[str] = project.configuration.get("compatibility_flags", ())
    return flags


def follows_context(project: Project) -> bool:
    """Whether a file names node:async_hooks, or withEnv of cloudflare:workers. Then the Worker is compiled with probes
    in every run: they are what carries an asynchronous context over an `await`."""
    names = [*REPLACING, *({ASYNC_HOOKS} & set(node_modules(project)))]
    texts = [text if isinstance(text, str) else text.decode("utf-8", "replace") for text in project.files.values()]
    return any(name in text for text in texts for name in names)
