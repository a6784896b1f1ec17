"""The web platform's JavaScript: which files an isolate needs, and the script that installs them.

Each file says in its header comments what it provides, what it needs, and which property names call for it (README.md
beside this file). A Worker that mentions none of a file's names never pays for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from engine.compile.parser import parse

FOLDER = Path(__file__).parent
KERNEL = "kernel"
ALWAYS = ("request", "response")
"""What kernel.js itself calls on to hand a request in and take a response out."""
PROBES = "probes"
"""The file that a Worker with probes compiled in needs."""


class PlatformFile(msgspec.Struct, frozen=True):
    """One interface. name: the file's stem. code: its function expression, without comments and indentation.

    deferred: "", or the member of `platform.internals` that the code gives when that is first called; it is compiled
    then.
    """

    name: str
    provides: frozenset[str]
    needs: tuple[str, ...]
    mentioned_by: frozenset[str]
    always: bool
    deferred: str
    code: str


@cache
def platform_files() -> dict[str, PlatformFile]:
    """Every file of the platform by name, read once a process. The kernel is not among them."""
    paths = sorted(FOLDER.glob("*.js"))
    return {path.stem: _read(path) for path in paths if path.stem != KERNEL}


def files_for(names: Collection[str], *, everything: bool = False, probes: bool = False) -> tuple[str, ...]:
    """The files that a Worker mentioning `names` needs, dependencies first. everything: all of them. probes: whether its
    code was compiled with probes. Deferred files without a mention of their own come with the kernel."""
    files = platform_files()
    wanted = [
        file.name
        for file in files.values()
        if everything or file.always or not file.provides.isdisjoint(names) or not file.mentioned_by.isdisjoint(names)
    ]
    return _with_needs([*ALWAYS, *([PROBES] if probes else []), *wanted], files)


def _call(file: PlatformFile) -> str:
    if not file.deferred:
        return f"({file.code})(platform);\n"
    name, code = (msgspec.json.encode(text).decode() for text in (file.deferred, file.code))
    return f"platform.defer({name},{code});\n"


@lru_cache(maxsize=256)
def script_for(files: tuple[str, ...], environment: str, seed: int) -> str:
    """The script that makes a fresh context an isolate's: kernel, then `files`; its value is the host's function."""
    known = platform_files()
    calls = "".join(_call(known[name]) for name in files)
    arguments = f"{msgspec.json.encode(environment).decode()},{seed}"
    return f"(() => {{\nconst platform = ({_kernel()})({arguments});\n{calls}return platform.host; }})()"


@cache
def _kernel() -> str:
    return _bare(FOLDER.joinpath(f"{KERNEL}.js").read_text(encoding="utf-8"))


def _with_needs(wanted: Iterable[str], files: dict[str, PlatformFile]) -> tuple[str, ...]:
    order: dict[str, None] = {}

    def add(name: str) -> None:
        if name in order:
            return
        for need in files[name].needs:
            add(need)
        order[name] = None

    for name in wanted:
        add(name)
    return tuple(order)


def _read(path: Path) -> PlatformFile:
    source = path.read_text(encoding="utf-8")
    header: dict[str, list[str]] = {}
    for line in source.splitlines():
        if not line.startswith("//"):
            break
        key, _, value = line[2:].partition(":")
        header.setdefault(key.strip(), []).extend(value.replace(",", " ").split())
    return PlatformFile(
        name=path.stem,
        provides=frozenset(header.get("provides", ())),
        needs=tuple(header.get("needs", ())),
        mentioned_by=frozenset(form for name in header.get("mentioned by", ()) for form in (name, f".{name}")),
        always="always" in header,
        deferred="".join(header.get("deferred", ())),
        code=_bare(source),
    )


def _bare(source: str) -> str:
    """The source without comments, indentation and blank lines: what QuickJS reads costs time in every isolate."""
    text = source.encode()
    kept: list[bytes] = []
    position = 0
    untouchable: list[tuple[int, int]] = []
    nodes = [parse(text).root_node]
    comments: list[tuple[int, int]] = []
    while nodes:
        node = nodes.pop()
        if node.type == "comment":
            comments.append((node.start_byte, node.end_byte))
        elif node.type in ("template_string", "string", "regex"):
            untouchable.append((node.start_byte, node.end_byte))
        else:
            nodes.extend(node.children)
    for start, end in sorted(comments):
        kept.append(text[position:start])
        position = end
    kept.append(text[position:])
    lines = b"".join(kept).decode().split("\n")
    has_long_template = any(text[start:end].count(b"\n") for start, end in untouchable)
    stripped = lines if has_long_template else [line.strip() for line in lines]
    return "\n".join(line for line in stripped if line).removesuffix(";")
