"""Positions in messages: from the joined module's lines back to the learner's own files.

QuickJS calls everything `<input>`; the line tells whose code it is (engine/compile). Frames of the platform and of
native functions are left out, as the real runtime's stacks show only the Worker's own.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from engine.compile import Compiled, Position
from engine.javascript import MODULE_NAME
from engine.startup import CPU_EXCEEDED
from engine.step import Failure
from engine.trace import ExceptionThrown

_POSITION = re.compile(re.escape(MODULE_NAME) + r":(\d+):(\d+)")
_QUOTED = re.compile(r"(?:at ([\w$]+) \()?" + _POSITION.pattern)
"""A position in any text, and with the name before it where a stack is quoted there."""
_FRAME = re.compile(r"^(\s+)at (?:(.*?) \()?(?:<input>:(\d+):(\d+)|native)\)?$")
OVERFLOW = "Maximum call stack size exceeded"
_UNNAMED = ("", "<anonymous>", "<eval>", "<module>")


def readable(text: str, compiled: Compiled) -> str:
    """`text` with every stack frame in it put in the learner's terms; other lines as they are."""
    if MODULE_NAME not in text and "(native)" not in text:
        return text
    lines = []
    for line in text.split("\n"):
        frame = _FRAME.match(line)
        if frame is None:
            lines.append(_QUOTED.sub(lambda found: _named(found, compiled), line))
        elif frame[3] is not None and (position := compiled.original(int(frame[3]), int(frame[4]))) is not None:
            place = f"{position.file}:{position.line}:{position.column}"
            indent, name = frame[1], frame[2] or ""
            whole = _whole_name(name, position, compiled)
            lines.append(f"{indent}at {place}" if name in _UNNAMED else f"{indent}at {whole} ({place})")
    return "\n".join(lines)


def first_position(text: str, compiled: Compiled) -> Position | None:
    """Where the topmost frame of the learner's in a raw stack stands."""
    for found in _POSITION.finditer(text):
        position = compiled.original(int(found[1]), int(found[2]))
        if position is not None:
            return position
    return None


def failure(name: str, message: str, stack: str, compiled: Compiled) -> Failure:
    """An exception in the learner's terms. stack: as QuickJS gave it, or with V8's heading before the frames."""
    position = first_position(stack, compiled)
    frames = readable(_frames(stack), compiled).rstrip("\n")
    head = f"{name}: {message}" if message else name
    return Failure(
        name=name,
        message=message,
        stack=f"{head}\n{frames}" if frames else head,
        file=position.file if position else "",
        line=position.line if position else 0,
        column=position.column if position else 0,
    )


def failure_with_place(what: Failure, last: tuple[str, Position] | None) -> Failure:
    """The failure with the last statement reached for its place, where it has none and a limit is what it is about: an
    overflow of the stack leaves no room for noting its frames.

    last: the function's name and where the statement is.
    """
    if last is None or what.line or what.message not in (OVERFLOW, CPU_EXCEEDED):
        return what
    function, at = last
    stack = f"{what.name}: {what.message}\n    at {function} ({at.file}:{at.line}:{at.column})"
    return replace(what, stack=stack, file=at.file, line=at.line, column=at.column)


def failure_of_text(text: str, compiled: Compiled) -> Failure:
    """An exception from QuickJS's own report: "Name: message\\n    at …"."""
    head, _, stack = text.partition("\n")
    name, separator, message = head.partition(": ")
    if not separator:
        name, message = "Error", head
    what = failure(name, message, stack, compiled)
    return _in_words(what, compiled) if name == "SyntaxError" else what


def _in_words(what: Failure, compiled: Compiled) -> Failure:
    """A syntax error with V8's message. One without a place can only be in the file that does not parse, if any."""
    from engine.compile import syntax_error  # here: what loads does not need it

    file = next((file for file in compiled.placed if file.file == (what.file or compiled.broken)), compiled.placed[-1])
    offset = file.edited.offset(what.line, what.column) if what.line else None
    message = syntax_error.words(what.message, file.edited.source, offset)
    return replace(what, message=message, stack=what.stack.replace(what.message, message, 1))


def _frames(stack: str) -> str:
    lines = stack.split("\n")
    return "\n".join(line for line in lines if line.lstrip().startswith("at "))


def _named(found: re.Match[str], compiled: Compiled) -> str:
    position = compiled.original(int(found[2]), int(found[3]))
    if position is None:
        return found[0]
    place = f"{position.file}:{position.line}:{position.column}"
    return f"at {_whole_name(found[1], position, compiled)} ({place}" if found[1] else place


def _whole_name(name: str, position: Position, compiled: Compiled) -> str:
    """The name of the function at a position, with what it is a method of."""
    from engine.compile.receiver import name_in_stack  # here: what throws nothing does not need it

    for file in compiled.placed:
        if file.file == position.file:
            return name_in_stack(file.edited.source, file.edited.offset(position.line, position.column), name)
    return name


def exception_event(what: Failure, where: str, **ids: Any) -> ExceptionThrown:
    """An uncaught exception as the trace says it. where: "handler", "timer" … ids: isolate, event, time (ms)."""
    return ExceptionThrown(
        name=what.name,
        message=what.message,
        stack=what.stack,
        where=where,
        file=what.file,
        line=what.line,
        column=what.column,
        **ids,
    )
