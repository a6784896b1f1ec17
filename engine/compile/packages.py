"""Which file of an installed package an import means: by Node.js's algorithm, with the choices of Wrangler's bundler.

https://nodejs.org/api/esm.html#resolution-algorithm-specification, https://esbuild.github.io/api/#how-conditions-work.
Names are paths from the project's folder, with "/".
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from typing import Any, Protocol

FOLDER = "node_modules"
CONDITIONS = frozenset({"workerd", "worker", "browser", "default"})
"""What Wrangler asks of a package's `exports`, besides "import" or "require".
https://developers.cloudflare.com/workers/wrangler/bundling/#conditional-exports"""
MAIN_FIELDS = ("browser", "module", "main")
"""Where a package without `exports` says what its entry is; esbuild's order for this platform."""
ENDINGS = ("", ".js", ".mjs", ".cjs", ".json", "/index.js", "/index.mjs", "/index.cjs", "/index.json")
"""What may be left out at the end of a name inside a package."""


class Unresolved(Exception):
    """An import that means no file. The message is a sentence for the learner."""


class Files(Protocol):
    """Where packages lie: a project's files in memory, or its folder on disk."""

    def has(self, name: str) -> bool:
        """Whether there is such a file."""

    def text(self, name: str) -> str | None:
        """A file's text; None when there is none."""

    def link(self, name: str) -> str | None:
        """Where a symbolic link leads; None for what is no link."""


class FilesInMemory:
    """A project's files. A symbolic link is kept as Git keeps one: a file that holds the path it leads to."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self._files = files

    def has(self, name: str) -> bool:
        return name in self._files

    def text(self, name: str) -> str | None:
        content = self._files.get(name)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else content

    def link(self, name: str) -> str | None:
        return self.text(name)


def is_installed(file: str) -> bool:
    """Whether a file is one of a package, not of the project's own."""
    return file.startswith(f"{FOLDER}/")


def package_name(specifier: str) -> str:
    """The package of a specifier: hono of hono/jwt, @scope/a of @scope/a/b. "" for what cannot name one."""
    if specifier.startswith((".", "/", "#")) or ":" in specifier or not specifier:
        return ""
    parts = specifier.split("/")
    return "/".join(parts[:2]) if specifier.startswith("@") else parts[0]


