"""The command line as a shell sees it: output, errors and exit status."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course.command_line import main
from engine import trace
from tests.conformance.cases import load_cases

ROOT = Path(__file__).resolve().parents[2]
RUN = [sys.executable, "-c", "import sys; from course.command_line import main; sys.exit(main())"]

WORKER = """\
let served = 0;
console.log("loaded");
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    console.log("got", request.method, pathname);
    if (pathname === "/boom") throw new TypeError("no such page");
    if (pathname === "/bytes") return new Response(new Uint8Array([255, 0]));
    if (pathname === "/control") return new Response("a\\u001b[2Jb");
    return new Response(`${++served} ${await request.text()}`, { headers: { "X-Served": String(served) } });
  },
  scheduled(controller) {
    console.warn("cron", controller.cron);
  },
};
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project folder."""
    return make_project(tmp_path / "shop", WORKER)


def make_project(folder: Path, code: str) -> Path:
    (folder / "src").mkdir(parents=True)
    (folder / "src/index.js").write_text(code)
    text = f'name = "{folder.name}"\nmain = "src/index.js"\ncompatibility_date = "2026-04-01"\n'
    (folder / "wrangler.toml").write_text(text)
    return folder


def shell(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own."""
    words = [*RUN, *map(str, arguments)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


def test_nothing_heavy_is_imported_by_run_help_and_version(shop: Path) -> None:
    for arguments in (["--help"], ["--version"], ["run", str(shop)], ["run", "--help"]):
        code = (
            "import sys; from course.command_line import main\n"
            f"try: main({arguments!r})\n"
            "except SystemExit: pass\n"
            "print(sorted(m for m in sys.modules if m.split('.')[0] in ('textual', 'rich', 'tree_sitter', 'quickjs')))"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert done.stdout.splitlines()[-1] == "[]", arguments


def test_the_engine_knows_no_terminal() -> None:
    code = "import engine.child, engine.client, engine.runtime, engine.wrangler, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"textual", "rich", "course", "lessons"} & set(done.stdout.split())


def test_run_for_people(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(shop), "--request", "GET /a", "POST /b two cups", "--cron", "*/5 * * * *"]) == 0
    shown = capsys.readouterr().out
    assert "global scope\n  log   loaded\n" in shown
    assert "→ POST http://example.com/b\n← 200 OK   isolate shop#1 · " in shown
    assert "  x-served: 2\n" in shown
    assert "\n\n2 two cups\n\n  log   got POST /b\n" in shown
    assert "→ scheduled */5 * * * *\n← outcome ok" in shown
    assert "  warn  cron */5 * * * *" in shown
    assert shown.index("GET /a") < shown.index("POST /b") < shown.index("cron */5")
    assert "\x1b" not in shown


def test_an_exception_shows_its_place_and_its_line(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(shop), "--request", "/boom"]) == 1
    shown = capsys.readouterr().out
    assert "← 500 Internal Server Error, outcome exception" in shown
    assert "TypeError: no such page\n    at Object.fetch (src/index.js:7:" in shown
    line = '     7 │     if (pathname === "/boom") throw new TypeError("no such page");'
    assert line in shown
    caret = shown.split(line + "\n")[1].splitlines()[0]
    assert caret.startswith("       │ ")
    assert line[caret.index("^") :].startswith(("new TypeError", "TypeError", "("))


def test_a_body_cannot_command_the_terminal(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(shop), "--request", "/control", "/bytes"]) == 0
    shown = capsys.readouterr().out
    assert "\n\na␛[2Jb\n" in shown
    assert "(2 bytes that are not text" in shown


def test_run_as_json(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["run", str(shop), "--json", "--request", "POST / x", "/boom", "/bytes", "--cron", "0 0 * * *"])
    given = json.loads(capsys.readouterr().out)
    assert status == 1
    assert given["startup_logs"] == [{"level": "log", "message": "loaded"}]
    assert [step.get("status") for step in given["steps"]] == [200, 500, 200, None]
    first, boom, binary, cron = given["steps"]
    assert first["body"] == "1 x"
    assert ["x-served", "1"] in first["headers"]
    assert (first["outcome"], first["exceptions"], first["isolate"]) == ("ok", [], "shop#1")
    assert first["logs"] == [{"level": "log", "message": "got POST /"}]
    assert {"cpu_ms", "wall_ms"} <= set(first)
    assert boom["outcome"] == "exception"
    assert (boom["exceptions"][0]["name"], boom["exceptions"][0]["message"]) == ("TypeError", "no such page")
    assert "src/index.js:7" in boom["exceptions"][0]["stack"]
    assert (binary["body_base64"], "body" in binary) == ("/wA=", False)
    assert cron["result"] == {"outcome": "ok", "noRetry": False}
    assert [line["step"] for line in given["logs"]] == [0, 1, 2, 3]


