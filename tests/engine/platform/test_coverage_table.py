"""COVERAGE.md says what an isolate has now."""

from __future__ import annotations

from engine.platform.coverage import FILE, WHY_NOT, found, table


def test_the_table_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == table(), "run python -m engine.platform.coverage"


def test_what_is_missing_has_a_reason() -> None:
    absent = {name for name, kind in found().items() if kind == "absent"}
    assert {name for name in absent if not name.startswith("WebAssembly.")} == set(WHY_NOT)
