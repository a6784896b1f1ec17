"""A scenario: a project, its traffic and a seed in one text file, to hand to somebody else.

The file is TOML: `format = 1`, `name`, `main`, `seed`, `traffic` (see course/traffic_script.py), `configuration` (the
resolved wrangler values, as JSON) and the table `files`, path → source. Text files only. The network is a line of the
traffic.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import tomli

from engine.errors import ProjectError
from engine.project import Project
from engine.wrangler import CONFIGURATION_FILES, configured

FORMAT = 1
NEEDED = {"name": str, "main": str, "traffic": str, "files": dict}


class Scenario(NamedTuple):
    """project: what runs. traffic: the lines as they were written. seed: of randomness."""

    project: Project
    traffic: str
    seed: int = 1


def with_wrangler_file(project: Project) -> Project:
    """The project with its wrangler file among its files, to be read and edited like the code."""
    folder = project.folder
    name = next((one for one in CONFIGURATION_FILES if folder is not None and (folder / one).is_file()), "")
    if folder is None or not name:
        return project
    return project.with_files({name: (folder / name).read_text("utf-8", "replace")})


def as_configured(project: Project) -> Project:
    """The project as the wrangler file among its files makes it, if there is one: edits of it count. Raises
    ProjectError."""
    file = next((name for name in CONFIGURATION_FILES if name in project.files), "")
    return configured(project, str(project.files[file]), project.environment, file) if file else project


def write_scenario(scenario: Scenario) -> str:
    """The text of the file."""
    project = scenario.project
    lines = [
        "# A workerscope scenario. Open it with: workerscope play THIS-FILE",
        f"format = {FORMAT}",
        f"name = {_text(project.name)}",
        f"main = {_text(project.main)}",
        f"seed = {scenario.seed}",
        f"traffic = {_block(scenario.traffic)}",
        f"configuration = {_text(json.dumps(project.configuration))}",
        "",
        "[files]",
        *(f"{_text(path)} = {_block(text)}" for path, text in project.files.items() if isinstance(text, str)),
    ]
    return "\n".join(lines) + "\n"


def read_scenario(path: Path) -> Scenario:
    """The scenario in a file. Raises ProjectError, which says what is wrong."""
    try:
        plain = tomli.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}.", fix="Check the path.") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"{path} is not TOML: {error}.", fix="Save the scenario again.") from None
    if plain.get("format") != FORMAT:
        fix = "A scenario begins with format = 1. For a project, give its folder."
        raise ProjectError(f"{path} is no scenario of this version.", fix=fix)
    for key, kind in NEEDED.items():
        if not isinstance(plain.get(key), kind):
            raise ProjectError(f"{path} has no “{key}”, or one of the wrong kind.", fix="Save the scenario again.")
    files: dict[str, str | bytes] = {str(name): str(text) for name, text in plain["files"].items()}
    if plain["main"] not in files:
        raise ProjectError(f"{path}: main is “{plain['main']}”, and files has no such path.", fix="Name one of files.")
    project = Project(name=plain["name"], main=plain["main"], files=files, configuration=_configuration(path, plain))
    seed = plain.get("seed", 1)
    return Scenario(project, plain["traffic"], seed if isinstance(seed, int) else 1)


def _configuration(path: Path, plain: dict[str, Any]) -> dict[str, Any]:
    try:
        found = json.loads(plain.get("configuration", "{}"))
    except (TypeError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise ProjectError(f"{path}: configuration is no JSON object.", fix="Write '{}' for none.")
    return found


def _text(text: str) -> str:
    """A TOML basic string; JSON's escapes are also TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _block(text: str) -> str:
    """Lines as they stand where TOML can hold them so, else one escaped string."""
    plain = all(char in "\n\t" or char.isprintable() for char in text)
    return f"'''\n{text}'''" if plain and "''" not in text and not text.endswith("'") else _text(text)
