"""The file in which `workerscope dev` keeps what Workers store."""

from __future__ import annotations

from pathlib import Path

from course.state_file import StateFile
from engine.stored import Record


def record(key: bytes, value: bytes | None, kind: str = "entry") -> Record:
    return Record(service="kv", kind=kind, place=b"here", key=key, value=value)


def reopened(state: StateFile, folder: Path) -> StateFile:
    state.close()
    return StateFile(folder)


def test_what_is_kept_is_there_the_next_time(tmp_path: Path) -> None:
    state = StateFile(tmp_path)
    assert (state.notice, state.records()) == ("", [])
    state.keep([record(b"a", b"1"), record(b"b", b"\x00\xff")])
    state.keep([record(b"a", None), record(b"b", b"2")])
    state = reopened(state, tmp_path)
    assert state.records() == [record(b"b", b"2")]
    assert (tmp_path / ".workerscope" / ".gitignore").read_text() == "*\n"
    state.close()


def test_a_broken_file_is_kept_aside(tmp_path: Path) -> None:
    state = StateFile(tmp_path)
    state.close()
    state.path.write_bytes(b"not a database at all" * 100)
    state = StateFile(tmp_path)
    assert state.records() == []
    kept = next(state.path.parent.glob("state.broken-*.sqlite"))
    assert str(kept) in state.notice
    assert kept.read_bytes().startswith(b"not a database")
    state.keep([record(b"a", b"1")])
    assert len(reopened(state, tmp_path).records()) == 1


def test_a_file_that_another_dev_has_is_left_alone(tmp_path: Path) -> None:
    first = StateFile(tmp_path)
    second = StateFile(tmp_path)
    assert "another workerscope dev" in second.notice
    second.keep([record(b"a", b"1")])
    assert first.records() == []
    first.close()
    second.close()


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / ".workerscope").write_text("a file where the folder should be")
    state = StateFile(tmp_path)
    assert "until dev ends" in state.notice
    state.keep([record(b"a", b"1")])
    assert len(state.records()) == 1
    state.close()
