"""Text from learners' code, made safe to draw."""

from __future__ import annotations


def visible(text: str) -> str:
    """Nothing in it commands the terminal: control characters become pictures of themselves (␛)."""
    return "".join(
        character
        if character in "\n\t" or (ord(character) >= 32 and not 127 <= ord(character) < 160)
        else (chr(0x2400 + ord(character)) if ord(character) < 32 else "␡")
        for character in text.replace("\r\n", "\n")
    ).expandtabs(4)
