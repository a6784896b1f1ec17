"""Loads a Worker project from disk: its wrangler file, checked, and the files beside it.

The keys and their types are Wrangler's: https://developers.cloudflare.com/workers/wrangler/configuration/
"""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import tomli

from engine import jsonc
from engine.configuration import check
from engine.environments import Resolved, resolve
from engine.errors import ProjectError
from engine.project import Project

CONFIGURATION_FILES = ("wrangler.json", "wrangler.jsonc", "wrangler.toml")
"""In the order in which Wrangler looks for them."""

SCRIPT_SUFFIXES = (".js", ".mjs", ".cjs", ".ts", ".mts")
TEXT_SUFFIXES = (*SCRIPT_SUFFIXES, ".json", ".txt", ".html", ".sql")
DATA_SUFFIXES = (".bin", ".wasm")
"""Wrangler's default module rules: https://developers.cloudflare.com/workers/wrangler/bundling/"""

NOT_SOURCE = re.compile(r"(wrangler\.(json|jsonc)|package(-lock)?\.json|[tj]sconfig.*\.json|.*\.d\.[cm]?ts)$")
LARGEST_PROJECT_BYTES = 16 * 1024 * 1024
MOST_FILES = 2000


def load_project(path: str | Path, environment: str = "") -> Project:
    """The project at `path`: a folder with a wrangler file, that file itself, or a single .js or .ts file.

    environment: the one of the file's environments to resolve, as `wrangler deploy --env` does; "" is the top level.

    What is odd but no error stands in `Project.warnings`. Raises ProjectError, whose message names file, key and fix.
    """
    path = Path(path)
    if path.is_dir():
        return _load_folder(path, environment)
    if not path.exists():
        raise ProjectError(f"{path} does not exist.", fix=_nearest_path(path))
    if path.name in CONFIGURATION_FILES:
        return _load_folder(path.parent, environment, path.name)
    if environment:
        what = f"{path} has no environments: only a wrangler file has."
        raise ProjectError(what, fix="Give a folder with a wrangler.toml, or leave the environment out.")
    return _load_script(path)


def _load_folder(folder: Path, environment: str, chosen: str = "") -> Project:
    present = [name for name in CONFIGURATION_FILES if (folder / name).is_file()]
    if not present:
        raise _no_configuration(folder)
    name = chosen or present[0]
    shown = str(folder / name)
    values = _read_configuration(folder / name, shown)
    resolved = resolve(values, environment, shown)
    configuration, warnings = resolved.configuration, _checked(resolved, shown)
    warnings += [f"{folder / other}: not read, because Wrangler takes {name}." for other in present if other != name]
    main = _entry(folder, configuration["main"], shown)
    files = _read_files(folder, main)
    return Project(
        name=configuration["name"],
        main=main,
        files={**files, **_installed(folder, main, files)},
        configuration=configuration,
        folder=folder,
        environment=environment,
        warnings=tuple(warnings),
    )


def configured(project: Project, text: str, environment: str = "", file: str = "wrangler.toml") -> Project:
    """The project as it is when `text` stands in its wrangler file: what a learner's edits of it make.

    Raises ProjectError, whose message names file, key and fix.
    """
    resolved = resolve(read_configuration(text, file), environment, file)
    warnings = _checked(resolved, file)
    main = os.path.normpath(resolved.configuration["main"]).replace(os.sep, "/")
    if main not in project.files:
        near = difflib.get_close_matches(main, [name for name in project.files if name.endswith(SCRIPT_SUFFIXES)], 1)
        fix = f'Did you mean main = "{near[0]}"?' if near else "Name the file that holds your code."
        raise ProjectError(f'main = "{main}": there is no such file.', file=file, key="main", fix=fix)
    return msgspec.structs.replace(
        project,
        name=resolved.configuration["name"],
        main=main,
        configuration=resolved.configuration,
        environment=environment,
        warnings=tuple(warnings),
    )


def _checked(resolved: Resolved, shown: str) -> list[str]:
    """The warnings of the resolved values. Raises ProjectError, which says when the value is the environment's own."""
    try:
        warnings = check(resolved.configuration, shown)
    except ProjectError as error:
        where = resolved.origins.get(error.key.split(".")[0], "")
        if not where.startswith("env."):
            raise
        raise ProjectError(f"in {where}, {error.what}", file=shown, key=f"{where}.{error.key}", fix=error.fix) from None
    return [*(f"{shown}: {warning}" for warning in resolved.warnings), *warnings]


def _load_script(path: Path) -> Project:
    if path.suffix not in SCRIPT_SUFFIXES:
        raise ProjectError(
            f"{path} is not a Worker.", fix="Give a folder with a wrangler.toml, or a single .js or .ts file."
        )
    slug = re.sub(r"[^a-z0-9_-]+", "-", path.stem.lower()).strip("-") or "worker"
    files = {path.name: _read(path, str(path))}
    files.update(_installed(path.parent, path.name, files))
    return Project(name=slug, main=path.name, files=files, folder=path.parent)


