"""The course's own lessons: they hold, and what their prose says of a run is what the run gives."""

from __future__ import annotations

import msgspec
import pytest

from course.check import check_lessons
from course.deploy import cell_request
from course.lesson import Run, Task, Traffic
from course.library import load_lessons
from course.traffic import steps_of
from course.verdict import verdicts
from engine import bytecode
from engine.run import RunReport, RunRequest, run_project
from engine.trace import IoQueued, IsolateEvicted

LESSONS = {loaded.lesson.number: loaded for loaded in load_lessons()}


def _run(number: int, id: str, old: str = "", new: str = "", traffic: Traffic | None = None) -> RunReport:
    """A run cell of a lesson, changed in one place as its ideas say."""
    cell = LESSONS[number].cell(id)
    assert isinstance(cell, Run)
    project = LESSONS[number].project(cell.project)
    source = str(project.files[project.main])
    assert old in source
    changed = project.with_files({project.main: source.replace(old, new)})
    return run_project(RunRequest(project=changed, steps=steps_of(traffic or cell.traffic)))


def _bodies(report: RunReport) -> list[str | None]:
    return [step.body for step in report.result.steps]


def _walls(report: RunReport) -> list[float]:
    return [step.wall_ms for step in report.result.steps]


def test_every_lesson_holds() -> None:
    found = {report.title: [str(problem) for problem in report.problems] for report in check_lessons(None)}
    assert all(not problems for problems in found.values()), found


def test_lessons_1_and_8_are_here_with_their_statements() -> None:
    assert {"S2", "S3", "S4", "S5", "S6", "S9", "S12", "S37", "S38", "S39", "S42"} <= set(LESSONS[1].lesson.statements)
    assert {"S27", "S42"} <= set(LESSONS[8].lesson.statements)


def test_lesson_1_says_what_happens() -> None:
    assert _bodies(_run(1, "hello")) == ["Hello World!"]
    assert _bodies(_run(1, "visits")) == ["visit 1", "visit 2", "visit 3"]
    assert _run(1, "visits").result.steps[2].isolate == "visits#1"
    assert _bodies(_run(1, "visits", "visits += 1;", "let visits = 0; visits += 1;")) == ["visit 1"] * 3
    nothing = _run(1, "text-only").result.steps[0]
    assert (nothing.status, nothing.outcome) == (500, "exception")
    assert "did not resolve to 'Response'" in nothing.exceptions[0].message
    missing = _run(1, "no-fetch").result.steps[0]
    assert missing.exceptions[0].message == "Handler does not export a fetch() function."
    assert "GREETING is Bom dia" in str(_bodies(_run(1, "arguments"))[0])


def test_lesson_1_breaks_where_it_says() -> None:
    error = _run(1, "hello", "};\n", "").result.error
    assert error is not None
    assert (error.name, error.file) == ("SyntaxError", "src/index.js")
    assert error.line >= 4


def test_lesson_8_times_are_what_it_says() -> None:
    assert _bodies(_run(8, "peak")) == ["peak 4"] * 4
    assert _walls(_run(8, "peak")) == [200.0] * 4
    assert _walls(_run(8, "peak", "await fetch('https://origin/?ms=200');", "spin(200);")) == [200, 400, 600, 800]
    assert _walls(_run(8, "slow-fast")) == [400.0, 250.0]
    assert _walls(_run(8, "slow-fast", "spin(400);", "await fetch('https://origin/?ms=400');"))[1] == 0
    assert _walls(_run(8, "slow-fast", "spin(400);", "spin(200); await scheduler.wait(0); spin(200);"))[1] == 50
    assert _walls(_run(8, "slow-fast", "spin(400);", "await null; spin(400);"))[1] == 250
    assert _walls(_run(8, "three")) == [300.0]


@pytest.mark.parametrize(("calls", "ms"), [(6, 100), (8, 200), (12, 200), (13, 300)])
def test_lesson_8_six_calls_leave_at_once(calls: int, ms: float) -> None:
    assert _walls(_run(8, "eight", "i <= 8", f"i <= {calls}")) == [ms]


def test_lesson_8_slots_belong_to_one_request() -> None:
    two = Traffic(requests=["GET /", "GET /"], together=True)
    assert _walls(_run(8, "eight", traffic=two)) == [200.0, 200.0]


def test_lesson_8_order_lab() -> None:
    assert _bodies(_run(8, "order-lab")) == ["A async-start B then after-await timer"]
    assert _bodies(_run(8, "order-lab", "push('timer'), 0", "push('timer'), 10")) == [
        "A async-start B then after-await"
    ]


