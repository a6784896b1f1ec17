"""Python's garbage collector, kept out of the way of the screen.

A full collection looks at every object there is. With Textual and the course loaded that takes 20 ms, which is a late
frame; and while the course starts several are made, all for nothing.
"""

from __future__ import annotations

import gc


def wait() -> None:
    """Nothing is collected until `go_on`."""
    gc.disable()


def go_on() -> None:
    """Collects again."""
    gc.enable()


def keep() -> None:
    """What is there now stays until the program ends (modules, classes, lessons), and is never looked at again."""
    gc.freeze()
