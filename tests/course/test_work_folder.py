"""Files that are edited elsewhere: what counts as a save, and what each side is known to hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from course.work_folder import LOOKS_UNTIL_GONE, MOST_BYTES, Agreed, Kept, WorkFolder

FILE = "src/index.js"
TEXT = "one\n"


def begun(folder: Path) -> WorkFolder:
    work = WorkFolder(folder, [FILE])
    assert work.missing() == [FILE]
    work.write(FILE, TEXT)
    return work


def looks(work: WorkFolder, here: str = TEXT, count: int = 2) -> str | None:
    """What the last of several looks found to be taken."""
    for _ in range(count):
        look = work.look(FILE, here)
    return look.text


def test_nothing_changed(tmp_path: Path) -> None:
    work = begun(tmp_path)
    assert looks(work) is None
    assert not work.look(FILE, TEXT).wanted
    assert os.listdir(tmp_path / "src") == ["index.js"]


def test_a_file_that_still_changes_is_not_taken_yet(tmp_path: Path) -> None:
    work = begun(tmp_path)
    for text in ("", "two, but", "two, but not"):
        work.path(FILE).write_text(text, "utf-8")
        assert work.look(FILE, TEXT).text is None
    assert work.look(FILE, TEXT).text == "two, but not\n"


def test_two_saves_of_one_size_in_one_tick_of_the_clock(tmp_path: Path) -> None:
    work = begun(tmp_path)
    path = work.path(FILE)
    before = path.stat()
    with path.open("r+", encoding="utf-8") as opened:
        opened.write("two\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert looks(work) == "two\n"


def test_line_ends_and_marks_of_other_systems(tmp_path: Path) -> None:
    work = begun(tmp_path)
    work.path(FILE).write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    assert looks(work) == "one\ntwo\n"
    work.took(FILE, "one\ntwo\n")
    assert looks(work, "one\ntwo\n") is None


def test_a_text_that_the_cell_holds_otherwise_is_taken_once(tmp_path: Path) -> None:
    work = begun(tmp_path)
    work.path(FILE).write_text("a\u2028b\n", "utf-8")
    assert looks(work) == "a\u2028b\n"
    work.took(FILE, "a\nb\n")
    assert looks(work, "a\nb\n") is None
    assert not work.look(FILE, "a\nb\n").wanted


def test_gone_and_back(tmp_path: Path) -> None:
    work = begun(tmp_path)
    work.path(FILE).unlink()
    for _ in range(LOOKS_UNTIL_GONE):
        assert work.look(FILE, TEXT).trouble == ""
    assert "is gone" in work.look(FILE, TEXT).trouble
    work.path(FILE).write_text("back\n", "utf-8")
    assert looks(work) == "back\n"
    assert work.look(FILE, TEXT).trouble == ""


def test_a_save_between_the_look_and_the_writing_is_not_lost(tmp_path: Path) -> None:
    work = begun(tmp_path)
    looks(work)
    assert work.look(FILE, "typed\n").wanted
    work.path(FILE).write_text("saved\n", "utf-8")
    assert not work.write(FILE, "typed\n")
    for _ in range(2):
        look = work.look(FILE, "typed\n")
    assert (look.text, look.both) == ("saved\n", True)


@pytest.mark.skipif(os.name != "posix", reason="modes and links are POSIX's")
def test_writing_keeps_a_link_and_who_may_read(tmp_path: Path) -> None:
    work = begun(tmp_path / "work")
    path, own = work.path(FILE), tmp_path / "own.js"
    own.write_text(TEXT, "utf-8")
    own.chmod(0o640)
    path.unlink()
    path.symlink_to(own)
    looks(work)
    assert work.write(FILE, "typed\n")
    assert path.is_symlink()
    assert (own.read_text("utf-8"), own.stat().st_mode & 0o777) == ("typed\n", 0o640)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    work = begun(tmp_path)
    work.path(FILE).unlink()
    work.path(FILE).mkdir()
    looks(work, count=LOOKS_UNTIL_GONE + 1)
    assert "is gone" in work.look(FILE, TEXT).trouble


def test_too_large(tmp_path: Path) -> None:
    work = begun(tmp_path)
    work.path(FILE).write_bytes(b"x" * (MOST_BYTES + 1))
    assert looks(work) is None
    assert "holds up to 256 kB" in work.look(FILE, TEXT).trouble
    work.path(FILE).write_bytes(b"x" * MOST_BYTES)
    assert looks(work) == "x" * MOST_BYTES + "\n"


def test_which_side_changed_is_known_after_a_kill(tmp_path: Path) -> None:
    """At every point between a save and what is remembered of it, the newer text wins and the older is not written."""
    kept = Kept(True, dict(begun(tmp_path).agreed)).write()

    def again() -> WorkFolder:
        return WorkFolder(tmp_path, [FILE], Kept.read(kept).agreed)

    assert again().look(FILE, "typed\n", at_once=True).wanted
    again().path(FILE).write_text("saved\n", "utf-8")
    look = again().look(FILE, TEXT, at_once=True)
    assert (look.text, look.both) == ("saved\n", False)
    look = again().look(FILE, "saved\n", at_once=True)  # the cell kept it; that it did was not remembered yet
    assert (look.text, look.wanted) == (None, False)
    look = again().look(FILE, "typed\n", at_once=True)
    assert (look.text, look.both) == ("saved\n", True)


def test_nothing_is_remembered_of_what_cannot_be_read() -> None:
    assert Kept.read("") == Kept()
    assert Kept.read("{") == Kept()
    assert Kept.read('{"watched": 3}') == Kept()
    one = Kept(True, {FILE: Agreed("a", "b")})
    assert Kept.read(one.write()) == one


def test_what_gives_way_is_kept_beside(tmp_path: Path) -> None:
    work = begun(tmp_path)
    names = [work.keep_beside(FILE, text).name for text in ("a\n", "b\n")]
    assert names == ["index.js.mine-1", "index.js.mine-2"]
    assert (tmp_path / "src" / names[1]).read_text("utf-8") == "b\n"
