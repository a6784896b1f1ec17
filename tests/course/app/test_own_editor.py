"""A cell's files in the learner's own editor: every kind of saving, what cannot be taken, and what is remembered."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from course.app import CourseApp
from course.widgets.code_cell import CodeCell
from course.widgets.run_cell import RunCell
from course.widgets.task_cell import TaskCell

from .conftest import SIZES, ready, screen_text, until

Make = Callable[..., CourseApp]
SOLUTION = (Path(__file__).parent / "lessons/01-small/tasks/greet/solution/src/index.js").read_text("utf-8")


async def watched(pilot, data: Path, block: str = "greet") -> tuple[CodeCell, Path]:  # type: ignore[no-untyped-def]
    """The cell, watched, and its file."""
    page = await ready(pilot)
    cell = page.find(block)
    assert isinstance(cell, CodeCell)
    if cell.waiting:
        cell.open_up()
    page.go_to(block)
    await pilot.pause()
    await pilot.press("f4")
    path = data / "work" / "small" / block / "src" / "index.js"
    await until(pilot, path.exists)
    return cell, path


def mark(cell: CodeCell) -> str:
    return str(cell.query_one(".watch").render()) if cell.query_one(".watch").display else ""


def write_in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def write_in_parts(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as opened:
        for character in text:
            opened.write(character)
            opened.flush()


def rename_over(path: Path, text: str) -> None:
    beside = path.with_name(".index.js.swp")
    beside.write_text(text, "utf-8")
    os.replace(beside, path)


def delete_and_create(path: Path, text: str) -> None:
    path.rename(path.with_name("index.js~"))
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("save", [write_in_place, write_in_parts, rename_over, delete_and_create])
async def test_a_save_is_taken_once_and_the_checks_run(
    make_app: Make, environment: Path, save: Callable[[Path, str], None]
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        cell, path = await watched(pilot, environment)
        assert isinstance(cell, TaskCell)
        before = cell.text
        assert path.read_text("utf-8") == before
        assert "no save yet" in mark(cell)
        save(path, SOLUTION)
        await until(pilot, lambda: cell.passed)
        assert cell.text == SOLUTION
        await pilot.pause(0.6)
        assert "1 save taken" in mark(cell)
        assert cell.runs == 1
        assert app.progress.code("small", "greet", "src/index.js") == SOLUTION
        cell.editor.undo()
        assert cell.text == before
        await until(pilot, lambda: path.read_text("utf-8") == before)
        await pilot.press("f4")
        assert mark(cell) == ""
        path.write_text("// not seen", "utf-8")
        await pilot.pause(0.6)
        assert cell.text == before


@pytest.mark.parametrize("size", SIZES)
async def test_where_it_is_stands_on_screen(make_app: Make, environment: Path, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        _, path = await watched(pilot, environment)
        text = screen_text(app).replace("\n", "").replace(" ", "").replace("│", "")
        assert "watching" in text
        assert str(path)[:30] in text
        assert "F4endsit" in text
        assert app.clipboard == str(path)


async def test_an_experiment_runs_again_once_it_was_run(make_app: Make, environment: Path) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        cell, path = await watched(pilot, environment, "hello")
        assert isinstance(cell, RunCell)
        requests = path.parents[1] / "requests.txt"
        requests.write_text("GET /tea\n", "utf-8")
        await until(pilot, lambda: cell.requests == ["GET /tea"])
        await pilot.pause(0.5)
        assert cell.runs == 0
        cell.action_run()
        await until(pilot, lambda: cell.runs == 1)
        path.write_text(cell.text.replace("Hello", "Good day"), "utf-8")
        await until(pilot, lambda: cell.runs == 2 and cell.state == "ran")
        assert "Good day /tea" in cell.query_one(".output").plain  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"// fine\n// \xff\n", "line 2 is not UTF-8"),
        (b"//" + b"x" * 10_000_000, "it has 10.0 MB"),
        (None, "is gone"),
    ],
)
async def test_what_cannot_be_taken_is_said(
    make_app: Make, environment: Path, content: bytes | None, told: str
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        cell, path = await watched(pilot, environment)
        before = cell.text
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        await until(pilot, lambda: told in mark(cell))
        await until(pilot, lambda: told in screen_text(app))
        assert cell.text == before
        await pilot.pause(0.5)
        assert [one.message for one in app._notifications if told in one.message] == [mark(cell).splitlines()[-1][2:]]
        path.write_text(SOLUTION, "utf-8")
        await until(pilot, lambda: cell.passed)
        assert told not in mark(cell)
        assert "1 save taken" in mark(cell)


async def test_what_is_typed_here_is_written_there(make_app: Make, environment: Path) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        cell, path = await watched(pilot, environment)
        cell.editor.insert("// typed here\n", (0, 0))
        await until(pilot, lambda: path.read_text("utf-8").startswith("// typed here\n"))
        path.write_text("// only this\n", "utf-8")
        await until(pilot, lambda: cell.text == "// only this\n")
        assert "had not what you typed here" in mark(cell)
        cell.editor.undo()
        assert cell.text.startswith("// typed here\n")
        await until(pilot, lambda: path.read_text("utf-8").startswith("// typed here\n"))


async def test_both_edited_since_they_agreed(make_app: Make, environment: Path) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        cell, path = await watched(pilot, environment)
        path.write_text("// there\n", "utf-8")
        cell.editor.replace_all("// here")
        await until(pilot, lambda: cell.text == "// there\n")
        assert "had changed in both places" in mark(cell)
        assert path.with_name("index.js.mine-1").read_text("utf-8") == "// here\n"
        cell.editor.undo()
        assert cell.text == "// here\n"


async def test_files_of_an_earlier_time_are_not_written_over(make_app: Make, environment: Path) -> None:
    path = environment / "work" / "small" / "greet" / "src" / "index.js"
    path.parent.mkdir(parents=True)
    path.write_text("// earlier\n", "utf-8")
    app = make_app()
    app.progress.save_code("small", "greet", "src/index.js", "// mine\n")
    async with app.run_test(size=(120, 40)) as pilot:
        cell, _ = await watched(pilot, environment)
        assert path.read_text("utf-8") == "// earlier\n"
        assert cell.text == "// earlier\n"
        assert path.with_name("index.js.mine-1").read_text("utf-8") == "// mine\n"
        assert "had changed in both places" in mark(cell)


async def test_watching_goes_on_after_quitting_and_in_a_lesson_left(make_app: Make, environment: Path) -> None:
    first = make_app()
    async with first.run_test(size=(120, 40)) as pilot:
        _, path = await watched(pilot, environment)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: first.lesson.lesson.id == "next")
        path.write_text("// while away\n", "utf-8")
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: first.lesson.lesson.id == "small")
        page = await ready(pilot)
        back = page.find("greet")
        assert isinstance(back, CodeCell)
        await until(pilot, lambda: back.text == "// while away\n")
        assert "1 save taken" in mark(back)
        await until(pilot, lambda: back.runs == 1)
    path.write_text(SOLUTION, "utf-8")
    second = make_app()
    async with second.run_test(size=(120, 40)) as pilot:
        page = await ready(pilot)
        await until(pilot, lambda: "Still watched, F4 there ends it:" in screen_text(second))
        again = page.find("greet")
        assert isinstance(again, TaskCell)
        await until(pilot, lambda: again.passed)
        assert again.text == SOLUTION
        page.go_to("greet")
        await pilot.press("f4")
    third = make_app()
    path.write_text("// later\n", "utf-8")
    async with third.run_test(size=(120, 40)) as pilot:
        page = await ready(pilot)
        ended = page.find("greet")
        assert isinstance(ended, CodeCell)
        await pilot.pause(0.5)
        assert ended.text == SOLUTION
        assert mark(ended) == ""


async def test_an_editor_with_a_window_is_started_beside(
    make_app: Make, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = environment / "code"
    editor.write_text('#!/bin/sh\nprintf "// from code" > "$2"\n', "utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", f"{editor} --wait")
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        cell, _ = await watched(pilot, environment)
        assert "code opens it" in screen_text(app)
        await until(pilot, lambda: cell.text == "// from code\n")
        assert "1 save taken" in mark(cell)


async def test_an_editor_that_is_no_program_is_said(
    make_app: Make, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", str(environment / "code"))
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        cell, _ = await watched(pilot, environment)
        assert "No such file" in screen_text(app)
        assert "watching" in mark(cell)


async def test_a_folder_that_cannot_be_written(make_app: Make, environment: Path) -> None:
    (environment / "work").write_text("a file in its place", "utf-8")
    app = make_app()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        page = await ready(pilot)
        cell = page.find("greet")
        assert isinstance(cell, CodeCell)
        page.go_to("greet")
        await pilot.pause()
        await pilot.press("f4")
        await until(pilot, lambda: "The code cannot be written to" in screen_text(app))
        assert mark(cell) == ""


async def test_two_cells_at_a_time_and_a_save_while_one_runs(make_app: Make, environment: Path) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        task, path = await watched(pilot, environment)
        hello, other = await watched(pilot, environment, "hello")
        app.runner.hold = True  # type: ignore[attr-defined]
        hello.action_run()
        await until(pilot, lambda: hello.state == "running")
        path.write_text(SOLUTION, "utf-8")
        await until(pilot, lambda: task.text == SOLUTION)
        await pilot.pause(0.5)
        assert task.runs == 0
        await pilot.press("escape")
        await until(pilot, lambda: task.runs == 1)
        assert "1 save taken" in mark(task)
        other.write_text(hello.text.replace("Hello", "Bye"), "utf-8")
        await until(pilot, lambda: "Bye" in hello.text)
        assert "1 save taken" in mark(hello)
