"""COVERAGE.md beside this file: each name of ECMA-429 (WinterTC's minimum common web API, 2025), as an isolate has it.

`python -m engine.platform.coverage` writes it. What stands in it is asked of a real isolate; only the remarks are ours.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step

FILE = Path(__file__).with_name("COVERAGE.md")

GROUPS: dict[str, str] = {
    "DOM and HTML": (
        "AbortController AbortSignal Event EventTarget CustomEvent ErrorEvent MessageChannel MessageEvent MessagePort "
        "PromiseRejectionEvent"
    ),
    "Web IDL, Fetch, XHR, File": "DOMException Headers Request Response FormData Blob File",
    "Compression": "CompressionStream DecompressionStream",
    "Streams": (
        "ByteLengthQueuingStrategy CountQueuingStrategy ReadableByteStreamController ReadableStream "
        "ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController "
        "ReadableStreamDefaultReader TransformStream TransformStreamDefaultController WritableStream "
        "WritableStreamDefaultController WritableStreamDefaultWriter"
    ),
    "Encoding and URL": ("TextDecoder TextDecoderStream TextEncoder TextEncoderStream URL URLSearchParams URLPattern"),
    "Web Crypto, High Resolution Time": "Crypto CryptoKey SubtleCrypto Performance",
    "WebAssembly": (
        "WebAssembly.Global WebAssembly.Instance WebAssembly.Memory WebAssembly.Module WebAssembly.Table "
        "WebAssembly.Tag WebAssembly.Exception WebAssembly.CompileError WebAssembly.LinkError "
        "WebAssembly.RuntimeError WebAssembly.compile WebAssembly.compileStreaming WebAssembly.instantiate "
        "WebAssembly.instantiateStreaming WebAssembly.JSTag WebAssembly.validate"
    ),
    "Methods and properties": (
        "globalThis atob btoa clearTimeout clearInterval navigator.userAgent onerror onunhandledrejection "
        "onrejectionhandled queueMicrotask reportError self setTimeout setInterval structuredClone fetch "
        "console crypto performance"
    ),
}
"""Every name that the standard asks for."""

REMARKS = {
    "TextDecoder": "all encodings; shift_jis, gbk and their like where the label stands in the Worker's code",
    "console": "five methods print, as in the real runtime; the others print nothing",
    "performance": "the clock stands still between I/O, as in production",
    "PromiseRejectionEvent": (
        "events come where the code says `unhandledrejection`; not for promises of subclasses, "
        "nor for those that no call in the Worker's own code gave, or of which a property is read at once"
    ),
    "fetch": "answered by other Workers or simulated origins, never by the Internet",
    "setTimeout": "refused in global scope, as in production",
    "setInterval": "refused in global scope, as in production",
}
"""What "here" leaves unsaid of a name."""

PARTLY = frozenset({"PromiseRejectionEvent"})
ONCE_SET = "as in the real runtime there is none before the Worker sets it; then it is called"
WHY_NOT = {
    "onunhandledrejection": ONCE_SET,
    "onrejectionhandled": ONCE_SET,
    "onerror": "errors that nobody caught go to the trace",
}


def found() -> dict[str, str]:
    """Each name → its `typeof` in an isolate; "absent" where reading it gives undefined or throws."""
    names = [name for group in GROUPS.values() for name in group.split()]
    # Written out, so that the platform loads what is named.
    asked = ",".join(f"[{json.dumps(name)},()=>typeof {name}]" for name in names)
    source = (
        f"export default {{ async fetch() {{ const names=[{asked}]; const found={{}};"
        "for (const [name, read] of names) { try { const type=read(); "
        "found[name]=type==='undefined'?'absent':type } catch { found[name]='absent' } }"
        "return Response.json(found) } };"
    )
    project = Project(name="coverage", main="index.js", files={"index.js": source})
    step = run_project(RunRequest(project=project, steps=[Step()], probes=False)).result.steps[0]
    return dict(json.loads(step.body or "{}"))


def table() -> str:
    """The text of COVERAGE.md."""
    types = found()
    here = sum(kind != "absent" or WHY_NOT.get(name) == ONCE_SET for name, kind in types.items())
    lines = [
        "# Coverage of ECMA-429",
        "",
        "Written by `python -m engine.platform.coverage`, which asks an isolate for each name of the minimum common",
        f"web API (ECMA-429, 2025). {here} of {len(types)} are here. `typeof` is the isolate's own answer; how a name",
        "behaves is what tests/conformance compares with the real runtime.",
    ]
    for group, names in GROUPS.items():
        lines += ["", f"## {group}", "", "| name | here | typeof | remark |", "|---|---|---|---|"]
        for name in names.split():
            kind = types[name]
            if kind == "absent":
                word = "once set" if WHY_NOT.get(name) == ONCE_SET else "no"
                lines.append(f"| `{name}` | {word} | | {_why_not(name)} |")
            else:
                word = "partly" if name in PARTLY else "yes"
                lines.append(f"| `{name}` | {word} | {kind} | {REMARKS.get(name, '')} |")
    return "\n".join(lines) + "\n"


def _why_not(name: str) -> str:
    if name.startswith("WebAssembly."):
        return "the engine (QuickJS) has no WebAssembly: run it with `wrangler dev`"
    return WHY_NOT.get(name, "")


def main() -> int:
    """Writes the file. Exit status 0."""
    FILE.write_text(table(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
