"""A notebook as one HTML file: no script, nothing loaded from elsewhere, readable in the dark and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape

from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from course.comparison import ANOTHER_WAY, LEGEND, MINE, OURS, TO_THE_LETTER, FileRows, Gap, Line
from course.export.notebook import Beside, Code, Fact, Heading, Output, Part, Text, View

MARKS = {"right": "✓ right", "wrong": "✗ wrong"}
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c22; --paper: #fdfdfb; --line: #d5d5cf; --soft: #f2f2ec;
  --right: #1a7f37; --wrong: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e4; --paper: #17181c; --line: #3a3b40; --soft: #202126;
  --right: #5cc87a; --wrong: #ff8a80; } }
body { color: var(--ink); background: var(--paper); font: 17px/1.55 system-ui, sans-serif; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; margin: 2rem 0 .6rem; }
h3 { border-top: 1px solid var(--line); padding-top: 1rem; }
pre, .code pre { background: var(--soft); padding: .7rem .9rem; overflow-x: auto; border-radius: .3rem;
  font: 14px/1.45 ui-monospace, monospace; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
.file, .title { font: 13px ui-monospace, monospace; margin: 1rem 0 -.6rem; opacity: .8; }
dl { margin: .2rem 0; } dt { font-weight: 600; float: left; margin-right: .6rem; } dd { margin: 0; }
.mine dd { font-style: italic; white-space: pre-wrap; }
.right b { color: var(--right); } .wrong b { color: var(--wrong); } dd b { margin-right: .5rem; }
.beside { border-collapse: collapse; width: 100%; table-layout: fixed; font: 13px/1.45 ui-monospace, monospace; }
.beside caption { text-align: left; } .beside th { text-align: left; width: 50%; }
.beside td { background: var(--soft); padding: 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere;
  vertical-align: top; border-right: 1px solid var(--paper); }
.beside .differs { box-shadow: inset .2rem 0 var(--right); } .beside .gap { font-style: italic; }
figure { margin: 1rem 0; } figure svg { width: 100%; height: auto; }
@media print { body { font-size: 12px; max-width: none; } pre { white-space: pre-wrap; } details { display: none; } }
"""


def as_html(parts: Sequence[Part], picture: Callable[[View], str]) -> str:
    """The whole file. picture: a view as SVG."""
    title = next((part.text for part in parts if isinstance(part, Heading)), "workerscope")
    body = "\n".join(line for part in parts for line in _written(part, picture))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    style = f"<style>{_STYLE}{_colours()}</style>"
    return f'<!doctype html>\n<html lang="en"><head>{head}{style}</head>\n<body>\n{body}\n</body></html>\n'


def _colours() -> str:
    """The colours of code, for light and dark."""
    light, dark = _definitions("friendly"), _definitions("monokai")
    return f"{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}"


def _definitions(style: str) -> str:
    formatter = HtmlFormatter(style=style, cssclass="code", nobackground=True)
    return str(formatter.get_style_defs())  # type: ignore[no-untyped-call]


def _written(part: Part, picture: Callable[[View], str]) -> Iterator[str]:
    if isinstance(part, Heading):
        yield f"<h{part.level}>{escape(part.text)}</h{part.level}>"
    elif isinstance(part, Text):
        yield _prose(part.markdown)
    elif isinstance(part, Code):
        if part.file:
            yield f'<p class="file">{escape(part.file)}{" (your version)" if part.mine else ""}</p>'
        yield _code(part)
    elif isinstance(part, Beside):
        yield from _beside(part)
    elif isinstance(part, Output):
        yield f'<p class="title">{escape(part.title)}</p>\n<pre>{escape(part.text)}</pre>'
    elif isinstance(part, Fact):
        mark = f"<b>{MARKS[part.mark]}</b>" if part.mark else ""
        classes = " ".join(name for name in (part.mark, "mine" if part.by_learner else "") if name)
        label, text = _inline(part.label), escape(part.text) if part.by_learner else _inline(part.text)
        yield f'<dl class="{classes}"><dt>{label}</dt><dd>{mark}{text}</dd></dl>'
    elif isinstance(part, View):
        lines = escape("\n".join(part.lines))
        told = f"<details><summary>The same in words</summary><pre>{lines}</pre></details>"
        yield f"<figure>{picture(part)}<figcaption>{escape(part.title)}</figcaption>{told}</figure>"


def _beside(part: Beside) -> Iterator[str]:
    if part.same:
        yield f"<p>{TO_THE_LETTER}</p>"
        return
    yield f"<p>{ANOTHER_WAY}. {escape(LEGEND)}</p>"
    for one in part.files:
        if one.same:
            yield f'<p class="file">{escape(one.file)}: the same as ours</p>'
        else:
            rows = "\n".join(_rows(one))
            head = '<tr><th scope="col">Yours</th><th scope="col">Ours</th></tr>'
            yield f'<table class="beside"><caption>{escape(one.file)}</caption>\n{head}\n{rows}</table>'


def _rows(one: FileRows) -> Iterator[str]:
    for row in one.rows:
        if isinstance(row, Gap):
            yield f'<tr><td class="gap" colspan="2">… {row.words}</td></tr>'
        else:
            mine, ours = ("", "") if row.same else (MINE, OURS)
            yield f"<tr>{_line(row.mine, mine)}{_line(row.ours, ours)}</tr>"


def _line(line: Line | None, sign: str) -> str:
    if line is None:
        return "<td></td>"
    differs = ' class="differs"' if sign else ""
    return f"<td{differs}>{line.number:>3} {escape(sign or ' ')} {_underlined(line)}</td>"


def _underlined(line: Line) -> str:
    """What only this line has, between its like on both sides."""
    parts, at = "", 0
    for start, end in line.changed:
        parts += f"{escape(line.text[at:start])}<u>{escape(line.text[start:end])}</u>"
        at = end
    return parts + escape(line.text[at:])


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _prose(markdown: str) -> str:
    return str(_markdown().render(markdown))


def _inline(markdown: str) -> str:
    return str(_markdown().renderInline(markdown))


def _code(part: Code) -> str:
    language = {"toml": "toml", "ts": "typescript", "json": "json", "jsonc": "json"}
    lexer = get_lexer_by_name(language.get(part.file.rpartition(".")[2].split(" ")[0], "javascript"))
    return str(highlight(part.text, lexer, HtmlFormatter(cssclass="code", nobackground=True)))
