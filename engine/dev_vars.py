"""Secrets of a Worker on this machine: the file `.dev.vars` beside its wrangler file, as Wrangler reads it.

https://developers.cloudflare.com/workers/configuration/secrets/#local-development-with-secrets
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from engine.errors import ProjectError
from engine.project import Project

FILE = ".dev.vars"
ENTRY = re.compile(
    r"""
    [ \t]* (?:export[ \t]+)? (?P<name>[\w.-]+) [ \t]* = [ \t]*
    (?: "(?P<double>(?:\\.|[^"\\])*)" | '(?P<single>[^']*)' | `(?P<back>[^`]*)` | (?P<plain>[^\#\n]*) )
    [ \t]* (?:\#[^\n]*)? (?:\n|$)
    """,
    re.VERBOSE | re.DOTALL,
)
"""KEY=value; a value in quotes may go over several lines, and only in double ones is \\n a new line."""
NOTHING = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|$)")


def with_dev_vars(project: Project) -> Project:
    """The project with the secrets of its `.dev.vars`, or of `.dev.vars.NAME` in the environment NAME if there is one.
    They go before `vars` of the same names. Lines that are no secret are in `Project.warnings`. Raises ProjectError
    when the file cannot be read."""
    if project.folder is None:
        return project
    names = [f"{FILE}.{project.environment}"] if project.environment else []
    path = next((path for name in (*names, FILE) if (path := project.folder / name).is_file()), None)
    if path is None:
        return project
    secrets, odd = read_dev_vars(_read(path))
    warnings = [f"{path}, line {line}: not read. Write NAME=value." for line in odd]
    return msgspec.structs.replace(project, secrets=secrets, warnings=(*project.warnings, *warnings))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ProjectError("cannot be read.", file=str(path), fix="Save it as UTF-8 text, NAME=value a line.") from None


def read_dev_vars(text: str) -> tuple[dict[str, str], list[int]]:
    """The secrets in such a text, and the numbers (from 1) of the lines that are none."""
    text = text.replace("\r\n", "\n")
    secrets: dict[str, str] = {}
    odd: list[int] = []
    at = 0
    while at < len(text):
        if found := ENTRY.match(text, at):
            secrets[found["name"]] = _value(found)
        elif not (found := NOTHING.match(text, at)):
            odd.append(text.count("\n", 0, at) + 1)
        end = text.find("\n", at)
        at = found.end() if found else (len(text) if end < 0 else end + 1)
    return secrets, odd


def _value(found: re.Match[str]) -> str:
    if found["double"] is not None:
        return found["double"].replace("\\n", "\n").replace('\\"', '"')
    for kind in ("single", "back"):
        if found[kind] is not None:
            return found[kind]
    return found["plain"].strip()
