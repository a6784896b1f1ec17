"""The letter of an event: A, B, C …, the same in every pane."""

from __future__ import annotations


def mark(event: int) -> str:
    """ "A" for event 1, "Z" for 26, "AA" for 27; "·" for 0, which is global scope or none."""
    if event <= 0:
        return "·"
    letters = ""
    while event:
        event, rest = divmod(event - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
