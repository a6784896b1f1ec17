"""A deployed Worker: a project, compiled once, from which isolates are made."""

from __future__ import annotations

import msgspec

from engine.bindings import specifications
from engine.compile import Compiled, compile_project
from engine.platform import Script, files_for, script_for
from engine.project import Project

PLATFORM_MODULES = ("cloudflare:workers",)


class Worker:
    """A project made ready: its joined module and the platform files it needs.

    Raises LoadError when an import does not resolve. probes: whether the loop layer is compiled in.
    variables: what `env` holds of `vars`, each name with its value as JSON.
    """

    def __init__(self, project: Project, *, probes: bool) -> None:
        self.project = project
        self.compiled: Compiled = compile_project(
            project.files, project.main, probes=probes, platform_modules=PLATFORM_MODULES
        )
        bindings = specifications(project.configuration)
        self._platform_files = files_for(
            self.compiled.names,
            bindings={binding["kind"] for binding in bindings},
            everything=self.compiled.reaches_all,
            probes=probes,
        )
        self._bindings = msgspec.json.encode(bindings).decode()
        self._environment = msgspec.json.encode(project.variables).decode()
        self.variables = tuple((name, msgspec.json.encode(value).decode()) for name, value in project.variables.items())

    @property
    def name(self) -> str:
        """The Worker's name, from its configuration."""
        return self.project.name

    def platform_script(self, seed: int) -> Script:
        """The script that makes a fresh heap an isolate of this Worker."""
        return script_for(self._platform_files, self._environment, self._bindings, seed)