def _installed(folder: Path, main: str, files: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """The files of npm packages that the project's code imports."""
    if not (folder / "node_modules").is_dir():
        return {}
    from engine.installed import installed_files  # the compiler: the course starts without it

    return installed_files(folder, main, files)


def _read_configuration(path: Path, shown: str) -> dict[str, Any]:
    text = _read(path, shown)
    assert isinstance(text, str)
    return read_configuration(text, shown)


def read_configuration(text: str, shown: str) -> dict[str, Any]:
    """The values of a wrangler file's text. shown: its name, which says the language. Raises ProjectError."""
    try:
        values = tomli.loads(text) if shown.endswith(".toml") else jsonc.loads(text)
    except json.JSONDecodeError as error:
        raise _syntax_error(shown, "JSON", text, error.lineno, error.colno, error.msg) from None
    except tomli.TOMLDecodeError as error:
        position = re.search(r"^(.*) \(at line (\d+), column (\d+)\)$", str(error))
        line, column = (int(position[2]), int(position[3])) if position else (text.count("\n") + 1, 1)
        raise _syntax_error(shown, "TOML", text, line, column, position[1] if position else str(error)) from None
    if not isinstance(values, dict):
        raise ProjectError("holds no object.", file=shown, fix='Write { "name": …, "main": …, … }.')
    return values


def _syntax_error(shown: str, language: str, text: str, line: int, column: int, message: str) -> ProjectError:
    lines = text.splitlines()
    source = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    quoted = f" The line is: {source[:100]}" if source else ""
    fix = _quotes_hint(source) if language == "TOML" else "Names and texts stand in double quotes."
    return ProjectError(
        f"not valid {language} at line {line}, column {column}: {message.rstrip('.')}.{quoted}", file=shown, fix=fix
    )


def _quotes_hint(source: str) -> str:
    """The commonest slip: `main = src/index.js`."""
    slip = re.match(r"([\w.-]+)\s*=\s*([A-Za-z./][^\"'\[{]*)$", source)
    return f'Texts stand in quotes: {slip[1]} = "{slip[2].strip()}"' if slip else ""


def _entry(folder: Path, main: str, shown: str) -> str:
    """`main` as a key of the project's files."""
    inside = os.path.normpath(main).replace(os.sep, "/")
    if os.path.isabs(main) or inside.startswith("../"):
        raise ProjectError(
            f'main = "{main}" lies outside the project.',
            file=shown,
            key="main",
            fix="Give the path of the entry from this folder, such as src/index.js.",
        )
    if not (folder / inside).is_file():
        near = difflib.get_close_matches(inside, [name for name in _walk(folder) if name.endswith(SCRIPT_SUFFIXES)], 1)
        fix = f'Did you mean main = "{near[0]}"?' if near else f"Make the file {folder / inside}, or correct main."
        raise ProjectError(f'main = "{main}": there is no such file.', file=shown, key="main", fix=fix)
    if not inside.endswith(SCRIPT_SUFFIXES):
        raise ProjectError(
            f'main = "{main}" is not JavaScript or TypeScript.',
            file=shown,
            key="main",
            fix=f"The entry ends with one of {', '.join(SCRIPT_SUFFIXES)}.",
        )
    return inside


def _read_files(folder: Path, main: str) -> dict[str, str | bytes]:
    """The project's own files: what its code may import. The entry comes first."""
    files: dict[str, str | bytes] = {main: _read(folder / main, str(folder / main))}
    size = 0
    for name in _walk(folder):
        path = folder / name
        size += path.stat().st_size
        if size > LARGEST_PROJECT_BYTES or len(files) > MOST_FILES:
            raise ProjectError(
                f"{folder} holds more than {MOST_FILES} source files or {LARGEST_PROJECT_BYTES // 2**20} MB of source.",
                fix="Put the Worker in a folder of its own.",
            )
        files[name] = _read(path, str(path))
    return files


def _walk(folder: Path) -> list[str]:
    """Paths of the importable files below `folder`, sorted; without node_modules and hidden folders."""
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "node_modules" and not name.startswith("."))
        for name in sorted(names):
            if name.endswith((*TEXT_SUFFIXES, *DATA_SUFFIXES)) and not NOT_SOURCE.match(name):
                found.append((Path(place) / name).relative_to(folder).as_posix())
        if len(found) > MOST_FILES:
            break
    return found


def _read(path: Path, shown: str) -> str | bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ProjectError(f"cannot be read: {error.strerror}.", file=shown, fix="Check its permissions.") from None
    if path.suffix in DATA_SUFFIXES:
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProjectError(f"line {line} is not UTF-8 text.", file=shown, fix="Save the file as UTF-8.") from None


def _nearest_path(path: Path) -> str:
    if not path.parent.is_dir():
        return f"The folder {path.parent} does not exist either."
    near = difflib.get_close_matches(path.name, [entry.name for entry in path.parent.iterdir()], 1)
    return f"Did you mean {path.parent / near[0]}?" if near else "Check the path."


def _no_configuration(folder: Path) -> ProjectError:
    scripts = [name for name in _walk(folder) if name.endswith(SCRIPT_SUFFIXES)]
    entry = next((name for name in ("src/index.js", "src/index.ts", "index.js", "index.ts") if name in scripts), "")
    fix = (
        f"Make a wrangler.toml with these lines:\n"
        f'    name = "my-worker"\n    main = "{entry or "src/index.js"}"\n    compatibility_date = "2026-04-01"'
    )
    if entry:
        fix += f"\nOr give the script itself: {folder / entry}"
    return ProjectError(f"{folder} has no wrangler.toml, wrangler.json or wrangler.jsonc.", fix=fix)
