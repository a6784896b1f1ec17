"""The web platform's JavaScript: which files an isolate needs, and the script that installs them.

Each file says in its header comments what it provides, what it needs, and which property names call for it (README.md
beside this file). A Worker that mentions none of a file's names never pays for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from engine.compile.parser import parse
from engine.javascript import BEGIN

FOLDER = Path(__file__).parent
KERNEL = "kernel"
ALWAYS = ("request", "response")
"""What kernel.js itself calls on to hand a request in and take a response out."""
MAKERS = {"request": "request", "context": "execution-context"}
"""The files that make a handler's arguments."""
PROBES = "probes"
"""The file that a Worker with probes compiled in needs."""


_ONLY_WITH = re.compile(r"// only with ([\w-]+)")


class PlatformFile(msgspec.Struct, frozen=True):
    """One interface. name: the file's stem. source: as it is written.

    bindings: kinds of binding (engine/bindings.py) whose objects it makes.
    deferred: "", or the member of `platform.internals` that the code gives when that is first called; it is compiled
    then.
    """

    name: str
    provides: frozenset[str]
    needs: tuple[str, ...]
    mentioned_by: frozenset[str]
    bindings: frozenset[str]
    always: bool
    deferred: str
    source: str

    @property
    def code(self) -> str:
        """Its function expression, without comments and indentation: made when it is first asked for."""
        return _bare(self.source)


@cache
def platform_files() -> dict[str, PlatformFile]:
    """Every file of the platform by name, read once a process. The kernel is not among them."""
    paths = sorted(FOLDER.glob("*.js"))
    return {path.stem: _read(path) for path in paths if path.stem != KERNEL}


class Selection(msgspec.Struct, frozen=True):
    """What an isolate loads, dependencies first. now: files installed before any learner code. late: files that only
    deferred ones need: kept as text until one of those is first called."""

    now: tuple[str, ...]
    late: tuple[str, ...]


def files_for(
    names: Collection[str],
    *,
    bindings: Collection[str] = (),
    everything: bool = False,
    probes: bool = False,
    unseen: Collection[str] = (),
) -> Selection:
    """The files that a Worker mentioning `names` needs. bindings: kinds in its `env`. everything: all of them. probes:
    whether its code was compiled with probes. unseen: arguments of its handler that nothing looks at. Deferred files
    without a mention of their own come with the kernel."""
    files = platform_files()
    wanted = [
        file.name
        for file in files.values()
        if (everything and not _is_special(file))
        or file.always
        or not file.provides.isdisjoint(names)
        or not file.mentioned_by.isdisjoint(names)
        or not file.bindings.isdisjoint(bindings)
    ]
    unmade = {MAKERS[argument] for argument in unseen if argument in MAKERS}
    if any(name != "response" and not files[name].always for name in wanted):
        unmade.discard("request")  # which the other interfaces work with
    first = [name for name in (*ALWAYS, *([PROBES] if probes else []), *wanted) if name not in unmade]
    now = _with_needs(first, descend=lambda file: not file.deferred)
    all_of_them = _with_needs(now, descend=lambda file: True)
    deferred = [name for name in all_of_them if files[name].deferred and name not in now]
    late = [name for name in all_of_them if not files[name].deferred and name not in now]
    return Selection((*now, *deferred), tuple(late))


class Script(msgspec.Struct, frozen=True):
    """What makes a fresh context an isolate's.

    text: leaves in BEGIN a function of `values` (and of `ask`) that gives the host's function. library: the text of the
    deferred files, handed over as a value, because the engine takes a string at no cost and reads a literal at a
    thousandth of a second per 250 kB. shelf: where each stands in it, JSON. environment: the variables of `env`, JSON.
    bindings: the specifications of its bindings, JSON. seed: of its random numbers, in digits.
    """

    text: str
    library: str
    shelf: str
    environment: str
    bindings: str
    seed: str = "1"

    @property
    def values(self) -> tuple[str, ...]:
        """What the function that `text` gives takes."""
        return self.environment, self.seed, self.bindings, self.library, self.shelf


