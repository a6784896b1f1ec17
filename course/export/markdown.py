"""A notebook as Markdown. Learners' words and outputs stand in code spans and fences, so that they stay text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from course.comparison import ANOTHER_WAY, LEGEND, TO_THE_LETTER, Gap, below_one_another
from course.export.notebook import Beside, Code, Fact, Heading, Output, Part, Text, View

MARKS = {"right": "✓ ", "wrong": "✗ ", "": ""}


def as_markdown(parts: Sequence[Part]) -> str:
    """The whole notebook."""
    return "\n\n".join(_written(part) for part in parts) + "\n"


def _written(part: Part) -> str:
    return "\n".join(_lines(part))


def _lines(part: Part) -> Iterator[str]:
    if isinstance(part, Heading):
        yield f"{'#' * part.level} {part.text}"
    elif isinstance(part, Text):
        yield part.markdown
    elif isinstance(part, Code):
        if part.file:
            yield f"`{part.file}`{', your version' if part.mine else ''}:\n"
        yield fenced(part.text, "js" if part.file.endswith((".js", ".ts")) or not part.file else "")
    elif isinstance(part, Beside):
        yield from _beside(part)
    elif isinstance(part, Output):
        yield f"{part.title}:\n"
        yield fenced(part.text)
    elif isinstance(part, Fact):
        yield f"- {MARKS[part.mark]}**{part.label}:** {span(part.text) if part.by_learner else part.text}"
    elif isinstance(part, View):
        yield f"{part.title}:\n"
        yield fenced("\n".join(part.lines))


def _beside(part: Beside) -> Iterator[str]:
    if part.same:
        yield TO_THE_LETTER
        return
    yield f"{ANOTHER_WAY}. {LEGEND.replace('<', '`<`').replace('>', '`>`')}"
    for one in part.files:
        if one.same:
            yield f"\n`{one.file}`: the same as ours."
            continue
        yield f"\n`{one.file}`:\n"
        lines = [
            f"@@ {piece.words} @@" if isinstance(piece, Gap) else f"{piece[0] or ' '} {piece[1].text}"
            for piece in below_one_another(one.rows)
        ]
        yield fenced("\n".join(lines), "diff")


def fenced(text: str, language: str = "") -> str:
    """A code block, with a fence longer than any in the text. https://spec.commonmark.org/0.31.2/#fenced-code-blocks"""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def span(text: str) -> str:
    """A code span on one line, with more backticks than the text has. https://spec.commonmark.org/0.31.2/#code-spans"""
    line = " ".join(text.split())
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"
