"""Which file an import means. In a project's own files specifiers resolve as workerd resolves them: against the
importing file's folder, whole names only ("./lib" is not "./lib.js"), with or without "./". What names an installed
package is packages.py's."""

from __future__ import annotations

from collections.abc import Collection

from engine.compile.packages import Packages, is_installed, package_name
from engine.errors import LoadError
from engine.step import Failure


def resolve(specifier: str, importer: str) -> str:
    """The name of the module meant, relative to the project. Names above the project keep their "../"."""
    if specifier.startswith(("cloudflare:", "node:")):
        return specifier
    parts = [] if specifier.startswith("/") else importer.split("/")[:-1]
    for part in specifier.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or "."


def find(
    specifier: str,
    importer: str,
    files: Collection[str],
    packages: Packages,
    platform_modules: Collection[str] = (),
    *,
    required: bool = False,
) -> str:
    """The file, or the platform module's name. In TypeScript "./lib" and "./lib.js" also mean lib.ts, as Wrangler's
    bundler has it; with Node.js's modules switched on "buffer" is node:buffer. Gives the resolved name, whether or not
    it is among `files`. required: by `require()`. Raises Unresolved (packages.py)."""
    if f"node:{specifier}" in platform_modules:
        return f"node:{specifier}"
    installed = packages.find(specifier, importer, required=required)
    if installed is not None:
        return installed
    name = resolve(specifier, importer)
    if name not in files and importer.endswith((".ts", ".mts")):
        for other in (f"{name}.ts", f"{name}.js", name.removesuffix(".js") + ".ts", name.removesuffix(".mjs") + ".mts"):
            if other in files:
                return other
    return name


def no_such_module(name: str) -> str:
    """workerd's words."""
    return f'No such module "{name}"' + ("" if name.startswith("../") else ".")


def how_to_install(specifier: str, importer: str, files: Collection[str]) -> str:
    """What to do about an import that names a package which is not installed, a line; "" for other imports."""
    name = package_name(specifier)
    if not name or name.endswith((".js", ".mjs", ".ts")) or f"{name}.js" in files:
        return ""
    who = "A package that the Worker uses needs" if is_installed(importer) else "This is"
    return f'\n{who} the npm package "{name}". Install it in the project\'s folder: npm install {name}'


def load_error(name: str, message: str, file: str, line: int = 0, column: int = 0) -> LoadError:
    """A file that stops the Worker from loading."""
    return LoadError(Failure(name=name, message=message, file=file, line=line, column=column))