def script_for(files: Selection, environment: str = "{}", bindings: str = "[]") -> Script:
    """The script of an isolate with `files`. What differs between Workers that load the same files is no part of the
    text, which is compiled once for all of them."""
    library, shelf = _shelved(files)
    return Script(_text(files), library, shelf, environment, bindings)


@lru_cache(maxsize=256)
def _text(files: Selection) -> str:
    known = platform_files()
    # Not in parentheses: QuickJS looks ahead to where one ends before it parses what is in it.
    codes = [known[name].code for name in files.now if not known[name].deferred]
    calls = "".join(f"install = {code};\ninstall(platform);\n" for code in codes)
    kernel = _kernel(frozenset((*files.now, *files.late)) & _kernel_sections())
    platform = f"let install = {kernel};\nconst platform = install(environment, seed, library, shelf, ask);\n"
    bind = "if (bindings !== '[]') platform.bind(bindings);\n"
    begin = f"{BEGIN} = (environment, seed, bindings, library, shelf, ask) => {{\ndelete globalThis.{BEGIN};\n"
    return f"{begin}{platform}{calls}{bind}return platform.host; }}"


def with_deferred(script: Script, name: str, code: str) -> Script:
    """`script` with one more deferred file, of a Worker's own: what `code` gives becomes `internals[name]`."""
    begin = _units(script.library)
    entry = msgspec.json.encode([name, begin, begin + _units(code), name, []]).decode()
    shelf = f"{script.shelf[:-1]},{entry}]" if script.shelf != "[]" else f"[{entry}]"
    return msgspec.structs.replace(script, library=script.library + code, shelf=shelf)


def _units(text: str) -> int:
    """Length in UTF-16 units, as JavaScript counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@lru_cache(maxsize=256)
def _shelved(files: Selection) -> tuple[str, str]:
    """The library and the shelf of a selection. Positions count UTF-16 units, as JavaScript's strings do."""
    known = platform_files()
    texts: list[str] = []
    entries: list[tuple[str, int, int, str, list[str]]] = []
    position = 0
    for name in (*files.late, *(name for name in files.now if known[name].deferred)):
        file = known[name]
        end = position + _units(file.code)
        needs = [need for need in _with_needs([name], descend=lambda _: True) if need in files.late and need != name]
        entries.append((name, position, end, file.deferred, needs if file.deferred else []))
        texts.append(file.code)
        position = end
    return "".join(texts), msgspec.json.encode(entries).decode()


@cache
def _kernel_sections() -> frozenset[str]:
    """The files that parts of the kernel are there for."""
    return frozenset(_ONLY_WITH.findall(_kernel_source()))


@cache
def _kernel_source() -> str:
    return FOLDER.joinpath(f"{KERNEL}.js").read_text(encoding="utf-8")


@cache
def _kernel(files: frozenset[str]) -> str:
    """The kernel, without what is marked "only with" a file that is not among `files`: one line with that comment, or
    all from a comment that ends in { to the next that is }."""
    kept, leaving_out = [], False
    for line in _kernel_source().splitlines():
        marked = _ONLY_WITH.search(line)
        if leaving_out:
            leaving_out = line.strip() != "// }"
        elif marked is None or marked[1] in files:
            kept.append(line)
        else:
            leaving_out = line.endswith("{")
    return _bare("\n".join(kept))


def _is_special(file: PlatformFile) -> bool:
    """Whether a file is only loaded where it is asked for: a Worker that reaches globals by computed names sees none of
    Node.js's and of the probes'."""
    needed = _with_needs([file.name], descend=lambda _: True)
    return PROBES in needed or any(name.startswith("node:") for name in file.provides)


def _with_needs(wanted: Iterable[str], *, descend: Callable[[PlatformFile], bool]) -> tuple[str, ...]:
    """`wanted` and, of the files that `descend` says, what they need; dependencies first."""
    files = platform_files()
    order: dict[str, None] = {}

    def add(name: str) -> None:
        if name in order:
            return
        if descend(files[name]):
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
        bindings=frozenset(header.get("binding", ())),
        always="always" in header,
        deferred="".join(header.get("deferred", ())),
        source=source,
    )


@cache
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
