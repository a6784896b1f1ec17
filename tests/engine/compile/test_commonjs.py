"""CommonJS modules: .cjs files of a project, and packages that are written so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.project import Project
from engine.run import RunRequest, run_project
from engine.step import Step

PROBES = pytest.mark.parametrize("probes", [False, True], ids=["plain", "probed"])


def answer(files: dict[str, str], *, probes: bool = True, **configuration: Any) -> Any:
    """The JSON of the first response, or the words of what went wrong."""
    project = Project(name="shop", main="index.js", files=files, configuration=configuration)
    result = run_project(RunRequest(project=project, steps=[Step()], probes=probes)).result
    if result.error is not None:
        return f"{result.error.name}: {result.error.message} ({result.error.file}:{result.error.line})"
    step = result.steps[0]
    return json.loads(step.body or "") if step.status == 200 else step.exceptions[0].message


def package(name: str, code: str, **manifest: Any) -> dict[str, str]:
    return {f"node_modules/{name}/package.json": json.dumps(manifest), f"node_modules/{name}/index.js": code}


def worker(imports: str, value: str) -> dict[str, str]:
    return {"index.js": f"{imports}\nexport default {{ fetch: () => Response.json({value}) }};"}


@PROBES
def test_what_a_module_is_given(probes: bool) -> None:
    code = (
        "exports.same = this === exports && module.exports === exports;\n"
        "exports.names = [__filename, __dirname, typeof require];\n"
        "if (true) return;\n"
        "exports.late = true;"
    )
    got = answer({**worker("import lib from './lib/a.cjs';", "lib"), "lib/a.cjs": code}, probes=probes)
    assert got == {"same": True, "names": ["/lib/a.cjs", "/lib", "function"]}


@PROBES
def test_require_runs_a_module_once_and_late(probes: bool) -> None:
    files = {
        **worker("import { log } from './log.cjs'; import './a.cjs';", "log"),
        "log.cjs": "exports.log = [];",
        "a.cjs": "const { log } = require('./log.cjs'); log.push('a'); require('./b.cjs'); require('./b.cjs');",
        "b.cjs": "require('./log.cjs').log.push('b');",
    }
    assert answer(files, probes=probes) == ["a", "b"]


@PROBES
def test_modules_that_need_each_other_see_what_is_there_so_far(probes: bool) -> None:
    files = {
        **worker("import a from './a.cjs';", "a"),
        "a.cjs": "exports.early = 1; exports.b = require('./b.cjs').seen; exports.late = 2;",
        "b.cjs": "exports.seen = Object.keys(require('./a.cjs'));",
    }
    assert answer(files, probes=probes) == {"early": 1, "b": ["early"], "late": 2}


@PROBES
def test_every_form_of_import(probes: bool) -> None:
    files = worker(
        "import whole, { two as second } from 'old'; import * as all from 'old'; const later = import('old');",
        "[whole.two, second, Object.keys(all).sort(), 0]",
    )
    assert answer({**files, **package("old", "exports.two = 2; exports.one = 1;")}, probes=probes) == [
        2,
        2,
        ["default", "one", "two"],
        0,
    ]


def test_the_default_of_what_was_a_module() -> None:
    """A package compiled from a module says so, and its default is its own; a module package takes all of it."""
    old = package("old", "Object.defineProperty(exports, '__esModule', {value: true}); exports.default = 'own';")
    files = {**worker("import x from 'old';", "typeof x"), **old}
    assert answer(files) == "string"
    assert answer({**files, "package.json": '{"type": "module"}'}) == "object"


def test_require_takes_json_text_modules_and_node() -> None:
    files = {
        **worker("import x from './a.cjs';", "x"),
        "a.cjs": "module.exports = [require('./n.json').n, require('./m.js').default, typeof require('events').once];",
        "n.json": '{"n": 5}',
        "m.js": "export default 'module';",
    }
    assert answer(files, compatibility_flags=["nodejs_compat"]) == [5, "module", "function"]


def test_what_is_not_there_throws_where_it_is_required() -> None:
    code = "try { require('nope') } catch (error) { exports.said = error.message }"
    said = answer({**worker("import x from './a.cjs';", "x.said"), "a.cjs": code})
    assert said == 'No such module "nope".\n  required from "a.cjs"'


def test_a_module_that_waits_cannot_be_required() -> None:
    files = {
        **worker("import x from './a.cjs';", "x"),
        "a.cjs": "try { require('./slow.mjs') } catch (error) { module.exports = error.message }",
        "slow.mjs": "await null;",
    }
    assert answer(files) == "slow.mjs cannot be had with require(): it waits at its top level. Import it."


@PROBES
def test_errors_name_the_line(probes: bool) -> None:
    files = {**worker("import './a.cjs';", "1"), "a.cjs": "\n\nthrow new TypeError('no');"}
    assert answer(files, probes=probes) == "TypeError: no (a.cjs:3)"
    broken = {**worker("import './a.cjs';", "1"), "a.cjs": "\nmodule.exports = {;"}
    assert answer(broken, probes=probes).endswith("(a.cjs:2)")


@PROBES
def test_packages_know_that_they_are_deployed(probes: bool) -> None:
    code = "module.exports = process.env.NODE_ENV === 'production' ? require('./fast.cjs') : require('./slow.cjs');"
    files = {**worker("import x from 'p';", "x"), **package("p", code)}
    files["node_modules/p/fast.cjs"] = "module.exports = 'fast';"
    files["node_modules/p/slow.cjs"] = "module.exports = 'slow';"
    assert answer(files, probes=probes) == "fast"


def test_what_a_package_leaves_out_for_browsers_is_empty() -> None:
    files = {
        **worker("import x from 'p';", "x"),
        **package("p", "module.exports = require('./files');", browser={"./files.js": False}),
        "node_modules/p/files.js": "module.exports = require('fs');",
    }
    assert answer(files) == {}


def test_a_package_of_modules_in_js_files_stays_one() -> None:
    assert answer({**worker("import { a } from 'p';", "a"), **package("p", "export const a = typeof module;")}) == (
        "undefined"
    )
