"""Where this learner's things are kept. Nothing else in the course knows a path."""

from __future__ import annotations

import os
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
