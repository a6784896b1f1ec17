"""What every test has: a data folder of its own, so that none reads or writes the learner's progress."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that WORKERSCOPE_DATA names during this test. It does not exist yet."""
    folder = tmp_path_factory.mktemp("data") / "workerscope"
    monkeypatch.setenv("WORKERSCOPE_DATA", str(folder))
    return folder
