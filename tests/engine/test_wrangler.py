"""Projects from disk: what is read, and what each mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.wrangler import load_project

WORKER = 'export default { fetch() { return new Response("hi"); } };\n'
GOOD = 'name = "shop"\nmain = "src/index.js"\ncompatibility_date = "2026-04-01"\n'


def project(folder: Path, wrangler: str, file: str = "wrangler.toml", **files: str) -> Path:
    """A folder with a wrangler file and src/index.js."""
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src/index.js").write_text(WORKER)
    (folder / file).write_text(wrangler, encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def refusal(path: Path) -> ProjectError:
    with pytest.raises(ProjectError) as caught:
        load_project(path)
    return caught.value


def test_a_folder(tmp_path: Path) -> None:
    loaded = load_project(project(tmp_path, GOOD + '[vars]\nA = "1"\nB = { c = [1, 2] }\n'))
    assert (loaded.name, loaded.main, loaded.compatibility_date) == ("shop", "src/index.js", "2026-04-01")
    assert loaded.files == {"src/index.js": WORKER}
    assert loaded.variables == {"A": "1", "B": {"c": [1, 2]}}
    assert loaded.warnings == ()


@pytest.mark.parametrize("place", ["", "wrangler.toml"])
def test_the_wrangler_file_itself_may_be_given(tmp_path: Path, place: str) -> None:
    assert load_project(project(tmp_path, GOOD) / place).name == "shop"


def test_jsonc(tmp_path: Path) -> None:
    text = '// a shop\n{ "name": "shop", /* entry */ "main": "./src/index.js", "vars": { "A": "//x", }, }'
    loaded = load_project(project(tmp_path, text, "wrangler.jsonc"))
    assert (loaded.main, loaded.variables) == ("src/index.js", {"A": "//x"})


def test_wrangler_takes_json_before_toml_and_says_so(tmp_path: Path) -> None:
    project(tmp_path, GOOD)
    loaded = load_project(project(tmp_path, '{"name": "other", "main": "src/index.js"}', "wrangler.json"))
    assert loaded.name == "other"
    assert any("wrangler.toml: not read" in warning for warning in loaded.warnings)


def test_a_single_script(tmp_path: Path) -> None:
    (tmp_path / "My First.ts").write_text(WORKER)
    (tmp_path / "other.js").write_text("")
    loaded = load_project(tmp_path / "My First.ts")
    assert (loaded.name, loaded.main, list(loaded.files)) == ("my-first", "My First.ts", ["My First.ts"])


def test_own_files_are_read_and_others_are_not(tmp_path: Path) -> None:
    project(tmp_path, GOOD, **{"page.html": "<p>", "data.bin": "\0", "README.md": "#", "package.json": "{}"})
    for folder in ("node_modules/x", ".git", "lib"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x.js").write_text("1")
    files = load_project(tmp_path).files
    assert set(files) == {"src/index.js", "page.html", "data.bin", "lib/x.js"}
    assert files["data.bin"] == b"\0"


def test_bytes_before_the_text_are_no_part_of_it(tmp_path: Path) -> None:
    project(tmp_path, GOOD)
    (tmp_path / "src/index.js").write_bytes(b"\xef\xbb\xbf" + WORKER.encode())
    assert load_project(tmp_path).files["src/index.js"] == WORKER


@pytest.mark.parametrize(
    ("wrangler", "key", "words"),
    [
        ('name = "shop"\n', "main", 'Add this line at the top: main = "src/index.js"'),
        ('main = "src/index.js"\n', "name", "`name` is missing"),
        ('name = "shop"\nmian = "src/index.js"\n', "main", "Is `mian` meant to be `main`?"),
        ('name = "shop"\n[triggers]\ncrons = []\nmain = "src/index.js"\n', "main", "it is triggers.main"),
        ('name = "shop"\n[[kv_namespaces]]\nbinding = "K"\nmain = "a.js"\n', "main", "it is kv_namespaces.main"),
        ('name = "My Shop"\nmain = "src/index.js"\n', "name", 'Write name = "my-shop"'),
        ('name = 5\nmain = "src/index.js"\n', "name", "`name` must be a text, and is a number"),
        (GOOD.replace("-04-", "–04—"), "compatibility_date", "typographic dash"),
        (GOOD.replace("2026-04-01", "2026-02-30"), "compatibility_date", "not a day"),
        (GOOD.replace("2026-04-01", "1 April 2026"), "compatibility_date", "yyyy-mm-dd"),
        (GOOD.replace('"2026-04-01"', "2026-04-01"), "compatibility_date", "Put it in quotes"),
        (GOOD.replace("index.js", "index.ts"), "main", 'Did you mean main = "src/index.js"?'),
        (GOOD.replace("src/index.js", "../index.js"), "main", "outside the project"),
        (GOOD.replace("src/index.js", "page.html"), "main", "not JavaScript"),
        (GOOD + 'vars = "A"\n', "vars", "Write [vars] on a line of its own"),
        (GOOD + "[kv_namespaces]\nbinding = 'K'\n", "kv_namespaces", "Write [[kv_namespaces]]"),
        (GOOD + 'workers_dev = "yes"\n', "workers_dev", "without quotes"),
        (GOOD + 'triggers = { crons = "* * * * *" }\n', "triggers.crons", "list of texts"),
        (GOOD + '[triggers]\ncron = ["* * * * *"]\n', "triggers.crons", "Is `cron` meant to be `crons`?"),
        (GOOD + "[triggers]\n", "triggers.crons", "or [] for none"),
        (GOOD + "[vars]\nDAY = 2026-04-01\n", "vars.DAY", "TOML date"),
        (GOOD + "[vars]\nX = nan\n", "vars.X", "JSON cannot hold"),
        (GOOD + "[[kv_namespaces]]\nid = 'x'\n", "kv_namespaces.binding", "has no `binding`"),
        (GOOD + "[[services]]\nbinding = 'A'\n", "services.service", "has no `service`"),
        (GOOD + "[[durable_objects.bindings]]\nname = 5\n", "durable_objects.bindings.name", "has no `name`"),
        (GOOD + "services = ['A']\n", "services.binding", "`binding` and `service`"),
        (GOOD + 'route = "a"\nroutes = ["b"]\n', "routes", "exclude each other"),
        (GOOD + 'routes = [{ pattern = "a.dev/x", custom_domain = true }]\n', "routes", "path or a wildcard"),
        (GOOD + 'routes = [{ pattern = "a.dev/*" }]\n', "routes", "exactly one of zone_name and zone_id"),
    ],
)
def test_mistakes_name_file_key_and_fix(tmp_path: Path, wrangler: str, key: str, words: str) -> None:
    error = refusal(project(tmp_path, wrangler, **{"page.html": ""}))
    assert error.key == key
    assert words in str(error)
    assert str(error).startswith(str(tmp_path / "wrangler.toml"))
    assert error.fix


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("wrangler.toml", 'name = "a"\nmain = src/index.js\n', ["line 2, column 8", 'main = "src/index.js"']),
        ("wrangler.toml", 'name = "a"\nname = "b"\n', ["line 2", "not valid TOML"]),
        ("wrangler.toml", "main = [", ["not valid TOML at line 1"]),
        ("wrangler.json", '{\n  "name": "a"\n  "main": "b"\n}', ["not valid JSON at line 3, column 3", '"main": "b"']),
        ("wrangler.jsonc", '{ "name": "a" /* never closed', ["never closed"]),
        ("wrangler.json", "[1]", ["holds no object"]),
    ],
)
def test_syntax_errors_say_where(tmp_path: Path, file: str, text: str, words: list[str]) -> None:
    message = str(refusal(project(tmp_path, text, file)))
    for word in words:
        assert word in message


def test_fixes_are_in_the_language_of_the_file(tmp_path: Path) -> None:
    text = '{"name": "a", "main": "src/index.js", "compatibility_date": "2026"}'
    assert 'Write "compatibility_date": "2026-04-01"' in str(refusal(project(tmp_path, text, "wrangler.json")))


def test_warnings(tmp_path: Path) -> None:
    extra = "\nvar = 1\n[[kv_namespaces]]\nbinding = 'KV'\nid = 'x'\nroutes = ['a']\n"
    warnings = "\n".join(load_project(project(tmp_path, 'name = "a"\nmain = "src/index.js"' + extra)).warnings)
    assert "`var` is not a key that Wrangler knows; did you mean `vars`?" in warnings
    assert "`routes` stands below [kv_namespaces]" in warnings
    assert "`compatibility_date` is missing" in warnings


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('[triggers]\ncrons = ["0 0 * * 0"]', 'cron "0 0 * * 0", weekday: 0 is no weekday here'),
        ('[triggers]\ncrons = ["0 0 31 11 *"]', 'cron "0 0 31 11 *": It never fires'),
        ('routes = ["example.com/*.jpg"]', 'route "example.com/*.jpg": in a path, * may only be the last character'),
        ('routes = ["a.dev/*", "a.dev/*"]', "the Worker shop has it already"),
    ],
)
def test_what_a_deploy_would_refuse_is_a_warning(tmp_path: Path, lines: str, words: str) -> None:
    (warning,) = load_project(project(tmp_path, GOOD + lines + "\n")).warnings
    assert words in warning


def test_a_path_that_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    assert f"Did you mean {tmp_path / 'shop'}?" in str(refusal(tmp_path / "shpo"))
    assert 'main = "src/index.js"' in str(refusal(tmp_path / "shop"))
    (tmp_path / "shop/index.ts").write_text(WORKER)
    assert 'main = "index.ts"' in str(refusal(tmp_path / "shop"))
    (tmp_path / "notes.md").write_text("")
    assert "is not a Worker" in str(refusal(tmp_path / "notes.md"))


def test_text_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    project(tmp_path, GOOD)
    (tmp_path / "src/index.js").write_bytes(b"// ok\n// caf\xe9\n")
    assert "line 2 is not UTF-8" in str(refusal(tmp_path))


def test_a_folder_of_everything_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.wrangler.LARGEST_PROJECT_BYTES", 100)
    project(tmp_path, GOOD, **{"big.js": "x" * 200})
    assert "folder of its own" in str(refusal(tmp_path))
