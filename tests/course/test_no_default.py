"""A Worker without a default export: told, where the runtime says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.command_line import main
from course.no_default import NOTE, no_default_note
from engine.project import Project


def _note(source: str, **more: str) -> str:
    return no_default_note(Project(name="w", main="index.js", files={"index.js": source, **more}))


@pytest.mark.parametrize(
    "source",
    [
        "export function fetch() { return new Response('hi'); }",
        "function fetch() { return new Response('hi'); }",
        "export const n = 1;",
        "",
    ],
)
def test_a_module_without_a_default_export_is_told_of(source: str) -> None:
    assert _note(source) == NOTE


@pytest.mark.parametrize(
    "source",
    [
        "export default { fetch() {} };",
        "const worker = { fetch() {} }; export { worker as default };",
        "export { default } from './other.js';",
        "addEventListener('fetch', (event) => event.respondWith(new Response('old')));",
        "export function fetch( {",
        "import { gone } from './gone.js';",
    ],
)
def test_others_are_not(source: str) -> None:
    assert _note(source, **{"other.js": "export default { fetch() {} };"}) == ""


def test_run_says_it_beside_what_the_origin_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    worker = tmp_path / "worker.js"
    worker.write_text("export function fetch() { return new Response('hi'); }\n")
    assert main(["run", str(worker)]) == 0
    said = capsys.readouterr()
    assert "example.com answers GET /" in said.out
    assert f"note: {NOTE}" in said.err
