"""The corpus of snippets.js: name → source."""

from __future__ import annotations

import re
from pathlib import Path

_TEXT = Path(__file__).with_name("snippets.js").read_text(encoding="utf-8")

SNIPPETS = {
    name: source.rstrip("\n")
    for name, source in re.findall(r"^//# ([^\n]+)\n(.*?)(?=^//#|\Z)", _TEXT, re.MULTILINE | re.DOTALL)
}
SNIPPETS["windows line ends"] = (
    "const a = 1\r\nif (a)\r\n  log(a)\r\nelse\r\n  log(2)\r\ntry { null.x } catch (e) { where(e) }\r\n"
)
