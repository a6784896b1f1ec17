"""The files of installed packages that a project's code imports: node_modules holds far more than a Worker needs, so
only these are read, along the imports from the entry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.compile.graph import SCRIPTS
from engine.compile.modules import specifiers
from engine.compile.packages import Packages, Unresolved, is_installed
from engine.compile.resolve import find
from engine.errors import ProjectError

LARGEST_BYTES = 32 * 1024 * 1024


def installed_files(folder: Path, main: str, files: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """The files of packages below `folder` that `main` and what it imports need.

    files: the project's own. A symbolic link to a package is kept as Git keeps one: a file that holds the path it
    leads to. Raises ProjectError for a link out of the project, and for more than LARGEST_BYTES.
    """
    disk = _Disk(folder)
    packages = Packages(disk)
    seen = {main}
    waiting = [main]
    while waiting:
        file = waiting.pop()
        source = disk.read(file) if is_installed(file) else files.get(file)
        if source is None or not file.endswith(SCRIPTS) or packages.is_left_out(file):
            continue
        content = source if isinstance(source, bytes) else source.encode("utf-8", "replace")
        for specifier, required in specifiers(file, content, commonjs=packages.is_commonjs(file)):
            try:
                name = find(specifier, file, files, packages, required=required)
            except Unresolved:
                continue  # the compiler says so, at the import
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return disk.taken


class _Disk:
    """A project's folder as `packages.Files`. taken: what was read of its packages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._real = folder.resolve()
        self._bytes = 0
        self.taken: dict[str, str | bytes] = {}

    def has(self, name: str) -> bool:
        return (self._folder / name).is_file()

    def text(self, name: str) -> str | None:
        content = self.read(name)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else content

    def read(self, name: str) -> str | bytes | None:
        """A package's file, taken along; None when there is none."""
        if name in self.taken or not is_installed(name):
            return self.taken.get(name)
        path = self._folder / name
        if not path.is_file():
            return None
        self._inside(path, name)
        content = path.read_bytes()
        self._bytes += len(content)
        if self._bytes > LARGEST_BYTES:
            raise ProjectError(
                f"{self._folder} imports more than {LARGEST_BYTES // 2**20} MB of packages, {name} among them.",
                fix="Import less of them: a subpath such as date-fns/format instead of the whole package.",
            )
        try:
            self.taken[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.taken[name] = content
        return self.taken[name]

    def link(self, name: str) -> str | None:
        path = self._folder / name
        if not path.exists():
            return None
        real = self._inside(path, name)
        if real == name:
            return None
        self.taken[name] = real
        return real

    def _inside(self, path: Path, name: str) -> str:
        """Where a path really is, from the folder."""
        real = path.resolve()
        if not real.is_relative_to(self._real):
            raise ProjectError(
                f"{self._folder / name} is a link to {real}, outside the project.",
                fix="Install the package in the project itself: npm install",
            )
        return real.relative_to(self._real).as_posix()
