"""A lesson as one file: what the learner wrote and what really came is in it, and nothing in it can act."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from course.command_line import main
from course.export.markdown import fenced, span
from course.lesson import Task
from course.library import load_lesson
from course.progress import Progress

HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKERSCOPE_DATA", str(tmp_path / "data"))
    assert main(["new-lesson", "mine", str(tmp_path / "lessons")]) == 0
    lesson = load_lesson(tmp_path / "lessons" / "01-mine").lesson
    with Progress() as progress:
        progress.save_prediction(lesson.id, "guess", HOSTILE)
        code = f"export default {{ fetch() {{ return new Response('mine ```` ' + 6 * 7); }} }}; // {HOSTILE}\n"
        progress.save_code(lesson.id, "greeting", "src/index.js", code)
        progress.save_answer(lesson.id, "whole-url", "b", False, "sure")
        progress.save_note(lesson.id, "greeting", "ask about\n= this")
    return tmp_path


class _Seen(HTMLParser):
    """Collects tags and what they point at."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.targets += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def _exported(folder: Path, name: str) -> str:
    file = folder / name
    assert main(["export", "--lessons", str(folder / "lessons"), "mine", str(file)]) == 0
    return file.read_text("utf-8")


def test_html_holds_what_was_done_and_what_came(folder: Path):
    text = _exported(folder, "mine.html")
    assert "mine ```` 42" in text  # it ran
    assert "ask about\n= this" in text
    assert "(your version)" in text
    assert "✗ wrong" in text
    assert "It has the host too" not in text
    assert "Some servers give only this." in text  # the why of an option, once answered
    assert "<svg" in text


def test_ours_stands_beside_the_learners_code_once_the_task_is_done(folder: Path):
    assert "beside yours" not in _exported(folder, "mine.html")
    lesson = load_lesson(folder / "lessons" / "01-mine")
    task = next(cell for cell in lesson.lesson.cell if isinstance(cell, Task))
    with Progress() as progress:
        solution = lesson.shown_solution(task)["src/index.js"]
        progress.save_code(lesson.lesson.id, task.id, "src/index.js", f"{solution}// </td><script>mine</script>\n")
        progress.save_answer(lesson.lesson.id, task.id, "passed", True, "")
    html = _exported(folder, "mine.html")
    assert "&lt; // &lt;/td&gt;&lt;script&gt;mine" in html
    assert "< // </td><script>mine</script>" in _exported(folder, "mine.md")
    with Progress() as progress:
        progress.save_code(lesson.lesson.id, task.id, "src/index.js", solution)
    assert "our solution, to the letter" in _exported(folder, "mine.md")


def test_html_is_inert_and_stands_alone(folder: Path):
    text = _exported(folder, "mine.html")
    seen = _Seen()
    seen.feed(text)
    assert not {"script", "img", "iframe", "link", "object"} & set(seen.tags)
    assert seen.handlers == []
    assert seen.targets == []
    assert "@font-face" not in text
    assert not re.search(r"url\(\s*['\"]?(?!#)", text)


def test_markdown_keeps_learners_words_as_text(folder: Path):
    text = _exported(folder, "mine.md")
    assert "mine ```` 42" in text
    assert "✗ **Your answer:** `b (sure)`" in text
    outside = re.sub(r"(?s)^(`{3,})[^\n]*\n.*?^\1$", "", text, flags=re.MULTILINE)
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", outside)
    assert "<script>" not in outside


def test_fences_and_spans_are_longer_than_what_they_hold():
    assert fenced("a ```` b").startswith("`````\n")
    assert span("a `b` ``") == "``` a `b` `` ```"
    assert span("") == "`  `"


def test_wrong_names_are_said(folder: Path, capsys: pytest.CaptureFixture[str]):
    lessons = ["--lessons", str(folder / "lessons")]
    assert main(["export", *lessons, "mine", str(folder / "mine.pdf")]) == 2
    assert "end the name in .html or in .md" in capsys.readouterr().err
    assert main(["export", *lessons, "other"]) == 2
    assert 'there is no lesson "other"' in capsys.readouterr().err
    assert main(["export", *lessons, "mine", str(folder / "nowhere" / "mine.md")]) == 1
    assert "cannot be written" in capsys.readouterr().err
