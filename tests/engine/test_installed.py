"""Projects whose code imports npm packages: what is read of node_modules, and what is said of packages that are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step
from engine.wrangler import load_project

PROBES = pytest.mark.parametrize("probes", [False, True], ids=["plain", "probed"])


def project(folder: Path, files: dict[str, str]) -> Path:
    """A folder with a wrangler.toml and files; a dict-like package.json may be given as JSON text."""
    (folder / "wrangler.toml").write_text('name = "shop"\nmain = "src/index.js"\ncompatibility_date = "2026-04-01"\n')
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def answer(loaded: Project, probes: bool = True) -> str:
    report = run_project(RunRequest(project=loaded, steps=[Step(url="http://example.com/")], probes=probes))
    if report.result.error is not None:
        return report.result.error.message
    return report.result.steps[0].body or ""


GREETER = {
    "node_modules/greeter/package.json": json.dumps({"exports": "./greet.js", "type": "module"}),
    "node_modules/greeter/greet.js": "import { loud } from './loud'; export const greet = (n) => loud(`hello ${n}`);",
    "node_modules/greeter/loud.js": "export const loud = (t) => t.toUpperCase();",
    "node_modules/greeter/unused.js": "throw new Error('not imported');",
    "node_modules/huge/package.json": "{}",
}
WORKER = "import { greet } from 'greeter';\nexport default { fetch: () => new Response(greet('you')) };"


@PROBES
def test_only_what_is_imported_is_read(tmp_path: Path, probes: bool) -> None:
    loaded = load_project(project(tmp_path, {**GREETER, "src/index.js": WORKER}))
    assert [name for name in loaded.files if name.startswith("node_modules")] == [
        "node_modules/greeter/package.json",
        "node_modules/greeter/greet.js",
        "node_modules/greeter/loud.js",
    ]
    assert answer(loaded, probes) == "HELLO YOU"


def test_a_script_alone_sees_the_packages_beside_it(tmp_path: Path) -> None:
    project(tmp_path, {**GREETER, "worker.js": WORKER})
    assert answer(load_project(tmp_path / "worker.js")) == "HELLO YOU"


def test_types_alone_need_no_package(tmp_path: Path) -> None:
    source = "import type { A } from 'gone';\nimport { B } from 'away';\n"
    source += "export default { fetch: (r: B) => new Response('ok') };"
    project(tmp_path, {**GREETER, "worker.ts": source})
    assert answer(load_project(tmp_path / "worker.ts")) == "ok"


@pytest.mark.parametrize("installed", [True, False])
def test_a_package_that_is_not_installed(tmp_path: Path, installed: bool) -> None:
    worker = {"src/index.js": "\nimport x from '@some/thing/deep';\nexport default {};"}
    loaded = load_project(project(tmp_path, {**(GREETER if installed else {}), **worker}))
    assert answer(loaded).splitlines()[-1] == (
        'This is the npm package "@some/thing". Install it in the project\'s folder: npm install @some/thing'
    )


def test_a_package_that_a_package_misses(tmp_path: Path) -> None:
    files = {**GREETER, "node_modules/greeter/loud.js": "import 'deeper';", "src/index.js": WORKER}
    said = answer(load_project(project(tmp_path, files)))
    assert 'imported from "node_modules/greeter/loud.js"' in said
    assert said.endswith("npm install deeper")


def test_dynamic_import_of_a_package(tmp_path: Path) -> None:
    source = "export default { fetch: async () => new Response((await import('greeter')).greet('now')) };"
    assert answer(load_project(project(tmp_path, {**GREETER, "src/index.js": source}))) == "HELLO NOW"


def test_a_link_inside_the_project_is_followed(tmp_path: Path) -> None:
    project(tmp_path, {"src/index.js": WORKER})
    store = tmp_path / "node_modules/.store/greeter"
    for name, text in GREETER.items():
        if "greeter/" in name:
            store.mkdir(parents=True, exist_ok=True)
            (store / Path(name).name).write_text(text)
    (tmp_path / "node_modules/greeter").symlink_to(store)
    loaded = load_project(tmp_path)
    assert loaded.files["node_modules/greeter"] == "node_modules/.store/greeter"
    assert answer(loaded) == "HELLO YOU"


def test_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "package.json").write_text('{"main": "a.js"}')
    (outside / "a.js").write_text("export const greet = 1;")
    folder = tmp_path / "shop"
    folder.mkdir()
    project(folder, {"src/index.js": WORKER, "node_modules/other/package.json": "{}"})
    (folder / "node_modules/greeter").symlink_to(outside)
    with pytest.raises(ProjectError, match=r"is a link to .*outside, outside the project"):
        load_project(folder)


@PROBES
def test_names_that_are_reserved_words_elsewhere(tmp_path: Path, probes: bool) -> None:
    files = {
        **GREETER,
        "node_modules/greeter/loud.js": "const n = 'as null }'; function f() { return n }\n"
        "export { f as null, n as function };\nexport const loud = (t) => t;",
        "src/index.js": "import { null as nothing, function as text } from '../node_modules/greeter/loud.js';\n"
        "import * as all from '../node_modules/greeter/loud.js';\n"
        "export default { fetch: () => new Response(nothing() + text + all.null()) };",
    }
    assert answer(load_project(project(tmp_path, files)), probes) == "as null }as null }as null }"


@PROBES
def test_an_error_in_a_package_names_its_file_and_line(tmp_path: Path, probes: bool) -> None:
    files = {**GREETER, "src/index.js": WORKER}
    files["node_modules/greeter/loud.js"] = "export const loud = (t) => {\n  return t.missing();\n};"
    loaded = load_project(project(tmp_path, files))
    report = run_project(RunRequest(project=loaded, steps=[Step(url="http://example.com/")], probes=probes))
    stack = report.result.steps[0].exceptions[0].stack
    assert "node_modules/greeter/loud.js:2:" in stack
    assert "src/index.js:2:" in stack
