"""SQLite's functions that would look at this machine: the time of day, and chance. Here they follow the virtual clock
and the run's seed, so that the same run gives the same rows. https://www.sqlite.org/lang_datefunc.html"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from typing import Any

TIME_FUNCTIONS = {"date": 0, "time": 0, "datetime": 0, "julianday": 0, "unixepoch": 0, "strftime": 1}
"""Which of their arguments is the time; "now" where it is left out."""
MOST_RANDOM_BYTES = 2 * 1024 * 1024


def install(connection: sqlite3.Connection, now: Callable[[], float], seed: int) -> None:
    """Puts them in the place of SQLite's own. now: ms since 1970."""
    calculator = sqlite3.connect(":memory:")  # keeps SQLite's own
    chance = random.Random(seed)

    def calculate(name: str, place: int) -> Callable[..., Any]:
        def function(*values: Any) -> Any:
            given = list(values)
            if len(given) == place:
                given.append("now")
            if len(given) > place and isinstance(given[place], str) and given[place].strip().lower() == "now":
                given[place] = now() / 86_400_000 + 2_440_587.5
            marks = ", ".join("?" * len(given))
            try:
                return calculator.execute(f"SELECT {name}({marks})", given).fetchone()[0]
            except sqlite3.Error:
                return None

        return function

    for name, place in TIME_FUNCTIONS.items():
        connection.create_function(name, -1, calculate(name, place), deterministic=True)
    for name in ("date", "time", "datetime"):
        alias = "current_timestamp" if name == "datetime" else f"current_{name}"
        connection.create_function(alias, 0, calculate(name, 0))
    connection.create_function("random", 0, lambda: chance.getrandbits(64) - 2**63)
    connection.create_function(
        "randomblob", 1, lambda size: chance.randbytes(min(max(1, int(size or 0)), MOST_RANDOM_BYTES))
    )
