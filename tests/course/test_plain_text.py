from __future__ import annotations

import io

import pytest

from course.plain_console import PlainConsole, Quit
from course.prose_text import pieces, sentences, words

PROSE = """## A heading

A *Worker* is **small**. It has
two parts:

- `src/index.js`, the code
- the configuration

1. first
2. second

```js
let a = 1;

let b = 2;
```
"""


def _console(typed: str = "") -> tuple[PlainConsole, io.StringIO]:
    out = io.StringIO()
    return PlainConsole(io.StringIO(typed), out), out


def test_prose_becomes_pieces() -> None:
    found = [(piece.kind, piece.marker, piece.text) for piece in pieces(PROSE)]
    assert found == [
        ("heading", "", "A heading"),
        ("paragraph", "", "A Worker is small. It has two parts:"),
        ("item", "-", "src/index.js, the code"),
        ("item", "-", "the configuration"),
        ("item", "1.", "first"),
        ("item", "2.", "second"),
        ("code", "", "let a = 1;\n\nlet b = 2;"),
    ]


def test_sentences_leave_code_blocks_out() -> None:
    assert sentences("One two. `Three` four? Five:\n\n```\nSix. Seven.\n```") == ["One two.", "Three four?", "Five:"]
    assert words("a — b, `c`") == 3


def test_prose_is_printed_without_marks_and_without_blanks_at_line_ends() -> None:
    console, out = _console()
    console.prose(PROSE + "\nword " * 60)
    text = out.getvalue()
    assert "A Worker is small. It has two parts:" in text
    assert "  - src/index.js, the code\n  - the configuration\n" in text
    assert "    let a = 1;\n\n    let b = 2;\n" in text
    assert "*" not in text
    assert "`" not in text
    assert all(line == line.rstrip() and len(line) <= 100 for line in text.split("\n"))


def test_no_colour_when_nobody_watches() -> None:
    console, out = _console()
    console.heading("Title")
    console.prose_line("**bold** and `code`")
    assert "\x1b" not in out.getvalue()


def test_text_of_programs_is_no_markup() -> None:
    console, out = _console()
    console.line("[bold]array[0][/bold] :smile:")
    assert out.getvalue() == "[bold]array[0][/bold] :smile:\n"


def test_answers_are_echoed_in_a_pipe_and_the_end_of_input_is_remembered() -> None:
    console, out = _console("  hello \n")
    assert console.ask("Say >") == "hello"
    assert console.ask("Say >") is None
    assert console.ended
    assert console.ask("Never shown >") is None
    assert out.getvalue() == "Say >   hello \nSay > \n"


def test_q_leaves() -> None:
    console, _ = _console("q\n")
    with pytest.raises(Quit):
        console.ask("Say >")


def test_a_long_list_is_read_page_by_page_where_somebody_types() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = io.StringIO()
    console = PlainConsole(Terminal("\nn\n"), out)
    assert console.interactive
    console.pages([f"step {number}" for number in range(1, 46)])
    text = out.getvalue()
    assert "20 of 45. Enter: read on" in text
    assert "40. step 40" in text
    assert "41. step 41" not in text
    assert not _console("")[0].interactive
