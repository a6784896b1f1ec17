"""A small lesson that holds, written into a folder; tests break it in one place."""

from __future__ import annotations

from pathlib import Path

WRANGLER = 'name = "small"\nmain = "src/index.js"\ncompatibility_date = "2026-11-01"\n'

HELLO = "export default {\n  async fetch(request) {\n    return new Response('hello');\n  },\n};\n"
STARTER = "export default {\n  async fetch(request) {\n    return new Response('?');\n  },\n};\n"
SOLUTION = """export default {
  async fetch(request) {
    return new Response(new URL(request.url).pathname);
  },
};
"""

LESSON_MD = """Some prose.

[[guess]]

[[hello]]

More prose.

[[path]]
"""

LESSON_TOML = """format = 1
number = 3
id = "small"
title = "Small"
minutes = 1
objective = "Test."
assumes = "Nothing."
statements = ["S9"]

[[cell]]
kind = "prediction"
id = "guess"
about = "hello"
prompt = "What comes?"
actual = { step = 1, field = "body" }

[[cell]]
kind = "run"
id = "hello"
title = "Hello"
project = "hello"
traffic = { requests = ["GET /"] }

[[cell]]
kind = "task"
id = "path"
title = "Path"
brief = "Answer with the path."
project = "path"
traffic = { requests = ["GET /a"] }
hints = ["Look at the URL.", "new URL(request.url)", "Return new URL(request.url).pathname."]
checks = [{ name = "the path", step = 1, field = "body", equals = "/a", line_of = "new Response" }]

[cell.hidden]
traffic = { requests = ["GET /b"] }
checks = [{ name = "another path", step = 1, field = "body", equals = "/b" }]

[[item]]
kind = "choice"
id = "who"
prompt = "Who says hello?"
replay = "hello"
options = [
  { text = "The Worker.", correct = true, why = "It does." },
  { text = "The browser.", why = "It asks." },
  { text = "Nobody.", why = "Somebody does.", misconception = "M1" },
]

[[item]]
kind = "predict"
id = "what"
prompt = "What is the body?"
project = "hello"
traffic = { requests = ["GET /"] }
answer = { step = 1, field = "body" }
why = "It says so."
wrong = [{ answer = "goodbye", why = "No." }]

[[item]]
kind = "number"
id = "status"
prompt = "Which status?"
low = 199
high = 201
project = "hello"
traffic = { requests = ["GET /"] }
measure = { step = 1, field = "status" }
why = "All is well."
wrong = [{ answer = "404", why = "It was found." }]

[[item]]
kind = "order"
id = "order"
prompt = "In which order?"
project = "hello"
traffic = { requests = ["GET /"] }
lines = [
  { text = "returns", at = { kind = "return" }, why = "" },
  { text = "arrives", at = { kind = "onset" }, why = "" },
  { text = "is over", at = { kind = "outcome" }, why = "" },
]

[[item]]
kind = "fix"
id = "repair"
prompt = "Repair it."
task = "path"
"""


def write_lesson(folder: Path, changes: dict[str, tuple[str, str]] | None = None) -> Path:
    """The small lesson in folder/small. changes: file → (text in it, what to put there instead)."""
    root = folder / "small"
    files = {
        "lesson.md": LESSON_MD,
        "lesson.toml": LESSON_TOML,
        "projects/hello/src/index.js": HELLO,
        "projects/hello/wrangler.toml": WRANGLER,
        "tasks/path/starter/src/index.js": STARTER,
        "tasks/path/starter/wrangler.toml": WRANGLER,
        "tasks/path/solution/src/index.js": SOLUTION,
        "tasks/path/solution/wrangler.toml": WRANGLER,
    }
    for name, (old, new) in (changes or {}).items():
        assert old in files[name], f"{name} does not hold {old!r}"
        files[name] = files[name].replace(old, new)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


DEMONSTRATIONS_TOML = """[[cell]]
kind = "prediction"
id = "guess-race"
about = "race"
prompt = "How many times as long does a process take?"
expects = "number"
unit = "times"
actual = { step = 0, field = "race:process" }
explain = "A runtime starts first."

[[cell]]
kind = "demo"
id = "race"
title = "The race"
name = "cold-start"
brief = "From nothing to the first response."

[[cell]]
kind = "demo"
id = "played"
title = "See it played"
name = "event-loop"
brief = "Two requests on one thread."

[[item]]
kind = "choice"
"""


def with_demonstrations(folder: Path, changes: tuple[str, str] = ("", "")) -> Path:
    """The small lesson with a race, its prediction, and a played event loop. changes: in that part of lesson.toml."""
    old, new = changes
    assert old in DEMONSTRATIONS_TOML
    cells = DEMONSTRATIONS_TOML.replace(old, new) if old else DEMONSTRATIONS_TOML
    places = "More prose.\n\n[[guess-race]]\n\n[[race]]\n\nAnd then.\n\n[[played]]\n"
    return write_lesson(
        folder, {"lesson.md": ("More prose.\n", places), "lesson.toml": ('[[item]]\nkind = "choice"\n', cells)}
    )
