"""What a Worker may cost before its first event: the limits that a deploy checks, and what it says of them.

https://developers.cloudflare.com/workers/platform/limits/#worker-startup-time and #worker-size
"""

from __future__ import annotations

from engine.compile import Compiled
from engine.errors import LimitExceeded, LoadError
from engine.step import Failure

STARTUP_MS = 1000.0
"""CPU time that global scope may use, in model ms; cpu.js counts it. Real time is limited as that of any turn is."""
WORKER_BYTES = 64 * 1024 * 1024
"""Of a Worker's code and data, uncompressed, on every plan."""

CPU_EXCEEDED = "Script startup exceeded CPU time limit. [code: 10021]"
MEMORY_EXCEEDED = "Script startup exceeded memory limits. [code: 10021]"
TOO_LARGE = "Your Worker exceeded the size limit of 64 MiB. [code: 10027]"

OF_THE_ENGINE = {"InternalError: interrupted": CPU_EXCEEDED, "InternalError: out of memory": MEMORY_EXCEEDED}
"""What a module's promise is rejected with where a limit stopped its top-level code: V8 has no InternalError."""


def refusal(error: LimitExceeded) -> Failure:
    """Why a Worker does not load whose top-level code hit a limit."""
    message = CPU_EXCEEDED if error.outcome == "exceededCpu" else MEMORY_EXCEEDED
    return Failure(name="Error", message=message)


def check_size(compiled: Compiled, files: dict[str, str | bytes]) -> None:
    """Raises LoadError when what would be uploaded, the modules that the entry reaches, is too large."""
    size = 0
    for module in compiled.modules:
        content = files.get(module, "")
        size += len(content) if isinstance(content, bytes) else len(content.encode("utf-8", "surrogatepass"))
    if size > WORKER_BYTES:
        raise LoadError(Failure(name="Error", message=TOO_LARGE))