def test_a_worker_that_does_not_load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_project(tmp_path / "bad", "const a = 1;\nconsole.log('here');\nnull.x;\nexport default {};\n")
    assert main(["run", str(folder), "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["name"], error["file"], error["line"]) == ("TypeError", "src/index.js", 3)
    assert error["column"] > 0
    assert main(["run", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert "global scope\n  log   here" in shown
    assert "The Worker did not load.\nTypeError: " in shown
    assert "     3 │ null.x;" in shown


def test_a_recorded_case_runs_from_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = next(case for case in load_cases() if case.id == "isolate-interleave-two")
    folder = make_project(tmp_path / "main", case.data["files"]["index.js"])
    steps = tmp_path / "steps.json"
    steps.write_text(json.dumps(case.data["steps"]))
    assert main(["run", str(folder), "--steps", str(steps), "--json"]) == 0
    given = json.loads(capsys.readouterr().out)
    assert [step["body"] for step in given["steps"]] == [step["body"] for step in case.data["expected"]]
    assert [line["message"] for line in given["logs"]] == [line["message"] for line in case.data["expected"][0]["logs"]]


def test_steps_from_standard_input(shop: Path) -> None:
    done = shell("run", shop, "--steps", "-", "--json", input='[{"method": "POST", "body": "in"}]')
    assert json.loads(done.stdout)["steps"][0]["body"] == "1 in"


def test_another_worker_answers_fetch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    front = make_project(tmp_path / "front", "export default { fetch: () => fetch('https://api.dev/x') };")
    back = make_project(tmp_path / "back", "export default { fetch: (r) => new Response('back at ' + r.url) };")
    assert main(["run", str(front), "--worker", str(back), "--outbound", "back"]) == 0
    assert "back at https://api.dev/x" in capsys.readouterr().out
    assert main(["run", str(front), "--worker", str(back), "--outbound", "bakc"]) == 2
    assert "no --worker has that name (back)" in capsys.readouterr().err


def test_trace_is_the_whole_run_and_can_be_read_back(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    assert main(["run", str(shop), "--trace", str(file)]) == 0
    events = trace.decode(file.read_bytes())
    kinds = {type(event).__name__ for event in events}
    assert {"IsolateBoot", "Onset", "StatementReached", "Return", "Outcome"} <= kinds
    assert [event.seq for event in events] == list(range(1, len(events) + 1))


def test_warnings_go_to_standard_error(shop: Path) -> None:
    (shop / "wrangler.toml").write_text('name = "shop"\nmain = "src/index.js"\ncolour = "red"\n')
    done = shell("run", shop, "--json")
    assert done.returncode == 0
    assert "note: " in done.stderr
    assert "`colour`" in done.stderr
    json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ([], 2, "Which project?"),
        (["nowhere"], 2, "nowhere does not exist"),
        (["{shop}", "--request", "GTE /"], 2, "Did you mean GET?"),
        (["{shop}", "--cron", "daily"], 2, "five"),
        (["{shop}", "--steps", "none.json"], 2, "none.json cannot be read"),
        (["{shop}", "--steps", "{shop}/wrangler.toml"], 2, "is not JSON"),
        (["{shop}", "--steps", "x", "--request", "/"], 2, "Give either --steps"),
        (["{shop}", "--trace", "/no/such/folder/file"], 2, "trace cannot be written"),
        (["{shop}", "--frobnicate"], 2, "--frobnicate"),
        (["{shop}/src"], 2, "has no wrangler.toml"),
    ],
)
def test_mistakes_are_one_sentence(shop: Path, arguments: list[str], status: int, words: str) -> None:
    done = shell("run", *(text.format(shop=shop) for text in arguments))
    assert done.returncode == status
    assert words in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_the_project_may_come_last(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--request", "/a", str(shop)]) == 0
    assert "→ GET http://example.com/a\n" in capsys.readouterr().out


def test_a_broken_wrangler_file_is_the_learners(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "wrangler.toml").write_text('name = "shop"\n')
    assert main(["run", str(shop)]) == 1
    assert "`main` is missing" in capsys.readouterr().err
    assert main(["run", str(shop), "--json"]) == 1
    assert "`main` is missing" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_an_endless_loop_ends_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_project(tmp_path / "loop", "export default { fetch() { while (true); } };")
    assert main(["run", str(folder)]) == 1
    output = capsys.readouterr()
    assert "exceededCpu" in output.out or "was stopped" in output.err


def hears_ctrl_c() -> None:
    """As in a shell's foreground: what runs the tests may ignore SIGINT, and its children would inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_ctrl_c_is_quiet(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "loop", "export default { fetch() { while (true); } };")
    running = subprocess.Popen(
        [*RUN, "run", str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hears_ctrl_c,
    )  # fmt: skip
    time.sleep(1.0)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert (out, err) == (b"", b"\n")


def test_a_reader_that_leaves_is_no_error(shop: Path) -> None:
    command = [*RUN, "run", str(shop), "--json", *["--request", "/"] * 200]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait(timeout=30) == 0


def test_a_fault_of_our_own_is_one_sentence_and_kept(
    own_data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shop: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr("course.run_command.run_blocking", fail)
    assert main(["run", str(shop)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("workerscope failed, and the fault is its own: KeyError: 'lost'.")
    assert "in fail" in (own_data_folder / "last-failure.txt").read_text()


def test_doctor_speaks_in_words(capsys: pytest.CaptureFixture[str], own_data_folder: Path) -> None:
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert f"your progress is kept in {own_data_folder}" in shown
    assert "a Worker answered in its child process" in shown
    assert shown.endswith("All is well.\n")


def test_doctor_finds_a_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("WORKERSCOPE_DATA", str(tmp_path / "file" / "data"))
    assert main(["doctor"]) == 1
    assert "BAD  data" in capsys.readouterr().out


def test_progress_names_its_file(own_data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress"]) == 0
    assert str(own_data_folder) in capsys.readouterr().out


def test_every_command_that_help_lists_exists(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    listed = re.findall(r"^    ([a-z-]+) ", capsys.readouterr().out, re.MULTILINE)
    assert {"learn", "quiz", "run", "check", "progress", "doctor"} <= set(listed)
    for command in listed:
        with pytest.raises(SystemExit) as caught:
            main([command, "--help"])
        assert caught.value.code == 0
        assert f"usage: workerscope {command}" in capsys.readouterr().out
