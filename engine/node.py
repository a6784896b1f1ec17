"""Which of Node.js's modules a Worker can import: by its compatibility flags and date."""

from __future__ import annotations

from engine.project import Project

ON_BY_DEFAULT = "2026-08-04"
"""The compatibility date from which nodejs_compat needs no flag.
https://developers.cloudflare.com/workers/configuration/compatibility-flags/"""

ASYNC_HOOKS = "node:async_hooks"
REPLACING = ("withEnv", "withExports")
"""Functions of cloudflare:workers whose effect follows the asynchronous context."""
NODE_MODULES = (ASYNC_HOOKS, "node:assert", "node:buffer", "node:events", "node:path", "node:util")
"""Those that this engine has, one file node-*.js each."""
_OTHERS = (
    "child_process cluster console constants crypto dgram diagnostics_channel dns fs fs/promises http http2 https "
    "inspector module net os perf_hooks process punycode querystring readline stream stream/promises stream/web "
    "string_decoder sys test timers timers/promises tls tty url v8 vm wasi worker_threads zlib"
)
REFUSED = tuple(f"node:{name}" for name in _OTHERS.split())
"""Node.js's others: importing one says so (platform-modules.js)."""


def node_modules(project: Project) -> tuple[str, ...]:
    """The `node:` modules that the project's configuration switches on, also those that only say they are not here.
    nodejs_als alone brings AsyncLocalStorage."""
    flags = project.configuration.get("compatibility_flags", ())
    by_date = project.compatibility_date >= ON_BY_DEFAULT and "no_nodejs_compat" not in flags
    if "nodejs_compat" in flags or by_date:
        return (*NODE_MODULES, *REFUSED)
    return (ASYNC_HOOKS,) if "nodejs_als" in flags else ()


def follows_context(project: Project) -> bool:
    """Whether a file names node:async_hooks, or withEnv of cloudflare:workers. Then the Worker is compiled with probes
    in every run: they are what carries an asynchronous context over an `await`."""
    names = [*REPLACING, *({ASYNC_HOOKS} & set(node_modules(project)))]
    texts = [text if isinstance(text, str) else text.decode("utf-8", "replace") for text in project.files.values()]
    return any(name in text for text in texts for name in names)
