"""The outbox of an isolate: what JavaScript wrote for the host, read back as records.

kernel.js writes one flat list of numbers and strings; `records` cuts it into tuples `(code, field, …)`. The codes are
those of kernel.js. Nothing in the list can be trusted beyond being numbers and strings: learner code runs beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

STATEMENT, ENTER, LEAVE, SUSPEND, RESUME, QUIET = 1, 2, 3, 4, 5, 6
LOG, TIMER_SET, TIMER_CLEARED, OPERATION = 10, 11, 12, 13
TASK_ADDED, TASK_SETTLED, RESPONSE, EXCEPTION = 14, 15, 16, 17
BODY_CHUNK, BODY_END, BODY_ERROR, BURN, PASS_THROUGH, RESULT, MISSING_HANDLER, LOADED = 18, 19, 20, 21, 22, 23, 24, 30
LEANS_ON = 26
OBSERVED = 27
ENCODED_BY_HAND, WEB_SOCKET = 31, 32
EXCEEDED, CPU = 33, 34
ANSWERED_AT_ONCE = 35

_FIELDS = {
    STATEMENT: 2, ENTER: 3, LEAVE: 1, SUSPEND: 2, RESUME: 2, QUIET: 2,
    LOG: 3, TIMER_SET: 4, TIMER_CLEARED: 2, OPERATION: 5,
    TASK_ADDED: 2, TASK_SETTLED: 3, RESPONSE: 6, EXCEPTION: 5,
    BODY_CHUNK: 3, BODY_END: 1, BODY_ERROR: 1, BURN: 2, PASS_THROUGH: 1, RESULT: 2,
    MISSING_HANDLER: 2, LEANS_ON: 2, OBSERVED: 3, LOADED: 1, ENCODED_BY_HAND: 1, WEB_SOCKET: 3,
    EXCEEDED: 1, CPU: 2, ANSWERED_AT_ONCE: 5,
}  # fmt: skip
"""How many fields follow each code. A RESPONSE is followed by its headers, QUIET by the statements that one frame
reached in a row: their number is the last field."""


MARKER = "1"
"""What `drain` gives when a marker job ran and nothing else happened."""


class SpoiledOutbox(Exception):
    """The list is none that kernel.js writes: learner code broke the JavaScript that it is written with."""


_ESCAPE = re.compile(r"\\(?:(ud[89a-f][0-9a-f]{2})|.)")
_decoder = msgspec.json.Decoder(list[Any])


def ticks_and_list(drained: str) -> tuple[int, list[Any]]:
    """What `drain` gave: how many marker jobs ran, and the flat list (empty when nothing was written)."""
    if drained == "":
        return 0, []
    if drained == MARKER:
        return 1, []
    ticks, *flat = flat_list(drained)
    return int(ticks), flat


def flat_list(text: str) -> list[Any]:
    """A flat list that a command gave back."""
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError:
        return _decoder.decode(well_formed(text))


def well_formed(text: str) -> str:
    """JSON with U+FFFD for every lone surrogate, as UTF-8 has it. JSON.stringify escapes these and writes pairs as
    they are, so that each escaped one is alone."""
    return _ESCAPE.sub(lambda found: "\\ufffd" if found[1] else found[0], text)


def records(flat: list[Any]) -> Iterator[tuple[Any, ...]]:
    """The records of one flat list, in the order they were written. Raises SpoiledOutbox where one does not begin."""
    position, end = 0, len(flat)
    while position < end:
        code = flat[position]
        try:
            after = position + 1 + _FIELDS[code]
            if code == RESPONSE:
                after += 2 * flat[after - 1]
            elif code == QUIET:
                after += flat[after - 1]
        except (KeyError, TypeError, IndexError):
            raise SpoiledOutbox from None
        yield tuple(flat[position:after])
        position = after
