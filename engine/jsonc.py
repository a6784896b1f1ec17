"""JSON with comments and trailing commas: the language of wrangler.jsonc. https://jsonc.org"""

from __future__ import annotations

import json


def loads(text: str) -> object:
    """The value of a JSONC text. Raises json.JSONDecodeError, whose line and column are those of `text`."""
    return json.loads(_without_trailing_commas(_without_comments(text)), strict=True)


def _without_comments(text: str) -> str:
    """Comments become spaces, so that every position stays. An open `/*` raises."""
    pieces: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == '"':
            end = _string_end(text, at)
            pieces.append(text[at:end])
        elif text.startswith("//", at):
            end = _line_end(text, at)
            pieces.append(" " * (end - at))
        elif text.startswith("/*", at):
            closing = text.find("*/", at + 2)
            if closing < 0:
                raise json.JSONDecodeError("The comment that starts here with /* is never closed by */", text, at)
            end = closing + 2
            pieces.append("".join(c if c in "\r\n" else " " for c in text[at:end]))
        else:
            end = at + 1
            pieces.append(text[at])
        at = end
    return "".join(pieces)


def _without_trailing_commas(text: str) -> str:
    """A comma right before `}` or `]` becomes a space; not one right after `[`, `{` or another comma."""
    characters = list(text)
    previous, comma = "", -1
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace():
            at += 1
            continue
        if character in "}]" and comma >= 0:
            characters[comma] = " "
        comma = at if character == "," and previous not in ("", "[", "{", ",") else -1
        previous = character
        at = _string_end(text, at) if character == '"' else at + 1
    return "".join(characters)


def _string_end(text: str, start: int) -> int:
    """The position after the string that starts at `start`; of the line's end when it is never closed."""
    at = start + 1
    while at < len(text) and text[at] not in '"\n':
        at += 2 if text[at] == "\\" else 1
    return min(at + 1, len(text))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
