"""Scenes of a demonstration: a caption and the moment it belongs to, found in the trace by what happens there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.trace import Event, StatementReached

Files = Mapping[str, str]
"""Path → the source that ran."""
Condition = Callable[[Event, Files], bool]
"""Whether this event is the moment looked for."""

SECONDS_A_WORD = 0.34
"""How long reading takes, slowly and aloud: about 175 words a minute."""
LEAST_SECONDS = 3.0


class Scene(NamedTuple):
    """caption: what to say, one to three sentences; `{event.due:g}` and the like stand for figures of the event found.
    when: the moment, looked for after that of the scene before; None is where the scene before is (the start, first).
    """

    caption: str
    when: Condition | None = None


class Placed(NamedTuple):
    """A scene in one trace. after: so many events have happened by then. caption: with its figures."""

    after: int
    caption: str
    seconds: float


class SceneNotFound(Exception):
    """A scene's moment does not come in the trace: the script and its Worker do not fit together."""


def happens(kind: type[Event], **fields: Any) -> Condition:
    """An event of this kind, whose fields have these values."""

    def holds(event: Event, files: Files) -> bool:
        return type(event) is kind and all(getattr(event, name) == value for name, value in fields.items())

    return holds


def reaches(code: str, event: int = 0) -> Condition:
    """The statement on a line that holds this text is about to run, for that event (0: for any)."""

    def holds(found: Event, files: Files) -> bool:
        if type(found) is not StatementReached or (event and found.event != event):
            return False
        lines = files.get(found.file, "").split("\n")
        return found.line <= len(lines) and code in lines[found.line - 1]

    return holds


def the_end(event: Event, files: Files) -> bool:
    """Stands for the last event; `placed` knows it."""
    return False


def placed(scenes: Sequence[Scene], events: Sequence[Event], files: Files) -> list[Placed]:
    """Where each scene is in this trace. Raises SceneNotFound, which names the scene."""
    found: list[Placed] = []
    index = 0
    for scene in scenes:
        if scene.when is the_end:
            index = len(events)
        elif scene.when is not None:
            matches = (at for at in range(index, len(events)) if scene.when(events[at], files))
            at = next(matches, None)
            if at is None:
                raise SceneNotFound(f"The scene “{scene.caption}” does not come after event {index} of this trace.")
            index = at + 1
        caption = scene.caption.format(event=events[index - 1]) if index else scene.caption
        found.append(Placed(index, caption, reading_seconds(caption)))
    return found


def reading_seconds(text: str) -> float:
    """How long a caption stays, at speed 1."""
    return max(LEAST_SECONDS, 1.0 + SECONDS_A_WORD * len(text.split()))
