"""The source of a recorded trace: a trace names files and lines, and holds no code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.errors import ProjectError
from engine.trace import Event
from engine.wrangler import CONFIGURATION_FILES, load_project


class TraceSource(NamedTuple):
    """files: path → source, as they are now; empty where none are found. told: where they are from, in words."""

    files: Mapping[str, str]
    told: str


def source_beside(path: Path, events: Sequence[Event]) -> TraceSource:
    """The files that the events of the trace at `path` name: of the project in its folder, or in a folder beside it, or
    lying there themselves."""
    named = {str(file) for event in events if (file := getattr(event, "file", ""))}
    for place, files in _places(path.parent, named):
        if named and named <= files.keys():
            changed = any(_is_newer(place / name, path) for name in named)
            told = "its source has changed since" if changed else f"source of {place}"
            return TraceSource({name: files[name] for name in files}, told)
    return TraceSource({}, "its source is not beside it")


def _places(folder: Path, named: set[str]) -> Iterator[tuple[Path, dict[str, str]]]:
    """(a folder, its texts), likeliest first."""
    beside = sorted(one for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
    for place in [folder, *beside]:
        if any((place / name).is_file() for name in CONFIGURATION_FILES):
            try:
                files = load_project(place).files
            except ProjectError:
                continue
            yield place, {name: text for name, text in files.items() if isinstance(text, str)}
    here = {name: folder / name for name in named if Path(name).name == name}
    yield folder, {name: place.read_text("utf-8", "replace") for name, place in here.items() if place.is_file()}


def _is_newer(source: Path, trace: Path) -> bool:
    return source.is_file() and source.stat().st_mtime > trace.stat().st_mtime