class Packages:
    """The packages among `files`. Each package.json is read once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._manifests: dict[str, dict[str, Any] | None] = {}

    def find(self, specifier: str, importer: str, *, required: bool = False) -> str | None:
        """The file that a bare specifier ("hono", "#inside", "@scope/a/b"), or any specifier inside a package, means.
        None when no such package is installed, or when the import is a project file's own of another file.

        required: it is asked for with `require()`. Raises Unresolved for an installed package without such an entry.
        """
        if specifier.startswith("#"):
            return self._inside(specifier, importer, required)
        name = package_name(specifier)
        if name:
            return self._package(name, "." + specifier[len(name) :], importer, required)
        if is_installed(importer) and specifier.startswith("."):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(importer), specifier))
            return self._replaced(self._with_ending(path, importer, specifier))
        return None

    def is_commonjs(self, file: str) -> bool:
        """Whether a script is a CommonJS module, unless it has imports or exports: a .cjs file, and a .js file of a
        package that does not say `"type": "module"`. (A project's own .js files are modules.)"""
        if file.endswith(".cjs"):
            return True
        manifest = self.manifest(self._scope(file)) if is_installed(file) else None
        return file.endswith(".js") and manifest is not None and manifest.get("type") != "module"

    def is_module_package(self, file: str) -> bool:
        """Whether a file is a module by its name or package: there a CommonJS module's default import is all of it."""
        manifest = self.manifest(self._scope(file))
        return file.endswith((".mjs", ".mts")) or (manifest is not None and manifest.get("type") == "module")

    def has_no_side_effects(self, file: str) -> bool:
        """Whether a file's package says (`sideEffects`) that it need not run where nothing of it is used."""
        scope = self._scope(file)
        manifest = self.manifest(scope) if is_installed(file) else None
        says = manifest.get("sideEffects", True) if manifest is not None else True
        return says is False or says == []

    def manifest(self, folder: str) -> dict[str, Any] | None:
        """What a folder's package.json says; None when there is none. Raises Unresolved when it is no JSON object."""
        if folder not in self._manifests:
            text = self._files.text(posixpath.join(folder, "package.json"))
            try:
                values = json.loads(text) if text is not None else None
            except ValueError:
                values = ""
            if values is not None and not isinstance(values, dict):
                raise Unresolved(f"{folder}/package.json is not valid JSON. Install the package again: npm install")
            self._manifests[folder] = values
        return self._manifests[folder]

    # --- from a name to a file ---------------------------------------------------------------------------------------

    def _package(self, name: str, subpath: str, importer: str, required: bool) -> str | None:
        own = self._scope(importer)
        manifest = self.manifest(own) if own else None
        if manifest is not None and manifest.get("name") == name and manifest.get("exports") is not None:
            return self._entry(own, name, subpath, required)
        folder = self._folder(name, importer)
        return self._entry(folder, name, subpath, required) if folder is not None else None

    def _folder(self, name: str, importer: str) -> str | None:
        """The folder of the package that a file sees: in the nearest node_modules above it."""
        place = posixpath.dirname(importer)
        while True:
            if posixpath.basename(place) != FOLDER:
                folder = posixpath.join(place, FOLDER, name)
                folder = self._files.link(folder) or folder
                if self.manifest(folder) is not None:
                    return folder
            if not place:
                return None
            place = posixpath.dirname(place)

    def _entry(self, folder: str, name: str, subpath: str, required: bool) -> str:
        """The file of a package's `subpath` ("." is the package itself)."""
        manifest = self.manifest(folder) or {}
        exports = manifest.get("exports")
        if exports is not None:
            target = _of_exports(exports, subpath, _conditions(required))
            if target is None:
                raise Unresolved(_not_exported(name, subpath, exports))
            return self._there(folder, target, name)
        if subpath != ".":
            return self._replaced(self._with_ending(posixpath.normpath(f"{folder}/{subpath}"), "", name + subpath[1:]))
        for field in MAIN_FIELDS:
            said = manifest.get(field)
            if isinstance(said, str) and said:
                found = self._ended(posixpath.normpath(f"{folder}/{said}"))
                if found is not None:
                    return self._replaced(found)
        found = self._ended(f"{folder}/index")
        if found is None:
            said = manifest.get("main")
            what = f'its main, "{said}", is not there' if said else "it has no main and no index.js"
            raise Unresolved(f'The package "{name}" has no JavaScript to import: {what}.')
        return self._replaced(found)

    def _inside(self, specifier: str, importer: str, required: bool) -> str | None:
        """`#name`: of the importing package's own `imports`."""
        folder = self._scope(importer)
        manifest = self.manifest(folder) or {}
        imports = manifest.get("imports")
        target = _match(imports, specifier, _conditions(required)) if isinstance(imports, dict) else None
        if target is None:
            where = f"{folder}/package.json" if folder else "package.json"
            raise Unresolved(f'{where} has no "imports" entry for "{specifier}".')
        if target.startswith("./"):
            return self._there(folder, target, specifier)
        return self.find(target, importer, required=required)

    def _there(self, folder: str, target: str, name: str) -> str:
        path = posixpath.normpath(posixpath.join(folder, target))
        if not self._files.has(path):
            raise Unresolved(f'The package "{name}" says that its code is in {path}, which is not there.')
        return path

    def _with_ending(self, path: str, importer: str, specifier: str) -> str:
        found = self._ended(path)
        if found is None:
            raise Unresolved(f'"{specifier}" is not there: no file {path}.')
        return found

    def _ended(self, path: str) -> str | None:
        """The file, where its ending or the index of a folder is left out."""
        main = self._files.text(f"{path}/package.json")
        if main is not None and not self._files.has(path):
            manifest = self.manifest(path) or {}
            for field in MAIN_FIELDS:
                if isinstance(manifest.get(field), str):
                    found = self._ended(posixpath.normpath(f"{path}/{manifest[field]}"))
                    if found is not None:
                        return found
        return next((path + ending for ending in ENDINGS if self._files.has(path + ending)), None)

    def _replaced(self, file: str) -> str:
        """What a package's `browser` table puts in a file's place.
        https://github.com/defunctzombie/package-browser-field-spec"""
        other = self._in_browser(file)
        return self._ended(posixpath.normpath(f"{self._scope(file)}/{other}")) or file if other else file

    def is_left_out(self, file: str) -> bool:
        """Whether a package's `browser` table says `false` of a file: then it is empty."""
        return is_installed(file) and self._in_browser(file) is False

    def _in_browser(self, file: str) -> str | bool:
        """What a package's `browser` table has in a file's place: another file; False: nothing; "": the file."""
        folder = self._scope(file)
        table = (self.manifest(folder) or {}).get("browser") if folder else None
        if not isinstance(table, dict):
            return ""
        inside = f"./{posixpath.relpath(file, folder)}"
        found = (table.get(key) for key in (inside, inside.removesuffix(".js")))
        return next((one for one in found if isinstance(one, str) or one is False), "")

    def _scope(self, file: str) -> str:
        """The folder of the package.json that a file stands under; "" is the project's own."""
        place = posixpath.dirname(file)
        while place and not (posixpath.basename(place) != FOLDER and self._has_manifest(place)):
            place = posixpath.dirname(place)
        return place

    def _has_manifest(self, folder: str) -> bool:
        return is_installed(f"{folder}/") and self.manifest(folder) is not None


# --- the tables `exports` and `imports` ------------------------------------------------------------------------------


def _conditions(required: bool) -> frozenset[str]:
    return CONDITIONS | {"require" if required else "import"}


def _of_exports(exports: Any, subpath: str, conditions: frozenset[str]) -> str | None:
    """PACKAGE_EXPORTS_RESOLVE: the target of a subpath, or None when it is not exported."""
    if not isinstance(exports, dict) or not any(key.startswith(".") for key in exports):
        return _target(exports, "", conditions) if subpath == "." else None
    return _match(exports, subpath, conditions)


def _match(table: dict[str, Any], key: str, conditions: frozenset[str]) -> str | None:
    """PACKAGE_IMPORTS_EXPORTS_RESOLVE: an exact key, else the pattern with the longest text before its `*`."""
    if key in table and "*" not in key:
        return _target(table[key], "", conditions)
    patterns = [one for one in table if one.count("*") == 1]
    for pattern in sorted(patterns, key=lambda one: (one.index("*"), len(one)), reverse=True):
        before, _, after = pattern.partition("*")
        if key.startswith(before) and key.endswith(after) and len(key) > len(before) + len(after):
            return _target(table[pattern], key[len(before) : len(key) - len(after)], conditions)
    return None


def _target(target: Any, star: str, conditions: frozenset[str]) -> str | None:
    """PACKAGE_TARGET_RESOLVE: the first condition, in the package's own order, that holds."""
    if isinstance(target, str):
        if ".." in target.split("/") or ".." in star.split("/"):
            return None
        return target.replace("*", star)
    if isinstance(target, list):
        found = (_target(one, star, conditions) for one in target)
        return next((one for one in found if one is not None), None)
    if isinstance(target, dict):
        for condition, value in target.items():
            if condition in conditions:
                found_value = _target(value, star, conditions)
                if found_value is not None:
                    return found_value
    return None


def _not_exported(name: str, subpath: str, exports: Any) -> str:
    what = f'"{name}{subpath[1:]}"'
    known = [key for key in exports if key.startswith(".")] if isinstance(exports, dict) else []
    if subpath == "." or not known:
        return f'The package "{name}" exports nothing for Workers as {what}.'
    first = [f'"{name}{key[1:]}"' for key in known[:6]]
    more = " …" if len(known) > len(first) else ""
    return f'The package "{name}" does not export {what}. It exports {", ".join(first)}{more}.'
