"""A Worker that has forgotten its default export answers nothing, and nothing says so: requests go on to the origin.

That is what the real runtime does (tests/conformance: error-named-handler-only). A deploy refuses such a Worker with
error 10068 (https://developers.cloudflare.com/workers/observability/errors/), and a learner here hears why at once.
"""

from __future__ import annotations

from engine.errors import EngineError
from engine.project import Project

NOTE = (
    "This Worker has no default export, so the runtime finds no handler in it. Requests go on to the server behind it, "
    "the origin (simulated here). Write export default { … }. A deploy refuses a Worker without handlers: error 10068."
)


def no_default_note(project: Project) -> str:
    """NOTE where the entry is a module without a default export; "" for any other, also for one that cannot be read."""
    entry = project.files.get(project.main)
    if not isinstance(entry, str) or "default" in entry:  # the usual case, for which nothing is parsed
        return ""
    from engine.compile import compile_project

    try:
        compiled = compile_project(project.files, project.main, probes=False)
    except EngineError:
        return ""
    return "" if compiled.script or compiled.broken or "default" in compiled.exports else NOTE
