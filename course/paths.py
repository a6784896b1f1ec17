"""Where this learner's things are kept. Nothing else in the course knows a path."""

from __future__ import annotations

import os
import re
from pathlib import Path


def data_folder() -> Path:
    """The learner's own folder: WORKERSCOPE_DATA, else the user data folder of this system. It may not exist yet."""
    override = os.environ.get("WORKERSCOPE_DATA")
    if override:
        return Path(override).expanduser()
    from platformdirs import user_data_path

    return user_data_path("workerscope", appauthor=False)


def progress_file() -> Path:
    """The SQLite file with answers, code and position."""
    return data_folder() / "progress.sqlite"


def work_folder(*names: str) -> Path:
    """Where the files of a cell are that the learner edits elsewhere. names: lesson and cell."""
    parts = [re.sub(r"[^A-Za-z0-9_-]", "-", name) or "-" for name in names]
    return data_folder().absolute().joinpath("work", *parts)


def short(path: Path) -> str:
    """The path as a person writes it, with ~ for the home folder."""
    home = Path.home()
    return f"~{os.sep}{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
