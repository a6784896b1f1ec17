"""A deployed Worker: a project, compiled once, from which isolates are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property

import msgspec

from engine.bindings import specifications, sqlite_classes
from engine.compile import Compiled, compile_project
from engine.errors import LoadError
from engine.node import follows_context, node_globals, node_modules
from engine.platform import Script, files_for, script_for, with_deferred
from engine.project import Project
from engine.rejections import FILE, may_listen
from engine.startup import check_size
from engine.step import Failure

PLATFORM_MODULES = ("cloudflare:workers", "cloudflare:sockets", "cloudflare:email")
"""What can be imported besides files. The last is a name of the real runtime that loads nothing."""

SCRIPT_SYNTAX = "service-worker-syntax"
"""What service-worker.js provides."""
IMPORTING = "node:import"
"""What module-imports.js provides."""
CALLS = "rpc"
"""What rpc-event.js and stub-event.js provide."""

WRITTEN = "writtenPieces"
"""The member of the platform's internals by which function-text.js asks for `Compiled.pieces`."""

ZONES = "zones"
"""The member by which date-format.js asks for time zones."""
DATES = "date-format"
TABLES = "encodingTables"
"""The member by which multi-byte-encoding.js asks for what bytes stand for."""
DECODER = "multi-byte-encoding"

ASKING = frozenset({"sql", ".sql", "kv", ".kv", "transactionSync", ".transactionSync"})
"""Names with which code reaches the storage of a Durable Object that answers without a promise."""

SECRET = "(a secret)"
"""What the trace shows of one."""

METER = "cpu"
"""The platform file that counts model CPU: probes and `spin` need it."""


