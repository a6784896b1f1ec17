"""Which file of an installed package an import means."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.compile.packages import FilesInMemory, Packages, Unresolved, package_name


def manifest(**values: Any) -> str:
    return json.dumps(values)


def found(values: dict[str, Any], specifier: str, *names: str, **more: Any) -> str | None:
    """Where `specifier` leads with one package "p" whose package.json holds `values`, and files below it."""
    files = {f"node_modules/p/{name}": "" for name in names}
    files["node_modules/p/package.json"] = json.dumps(values)
    result = Packages(FilesInMemory(files)).find(specifier, "src/index.js", **more)
    return result.removeprefix("node_modules/p/") if result is not None else None


@pytest.mark.parametrize(
    ("specifier", "name"),
    [
        ("hono", "hono"),
        ("hono/jwt", "hono"),
        ("@a/b/c", "@a/b"),
        ("./x", ""),
        ("../x", ""),
        ("/x", ""),
        ("#x", ""),
        ("node:fs", ""),
        ("https://x/y.js", ""),
        ("", ""),
    ],
)
def test_the_package_of_a_specifier(specifier: str, name: str) -> None:
    assert package_name(specifier) == name


@pytest.mark.parametrize(
    ("values", "names", "expected"),
    [
        ({}, ["index.js"], "index.js"),
        ({"main": "lib"}, ["lib.js"], "lib.js"),
        ({"main": "./lib"}, ["lib/index.js"], "lib/index.js"),
        ({"main": "a.js", "module": "b.js"}, ["a.js", "b.js"], "b.js"),
        ({"main": "a.js", "module": "b.js", "browser": "c.js"}, ["a.js", "b.js", "c.js"], "c.js"),
        ({"main": "a.js", "browser": {"./a.js": "./c.js"}}, ["a.js", "c.js"], "c.js"),
        ({"module": "gone.js", "main": "a.js"}, ["a.js"], "a.js"),
        ({"exports": "./e.js", "main": "a.js"}, ["a.js", "e.js"], "e.js"),
        ({"exports": {"import": "./e.mjs", "require": "./e.cjs"}}, ["e.mjs", "e.cjs"], "e.mjs"),
        ({"exports": {".": {"node": "./n.js", "default": "./d.js"}}}, ["n.js", "d.js"], "d.js"),
        ({"exports": {".": {"browser": "./b.js", "workerd": "./w.js"}}}, ["b.js", "w.js"], "b.js"),
        ({"exports": {".": [{"deno": "./x.js"}, "./y.js"]}}, ["x.js", "y.js"], "y.js"),
        ({"exports": {"types": "./x.d.ts", "worker": {"import": "./w.js"}}}, ["w.js"], "w.js"),
    ],
)
def test_the_entry_of_a_package(values: dict[str, Any], names: list[str], expected: str) -> None:
    assert found(values, "p", *names) == expected


def test_subpaths_and_patterns() -> None:
    exports = {
        "./jwt": "./dist/jwt/index.js",
        "./*": "./any/*.js",
        "./locale/*": "./locales/*/x.js",
        "./private/*": None,
    }
    files = ["dist/jwt/index.js", "any/a/b.js", "locales/de/x.js", "private/x.js"]
    assert found({"exports": exports}, "p/jwt", *files) == "dist/jwt/index.js"
    assert found({"exports": exports}, "p/a/b", *files) == "any/a/b.js"
    assert found({"exports": exports}, "p/locale/de", *files) == "locales/de/x.js"
    with pytest.raises(Unresolved, match='does not export "p/private/x"'):
        found({"exports": exports}, "p/private/x", *files)
    assert found({}, "p/a/b", *files[1:2], "a/b/index.js") == "a/b/index.js"
    assert (
        found({"exports": {"require": "./c.cjs", "import": "./m.mjs"}}, "p", "c.cjs", "m.mjs", required=True) == "c.cjs"
    )


@pytest.mark.parametrize(
    ("values", "specifier", "says"),
    [
        ({"exports": {"./a": "./a.js"}}, "p/b", 'The package "p" does not export "p/b". It exports "p/a".'),
        ({"exports": {"node": "./a.js"}}, "p", 'exports nothing for Workers as "p"'),
        ({"exports": "./gone.js"}, "p", "its code is in node_modules/p/gone.js, which is not there"),
        ({"exports": "./../../secret.js"}, "p", "exports nothing"),
        ({"main": "gone.js"}, "p", 'its main, "gone.js", is not there'),
        ({}, "p/gone", '"p/gone" is not there'),
    ],
)
def test_what_a_package_does_not_have(values: dict[str, Any], specifier: str, says: str) -> None:
    with pytest.raises(Unresolved) as error:
        found(values, specifier)
    assert says in str(error.value)


def test_the_nearest_node_modules_wins() -> None:
    files = {
        "node_modules/a/package.json": manifest(version="1"),
        "node_modules/a/index.js": "",
        "node_modules/b/package.json": manifest(main="./lib/b.js"),
        "node_modules/b/lib/b.js": "",
        "node_modules/b/node_modules/a/package.json": manifest(version="2"),
        "node_modules/b/node_modules/a/index.js": "",
    }
    seen = Packages(FilesInMemory(files))
    assert seen.find("a", "src/index.js") == "node_modules/a/index.js"
    assert seen.find("a", "node_modules/b/lib/b.js") == "node_modules/b/node_modules/a/index.js"
    assert seen.find("./b", "node_modules/b/lib/c.js") == "node_modules/b/lib/b.js"
    assert seen.find("missing", "src/index.js") is None
    assert seen.find("./x.js", "src/index.js") is None  # a project's own file is not a package's


def test_a_package_of_itself_and_inside_itself() -> None:
    files = {
        "node_modules/p/package.json": manifest(
            name="p", exports={".": "./i.js", "./x": "./x.js"}, imports={"#own": "./own.js", "#a/*": "./a/*.js"}
        ),
        **{f"node_modules/p/{name}": "" for name in ("i.js", "x.js", "own.js", "a/b.js")},
    }
    seen = Packages(FilesInMemory(files))
    importer = "node_modules/p/i.js"
    assert seen.find("p/x", importer) == "node_modules/p/x.js"
    assert seen.find("#own", importer) == "node_modules/p/own.js"
    assert seen.find("#a/b", importer) == "node_modules/p/a/b.js"
    with pytest.raises(Unresolved, match='no "imports" entry for "#gone"'):
        seen.find("#gone", importer)


def test_a_link_is_followed_to_where_its_own_packages_are() -> None:
    store = "node_modules/.pnpm/a@1/node_modules"
    files = {
        "node_modules/a": f"{store}/a",
        f"{store}/a/package.json": manifest(main="a.js"),
        f"{store}/a/a.js": "",
        f"{store}/b/package.json": manifest(main="b.js"),
        f"{store}/b/b.js": "",
    }
    seen = Packages(FilesInMemory(files))
    assert seen.find("a", "index.js") == f"{store}/a/a.js"
    assert seen.find("b", f"{store}/a/a.js") == f"{store}/b/b.js"
    assert seen.find("b", "index.js") is None


def test_a_package_json_that_is_none() -> None:
    seen = Packages(FilesInMemory({"node_modules/p/package.json": "[]"}))
    with pytest.raises(Unresolved, match="not valid JSON"):
        seen.find("p", "index.js")