def _configured(number: int, id: str, environment: str | None = None, **changes: tuple[str, str]) -> RunReport:
    """A run cell with its files changed: file (dots and slashes as underscores) = (old, new)."""
    cell = LESSONS[number].cell(id)
    assert isinstance(cell, Run)
    project = LESSONS[number].project(cell.project)
    texts = {name: str(text) for name, text in project.files.items()}
    for name in texts:
        old, new = changes.get(name.replace("/", "_").replace(".", "_"), ("", ""))
        assert old in texts[name]
        texts[name] = texts[name].replace(old, new) if old else texts[name]
    if environment is not None:
        cell = msgspec.structs.replace(cell, environment=environment)
    return run_project(cell_request(LESSONS[number], cell, project.with_files(texts), cell.traffic))


def test_lesson_2_environments_and_dates_are_what_it_says() -> None:
    assert _bodies(_configured(2, "staging")) == ["API is undefined"]
    assert _bodies(_configured(2, "staging", "")) == ["API is https://api.example.com"]
    own = ("[env.staging]", '[env.staging]\nvars = { API = "https://staging.example.com" }')
    assert _bodies(_configured(2, "staging", wrangler_toml=own)) == ["API is https://staging.example.com"]
    old = _configured(2, "date").result.error
    assert old is not None
    assert "node:buffer" in old.message
    assert _bodies(_configured(2, "date", wrangler_toml=("2024-01-01", "2026-11-01"))) == ["746561"]
    flag = ('"2024-01-01"', '"2024-01-01"\ncompatibility_flags = ["nodejs_compat"]')
    assert _bodies(_configured(2, "date", wrangler_toml=flag)) == ["746561"]


def test_lesson_6_walls_and_doors_are_what_it_says() -> None:
    secret = _configured(6, "secret")
    assert _bodies(secret) == ["it said tea at four, I find undefined"]
    own = ("const answer", "globalThis.secret = 'mine'; const answer")
    assert _bodies(_configured(6, "secret", src_index_js=own)) == ["it said tea at four, I find mine"]
    neighbour = _configured(6, "neighbour").result
    assert neighbour.steps[0].body == "fresh bread"
    assert [line.message for line in neighbour.logs] == ["the neighbour: out of order"]
    assert _bodies(_configured(6, "names")) == ["window document localStorage require"]
    refused = _configured(6, "text-to-code").result.steps[0].exceptions[0]
    assert refused.message == "Code generation from strings disallowed for this context"


def test_lesson_3_clocks_are_what_it_says() -> None:
    assert _bodies(_configured(3, "ticks"))[-1] == "ticks 4"
    assert _bodies(_configured(3, "ticks", wrangler_toml=('"*/30 * * * *"', ""))) == ["ticks 0"]
    fired = [line.message for line in _configured(3, "lab").result.logs]
    assert fired == ["0 17 * * 1 at 2026-01-04T17:00:00.000Z"]
    monday = _configured(3, "lab", wrangler_toml=("* * 1", "* * MON")).result.logs
    assert monday[0].message.endswith("2026-01-05T17:00:00.000Z")


def test_lesson_7_starts_are_what_it_says() -> None:
    burst = _configured(7, "burst")
    assert {step.isolate for step in burst.result.steps} == {"burst#1"}
    assert _walls(burst) == [100.0] * 6
    assert _walls(_configured(7, "table")) == [600.0, 0.0, 0.0]
    refused = _configured(7, "table", src_index_js=("600", "1100")).result.error
    assert refused is not None
    assert "10021" in refused.message


def test_lesson_4_urls_go_where_it_says() -> None:
    assert _bodies(_configured(4, "three")) == [
        "site answers /",
        "images answers /images/cat.png",
        "www answers /images/cat.png",
        "site answers /Images/cat.png",
    ]
    below = _configured(4, "three", wrangler_toml=("example.com/*", "*.example.com/*"))
    assert str(_bodies(below)[2]).startswith("www")
    assert [step.status for step in _configured(4, "town").result.steps] == [200, 200, 200, 404, 200]


def _posted(report: RunReport) -> list[str]:
    """Letters that were posted, in order."""
    urls = [event.target for event in report.trace if isinstance(event, IoQueued) and event.operation == "fetch"]
    return [str(url).partition("letter=")[2] for url in urls]


def test_lesson_13_kv_is_what_it_says() -> None:
    theme = _configured(13, "theme")
    read = [f"theme is {value}" for value in ("light", "dark", "light", "light", "dark")]
    assert [body for body in _bodies(theme) if "written" not in str(body)] == read
    assert [theme.result.steps[index].wall_ms for index in (5, 6)] == [2, 60]
    sooner = ("get(key)", "get(key, { cacheTtl: 30 })")
    assert _bodies(_configured(13, "theme", src_index_js=sooner))[4:] == [
        "theme is light",
        "theme is dark",
        "theme is dark",
    ]
    assert _bodies(_configured(13, "missing"))[2:] == ["news is null", "news is hello"]