class Worker:
    """A project made ready: its joined module and the platform files it needs.

    Raises LoadError when an import does not resolve. probes: whether the loop layer is compiled in. called: whether
    other Workers may call its methods. variables: what `env` holds of `vars`, each name with its value as JSON.
    bindings: the specifications of the rest. metered: whether its isolates count model CPU. sqlite_classes: those of
    its Durable Objects that store in SQLite. asks: whether its isolates may ask the host for answers at once. listens:
    whether it hears of unhandled rejections.
    """

    def __init__(self, project: Project, *, probes: bool, called: bool = False) -> None:
        self.project = project
        self.compiled: Compiled = compile_project(
            project.files,
            project.main,
            probes=probes or follows_context(project) or may_listen(project),
            platform_modules=(*PLATFORM_MODULES, *node_modules(project)),
            script=project.configuration.get("format") == "service-worker",
        )
        check_size(self.compiled, project.files)
        special = {name for name, wanted in ((SCRIPT_SYNTAX, self.compiled.script), (CALLS, called)) if wanted}
        special |= self._node_marks()
        self.bindings = bindings = specifications(project.configuration, project.files, project.name)
        self._platform_files = files_for(
            self.compiled.names | self.compiled.platform_imports | special,
            bindings={binding["kind"] for binding in bindings},
            everything=self.compiled.reaches_all,
            probes=bool(self.compiled.probes),
            unseen=() if called else self.compiled.unseen,
        )
        self._bindings = msgspec.json.encode(bindings).decode()
        self._environment = msgspec.json.encode(project.variables).decode()
        self.sqlite_classes = sqlite_classes(project.configuration)
        self.asks = bool(self.sqlite_classes) and not self.compiled.names.isdisjoint(ASKING)
        self.metered = METER in self._platform_files.now
        self.listens = FILE in self._platform_files.now
        shown = {**project.variables, **dict.fromkeys(project.secrets, SECRET)}
        texts = [(name, msgspec.json.encode(value).decode()) for name, value in shown.items()]
        self.variables = tuple(texts)  # not of a generator: on Python 3.10 its empty one is not (), and is written out

    def _node_marks(self) -> set[str]:
        """What platform files of Node.js's globals provide, and of imports, as far as the program uses them."""
        compiled, switched = self.compiled, node_globals(self.project)
        used = set(switched) if compiled.reaches_all else set(switched) & compiled.names
        if "process.env" in switched and ("process" in used or "node:process" in compiled.platform_imports):
            used.add("process.env")
        elif not compiled.reaches_all:
            used.discard("process.env")
        marks = {switched[name] for name in used}
        return marks | {IMPORTING} if compiled.platform_imports else marks

    @property
    def name(self) -> str:
        """The Worker's name, from its configuration."""
        return self.project.name

    def cpu_limit_ms(self, cap: float | None) -> float | None:
        """Model CPU of one event: the smaller of `limits.cpu_ms` of its configuration and `cap`. None: no limit.
        https://developers.cloudflare.com/workers/wrangler/configuration/#limits"""
        limits = self.project.configuration.get("limits")
        own = limits.get("cpu_ms") if isinstance(limits, dict) else None
        return min((float(limit) for limit in (own, cap) if limit is not None), default=None)

    def most_subrequests(self, cap: int) -> int:
        """Of one event: `limits.subrequests` of its configuration, or `cap`, the account's.
        https://developers.cloudflare.com/workers/wrangler/configuration/#limits"""
        limits = self.project.configuration.get("limits")
        own = limits.get("subrequests") if isinstance(limits, dict) else None
        return int(own) if isinstance(own, (int, float)) else cap

    def platform_script(self, seed: int) -> Script:
        """The script that makes a fresh heap an isolate of this Worker."""
        return msgspec.structs.replace(self._script, seed=str(seed))

    @cached_property
    def _script(self) -> Script:
        script = script_for(self._platform_files, self._environment, self._bindings)
        for member, code in ((WRITTEN, self._written), (ZONES, self._zones), (TABLES, self._tables)):
            script = with_deferred(script, member, code) if code else script
        return script

    @cached_property
    def _zones(self) -> str:
        """JavaScript that gives the time zones that the code may name; "" where it formats no dates."""
        if DATES not in self._platform_files.now:
            return ""
        from engine.zones import zones_code

        return zones_code(self.compiled.names)

    @cached_property
    def _tables(self) -> str:
        """JavaScript that gives the tables of the multi-byte encodings that the code names; "" where there are none."""
        if DECODER not in self._platform_files.now:
            return ""
        from engine.encodings import tables_code

        return tables_code(self.compiled.names)

    @cached_property
    def _written(self) -> str:
        """JavaScript that gives what function-text.js needs to know of the author's files; "" without probes."""
        if not self.compiled.probes:
            return ""
        return f"() => () => {msgspec.json.encode(self.compiled.pieces()).decode()}"


def check_services(worker: Worker, workers: Mapping[str, Worker]) -> None:
    """Raises LoadError, in workerd's words, when a service binding means a Worker or entrypoint that is not there."""
    for binding in worker.bindings:
        if binding["kind"] != "service":
            continue
        start = f'Worker "{worker.name}"\'s binding "{binding["name"]}" refers to'
        service, entrypoint = binding["service"], binding["entrypoint"]
        callee = workers.get(service)
        if callee is None:
            message = f'{start} a service "{service}", but no such service is defined.'
            raise LoadError(Failure(name="", message=message))
        if entrypoint and not callee.compiled.broken and entrypoint not in callee.compiled.exports:
            named = f'{start} service "{service}" with a named entrypoint "{entrypoint}"'
            message = f'{named}, but "{service}" has no such named entrypoint.'
            raise LoadError(Failure(name="", message=message))


@contextmanager
def errors_of(name: str, main: str) -> Iterator[None]:
    """A LoadError of another Worker than the one that is run says in whose file it is: "other/index.js"."""
    try:
        yield
    except LoadError as error:
        failure = error.failure
        if name == main or not failure.file:
            raise
        raise LoadError(msgspec.structs.replace(failure, file=f"{name}/{failure.file}")) from None
