from __future__ import annotations

from pathlib import Path

import pytest

from course.lesson import Prediction, Prose, Run, Task, Traffic
from course.library import LessonError, find_lesson, load_lesson, load_lessons
from course.traffic import steps_of
from tests.course.lesson_folder import write_lesson


def test_blocks_are_prose_and_cells_in_reading_order(tmp_path: Path) -> None:
    loaded = load_lesson(write_lesson(tmp_path))
    kinds = [type(block) for block in loaded.blocks]
    assert kinds == [Prose, Prediction, Run, Prose, Task]
    assert loaded.blocks[0] == Prose("Some prose.")


def test_projects_starters_and_solutions_load(tmp_path: Path) -> None:
    loaded = load_lesson(write_lesson(tmp_path))
    task = loaded.task_of(loaded.item("repair"))  # type: ignore[arg-type]
    assert "'?'" in str(loaded.starter(task).files["src/index.js"])
    assert "pathname" in str(loaded.solution(task).files["src/index.js"])
    assert loaded.project("hello").name == "small"


def test_a_marker_inside_a_code_fence_is_no_cell(tmp_path: Path) -> None:
    loaded = load_lesson(write_lesson(tmp_path, {"lesson.md": ("More prose.", "```\n[[nothing]]\n```")}))
    assert loaded.blocks[3] == Prose("```\n[[nothing]]\n```")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("lesson.toml", 'title = "Hello"', "", ['cell "hello"', "missing required field `title`"]),
        ("lesson.toml", 'title = "Hello"', 'titel = "Hello"\ntitle = "Hello"', ['cell "hello"', "titel"]),
        ("lesson.toml", "minutes = 1", 'minutes = "one"', ["minutes", "Expected `int`"]),
        ("lesson.toml", "format = 1", "format = 2", ["format", "format = 1"]),
        ("lesson.toml", "[[cell]]", "[[cell]", ["not valid TOML"]),
        ("lesson.md", "[[hello]]", "[[helo]]", ["line 5", "Did you mean [[hello]]?"]),
        ("lesson.md", "More prose.", "[[hello]]", ["line 7", "shown twice"]),
    ],
)
def test_errors_name_file_place_and_fix(tmp_path: Path, file: str, old: str, new: str, said: list[str]) -> None:
    folder = write_lesson(tmp_path, {file: (old, new)})
    with pytest.raises(LessonError) as caught:
        load_lesson(folder)
    message = str(caught.value)
    for part in [file, *said]:
        assert part in message


def test_a_folder_without_lessons_says_so(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"no lesson here\. Give a folder with a lesson\.toml"):
        load_lessons(tmp_path)


def test_lessons_are_found_by_number_id_and_beginning() -> None:
    lessons = load_lessons()
    numbers = [loaded.lesson.number for loaded in lessons]
    assert numbers == sorted(numbers)
    last = lessons[-1].lesson
    for name in (str(last.number), f"{last.number:02}", last.id, last.id[:6], lessons[-1].folder.name):
        assert find_lesson(lessons, name).lesson is last
    assert find_lesson(lessons, None) is lessons[0]


def test_an_unknown_lesson_names_the_nearest() -> None:
    with pytest.raises(LessonError, match='Did you mean "one-thread-many-requests"'):
        find_lesson(load_lessons(), "one-thred-many-request")


def test_traffic_together_and_apart() -> None:
    apart = steps_of(Traffic(requests=["GET /a", "GET /b"], together=True, apart_ms=150))
    assert [step.delay_before_ms for step in apart] == [0, 150]
    assert apart[0].concurrent_group == apart[1].concurrent_group is not None
    assert [step.concurrent_group for step in steps_of(Traffic(requests=["GET /a", "GET /b"]))] == [None, None]