def test_lesson_13_counters_are_what_it_says() -> None:
    assert _bodies(_configured(13, "counters"))[18:] == [
        "variable 10, KV 2, object 19",
        "variable 10, KV 1, object 20",
    ]
    cities = _bodies(_configured(13, "counters", src_index_js=("getByName('visits')", "getByName(request.cf.colo)")))
    assert [str(body).rpartition(" ")[2] for body in cities[18:]] == ["10", "10"]
    gap = ("await this.ctx.storage.put", "await scheduler.wait(10); await this.ctx.storage.put")
    assert str(_bodies(_configured(13, "counters", src_index_js=gap))[19]).endswith("object 1")


def test_lesson_13_letters_are_what_it_says() -> None:
    mail = _configured(13, "mail")
    posted = _posted(mail)
    assert len(posted) == 31
    assert posted.count("11") == 3
    assert set(map(str, range(1, 26))) - set(posted) == {"13", "14", "15"}
    assert posted.index("21") < posted.index("16")
    acked = _posted(
        _configured(13, "mail", src_index_js=("letter=' + message.body);", "letter=' + message.body); message.ack();"))
    )
    assert len(acked) == len(set(acked))
    assert len(_configured(13, "mail", src_index_js=("=== 13", "=== 100")).result.logs) == 3


def test_lesson_14_metro_is_its_own_solution() -> None:
    capstone = LESSONS[14]
    task = capstone.cell("metro")
    assert isinstance(task, Task)
    assert capstone.solution(task).files == capstone.project("metro").files


def test_lesson_14_each_fault_alone_fails_its_own_check() -> None:
    capstone = LESSONS[14]
    task = capstone.cell("metro")
    assert isinstance(task, Task)
    right, wrong = capstone.solution(task), capstone.starter(task)
    code, settings = str(right.files["src/index.js"]), str(right.files["wrangler.toml"])
    floating = code.replace("ctx.waitUntil(report(number));", "report(number);")
    shared = code.replace("  const rider =", "  rider =").replace("// There is", "let rider;\n// There is")
    timer = "setInterval(() => console.log('metro is running'), 60000);\n" + code
    one_by_one = (
        code[: code.index("  const [north")]
        + str(wrong.files["src/index.js"]).partition("slice('/lines/'.length);\n")[2]
    )
    failing: list[set[str]] = []
    for files in (
        {"src/index.js": shared},
        {"src/index.js": floating},
        {"src/index.js": one_by_one},
        {"wrangler.toml": settings.replace("/map*", "/map")},
        {"wrangler.toml": settings.replace("* * SUN", "* * 7")},
    ):
        request = cell_request(capstone, task, right.with_files(files), task.traffic)
        found = verdicts(task.checks, run_project(request), None, request)
        failing.append({check.name.partition(" ")[0] for check in found if not check.passed})
    assert failing == [{"each"}, {"the"}, {"departures"}, {"a"}, {"the"}]
    stopped = run_project(cell_request(capstone, task, right.with_files({"src/index.js": timer}), task.traffic))
    assert stopped.result.error is not None
    assert "within global scope" in stopped.result.error.message


def test_lesson_14_day_is_what_it_says() -> None:
    day = _configured(14, "day").result.steps
    assert [step.body for step in day] == [
        "no notice",
        "ticket 1 for ana",
        "ticket 2 for rui",
        None,
        "no notice",
        "Sunday timetable",
        "ticket 3 for ana",
    ]
    assert day[6].isolate == "metro@LIS-1#2"
    assert day[1].wall_ms < 30 < 100 < day[2].wall_ms
    variable = (
        "const number = await env.GATE.getByName('gate').next();",
        "const number = globalThis.n = (globalThis.n ?? 0) + 1;",
    )
    assert _bodies(_configured(14, "day", src_index_js=variable))[6] == "ticket 1 for ana"
    assert _bodies(_configured(14, "login")) == ["Hi, bo", "Hi, bo"]


@pytest.mark.parametrize("cell", ["tight", "who", "deploy", "four", "five", "eight", "film"])
def test_lesson_12_is_the_same_where_heaps_are_larger(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> tuple[list[str | None], list[str]]:
        report = _configured(12, cell)
        return _bodies(report), [event.isolate for event in report.trace if isinstance(event, IsolateEvicted)]

    here = told()
    if cell == "who":
        assert here[1] == ["shop#1", "blog#1", "login#1", "search#1", "maps#1", "mail#1", "news#1"]
    monkeypatch.setattr(bytecode, "compiled", lambda script, file_name: None)  # as on Windows
    assert told() == here
